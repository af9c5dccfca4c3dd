// Huffman encoding of progressive scans (ITU-T T.81 §G.1.2) from final coefficients: each scan sends the bits of its
// band that are its own. `lasts` as in decode-progressive.ts, the twin of this.
import { uncoded, type CodedOutput, type QuirkPlayer } from './coded-output.ts';
import type { Band } from './decode-progressive.ts';
import { putIdleRuns } from './encode-sequential.ts';
import type { EncodeTable } from './huffman.ts';
import { heldCorrections } from './quirks.ts';
import type { ScanOrder } from './shape.ts';

function putValue(output: CodedOutput, entry: number, value: number, size: number, block: number): void {
  if (entry === 0) throw uncoded(block);
  output.put(entry >> 8, entry & 255);
  if (size > 0) output.put(value < 0 ? value + (1 << size) - 1 : value, size);
}

/** @throws VaultError `format`, `coverage` */
export function encodeDcFirst(
  output: CodedOutput,
  order: ScanOrder,
  tables: readonly EncodeTable[],
  low: number,
  coefficients: Int16Array,
  from: number,
  to: number,
): void {
  const { mcusWide, blocks, component, origin, columnStep, rowStep } = order;
  const predictions = new Int32Array(4);
  for (let mcu = from; mcu < to; mcu++) {
    const x = mcu % mcusWide;
    const y = (mcu - x) / mcusWide;
    for (let b = 0; b < blocks; b++) {
      const c = component[b] as number;
      const position = (origin[b] as number) + x * (columnStep[b] as number) + y * (rowStep[b] as number);
      const dc = (coefficients[position] as number) >> low;
      const value = dc - (predictions[c] as number);
      predictions[c] = dc;
      const size = 32 - Math.clz32(Math.abs(value));
      putValue(output, size > 15 ? 0 : ((tables[c] as EncodeTable)[size] as number), value, size, mcu);
    }
    output.check();
  }
}

/** @throws VaultError `coverage` */
export function encodeDcRefinement(
  output: CodedOutput,
  order: ScanOrder,
  low: number,
  coefficients: Int16Array,
  from: number,
  to: number,
): void {
  const { mcusWide, blocks, origin, columnStep, rowStep } = order;
  for (let mcu = from; mcu < to; mcu++) {
    const x = mcu % mcusWide;
    const y = (mcu - x) / mcusWide;
    for (let b = 0; b < blocks; b++) {
      const position = (origin[b] as number) + x * (columnStep[b] as number) + y * (rowStep[b] as number);
      output.put(((coefficients[position] as number) >> low) & 1, 1);
    }
    output.check();
  }
}

/** Ends of band that wait to be sent as one run, with the correction bits of the blocks they cover. */
class EndsOfBand {
  readonly #output: CodedOutput;
  readonly #ac: EncodeTable;
  readonly #player: QuirkPlayer;
  #corrections = new Uint8Array(2_048);
  #held = 0;
  #run = 0;

  constructor(output: CodedOutput, ac: EncodeTable, player: QuirkPlayer) {
    this.#output = output;
    this.#ac = ac;
    this.#player = player;
  }

