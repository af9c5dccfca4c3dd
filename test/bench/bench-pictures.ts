// The bench's own pictures, for sizes and codings that no folder beside the checkout has: photograph-like, of any
// size, drawn in seconds. One drawn piece is laid out over the picture with another tint each time, off the tiles'
// raster, so that no two tiles are equal.
import { drawPhoto } from '../support/drawn-photos.ts';
import { photograph, type Drawing } from '../support/pictures/drawings.ts';
import { writePng } from '../support/pictures/png.ts';
import { writeTiff } from '../support/pictures/tiff.ts';

const pieceWidth = 1_000;
const pieceHeight = 750;

export function largeDrawing(width: number, height: number, seed: number): Drawing {
  const piece = photograph(pieceWidth, pieceHeight, seed);
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x += pieceWidth) {
      const tint = (7 * Math.floor(x / pieceWidth) + 11 * Math.floor(y / pieceHeight)) % 40;
      const from = 4 * (y % pieceHeight) * pieceWidth;
      const to = 4 * (y * width + x);
      const bytes = 4 * Math.min(pieceWidth, width - x);
      for (let i = 0; i < bytes; i++) {
        const sample = piece.rgba[from + i] as number;
        rgba[to + i] = (i & 3) === 3 ? 255 : Math.max(0, sample - tint);
      }
    }
  }
  return { width, height, rgba };
}

export type LargeType = 'jpeg' | 'png' | 'tiff';

export async function largePicture(type: LargeType, width: number, height: number, seed: number): Promise<File> {
  const drawing = largeDrawing(width, height, seed);
  const name = `drawn-${width}x${height}-${seed}.${type}`;
  if (type === 'png') return new File([writePng(drawing, { filter: 4, level: 6 })], name);
  if (type === 'tiff') return new File([writeTiff(drawing, {})], name);
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(drawing.rgba), width, height), 0, 0);
  return new File([await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 })], name);
}

/** A photo of about a megapixel that no other seed draws. */
export async function smallPhoto(seed: number): Promise<File> {
  const blob = await drawPhoto(seed, 1_200, 800).convertToBlob({ type: 'image/jpeg', quality: 0.95 });
  return new File([blob], `holiday-${String(seed).padStart(5, '0')}.jpeg`);
}
