// Reads parts of a hostile file within a budget: every metadata parser of this folder sees files only through
// here, so none can read more than its share however a file's offsets and loops are made (design §9).
import type { Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';

/** One read is at least this much, so that walking small structures costs few slices. */
const windowBytes = 64 * 1024;

export interface ByteSource {
  readonly size: number;
  /**
   * @returns `length` bytes from `offset`, fewer at the end of the file
   * @throws VaultError limit where the budget is used up, file-unreadable
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** @throws VaultError file-unreadable where the file is gone, changed or forbidden */
export async function readSlice(file: Blob, start: number, end: number): Promise<Bytes> {
  try {
    return new Uint8Array(await file.slice(start, end).arrayBuffer());
  } catch (cause) {
    throw new VaultError('file-unreadable', 'the file cannot be read', { offset: start }, { cause });
  }
}

export class FileSource implements ByteSource {
  readonly size: number;
  readonly #file: Blob;
  #window = new Uint8Array(0);
  #windowStart = 0;
  #budget: number = limits.metadataBytes;

  constructor(file: Blob) {
    this.#file = file;
    this.size = file.size;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const start = Math.min(Math.max(0, offset), this.size);
    const end = Math.min(start + Math.max(0, length), this.size);
    const windowEnd = this.#windowStart + this.#window.length;
    if (start < this.#windowStart || end > windowEnd) {
      const loaded = Math.min(Math.max(end, start + windowBytes), this.size);
      this.#budget -= loaded - start;
      if (this.#budget < 0) throw new VaultError('limit', 'too much to read', { limit: 'metadataBytes' });
      this.#window = await readSlice(this.#file, start, loaded);
      this.#windowStart = start;
    }
    return this.#window.subarray(start - this.#windowStart, end - this.#windowStart);
  }
}

/** The same over bytes already in memory. */
export class MemorySource implements ByteSource {
  readonly size: number;
  readonly #bytes: Uint8Array;
  #reads = 100_000;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    if (--this.#reads < 0) return Promise.reject(new VaultError('limit', 'too much to read', { limit: 'reads' }));
    const start = Math.min(Math.max(0, offset), this.size);
    return Promise.resolve(this.#bytes.subarray(start, start + Math.max(0, length)));
  }
}

/** A DataView over exactly these bytes. */
export function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bytes as Latin-1, for four-character codes and magic numbers. */
export function ascii(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}
