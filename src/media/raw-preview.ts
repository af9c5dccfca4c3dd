// Finds the JPEG that a camera puts into its RAW file: every RAW has one, most have a full-sized one. Directories
// are asked first; what they do not name (CR3, ORF, maker notes) is found by its own markers. All bounded.
import { isVaultError } from '../core/errors.ts';
import { ascii, FileSource, MemorySource, readSlice, view, type ByteSource } from './byte-source.ts';
import { boxes } from './containers.ts';
import { exifTags, readExif, type ExifFacts } from './exif.ts';
import { jpegFrame } from './jpeg-segments.ts';
import { TiffReader, type TiffDirectory } from './tiff-directories.ts';

/** How much of a RAW is searched for markers. Cameras write previews before the sensor's data. */
const searchedBytes = 24 * 1024 * 1024;
/** Marker pairs that are looked at more closely; noise yields one in 16 MB, forgeries as many as they like. */
const maxCandidates = 2_000;
/** A preview this wide fills a screen: no need to search on. */
const screenWidth = 1_500;

export interface RawPreview {
  readonly offset: number;
  /** Up to the end of the file where no directory says it; decoders stop at the JPEG's own end. */
  readonly end: number;
  readonly width: number;
  readonly height: number;
}

/** Shifts a source so that a JPEG inside it starts at 0. */
class Window implements ByteSource {
  constructor(
    private readonly source: ByteSource,
    private readonly offset: number,
  ) {}
  get size(): number {
    return Math.max(0, this.source.size - this.offset);
  }
  read(offset: number, length: number): Promise<Uint8Array> {
    return this.source.read(this.offset + offset, length);
  }
}

/** A preview only where its frame is one that browsers draw: 8 bit, not the lossless coding of sensor data. */
async function previewAt(source: ByteSource, offset: number, end: number): Promise<RawPreview | undefined> {
  try {
    const frame = await jpegFrame(new Window(source, offset));
    if (frame === undefined || frame.precision !== 8 || frame.coding > 0xc2) return undefined;
    if (frame.components !== 1 && frame.components !== 3) return undefined;
    return { offset, end, width: frame.width, height: frame.height };
  } catch (error) {
    if (isVaultError(error, 'format')) return undefined;
    throw error;
  }
}

/** Places of JPEGs that a directory names: thumbnail tags, single strips in JPEG coding, Panasonic's JpgFromRaw. */
async function namedPlaces(tiff: TiffReader, { entries }: TiffDirectory): Promise<[offset: number, length: number][]> {
  const places: [number, number][] = [];
  const pair = async (offsetTag: number, lengthTag: number): Promise<void> => {
    const offset = await tiff.number(entries.get(offsetTag));
    const length = await tiff.number(entries.get(lengthTag));
    if (offset !== undefined && length !== undefined) places.push([offset, length]);
  };
  await pair(0x201, 0x202);
  const compression = await tiff.number(entries.get(0x103));
  if ((compression === 6 || compression === 7) && entries.get(0x111)?.count === 1) await pair(0x111, 0x117);
  const jpgFromRaw = entries.get(0x2e);
  if (jpgFromRaw !== undefined) places.push([jpgFromRaw.offset, jpgFromRaw.length]);
  return places;
}

async function fromDirectories(source: ByteSource): Promise<RawPreview[]> {
  const tiff = await TiffReader.open(source);
  const directories = await tiff.chain();
  for (const directory of [...directories]) {
    for (const offset of await tiff.numbers(directory.entries.get(exifTags.subDirectories), 16)) {
      directories.push(await tiff.directory(offset));
    }
  }
  const previews: RawPreview[] = [];
  for (const directory of directories) {
    for (const [offset, length] of await namedPlaces(tiff, directory)) {
      const preview = await previewAt(source, offset, Math.min(source.size, offset + length));
      if (preview !== undefined) previews.push(preview);
    }
  }
  return previews;
}

async function fromMarkers(file: Blob): Promise<RawPreview[]> {
  const bytes = await readSlice(file, 0, Math.min(file.size, searchedBytes));
  const previews: RawPreview[] = [];
  let candidates = 0;
  for (let at = bytes.indexOf(0xff); at >= 0 && candidates < maxCandidates; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] !== 0xd8 || bytes[at + 2] !== 0xff) continue;
    candidates++;
    const preview = await previewAt(new MemorySource(bytes), at, file.size);
    if (preview !== undefined) previews.push(preview);
  }
  return previews;
}

function largest(previews: readonly RawPreview[]): RawPreview | undefined {
  return previews.reduce<RawPreview | undefined>(
    (best, preview) => (preview.width * preview.height > (best?.width ?? 0) * (best?.height ?? 0) ? preview : best),
    undefined,
  );
}

/** The largest embedded JPEG; undefined where there is none. @throws VaultError file-unreadable */
export async function findRawPreview(file: Blob): Promise<RawPreview | undefined> {
  let named: RawPreview[] = [];
  try {
    named = await fromDirectories(new FileSource(file));
  } catch (error) {
    // Broken or foreign directories: the markers below still find what is there.
    if (!isVaultError(error) || error.code === 'file-unreadable') throw error;
  }
  const best = largest(named);
  return best !== undefined && best.width >= screenWidth ? best : largest([...named, ...(await fromMarkers(file))]);
}

/** Canon's CR3 keeps EXIF as three TIFF structures in boxes of `moov`: CMT1 camera, CMT2 exposure, CMT4 place. */
export async function readCr3(source: ByteSource): Promise<ExifFacts> {
  const found: Record<string, ExifFacts> = {};
  for await (const movie of boxes(source)) {
    if (movie.type !== 'moov') continue;
    for await (const vendor of boxes(source, movie.start, movie.end)) {
      if (vendor.type !== 'uuid') continue;
      for await (const box of boxes(source, vendor.start + 16, vendor.end)) {
        if (box.type !== 'CMT1' && box.type !== 'CMT2') continue;
        const body = Uint8Array.from(await source.read(box.start, Math.min(box.end - box.start, 256 * 1024)));
        // CMT2 is an EXIF directory without the one that points to it: hang it under an empty one.
        found[box.type] = await readExif(new MemorySource(box.type === 'CMT2' ? underPointer(body) : body));
      }
    }
  }
  return {
    ...found['CMT2'],
    ...found['CMT1'],
    ...(found['CMT2']?.takenMs !== undefined && { takenMs: found['CMT2'].takenMs }),
  };
}

/** Appends a directory whose only entry points to the structure's first one as EXIF, and makes it the first. */
function underPointer(tiff: Uint8Array): Uint8Array {
  const littleEndian = ascii(tiff, 0, 2) === 'II';
  const joined = new Uint8Array(tiff.length + 18);
  joined.set(tiff);
  const out = view(joined);
  out.setUint32(4, tiff.length, littleEndian);
  out.setUint16(tiff.length, 1, littleEndian);
  out.setUint16(tiff.length + 2, exifTags.exifDirectory, littleEndian);
  out.setUint16(tiff.length + 4, 4, littleEndian);
  out.setUint32(tiff.length + 6, 1, littleEndian);
  out.setUint32(tiff.length + 10, view(tiff).getUint32(4, littleEndian), littleEndian);
  return joined;
}
