// The three well-known 64-bit hashes, kept for comparison and for the papers' experiments (FORMAT.md, "Fingerprints"):
// a-Hash as SPSD has it, d-Hash, and p-Hash as CSPD has it. No decision about people's photos rests on them.
import type { Bytes } from '../bytes.ts';
import { packBits } from './bits.ts';
import { areaTo, type Plane } from './resample.ts';
import { dctCorner } from './transforms.ts';

/** Area to 8 × 8; value ≥ mean. */
export function aHash64(plane: Plane): Bytes {
  const values = [...areaTo(plane, 8, 8)];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return packBits(values.map((value) => value >= mean));
}

/** Area to 9 × 8; value < its right neighbour. */
export function dHash64(plane: Plane): Bytes {
  const values = areaTo(plane, 9, 8);
  const bits: boolean[] = [];
  for (let y = 0; y < 8; y++)
    for (let x = 0; x < 8; x++) bits.push((values[9 * y + x] as number) < (values[9 * y + x + 1] as number));
  return packBits(bits);
}

/** Area to 32 × 32, DCT, 8 × 8 with the constant; coefficient > median, the mean of the middle two. */
export function pHash64(plane: Plane): Bytes {
  const coefficients = [...dctCorner(areaTo(plane, 32, 32), 32, 8)];
  const median = medianOf(coefficients);
  return packBits(coefficients.map((coefficient) => coefficient > median));
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted.length >> 1;
  return ((sorted[upper - 1] as number) + (sorted[upper] as number)) / 2;
}
