// Huffman decoding of baseline and extended sequential scans (ITU-T T.81 §F.2) into quantised coefficients. One loop
// over all blocks of a segment with the bit reader in local variables: this is an import's hot path.
import { brokenScan, type CodedSegments } from './coded-segment.ts';
import { lookupBits, type DecodeTable } from './huffman.ts';
import type { QuirkNotes } from './quirks.ts';
import type { ScanOrder } from './shape.ts';

/** Decoding tables by component of the scan. */
export interface DecodeTables {
  readonly dc: readonly DecodeTable[];
  readonly ac: readonly DecodeTable[];
}

/**
 * Decodes MCUs `from` to `to` of the scan, one segment.
 *
 * @param coefficients  zero where the scan goes; filled
 * @throws VaultError `format`
 */
export function decodeSequential(
  segments: CodedSegments,
  order: ScanOrder,
  tables: DecodeTables,
  coefficients: Int16Array,
  from: number,
  to: number,
  notes: QuirkNotes,
): void {
  const { data, end } = segments;
  const { mcusWide, blocks, component, origin, columnStep, rowStep } = order;
  const predictions = new Int32Array(4);
  let { at, held, bits } = segments;
  const mask = (1 << lookupBits) - 1;
  for (let mcu = from; mcu < to; mcu++) {
    const x = mcu % mcusWide;
    const y = (mcu - x) / mcusWide;
    for (let b = 0; b < blocks; b++) {
      const c = component[b] as number;
      const base = (origin[b] as number) + x * (columnStep[b] as number) + y * (rowStep[b] as number);
      let table = tables.dc[c] as DecodeTable;
      let lookup = table.lookup;
      // DC: k is 0, then AC from 1 on.
      for (let k = 0, idle = 0; ;) {
        while (bits <= 24) {
          held = (held << 8) | (data[at++] as number);
          bits += 8;
        }
        const entry = lookup[(held >>> (bits - lookupBits)) & mask] as number;
        let run: number;
        let value: number;
        if ((entry & 128) !== 0) {
          bits -= entry & 127;
          run = (entry >> 8) & 15;
          value = entry >> 16;
        } else {
          let symbol: number;
          if (entry !== 0) {
            bits -= entry & 127;
            symbol = entry >> 8;
          } else {
            const peek = (held >>> (bits - 16)) & 0xffff;
            let length = lookupBits + 1;
            while (length <= 16 && peek >= (table.above[length] as number)) length++;
            if (length > 16) throw brokenScan(mcu);
            symbol = table.symbols[(table.first[length] as number) + (peek >> (16 - length))] as number;
            bits -= length;
          }
          run = symbol >> 4;
          const size = symbol & 15;
          if (size === 0) {
            if (k > 0) {
              if (run === 15) {
                k += 16;
                idle = k;
                if (k < 64) continue;
                if (k > 64) throw brokenScan(mcu);
              } else if (run !== 0) throw brokenScan(mcu);
              if (idle === k) noteIdleRuns(coefficients, base, k, mcu * blocks + b, notes);
              break;
            }
            value = 0;
          } else {
            while (bits <= 24) {
              held = (held << 8) | (data[at++] as number);
              bits += 8;
            }
            bits -= size;
            value = (held >>> bits) & ((1 << size) - 1);
            if (value < 1 << (size - 1)) value -= (1 << size) - 1;
          }
        }
        if (k === 0) {
          value += predictions[c] as number;
          if (run !== 0 || value > 32_767 || value < -32_768) throw brokenScan(mcu);
          predictions[c] = value;
          coefficients[base] = value;
          k = 1;
          table = tables.ac[c] as DecodeTable;
          lookup = table.lookup;
        } else {
          k += run;
          if (k > 63) throw brokenScan(mcu);
          coefficients[base + k] = value;
          if (++k === 64) break;
        }
      }
      if (at - (bits >> 3) > end) throw brokenScan(mcu);
    }
  }
  segments.at = at;
  segments.held = held;
  segments.bits = bits;
}

/** The block ended right behind runs of sixteen zeros: they said nothing, yet they are there. */
function noteIdleRuns(coefficients: Int16Array, base: number, k: number, block: number, notes: QuirkNotes): void {
  let last = k - 1;
  while (last > 0 && coefficients[base + last] === 0) last--;
  notes.idleRuns(block, (k - 1 - last) >> 4);
}
