// LBPH, the hash of the LBPH paper (§4.1): texture by circular local binary patterns, then the low frequencies of the
// pattern's DCT. 64 bits as the text says; 256 bits as the second half of what is kept of a photo (FORMAT.md,
// "Fingerprints").
import type { Bytes } from '../bytes.ts';
import { packBits } from './bits.ts';
import { roundAll, triangleTo, type Plane } from './resample.ts';
import { dctCorner, gaussian, sqrtOfHalf } from './transforms.ts';

const edge = 32;

export function lbph64(plane: Plane): Bytes {
  return lbph(plane, 8);
}

export function lbph256(plane: Plane): Bytes {
  return lbph(plane, 16);
}

function lbph(plane: Plane, corner: number): Bytes {
  const smooth = roundAll(gaussian(roundAll(triangleTo(plane, edge, edge)), edge));
  const coefficients = [...dctCorner(localPatterns(smooth), edge, corner)];
  const mean = coefficients.reduce((sum, value) => sum + value, 0) / coefficients.length;
  return packBits(coefficients.map((coefficient) => coefficient >= mean));
}

/** Directions p = 0 to 7 at angle 2πp/8, y upwards: which way the neighbour lies. */
const directions = [
  [1, 0],
  [1, -1],
  [0, -1],
  [-1, -1],
  [-1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
] as const;

/**
 * Circular LBP, R = 1, P = 8, bilinear, border replicated; bit p = neighbour ≥ centre. On a diagonal the neighbour lies
 * at (√½, √½) between four samples, one of them the centre. Written in differences to the centre, the two
 * whole numbers D (diagonal) and E (both sides) decide: ½ D + (√½ − ½) E ≥ 0, which is zero only where both are.
 */
function localPatterns(values: Float64Array): Float64Array {
  const codes = new Float64Array(edge * edge);
  const inside = (at: number) => Math.min(edge - 1, Math.max(0, at));
  for (let y = 0; y < edge; y++)
    for (let x = 0; x < edge; x++) {
      const centre = values[y * edge + x] as number;
      const difference = (dx: number, dy: number) =>
        (values[inside(y + dy) * edge + inside(x + dx)] as number) - centre;
      let code = 0;
      for (const [p, [dx, dy]] of directions.entries()) {
        const rise =
          dx === 0 || dy === 0
            ? difference(dx, dy)
            : 0.5 * difference(dx, dy) + (sqrtOfHalf - 0.5) * (difference(dx, 0) + difference(0, dy));
        if (rise >= 0) code |= 1 << p;
      }
      codes[y * edge + x] = code;
    }
  return codes;
}
