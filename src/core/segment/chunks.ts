// Content-defined chunking of any file's bytes: FastCDC (Xia et al., USENIX ATC 2016) with normalised
// chunking. The gear table comes from the space's lifetime key (design §3), so that chunk lengths tell a host
// nothing about which public file they came from. Bytes and bounds in FORMAT.md, "Chunks".
import type { Bytes } from '../bytes.ts';
import { VaultError } from '../errors.ts';

export const chunkBounds = { minBytes: 16 * 1024, averageBytes: 64 * 1024, maxBytes: 256 * 1024 } as const;

/** Bytes of a gear table: 256 big-endian u64. */
export const gearBytes = 2_048;

/**
 * The masks of 18 and 14 bits that FastCDC's published code uses around an average of 2^16, as high and low
 * words. Their topmost bit is 47, so a cut depends on the 48 bytes before it.
 */
const strict = { high: 0x0000d907, low: 0x07537000 } as const;
const loose = { high: 0x0000d903, low: 0x13530000 } as const;

/**
 * Cuts a stream. Where it cuts depends on the bytes and the gear table alone, never on how the stream was
 * split into pushes. Holds at most one chunk (256 KiB).
 */
export class Chunker {
  readonly #gearHigh = new Int32Array(256);
  readonly #gearLow = new Int32Array(256);
  readonly #pending: Bytes = new Uint8Array(chunkBounds.maxBytes);
  #length = 0;
  #high = 0;
  #low = 0;

  /** @param gear  {@link gearBytes} bytes; not kept */
  constructor(gear: Uint8Array) {
    if (gear.length !== gearBytes)
      throw new VaultError('internal', 'gear table of wrong length', { length: gear.length });
    const view = new DataView(gear.buffer, gear.byteOffset, gear.length);
    for (let i = 0; i < 256; i++) {
      this.#gearHigh[i] = view.getInt32(8 * i);
      this.#gearLow[i] = view.getInt32(8 * i + 4);
    }
  }

  /** @returns the chunks that are complete now, each owning its buffer */
  push(bytes: Uint8Array): Bytes[] {
    const chunks: Bytes[] = [];
    let at = 0;
    while (at < bytes.length) {
      const taken = Math.min(bytes.length - at, this.#pending.length - this.#length);
      this.#pending.set(bytes.subarray(at, at + taken), this.#length);
      const end = this.#scan(this.#length, this.#length + taken);
      if (end === undefined) {
        this.#length += taken;
        at += taken;
      } else {
        chunks.push(this.#pending.slice(0, end));
        at += end - this.#length;
        this.#restart();
      }
    }
    return chunks;
  }

  /** @returns what is left, none or one chunk; the chunker begins anew */
  end(): Bytes[] {
    const last = this.#length > 0 ? [this.#pending.slice(0, this.#length)] : [];
    this.#restart();
    return last;
  }

  #restart(): void {
    this.#length = 0;
    this.#high = 0;
    this.#low = 0;
  }

  /** Rolls the hash over [from, to) of the pending bytes; returns where the chunk ends, if it does. */
  #scan(from: number, to: number): number | undefined {
    const middle = Math.min(to, chunkBounds.averageBytes);
    let at = Math.max(from, chunkBounds.minBytes);
    at = this.#roll(at, middle, strict.high, strict.low);
    if (at < 0) return -at;
    at = this.#roll(Math.max(at, from), to, loose.high, loose.low);
    if (at < 0) return -at;
    return to === chunkBounds.maxBytes ? to : undefined;
  }

  /**
   * The kernel: hash = (hash << 1) + gear[byte] over 64 bits in two 32-bit words, where BigInt would be
   * a hundred times slower. Returns minus the cut's position, or where it stopped.
   */
  #roll(from: number, to: number, maskHigh: number, maskLow: number): number {
    const pending = this.#pending;
    const gearHigh = this.#gearHigh;
    const gearLow = this.#gearLow;
    let high = this.#high | 0;
    let low = this.#low | 0;
    let at = from;
    while (at < to) {
      const byte = pending[at++] as number;
      const shifted = low << 1;
      const sum = (shifted + (gearLow[byte] as number)) | 0;
      const carry = sum >>> 0 < shifted >>> 0 ? 1 : 0;
      high = (((high << 1) | (low >>> 31)) + (gearHigh[byte] as number) + carry) | 0;
      low = sum;
      if ((high & maskHigh) === 0 && (low & maskLow) === 0) return -at;
    }
    this.#high = high;
    this.#low = low;
    return at;
  }
}

/** Cuts bytes that are in memory already. */
export function chunk(bytes: Uint8Array, gear: Uint8Array): Bytes[] {
  const chunker = new Chunker(gear);
  return [...chunker.push(bytes), ...chunker.end()];
}
