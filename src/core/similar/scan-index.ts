// The exact scan: all fingerprints in one run of memory. Beats every tree up to a million (design §7).
import type { FileId } from '../ids.ts';
import { PackedRows, wordsOf } from './packed-rows.ts';
import { hasSimd, SimdRows } from './simd-rows.ts';
import { checkFingerprint, inOrder, type Match, type Part, type SimilarIndex } from './similar-index.ts';

export class ScanIndex implements SimilarIndex {
  private readonly rowOf = new Map<FileId, number>();

  /** @param rows  SIMD where the engine has it */
  constructor(private readonly rows: PackedRows = hasSimd() ? new SimdRows() : new PackedRows()) {}

  get size(): number {
    return this.rows.length;
  }

  insert(id: FileId, fingerprint: Uint8Array): void {
    checkFingerprint(fingerprint);
    this.delete(id);
    this.rowOf.set(id, this.rows.length);
    this.rows.push(id, wordsOf(fingerprint));
  }

  delete(id: FileId): boolean {
    const row = this.rowOf.get(id);
    if (row === undefined) return false;
    this.rowOf.delete(id);
    const moved = this.rows.removeAt(row);
    if (moved !== undefined) this.rowOf.set(moved, row);
    return true;
  }

  find(fingerprint: Uint8Array, within: number, part: Part = 'joint'): Match[] {
    checkFingerprint(fingerprint);
    const matches: Match[] = [];
    this.rows.scan(wordsOf(fingerprint), within, part, (row, tgh, joint) =>
      matches.push({ id: this.rows.idAt(row), tgh, joint }),
    );
    return inOrder(matches, part);
  }
}
