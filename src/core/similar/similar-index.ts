// Finding fingerprints within a distance: one interface, several ways, and every way must give the same answer (design
// §7). Which is quicker is measured; which is right is brute-force.ts.
import { VaultError } from '../errors.ts';
import type { FileId } from '../ids.ts';
import { fingerprintBytes, type Distance } from '../fingerprint/photo-fingerprint.ts';

export interface Match extends Distance {
  readonly id: FileId;
}

/**
 * What is compared: the whole fingerprint, or its tgh half alone, which is how the views of a picture are looked up
 * (fingerprint/tgh-views.ts).
 */
export type Part = 'joint' | 'tgh';

export interface SimilarIndex {
  readonly size: number;
  /** Replaces what the id had. @throws VaultError `format` where it is not a fingerprint */
  insert(id: FileId, fingerprint: Uint8Array): void;
  /** @returns false where the id is not here */
  delete(id: FileId): boolean;
  /**
   * Everything whose distance in the given part is at most `within`.
   *
   * @returns nearest first in that part; ties in the order of ids
   */
  find(fingerprint: Uint8Array, within: number, part?: Part): Match[];
}

export function checkFingerprint(fingerprint: Uint8Array): void {
  if (fingerprint.length !== fingerprintBytes)
    throw new VaultError('format', 'not a fingerprint', { bytes: fingerprint.length });
}

export function inOrder(matches: Match[], part: Part): Match[] {
  return matches.sort((a, b) => a[part] - b[part] || (a.id < b.id ? -1 : 1));
}
