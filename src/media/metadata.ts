// What a file's headers say: size, orientation, when, where, with what, and whether they hint at less than a whole
// picture. One reader per container, all bounded; a broken header leaves facts unknown, never stops an import.
import { isVaultError } from '../core/errors.ts';
import type { MediaInfo, MediaType } from '../core/ports.ts';
import { ascii, MemorySource, view, type ByteSource } from './byte-source.ts';
import { pngChunks, riffChunks } from './containers.ts';
import { exifTags, readExif, type ExifFacts } from './exif.ts';
import { readHeif } from './heif-items.ts';
import { jpegFrame, jpegSegments } from './jpeg-segments.ts';
import { readCr3 } from './raw-preview.ts';
import { TiffReader } from './tiff-directories.ts';
import { readMovie, readWebm, type VideoFacts } from './video-facts.ts';

export interface Facts extends ExifFacts, Partial<VideoFacts> {
  /** As stored, before orientation, where `orientation` is given; 0 where unknown. */
  readonly width: number;
  readonly height: number;
  readonly animated?: boolean;
  readonly sixteenBit?: boolean;
}

const unknown: Facts = { width: 0, height: 0 };
const maxExifBytes = 4 * 1024 * 1024;
/** Chunks looked at after a PNG's pixels began; EXIF may follow them. */
const maxTrailingChunks = 256;

/** EXIF is decoration: where it is broken the rest still counts. */
async function exifOf(source: ByteSource): Promise<ExifFacts> {
  try {
    return await readExif(source);
  } catch (error) {
    if (isVaultError(error, 'format') || isVaultError(error, 'limit') || error instanceof RangeError) return {};
    throw error;
  }
}

async function readJpeg(source: ByteSource): Promise<Facts> {
  let exif: ExifFacts = {};
  for await (const segment of jpegSegments(source)) {
    if (segment.marker !== 0xe1) continue;
    const body = await source.read(segment.start, segment.end - segment.start);
    if (ascii(body, 0, 6) !== 'Exif\0\0') continue;
    exif = await exifOf(new MemorySource(body.slice(6)));
    break;
  }
  const frame = await jpegFrame(source);
  return { ...exif, width: frame?.width ?? 0, height: frame?.height ?? 0 };
}

async function readPng(source: ByteSource): Promise<Facts> {
  const header = view(await source.read(16, 13));
  if (header.byteLength < 13) return unknown;
  let facts: Facts = { width: header.getUint32(0), height: header.getUint32(4), sixteenBit: header.getUint8(8) === 16 };
  let data = 0;
  for await (const chunk of pngChunks(source)) {
    if (chunk.type === 'IDAT' && ++data > maxTrailingChunks) break;
    if (chunk.type === 'acTL') facts = { ...facts, animated: true };
    if (chunk.type !== 'eXIf' || chunk.end - chunk.start > maxExifBytes) continue;
    const exif = await source.read(chunk.start, chunk.end - chunk.start);
    facts = { ...facts, ...(await exifOf(new MemorySource(exif.slice()))) };
    break;
  }
  return facts;
}

