// Planes and pictures that the fingerprint tests draw themselves.
import type { Plane } from '../../../src/core/fingerprint/resample.ts';

const edge = 256;

export function planeOf(value: (x: number, y: number) => number): Plane {
  const samples = Uint8Array.from({ length: edge * edge }, (_, i) => value(i % edge, Math.floor(i / edge)));
  return { samples, width: edge, height: edge };
}

/** The two procedural planes of test/vectors/fingerprints.json, as it describes them. */
export const vectorPlanes = {
  blobs: planeOf((x, y) => {
    let sum = 0;
    for (let k = 0; k <= 8; k++) {
      const dx = x - ((k * 97 + 31) % 256);
      const dy = y - ((k * 57 + 83) % 256);
      sum += (((k * 53 + 40) % 200) * 1200) / (1200 + dx * dx + dy * dy);
    }
    return Math.min(255, Math.floor(sum));
  }),
  mix: planeOf((x, y) => {
    const a = (x * x + 3 * y * y) % 509;
    const b = ((x >> 3) * 37 + (y >> 3) * 91) % 256;
    return Math.trunc((a * 96) / 509 + b * 0.5);
  }),
};

/** mulberry32: numbers in [0, 1). */
export function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Soft blobs in colour on a slope: something to see at every size. */
export function drawnPicture(width: number, height: number, seed: number): Uint8ClampedArray {
  const chance = chanceFrom(seed);
  const blobs = Array.from({ length: 9 }, () => [
    chance(),
    chance(),
    0.02 + 0.06 * chance(),
    chance(),
    chance(),
    chance(),
  ]);
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colour = [60 + (80 * x) / width, 60 + (60 * y) / height, 90];
      for (const [cx, cy, size, ...tone] of blobs as [number, number, number, ...number[]][]) {
        const near = size ** 2 / (size ** 2 + (x / width - cx) ** 2 + (y / height - cy) ** 2);
        for (let c = 0; c < 3; c++) colour[c] = (colour[c] as number) + 260 * near * ((tone[c] as number) - 0.4);
      }
      rgba.set([...colour, 255], 4 * (y * width + x));
    }
  return rgba;
}
