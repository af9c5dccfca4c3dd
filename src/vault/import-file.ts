// One file's way in: from the first look to a photo handed to the block writer. Throws a VaultError whose code
// goes into the import's summary; a picture that cannot be drawn is no error (it is kept byte for byte).
import { equalBytes, type Bytes } from '../core/bytes.ts';
import type { Entry, RecipeRef } from '../core/catalog/entry.ts';
import { encodeRecipe, splitRecipe, type RecipeBlock, type RecipePart } from '../core/catalog/recipe.ts';
import type { CatalogRecord } from '../core/catalog/records.ts';
import type { BlockRef } from '../core/dice/block-ref.ts';
import { VaultError } from '../core/errors.ts';
import type { FileId } from '../core/ids.ts';
import { limits } from '../core/limits.ts';
import type { MediaInfo, Rendition } from '../core/ports.ts';
import { kinds, type PlainBlock } from '../core/segment/segmenter.ts';
import type { ImportFile } from './api.ts';
import type { BlockWriter } from './block-writer.ts';
import { checkSize, type ImportContext } from './import-photos.ts';
import { localWallMs } from './local-time.ts';
import type { OpenVault } from './open-vault.ts';
import { fileName } from './paths.ts';

/** What became of one file, told once it is durable. */
export interface ImportedFile {
  readonly id: FileId;
  readonly path: string;
  readonly type: MediaInfo['type'];
  /** True where the same bytes were in the vault already; only the path was new. */
  readonly known: boolean;
  readonly size: number;
  /** Ciphertext of blocks that were new. */
  readonly storedBytes: number;
  /** Coded bytes of blocks that were stored before. */
  readonly sharedBytes: number;
}

/** @param settled  runs after the photo is durable, in whatever order files finish */
export async function importFile(
  source: ImportFile,
  context: ImportContext,
  twins: Twins,
  writer: BlockWriter,
  signal: AbortSignal,
  settled: (one: ImportedFile) => void,
): Promise<void> {
  const { file, path } = source;
  const { codec } = context;
  checkSize(file);
  const info = await codec.sniff(file, fileName(path));
  const sha256 = await codec.hash(file, signal);
  const vault = context.vault();
  const id = await vault.fileId(sha256);

  const renew = context.isDamaged(id);
  const isTwin = await twins.claim(id, async () => {
    if (vault.view.has(id) && !renew) return false;
    await bringIn(id, info, sha256, renew, source, context, writer, signal, settled);
    return true;
  });
  if (!isTwin) return;
  writer.finish({
    records: () => recordsOfKnownFile(id, source, context.vault()),
    acknowledged: () => {
      settled({ id, path, type: info.type, known: true, size: file.size, storedBytes: 0, sharedBytes: 0 });
    },
  });
}

/**
 * Equal files inside one import: the first brings the blocks, the others only their paths. They wait for it, so
 * that no entry is written twice, and take its place if it fails.
 */
export class Twins {
  private readonly brought = new Map<FileId, Promise<void>>();

  /**
   * @param bring  brings the file in; false where the vault has it already
   * @returns true where the vault, or another file of this import, already brings these bytes
   */
  async claim(id: FileId, bring: () => Promise<boolean>): Promise<boolean> {
    for (;;) {
      const earlier = this.brought.get(id);
      if (!earlier) break;
      const succeeded = await earlier.then(
        () => true,
        () => false,
      );
      if (succeeded) return true;
      if (this.brought.get(id) === earlier) this.brought.delete(id);
    }
    let isKnown = false;
    const mine = bring().then((broughtNow) => {
      isKnown = !broughtNow;
    });
    this.brought.set(id, mine);
    await mine;
    return isKnown;
  }
}

async function bringIn(
  id: FileId,
  info: MediaInfo,
  sha256: Bytes,
  renew: boolean,
  source: ImportFile,
  context: ImportContext,
  writer: BlockWriter,
  signal: AbortSignal,
  settled: (one: ImportedFile) => void,
): Promise<void> {
  const { file, path } = source;
  const { codec } = context;
  const vault = context.vault();
  const blocks = new RecipeBlocks(writer);
  const gear = vault.gear;
  const segmented = await codec.segment(file, info, context.layout, gear, (batch) => blocks.take(batch), signal);
  const rendition = await codec.render(file, info, signal);
  if (!equalBytes(segmented.sha256, sha256)) throw new VaultError('file-changed', 'file changed while it was read');
  const thumbnail = rendition.thumbnail ? await blocks.one(kinds.thumbnail, rendition.thumbnail) : undefined;
  const frame = await sealPart(segmented.frame, gear, context, blocks);
  const recipeBytes = encodeRecipe({
    size: segmented.size,
    sha256: segmented.sha256,
    method: segmented.method,
    ...(segmented.fallback === undefined ? {} : { fallback: segmented.fallback }),
    frame,
    blocks: blocks.references,
    epochs: [vault.epoch],
  });
  const pieces: BlockRef[] = [];
  for (const piece of splitRecipe(recipeBytes)) pieces.push(await blocks.one(kinds.recipe, piece));
  const recipe: RecipeRef = { pieces, bytes: recipeBytes.length, epoch: vault.epoch };
  if (rendition.preview) await vault.previews.put(id, rendition.preview);

  const entry = entryOf(id, source, info, rendition, recipe, thumbnail, blocks, context);
  writer.finish({
    records: () => recordsOfNewFile(entry, renew, source, context.vault()),
    acknowledged: () => {
      if (renew) context.healed(id);
      const { storedBytes, sharedBytes } = blocks;
      settled({ id, path, type: info.type, known: false, size: file.size, storedBytes, sharedBytes });
    },
  });
}

