// What Tessera wants to know from EXIF: when, with which camera, where, which side up (EXIF 2.32 §4.6).
// Facts for display only; a wrong or hostile value never becomes more than a wrong line in the Info panel.
import { isVaultError } from '../core/errors.ts';
import type { MediaInfo } from '../core/ports.ts';
import type { ByteSource } from './byte-source.ts';
import { TiffReader, type TiffDirectory } from './tiff-directories.ts';

export const exifTags = {
  imageWidth: 0x100,
  imageLength: 0x101,
  make: 0x10f,
  model: 0x110,
  orientation: 0x112,
  dateTime: 0x132,
  subDirectories: 0x14a,
  exifDirectory: 0x8769,
  gpsDirectory: 0x8825,
  dateTimeOriginal: 0x9003,
  dateTimeDigitized: 0x9004,
  subSecondsOriginal: 0x9291,
} as const;

export type ExifFacts = Partial<Pick<MediaInfo, 'takenMs' | 'camera' | 'location' | 'orientation'>>;

/** "2019:05:04 12:30:59" as if it were UTC; undefined for blanks, zeros and dates that do not exist. */
export function parseExifDate(text: string): number | undefined {
  const match = /^(\d{4})[:/-](\d\d)[:/-](\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?/.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(ms);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60;
  return year >= 1800 && exists ? ms : undefined;
}

/** "Canon" and "Canon EOS 5D" are one name. */
function cameraName(make: string, model: string): string | undefined {
  const maker = make.split(' ', 1)[0] ?? '';
  const name = model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${make} ${model}`;
  return name.trim().slice(0, 80) || undefined;
}

async function readDate(
  tiff: TiffReader,
  main: TiffDirectory,
  exif: TiffDirectory | undefined,
  gps: TiffDirectory | undefined,
): Promise<number | undefined> {
  const original = parseExifDate(await tiff.text(exif?.entries.get(exifTags.dateTimeOriginal)));
  if (original !== undefined) {
    const fraction = await tiff.text(exif?.entries.get(exifTags.subSecondsOriginal));
    return original + (/^\d+$/.test(fraction) ? Math.floor(Number(`0.${fraction}`) * 1000) : 0);
  }
  const digitized = parseExifDate(await tiff.text(exif?.entries.get(exifTags.dateTimeDigitized)));
  if (digitized !== undefined) return digitized;
  const day = await tiff.text(gps?.entries.get(0x1d));
  const time = await tiff.numbers(gps?.entries.get(0x07), 3);
  if (day !== '' && time.length === 3) {
    const clock = time.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
    const measured = parseExifDate(`${day} ${clock}`);
    if (measured !== undefined) return measured;
  }
  return parseExifDate(await tiff.text(main.entries.get(exifTags.dateTime)));
}

async function readLocation(tiff: TiffReader, gps: TiffDirectory | undefined): Promise<MediaInfo['location']> {
  const angle = async (referenceTag: number, negative: string, bound: number): Promise<number> => {
    const reference = await tiff.text(gps?.entries.get(referenceTag));
    const [degrees = NaN, minutes = 0, seconds = 0] = await tiff.numbers(gps?.entries.get(referenceTag + 1), 3);
    const value = degrees + (minutes || 0) / 60 + (seconds || 0) / 3600;
    return value <= bound ? (reference.toUpperCase() === negative ? -value : value) : NaN;
  };
  const latitude = await angle(1, 'S', 90);
  const longitude = await angle(3, 'W', 180);
  // Cameras without a fix write zeros.
  const known = Number.isFinite(latitude) && Number.isFinite(longitude) && (latitude !== 0 || longitude !== 0);
  return known ? { latitude, longitude } : undefined;
}

/** A directory named by a pointer tag; undefined where it is absent or broken: the rest is still worth having. */
async function pointed(tiff: TiffReader, from: TiffDirectory, tag: number): Promise<TiffDirectory | undefined> {
  try {
    const offset = await tiff.number(from.entries.get(tag));
    return offset === undefined ? undefined : await tiff.directory(offset);
  } catch (error) {
    if (isVaultError(error, 'format')) return undefined;
    throw error;
  }
}

/**
 * @param source  a TIFF structure: a TIFF or RAW file, or the payload of an EXIF segment
 * @throws VaultError format, limit, file-unreadable
 */
export async function readExif(source: ByteSource): Promise<ExifFacts> {
  const tiff = await TiffReader.open(source);
  const main = await tiff.directory(tiff.first);
  const exif = await pointed(tiff, main, exifTags.exifDirectory);
  const gps = await pointed(tiff, main, exifTags.gpsDirectory);
  const orientation = await tiff.number(main.entries.get(exifTags.orientation));
  const camera = cameraName(
    await tiff.text(main.entries.get(exifTags.make)),
    await tiff.text(main.entries.get(exifTags.model)),
  );
  const takenMs = await readDate(tiff, main, exif, gps);
  const location = await readLocation(tiff, gps);
  return {
    ...(orientation !== undefined && orientation >= 1 && orientation <= 8 && { orientation }),
    ...(camera !== undefined && { camera }),
    ...(takenMs !== undefined && { takenMs }),
    ...(location !== undefined && { location }),
  };
}
