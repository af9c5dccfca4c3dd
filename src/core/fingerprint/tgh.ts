// tgh-256, the fingerprint that decides (design §7; FORMAT.md, "Fingerprints"): 63 signs of the picture's own low
// frequencies, and 96 each of its slopes along x and y, squashed so that soft and hard edges count alike. Signs only,
// so flips and quarter turns of the picture are permutations with complements of its bits: tgh-views.ts.
import type { Bytes } from '../bytes.ts';
import { packBits } from './bits.ts';
import { areaTo, triangleTo, type Plane } from './resample.ts';
import { dctCorner, gaussian } from './transforms.ts';

/** Which coefficient a bit is the sign of: of the picture, or of its slope along x or y. */
export interface TghBit {
  readonly of: 'picture' | 'slopeX' | 'slopeY';
  readonly u: number;
  readonly v: number;
}

function corner(of: TghBit['of'], edge: number, wanted: (u: number, v: number) => boolean): TghBit[] {
  return Array.from({ length: edge * edge }, (_, i) => ({ of, u: Math.floor(i / edge), v: i % edge })).filter(
    ({ u, v }) => u + v > 0 && wanted(u, v),
  );
}

const slopeEdge = 10;
const pictureEdge = 8;

/** Bits 0 to 254; bit 255 is always 0. */
export const tghBits: readonly TghBit[] = [
  ...corner('picture', pictureEdge, () => true),
  ...corner('slopeX', slopeEdge, (u, v) => u + v < 17),
  ...corner('slopeY', slopeEdge, (u, v) => u + v < 17),
];

/** Slope at which a squashed edge reaches half of its bound: about the noise of a phone's photo. */
const softSlope = 6;

export function tgh256(plane: Plane): Bytes {
  const smooth = gaussian(triangleTo(plane, 32, 32), 32);
  const coefficients = {
    picture: dctCorner(areaTo(plane, 64, 64), 64, pictureEdge),
    slopeX: dctCorner(slopes(smooth, 1, 0), 32, slopeEdge),
    slopeY: dctCorner(slopes(smooth, 0, 1), 32, slopeEdge),
  };
  const bits = tghBits.map(({ of, u, v }) => {
    const edge = of === 'picture' ? pictureEdge : slopeEdge;
    return (coefficients[of][u * edge + v] as number) > 0;
  });
  return packBits([...bits, false]);
}

/** f(i + 1) − f(i − 1) along one axis, border replicated, squashed to e / (6 + |e|). */
function slopes(values: Float64Array, dx: 0 | 1, dy: 0 | 1): Float64Array {
  const edge = 32;
  const inside = (at: number) => Math.min(edge - 1, Math.max(0, at));
  return values.map((_, i) => {
    const [x, y] = [i % edge, Math.floor(i / edge)];
    const after = values[inside(y + dy) * edge + inside(x + dx)] as number;
    const before = values[inside(y - dy) * edge + inside(x - dx)] as number;
    const slope = after - before;
    return slope / (softSlope + Math.abs(slope));
  });
}
