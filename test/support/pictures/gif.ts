// A GIF89a writer for tests: one or several frames over the 3-3-2 palette, LZW with 9-bit codes only.
import type { Drawing } from './drawings.ts';
import { join } from './png.ts';
import { palette332, paletteSamples } from './samples.ts';

export function writeGif(frames: Drawing | readonly Drawing[]): Uint8Array<ArrayBuffer> {
  const list = Array.isArray(frames) ? (frames as readonly Drawing[]) : [frames as Drawing];
  const first = list[0] as Drawing;
  const le16 = (value: number) => [value & 255, value >> 8];
  const parts: Uint8Array[] = [
    Uint8Array.of(0x47, 0x49, 0x46, 0x38, 0x39, 0x61, ...le16(first.width), ...le16(first.height), 0xf7, 0, 0),
    palette332,
  ];
  for (const frame of list) {
    parts.push(Uint8Array.of(0x21, 0xf9, 4, 0, ...le16(10), 0, 0));
    parts.push(Uint8Array.of(0x2c, 0, 0, 0, 0, ...le16(frame.width), ...le16(frame.height), 0, 8));
    const coded = lzw(paletteSamples(frame));
    for (let at = 0; at < coded.length; at += 255) {
      const block = coded.subarray(at, at + 255);
      parts.push(Uint8Array.of(block.length), block);
    }
    parts.push(Uint8Array.of(0));
  }
  parts.push(Uint8Array.of(0x3b));
  return join(parts);
}

/** Clears before codes grow to 10 bits, so that every code has 9. */
function lzw(indices: Uint8Array): Uint8Array {
  const codes: number[] = [];
  indices.forEach((index, i) => {
    if (i % 250 === 0) codes.push(256);
    codes.push(index);
  });
  codes.push(257);
  const packed = new Uint8Array(Math.ceil((codes.length * 9) / 8));
  codes.forEach((code, i) => {
    for (let bit = 0; bit < 9; bit++) if ((code >> bit) & 1) packed[(9 * i + bit) >> 3]! |= 1 << ((9 * i + bit) & 7);
  });
  return packed;
}
