// Draws a PNG, TIFF or BMP from its verified tiles, without making the file again (design §4). The samples are the
// stored ones, exact to the last bit; only the last step, for the screen, is the browser's.
import type { RasterCodec, BlockSource, Segmented } from '../core/segment/segmenter.ts';
import { tilesToRaster } from '../core/segment/segment.ts';
import { fitted } from './fitted.ts';
import { samplesToBitmap } from './samples.ts';

/** Blocks asked for ahead, so that reading and opening them overlaps with decoding: at most 16 MB. */
const blocksAhead = 16;

/** The same source for a reader that goes through the blocks in order. */
export function readAhead(source: BlockSource, blocks: number): BlockSource {
  const waiting = new Map<number, ReturnType<BlockSource>>();
  return (index) => {
    const end = Math.min(blocks, index + blocksAhead);
    for (let next = index; next < end; next++) {
      if (waiting.has(next)) continue;
      const block = source(next);
      // It is awaited when its turn comes; until then its failure must not count as unhandled.
      block.catch(() => undefined);
      waiting.set(next, block);
    }
    const wanted = waiting.get(index) ?? source(index);
    waiting.delete(index);
    return wanted;
  };
}

/** @returns undefined where colour or orientation needs the file. @throws VaultError format, version, limit, coverage */
export async function drawTiles(
  recipe: Pick<Segmented, 'method' | 'frame' | 'blocks'>,
  source: BlockSource,
  codec: RasterCodec,
): Promise<ImageBitmap | undefined> {
  const samples = await tilesToRaster(recipe, readAhead(source, recipe.blocks), codec);
  if (samples === undefined) return undefined;
  const { rgba, width, height } = samples;
  const clamped = new Uint8ClampedArray(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  return fitted(await samplesToBitmap({ rgba: clamped, width, height }));
}
