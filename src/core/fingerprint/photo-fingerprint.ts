// What is kept of a photo to find its near-identical copies: 64 bytes, tgh-256 ‖ lbph-256 (design §7; FORMAT.md,
// "Fingerprints"), and what two of them say about two photos. A machine only ever proposes.
import { concat, type Bytes } from '../bytes.ts';
import { VaultError } from '../errors.ts';
import { hammingDistance } from './bits.ts';
import { lbph256 } from './lbph.ts';
import { areaTo, type Plane } from './resample.ts';
import { tgh256 } from './tgh.ts';

/** Of the definitions below it; another meaning of the bits gets another number, and old photos get new fingerprints. */
export const fingerprintVersion = 1;
export const fingerprintBytes = 64;
export const tghBytes = 32;

/** Levels of luma between the darkest and the brightest 4 × 4 samples: below it there is nothing to recognise. */
const leastSpread = 8;

/**
 * @param plane  from canonicalPlane
 * @returns undefined for a picture of one colour, empty or all but: every such picture would look like any other
 */
export function photoFingerprint(plane: Plane): Bytes | undefined {
  let darkest = 255;
  let brightest = 0;
  for (const value of areaTo(plane, 64, 64)) {
    if (value < darkest) darkest = value;
    if (value > brightest) brightest = value;
  }
  return brightest - darkest < leastSpread ? undefined : concat(tgh256(plane), lbph256(plane));
}

/** Distances of two fingerprints in bits: of their tgh halves, and of the whole. */
export interface Distance {
  readonly tgh: number;
  readonly joint: number;
}

export function distanceOf(a: Uint8Array, b: Uint8Array): Distance {
  if (a.length !== fingerprintBytes || b.length !== fingerprintBytes)
    throw new VaultError('format', 'not a fingerprint', { bytes: a.length, other: b.length });
  const tgh = hammingDistance(a.subarray(0, tghBytes), b.subarray(0, tghBytes));
  return { tgh, joint: tgh + hammingDistance(a.subarray(tghBytes), b.subarray(tghBytes)) };
}

/** Measured in design §7: `same` merged none of 717 pairs of one scene and none of 3,160 pairs of text pages. */
export const sameWithin: Distance = { tgh: 48, joint: 112 };
export const suggestWithin = 152;

/** `same`: a pointer may be offered. `similar`: a person should look. */
export function likenessOf({ tgh, joint }: Distance): 'same' | 'similar' | 'different' {
  if (tgh <= sameWithin.tgh && joint <= sameWithin.joint) return 'same';
  return joint <= suggestWithin ? 'similar' : 'different';
}
