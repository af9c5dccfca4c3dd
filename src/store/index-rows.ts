// Sorted runs of block-index rows, read in place: the first 8 bytes of a rehash and where its block is, 14 bytes
// (FORMAT.md, Storage). A run's order is prefix, then pack, so that a later pack's copy stands last.
import type { Bytes } from '../core/bytes.ts';
import { countPackRows, packRowBytes } from '../core/pack/pack-rows.ts';

/** prefix 8 ‖ pack u32 ‖ row u16. */
export const indexRowBytes = 14;

/** The first 64 bits of a rehash, as two numbers: a double cannot hold them as one. */
export interface Prefix {
  readonly high: number;
  readonly low: number;
}

export function prefixOf(bytes: Uint8Array, at = 0): Prefix {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 8);
  return { high: view.getUint32(0), low: view.getUint32(4) };
}

/** Where one block may be: a row of a pack, to be confirmed by the full rehash. */
export interface Located {
  readonly pack: number;
  readonly row: number;
}

/** A run of sorted rows in memory: what is not merged yet, or one page of a segment. */
export class RowRun {
  readonly count: number;
  private readonly view: DataView;

  constructor(readonly bytes: Bytes) {
    this.count = Math.floor(bytes.length / indexRowBytes);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  high(index: number): number {
    return this.view.getUint32(index * indexRowBytes);
  }
  low(index: number): number {
    return this.view.getUint32(index * indexRowBytes + 4);
  }
  pack(index: number): number {
    return this.view.getUint32(index * indexRowBytes + 8);
  }
  row(index: number): number {
    return this.view.getUint16(index * indexRowBytes + 12);
  }
  slice(index: number): Bytes {
    return this.bytes.subarray(index * indexRowBytes, (index + 1) * indexRowBytes);
  }

  /** Every row of this prefix, in ascending order of packs. */
  find(prefix: Prefix): Located[] {
    let from = 0;
    let to = this.count;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const high = this.high(middle);
      if (high < prefix.high || (high === prefix.high && this.low(middle) < prefix.low)) from = middle + 1;
      else to = middle;
    }
    const found: Located[] = [];
    for (; from < this.count && this.high(from) === prefix.high && this.low(from) === prefix.low; from++)
      found.push({ pack: this.pack(from), row: this.row(from) });
    return found;
  }
}

export const emptyRun = new RowRun(new Uint8Array());

/** Orders row `a` of one run against row `b` of another by prefix, then pack. */
export function compareIndexRows(left: RowRun, a: number, right: RowRun, b: number): number {
  return left.high(a) - right.high(b) || left.low(a) - right.low(b) || left.pack(a) - right.pack(b);
}

/** The index rows of one pack, sorted. */
export function runOfPack(pack: number, packRows: Bytes): RowRun {
  const count = countPackRows(packRows);
  const source = new DataView(packRows.buffer, packRows.byteOffset, packRows.length);
  const high = (row: number) => source.getUint32(row * packRowBytes);
  const low = (row: number) => source.getUint32(row * packRowBytes + 4);
  const order = Uint16Array.from({ length: count }, (_, row) => row).sort(
    (a, b) => high(a) - high(b) || low(a) - low(b) || a - b,
  );
  const bytes = new Uint8Array(count * indexRowBytes);
  const view = new DataView(bytes.buffer);
  order.forEach((row, index) => {
    const at = index * indexRowBytes;
    view.setUint32(at, high(row));
    view.setUint32(at + 4, low(row));
    view.setUint32(at + 8, pack);
    view.setUint16(at + 12, row);
  });
  return new RowRun(bytes);
}

/** One run of all rows of several: pairs first, so that many small packs cost n log n. */
export function mergeRuns(runs: readonly RowRun[]): RowRun {
  if (runs.length <= 1) return runs[0] ?? emptyRun;
  const middle = runs.length >>> 1;
  return mergeTwo(mergeRuns(runs.slice(0, middle)), mergeRuns(runs.slice(middle)));
}

/** Copies stretches, not rows: a commit's few hundred rows go into tens of thousands in well under a millisecond. */
function mergeTwo(left: RowRun, right: RowRun): RowRun {
  const [long, short] = left.count >= right.count ? [left, right] : [right, left];
  const bytes = new Uint8Array((long.count + short.count) * indexRowBytes);
  let from = 0;
  let at = 0;
  const copy = (run: RowRun, start: number, end: number) => {
    bytes.set(run.bytes.subarray(start * indexRowBytes, end * indexRowBytes), at);
    at += (end - start) * indexRowBytes;
  };
  for (let index = 0; index < short.count; index++) {
    const to = firstNotBelow(long, from, short, index);
    copy(long, from, to);
    copy(short, index, index + 1);
    from = to;
  }
  copy(long, from, long.count);
  return new RowRun(bytes);
}

/** The first row of `run`, from `from` on, that does not stand before a row of another: by doubling, then halving. */
function firstNotBelow(run: RowRun, from: number, other: RowRun, index: number): number {
  const isBelow = (at: number) => compareIndexRows(run, at, other, index) < 0;
  let step = 1;
  let low = from;
  while (low + step <= run.count && isBelow(low + step - 1)) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, run.count);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBelow(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows whose pack the test lets pass; the same run where all do. */
export function filterRun(run: RowRun, keep: (pack: number) => boolean): RowRun {
  const kept: Bytes[] = [];
  for (let index = 0; index < run.count; index++) if (keep(run.pack(index))) kept.push(run.slice(index));
  if (kept.length === run.count) return run;
  const bytes = new Uint8Array(kept.length * indexRowBytes);
  kept.forEach((row, index) => {
    bytes.set(row, index * indexRowBytes);
  });
  return new RowRun(bytes);
}
