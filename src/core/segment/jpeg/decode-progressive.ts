// Huffman decoding of progressive scans (ITU-T T.81 §G.2): first passes and refinements of DC and of a band of AC.
// Coefficients are shared by all scans and grow from scan to scan; `lasts` has each block's last one that is not zero
// (0 for none but DC), because most blocks are empty behind their first few.
import { brokenScan, type CodedSegments } from './coded-segment.ts';
import { lookupBits, type DecodeTable } from './huffman.ts';
import { heldCorrections, type QuirkNotes } from './quirks.ts';
import type { ScanOrder } from './shape.ts';

const lookupMask = (1 << lookupBits) - 1;

/** A code's symbol, or -1; for where no value bits may be taken along. */
function longSymbol(table: DecodeTable, peek: number): number {
  for (let length = lookupBits + 1; length <= 16; length++) {
    if (peek < (table.above[length] as number))
      return ((table.symbols[(table.first[length] as number) + (peek >> (16 - length))] as number) << 8) | length;
  }
  return -1;
}

/** @throws VaultError `format` */
export function decodeDcFirst(
  segments: CodedSegments,
  order: ScanOrder,
  tables: readonly DecodeTable[],
  low: number,
  coefficients: Int16Array,
  from: number,
  to: number,
): void {
  const { data, end } = segments;
  const { mcusWide, blocks, component, origin, columnStep, rowStep } = order;
  const predictions = new Int32Array(4);
  let { at, held, bits } = segments;
  for (let mcu = from; mcu < to; mcu++) {
    const x = mcu % mcusWide;
    const y = (mcu - x) / mcusWide;
    for (let b = 0; b < blocks; b++) {
      const c = component[b] as number;
      const table = tables[c] as DecodeTable;
      while (bits <= 24) {
        held = (held << 8) | (data[at++] as number);
        bits += 8;
      }
      let entry = table.lookup[(held >>> (bits - lookupBits)) & lookupMask] as number;
      let value = 0;
      if ((entry & 128) !== 0) {
        if ((entry & 0xf00) !== 0) throw brokenScan(mcu);
        bits -= entry & 127;
        value = entry >> 16;
      } else {
        if (entry === 0) entry = longSymbol(table, (held >>> (bits - 16)) & 0xffff);
        const size = entry >> 8;
        if (entry < 0 || size > 15) throw brokenScan(mcu);
        bits -= entry & 127;
        if (size > 0) {
          while (bits <= 24) {
            held = (held << 8) | (data[at++] as number);
            bits += 8;
          }
          bits -= size;
          value = (held >>> bits) & ((1 << size) - 1);
          if (value < 1 << (size - 1)) value -= (1 << size) - 1;
        }
      }
      value += predictions[c] as number;
      predictions[c] = value;
      if (Math.abs(value) > 32_767 >> low) throw brokenScan(mcu);
      coefficients[(origin[b] as number) + x * (columnStep[b] as number) + y * (rowStep[b] as number)] = value << low;
    }
    if (at - (bits >> 3) > end) throw brokenScan(mcu);
  }
  segments.at = at;
  segments.held = held;
  segments.bits = bits;
}

/** @throws VaultError `format` */
export function decodeDcRefinement(
  segments: CodedSegments,
  order: ScanOrder,
  low: number,
  coefficients: Int16Array,
  from: number,
  to: number,
): void {
  const { data, end } = segments;
  const { mcusWide, blocks, origin, columnStep, rowStep } = order;
  let { at, held, bits } = segments;
  for (let mcu = from; mcu < to; mcu++) {
    const x = mcu % mcusWide;
    const y = (mcu - x) / mcusWide;
    for (let b = 0; b < blocks; b++) {
      if (bits === 0) {
        held = data[at++] as number;
        bits = 8;
      }
      bits--;
      const position = (origin[b] as number) + x * (columnStep[b] as number) + y * (rowStep[b] as number);
      coefficients[position] = (coefficients[position] as number) | (((held >>> bits) & 1) << low);
    }
    if (at > end) throw brokenScan(mcu);
  }
  segments.at = at;
  segments.held = held;
  segments.bits = bits;
}

