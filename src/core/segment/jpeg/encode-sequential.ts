// Huffman encoding of baseline and extended sequential scans (ITU-T T.81 §F.1) from quantised coefficients: the hot
// path of opening a photo. The twin of decode-sequential.ts.
import { uncoded, type CodedOutput, type QuirkPlayer } from './coded-output.ts';
import type { EncodeTable } from './huffman.ts';
import type { ScanOrder } from './shape.ts';

/** Encoding tables by component of the scan. */
export interface EncodeTables {
  readonly dc: readonly EncodeTable[];
  readonly ac: readonly EncodeTable[];
}

/**
 * Encodes MCUs `from` to `to` of the scan, one segment, without its padding.
 *
 * @throws VaultError `format`, `coverage`
 */
export function encodeSequential(
  output: CodedOutput,
  order: ScanOrder,
  tables: EncodeTables,
  coefficients: Int16Array,
  from: number,
  to: number,
  player: QuirkPlayer,
): void {
  const { out, fileBytes } = output;
  const { mcusWide, blocks, component, origin, columnStep, rowStep } = order;
  const predictions = new Int32Array(4);
  // Below 16 bits wait between symbols; two bytes are written at once.
  let { at, held, bits } = output;
  let idleBlock = player.idleBlock;
  const pairs = new Int32Array(coefficients.buffer, coefficients.byteOffset, coefficients.length >> 1);
  for (let mcu = from; mcu < to; mcu++) {
    const x = mcu % mcusWide;
    const y = (mcu - x) / mcusWide;
    for (let b = 0; b < blocks; b++) {
      const c = component[b] as number;
      const base = (origin[b] as number) + x * (columnStep[b] as number) + y * (rowStep[b] as number);
      const ac = tables.ac[c] as EncodeTable;
      const dc = coefficients[base] as number;
      let value = dc - (predictions[c] as number);
      predictions[c] = dc;
      let size = 32 - Math.clz32(value < 0 ? -value : value);
      let entry = (tables.dc[c] as EncodeTable)[size] as number;
      const end = base + 64;
      // Most blocks are empty behind their first coefficients: found two by two from the end, four at a time.
      let last = end >> 1;
      const first = base >> 1;
      while (last > first && ((pairs[last - 1] as number) | (pairs[last - 2] as number)) === 0) last -= 2;
      const stop = 2 * last;
      let next = base + 1;
      for (;;) {
        if (entry === 0 || size > 15) throw uncoded(mcu);
        const length = entry & 255;
        const low = value < 0 ? value + (1 << size) - 1 : value;
        if (length + size <= 16) {
          held = (held << (length + size)) | ((entry >> 8) << size) | low;
          bits += length + size;
        } else {
          held = (held << length) | (entry >> 8);
          bits += length;
          if (bits >= 16) {
            bits -= 16;
            const high = (held >>> (bits + 8)) & 255;
            const byte = (held >>> bits) & 255;
            out[at++] = high;
            if (high === 255) out[at++] = 0;
            out[at++] = byte;
            if (byte === 255) out[at++] = 0;
          }
          held = (held << size) | low;
          bits += size;
        }
        if (bits >= 16) {
          bits -= 16;
          const high = (held >>> (bits + 8)) & 255;
          const byte = (held >>> bits) & 255;
          out[at++] = high;
          if (high === 255) out[at++] = 0;
          out[at++] = byte;
          if (byte === 255) out[at++] = 0;
        }
        // On to the next coefficient that is not zero.
        const start = next;
        while (next < stop && coefficients[next] === 0) next++;
        if (next >= stop) {
          next = start;
          break;
        }
        let zeros = next - start;
        while (zeros > 15) {
          const sixteen = ac[0xf0] as number;
          if (sixteen === 0) throw uncoded(mcu);
          held = (held << (sixteen & 255)) | (sixteen >> 8);
          bits += sixteen & 255;
          if (bits >= 16) {
            bits -= 16;
            const high = (held >>> (bits + 8)) & 255;
            const byte = (held >>> bits) & 255;
            out[at++] = high;
            if (high === 255) out[at++] = 0;
            out[at++] = byte;
            if (byte === 255) out[at++] = 0;
          }
          zeros -= 16;
        }
        value = coefficients[next++] as number;
        size = 32 - Math.clz32(value < 0 ? -value : value);
        entry = size > 15 ? 0 : (ac[(zeros << 4) | size] as number);
      }
      if (mcu * blocks + b === idleBlock) {
        output.at = at;
        output.held = held;
        output.bits = bits;
        output.drain();
        next += putIdleRuns(output, ac, player.takeIdleRuns(), end - next, mcu);
        ({ at, held, bits } = output);
        idleBlock = player.idleBlock;
      }
      if (next < end) {
        const endOfBlock = ac[0] as number;
        if (endOfBlock === 0) throw uncoded(mcu);
        held = (held << (endOfBlock & 255)) | (endOfBlock >> 8);
        bits += endOfBlock & 255;
        if (bits >= 16) {
          bits -= 16;
          const high = (held >>> (bits + 8)) & 255;
          const byte = (held >>> bits) & 255;
          out[at++] = high;
          if (high === 255) out[at++] = 0;
          out[at++] = byte;
          if (byte === 255) out[at++] = 0;
        }
      }
      if (at > fileBytes) {
        output.at = at;
        output.check();
      }
    }
  }
  output.at = at;
  output.held = held;
  output.bits = bits;
  output.drain();
}

/** @returns how many zeros they stand for, at most `room` */
export function putIdleRuns(output: CodedOutput, ac: EncodeTable, count: number, room: number, block: number): number {
  const sixteen = ac[0xf0] as number;
  if (sixteen === 0 || count > room >> 4) throw uncoded(block);
  for (let i = 0; i < count; i++) output.put(sixteen >> 8, sixteen & 255);
  return 16 * count;
}
