// The readable index: compares with everything, one by one. What the others are tested against.
import { owned, type Bytes } from '../bytes.ts';
import { distanceOf } from '../fingerprint/photo-fingerprint.ts';
import type { FileId } from '../ids.ts';
import { checkFingerprint, inOrder, type Match, type Part, type SimilarIndex } from './similar-index.ts';

export class BruteForceIndex implements SimilarIndex {
  private readonly fingerprints = new Map<FileId, Bytes>();

  get size(): number {
    return this.fingerprints.size;
  }

  insert(id: FileId, fingerprint: Uint8Array): void {
    checkFingerprint(fingerprint);
    this.fingerprints.set(id, owned(fingerprint));
  }

  delete(id: FileId): boolean {
    return this.fingerprints.delete(id);
  }

  find(fingerprint: Uint8Array, within: number, part: Part = 'joint'): Match[] {
    checkFingerprint(fingerprint);
    const matches: Match[] = [];
    for (const [id, other] of this.fingerprints) {
      const distance = distanceOf(fingerprint, other);
      if (distance[part] <= within) matches.push({ id, ...distance });
    }
    return inOrder(matches, part);
  }
}
