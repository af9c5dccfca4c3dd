// A TIFF writer for tests: strips or tiles, both byte orders, several pages, uncompressed, PackBits, LZW, deflate.
import { deflate } from 'pako';
import type { Drawing } from './drawings.ts';
import { join } from './png.ts';
import { deepSamples, grayAlphaSamples, graySamples, palette332, paletteSamples, rgbSamples } from './samples.ts';

export interface TiffOptions {
  readonly colour?: 'gray' | 'gray-alpha' | 'rgb' | 'rgba' | 'palette';
  readonly depth?: 8 | 16;
  readonly compression?: 'none' | 'packbits' | 'lzw' | 'deflate';
  /** Rows of a strip; or `tile`. */
  readonly rowsPerStrip?: number;
  /** Edge of square tiles, a multiple of 16; what lies beyond the picture is filled with `tilePadding`. */
  readonly tile?: number;
  readonly tilePadding?: number;
  readonly bigEndian?: boolean;
  readonly orientation?: number;
  /** Gray with 0 as white. */
  readonly whiteIsZero?: boolean;
  /** Further entries, by tag: LONG values. */
  readonly entries?: Readonly<Record<number, number>>;
}

const compressionCodes = { none: 1, packbits: 32773, lzw: 5, deflate: 8 } as const;
const channelsOf = { gray: 1, 'gray-alpha': 2, rgb: 3, rgba: 4, palette: 1 } as const;

/** @param pages  one or more; all share the options */
export function writeTiff(pages: Drawing | readonly Drawing[], options: TiffOptions = {}): Uint8Array<ArrayBuffer> {
  const little = options.bigEndian !== true;
  const parts: Uint8Array[] = [];
  let length = 0;
  const append = (part: Uint8Array) => {
    const at = length;
    parts.push(part, new Uint8Array(part.length % 2));
    length += part.length + (part.length % 2);
    return at;
  };
  const header = new Uint8Array(8);
  const headerView = new DataView(header.buffer);
  headerView.setUint16(0, little ? 0x4949 : 0x4d4d);
  headerView.setUint16(2, 42, little);
  append(header);
  let link = { view: headerView, at: 4 };
  for (const drawing of Array.isArray(pages) ? (pages as readonly Drawing[]) : [pages as Drawing]) {
    const segments = segmentsOf(drawing, options).map((segment) =>
      compressSegment(segment, options.compression ?? 'none'),
    );
    const offsets = segments.map(append);
    const entries = entriesOf(drawing, options, offsets, segments);
    const values = entries.map(([tag, type, numbers]) => {
      const bytes = new Uint8Array(Math.max(4, numbers.length * (type === 3 ? 2 : 4)));
      const view = new DataView(bytes.buffer);
      numbers.forEach((number, i) =>
        type === 3 ? view.setUint16(2 * i, number, little) : view.setUint32(4 * i, number, little),
      );
      return { tag, type, count: numbers.length, bytes };
    });
    const directory = new Uint8Array(2 + 12 * values.length + 4);
    const view = new DataView(directory.buffer);
    view.setUint16(0, values.length, little);
    values.forEach(({ tag, type, count, bytes }, i) => {
      view.setUint16(2 + 12 * i, tag, little);
      view.setUint16(4 + 12 * i, type, little);
      view.setUint32(6 + 12 * i, count, little);
      if (bytes.length === 4) directory.set(bytes, 10 + 12 * i);
      else view.setUint32(10 + 12 * i, append(bytes), little);
    });
    link.view.setUint32(link.at, append(directory), little);
    link = { view, at: 2 + 12 * values.length };
  }
  return join(parts);
}

type Entry = readonly [tag: number, type: 3 | 4, numbers: readonly number[]];

