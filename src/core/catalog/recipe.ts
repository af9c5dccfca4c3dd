// A recipe rebuilds one file from blocks (design §5, FORMAT.md "Recipes"): how it was cut, its SHA-256, its
// frame, and every block in order as a reference or, where it is tiny, its bytes. Deterministic CBOR, sealed
// as blocks of kind `recipe`; the entry that names those blocks stands in a signed batch, so the signature
// reaches every byte of the file through tags.
import { concat, type Bytes } from '../bytes.ts';
import { CborReader, decodeCbor, encodeCbor, type Cbor } from '../cbor.ts';
import type { BlockRef } from '../dice/block-ref.ts';
import { VaultError } from '../errors.ts';
import { idFromBytes, idToBytes, type EpochId } from '../ids.ts';
import { limits } from '../limits.ts';
import { kinds, methods, type Kind, type Method } from '../segment/segmenter.ts';
import { isKind, packRefs, readRef, refLength, unpackRefs, writeRef } from './ref-codec.ts';

/** A stretch of recipe data: kept inside, or above limits.inlinePartBytes cut into blocks of kind `part`. */
export type RecipePart = { readonly inline: Bytes } | { readonly refs: readonly BlockRef[]; readonly size: number };

export type RecipeBlock =
  | { readonly ref: BlockRef; /** Index into `epochs`. */ readonly epoch: number }
  | { readonly inline: Bytes; readonly kind: Kind };

export interface Recipe {
  /** Bytes of the file. */
  readonly size: number;
  /** 32 bytes. */
  readonly sha256: Bytes;
  readonly method: Method;
  /** Why the file took `chunks` though its type has a better row: Segmented.fallback. */
  readonly fallback?: string;
  /** Its blocks belong to `epochs[0]`. */
  readonly frame: RecipePart;
  readonly blocks: readonly RecipeBlock[];
  /** Epochs whose convergence secret the blocks' keys come from; the first is the one the recipe was made in. */
  readonly epochs: readonly EpochId[];
}

const recipeVersion = 1;
const maxRecipeBytes = limits.recipePieces * limits.recipeBytes;
const fallbackLength = 32;

/** @throws VaultError as {@link checkRecipe} */
export function encodeRecipe(recipe: Recipe): Bytes {
  checkRecipe(recipe);
  const refs = new Uint8Array(recipe.blocks.filter((block) => 'ref' in block).length * refLength);
  const inline: Cbor[] = [];
  let at = 0;
  recipe.blocks.forEach((block, index) => {
    if ('ref' in block) {
      writeRef(refs, at, block.ref, block.epoch);
      at += refLength;
    } else inline.push([index, block.kind, block.inline]);
  });
  const bytes = encodeCbor({
    v: recipeVersion,
    size: recipe.size,
    sha: recipe.sha256,
    method: recipe.method,
    ...(recipe.fallback === undefined ? {} : { why: recipe.fallback }),
    ...('inline' in recipe.frame
      ? { frame: recipe.frame.inline }
      : { parts: packRefs(recipe.frame.refs), partsSize: recipe.frame.size }),
    refs,
    inline,
    epochs: recipe.epochs.map((epoch) => idToBytes(epoch)),
  });
  if (bytes.length > maxRecipeBytes) throw new VaultError('limit', 'recipe too long', { bytes: bytes.length });
  return bytes;
}

/**
 * @returns a recipe whose references are views of one buffer: never transfer them
 * @throws VaultError `format`, `version`, `limit`, `coverage`
 */
export function decodeRecipe(bytes: Uint8Array): Recipe {
  const reader = new CborReader(decodeCbor(bytes, maxRecipeBytes), 'recipe');
  const version = reader.int('v', 1);
  if (version !== recipeVersion) throw new VaultError('version', 'recipe of a newer version', { version });
  const recipe: Recipe = {
    size: reader.int('size', 0, limits.fileBytes),
    sha256: reader.bytes('sha', 32),
    method: readMethod(reader.int('method')),
    ...(reader.has('why') ? { fallback: reader.text('why', fallbackLength) } : {}),
    frame: readFrame(reader),
    blocks: readBlocks(reader),
    epochs: reader.list('epochs', limits.recipeEpochs).map(readEpoch),
  };
  reader.end();
  checkRecipe(recipe);
  return recipe;
}

/**
 * What must hold of any recipe, whoever wrote it: bounds, and lengths that leave no gap.
 *
 * @throws VaultError `limit`, `format`, `coverage`
 */
export function checkRecipe(recipe: Recipe): void {
  if (recipe.size > limits.fileBytes) throw new VaultError('limit', 'file too large', { size: recipe.size });
  if (recipe.blocks.length > limits.blocksPerFile)
    throw new VaultError('limit', 'too many blocks', { blocks: recipe.blocks.length });
  if (recipe.epochs.length < 1 || recipe.epochs.length > limits.recipeEpochs)
    throw new VaultError('limit', 'recipe: epochs', { epochs: recipe.epochs.length });
  if (new Set(recipe.epochs).size !== recipe.epochs.length) throw new VaultError('format', 'recipe: epoch twice');
  if (!Number.isInteger(recipe.size) || recipe.size < 0 || recipe.sha256.length !== 32)
    throw new VaultError('format', 'recipe: size or hash');
  if (recipe.fallback !== undefined && (recipe.fallback.length === 0 || recipe.fallback.length > fallbackLength))
    throw new VaultError('format', 'recipe: fallback');
  checkFrame(recipe.frame);
  const total = recipe.blocks.reduce((sum, block, index) => sum + checkBlock(block, index, recipe), 0);
  if (recipe.method === methods.chunks && total !== recipe.size)
    throw new VaultError('coverage', 'chunks do not add up to the file', { size: recipe.size, total });
}

