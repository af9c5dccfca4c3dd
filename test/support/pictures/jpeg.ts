// Writes JPEG files from chosen coefficients, slowly and plainly, straight from ITU-T T.81: every sampling, scan script
// and freedom that encoders have. Independent of the product's codec, which is tested with it.
import { randomInteger, seededRandom, type Random } from './random.ts';

export interface ScanScript {
  readonly components: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly high: number;
  readonly low: number;
}

export interface JpegOptions {
  readonly width: number;
  readonly height: number;
  /** h and v of each component. */
  readonly sampling: readonly (readonly [number, number])[];
  readonly seed?: number;
  /** Share of coefficients that are not zero, and bits of the largest. */
  readonly density?: number;
  readonly bits?: number;
  /** Smallest magnitude of one that is not zero. */
  readonly least?: number;
  /** One scan of everything when absent. */
  readonly scans?: readonly ScanScript[];
  readonly progressive?: boolean;
  /** SOF1 instead of SOF0. */
  readonly extended?: boolean;
  readonly restart?: number;
  readonly padding?: 'ones' | 'zeros' | 'random';
  /** How ends of band are gathered: as many as fit, none, only of empty blocks, ended at random, as libjpeg. */
  readonly runs?: 'greedy' | 'libjpeg' | 'none' | 'empty' | 'random';
  /** Runs of sixteen zeros where nothing follows. */
  readonly idleRuns?: boolean;
  /** Coefficients in the padding of the last MCUs. */
  readonly strangePadding?: boolean;
  /** Codes of equal length, or by frequency. */
  readonly codes?: 'flat' | 'huffman';
  /** Bytes before restart markers, fill bytes before others, bytes behind EOI. */
  readonly strays?: boolean;
  readonly trailing?: Uint8Array;
}

interface Plane {
  readonly h: number;
  readonly v: number;
  readonly wide: number;
  readonly high: number;
  readonly stride: number;
  readonly rows: number;
  readonly blocks: Int32Array[];
}
/** A symbol of the DC or AC table of a component, or bits as they are. */
type Token = { table: string; symbol: number } | { value: number; count: number };

/** The usual script of libjpeg for one, or for three or more components. */
export function progressiveScript(components: number): ScanScript[] {
  const all = Array.from({ length: components }, (_, i) => i);
  const each = (from: number, to: number, high: number, low: number) =>
    all.map((component) => ({ components: [component], from, to, high, low }));
  return [
    { components: all, from: 0, to: 0, high: 0, low: 1 },
    ...each(1, 5, 0, 2),
    ...each(6, 63, 0, 2),
    ...each(1, 63, 2, 1),
    { components: all, from: 0, to: 0, high: 1, low: 0 },
    ...each(1, 63, 1, 0),
  ];
}

function drawPlanes(options: JpegOptions, random: Random): Plane[] {
  const { width, height, sampling } = options;
  const single = sampling.length === 1;
  const hMax = single ? 1 : Math.max(...sampling.map(([h]) => h));
  const vMax = single ? 1 : Math.max(...sampling.map(([, v]) => v));
  return sampling.map((factors) => {
    const [h, v] = single ? [1, 1] : factors;
    const stride = Math.ceil(width / (8 * hMax)) * h;
    const rows = Math.ceil(height / (8 * vMax)) * v;
    const wide = Math.ceil(Math.ceil((width * h) / hMax) / 8);
    const high = Math.ceil(Math.ceil((height * v) / vMax) / 8);
    const blocks: Int32Array[] = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < stride; column++) {
        if ((row < high && column < wide) || options.strangePadding) blocks.push(drawBlock(options, random));
        else {
          const block = new Int32Array(64);
          block[0] = blocks[column % h > 0 ? blocks.length - 1 : blocks.length - stride + h - 1]![0]!;
          blocks.push(block);
        }
      }
    }
    return { h, v, wide, high, stride, rows, blocks };
  });
}

function drawBlock({ density = 0.15, bits = 6, least = 1 }: JpegOptions, random: Random): Int32Array {
  const block = new Int32Array(64);
  block[0] = randomInteger(random, 2_000) - 1_000;
  const blockDensity = density * 2 * random();
  for (let k = 1; k < 64; k++) {
    if (random() > blockDensity) continue;
    const magnitude = least + Math.floor(random() ** 3 * ((1 << bits) - least));
    block[k] = random() < 0.5 ? -magnitude : magnitude;
  }
  return block;
}

const bitLength = (value: number) => Math.abs(value).toString(2).length * Number(value !== 0);
const valueBits = (value: number): Token => {
  const count = bitLength(value);
  return { value: value < 0 ? value + 2 ** count - 1 : value, count };
};

