// Resampling of fingerprints' planes (FORMAT.md, "Fingerprints"): area where samples become fewer, the triangle where
// the definition asks for it. Weights are whole numbers of a common unit and samples are whole, so every sum is exact
// in a double whatever its order, and the one division at the end is correctly rounded by IEEE 754: the same bits
// on every engine. Nothing is left to a canvas, whose filter is each browser's own.

/** One byte of luma per sample, row by row. */
export interface Plane {
  readonly samples: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What one output sample is made of along one axis: source samples from `first`, their weights, and the weights' sum. */
export interface Span {
  readonly first: number;
  readonly weights: readonly number[];
  readonly total: number;
}

/** Overlap of each source sample with the output cell, in units of 1/count of a source sample. */
export function areaSpans(length: number, count: number): Span[] {
  return Array.from({ length: count }, (_, cell) => {
    const start = cell * length;
    const end = start + length;
    const first = Math.floor(start / count);
    const weights: number[] = [];
    for (let at = first; at * count < end; at++)
      weights.push(Math.min(end, (at + 1) * count) - Math.max(start, at * count));
    return { first, weights, total: length };
  });
}

/** The tent of half-width max(1, length / count) around (i + ½) · length / count, in units of 1/(2 · count). */
export function triangleSpans(length: number, count: number): Span[] {
  const half = 2 * Math.max(count, length);
  return Array.from({ length: count }, (_, cell) => {
    const centre = (2 * cell + 1) * length;
    let first = -1;
    let total = 0;
    const weights: number[] = [];
    for (let at = Math.max(0, Math.floor((centre - half) / (2 * count)) - 1); at < length; at++) {
      const weight = half - Math.abs((2 * at + 1) * count - centre);
      if (weight <= 0) {
        if (first >= 0) break;
        continue;
      }
      if (first < 0) first = at;
      weights.push(weight);
      total += weight;
    }
    return { first, weights, total };
  });
}

/** @returns values row by row, unrounded */
export function resample(plane: Plane, columns: readonly Span[], rows: readonly Span[]): Float64Array {
  const width = columns.length;
  const values = new Float64Array(width * rows.length);
  const lines = new Float64Array(width * plane.height);
  for (let y = 0; y < plane.height; y++)
    for (const [x, { first, weights }] of columns.entries()) {
      let sum = 0;
      let at = y * plane.width + first;
      for (const weight of weights) sum += weight * (plane.samples[at++] as number);
      lines[y * width + x] = sum;
    }
  for (const [y, row] of rows.entries())
    for (const [x, column] of columns.entries()) {
      let sum = 0;
      let at = row.first * width + x;
      for (const weight of row.weights) {
        sum += weight * (lines[at] as number);
        at += width;
      }
      values[y * width + x] = sum / (row.total * column.total);
    }
  return values;
}

export function areaTo(plane: Plane, width: number, height: number): Float64Array {
  return resample(plane, areaSpans(plane.width, width), areaSpans(plane.height, height));
}

export function triangleTo(plane: Plane, width: number, height: number): Float64Array {
  return resample(plane, triangleSpans(plane.width, width), triangleSpans(plane.height, height));
}

/** Half up. */
export function roundAll(values: Float64Array): Float64Array {
  return values.map((value) => Math.floor(value + 0.5));
}