/** An encoded recipe as pieces of at most limits.recipeBytes, each to be sealed as a block of kind `recipe`. */
export function splitRecipe(bytes: Bytes): Bytes[] {
  if (bytes.length > maxRecipeBytes) throw new VaultError('limit', 'recipe too long', { bytes: bytes.length });
  const pieces: Bytes[] = [];
  for (let at = 0; at < bytes.length; at += limits.recipeBytes) pieces.push(bytes.slice(at, at + limits.recipeBytes));
  return pieces;
}

/**
 * @param total  RecipeRef.bytes: pieces that do not add up to it were cut short or swapped
 * @throws VaultError `limit`, `coverage`
 */
export function joinRecipe(pieces: readonly Uint8Array[], total: number): Bytes {
  if (pieces.length > limits.recipePieces || total > maxRecipeBytes) throw new VaultError('limit', 'recipe too long');
  const sum = pieces.reduce((bytes, piece) => bytes + piece.length, 0);
  if (sum !== total) throw new VaultError('coverage', 'recipe pieces do not add up', { total, sum });
  return concat(...pieces);
}

/** The block's plain length, whichever form it has. */
export function recipeBlockBytes(block: RecipeBlock): number {
  return 'ref' in block ? block.ref.length : block.inline.length;
}

function checkFrame(frame: RecipePart): void {
  if ('inline' in frame) {
    if (frame.inline.length > limits.inlinePartBytes)
      throw new VaultError('limit', 'frame belongs into blocks', { bytes: frame.inline.length });
    return;
  }
  if (frame.refs.length > limits.blocksPerFile) throw new VaultError('limit', 'too many frame parts');
  if (frame.refs.some((ref) => ref.kind !== kinds.part)) throw new VaultError('format', 'frame of another kind');
  const sum = frame.refs.reduce((bytes, ref) => bytes + ref.length, 0);
  if (sum !== frame.size || frame.size === 0)
    throw new VaultError('coverage', 'frame parts do not add up', { size: frame.size, sum });
}

const contentKinds: ReadonlySet<Kind> = new Set([kinds.chunks, kinds.rasterTile, kinds.gridCell]);

function checkBlock(block: RecipeBlock, index: number, recipe: Recipe): number {
  const kind = 'ref' in block ? block.ref.kind : block.kind;
  if (!contentKinds.has(kind) || (recipe.method === methods.chunks && kind !== kinds.chunks))
    throw new VaultError('format', 'recipe: block of another kind', { index, kind });
  const length = recipeBlockBytes(block);
  if (length < 1 || length > limits.blockBytes) throw new VaultError('limit', 'recipe: block length', { index });
  if ('ref' in block) {
    if (block.epoch >= recipe.epochs.length) throw new VaultError('format', 'recipe: epoch index', { index });
  } else if (length > limits.inlinePartBytes) throw new VaultError('limit', 'recipe: inline block', { index });
  return length;
}

function readFrame(reader: CborReader): RecipePart {
  if (reader.has('frame')) return { inline: reader.bytes('frame', undefined, limits.inlinePartBytes) };
  return {
    refs: unpackRefs(reader.bytes('parts', undefined, maxRecipeBytes), limits.blocksPerFile, kinds.part),
    size: reader.int('partsSize', 1, limits.fileBytes),
  };
}

/** Weaves the packed references and the indexed inline blocks back into one order without gaps. */
function readBlocks(reader: CborReader): RecipeBlock[] {
  const packed = reader.bytes('refs', undefined, maxRecipeBytes);
  if (packed.length % refLength !== 0) throw new VaultError('format', 'recipe: references');
  const inline = reader.list('inline', limits.blocksPerFile).map(readInline);
  const count = packed.length / refLength + inline.length;
  if (count > limits.blocksPerFile) throw new VaultError('limit', 'too many blocks', { blocks: count });
  const blocks: RecipeBlock[] = [];
  let at = 0;
  let next = 0;
  for (let index = 0; index < count; index++) {
    const here = inline[next];
    if (here?.index === index) {
      blocks.push({ inline: here.bytes, kind: here.kind });
      next++;
    } else {
      if (at >= packed.length) throw new VaultError('format', 'recipe: inline order', { index });
      blocks.push(readRef(packed, at));
      at += refLength;
    }
  }
  return blocks;
}

function readInline(value: Cbor): { index: number; kind: Kind; bytes: Bytes } {
  const [index, kind, bytes] = Array.isArray(value) && value.length === 3 ? (value as readonly Cbor[]) : [];
  if (typeof index !== 'number' || typeof kind !== 'number' || !(bytes instanceof Uint8Array) || !isKind(kind))
    throw new VaultError('format', 'recipe: inline block');
  return { index, kind, bytes: new Uint8Array(bytes) };
}

function readMethod(value: number): Method {
  const method = Object.values(methods).find((known) => known === value);
  if (method === undefined) throw new VaultError('version', 'recipe of an unknown method', { method: value });
  return method;
}

function readEpoch(value: Cbor): EpochId {
  if (!(value instanceof Uint8Array) || value.length !== 32) throw new VaultError('format', 'recipe: epoch');
  return idFromBytes<EpochId>(value);
}