/** The blocks of each MCU of a scan. */
function mcusOf(planes: readonly Plane[], components: readonly number[]): { component: number; block: Int32Array }[][] {
  const mcus: { component: number; block: Int32Array }[][] = [];
  if (components.length === 1) {
    const component = components[0]!;
    const { wide, high, stride, blocks } = planes[component]!;
    for (let row = 0; row < high; row++)
      for (let column = 0; column < wide; column++) mcus.push([{ component, block: blocks[row * stride + column]! }]);
    return mcus;
  }
  const { stride, rows, h, v } = planes[components[0]!]!;
  for (let y = 0; y < rows / v; y++) {
    for (let x = 0; x < stride / h; x++) {
      mcus.push(
        components.flatMap((component) => {
          const plane = planes[component]!;
          return Array.from({ length: plane.h * plane.v }, (_, i) => {
            const row = y * plane.v + Math.floor(i / plane.h);
            return { component, block: plane.blocks[row * plane.stride + x * plane.h + (i % plane.h)]! };
          });
        }),
      );
    }
  }
  return mcus;
}

/** One restart segment's tokens. */
function segmentTokens(
  mcus: { component: number; block: Int32Array }[][],
  { from, to, high, low }: ScanScript,
  { progressive = false, idleRuns = false, runs = 'greedy' }: JpegOptions,
  random: Random,
): Token[] {
  const tokens: Token[] = [];
  const before: number[] = [];
  let run = 0;
  let runCorrections: number[] = [];
  let ac = '';
  const sendRun = () => {
    if (run === 0) return;
    const size = bitLength(run) - 1;
    tokens.push({ table: ac, symbol: progressive ? size << 4 : 0 }, { value: run - 2 ** size, count: size });
    for (const bit of runCorrections) tokens.push({ value: bit, count: 1 });
    run = 0;
    runCorrections = [];
  };
  for (const { component, block } of mcus.flat()) {
    const dc = `0${component && 1}`;
    ac = `1${component && 1}`;
    if (from === 0) {
      const value = block[0]! >> low;
      if (high > 0) tokens.push({ value: value & 1, count: 1 });
      else {
        const difference = value - (before[component] ?? 0);
        before[component] = value;
        tokens.push({ table: dc, symbol: bitLength(difference) }, valueBits(difference));
      }
      if (progressive) continue;
    }
    let zeros = 0;
    let corrections: number[] = [];
    let said = false;
    const say = (symbol: number, ...bits: Token[]) => {
      sendRun();
      tokens.push({ table: ac, symbol }, ...bits, ...corrections.map((value) => ({ value, count: 1 })));
      corrections = [];
      zeros = 0;
      said = true;
    };
    const magnitudes = Array.from(block, (value) => Math.abs(value) >> low);
    const first = Math.max(1, from);
    let last = to;
    while (last >= first && (high > 0 ? magnitudes[last] !== 1 : magnitudes[last] === 0)) last--;
    for (let k = first; k <= to; k++) {
      const magnitude = magnitudes[k]!;
      if (high > 0 && magnitude > 1) corrections.push(magnitude & 1);
      else if (magnitude > 0)
        say(
          (zeros << 4) | (high > 0 ? 1 : bitLength(magnitude)),
          high > 0 ? { value: Number(block[k]! > 0), count: 1 } : valueBits(Math.sign(block[k]!) * magnitude),
        );
      else if (zeros === 15 && (k < last || (idleRuns && random() < 0.5))) say(0xf0);
      else zeros++;
    }
    if (zeros > 0 || corrections.length > 0) {
      const alone = !progressive || runs === 'none' || (runs === 'empty' && (said || corrections.length > 0));
      if (alone || (runs === 'random' && random() < 0.2)) sendRun();
      run++;
      runCorrections.push(...corrections);
      if (alone || run === 0x7fff || (runs === 'libjpeg' && runCorrections.length > 937)) sendRun();
    }
  }
  sendRun();
  return tokens;
}

interface Code {
  readonly counts: number[];
  readonly symbols: number[];
  readonly codes: Map<number, string>;
}

