// TIFF, which only Safari draws by itself: the first picture of the file, decoded by utif2. The library trusts its
// input, so everything that it will follow or allocate is read and bounded here, and handed to it as plain numbers.
import { Inflate } from 'pako';
import UTIF, { type IFD } from 'utif2';
import { VaultError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { MemorySource } from './byte-source.ts';
import type { Samples } from './samples.ts';
import { TiffReader, type TiffDirectory } from './tiff-directories.ts';

/** What utif2 decodes; of anything else it makes a black picture. */
const compressions = new Set([1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946]);
const deflates = new Set([8, 32946]);
/** White or black is zero, RGB, palette, CMYK, YCbCr. */
const photometrics = new Set([0, 1, 2, 3, 5, 6]);
/** Strips or tiles: one per row of the tallest picture that is drawn, or 16 px tiles of the largest. */
const maxParts = 700_000;

const tags = {
  numbers: [
    254, 256, 257, 258, 259, 262, 266, 277, 278, 284, 292, 317, 322, 323, 338, 339, 513, 514, 519, 520, 521, 530,
  ],
  parts: [273, 279, 324, 325],
  palette: 320,
  jpegTables: 347,
} as const;

/** What utif2 makes of a directory: its samples as stored, little-endian where they are of 16 bits. */
type Decoded = IFD & { data: Uint8Array };

type Directory = Record<string, number[] | Uint8Array>;

async function readDirectory(tiff: TiffReader, { entries }: TiffDirectory): Promise<Directory> {
  const directory: Directory = {};
  for (const tag of [...tags.numbers, ...tags.parts, tags.palette]) {
    const entry = entries.get(tag);
    if (entry === undefined) continue;
    directory[`t${tag}`] = await tiff.numbers(entry, tag === tags.palette ? 3 * 65_536 : maxParts);
  }
  const tables = entries.get(tags.jpegTables);
  if (tables !== undefined) directory[`t${tags.jpegTables}`] = await tiff.bytes(tables, 65_536);
  return directory;
}

function refuse(why: string): never {
  throw new VaultError('cannot-draw', why);
}

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly compression: number;
  readonly photometric: number;
  readonly samplesPerPixel: number;
  readonly bits: number;
  /** Of samples, each in strips of its own; 1 where they are interleaved. */
  readonly planes: number;
  readonly offsets: number[];
  readonly lengths: number[];
  /** Decoded bytes of one strip or tile, at most. */
  readonly partBytes: number;
}

/** Checks every number that the library will allocate or loop by. */
function readLayout(directory: Directory, fileBytes: number): Layout {
  const one = (tag: number, fallback: number): number => directory[`t${tag}`]?.[0] ?? fallback;
  const many = (tag: number): number[] => Array.from(directory[`t${tag}`] ?? []);
  const [width, height] = [one(256, 0), one(257, 0)];
  if (width < 1 || height < 1) refuse('no size');
  if (width * height > limits.drawPixels) throw new VaultError('limit', 'too large', { limit: 'drawPixels' });
  const compression = one(259, 1);
  const bits = one(258, 1);
  const samplesPerPixel = one(277, 1);
  const photometric = one(262, bits === 1 ? 0 : 2);
  if (!compressions.has(compression)) refuse('compression');
  if (!photometrics.has(photometric)) refuse('colour space');
  if (![1, 2, 4, 8, 16, 32].includes(bits) || samplesPerPixel < 1 || samplesPerPixel > 8) refuse('samples');
  const planes = one(284, 1) === 2 ? samplesPerPixel : 1;
  if (planes > 1 && bits < 8) refuse('separate planes of bits');
  const tiled = directory['t322'] !== undefined;
  const offsets = tiled || directory['t273'] === undefined ? many(324) : many(273);
  const partWidth = tiled ? one(322, 0) : width;
  const partHeight = tiled ? one(323, 0) : Math.min(height, one(278, height));
  if (partWidth < 1 || partHeight < 1 || partWidth * partHeight > limits.drawPixels) refuse('tile size');
  const parts = Math.ceil(width / partWidth) * Math.ceil(height / partHeight) * planes;
  let lengths = tiled || directory['t279'] === undefined ? many(325) : many(279);
  if (lengths.length === 0 && parts === 1) lengths = [fileBytes - (offsets[0] ?? 0)];
  if (offsets.length !== parts || lengths.length !== parts) refuse('number of strips');
  if (offsets.some((offset, part) => offset + (lengths[part] as number) > fileBytes)) refuse('strips beyond the file');
  const partBytes = Math.ceil((partWidth * bits * (samplesPerPixel / planes)) / 8) * partHeight;
  return {
    planes,
    width,
    height,
    compression,
    photometric,
    samplesPerPixel,
    bits,
    offsets,
    lengths,
    partBytes,
  };
}

function partTags(directory: Directory): readonly [offsets: string, lengths: string] {
  return directory['t322'] === undefined ? ['t273', 't279'] : ['t324', 't325'];
}

/** Inflates one strip, never past what it may hold: a bomb ends here. */
function inflateBounded(packed: Uint8Array, maxBytes: number): Uint8Array {
  const out = new Uint8Array(maxBytes);
  let at = 0;
  const inflater = new Inflate();
  inflater.onData = (chunk: Uint8Array): void => {
    if (at + chunk.length > maxBytes) refuse('a strip holds more than its size');
    out.set(chunk, at);
    at += chunk.length;
  };
  inflater.push(packed, true);
  if (inflater.err !== 0) refuse('broken deflate');
  return out.subarray(0, at);
}

