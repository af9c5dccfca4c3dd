// Opening a photo: two states, never mixed (app.md). First the sealed preview of the importing device, checked
// against its own seal; then the original, after the log's signature over its recipe, every block's tag and every
// block's key were checked. The second state carries its own pixels: a preview can never become it.
import type { Bytes } from '../core/bytes.ts';
import type { EntryView } from '../core/catalog/entry-view.ts';
import { isVaultError, VaultError } from '../core/errors.ts';
import type { FileId } from '../core/ids.ts';
import type { Codec, Drawing, MediaType } from '../core/ports.ts';
import { methods } from '../core/segment/segmenter.ts';
import type { Recipe } from '../core/catalog/recipe.ts';
import type { Damage, OpenStage, Receipt } from './api.ts';
import type { OpenVault } from './open-vault.ts';
import { BlockReader, readFile, readPart, readRecipe, tryBlocks, type Reading } from './read-photo.ts';

type WithThumbnail = Pick<EntryView, 'thumbnail'>;

/** Mosaic updates at most this often. */
const mosaicEveryMs = 60;

const videos: ReadonlySet<MediaType> = new Set(['mp4', 'mov', 'webm']);

/**
 * @param onStage  called in order; the last stage owns its bitmap or file
 * @returns the damage found, or undefined where everything held
 * @throws VaultError of the first failure, after `damaged` was told
 */
export async function openPhoto(
  vault: OpenVault,
  codec: Codec,
  id: FileId,
  signal: AbortSignal,
  onStage: (stage: OpenStage) => void,
  damaged: (damage: Damage) => void,
): Promise<void> {
  const entry = vault.entry(id);
  await showPreview(vault, entry, onStage);
  signal.throwIfAborted();

  const signature = await vault.verifyEntry(id);
  const recipe = await readRecipe(vault, entry.entry.recipe);
  if (recipe.size !== entry.entry.size) throw new VaultError('coverage', 'entry and recipe state different sizes');
  const report = paced(vault, onStage);
  const reader = new BlockReader(vault, recipe, report, signal);
  const receiptOf = (fileHashChecked: boolean): Receipt => ({
    id,
    checkedMs: vault.clock.now(),
    signer: signature.device,
    signedByThisDevice: signature.device === vault.device.id,
    batch: signature.sequence,
    blocks: reader.reading.checked,
    inline: reader.reading.inline,
    mended: reader.reading.mended,
    bytes: reader.reading.bytes,
    fileHashChecked,
  });

  try {
    if (!videos.has(entry.type) && entry.drawn !== 'kept') {
      const tiles = await drawFromTiles(vault, codec, recipe, reader, signal);
      if (tiles) {
        deliver(tiles, receiptOf(false), onStage);
        return;
      }
    }
    const file = await readFile(vault, codec, recipe, reader, signal);
    if (!videos.has(entry.type) && entry.drawn !== 'kept') {
      const drawing = await tryDraw(codec, file, entry, signal);
      if (drawing) {
        deliver(drawing, receiptOf(true), onStage);
        return;
      }
    }
    onStage({ stage: 'file-verified', file, type: entry.type, receipt: receiptOf(true) });
  } catch (error) {
    if (isVaultError(error) && isDamage(error)) damaged(await assessDamage(vault, codec, entry, recipe));
    throw error;
  }
}

/** What is wrong with the stored bytes, as opposed to a lock, a cancel or a decoder's limit. */
export function isDamage(error: VaultError): boolean {
  return ['block-missing', 'tag-mismatch', 'key-mismatch', 'coverage', 'format', 'file-mismatch'].includes(error.code);
}

function deliver(drawing: Drawing, receipt: Receipt, onStage: (stage: OpenStage) => void): void {
  onStage({
    stage: 'original-verified',
    bitmap: drawing.bitmap as ImageBitmap,
    notices: drawing.notices,
    decoder: drawing.decoder,
    receipt,
  });
}

async function showPreview(vault: OpenVault, entry: EntryView, onStage: (stage: OpenStage) => void): Promise<void> {
  const { width, height } = entry;
  const webp = (await vault.previews.get(entry.id)) ?? (await checkedThumbnail(vault, entry));
  if (webp) onStage({ stage: 'preview-checked', webp, width, height });
}