/** What an AC scan decodes: coefficients `band.from` to `band.to` of one component's real blocks. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly low: number;
}

/** @throws VaultError `format` */
export function decodeAcFirst(
  segments: CodedSegments,
  order: ScanOrder,
  table: DecodeTable,
  band: Band,
  coefficients: Int16Array,
  lasts: Uint8Array,
  from: number,
  to: number,
  notes: QuirkNotes,
): void {
  const { data, end } = segments;
  const { lookup } = table;
  const { mcusWide } = order;
  const origin = order.origin[0] as number;
  const rowStep = order.rowStep[0] as number;
  const largest = 32_767 >> band.low;
  let { at, held, bits } = segments;
  /** Blocks that the run still covers, how many it covered in all, and where the next block would prolong it. */
  let left = 0;
  let run = 0;
  let afterRun = -1;
  /** Whether the last run's first block had more than its end. */
  let wasFull = false;
  for (let block = from; block < to; block++) {
    if (left > 0) {
      // Nothing of these blocks is in the band.
      const passed = Math.min(left, to - block);
      left -= passed;
      block += passed - 1;
      if (left === 0) afterRun = block + 1;
      continue;
    }
    const x = block % mcusWide;
    const base = origin + x * 64 + ((block - x) / mcusWide) * rowStep;
    let k = band.from;
    let idle = 0;
    let said = false;
    while (k <= band.to) {
      while (bits <= 24) {
        held = (held << 8) | (data[at++] as number);
        bits += 8;
      }
      let entry = lookup[(held >>> (bits - lookupBits)) & lookupMask] as number;
      let value: number;
      if ((entry & 128) !== 0) {
        bits -= entry & 127;
        k += (entry >> 8) & 15;
        value = entry >> 16;
      } else {
        if (entry === 0) entry = longSymbol(table, (held >>> (bits - 16)) & 0xffff);
        if (entry < 0) throw brokenScan(block);
        bits -= entry & 127;
        const zeros = entry >> 12;
        const size = (entry >> 8) & 15;
        while (bits <= 24) {
          held = (held << 8) | (data[at++] as number);
          bits += 8;
        }
        if (size === 0) {
          if (zeros === 15) {
            k += 16;
            idle = k;
            said = true;
            if (k > band.to + 1) throw brokenScan(block);
            continue;
          }
          bits -= zeros;
          left = (1 << zeros) | ((held >>> bits) & ((1 << zeros) - 1));
          if (!said && afterRun === block) notes.breaks(block, run, 0, wasFull);
          run = left--;
          wasFull = said;
          notes.run(run);
          if (said && run > 1) notes.fullRun();
          afterRun = left === 0 ? block + 1 : -1;
          break;
        }
        bits -= size;
        value = (held >>> bits) & ((1 << size) - 1);
        if (value < 1 << (size - 1)) value -= (1 << size) - 1;
        k += zeros;
      }
      if (k > band.to || value > largest || value < -largest) throw brokenScan(block);
      coefficients[base + k] = value << band.low;
      if (k > (lasts[base >> 6] as number)) lasts[base >> 6] = k;
      k++;
      said = true;
    }
    if (idle === k) {
      let last = k - 1;
      while (last >= band.from && coefficients[base + last] === 0) last--;
      notes.idleRuns(block, (k - 1 - last) >> 4);
    }
    if (at - (bits >> 3) > end) throw brokenScan(block);
  }
  if (left > 0) throw brokenScan(to);
  segments.at = at;
  segments.held = held;
  segments.bits = bits;
}

