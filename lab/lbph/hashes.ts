// The hashes that the LBPH paper compares, and ours. Their bits are the product's definitions (FORMAT.md,
// "Fingerprints"); what is done with them here is the paper's.
import { canonicalPlane } from '../../src/core/fingerprint/canonical-plane.ts';
import { lbph256, lbph64 } from '../../src/core/fingerprint/lbph.ts';
import { pdq256 } from '../../src/core/fingerprint/pdq.ts';
import { aHash64, dHash64, pHash64 } from '../../src/core/fingerprint/plain-hashes.ts';
import type { Plane } from '../../src/core/fingerprint/resample.ts';
import { tgh256 } from '../../src/core/fingerprint/tgh.ts';
import type { Picture } from '../pictures.ts';

export const hashes = {
  'LBPH (the paper)': { bits: 64, of: lbph64 },
  'a-Hash (SPSD)': { bits: 64, of: aHash64 },
  'p-Hash (CSPD)': { bits: 64, of: pHash64 },
  'tgh-256 (ours)': { bits: 256, of: tgh256 },
  'd-Hash': { bits: 64, of: dHash64 },
  'LBPH 16 × 16': { bits: 256, of: lbph256 },
  PDQ: { bits: 256, of: (plane: Plane) => pdq256(plane).hash },
} as const;
export type HashName = keyof typeof hashes;
export const hashNames = Object.keys(hashes) as HashName[];
/** Those of the paper's figure 7. */
export const figureNames = hashNames.slice(0, 4);

export interface Sample {
  readonly name: string;
  /** Which picture it is a version of. */
  readonly original: string;
  /** "original", or what was done to it, e.g. "jpeg-q70" or "rotate-090". */
  readonly variant: string;
  readonly hashes: Readonly<Record<HashName, Uint8Array>>;
}

export function sampleOf(picture: Picture, original: string, variant: string): Sample {
  const plane = canonicalPlane(picture.rgba, picture.width, picture.height);
  const made = Object.fromEntries(hashNames.map((name) => [name, hashes[name].of(plane)]));
  return { name: picture.name, original, variant, hashes: made as Record<HashName, Uint8Array> };
}
