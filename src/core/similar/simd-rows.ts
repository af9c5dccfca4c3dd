// The exact scan in WebAssembly SIMD: a row of 64 bytes is four vectors, XOR and popcount each (design §7). The module is
// written out below instruction by instruction, since it is one loop, once for each part; where an engine has no SIMD, validation says so
// and packed-rows.ts does the same in plain JavaScript.
import { PackedRows, wordsPerRow } from './packed-rows.ts';
import type { Part } from './similar-index.ts';

const rowBytes = 4 * wordsPerRow;
const pageBytes = 65_536;
/** The first page holds the query, then matches of 12 bytes: where the row lies, its distances. Rows begin after it. */
const matchesAt = rowBytes;
const rowsPerCall = 4_096;

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const load = (offset: number) => [0xfd, 0x00, 0x04, offset];
const store = (offset: number) => [0x36, 0x02, offset];
const lane = (local: number, n: number) => [...get(local), 0xfd, 0x1b, n];
const [i32, v128] = [0x7f, 0x7b];
const [add, lessThan, atMost] = [0x6a, 0x49, 0x4d];
const [loop, when, end] = [[0x03, 0x40], [0x04, 0x40], 0x0b];

/** Parameters: first row, end of rows, query, within, where matches go. Then four parts of the query, and results. */
const [at, last, query, within, out, part0, tgh, joint, near, sums] = [0, 1, 2, 3, 4, 5, 9, 10, 11, 12];

/** Ones in which two vectors of the row differ from the query's, byte by byte, on the stack. */
const differing = (first: number) => [
  ...[first, first + 1].flatMap((n) => [
    ...[...get(at), ...load(16 * n), ...get(part0 + n)],
    ...[0xfd, 0x51], // v128.xor
    ...[0xfd, 0x62], // i8x16.popcnt
  ]),
  ...[0xfd, 0x6e], // i8x16.add: at most 16 in a byte
];

/** Bytes of the vector on the stack, summed. */
const summed = [
  ...[0xfd, 0x7d], // i16x8.extadd_pairwise_i8x16_u
  ...[0xfd, 0x7f], // i32x4.extadd_pairwise_i16x8_u
  ...set(sums),
  ...[...lane(sums, 0), ...lane(sums, 1), add, ...lane(sums, 2), add, ...lane(sums, 3), add],
];

const tghFirst = {
  decide: [...get(near), ...summed, ...set(tgh), ...get(tgh)],
  complete: [...differing(2), ...summed, ...get(tgh), add, ...set(joint)],
};
const jointFirst = {
  decide: [...get(near), ...differing(2), 0xfd, 0x6e, ...summed, ...set(joint), ...get(joint)],
  complete: [...get(near), ...summed, ...set(tgh)],
};

const bodyOf = ({ decide, complete }: typeof tghFirst) => [
  ...[3, 4, v128, 2, i32, 2, v128],
  ...[0, 1, 2, 3].flatMap((n) => [...get(query), ...load(16 * n), ...set(part0 + n)]),
  ...loop,
  ...[...get(at), ...get(last), lessThan, ...when],
  ...[...differing(0), ...set(near), ...decide, ...get(within), atMost, ...when],
  ...complete,
  ...[...get(out), ...get(at), ...store(0), ...get(out), ...get(tgh), ...store(4)],
  ...[...get(out), ...get(joint), ...store(8), ...get(out), 0x41, 12, add, ...set(out)],
  end,
  ...[...get(at), 0x41, 0xc0, 0x00, add, ...set(at), 0x0c, 1], // on by 64 bytes, again
  ...[end, end],
  ...[...get(out), end],
];

/** LEB128, two bytes. */
const length = (bytes: number) => [(bytes & 0x7f) | 0x80, bytes >> 7];
const section = (id: number, content: readonly number[]) => [id, ...length(content.length), ...content];
const sized = (body: readonly number[]) => [...length(body.length), ...body];
const [joints, tghs] = [0x6a, 0x74];
const moduleBytes = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 5, i32, i32, i32, i32, i32, 1, i32]),
  ...section(2, [1, 1, 0x6d, 1, 0x6d, 2, 0, 1]), // the memory, as "m" of "m"
  ...section(3, [2, 0, 0]),
  ...section(7, [2, 1, joints, 0, 0, 1, tghs, 0, 1]), // the functions, as "j" and "t"
  ...section(10, [2, ...sized(bodyOf(jointFirst)), ...sized(bodyOf(tghFirst))]),
]);

type Scan = (at: number, last: number, query: number, within: number, out: number) => number;

export function hasSimd(): boolean {
  return WebAssembly.validate(moduleBytes);
}

export class SimdRows extends PackedRows {
  private readonly memory: WebAssembly.Memory;
  private readonly calls: Readonly<Record<Part, Scan>>;

  constructor() {
    const memory = new WebAssembly.Memory({ initial: 2 });
    super(new Uint32Array(memory.buffer, pageBytes));
    this.memory = memory;
    const instance = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes), { m: { m: memory } });
    this.calls = { joint: instance.exports['j'] as Scan, tgh: instance.exports['t'] as Scan };
  }

  /** Growing keeps the bytes and detaches the view. */
  protected override enlarged(words: Uint32Array): Uint32Array {
    this.memory.grow(Math.ceil((4 * words.length) / pageBytes));
    return new Uint32Array(this.memory.buffer, pageBytes);
  }

  override scan(
    sought: Uint32Array,
    distance: number,
    part: Part,
    found: (row: number, tgh: number, joint: number) => void,
  ): void {
    const words = new Uint32Array(this.memory.buffer, 0, pageBytes / 4);
    words.set(sought);
    for (let first = 0; first < this.length; first += rowsPerCall) {
      const start = pageBytes + rowBytes * first;
      const stop = pageBytes + rowBytes * Math.min(this.length, first + rowsPerCall);
      const written = this.calls[part](start, stop, 0, distance, matchesAt);
      for (let match = matchesAt / 4; match < written / 4; match += 3)
        found(
          ((words[match] as number) - pageBytes) / rowBytes,
          words[match + 1] as number,
          words[match + 2] as number,
        );
    }
  }
}