/** Seals a file's blocks as they come and keeps what the recipe needs of them. */
class RecipeBlocks {
  readonly references: RecipeBlock[] = [];
  storedBytes = 0;
  sharedBytes = 0;
  codedBytes = 0;
  newBlocks = 0;

  constructor(private readonly writer: BlockWriter) {}

  async take(batch: readonly PlainBlock[]): Promise<void> {
    const sealed = await this.seal(batch.filter((block) => !block.inline));
    let next = 0;
    for (const block of batch) {
      if (block.inline) this.references.push({ inline: block.bytes, kind: block.kind });
      else this.references.push({ ref: sealed[next++] as BlockRef, epoch: 0 });
    }
    if (this.writer.shouldFlush && this.writer.mustWait) await this.writer.flush();
  }

  async one(kind: PlainBlock['kind'], bytes: Bytes): Promise<BlockRef> {
    const [ref] = await this.seal([{ kind, bytes }]);
    return ref as BlockRef;
  }

  private async seal(blocks: readonly Pick<PlainBlock, 'kind' | 'bytes'>[]): Promise<BlockRef[]> {
    if (blocks.length === 0) return [];
    const written = await this.writer.add(blocks);
    for (const { ref, isNew } of written) {
      this.codedBytes += ref.length;
      if (isNew) {
        this.newBlocks++;
        this.storedBytes += ref.length;
      } else this.sharedBytes += ref.length;
    }
    return written.map(({ ref }) => ref);
  }
}

async function sealPart(part: Bytes, gear: Bytes, context: ImportContext, blocks: RecipeBlocks): Promise<RecipePart> {
  if (part.length <= limits.inlinePartBytes) return { inline: part };
  const refs: BlockRef[] = [];
  for (const chunk of await context.codec.chunk(part, gear)) refs.push(await blocks.one(kinds.part, chunk));
  return { refs, size: part.length };
}

/** Another import may have brought the same file meanwhile; one that is renewed keeps the path it came by. */
function recordsOfNewFile(entry: Entry, renew: boolean, source: ImportFile, vault: OpenVault): CatalogRecord[] {
  const there = vault.view.entry(entry.id)?.entry;
  if (!there) return [{ type: 'entry', entry }];
  if (!renew) return recordsOfKnownFile(entry.id, source, vault);
  const { path, modifiedMs, importedMs } = there;
  const earlier = path === entry.path ? [] : [{ type: 'path', file: entry.id, path, modifiedMs, importedMs } as const];
  return [{ type: 'entry', entry }, ...earlier];
}

function recordsOfKnownFile(id: FileId, source: ImportFile, vault: OpenVault): CatalogRecord[] {
  const entry = vault.view.entry(id);
  const records: CatalogRecord[] = [];
  // Purged while it waited for its turn: whoever imports a file wants it. No sweep runs beside an import.
  if (!entry) records.push({ type: 'keep', file: id });
  if (!entry || entry.trash) records.push({ type: 'trash', file: id, on: false, elapsedMs: vault.elapsedMs() });
  if (!entry?.paths.some((known) => known.path === source.path))
    records.push({
      type: 'path',
      file: id,
      path: source.path,
      modifiedMs: source.file.lastModified,
      importedMs: vault.clock.now(),
    });
  return records;
}

function entryOf(
  id: FileId,
  source: ImportFile,
  info: MediaInfo,
  rendition: Rendition,
  recipe: RecipeRef,
  thumbnail: BlockRef | undefined,
  blocks: RecipeBlocks,
  context: ImportContext,
): Entry {
  const { file, path } = source;
  return {
    id,
    type: info.type,
    size: file.size,
    width: rendition.width || info.width,
    height: rendition.height || info.height,
    takenMs: info.takenMs ?? localWallMs(file.lastModified),
    takenFrom: info.takenMs === undefined ? 'file' : 'exif',
    importedMs: context.vault().clock.now(),
    modifiedMs: file.lastModified,
    path,
    orientation: info.orientation,
    drawn: rendition.drawn,
    notices: rendition.notices,
    decoder: rendition.decoder,
    recipe,
    newBlocks: blocks.newBlocks,
    storedBytes: blocks.storedBytes,
    sharedBytes: blocks.sharedBytes,
    codedBytes: blocks.codedBytes,
    ...(info.camera === undefined ? {} : { camera: info.camera }),
    ...(info.location === undefined ? {} : { location: info.location }),
    ...(info.durationMs === undefined ? {} : { durationMs: info.durationMs }),
    ...(thumbnail === undefined ? {} : { thumbnail }),
    ...(rendition.blur === undefined ? {} : { blur: rendition.blur }),
  };
}
