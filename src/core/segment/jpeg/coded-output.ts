// Where rebuilt scans are written: a file of known size, whole bits, stuffing, restart markers (ITU-T T.81 §B.1.1.5).
// The hot loops keep the three fields of the bit writer in local variables.
import type { Bytes } from '../../bytes.ts';
import { VaultError } from '../../errors.ts';
import type { ScanQuirks } from './quirks.ts';

/** What one block may take, stuffed, beyond where it was found to be within bounds. */
const slackBytes = 1_024;

export class CodedOutput {
  /** What the file has in the end; `out` is longer. */
  readonly fileBytes: number;
  readonly out: Bytes;
  at = 0;
  /** `bits` below 8 that are not written yet, at the low end of `held`. */
  held = 0;
  bits = 0;

  constructor(fileBytes: number) {
    this.fileBytes = fileBytes;
    this.out = new Uint8Array(fileBytes + slackBytes);
  }

  /** Writes bytes as they are; aligned only. @throws VaultError `coverage` where the file would grow beyond its size */
  bytes(bytes: Uint8Array): void {
    if (bytes.length > this.fileBytes - this.at) throw this.#tooLong();
    this.out.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** Up to 24 bits. */
  put(value: number, count: number): void {
    this.held = (this.held << count) | value;
    this.bits += count;
    this.drain();
  }

  /** The first `count` of these bits, one per element. */
  putBits(bits: Uint8Array, count: number): void {
    let word = 0;
    for (let i = 0; i < count; i++) {
      word = (word << 1) | (bits[i] as number);
      if ((i & 15) !== 15) continue;
      this.put(word, 16);
      word = 0;
      this.check();
    }
    this.put(word, count & 15);
  }

  /** Writes the whole bytes that wait. */
  drain(): void {
    while (this.bits >= 8) {
      this.bits -= 8;
      const byte = (this.held >>> this.bits) & 255;
      this.out[this.at++] = byte;
      if (byte === 255) this.out[this.at++] = 0;
    }
  }

  /** Asked once per block: what was written so far must be within the file. */
  check(): void {
    if (this.at > this.fileBytes) throw this.#tooLong();
  }

  /** Fills the last byte of a segment. */
  align(padding: ScanQuirks['padding'], segment: number): void {
    const free = (8 - this.bits) & 7;
    if (free === 0) return;
    const value = typeof padding === 'number' ? -padding : (padding[segment] ?? 0);
    this.put(value & ((1 << free) - 1), free);
    this.check();
  }

  restart(number: number): void {
    this.bytes(Uint8Array.of(0xff, 0xd0 + (number & 7)));
  }

  finish(): Bytes {
    if (this.at !== this.fileBytes)
      throw new VaultError('coverage', 'JPEG: rebuilt file of another size', { size: this.at });
    return this.out.slice(0, this.fileBytes);
  }

  #tooLong(): VaultError {
    return new VaultError('coverage', 'JPEG: rebuilt file grows beyond its size', { size: this.fileBytes });
  }
}

export function uncoded(block: number): VaultError {
  return new VaultError('format', 'JPEG: a coefficient has no code', { block });
}

/** Plays a scan's quirks back, block after block. */
export class QuirkPlayer {
  readonly quirks: ScanQuirks;
  #idleAt = 0;
  #resetAt = 0;

  constructor(quirks: ScanQuirks) {
    this.quirks = quirks;
  }

  /** The next block that has idle runs, -1 for none. */
  get idleBlock(): number {
    return this.quirks.idleRuns[this.#idleAt] ?? -1;
  }
  takeIdleRuns(): number {
    this.#idleAt += 2;
    return this.quirks.idleRuns[this.#idleAt - 1] as number;
  }
  get resetBlock(): number {
    return this.quirks.resets[this.#resetAt] ?? -1;
  }
  passReset(): void {
    this.#resetAt++;
  }
}
