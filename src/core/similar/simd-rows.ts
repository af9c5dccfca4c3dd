// The exact scan in WebAssembly SIMD: a row of 64 bytes is four vectors, XOR and popcount each (design §7). The module is
// written out below instruction by instruction, since it is one loop; where an engine has no SIMD, validation says so
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
const [add, lessThan, atMost, or] = [0x6a, 0x49, 0x4d, 0x72];
const [loop, when, end] = [[0x03, 0x40], [0x04, 0x40], 0x0b];

/** Parameters: first row, end of rows, query, within, 1 to look at tgh alone, where matches go. Then four parts of the query. */
const [at, last, query, within, tghOnly, out, part0, tgh, joint, sums] = [0, 1, 2, 3, 4, 5, 6, 10, 11, 12];

/** Ones in which two vectors of the row differ from the query's, as an i32 on the stack. */
const differing = (first: number) => [
  ...[first, first + 1].flatMap((n) => [
    ...[...get(at), ...load(16 * n), ...get(part0 + n)],
    ...[0xfd, 0x51], // v128.xor
    ...[0xfd, 0x62], // i8x16.popcnt
  ]),
  ...[0xfd, 0x6e], // i8x16.add: at most 16 in a byte
  ...[0xfd, 0x7d], // i16x8.extadd_pairwise_i8x16_u
  ...[0xfd, 0x7f], // i32x4.extadd_pairwise_i16x8_u
  ...set(sums),
  ...[...lane(sums, 0), ...lane(sums, 1), add, ...lane(sums, 2), add, ...lane(sums, 3), add],
];

const body = [
  ...[3, 4, v128, 2, i32, 1, v128],
  ...[0, 1, 2, 3].flatMap((n) => [...get(query), ...load(16 * n), ...set(part0 + n)]),
  ...loop,
  ...[...get(at), ...get(last), lessThan, ...when],
  ...[...differing(0), ...set(tgh), ...get(tgh), ...get(within), atMost, ...when],
  ...[...differing(2), ...get(tgh), add, ...set(joint)],
  ...[...get(joint), ...get(within), atMost, ...get(tghOnly), or, ...when],
  ...[
    ...get(out),
    ...get(at),
    ...store(0),
    ...get(out),
    ...get(tgh),
    ...store(4),
    ...get(out),
    ...get(joint),
    ...store(8),
  ],
  ...[...get(out), 0x41, 12, add, ...set(out)],
  ...[end, end],
  ...[...get(at), 0x41, 0xc0, 0x00, add, ...set(at), 0x0c, 1], // on by 64 bytes, again
  ...[end, end],
  ...[...get(out), end],
];

/** LEB128, two bytes. */
const length = (bytes: number) => [(bytes & 0x7f) | 0x80, bytes >> 7];
const section = (id: number, content: readonly number[]) => [id, ...length(content.length), ...content];
const name = 1;
const moduleBytes = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 6, i32, i32, i32, i32, i32, i32, 1, i32]),
  ...section(2, [1, name, 0x6d, name, 0x6d, 2, 0, 1]), // the memory, as "m" of "m"
  ...section(3, [1, 0]),
  ...section(7, [1, name, 0x73, 0, 0]), // the function, as "s"
  ...section(10, [1, ...length(body.length), ...body]),
]);

type Scan = (at: number, last: number, query: number, within: number, tghOnly: number, out: number) => number;

export function hasSimd(): boolean {
  return WebAssembly.validate(moduleBytes);
}

export class SimdRows extends PackedRows {
  private readonly memory: WebAssembly.Memory;
  private readonly call: Scan;

  constructor() {
    const memory = new WebAssembly.Memory({ initial: 2 });
    super(new Uint32Array(memory.buffer, pageBytes));
    this.memory = memory;
    const instance = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes), { m: { m: memory } });
    this.call = instance.exports['s'] as Scan;
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
      const written = this.call(start, stop, 0, distance, part === 'tgh' ? 1 : 0, matchesAt);
      for (let match = matchesAt / 4; match < written / 4; match += 3)
        found(
          ((words[match] as number) - pageBytes) / rowBytes,
          words[match + 1] as number,
          words[match + 2] as number,
        );
    }
  }
}
