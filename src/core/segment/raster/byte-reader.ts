// Reads a frame's fields in order with every bound checked, and writes them in the same order. Frames come
// from recipes and are hostile until read (FORMAT.md, "Frames of pictures").
import { concat, type Bytes } from '../../bytes.ts';
import { VaultError } from '../../errors.ts';

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  #advance(length: number): number {
    if (length > this.#bytes.length - this.#at) throw new VaultError('format', 'frame ends early', { at: this.#at });
    const from = this.#at;
    this.#at += length;
    return from;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }
  u16(): number {
    return this.#view.getUint16(this.#advance(2));
  }
  u32(): number {
    return this.#view.getUint32(this.#advance(4));
  }
  /** A view, not a copy. */
  take(length: number): Uint8Array {
    const from = this.#advance(length);
    return this.#bytes.subarray(from, from + length);
  }
  /** A byte string preceded by its u32 length. */
  string(): Uint8Array {
    return this.take(this.u32());
  }
  rest(): Uint8Array {
    return this.take(this.#bytes.length - this.#at);
  }
  done(): boolean {
    return this.#at === this.#bytes.length;
  }
  /** @throws VaultError `format` where bytes are left over */
  end(): void {
    if (!this.done()) throw new VaultError('format', 'frame has bytes left over', { at: this.#at });
  }
}

export function u8(value: number): Bytes {
  return Uint8Array.of(value);
}
export function u16(value: number): Bytes {
  return Uint8Array.of(value >>> 8, value);
}
export function u32(value: number): Bytes {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
export function u32s(values: Iterable<number> & { readonly length: number }): Bytes {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const value of values) {
    view.setUint32(at, value);
    at += 4;
  }
  return bytes;
}
export function string(bytes: Uint8Array): Bytes {
  return concat(u32(bytes.length), bytes);
}
