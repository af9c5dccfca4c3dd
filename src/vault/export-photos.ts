// Export: the tree of files as it was imported, every path of every file, each rebuilt from verified blocks and
// compared with its SHA-256 before the target sees its last byte; beside it what people added (captions, labels,
// albums) as JSON. Small files are checked before they are written, large ones are read twice.
import { equalBytes, utf8, type Bytes } from '../core/bytes.ts';
import type { EntryView } from '../core/catalog/entry-view.ts';
import { isVaultError, type ErrorCode } from '../core/errors.ts';
import type { FileId } from '../core/ids.ts';
import type { Codec } from '../core/ports.ts';
import type { ExportSummary } from './api.ts';
import type { Job } from './jobs.ts';
import { isDamage } from './open-photo.ts';
import type { OpenVault } from './open-vault.ts';
import { PathTree } from './paths.ts';
import { BlockReader, readRecipe, streamFile } from './read-photo.ts';
import type { TreeFile, TreeTarget } from './tree-target.ts';

/** Files up to this are held whole while they are checked; larger ones are read twice instead. */
const heldBytes = 24 * 1024 * 1024;

/** What stands beside the files: format documented in README, read by no code of ours. */
interface ExportedPhoto {
  readonly files: readonly string[];
  readonly taken: string;
  readonly imported: string;
  readonly caption?: string;
  readonly labels?: readonly string[];
  readonly albums?: readonly string[];
  readonly favourite?: true;
  readonly partOf?: string;
}

export async function exportPhotos(
  vault: () => OpenVault,
  codec: Codec,
  ids: readonly FileId[],
  target: TreeTarget,
  job: Job,
): Promise<ExportSummary> {
  const failed: { path: string; code: ErrorCode }[] = [];
  const photos: ExportedPhoto[] = [];
  const tree = new PathTree(target.caseSensitive);
  const plan = withParts(vault(), ids);
  let files = 0;
  let bytes = 0;
  job.plan(
    plan.reduce((sum, { paths }) => sum + paths.length, 0),
    plan.reduce((sum, { entry, paths }) => sum + entry.size * paths.length, 0),
  );

  const treeFiles = async function* (): AsyncGenerator<TreeFile> {
    for (const { id } of plan) {
      await job.checkpoint();
      const entry = vault().entry(id);
      const written: string[] = [];
      for (const { path, modifiedMs } of entry.paths) {
        await job.checkpoint();
        job.working(path);
        try {
          const pieces = await checkedPieces(vault(), codec, entry, job.signal);
          const place = await freePlace(tree, target, path, pieces);
          if (!place.isThere) yield { path: place.path, modifiedMs, size: entry.entry.size, pieces };
          written.push(place.path);
          files++;
          bytes += entry.entry.size;
        } catch (error) {
          if (!isVaultError(error) || !(isDamage(error) || error.code === 'signature')) throw error;
          failed.push({ path, code: error.code });
        }
        job.advance(1, entry.entry.size);
      }
      photos.push(describe(vault(), entry, written));
    }
    const json = utf8(JSON.stringify({ tessera: 1, exported: new Date(vault().clock.now()), photos }, null, 1));
    const path = tree.place('tessera-export.json');
    yield { path, modifiedMs: vault().clock.now(), size: json.length, pieces: () => onePiece(json) };
  };
  await target.write(treeFiles());
  return { kind: 'export', files, bytes, failed };
}

/**
 * Nothing that lies in the chosen folder is written over: what is there and is this very file stays as it is, as after
 * an export that was cut short; what is there and is another keeps its name.
 */
async function freePlace(
  tree: PathTree,
  target: TreeTarget,
  path: string,
  pieces: () => AsyncIterable<Bytes>,
): Promise<{ path: string; isThere: boolean }> {
  for (;;) {
    const place = tree.place(path);
    const there = await target.fileAt(place);
    if (!there) return { path: place, isThere: false };
    if (await isSame(there, pieces())) return { path: place, isThere: true };
  }
}

async function isSame(there: Blob, pieces: AsyncIterable<Bytes>): Promise<boolean> {
  let at = 0;
  for await (const piece of pieces) {
    if (at + piece.length > there.size) return false;
    const found = new Uint8Array(await there.slice(at, at + piece.length).arrayBuffer());
    if (!equalBytes(found, piece)) return false;
    at += piece.length;
  }
  return at === there.size;
}

/** The photos and every file attached to them, once each. */
function withParts(vault: OpenVault, ids: readonly FileId[]): EntryView[] {
  const seen = new Set<FileId>();
  const entries: EntryView[] = [];
  for (const id of ids)
    for (const file of [id, ...vault.entry(id).partFiles.map((part) => part.id)]) {
      if (seen.has(file)) continue;
      seen.add(file);
      entries.push(vault.entry(file));
    }
  return entries;
}

/**
 * Reads and checks the whole file once; then hands its pieces out, from memory where it is small.
 *
 * @throws VaultError of the damage, before anything was handed out
 */
export async function checkedPieces(
  vault: OpenVault,
  codec: Codec,
  entry: EntryView,
  signal: AbortSignal,
): Promise<() => AsyncIterable<Bytes>> {
  await vault.verifyEntry(entry.id);
  const recipe = await readRecipe(vault, entry.entry.recipe);
  const stream = (): AsyncIterable<Bytes> =>
    streamFile(vault, codec, recipe, new BlockReader(vault, recipe, undefined, signal), signal);
  const held: Bytes[] = [];
  const isSmall = recipe.size <= heldBytes;
  for await (const piece of stream()) if (isSmall) held.push(piece);
  return isSmall ? () => pieces(held) : stream;
}

async function* pieces(held: readonly Bytes[]): AsyncGenerator<Bytes> {
  for (const piece of held) yield await Promise.resolve(piece);
}

function onePiece(bytes: Bytes): AsyncIterable<Bytes> {
  return pieces([bytes]);
}

function describe(vault: OpenVault, entry: EntryView, files: readonly string[]): ExportedPhoto {
  return {
    files,
    taken: wallText(entry.takenMs),
    imported: new Date(entry.entry.importedMs).toISOString(),
    ...(entry.caption === '' ? {} : { caption: entry.caption }),
    ...(entry.labels.length === 0 ? {} : { labels: entry.labels }),
    ...(entry.albums.length === 0 ? {} : { albums: entry.albums.map((album) => album.name) }),
    ...(entry.favourite ? { favourite: true as const } : {}),
    ...(entry.partOf === undefined ? {} : { partOf: vault.entry(entry.partOf).entry.path }),
  };
}

/** A wall-clock time without a zone, as it was on the camera. */
function wallText(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 19);
}
