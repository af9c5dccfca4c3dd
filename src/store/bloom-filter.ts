// Says "surely not here" without touching the disk. A split-block Bloom filter as Apache Parquet specifies it (its
// format's BloomFilter.md): one 256-bit block per key, one bit in each of its eight words, 16 bits a key, about one
// false "maybe" in a thousand. Rehashes are hashes already, so their prefix is the key's hash.
import type { Bytes } from '../core/bytes.ts';
import type { Prefix } from './index-rows.ts';

const bitsPerKey = 16;
const wordsPerBlock = 8;
const blockBytes = wordsPerBlock * 4;

/** Odd multipliers of Parquet's specification, one per word. */
const salts = [0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31] as const;

export class BloomFilter {
  private readonly view: DataView;
  private readonly blocks: number;

  /** @param bytes  whole 32-byte blocks; owned by the filter from here on */
  constructor(readonly bytes: Bytes) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.blocks = Math.floor(bytes.length / blockBytes);
  }

  static forKeys(count: number): BloomFilter {
    return new BloomFilter(new Uint8Array(BloomFilter.bytesFor(count)));
  }

  static bytesFor(count: number): number {
    return Math.max(1, Math.ceil((count * bitsPerKey) / (blockBytes * 8))) * blockBytes;
  }

  add({ high, low }: Prefix): void {
    const block = this.blockOf(high);
    salts.forEach((salt, word) => {
      const at = block + word * 4;
      this.view.setUint32(at, this.view.getUint32(at) | (1 << (Math.imul(low, salt) >>> 27)));
    });
  }

  mayHold({ high, low }: Prefix): boolean {
    const block = this.blockOf(high);
    return salts.every(
      (salt, word) => (this.view.getUint32(block + word * 4) & (1 << (Math.imul(low, salt) >>> 27))) !== 0,
    );
  }

  /** A double holds 53 bits exactly; 32 bits of hash times fewer than 2^21 blocks stay below that. */
  private blockOf(high: number): number {
    return Math.floor((high * this.blocks) / 2 ** 32) * blockBytes;
  }
}