  /** Sends what waits. */
  send(block: number): void {
    if (this.#run === 0) return;
    const size = 31 - Math.clz32(this.#run);
    const entry = this.#ac[size << 4] as number;
    if (entry === 0) throw uncoded(block);
    this.#output.put(entry >> 8, entry & 255);
    if (size > 0) this.#output.put(this.#run & ((1 << size) - 1), size);
    this.#output.putBits(this.#corrections, this.#held);
    this.#run = 0;
    this.#held = 0;
  }

  /** @returns true where the encoder of old sent its run before this block */
  isReset(block: number): boolean {
    if (this.#player.resetBlock !== block) return false;
    this.#player.passReset();
    return true;
  }

  /**
   * The block ends here, and these correction bits are left.
   *
   * @param said  symbols of the block itself were sent
   */
  add(corrections: Uint8Array, count: number, said: boolean, block: number): void {
    const { maxRun, holdsCorrections, emptyRuns } = this.#player.quirks;
    const alone = emptyRuns && (said || count > 0);
    if (alone) this.send(block);
    this.#run++;
    if (this.#held + count > this.#corrections.length) {
      const larger = new Uint8Array(4 * this.#corrections.length);
      larger.set(this.#corrections);
      this.#corrections = larger;
    }
    for (let i = 0; i < count; i++) this.#corrections[this.#held + i] = corrections[i] as number;
    this.#held += count;
    if (alone || this.#run === maxRun || (holdsCorrections && this.#held > heldCorrections)) this.send(block);
  }
}

const noCorrections = new Uint8Array(0);

/** @throws VaultError `format`, `coverage` */
export function encodeAcFirst(
  output: CodedOutput,
  order: ScanOrder,
  ac: EncodeTable,
  band: Band,
  coefficients: Int16Array,
  lasts: Uint8Array,
  from: number,
  to: number,
  player: QuirkPlayer,
): void {
  const { mcusWide } = order;
  const origin = order.origin[0] as number;
  const rowStep = order.rowStep[0] as number;
  const { low } = band;
  const ends = new EndsOfBand(output, ac, player);
  for (let block = from; block < to; block++) {
    const x = block % mcusWide;
    const base = origin + x * 64 + ((block - x) / mcusWide) * rowStep;
    if (ends.isReset(block)) ends.send(block);
    let next = band.from;
    const last = Math.min(band.to, lasts[base >> 6] as number);
    for (let k = band.from; k <= last; k++) {
      const coefficient = coefficients[base + k] as number;
      if (coefficient === 0) continue;
      const magnitude = (coefficient < 0 ? -coefficient : coefficient) >> low;
      if (magnitude === 0) continue;
      ends.send(block);
      const zeros = k - next;
      if (zeros > 15) putIdleRuns(output, ac, zeros >> 4, zeros, block);
      const size = 32 - Math.clz32(magnitude);
      const entry = size > 15 ? 0 : (ac[((zeros & 15) << 4) | size] as number);
      putValue(output, entry, coefficient < 0 ? -magnitude : magnitude, size, block);
      next = k + 1;
    }
    if (player.idleBlock === block) {
      ends.send(block);
      next += putIdleRuns(output, ac, player.takeIdleRuns(), band.to + 1 - next, block);
    }
    if (next <= band.to) ends.add(noCorrections, 0, next > band.from, block);
    output.check();
  }
  ends.send(to);
  output.check();
}

/** @throws VaultError `format`, `coverage` */
export function encodeAcRefinement(
  output: CodedOutput,
  order: ScanOrder,
  ac: EncodeTable,
  band: Band,
  coefficients: Int16Array,
  lasts: Uint8Array,
  from: number,
  to: number,
  player: QuirkPlayer,
): void {
  const { mcusWide } = order;
  const origin = order.origin[0] as number;
  const rowStep = order.rowStep[0] as number;
  const { low } = band;
  const ends = new EndsOfBand(output, ac, player);
  /** Correction bits that follow the next symbol. */
  const corrections = new Uint8Array(64);
  const sixteen = ac[0xf0] as number;
  for (let block = from; block < to; block++) {
    const x = block % mcusWide;
    const base = origin + x * 64 + ((block - x) / mcusWide) * rowStep;
    if (ends.isReset(block)) ends.send(block);
    // Behind the last coefficient that is new in this scan, zeros are left to the end of band.
    const last = Math.min(band.to, lasts[base >> 6] as number);
    let lastNew = last;
    while (lastNew >= band.from && !isNew(coefficients[base + lastNew] as number, low)) lastNew--;
    let idle = player.idleBlock === block ? player.takeIdleRuns() : 0;
    let zeros = 0;
    let held = 0;
    let said = band.from;
    const end = idle > 0 ? band.to : last;
    for (let k = band.from; k <= end; k++) {
      const coefficient = coefficients[base + k] as number;
      const magnitude = (coefficient < 0 ? -coefficient : coefficient) >> low;
      if (magnitude > 1) {
        corrections[held++] = magnitude & 1;
        continue;
      }
      if (magnitude === 0 && (zeros < 15 || (k > lastNew && idle === 0))) {
        zeros++;
        continue;
      }
      ends.send(block);
      const entry = magnitude === 0 ? sixteen : (ac[(zeros << 4) | 1] as number);
      if (entry === 0) throw uncoded(block);
      if (magnitude === 1) output.put(((entry >> 8) << 1) | (coefficient < 0 ? 0 : 1), (entry & 255) + 1);
      else {
        output.put(entry >> 8, entry & 255);
        if (k > lastNew) idle--;
      }
      output.putBits(corrections, held);
      held = 0;
      zeros = 0;
      said = k + 1;
    }
    if (idle > 0) throw uncoded(block);
    if (said <= band.to) ends.add(corrections, held, said > band.from, block);
    output.check();
  }
  ends.send(to);
  output.check();
}

function isNew(coefficient: number, low: number): boolean {
  return (coefficient < 0 ? -coefficient : coefficient) >> low === 1;
}

/** Of each block the last coefficient that is not zero, 0 for none but DC. */
export function lastsOf(coefficients: Int16Array): Uint8Array {
  const lasts = new Uint8Array(coefficients.length >> 6);
  const pairs = new Int32Array(coefficients.buffer, coefficients.byteOffset, coefficients.length >> 1);
  for (let block = 0; block < lasts.length; block++) {
    const first = 32 * block;
    let pair = first + 31;
    while (pair > first && pairs[pair] === 0) pair--;
    const last = 2 * (pair - first);
    lasts[block] = coefficients[2 * pair + 1] === 0 ? last : last + 1;
  }
  return lasts;
}
