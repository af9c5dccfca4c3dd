// Huffman-coded deflate blocks exactly as zlib's trees.c makes them (Gailly and Adler, zlib licence): the same
// heap order, the same ties, the same choice between stored, fixed and dynamic. Twin of pako's, kept equal in the tests.
import type { Bytes } from '../../bytes.ts';
import {
  codeOfDistance,
  codeOfLength,
  codesOf,
  distanceBase,
  distanceCodes,
  distanceExtra,
  endOfBlock,
  fixedDistanceLengths,
  fixedLengths,
  lengthBase,
  lengthExtra,
  lengthOrder,
  literalCodes,
  literals,
  maxBits,
} from './deflate-codes.ts';

interface Tree {
  readonly lengths: Uint8Array;
  /** Bit-reversed, ready to be sent. */
  readonly codes: Uint16Array;
  readonly maxCode: number;
}

const fixedLiterals: Tree = { lengths: fixedLengths, codes: codesOf(fixedLengths), maxCode: 287 };
const fixedDistances: Tree = { lengths: fixedDistanceLengths, codes: codesOf(fixedDistanceLengths), maxCode: 29 };

/** trees.c build_tree, gen_bitlen and gen_codes. @param frequencies  changed: an unusable tree is given codes */
function buildTree(frequencies: Int32Array, maxLength: number): Tree {
  const elements = frequencies.length;
  const frequency = new Int32Array(2 * elements + 1);
  frequency.set(frequencies);
  const depth = new Uint8Array(2 * elements + 1);
  const parent = new Int32Array(2 * elements + 1);
  const heap = new Int32Array(2 * elements + 2);
  let heapLength = 0;
  let heapMax = heap.length;
  let maxCode = -1;
  for (let n = 0; n < elements; n++) if (frequency[n] !== 0) heap[++heapLength] = maxCode = n;
  while (heapLength < 2) {
    const node = maxCode < 2 ? ++maxCode : 0;
    heap[++heapLength] = node;
    frequency[node] = 1;
  }
  const smaller = (n: number, m: number) => {
    const difference = (frequency[n] as number) - (frequency[m] as number);
    return difference < 0 || (difference === 0 && (depth[n] as number) <= (depth[m] as number));
  };
  const sink = (from: number) => {
    let at = from;
    const value = heap[at] as number;
    for (let child = at << 1; child <= heapLength; child <<= 1) {
      if (child < heapLength && smaller(heap[child + 1] as number, heap[child] as number)) child++;
      if (smaller(value, heap[child] as number)) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = value;
  };
  for (let n = heapLength >> 1; n >= 1; n--) sink(n);
  let node = elements;
  do {
    const least = heap[1] as number;
    heap[1] = heap[heapLength--] as number;
    sink(1);
    const next = heap[1] as number;
    heap[--heapMax] = least;
    heap[--heapMax] = next;
    frequency[node] = (frequency[least] as number) + (frequency[next] as number);
    depth[node] = Math.max(depth[least] as number, depth[next] as number) + 1;
    parent[least] = parent[next] = node;
    heap[1] = node++;
    sink(1);
  } while (heapLength >= 2);
  heap[--heapMax] = heap[1] as number;

  const lengths = bitLengths(heap, heapMax, parent, elements, maxCode, maxLength);
  return { lengths, codes: codesOf(lengths), maxCode };
}

/** trees.c gen_bitlen: optimal lengths, then what overflows maxLength is moved up the tree. */
function bitLengths(
  heap: Int32Array,
  heapMax: number,
  parent: Int32Array,
  elements: number,
  maxCode: number,
  maxLength: number,
): Uint8Array {
  const lengths = new Uint8Array(parent.length);
  const counts = new Int32Array(maxBits + 1);
  let overflow = 0;
  let at = heapMax + 1;
  for (; at < heap.length; at++) {
    const n = heap[at] as number;
    let bits = (lengths[parent[n] as number] as number) + 1;
    if (bits > maxLength) {
      bits = maxLength;
      overflow++;
    }
    lengths[n] = bits;
    if (n <= maxCode) counts[bits]!++;
  }
  while (overflow > 0) {
    let bits = maxLength - 1;
    while (counts[bits] === 0) bits--;
    counts[bits]!--;
    counts[bits + 1]! += 2;
    counts[maxLength]!--;
    overflow -= 2;
    if (overflow <= 0) {
      for (bits = maxLength; bits !== 0; bits--) {
        for (let left = counts[bits] as number; left !== 0;) {
          const m = heap[--at] as number;
          if (m > maxCode) continue;
          lengths[m] = bits;
          left--;
        }
      }
    }
  }
  return lengths.slice(0, elements);
}

/** Code lengths, run-length coded: symbol 0–18, and its extra bits. */
interface LengthSymbol {
  readonly symbol: number;
  readonly extra: number;
  readonly extraBits: number;
}

/** trees.c scan_tree and send_tree. */
function lengthSymbols({ lengths, maxCode }: Tree): LengthSymbol[] {
  const symbols: LengthSymbol[] = [];
  let previous = -1;
  let next = lengths[0] as number;
  let count = 0;
  let maxCount = next === 0 ? 138 : 7;
  let minCount = next === 0 ? 3 : 4;
  for (let n = 0; n <= maxCode; n++) {
    const current = next;
    next = n < maxCode ? (lengths[n + 1] as number) : -1;
    if (++count < maxCount && current === next) continue;
    if (count < minCount) {
      for (; count > 0; count--) symbols.push({ symbol: current, extra: 0, extraBits: 0 });
    } else if (current !== 0) {
      if (current !== previous) {
        symbols.push({ symbol: current, extra: 0, extraBits: 0 });
        count--;
      }
      symbols.push({ symbol: 16, extra: count - 3, extraBits: 2 });
    } else if (count <= 10) symbols.push({ symbol: 17, extra: count - 3, extraBits: 3 });
    else symbols.push({ symbol: 18, extra: count - 11, extraBits: 7 });
    count = 0;
    previous = current;
    maxCount = next === 0 ? 138 : current === next ? 6 : 7;
    minCount = next === 0 || current === next ? 3 : 4;
  }
  return symbols;
}

/** What the matcher hands its tokens to. */
export interface SymbolSink {
  /** @returns true where the block is full and must be finished */
  literal(value: number): boolean;
  /** @param length  less 3 */
  match(distance: number, length: number): boolean;
  finishBlock(stored: Uint8Array | undefined, storedBytes: number, last: boolean): Uint8Array;
}

/** Collects the matches and literals of one block and writes blocks to a growing stream. */
export class BlockWriter implements SymbolSink {
  readonly #distances: Uint16Array;
  readonly #values: Uint8Array;
  readonly #literalFrequencies = new Int32Array(literalCodes);
  readonly #distanceFrequencies = new Int32Array(distanceCodes);
  #count = 0;
  #bytes: Bytes;
  #length = 0;
  #bits = 0;
  #bitCount = 0;

  /** @param symbols  zlib's lit_bufsize, 2^(memLevel + 6): a block ends one symbol before it */
  constructor(symbols: number) {
    this.#distances = new Uint16Array(symbols);
    this.#values = new Uint8Array(symbols);
    this.#bytes = new Uint8Array(8 * symbols);
    this.#literalFrequencies[endOfBlock] = 1;
  }

  literal(value: number): boolean {
    this.#distances[this.#count] = 0;
    this.#values[this.#count++] = value;
    this.#literalFrequencies[value]!++;
    return this.#count === this.#values.length - 1;
  }

  match(distance: number, length: number): boolean {
    this.#distances[this.#count] = distance;
    this.#values[this.#count++] = length;
    this.#literalFrequencies[literals + 1 + (codeOfLength[length] as number)]!++;
    this.#distanceFrequencies[codeOfDistance[distance - 1] as number]!++;
    return this.#count === this.#values.length - 1;
  }

  /**
   * @param stored  the block's own data; undefined where zlib's window has moved past its beginning
   * @returns what was completed, a view that is valid until the next block
   */
  finishBlock(stored: Uint8Array | undefined, storedBytes: number, last: boolean): Uint8Array {
    this.#length = 0;
    const literalTree = buildTree(this.#literalFrequencies, maxBits);
    const distanceTree = buildTree(this.#distanceFrequencies, maxBits);
    const symbols = [...lengthSymbols(literalTree), ...lengthSymbols(distanceTree)];
    const lengthFrequencies = new Int32Array(19);
    for (const { symbol } of symbols) lengthFrequencies[symbol]!++;
    const lengthTree = buildTree(lengthFrequencies, 7);
    let sent = 19;
    while (sent > 4 && lengthTree.lengths[lengthOrder[sent - 1] as number] === 0) sent--;

    const headBits = symbols.reduce(
      (sum, s) => sum + (lengthTree.lengths[s.symbol] as number) + s.extraBits,
      14 + 3 * sent,
    );
    const dynamicBytes = (headBits + this.#bitsWith(literalTree, distanceTree) + 3 + 7) >>> 3;
    const fixedBytes = (this.#bitsWith(fixedLiterals, fixedDistances) + 3 + 7) >>> 3;
    const bestBytes = Math.min(dynamicBytes, fixedBytes);
    if (stored && storedBytes + 4 <= bestBytes) this.#writeStored(stored, last);
    else if (fixedBytes <= dynamicBytes) {
      this.#put(2 + (last ? 1 : 0), 3);
      this.#writeSymbols(fixedLiterals, fixedDistances);
    } else {
      this.#put(4 + (last ? 1 : 0), 3);
      this.#put(literalTree.maxCode + 1 - 257, 5);
      this.#put(distanceTree.maxCode, 5);
      this.#put(sent - 4, 4);
      for (let i = 0; i < sent; i++) this.#put(lengthTree.lengths[lengthOrder[i] as number] as number, 3);
      for (const { symbol, extra, extraBits } of symbols) {
        this.#put(lengthTree.codes[symbol] as number, lengthTree.lengths[symbol] as number);
        this.#put(extra, extraBits);
      }
      this.#writeSymbols(literalTree, distanceTree);
    }
    this.#count = 0;
    this.#literalFrequencies.fill(0);
    this.#literalFrequencies[endOfBlock] = 1;
    this.#distanceFrequencies.fill(0);
    if (last) this.#align();
    return this.#bytes.subarray(0, this.#length);
  }

  #bitsWith(literalTree: Tree, distanceTree: Tree): number {
    let bits = 0;
    for (let code = 0; code < literalCodes; code++) {
      const extra = code > literals ? (lengthExtra[code - literals - 1] as number) : 0;
      bits += (this.#literalFrequencies[code] as number) * ((literalTree.lengths[code] as number) + extra);
    }
    for (let code = 0; code < distanceCodes; code++) {
      const extra = distanceExtra[code] as number;
      bits += (this.#distanceFrequencies[code] as number) * ((distanceTree.lengths[code] as number) + extra);
    }
    return bits;
  }

  #writeStored(data: Uint8Array, last: boolean): void {
    this.#put(last ? 1 : 0, 3);
    this.#align();
    const needed = this.#length + 4 + data.length;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(2 * needed);
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set([data.length, data.length >>> 8, ~data.length, ~data.length >>> 8], this.#length);
    this.#bytes.set(data, this.#length + 4);
    this.#length = needed;
  }

  /** The kernel: {@link BlockWriter.put} unrolled into locals, a code and its extra bits at a time. */
  #writeSymbols(literalTree: Tree, distanceTree: Tree): void {
    const { codes, lengths } = literalTree;
    const { codes: farCodes, lengths: farLengths } = distanceTree;
    const distances = this.#distances;
    const values = this.#values;
    const bytes = this.#bytes;
    const count = this.#count;
    let at = this.#length;
    let bits = this.#bits;
    let waiting = this.#bitCount;
    for (let i = 0; i < count; i++) {
      const distance = distances[i] as number;
      const value = values[i] as number;
      if (distance === 0) {
        bits |= (codes[value] as number) << waiting;
        waiting += lengths[value] as number;
      } else {
        const lengthCode = codeOfLength[value] as number;
        const symbol = literals + 1 + lengthCode;
        bits |= (codes[symbol] as number) << waiting;
        waiting += lengths[symbol] as number;
        bits |= (value - (lengthBase[lengthCode] as number)) << waiting;
        waiting += lengthExtra[lengthCode] as number;
        for (; waiting >= 8; waiting -= 8, bits >>>= 8) bytes[at++] = bits;
        const code = codeOfDistance[distance - 1] as number;
        bits |= (farCodes[code] as number) << waiting;
        waiting += farLengths[code] as number;
        for (; waiting >= 8; waiting -= 8, bits >>>= 8) bytes[at++] = bits;
        bits |= (distance - 1 - (distanceBase[code] as number)) << waiting;
        waiting += distanceExtra[code] as number;
      }
      for (; waiting >= 8; waiting -= 8, bits >>>= 8) bytes[at++] = bits;
    }
    this.#length = at;
    this.#bits = bits;
    this.#bitCount = waiting;
    this.#put(codes[endOfBlock] as number, lengths[endOfBlock] as number);
  }

  /** At most 16 bits at once; 7 may wait already. */
  #put(value: number, count: number): void {
    this.#bits |= value << this.#bitCount;
    this.#bitCount += count;
    while (this.#bitCount >= 8) {
      this.#bytes[this.#length++] = this.#bits;
      this.#bits >>>= 8;
      this.#bitCount -= 8;
    }
  }

  #align(): void {
    if (this.#bitCount > 0) this.#put(0, 8 - this.#bitCount);
  }
}
