// One class of the LBPH paper's clustering (§3.2, §5): its members, its centre by majority of each bit, and how far the
// members may lie from it. Ties are broken by the bit of the member in the first row, never by a constant: so
// the centre of veiled members is the veiled centre.
import type { FileId } from '../ids.ts';
import { PackedRows, wordDistance, wordsPerRow } from './packed-rows.ts';
import type { Part } from './similar-index.ts';

const bits = 32 * wordsPerRow;
const wordsOfPart = { joint: wordsPerRow, tgh: wordsPerRow / 2 } as const;

export class SimilarClass {
  readonly rows = new PackedRows();
  readonly centre: Uint32Array;
  /** Upper bounds: they grow with the centre's shifts, and {@link tighten} makes them exact again. */
  private readonly radius = { joint: 0, tgh: 0 };
  /** Members with bit i set. */
  private readonly ones = new Uint32Array(bits);

  /** @param centre  where a new class begins: its first member, or the centre of a clustering step */
  constructor(centre: Uint32Array) {
    this.centre = Uint32Array.from(centre);
  }

  distance(query: Uint32Array, part: Part): number {
    return wordDistance(query, 0, this.centre, 0, wordsOfPart[part]);
  }

  /** Triangle inequality: no member can be within the distance where this says false. */
  mayHold(query: Uint32Array, within: number, part: Part): boolean {
    return this.distance(query, part) - this.radius[part] <= within;
  }

  /** The paper's "the new center of the class is recalculated". */
  add(id: FileId, words: Uint32Array): void {
    this.append(id, words);
    this.recentre();
  }

  removeAt(row: number): FileId | undefined {
    this.count(this.rows.row(row), -1);
    const moved = this.rows.removeAt(row);
    if (this.rows.length > 0) this.recentre();
    return moved;
  }

  /** A member without a new centre: during a clustering step, centres wait for its end. */
  append(id: FileId, words: Uint32Array): void {
    this.rows.push(id, words);
    this.count(words, 1);
    for (const part of ['joint', 'tgh'] as const)
      this.radius[part] = Math.max(this.radius[part], this.distance(words, part));
  }

  /** @returns whether the centre moved */
  recentre(): boolean {
    const before = Uint32Array.from(this.centre);
    const first = this.rows.row(0);
    for (let word = 0; word < wordsPerRow; word++) {
      let value = 0;
      for (let bit = 0; bit < 32; bit++) {
        const twice = 2 * (this.ones[32 * word + bit] as number) - this.rows.length;
        const tie = ((first[word] as number) >>> bit) & 1;
        if (twice > 0 || (twice === 0 && tie === 1)) value |= 1 << bit;
      }
      this.centre[word] = value;
    }
    const shift = this.distance(before, 'joint');
    this.radius.joint += shift;
    this.radius.tgh += this.distance(before, 'tgh');
    return shift > 0;
  }

  tighten(): void {
    for (const part of ['joint', 'tgh'] as const) {
      this.radius[part] = 0;
      for (let row = 0; row < this.rows.length; row++)
        this.radius[part] = Math.max(this.radius[part], this.distance(this.rows.row(row), part));
    }
  }

  private count(words: Uint32Array, step: 1 | -1): void {
    for (let i = 0; i < bits; i++)
      if ((((words[i >> 5] as number) >>> (i & 31)) & 1) === 1) this.ones[i] = (this.ones[i] as number) + step;
  }
}
