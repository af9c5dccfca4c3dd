// Numbers of a JPEG's frame, most of them small: 7 bits per byte, low ones first (LEB128). Read as hostile.
import { concat, type Bytes } from '../../bytes.ts';
import { VaultError } from '../../errors.ts';

export class VarintWriter {
  #out = new Uint8Array(64);
  #length = 0;

  #reserve(more: number): void {
    if (this.#length + more <= this.#out.length) return;
    const larger = new Uint8Array(2 * (this.#length + more));
    larger.set(this.#out);
    this.#out = larger;
  }
  /** @param value  below 2^31 */
  varint(value: number): void {
    this.#reserve(5);
    let rest = value;
    for (; rest > 127; rest >>>= 7) this.#out[this.#length++] = (rest & 127) | 128;
    this.#out[this.#length++] = rest;
  }
  /** Small numbers of either sign. */
  signed(value: number): void {
    this.varint((value << 1) ^ (value >> 31));
  }
  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#out.set(bytes, this.#length);
    this.#length += bytes.length;
  }
  finish(): Bytes {
    return concat(this.#out.subarray(0, this.#length));
  }
}

export class VarintReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new VaultError('format', 'JPEG frame ends early');
    return byte;
  }
  /** @returns 0 to 2^31 - 1 */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      if (shift === 28 && byte > 7) break;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new VaultError('format', 'JPEG frame: number too large');
  }
  signed(): number {
    const value = this.varint();
    return (value >>> 1) ^ -(value & 1);
  }
  /** A number of things that take a byte each at least. */
  count(): number {
    const count = this.varint();
    if (count > this.#bytes.length - this.#at) throw new VaultError('format', 'JPEG frame ends early', { count });
    return count;
  }
  /** A view, not a copy. */
  take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw new VaultError('format', 'JPEG frame ends early', { length });
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
  end(): void {
    if (this.#at !== this.#bytes.length) throw new VaultError('format', 'JPEG frame has bytes left over');
  }
}
