// Fingerprints back to back, 16 words each, and their distances by word: what the exact scan and the classes run over.
import type { FileId } from '../ids.ts';
import { fingerprintBytes, tghBytes } from '../fingerprint/photo-fingerprint.ts';

export const wordsPerRow = fingerprintBytes / 4;
const tghWords = tghBytes / 4;

/** Bits set in a 32-bit word. */
export function onesIn(word: number): number {
  let ones = word - ((word >>> 1) & 0x55555555);
  ones = (ones & 0x33333333) + ((ones >>> 2) & 0x33333333);
  return Math.imul((ones + (ones >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The bytes as words: the order within a word does not matter to distances, yet is fixed here. */
export function wordsOf(fingerprint: Uint8Array): Uint32Array {
  const view = new DataView(fingerprint.buffer, fingerprint.byteOffset, fingerprint.length);
  return Uint32Array.from({ length: wordsPerRow }, (_, i) => view.getUint32(4 * i, true));
}

export function wordDistance(a: Uint32Array, aStart: number, b: Uint32Array, bStart: number, words: number): number {
  let distance = 0;
  for (let i = 0; i < words; i++) distance += onesIn((a[aStart + i] as number) ^ (b[bStart + i] as number));
  return distance;
}

export class PackedRows {
  private readonly ids: FileId[] = [];

  constructor(protected words: Uint32Array = new Uint32Array(64 * wordsPerRow)) {}

  get length(): number {
    return this.ids.length;
  }

  idAt(row: number): FileId {
    return this.ids[row] as FileId;
  }

  push(id: FileId, words: Uint32Array): void {
    const at = this.ids.push(id) - 1;
    if (this.ids.length * wordsPerRow > this.words.length) this.words = this.enlarged(this.words);
    this.words.set(words, at * wordsPerRow);
  }

  /** Room for twice as many rows, those there are kept. */
  protected enlarged(words: Uint32Array): Uint32Array {
    const grown = new Uint32Array(2 * words.length);
    grown.set(words);
    return grown;
  }

  /** The last row takes the place of the one that goes. @returns the id that moved there, if one did */
  removeAt(row: number): FileId | undefined {
    const last = this.ids.length - 1;
    const moved = this.ids.pop() as FileId;
    if (row === last) return undefined;
    this.words.copyWithin(row * wordsPerRow, last * wordsPerRow, (last + 1) * wordsPerRow);
    this.ids[row] = moved;
    return moved;
  }

  /** A view, valid until rows are pushed or removed. */
  row(row: number): Uint32Array {
    return this.words.subarray(row * wordsPerRow, (row + 1) * wordsPerRow);
  }

  /** Calls back for every row within the distance; the tgh half decides early where it alone is too far. */
  scan(
    query: Uint32Array,
    within: number,
    part: 'joint' | 'tgh',
    found: (row: number, tgh: number, joint: number) => void,
  ): void {
    const { words } = this;
    for (let row = 0, at = 0; row < this.ids.length; row++, at += wordsPerRow) {
      const tgh = wordDistance(query, 0, words, at, tghWords);
      if (tgh > within) continue;
      const joint = tgh + wordDistance(query, tghWords, words, at + tghWords, wordsPerRow - tghWords);
      if (part === 'tgh' || joint <= within) found(row, tgh, joint);
    }
  }
}
