// The eight views of a tgh-256 (FORMAT.md, "Fingerprints"): what the fingerprint of a flipped or turned copy would be,
// made from the fingerprint alone. A flip along x negates what is odd in v, and the slopes along x once more; along y
// likewise with u; a transpose swaps u with v and the slopes with each other. A negated coefficient is a complemented bit.
import type { Bytes } from '../bytes.ts';
import { bitOf, setBit } from './bits.ts';
import { tghBits, type TghBit } from './tgh.ts';

/** Bit i of the view is bit `from[i]` of the original, complemented where `flip[i]` is 1. */
interface View {
  readonly from: Uint16Array;
  readonly flip: Uint8Array;
}

const placeOf = new Map(tghBits.map((bit, i) => [nameOf(bit), i]));

function nameOf({ of, u, v }: TghBit): string {
  return `${of} ${u} ${v}`;
}

const transposedSlope = { picture: 'picture', slopeX: 'slopeY', slopeY: 'slopeX' } as const;

/** First the transpose, then the flips, as the order of the views names them. */
function viewOf(transpose: boolean, flipY: boolean, flipX: boolean): View {
  const from = new Uint16Array(tghBits.length);
  const flip = new Uint8Array(tghBits.length);
  for (const [i, bit] of tghBits.entries()) {
    const negatedByX = flipX && (bit.v % 2 === 1) !== (bit.of === 'slopeX');
    const negatedByY = flipY && (bit.u % 2 === 1) !== (bit.of === 'slopeY');
    const source = transpose ? { of: transposedSlope[bit.of], u: bit.v, v: bit.u } : bit;
    from[i] = placeOf.get(nameOf(source)) as number;
    flip[i] = negatedByX !== negatedByY ? 1 : 0;
  }
  return { from, flip };
}

/** In the order transpose · flip y · flip x, the last changing fastest: as is first. */
const views: readonly View[] = Array.from({ length: 8 }, (_, n) => viewOf((n & 4) !== 0, (n & 2) !== 0, (n & 1) !== 0));

/** @returns eight fingerprints, the given one first */
export function tghViews(fingerprint: Uint8Array): Bytes[] {
  return views.map(({ from, flip }) => {
    const view = new Uint8Array(fingerprint.length);
    for (let i = 0; i < from.length; i++) if (bitOf(fingerprint, from[i] as number) !== flip[i]) setBit(view, i);
    return view;
  });
}
