// A scan's coded data between two markers, without its stuffing (ITU-T T.81 §B.1.1.5): the hot loops read from
// `data` and look at bounds once per block, because behind the end lie bytes enough for any one block.
import type { Bytes } from '../../bytes.ts';
import { VaultError } from '../../errors.ts';
import { nextMarker } from './structure.ts';

/** One block reads at most 64 codes of 16 bits with values of 15, and what a refill takes ahead. */
const slackBytes = 512;

export class CodedSegments {
  readonly #file: Uint8Array;
  readonly data: Bytes;
  /** Bytes of `data` that belong to the current segment. */
  end = 0;
  /** Where the bit reader stands: `bits` unread bits at the low end of `held`, then `data[at]`. */
  at = 0;
  held = 0;
  bits = 0;
  /** Of the current segment in the file. */
  #from = 0;
  #to = 0;

  constructor(file: Uint8Array) {
    this.#file = file;
    this.data = new Uint8Array(file.length + slackBytes);
  }

  /** Begins the segment at `from`: everything up to the next marker. */
  open(from: number): void {
    const file = this.#file;
    let end = 0;
    let at = from;
    for (;;) {
      const stop = file.indexOf(0xff, at);
      if (stop < 0 || file[stop + 1] !== 0x00) {
        const last = stop < 0 ? file.length : stop;
        this.data.set(file.subarray(at, last), end);
        end += last - at;
        this.#to = last;
        break;
      }
      this.data.set(file.subarray(at, stop + 1), end);
      end += stop + 1 - at;
      at = stop + 2;
    }
    this.#from = from;
    this.end = end;
    this.at = 0;
    this.held = 0;
    this.bits = 0;
  }

  /**
   * Drops the bits that fill the last byte.
   *
   * @returns how many they are, and their value
   */
  align(): { bits: number; value: number } {
    const bits = this.bits & 7;
    const value = (this.held >>> (this.bits - bits)) & ((1 << bits) - 1);
    this.bits -= bits;
    return { bits, value: bits === 0 ? 0 : value };
  }

  /** Where in the file the first byte lies that was not read; aligned only. */
  position(): number {
    const read = this.at - (this.bits >> 3);
    if (read === this.end) return this.#to;
    let at = this.#from;
    for (let i = 0; i < read; i++) at += this.#file[at] === 0xff ? 2 : 1;
    return at;
  }

  /**
   * Passes the restart marker of this number.
   *
   * @returns the strays before it, and where the next segment begins
   * @throws VaultError `format` where another marker, or none, follows
   */
  restart(number: number): { strays: Bytes; next: number } {
    const from = this.position();
    const marker = nextMarker(this.#file, from);
    if (marker === undefined || this.#file[marker + 1] !== 0xd0 + (number & 7))
      throw new VaultError('format', 'JPEG: restart marker missing', { at: from });
    return { strays: new Uint8Array(this.#file.subarray(from, marker)), next: marker + 2 };
  }
}

export function brokenScan(block: number): VaultError {
  return new VaultError('format', 'JPEG: scan does not decode', { block });
}