function entriesOf(
  drawing: Drawing,
  options: TiffOptions,
  offsets: number[],
  segments: readonly Uint8Array[],
): Entry[] {
  const { colour = 'rgb', depth = 8, tile } = options;
  const channels = channelsOf[colour];
  const gray = colour === 'gray' || colour === 'gray-alpha';
  const photometric = colour === 'palette' ? 3 : gray ? (options.whiteIsZero ? 0 : 1) : 2;
  const counts = segments.map((segment) => segment.length);
  const entries: Entry[] = [
    [256, 4, [drawing.width]],
    [257, 4, [drawing.height]],
    [258, 3, new Array<number>(channels).fill(depth)],
    [259, 3, [compressionCodes[options.compression ?? 'none']]],
    [262, 3, [photometric]],
    [274, 3, [options.orientation ?? 1]],
    [277, 3, [channels]],
    [284, 3, [1]],
  ];
  if (tile === undefined) {
    entries.push([273, 4, offsets], [278, 4, [options.rowsPerStrip ?? drawing.height]], [279, 4, counts]);
  } else entries.push([322, 3, [tile]], [323, 3, [tile]], [324, 4, offsets], [325, 4, counts]);
  if (colour === 'palette') {
    entries.push([
      320,
      3,
      Array.from({ length: 768 }, (_, i) => 257 * (palette332[3 * (i % 256) + Math.floor(i / 256)] as number)),
    ]);
  }
  if (channels % 2 === 0) entries.push([338, 3, [2]]);
  for (const [tag, value] of Object.entries(options.entries ?? {})) entries.push([Number(tag), 4, [value]]);
  return entries.sort((a, b) => a[0] - b[0]);
}

/** Strips or tiles of raw samples. */
function segmentsOf(drawing: Drawing, options: TiffOptions): Uint8Array[] {
  const { colour = 'rgb', depth = 8, tile, tilePadding = 0 } = options;
  const of = {
    gray: graySamples,
    'gray-alpha': grayAlphaSamples,
    rgb: rgbSamples,
    rgba: (d: Drawing) => d.rgba,
    palette: paletteSamples,
  };
  const shallow = of[colour](drawing);
  const samples = depth === 16 ? deepSamples(shallow) : shallow;
  const pixelBytes = (channelsOf[colour] * depth) / 8;
  const { width, height } = drawing;
  const segments: Uint8Array[] = [];
  if (tile === undefined) {
    const rows = options.rowsPerStrip ?? height;
    for (let y = 0; y < height; y += rows)
      segments.push(samples.slice(y * width * pixelBytes, Math.min(height, y + rows) * width * pixelBytes));
    return segments;
  }
  for (let top = 0; top < height; top += tile) {
    for (let left = 0; left < width; left += tile) {
      const segment = new Uint8Array(tile * tile * pixelBytes).fill(tilePadding);
      const columns = Math.min(tile, width - left);
      for (let y = 0; y < Math.min(tile, height - top); y++) {
        const from = ((top + y) * width + left) * pixelBytes;
        segment.set(samples.subarray(from, from + columns * pixelBytes), y * tile * pixelBytes);
      }
      segments.push(segment);
    }
  }
  return segments;
}

function compressSegment(segment: Uint8Array, compression: NonNullable<TiffOptions['compression']>): Uint8Array {
  if (compression === 'deflate') return deflate(segment);
  if (compression === 'packbits') return packBits(segment);
  return compression === 'lzw' ? literalLzw(segment) : segment;
}

/** Literal runs and repeats, as TIFF 6.0 §9 has them. */
function packBits(bytes: Uint8Array): Uint8Array {
  const packed: number[] = [];
  for (let at = 0; at < bytes.length;) {
    let same = 1;
    while (same < 128 && at + same < bytes.length && bytes[at + same] === bytes[at]) same++;
    if (same > 2) {
      packed.push(257 - same, bytes[at] as number);
      at += same;
      continue;
    }
    const literal = bytes.subarray(at, at + 128);
    packed.push(literal.length - 1, ...literal);
    at += literal.length;
  }
  return Uint8Array.from(packed);
}

/** TIFF's LZW with a clear code often enough that all codes have 9 bits: no smaller, but any decoder must take it. */
function literalLzw(bytes: Uint8Array): Uint8Array {
  const codes: number[] = [];
  bytes.forEach((byte, i) => {
    if (i % 250 === 0) codes.push(256);
    codes.push(byte);
  });
  codes.push(257);
  const packed = new Uint8Array(Math.ceil((codes.length * 9) / 8));
  codes.forEach((code, i) => {
    for (let bit = 0; bit < 9; bit++) {
      const at = 9 * i + bit;
      if ((code >> (8 - bit)) & 1) packed[at >> 3]! |= 0x80 >> (at & 7);
    }
  });
  return packed;
}