async function readWebp(source: ByteSource): Promise<Facts> {
  let facts = unknown;
  for await (const chunk of riffChunks(source)) {
    const body = await source.read(chunk.start, 10);
    const bits = view(body);
    if (body.length < 10) break;
    if (chunk.type === 'VP8X') {
      const uint24 = (at: number): number => bits.getUint16(at, true) | (bits.getUint8(at + 2) << 16);
      facts = { width: uint24(4) + 1, height: uint24(7) + 1, animated: (bits.getUint8(0) & 2) !== 0 };
    } else if (chunk.type === 'VP8L' && facts.width === 0) {
      const packed = bits.getUint32(1, true);
      facts = { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
    } else if (chunk.type === 'VP8 ' && facts.width === 0) {
      facts = { width: bits.getUint16(6, true) & 0x3fff, height: bits.getUint16(8, true) & 0x3fff };
    } else if (chunk.type === 'EXIF' && chunk.end - chunk.start <= maxExifBytes) {
      const exif = await source.read(chunk.start, chunk.end - chunk.start);
      const skip = ascii(exif, 0, 6) === 'Exif\0\0' ? 6 : 0;
      facts = { ...facts, ...(await exifOf(new MemorySource(exif.slice(skip)))) };
    }
  }
  return facts;
}

/** More than one picture: the loop walks sub-blocks until the second image descriptor or the end (GIF89a §20). */
async function gifIsAnimated(source: ByteSource, packed: number): Promise<boolean> {
  let at = 13 + (packed & 0x80 ? 3 << ((packed & 7) + 1) : 0);
  let pictures = 0;
  for (let steps = 0; steps < 50_000; steps++) {
    const head = await source.read(at, 10);
    const kind = head[0];
    if (kind === 0x2c) {
      if (++pictures > 1) return true;
      const local = head[9] ?? 0;
      at += 11 + (local & 0x80 ? 3 << ((local & 7) + 1) : 0);
    } else if (kind === 0x21) at += 2;
    else return false;
    for (let size = -1; size !== 0 && steps < 50_000; steps++) {
      size = (await source.read(at, 1))[0] ?? 0;
      at += 1 + size;
    }
  }
  return false;
}

async function readGif(source: ByteSource): Promise<Facts> {
  const header = view(await source.read(0, 13));
  if (header.byteLength < 13) return unknown;
  const animated = await gifIsAnimated(source, header.getUint8(10));
  return { width: header.getUint16(6, true), height: header.getUint16(8, true), animated };
}

async function readBmp(source: ByteSource): Promise<Facts> {
  const header = view(await source.read(14, 12));
  if (header.byteLength < 12) return unknown;
  if (header.getUint32(0, true) === 12) return { width: header.getUint16(4, true), height: header.getUint16(6, true) };
  return { width: Math.abs(header.getInt32(4, true)), height: Math.abs(header.getInt32(8, true)) };
}

async function readTiff(source: ByteSource): Promise<Facts> {
  const tiff = await TiffReader.open(source);
  const first = await tiff.directory(tiff.first);
  const width = (await tiff.number(first.entries.get(exifTags.imageWidth))) ?? 0;
  const height = (await tiff.number(first.entries.get(exifTags.imageLength))) ?? 0;
  const [bits = 8] = await tiff.numbers(first.entries.get(0x102), 1);
  return { ...(await exifOf(source)), width, height, sixteenBit: bits > 8 };
}

/** The largest picture its directories speak of is the sensor's. */
async function readRaw(source: ByteSource): Promise<Facts> {
  const magic = ascii(await source.read(0, 12));
  if (magic.slice(4, 8) === 'ftyp') return { ...(await readCr3(source)), width: 0, height: 0 };
  if (magic.startsWith('FUJIFILM')) {
    // RAF: a whole camera JPEG stands at the offset in the header, with all that is wanted.
    const header = view(await source.read(84, 8));
    const offset = header.byteLength < 8 ? 0 : header.getUint32(0);
    return readJpeg(new MemorySource((await source.read(offset, 256 * 1024)).slice()));
  }
  const tiff = await TiffReader.open(source);
  const directories = await tiff.chain();
  for (const directory of [...directories]) {
    for (const offset of await tiff.numbers(directory.entries.get(exifTags.subDirectories), 16)) {
      directories.push(await tiff.directory(offset));
    }
  }
  let size = { width: 0, height: 0 };
  for (const { entries } of directories) {
    const width = (await tiff.number(entries.get(exifTags.imageWidth))) ?? 0;
    const height = (await tiff.number(entries.get(exifTags.imageLength))) ?? 0;
    if (width * height > size.width * size.height) size = { width, height };
  }
  return { ...(await exifOf(source)), ...size };
}

async function readHeic(source: ByteSource): Promise<Facts> {
  const { exif, width, height } = await readHeif(source);
  const facts = exif === undefined ? {} : await exifOf(new MemorySource(exif));
  // The container turns the picture itself; EXIF's word on it is to be ignored (ISO/IEC 23008-12 annex A).
  return { ...facts, width, height, orientation: 1 };
}

async function readAvif(source: ByteSource): Promise<Facts> {
  const sequence = ascii(await source.read(8, 4)) === 'avis';
  return { ...(await readHeic(source)), animated: sequence };
}

const readers: Readonly<Record<MediaType, (source: ByteSource) => Promise<Facts>>> = {
  jpeg: readJpeg,
  png: readPng,
  webp: readWebp,
  gif: readGif,
  bmp: readBmp,
  tiff: readTiff,
  raw: readRaw,
  heic: readHeic,
  avif: readAvif,
  mp4: async (source) => readMovie(source),
  mov: async (source) => readMovie(source),
  webm: async (source) => readWebm(source),
};

/** @throws VaultError file-unreadable; every other trouble leaves the facts unknown */
export async function readFacts(source: ByteSource, type: MediaType): Promise<Facts> {
  try {
    return await readers[type](source);
  } catch (error) {
    if (isVaultError(error, 'file-unreadable')) throw error;
    if (isVaultError(error) || error instanceof RangeError) return unknown;
    throw error;
  }
}

/** The facts as the port tells them: upright size. */
export function mediaInfo(type: MediaType, facts: Facts): MediaInfo {
  const orientation = facts.orientation ?? 1;
  const turned = orientation >= 5;
  return {
    type,
    width: turned ? facts.height : facts.width,
    height: turned ? facts.width : facts.height,
    orientation,
    ...(facts.takenMs !== undefined && { takenMs: facts.takenMs }),
    ...(facts.camera !== undefined && { camera: facts.camera }),
    ...(facts.location !== undefined && { location: facts.location }),
    ...(facts.durationMs !== undefined && { durationMs: facts.durationMs }),
  };
}
