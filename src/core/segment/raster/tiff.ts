// Uncompressed TIFF with 8-bit chunky samples, strips or tiles, either byte order, several pages: where its
// samples lie (TIFF 6.0 §2, §8, §15). Pages coded otherwise stay in the frame as bytes.
import type { Bytes } from '../../bytes.ts';
import { limits } from '../../limits.ts';
import { carve, segmentCount, type Carving } from './carved.ts';
import { containers } from './frame.ts';
import type { FallbackReason, TakenApart } from './picture.ts';
import type { Channels } from './tiles.ts';

const tags = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  planar: 284,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  extraSamples: 338,
  sampleFormat: 339,
  iccProfile: 34675,
} as const;

/** Bytes of one value by field type: BYTE, SHORT, LONG are all that the tags above use. */
const valueBytes: Partial<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 7: 1 };

/** No real writer tiles finer (the standard asks for multiples of 16), and per-pixel tiles would cost minutes. */
const minTileEdgePx = 16;

export interface TiffPage {
  readonly carving: Carving;
  readonly photometric: number;
  readonly orientation: number;
  readonly hasProfile: boolean;
  /** 0 unspecified, 1 premultiplied alpha, 2 alpha; undefined without a further sample */
  readonly extraSample: number | undefined;
}

interface Fields {
  numbers(tag: number): number[] | undefined;
  has(tag: number): boolean;
}

/** @returns the pages whose samples can be cut out (the first one among them), or why the file stays whole */
export function tiffPages(file: Uint8Array): TiffPage[] | FallbackReason {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  if (file.length < 8) return 'broken';
  const mark = view.getUint16(0);
  if (mark !== 0x4949 && mark !== 0x4d4d) return 'broken';
  const little = mark === 0x4949;
  if (view.getUint16(2, little) !== 42) return 'coding';
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  let pixels = 0;
  for (let at = view.getUint32(4, little); at !== 0;) {
    if (seen.has(at) || seen.size >= limits.tiffDirectories || at + 2 > file.length) return 'broken';
    seen.add(at);
    const entries = view.getUint16(at, little);
    const end = at + 2 + 12 * entries;
    if (entries > limits.tiffEntries || end + 4 > file.length) return 'broken';
    const page = readPage(fieldsOf(view, at + 2, entries, little));
    if (seen.size === 1 && page === undefined) return 'coding';
    if (page) {
      pixels += page.carving.width * page.carving.height;
      if (pixels > limits.rasterPixels) return 'too-large';
      pages.push(page);
    }
    at = view.getUint32(end, little);
  }
  return pages.length > 0 ? pages : 'broken';
}

/** Reads a directory's numbers on demand; a value outside the file reads as absent. */
function fieldsOf(view: DataView, start: number, entries: number, little: boolean): Fields {
  const find = (tag: number) => {
    for (let i = 0; i < entries; i++) if (view.getUint16(start + 12 * i, little) === tag) return start + 12 * i;
    return undefined;
  };
  return {
    has: (tag) => find(tag) !== undefined,
    numbers: (tag) => {
      const at = find(tag);
      if (at === undefined) return undefined;
      const size = valueBytes[view.getUint16(at + 2, little)];
      const count = view.getUint32(at + 4, little);
      if (size === undefined || count > limits.tiffSegments) return undefined;
      const from = size * count <= 4 ? at + 8 : view.getUint32(at + 8, little);
      if (size * count > view.byteLength - from) return undefined;
      return Array.from({ length: count }, (_, k) => {
        if (size === 1) return view.getUint8(from + k);
        return size === 2 ? view.getUint16(from + 2 * k, little) : view.getUint32(from + 4 * k, little);
      });
    },
  };
}

/** @returns undefined for a page that is not 8-bit, chunky and uncompressed, or contradicts itself */
function readPage(fields: Fields): TiffPage | undefined {
  const field = (tag: number) => fields.numbers(tag);
  const one = (tag: number, otherwise: number) => field(tag)?.[0] ?? otherwise;
  const width = one(tags.width, 0);
  const height = one(tags.height, 0);
  const channels = one(tags.samplesPerPixel, 1);
  const photometric = one(tags.photometric, -1);
  const bits = field(tags.bits) ?? [1];
  if (width < 1 || height < 1 || width * height > limits.rasterPixels) return undefined;
  if (bits.length !== channels || bits.some((depth) => depth !== 8)) return undefined;
  if (one(tags.compression, 1) !== 1 || one(tags.planar, 1) !== 1 || one(tags.fillOrder, 1) !== 1) return undefined;
  if ((field(tags.sampleFormat) ?? [1]).some((format) => format !== 1)) return undefined;
  if (!isTiled(photometric, channels)) return undefined;

  const tiled = field(tags.tileOffsets) !== undefined;
  const segmentWidth = tiled ? one(tags.tileWidth, 0) : width;
  const segmentHeight = tiled ? one(tags.tileHeight, 0) : Math.min(height, one(tags.rowsPerStrip, height));
  if (segmentHeight < 1 || (tiled && Math.min(segmentWidth, segmentHeight) < minTileEdgePx)) return undefined;
  if (segmentWidth > limits.rasterPixels) return undefined;
  const shape = { width, height, channels, bgr: false, bottomUp: false, segmentWidth, segmentHeight };
  const carving = { ...shape, stride: segmentWidth * channels };
  const offsets = field(tiled ? tags.tileOffsets : tags.stripOffsets);
  if (offsets?.length !== segmentCount(carving)) return undefined;
  return {
    carving: { ...carving, offsets },
    photometric,
    orientation: one(tags.orientation, 1),
    hasProfile: fields.has(tags.iccProfile),
    extraSample: channels === 2 || channels === 4 ? one(tags.extraSamples, 0) : undefined,
  };
}

/** Gray either way up, RGB and palette, each gray or RGB with at most one further sample. */
function isTiled(photometric: number, channels: number): channels is Channels {
  if (photometric === 0 || photometric === 1) return channels === 1 || channels === 2;
  if (photometric === 2) return channels === 3 || channels === 4;
  return photometric === 3 && channels === 1;
}

export function takeApartTiff(file: Bytes): TakenApart | FallbackReason {
  const pages = tiffPages(file);
  if (typeof pages === 'string') return pages;
  return carve(
    containers.tiff,
    file,
    pages.map((page) => page.carving),
  );
}
