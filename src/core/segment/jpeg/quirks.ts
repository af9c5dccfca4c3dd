// What a scan's encoder chose freely: coefficients say which symbols there are, this says the rest, so that both
// give the scan's bytes. Most encoders do the same, and their scans take one byte of the frame.
import type { Bytes } from '../../bytes.ts';
import { VaultError } from '../../errors.ts';
import { VarintWriter, type VarintReader } from './varint.ts';

/** Longest run of ends of band (T.81 §G.1.2.2). */
export const longestRun = 0x7fff;
/** libjpeg sends a run of ends of band when it holds more correction bits than this (jcphuff.c). */
export const heldCorrections = 937;

export interface ScanQuirks {
  /** Bits that fill a segment's last byte: all zero, all one, or as listed by segment. */
  readonly padding: 0 | 1 | Uint8Array;
  /** Bytes before restart markers, by segment. */
  readonly strays: readonly { readonly segment: number; readonly bytes: Uint8Array }[];
  /** Blocks, counted in the scan, that end on runs of sixteen zeros which say nothing; and how many. */
  readonly idleRuns: Int32Array;
  /** A run of ends of band is sent when it has this many, … */
  readonly maxRun: number;
  /** … when it has gathered more than {@link heldCorrections}, … */
  readonly holdsCorrections: boolean;
  /** … before and behind a block that is not empty in this band, so that it stands alone, … */
  readonly emptyRuns: boolean;
  /** … and before these blocks. */
  readonly resets: Int32Array;
}

/** Collects quirks while a scan is decoded. */
export class QuirkNotes {
  readonly #padding: { bits: number; value: number }[] = [];
  readonly #strays: { segment: number; bytes: Uint8Array }[] = [];
  readonly #idleRuns: number[] = [];
  readonly #breaks: { block: number; run: number; corrections: number; full: boolean }[] = [];
  #longest = 0;
  #overheld = false;
  #fullRun = false;

  segmentEnds(padding: { bits: number; value: number }): void {
    this.#padding.push(padding);
  }
  strays(segment: number, bytes: Uint8Array): void {
    if (bytes.length > 0) this.#strays.push({ segment, bytes });
  }
  idleRuns(block: number, count: number): void {
    this.#idleRuns.push(block, count);
  }
  run(length: number): void {
    if (length > this.#longest) this.#longest = length;
  }
  /**
   * A run of this length, with these corrections, ended before `block` though that block would have prolonged it.
   *
   * @param full  the block, or one before it in the run, is not empty in this band
   */
  breaks(block: number, run: number, corrections: number, full: boolean): void {
    this.#breaks.push({ block, run, corrections, full });
  }
  /** A run went on though libjpeg would have sent it. */
  overheld(): void {
    this.#overheld = true;
  }

  /** A run of several blocks had one that is not empty in this band. */
  fullRun(): void {
    this.#fullRun = true;
  }

  finish(): ScanQuirks {
    const emptyRuns = !this.#fullRun && this.#breaks.some(({ full }) => full);
    const holdsCorrections = !this.#overheld && this.#breaks.some(({ corrections }) => corrections > heldCorrections);
    const left = this.#breaks.filter(
      ({ run, corrections, full }) =>
        run !== longestRun && !(emptyRuns && full) && !(holdsCorrections && corrections > heldCorrections),
    );
    const maxRun = left.length === 0 ? longestRun : this.#longest;
    const resets = left.filter(({ run }) => run !== maxRun).map(({ block }) => block);
    return {
      padding: this.#paddingRule(),
      strays: this.#strays,
      idleRuns: Int32Array.from(this.#idleRuns),
      maxRun,
      holdsCorrections,
      emptyRuns,
      resets: Int32Array.from(resets),
    };
  }

  #paddingRule(): ScanQuirks['padding'] {
    if (this.#padding.every(({ bits, value }) => value === (1 << bits) - 1)) return 1;
    if (this.#padding.every(({ value }) => value === 0)) return 0;
    return Uint8Array.from(this.#padding, ({ value }) => value);
  }
}

const has = {
  listedPadding: 2,
  strays: 4,
  idleRuns: 8,
  maxRun: 16,
  holdsCorrections: 32,
  resets: 64,
  emptyRuns: 128,
} as const;

/** Byte layout in FORMAT.md, "JPEG frame". */
export function encodeQuirks(quirks: ScanQuirks): Bytes {
  const { padding, strays, idleRuns, maxRun, holdsCorrections, emptyRuns, resets } = quirks;
  const out = new VarintWriter();
  const flags =
    (typeof padding === 'number' ? padding : has.listedPadding) |
    (strays.length > 0 ? has.strays : 0) |
    (idleRuns.length > 0 ? has.idleRuns : 0) |
    (maxRun !== longestRun ? has.maxRun : 0) |
    (holdsCorrections ? has.holdsCorrections : 0) |
    (emptyRuns ? has.emptyRuns : 0) |
    (resets.length > 0 ? has.resets : 0);
  out.bytes(Uint8Array.of(flags));
  if (typeof padding !== 'number') {
    out.varint(padding.length);
    out.bytes(padding);
  }
  if (strays.length > 0) {
    out.varint(strays.length);
    for (const { segment, bytes } of strays) {
      out.varint(segment);
      out.varint(bytes.length);
      out.bytes(bytes);
    }
  }
  if (idleRuns.length > 0) {
    out.varint(idleRuns.length / 2);
    for (let i = 0; i < idleRuns.length; i += 2) {
      out.varint((idleRuns[i] as number) - (idleRuns[i - 2] ?? 0));
      out.varint(idleRuns[i + 1] as number);
    }
  }
  if (maxRun !== longestRun) out.varint(maxRun);
  if (resets.length > 0) {
    out.varint(resets.length);
    resets.forEach((block, i) => out.varint(block - (resets[i - 1] ?? 0)));
  }
  return out.finish();
}

/** @throws VaultError `format`; allocates no more than the bytes that are there */
export function decodeQuirks(reader: VarintReader): ScanQuirks {
  const flags = reader.byte();
  if ((flags & 3) === 3) throw new VaultError('format', 'JPEG frame: unknown quirk');
  const padding = (flags & has.listedPadding) !== 0 ? reader.take(reader.varint()) : ((flags & 1) as 0 | 1);
  const strays = Array.from({ length: (flags & has.strays) !== 0 ? reader.count() : 0 }, () => {
    const segment = reader.varint();
    return { segment, bytes: reader.take(reader.varint()) };
  });
  const idleRuns = new Int32Array((flags & has.idleRuns) !== 0 ? 2 * reader.count() : 0);
  for (let i = 0, block = 0; i < idleRuns.length; i += 2) {
    block += reader.varint();
    idleRuns[i] = block;
    idleRuns[i + 1] = reader.varint();
  }
  const maxRun = (flags & has.maxRun) !== 0 ? reader.varint() : longestRun;
  if (maxRun < 1 || maxRun > longestRun) throw new VaultError('format', 'JPEG frame: not a run', { maxRun });
  const resets = new Int32Array((flags & has.resets) !== 0 ? reader.count() : 0);
  for (let i = 0, block = 0; i < resets.length; i++) {
    block += reader.varint();
    resets[i] = block;
  }
  return {
    padding,
    strays,
    idleRuns,
    maxRun,
    holdsCorrections: (flags & has.holdsCorrections) !== 0,
    emptyRuns: (flags & has.emptyRuns) !== 0,
    resets,
  };
}
