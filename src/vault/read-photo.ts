// From a recipe's reference to verified bytes (design §4, opening): recipe first, its coverage, then each block by
// tag and key. A block with one flipped bit is mended, proved by its tag, and written back into a new pack.
// Nothing leaves this file that was not checked.
import { createSHA256 } from 'hash-wasm';
import { concat, equalBytes, owned, type Bytes } from '../core/bytes.ts';
import type { RecipeRef } from '../core/catalog/entry.ts';
import { decodeRecipe, joinRecipe, type Recipe, type RecipePart } from '../core/catalog/recipe.ts';
import type { BlockRef } from '../core/dice/block-ref.ts';
import { hammingOfTag } from '../core/dice/hamming.ts';
import { rehashOf } from '../core/dice/seal.ts';
import { isVaultError, VaultError, type ErrorCode } from '../core/errors.ts';
import type { EpochId } from '../core/ids.ts';
import type { Codec, SealedBlock, StoredBlock } from '../core/ports.ts';
import { methods } from '../core/segment/segmenter.ts';
import type { OpenVault } from './open-vault.ts';

/** Ciphertext read ahead while a photo opens. */
const readAheadBytes = 2 * 1024 * 1024;
const readAheadBlocks = 64;

/** What a reading found, for the receipt and the damage page. */
export interface Reading {
  checked: number;
  inline: number;
  bytes: number;
  mended: number;
  failed: { block: number; code: ErrorCode }[];
}

/** @throws VaultError block-missing, tag-mismatch, key-mismatch */
export async function readBlock(vault: OpenVault, ref: BlockRef, epoch: EpochId): Promise<Bytes> {
  const [block] = await readBlocks(vault, [ref], epoch);
  return (block as Opened).bytes;
}

export interface Opened {
  readonly bytes: Bytes;
  readonly isMended: boolean;
}

async function readBlocks(vault: OpenVault, refs: readonly BlockRef[], epoch: EpochId): Promise<Opened[]> {
  const results = await tryBlocks(vault, refs, epoch);
  return results.map((result) => {
    if (result instanceof VaultError) throw result;
    return result;
  });
}

/** One result per reference: the block, or why not. Mended ciphertext is written back before this resolves. */
export async function tryBlocks(
  vault: OpenVault,
  refs: readonly BlockRef[],
  epoch: EpochId,
): Promise<(Opened | VaultError)[]> {
  const rehashes = await Promise.all(refs.map((ref) => rehashOf(ref.tag)));
  const stored = await vault.store.blocks.readMany(rehashes);
  const sealer = vault.sealerOf(epoch);
  const mended: SealedBlock[] = [];
  const results = await Promise.all(
    refs.map(async (ref, index) => {
      try {
        const { block, mended: cipher } = await sealer.open(ref, cipherOf(stored[index]));
        if (cipher) mended.push({ rehash: rehashes[index] as Bytes, hamming: hammingOfTag(ref.tag), cipher });
        return { bytes: block, isMended: cipher !== undefined };
      } catch (error) {
        if (isVaultError(error)) return error;
        throw error;
      }
    }),
  );
  if (mended.length > 0) await writeBack(vault, mended);
  return results;
}

function cipherOf(stored: StoredBlock | undefined): Bytes {
  if (!stored) throw new VaultError('block-missing', 'no pack holds this block');
  return stored.cipher;
}

/** A tab without the pen, or a full disk, leaves the mending to a later reading: the bytes shown are sound. */
async function writeBack(vault: OpenVault, mended: readonly SealedBlock[]): Promise<void> {
  try {
    await vault.store.blocks.write(mended);
  } catch (error) {
    if (!isVaultError(error) || !['quota', 'writer-lost', 'writer-elsewhere'].includes(error.code)) throw error;
  }
}

/** @throws VaultError as readBlock; format, limit, coverage where the recipe itself is not sound */
export async function readRecipe(vault: OpenVault, ref: RecipeRef): Promise<Recipe> {
  const pieces = await readBlocks(vault, ref.pieces, ref.epoch);
  const bytes = joinRecipe(
    pieces.map((piece) => piece.bytes),
    ref.bytes,
  );
  return decodeRecipe(bytes);
}

export async function readPart(vault: OpenVault, part: RecipePart, epoch: EpochId): Promise<Bytes> {
  if ('inline' in part) return part.inline;
  const chunks = await readBlocks(vault, part.refs, epoch);
  const whole = concat(...chunks.map((chunk) => chunk.bytes));
  if (whole.length !== part.size) throw new VaultError('coverage', 'recipe part has another length');
  return whole;
}

/** Hands out a recipe's blocks in any order, reading ahead in sequence; every block is checked once per reading. */
export class BlockReader {
  readonly reading: Reading = { checked: 0, inline: 0, bytes: 0, mended: 0, failed: [] };
  private readonly ahead = new Map<number, Promise<Opened | VaultError>>();

  constructor(
    private readonly vault: OpenVault,
    private readonly recipe: Recipe,
    private readonly progress: (reading: Reading, total: number) => void = nothing,
    private readonly signal?: AbortSignal,
  ) {}