/** @throws VaultError `format` */
export function decodeAcRefinement(
  segments: CodedSegments,
  order: ScanOrder,
  table: DecodeTable,
  band: Band,
  coefficients: Int16Array,
  lasts: Uint8Array,
  from: number,
  to: number,
  notes: QuirkNotes,
): void {
  const { data, end } = segments;
  const { lookup } = table;
  const { mcusWide } = order;
  const origin = order.origin[0] as number;
  const rowStep = order.rowStep[0] as number;
  const bit = 1 << band.low;
  let { at, held, bits } = segments;
  let left = 0;
  let run = 0;
  let afterRun = -1;
  let wasFull = false;
  /** Correction bits that the current, then the last run gathered. */
  let corrections = 0;
  for (let block = from; block < to; block++) {
    const x = block % mcusWide;
    const base = origin + x * 64 + ((block - x) / mcusWide) * rowStep;
    let k = band.from;
    if (left === 0) {
      let idle = 0;
      let said = false;
      while (k <= band.to) {
        while (bits <= 24) {
          held = (held << 8) | (data[at++] as number);
          bits += 8;
        }
        let entry = lookup[(held >>> (bits - lookupBits)) & lookupMask] as number;
        let zeros: number;
        let value = 0;
        if ((entry & 128) !== 0) {
          bits -= entry & 127;
          zeros = (entry >> 8) & 15;
          value = entry >> 16;
          if (value !== 1 && value !== -1) throw brokenScan(block);
        } else {
          if (entry === 0) entry = longSymbol(table, (held >>> (bits - 16)) & 0xffff);
          if (entry < 0) throw brokenScan(block);
          bits -= entry & 127;
          zeros = entry >> 12;
          const size = (entry >> 8) & 15;
          while (bits <= 24) {
            held = (held << 8) | (data[at++] as number);
            bits += 8;
          }
          if (size > 1) throw brokenScan(block);
          if (size === 1) value = (held >>> --bits) & 1 ? 1 : -1;
          else if (zeros < 15) {
            bits -= zeros;
            left = (1 << zeros) | ((held >>> bits) & ((1 << zeros) - 1));
            if (!said && afterRun === block)
              notes.breaks(block, run, corrections, wasFull || corrections > 0 || isKnown(coefficients, base, band));
            run = left;
            wasFull = said;
            corrections = 0;
            notes.run(run);
            break;
          }
        }
        // Up to the zero that the symbol is about, each coefficient known already has a bit of its own.
        for (; k <= band.to; k++) {
          const known = coefficients[base + k] as number;
          if (known === 0) {
            if (zeros-- === 0) break;
          } else {
            if (bits === 0) {
              held = data[at++] as number;
              bits = 8;
            }
            if (((held >>> --bits) & 1) !== 0) coefficients[base + k] = known < 0 ? known - bit : known + bit;
          }
        }
        if (k > band.to) throw brokenScan(block);
        if (value !== 0) {
          coefficients[base + k] = value * bit;
          if (k > (lasts[base >> 6] as number)) lasts[base >> 6] = k;
          idle = 0;
        } else idle++;
        k++;
        said = true;
      }
      if (idle > 0) notes.idleRuns(block, idle);
    }
    if (left > 0) {
      if (corrections > heldCorrections) notes.overheld();
      const last = Math.min(band.to, lasts[base >> 6] as number);
      for (; k <= last; k++) {
        const known = coefficients[base + k] as number;
        if (known === 0) continue;
        if (bits === 0) {
          held = data[at++] as number;
          bits = 8;
        }
        if (((held >>> --bits) & 1) !== 0) coefficients[base + k] = known < 0 ? known - bit : known + bit;
        corrections++;
      }
      if (run > 1 && (wasFull || corrections > 0)) notes.fullRun();
      if (--left === 0) afterRun = block + 1;
    }
    if (at - (bits >> 3) > end) throw brokenScan(block);
  }
  if (left > 0) throw brokenScan(to);
  segments.at = at;
  segments.held = held;
  segments.bits = bits;
}

/** True where earlier passes have found anything in the block's band. */
function isKnown(coefficients: Int16Array, base: number, band: Band): boolean {
  for (let k = band.from; k <= band.to; k++) if (coefficients[base + k] !== 0) return true;
  return false;
}
