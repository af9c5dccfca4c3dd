// Which row a file id stands in: open addressing over the columns' own id bytes, 4 bytes per slot, so that
// 100,000 ids cost 1 MB and no strings. Ids in a group are other people's claims, so the hash is seeded:
// nobody can prepare ids that all fall into one slot.
import type { Bytes } from '../bytes.ts';

const empty = -1;

export class IdIndex {
  private slots = new Int32Array(1024).fill(empty);
  private count = 0;
  private readonly seedLow: number;
  private readonly seedHigh: number;

  /** @param ids  the column of 32-byte ids as it is now; it may move when it grows */
  constructor(private readonly ids: () => Bytes) {
    const seed = crypto.getRandomValues(new Uint32Array(2));
    this.seedLow = (seed[0] as number) | 1;
    this.seedHigh = (seed[1] as number) | 1;
  }

  /** @returns the row, or −1 */
  find(id: Uint8Array): number {
    const ids = this.ids();
    const mask = this.slots.length - 1;
    for (let slot = this.hash(id, 0) & mask; ; slot = (slot + 1) & mask) {
      const row = this.slots[slot] as number;
      if (row === empty || same(ids, row * 32, id)) return row;
    }
  }

  /** @param row  a row whose id is in the column and not yet here */
  add(row: number): void {
    if (2 * (this.count + 1) > this.slots.length) this.grow(4 * this.slots.length);
    this.place(row);
    this.count++;
  }

  /** Makes room for this many ids at once. */
  reserve(count: number): void {
    let length = this.slots.length;
    while (length < 2 * count) length *= 2;
    if (length > this.slots.length) this.grow(length);
  }

  private grow(length: number): void {
    const rows = this.slots.filter((row) => row !== empty);
    this.slots = new Int32Array(length).fill(empty);
    for (const row of rows) this.place(row);
  }

  private place(row: number): void {
    const mask = this.slots.length - 1;
    let slot = this.hash(this.ids(), row * 32) & mask;
    while (this.slots[slot] !== empty) slot = (slot + 1) & mask;
    this.slots[slot] = row;
  }

  private hash(bytes: Uint8Array, at: number): number {
    let low = this.seedLow;
    let high = this.seedHigh;
    for (let i = at; i < at + 16; i += 4) {
      const word =
        (bytes[i] as number) |
        ((bytes[i + 1] as number) << 8) |
        ((bytes[i + 2] as number) << 16) |
        ((bytes[i + 3] as number) << 24);
      low = Math.imul(low ^ word, 0x9e3779b1);
      high = Math.imul(high ^ low ^ (low >>> 15), 0x85ebca6b);
    }
    return (high ^ (high >>> 13)) >>> 0;
  }
}

function same(ids: Uint8Array, at: number, id: Uint8Array): boolean {
  for (let i = 0; i < 32; i++) if (ids[at + i] !== id[i]) return false;
  return true;
}
