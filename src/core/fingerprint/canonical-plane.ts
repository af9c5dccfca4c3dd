// From a decoded picture to the canonical plane that every fingerprint starts from (FORMAT.md, "Fingerprints"): luma,
// 256 × 256, 8 bits. The only step that sees all pixels, so it goes over them once. Sums are whole numbers far
// below 2^53, hence exact: the bits depend on the samples alone.
import { VaultError } from '../errors.ts';
import { limits } from '../limits.ts';
import { areaSpans, triangleSpans, type Plane, type Span } from './resample.ts';

export const planeEdgePx = 256;

/** Luma in thousandths: 0.299 R + 0.587 G + 0.114 B. */
const red = 299;
const green = 587;
const blue = 114;
const thousand = 1000;

/** Red and blue, green and alpha are summed in the halves of 32-bit words: 257 samples of 255 fill a half. */
const packedSamples = 257;
const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/**
 * @param rgba  the upright picture, 4 bytes per pixel, straight alpha; translucent pixels lie on white
 * @throws VaultError `limit` where the size is out of bounds, `format` where the bytes are not of that size
 */
export function canonicalPlane(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): Plane {
  const whole = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (!whole || width * height > limits.drawPixels) throw new VaultError('limit', 'picture size', { width, height });
  if (rgba.length !== 4 * width * height) throw new VaultError('format', 'not width × height × 4 bytes');

  const columns = spans(width);
  const rows = spans(height);
  const aligned = littleEndian && rgba.byteOffset % 4 === 0;
  const pixels = aligned ? new Uint32Array(rgba.buffer, rgba.byteOffset, width * height) : undefined;
  const packed = width >= planeEdgePx && width <= (packedSamples - 2) * planeEdgePx ? pixels : undefined;
  const samples = new Uint8Array(planeEdgePx * planeEdgePx);
  const line = new Float64Array(planeEdgePx);
  const sums = new Float64Array(planeEdgePx);
  let summed = -1;
  for (const [j, row] of rows.entries()) {
    sums.fill(0);
    for (const [k, weight] of row.weights.entries()) {
      const y = row.first + k;
      if (y !== summed) {
        if (!packed || !sumOpaque(packed, y * width, columns, line)) sumAny(rgba, 4 * y * width, columns, line);
        summed = y;
      }
      for (let i = 0; i < planeEdgePx; i++) sums[i] = (sums[i] as number) + weight * (line[i] as number);
    }
    for (const [i, column] of columns.entries()) {
      const luma = (sums[i] as number) / (thousand * row.total * column.total);
      samples[j * planeEdgePx + i] = Math.floor(luma + 0.5);
    }
  }
  return { samples, width: planeEdgePx, height: planeEdgePx };
}

function spans(length: number): Span[] {
  return length < planeEdgePx ? triangleSpans(length, planeEdgePx) : areaSpans(length, planeEdgePx);
}

function lumaOf(pixel: number): number {
  return red * (pixel & 0xff) + green * ((pixel >>> 8) & 0xff) + blue * ((pixel >>> 16) & 0xff);
}

/**
 * One row in whole words, for columns of the area filter: all samples of a cell but its first and last weigh the same.
 *
 * @returns false where a pixel is translucent; the line is then not to be used
 */
function sumOpaque(pixels: Uint32Array, start: number, columns: readonly Span[], line: Float64Array): boolean {
  const halves = 0xff00ff;
  for (let i = 0; i < columns.length; i++) {
    const { first, weights } = columns[i] as Span;
    let at = start + first;
    const last = at + weights.length - 1;
    const firstPixel = pixels[at] as number;
    const lastPixel = pixels[last] as number;
    if (firstPixel >>> 24 !== 255 || lastPixel >>> 24 !== 255) return false;
    let sum = (weights[0] as number) * lumaOf(firstPixel);
    if (last > at) sum += (weights[weights.length - 1] as number) * lumaOf(lastPixel);
    const inner = last - at - 1;
    if (inner > 0) {
      let redBlue = 0;
      let greenAlpha = 0;
      for (at++; at < last; at++) {
        const pixel = pixels[at] as number;
        redBlue = (redBlue + (pixel & halves)) | 0;
        greenAlpha = (greenAlpha + ((pixel >>> 8) & halves)) | 0;
      }
      if (greenAlpha >>> 16 !== 255 * inner) return false;
      sum += planeEdgePx * (red * (redBlue & 0xffff) + green * (greenAlpha & 0xffff) + blue * (redBlue >>> 16));
    }
    line[i] = sum;
  }
  return true;
}

function sumAny(
  rgba: Uint8Array | Uint8ClampedArray,
  start: number,
  columns: readonly Span[],
  line: Float64Array,
): void {
  for (const [i, { first, weights }] of columns.entries()) {
    let sum = 0;
    let at = start + 4 * first;
    for (const weight of weights) {
      const luma = red * (rgba[at] as number) + green * (rgba[at + 1] as number) + blue * (rgba[at + 2] as number);
      const alpha = rgba[at + 3] as number;
      // On white, rounded to a thousandth, so that sums stay whole.
      sum += weight * (alpha === 255 ? luma : Math.floor((luma * alpha) / 255 + thousand * (255 - alpha) + 0.5));
      at += 4;
    }
    line[i] = sum;
  }
}
