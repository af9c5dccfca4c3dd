// A BMP writer for tests: 24 or 32 bits, bottom-up or top-down, row padding that may be dirty.
import type { Drawing } from './drawings.ts';

export interface BmpOptions {
  readonly bits?: 24 | 32;
  readonly topDown?: boolean;
  /** Value of the bytes that fill a row to four. */
  readonly padding?: number;
}

export function writeBmp(drawing: Drawing, options: BmpOptions = {}): Uint8Array<ArrayBuffer> {
  const { width, height, rgba } = drawing;
  const { bits = 24, topDown = false, padding = 0 } = options;
  const pixelBytes = bits / 8;
  const stride = Math.ceil((width * pixelBytes) / 4) * 4;
  const file = new Uint8Array(54 + stride * height);
  file.fill(padding, 54);
  const view = new DataView(file.buffer);
  view.setUint16(0, 0x424d);
  view.setUint32(2, file.length, true);
  view.setUint32(10, 54, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, topDown ? -height : height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, bits, true);
  view.setUint32(34, stride * height, true);
  for (let y = 0; y < height; y++) {
    const row = 54 + stride * (topDown ? y : height - 1 - y);
    for (let x = 0; x < width; x++) {
      const [red, green, blue, alpha] = rgba.subarray(4 * (y * width + x), 4 * (y * width + x) + 4) as unknown as [
        number,
        number,
        number,
        number,
      ];
      file.set([blue, green, red, alpha].slice(0, pixelBytes), row + x * pixelBytes);
    }
  }
  return file;
}