function makeCode(frequencies: Map<number, number>, kind: 'flat' | 'huffman'): Code {
  const lengths = new Map<number, number>();
  if (kind === 'huffman' && frequencies.size > 1) {
    let nodes = [...frequencies].map(([symbol, weight]) => ({ symbols: [symbol], weight }));
    // The code of ones alone belongs to no symbol (T.81 §C), so it goes to one that is dropped.
    nodes.push({ symbols: [256], weight: 0 });
    while (nodes.length > 1) {
      nodes.sort((a, b) => a.weight - b.weight);
      const [a, b] = nodes as [(typeof nodes)[0], (typeof nodes)[0]];
      const symbols = [...a.symbols, ...b.symbols];
      for (const symbol of symbols) lengths.set(symbol, (lengths.get(symbol) ?? 0) + 1);
      nodes = [{ symbols, weight: a.weight + b.weight }, ...nodes.slice(2)];
    }
  }
  if (lengths.size === 0 || Math.max(...lengths.values()) > 16) {
    for (const symbol of frequencies.keys()) lengths.set(symbol, Math.ceil(Math.log2(frequencies.size + 1)));
  }
  lengths.delete(256);
  const sorted = [...lengths].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
  const codes = new Map<number, string>();
  let next = 0;
  sorted.forEach(([symbol, length], i) => {
    if (i > 0) next = (next + 1) << (length - sorted[i - 1]![1]);
    codes.set(symbol, next.toString(2).padStart(length, '0'));
  });
  const counts = Array.from({ length: 16 }, (_, i) => sorted.filter(([, length]) => length === i + 1).length);
  return { counts, symbols: sorted.map(([symbol]) => symbol), codes };
}

function segment(marker: number, body: readonly number[]): number[] {
  return [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body];
}

/** @returns a file whose coefficients follow from the seed and the size alone, however they are coded */
export function writeJpeg(options: JpegOptions): Uint8Array<ArrayBuffer> {
  const { width, height, sampling, seed = 1, restart = 0, progressive = false, padding = 'ones', strays } = options;
  const planes = drawPlanes(options, seededRandom(seed));
  const random = seededRandom(seed + 7);
  const all = sampling.map((_, i) => i);
  const scans = options.scans ?? [{ components: all, from: 0, to: 63, high: 0, low: 0 }];
  const bytes: number[] = [0xff, 0xd8];
  const put = (more: readonly number[]) => {
    for (const byte of more) bytes.push(byte);
  };
  put(segment(0xdb, [0, ...Array.from({ length: 64 }, (_, i) => 1 + i)]));
  const frame = sampling.flatMap(([h, v], i) => [i + 1, (h << 4) | v, 0]);
  put(
    segment(progressive ? 0xc2 : options.extended ? 0xc1 : 0xc0, [
      8,
      height >> 8,
      height & 255,
      width >> 8,
      width & 255,
      sampling.length,
      ...frame,
    ]),
  );
  if (restart > 0) put(segment(0xdd, [restart >> 8, restart & 255]));
  for (const scan of scans) {
    const mcus = mcusOf(planes, scan.components);
    const segments: Token[][] = [];
    for (let at = 0; at < mcus.length; at += restart || mcus.length)
      segments.push(segmentTokens(mcus.slice(at, at + (restart || mcus.length)), scan, options, random));
    const frequencies = new Map<string, Map<number, number>>();
    for (const token of segments.flat()) {
      if (!('table' in token)) continue;
      const counts = frequencies.get(token.table) ?? new Map<number, number>();
      frequencies.set(token.table, counts.set(token.symbol, (counts.get(token.symbol) ?? 0) + 1));
    }
    const codes = new Map(
      [...frequencies].map(([name, counts]) => [name, makeCode(counts, options.codes ?? 'huffman')]),
    );
    for (const name of ['00', '01', '10', '11']) {
      const code = codes.get(name);
      const body = code ? [...code.counts, ...code.symbols] : [1, ...Array<number>(15).fill(0), 0];
      put(segment(0xc4, [Number(name[0]) * 16 + Number(name[1]), ...body]));
    }
    const tables = scan.components.flatMap((component) => [component + 1, component > 0 ? 0x11 : 0x00]);
    if (strays) put([0xff, 0xff]);
    put(segment(0xda, [scan.components.length, ...tables, scan.from, scan.to, (scan.high << 4) | scan.low]));
    segments.forEach((tokens, i) => {
      let text = tokens
        .map((token) =>
          'table' in token
            ? codes.get(token.table)!.codes.get(token.symbol)!
            : token.count === 0
              ? ''
              : token.value.toString(2).padStart(token.count, '0'),
        )
        .join('');
      while (text.length % 8 !== 0) text += padding === 'ones' || (padding === 'random' && random() < 0.5) ? '1' : '0';
      for (let at = 0; at < text.length; at += 8) {
        const byte = parseInt(text.slice(at, at + 8), 2);
        put(byte === 255 ? [255, 0] : [byte]);
      }
      if (strays && i % 2 === 0) put([0x12, 0xff]);
      if (i < segments.length - 1) put([0xff, 0xd0 + (i % 8)]);
    });
  }
  put([0xff, 0xd9, ...(options.trailing ?? [])]);
  return Uint8Array.from(bytes);
}