  /** @throws VaultError block-missing, tag-mismatch, key-mismatch, cancelled */
  async block(index: number): Promise<Bytes> {
    const bytes = await this.tryBlock(index);
    if (bytes instanceof VaultError) throw bytes;
    return bytes;
  }

  /** Checks every block without keeping it. @returns which failed, in order */
  async checkAll(): Promise<Reading> {
    for (let index = 0; index < this.recipe.blocks.length; index++) await this.tryBlock(index);
    return this.reading;
  }

  private async tryBlock(index: number): Promise<Bytes | VaultError> {
    this.signal?.throwIfAborted();
    const block = this.recipe.blocks[index];
    if (!block) throw new VaultError('coverage', 'no such block', { block: index });
    if ('inline' in block) {
      this.reading.inline++;
      this.progress(this.reading, this.recipe.blocks.length);
      return block.inline;
    }
    if (!this.ahead.has(index)) this.readAhead(index);
    const opened = await (this.ahead.get(index) as Promise<Opened | VaultError>);
    this.ahead.delete(index);
    if (opened instanceof VaultError) this.reading.failed.push({ block: index, code: opened.code });
    else {
      this.reading.checked++;
      this.reading.bytes += block.ref.length;
      if (opened.isMended) this.reading.mended++;
    }
    this.progress(this.reading, this.recipe.blocks.length);
    return opened instanceof VaultError ? opened : opened.bytes;
  }

  /** Starts one read of the following blocks of the same epoch. */
  private readAhead(from: number): void {
    const indices: number[] = [];
    const refs: BlockRef[] = [];
    let epochIndex: number | undefined;
    let bytes = 0;
    for (let index = from; index < this.recipe.blocks.length && refs.length < readAheadBlocks; index++) {
      const block = this.recipe.blocks[index];
      if (!block || 'inline' in block || this.ahead.has(index)) continue;
      epochIndex ??= block.epoch;
      if (block.epoch !== epochIndex || (bytes > 0 && bytes + block.ref.length > readAheadBytes)) break;
      indices.push(index);
      refs.push(block.ref);
      bytes += block.ref.length;
    }
    const results = tryBlocks(this.vault, refs, epochAt(this.recipe, epochIndex ?? 0));
    indices.forEach((index, at) => {
      const one = results.then((all) => all[at] as Opened | VaultError);
      // A reading that ends early never awaits these; whoever does await still sees the failure.
      one.then(nothing, nothing);
      this.ahead.set(index, one);
    });
  }
}

function epochAt(recipe: Recipe, index: number): EpochId {
  const epoch = recipe.epochs[index];
  if (epoch === undefined) throw new VaultError('format', 'recipe names no such epoch');
  return epoch;
}

/**
 * The file's bytes, in order, each block checked before it is yielded. A picture is assembled whole (bounded by
 * limits.rasterFileBytes); chunks stream. The end of the stream says that SHA-256 matched.
 *
 * @throws VaultError file-mismatch after the last piece where the whole is not the recipe's file
 */
export async function* streamFile(
  vault: OpenVault,
  codec: Codec,
  recipe: Recipe,
  reader: BlockReader,
  signal?: AbortSignal,
): AsyncGenerator<Bytes, void, undefined> {
  const hasher = await createSHA256();
  let size = 0;
  if (recipe.method === methods.chunks) {
    for (let index = 0; index < recipe.blocks.length; index++) {
      const bytes = await reader.block(index);
      hasher.update(bytes);
      size += bytes.length;
      yield bytes;
    }
  } else {
    const frame = await readPart(vault, recipe.frame, epochAt(recipe, 0));
    const plan = { method: recipe.method, size: recipe.size, frame, blocks: recipe.blocks.length };
    const bytes = await codec.assemble(plan, (index) => reader.block(index), signal);
    hasher.update(bytes);
    size = bytes.length;
    yield bytes;
  }
  if (size !== recipe.size || !equalBytes(hasher.digest('binary'), recipe.sha256))
    throw new VaultError('file-mismatch', 'the rebuilt file is not the one that was put in');
}

/** A whole verified file as a Blob; pieces go to the Blob as they come, so a video does not pile up in memory. */
export async function readFile(
  vault: OpenVault,
  codec: Codec,
  recipe: Recipe,
  reader: BlockReader,
  signal?: AbortSignal,
): Promise<Blob> {
  const blobs: Blob[] = [];
  let pieces: Bytes[] = [];
  let held = 0;
  for await (const piece of streamFile(vault, codec, recipe, reader, signal)) {
    pieces.push(owned(piece));
    held += piece.length;
    if (held >= blobPieceBytes) {
      blobs.push(new Blob(pieces));
      pieces = [];
      held = 0;
    }
  }
  return new Blob([...blobs, ...pieces]);
}

const blobPieceBytes = 8 * 1024 * 1024;

/** Every reference of a recipe, for sweeps and the inspector. */
export function recipeReferences(recipe: Recipe): { ref: BlockRef; epoch: EpochId }[] {
  const references = recipe.blocks.flatMap((block) =>
    'inline' in block ? [] : [{ ref: block.ref, epoch: epochAt(recipe, block.epoch) }],
  );
  if ('refs' in recipe.frame) for (const ref of recipe.frame.refs) references.push({ ref, epoch: epochAt(recipe, 0) });
  return references;
}

function nothing(): void {
  return;
}
