// Gaussian and DCT of fingerprints (FORMAT.md, "Fingerprints"), so that every engine computes the same bits. ECMAScript
// fixes +, −, ×, ÷ of numbers to IEEE 754 and leaves Math.cos and Math.exp to the engine, so neither is used: cosines
// come from a series of + and × alone, the Gaussian's weights are constants, and sums have one written order.

/** Half a period in steps of the finest angle in use: π/128 for 64 samples. */
const quarterSteps = 64;

/** cos(step · π/128) for a step within the first quadrant, by its Taylor series (error below 1e-16 there). */
function seriesCosine(step: number): number {
  const angle = (step * 3.141592653589793) / (2 * quarterSteps);
  const square = angle * angle;
  let sum = 1;
  for (let n = 24; n >= 2; n -= 2) sum = 1 - (square / (n * (n - 1))) * sum;
  return sum;
}

const quadrant = Float64Array.from({ length: quarterSteps + 1 }, (_, step) =>
  step === quarterSteps ? 0 : seriesCosine(step),
);

/** cos(step · π/128), exactly symmetric about every quarter turn. */
function cosine(step: number): number {
  const turn = step % (4 * quarterSteps);
  const upper = turn > 2 * quarterSteps ? 4 * quarterSteps - turn : turn;
  return upper > quarterSteps ? -(quadrant[2 * quarterSteps - upper] as number) : (quadrant[upper] as number);
}

export const sqrtOfTwo = 1.4142135623730951;
/** cos 45°. */
export const sqrtOfHalf = 0.7071067811865476;

/** Orthonormal rows of DCT-II: basis[u · n + x]. */
function basisOf(n: 32 | 64): Float64Array {
  // √(1/n) and √(2/n) of n = 32 and n = 64 differ from powers of two by √2 alone.
  const [constant, other] = n === 32 ? [sqrtOfTwo / 8, 1 / 4] : [1 / 8, sqrtOfTwo / 8];
  const basis = new Float64Array(n * n);
  for (let u = 0; u < n; u++)
    for (let x = 0; x < n; x++)
      basis[u * n + x] = u === 0 ? constant : other * cosine((2 * x + 1) * u * ((2 * quarterSteps) / (2 * n)));
  return basis;
}
const bases = { 32: basisOf(32), 64: basisOf(64) };

/** Coefficients are read on this grid: what is zero in exact arithmetic is zero, whatever rounding left of it. */
const grid = 1 << 20;

/**
 * The upper-left corner of the two-dimensional DCT-II, orthonormal; u is the vertical frequency.
 *
 * @param values  n × n
 * @returns corner × corner coefficients, row-major (u, v), on a grid of 2^-20
 */
export function dctCorner(values: Float64Array, n: 32 | 64, corner: number): Float64Array {
  const basis = bases[n];
  const half = n / 2;
  // Along rows first, folded about the middle, so that a mirrored picture has exactly mirrored coefficients.
  const lines = new Float64Array(n * corner);
  for (let y = 0; y < n; y++)
    for (let v = 0; v < corner; v++) {
      const sign = v % 2 === 0 ? 1 : -1;
      let sum = 0;
      for (let x = 0; x < half; x++)
        sum +=
          (basis[v * n + x] as number) * ((values[y * n + x] as number) + sign * (values[y * n + n - 1 - x] as number));
      lines[y * corner + v] = sum;
    }
  const coefficients = new Float64Array(corner * corner);
  for (let u = 0; u < corner; u++)
    for (let v = 0; v < corner; v++) {
      const sign = u % 2 === 0 ? 1 : -1;
      let sum = 0;
      for (let y = 0; y < half; y++)
        sum +=
          (basis[u * n + y] as number) *
          ((lines[y * corner + v] as number) + sign * (lines[(n - 1 - y) * corner + v] as number));
      coefficients[u * corner + v] = Math.floor(sum * grid + 0.5) / grid;
    }
  return coefficients;
}

/** exp(−k² / (2 · 0.8²)) for k = 0 to 3, divided by the sum over −3 to 3. */
const gaussianWeights = [0.49867645200647487, 0.22831071645846546, 0.0219103141713648, 0.00044074336693235636] as const;

/** Gaussian, σ 0.8, radius 3, the border reflected without repeating the edge; n × n values. */
export function gaussian(values: Float64Array, n: number): Float64Array {
  const lines = blur(values, n, 1, n);
  return blur(lines, n, n, 1);
}

function blur(values: Float64Array, n: number, step: number, stride: number): Float64Array {
  const blurred = new Float64Array(values.length);
  for (let line = 0; line < n; line++)
    for (let at = 0; at < n; at++) {
      const start = line * stride;
      let sum = gaussianWeights[0] * (values[start + at * step] as number);
      for (let k = 1; k <= 3; k++) {
        const before = values[start + reflected(at - k, n) * step] as number;
        const after = values[start + reflected(at + k, n) * step] as number;
        sum += (gaussianWeights[k] as number) * (before + after);
      }
      blurred[start + at * step] = sum;
    }
  return blurred;
}

function reflected(at: number, n: number): number {
  if (at < 0) return -at;
  return at < n ? at : 2 * (n - 1) - at;
}