/** A damaged thumbnail is no reason not to try the original; it is simply not shown. */
async function checkedThumbnail(vault: OpenVault, entry: WithThumbnail): Promise<Bytes | undefined> {
  const [thumbnail] = await checkedThumbnails(vault, [entry]);
  return thumbnail;
}

/** One read for all thumbnails of an epoch, so that a screenful costs one transaction and few slices. */
export async function checkedThumbnails(
  vault: OpenVault,
  entries: readonly (WithThumbnail | undefined)[],
): Promise<(Bytes | undefined)[]> {
  const thumbnails = new Array<Bytes | undefined>(entries.length).fill(undefined);
  const epochs = new Set(entries.flatMap((entry) => entry?.thumbnail?.epoch ?? []));
  for (const epoch of epochs) {
    const wanted = entries.flatMap((entry, at) =>
      entry?.thumbnail?.epoch === epoch ? [{ at, ref: entry.thumbnail.ref }] : [],
    );
    const results = await tryBlocks(
      vault,
      wanted.map(({ ref }) => ref),
      epoch,
    );
    results.forEach((result, index) => {
      const at = (wanted[index] as (typeof wanted)[number]).at;
      if (!(result instanceof VaultError)) thumbnails[at] = result.bytes;
      else if (!isDamage(result)) throw result;
    });
  }
  return thumbnails;
}

async function drawFromTiles(
  vault: OpenVault,
  codec: Codec,
  recipe: Recipe,
  reader: BlockReader,
  signal: AbortSignal,
): Promise<Drawing | undefined> {
  const epoch = recipe.epochs[0];
  if (recipe.method === methods.chunks || epoch === undefined) return undefined;
  const frame = await readPart(vault, recipe.frame, epoch);
  const plan = { method: recipe.method, frame, blocks: recipe.blocks.length };
  return codec.drawTiles(plan, (index) => reader.block(index), signal);
}

/** @returns undefined where this browser cannot draw the file any more: it is then offered as it is */
async function tryDraw(codec: Codec, file: Blob, entry: EntryView, signal: AbortSignal): Promise<Drawing | undefined> {
  try {
    return await codec.draw(file, entry.entry, signal);
  } catch (error) {
    if (isVaultError(error, 'cannot-draw') || isVaultError(error, 'deadline') || isVaultError(error, 'limit'))
      return undefined;
    throw error;
  }
}

/** Reads the whole photo once more, to say which blocks failed and where they lie. */
export async function assessDamage(vault: OpenVault, codec: Codec, entry: EntryView, recipe: Recipe): Promise<Damage> {
  const reading = await new BlockReader(vault, recipe).checkAll();
  const areas = await areasOf(vault, codec, recipe);
  return {
    id: entry.id,
    total: recipe.blocks.length,
    failed: reading.failed,
    ...storedRaster(entry),
    ...(areas === undefined ? {} : { areas }),
  };
}

/** The raster that areas are given in: as stored, with how the picture turns it. */
export function storedRaster(entry: EntryView): Pick<Damage, 'width' | 'height' | 'orientation'> {
  const { width, height } = entry;
  const { orientation } = entry.entry;
  if (orientation === 1) return { width, height };
  return orientation < 5 ? { width, height, orientation } : { width: height, height: width, orientation };
}

/** Where the blocks lie; undefined for chunks, and where the frame itself is damaged. */
export async function areasOf(vault: OpenVault, codec: Codec, recipe: Recipe): Promise<Damage['areas']> {
  const epoch = recipe.epochs[0];
  if (recipe.method === methods.chunks || epoch === undefined) return undefined;
  try {
    const frame = await readPart(vault, recipe.frame, epoch);
    return await codec.areas({ method: recipe.method, frame, blocks: recipe.blocks.length });
  } catch (error) {
    if (isVaultError(error) && isDamage(error)) return undefined;
    throw error;
  }
}

function paced(vault: OpenVault, onStage: (stage: OpenStage) => void): (reading: Reading, total: number) => void {
  let told = -Infinity;
  return (reading, total) => {
    const done = reading.checked + reading.inline + reading.failed.length;
    const at = vault.clock.elapsed();
    if (at - told < mosaicEveryMs && done < total) return;
    told = at;
    onStage({ stage: 'blocks', done, total, mended: reading.mended });
  };
}