/** The same picture with inflated strips behind an 8-byte header, as utif2 wants to see it. */
function inflated(
  bytes: Uint8Array,
  directory: Directory,
  layout: Layout,
): { bytes: Uint8Array<ArrayBuffer>; directory: Directory } {
  const parts = layout.offsets.map((offset, part) =>
    inflateBounded(bytes.subarray(offset, offset + (layout.lengths[part] as number)), layout.partBytes),
  );
  const joined = new Uint8Array(8 + layout.partBytes * parts.length);
  joined.set(bytes.subarray(0, 8));
  const offsets = parts.map((part, index) => {
    const offset = 8 + index * layout.partBytes;
    joined.set(part, offset);
    return offset;
  });
  const lengths = parts.map((part) => part.length);
  const [offsetTag, lengthTag] = partTags(directory);
  return { bytes: joined, directory: { ...directory, t259: [1], [offsetTag]: offsets, [lengthTag]: lengths } };
}

/**
 * Decodes strips or tiles into `picture.data`. utif2 knows interleaved samples only: separate planes are decoded
 * as grey pictures, one after the other, and woven together.
 */
function decodeSamples(bytes: Uint8Array<ArrayBuffer>, directory: Directory, layout: Layout): Decoded {
  const { planes, width, height, bits } = layout;
  const picture = { ...directory } as unknown as Decoded;
  if (planes === 1) {
    UTIF.decodeImage(bytes.buffer, picture);
    return picture;
  }
  const [offsetTag, lengthTag] = partTags(directory);
  const step = bits / 8;
  const woven = new Uint8Array(width * height * planes * step);
  const perPlane = layout.offsets.length / planes;
  for (let plane = 0; plane < planes; plane++) {
    const share = (tag: string): number[] =>
      Array.from(directory[tag] ?? []).slice(plane * perPlane, (plane + 1) * perPlane);
    const grey = { ...directory, t277: [1], t258: [bits], t262: [1], t284: [1] };
    const decoded = { ...grey, [offsetTag]: share(offsetTag), [lengthTag]: share(lengthTag) } as unknown as Decoded;
    UTIF.decodeImage(bytes.buffer, decoded);
    for (let sample = 0; sample < width * height; sample++) {
      for (let byte = 0; byte < step; byte++) {
        woven[(sample * planes + plane) * step + byte] = decoded.data[sample * step + byte] ?? 0;
      }
    }
  }
  return Object.assign(picture, { data: woven, width, height });
}

/** CMYK without a profile: the plain multiplication every viewer falls back to. */
function cmykToRgba(data: Uint8Array, { width, height, samplesPerPixel, bits }: Layout): Uint8Array {
  if (samplesPerPixel < 4 || (bits !== 8 && bits !== 16)) refuse('CMYK samples');
  const step = bits / 8;
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    // utif2 leaves 16 bit samples little-endian: the upper byte is the second.
    const at = pixel * samplesPerPixel * step + step - 1;
    const light = 255 - (data[at + 3 * step] ?? 0);
    for (let ink = 0; ink < 3; ink++) {
      rgba[pixel * 4 + ink] = Math.round(((255 - (data[at + ink * step] ?? 0)) * light) / 255);
    }
  }
  return rgba;
}

export interface TiffPicture extends Samples {
  /** Further pictures follow in the file (thumbnails excepted). */
  readonly pages: boolean;
}

/** The first picture of a TIFF. @throws VaultError cannot-draw, limit */
export async function decodeTiff(file: Uint8Array<ArrayBuffer>): Promise<TiffPicture> {
  const tiff = await TiffReader.open(new MemorySource(file));
  const first = await tiff.directory(tiff.first);
  const read = await readDirectory(tiff, first);
  const layout = readLayout(read, file.length);
  const { bytes, directory } = deflates.has(layout.compression)
    ? inflated(file, read, layout)
    : { bytes: file, directory: read };
  let rgba: Uint8Array;
  try {
    const picture = decodeSamples(bytes, directory, layout);
    rgba = layout.photometric === 5 ? cmykToRgba(picture.data, layout) : UTIF.toRGBA8(picture);
  } catch (cause) {
    if (cause instanceof VaultError) throw cause;
    throw new VaultError('cannot-draw', 'the TIFF cannot be decoded', {}, { cause });
  }
  // A fourth sample that nobody calls alpha is not one.
  if (layout.photometric === 2 && layout.samplesPerPixel >= 4 && !((directory['t338']?.[0] ?? 0) > 0)) {
    for (let at = 3; at < rgba.length; at += 4) rgba[at] = 255;
  }
  return {
    rgba: new Uint8ClampedArray(rgba.buffer as ArrayBuffer, rgba.byteOffset, layout.width * layout.height * 4),
    width: layout.width,
    height: layout.height,
    decoder: 'utif/4.1',
    pages: await hasPages(tiff, first),
  };
}

/** Reduced-resolution copies (bit 0 of NewSubfileType) are not pages. */
async function hasPages(tiff: TiffReader, first: TiffDirectory): Promise<boolean> {
  const seen = new Set([first.offset]);
  for (let offset = first.next; offset !== 0 && !seen.has(offset) && seen.size < limits.tiffDirectories;) {
    seen.add(offset);
    const page = await tiff.directory(offset);
    if ((((await tiff.number(page.entries.get(254))) ?? 0) & 1) === 0) return true;
    offset = page.next;
  }
  return false;
}
