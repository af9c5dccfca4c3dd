// PDQ, written from its public description ("The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing
// Algorithm", 2019) for comparison only. It enters at the canonical plane, so its bits are not those of other
// implementations, which start from the full picture; bit i is coefficient i in row-major order.
import type { Bytes } from '../bytes.ts';
import { packBits } from './bits.ts';
import type { Plane } from './resample.ts';
import { dctCorner } from './transforms.ts';

const edge = 64;
const hashEdge = 16;

export interface Pdq {
  readonly hash: Bytes;
  /** 0 to 100: how much there is to see; the description advises against trusting hashes below 50. */
  readonly quality: number;
}

export function pdq256(plane: Plane): Pdq {
  const small = decimated(plane);
  const withConstants = dctCorner(small, edge, hashEdge + 1);
  const coefficients: number[] = [];
  for (let u = 1; u <= hashEdge; u++)
    for (let v = 1; v <= hashEdge; v++) coefficients.push(withConstants[u * (hashEdge + 1) + v] as number);
  const median = [...coefficients].sort((a, b) => a - b)[coefficients.length / 2 - 1] as number;
  return { hash: packBits(coefficients.map((coefficient) => coefficient > median)), quality: qualityOf(small) };
}

/** Two passes of box filters each way make a tent as wide as an output cell; then one sample per cell. */
function decimated(plane: Plane): Float64Array {
  const { width, height } = plane;
  let values: Float64Array = Float64Array.from(plane.samples);
  for (let pass = 0; pass < 2; pass++) {
    values = boxed(values, height, width, width, 1);
    values = boxed(values, width, height, 1, width);
  }
  return Float64Array.from({ length: edge * edge }, (_, i) => {
    const y = Math.floor(((Math.floor(i / edge) + 0.5) * height) / edge);
    const x = Math.floor((((i % edge) + 0.5) * width) / edge);
    return values[y * width + x] as number;
  });
}

/** Means over a window of about half a cell, cut at the borders. */
function boxed(values: Float64Array, lines: number, length: number, stride: number, step: number): Float64Array {
  const window = Math.floor((length + 2 * edge - 1) / (2 * edge));
  const after = window >> 1;
  const before = window - 1 - after;
  const means = new Float64Array(values.length);
  for (let line = 0; line < lines; line++)
    for (let at = 0; at < length; at++) {
      const first = Math.max(0, at - before);
      const last = Math.min(length - 1, at + after);
      let sum = 0;
      for (let i = first; i <= last; i++) sum += values[line * stride + i * step] as number;
      means[line * stride + at * step] = sum / (last - first + 1);
    }
  return means;
}

function qualityOf(small: Float64Array): number {
  let gradients = 0;
  for (let y = 0; y < edge; y++)
    for (let x = 0; x < edge; x++) {
      const value = small[y * edge + x] as number;
      const rise = (other: number) => Math.abs(Math.trunc(((value - other) * 100) / 255));
      if (x + 1 < edge) gradients += rise(small[y * edge + x + 1] as number);
      if (y + 1 < edge) gradients += rise(small[(y + 1) * edge + x] as number);
    }
  return Math.min(100, Math.floor(gradients / 90));
}
