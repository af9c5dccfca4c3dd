// What tests of the codec share: a space's gear table, drawn photographs in the browser's own codings, and a cutting
// that keeps its blocks.
import { concat, type Bytes } from '../../src/core/bytes.ts';
import type { Codec, MediaInfo, MediaType } from '../../src/core/ports.ts';
import type { BlockSource, PlainBlock, Segmented } from '../../src/core/segment/segmenter.ts';

export const gear = Uint8Array.from({ length: 2048 }, (_, at) => (at * 2654435761) >>> 24);

export function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Something like a photograph: a gradient under noise. */
export async function photo(
  width: number,
  height: number,
  type: 'image/jpeg' | 'image/png' | 'image/webp',
): Promise<Bytes> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  const image = context.createImageData(width, height);
  const next = random(width);
  for (let at = 0; at < image.data.length; at += 4) {
    image.data[at] = ((at / 4) % width) & 255;
    image.data[at + 1] = Math.floor(at / 4 / width) & 255;
    image.data[at + 2] = 128 + next(24);
    image.data[at + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type, quality: 0.9 })).arrayBuffer());
}

export const blob = (...parts: readonly Uint8Array[]): Blob => new Blob([concat(...parts)]);
export const info = (type: MediaType): MediaInfo => ({ type, width: 0, height: 0, orientation: 1 });

/** Cuts a file and keeps its blocks, with a source that hands them out again. */
export async function segmented(
  codec: Codec,
  file: Blob,
  of: MediaInfo,
): Promise<{ recipe: Segmented; blocks: PlainBlock[]; source: BlockSource }> {
  const blocks: PlainBlock[] = [];
  const recipe = await codec.segment(file, of, 'tiles', gear, (batch) => {
    blocks.push(...batch);
    return Promise.resolve();
  });
  const source: BlockSource = (index) => Promise.resolve((blocks[index] as PlainBlock).bytes);
  return { recipe, blocks, source };
}
