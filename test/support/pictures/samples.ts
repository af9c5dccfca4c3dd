// From RGBA to what a file format stores: gray, palette and deeper samples.
import type { Drawing } from './drawings.ts';

/** Green as gray: exact, unlike a weighted mean, and varied enough. */
export function graySamples({ rgba }: Drawing): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: rgba.length / 4 }, (_, i) => rgba[4 * i + 1] as number);
}

export function grayAlphaSamples({ rgba }: Drawing): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: rgba.length / 2 }, (_, i) => rgba[4 * (i >> 1) + (i % 2 === 0 ? 1 : 3)] as number);
}

export function rgbSamples({ rgba }: Drawing): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: (rgba.length / 4) * 3 }, (_, i) => rgba[4 * Math.floor(i / 3) + (i % 3)] as number);
}

/** The 3-3-2 palette: every RGB has an index without a search. */
export const palette332 = Uint8Array.from({ length: 768 }, (_, i) => {
  const index = Math.floor(i / 3);
  return [(index >> 5) * 36, ((index >> 2) & 7) * 36, (index & 3) * 85][i % 3] as number;
});

export function paletteSamples({ rgba }: Drawing): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: rgba.length / 4 }, (_, i) => {
    const [red, green, blue] = rgba.subarray(4 * i, 4 * i + 3);
    return ((red as number) & 0xe0) | (((green as number) >> 5) << 2) | ((blue as number) >> 6);
  });
}

/** Each sample as two big-endian bytes, the lower one not a copy of the upper. */
export function deepSamples(samples: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: 2 * samples.length }, (_, i) => {
    const sample = samples[i >> 1] as number;
    return i % 2 === 0 ? sample : (sample * 37 + i) & 255;
  });
}
