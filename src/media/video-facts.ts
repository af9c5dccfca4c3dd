// When a video was taken, how long and how large it is: `mvhd` and `tkhd` of MP4 and MOV (ISO/IEC 14496-12 §8),
// Info and Tracks of WebM (RFC 9559). Bounded reads of the file's index; the film itself is never read.
import type { MediaInfo } from '../core/ports.ts';
import { ascii, view, type ByteSource } from './byte-source.ts';
import { boxes, findBox, type Chunk } from './containers.ts';
import { parseExifDate } from './exif.ts';

export type VideoFacts = Pick<MediaInfo, 'width' | 'height' | 'takenMs' | 'durationMs'>;

/** Seconds between 1904, QuickTime's epoch, and 1970. */
const macEpochSeconds = 2_082_844_800;
/** Milliseconds between 1970 and 2001, Matroska's epoch. */
const matroskaEpochMs = 978_307_200_000;

function facts(width: number, height: number, takenMs: number, durationMs: number): VideoFacts {
  return {
    width: Math.round(width),
    height: Math.round(height),
    ...(Number.isFinite(takenMs) && takenMs > 0 && { takenMs: Math.round(takenMs) }),
    ...(Number.isFinite(durationMs) && durationMs > 0 && { durationMs: Math.round(durationMs) }),
  };
}

/** The size of the first track that has one, upright. */
async function trackSize(source: ByteSource, movie: Chunk): Promise<{ width: number; height: number }> {
  for await (const track of boxes(source, movie.start, movie.end)) {
    if (track.type !== 'trak') continue;
    const header = await findBox(source, ['tkhd'], track.start, track.end);
    if (header === undefined) continue;
    const body = view(await source.read(header.start, 96));
    const at = body.byteLength > 0 && body.getUint8(0) === 1 ? 52 : 40;
    if (body.byteLength < at + 44) continue;
    const width = body.getUint32(at + 36) / 65536;
    const height = body.getUint32(at + 40) / 65536;
    if (width < 1 || height < 1) continue;
    // The matrix's a and d are zero in a quarter turn.
    const turned = body.getInt32(at) === 0 && body.getInt32(at + 16) === 0;
    return turned ? { width: height, height: width } : { width, height };
  }
  return { width: 0, height: 0 };
}

/** What phones write beside `mvhd`'s universal time: the local one, "2019-05-04T12:30:59+0200". */
async function localDate(source: ByteSource, movie: Chunk): Promise<number | undefined> {
  const meta = await findBox(source, ['meta'], movie.start, movie.end);
  if (meta === undefined || meta.end - meta.start > 64 * 1024) return undefined;
  const text = ascii(await source.read(meta.start, meta.end - meta.start));
  if (!text.includes('com.apple.quicktime.creationdate')) return undefined;
  const date = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(text)?.[0];
  return date === undefined ? undefined : parseExifDate(date.replace('T', ' '));
}

export async function readMovie(source: ByteSource): Promise<VideoFacts> {
  const movie = await findBox(source, ['moov']);
  const header = movie && (await findBox(source, ['mvhd'], movie.start, movie.end));
  if (movie === undefined || header === undefined) return facts(0, 0, NaN, NaN);
  const body = view(await source.read(header.start, 32));
  const wide = body.byteLength > 0 && body.getUint8(0) === 1;
  if (body.byteLength < (wide ? 32 : 20)) return facts(0, 0, NaN, NaN);
  const created = wide ? Number(body.getBigUint64(4)) : body.getUint32(4);
  const scale = body.getUint32(wide ? 20 : 12);
  const duration = wide ? Number(body.getBigUint64(24)) : body.getUint32(16);
  const { width, height } = await trackSize(source, movie);
  const takenMs = (await localDate(source, movie)) ?? (created - macEpochSeconds) * 1000;
  return facts(width, height, takenMs, (duration / scale) * 1000);
}

const ebml = {
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  date: 0x4461,
  tracks: 0x1654ae6b,
  track: 0xae,
  video: 0xe0,
  width: 0xb0,
  height: 0xba,
  cluster: 0x1f43b675,
} as const;
const ebmlParents = new Set<number>([ebml.segment, ebml.info, ebml.tracks, ebml.track, ebml.video]);
const maxElements = 2_000;

/** A variable-length integer (RFC 8794 §4): its value with or without the length marker. */
function variableInt(
  bytes: Uint8Array,
  at: number,
  keepMarker: boolean,
): { value: number; length: number } | undefined {
  const first = bytes[at];
  if (first === undefined || first === 0) return undefined;
  const length = Math.clz32(first) - 23;
  if (at + length > bytes.length) return undefined;
  let value = keepMarker ? first : first & ((1 << (8 - length)) - 1);
  for (let i = 1; i < length; i++) value = value * 256 + (bytes[at + i] as number);
  return { value, length };
}

export async function readWebm(source: ByteSource): Promise<VideoFacts> {
  const found = new Map<number, DataView>();
  let at = 0;
  for (let count = 0; count < maxElements && at < source.size; count++) {
    const head = await source.read(at, 12);
    const id = variableInt(head, 0, true);
    const size = id && variableInt(head, id.length, false);
    // The film's data begins: what was not said before it is not said.
    if (id === undefined || size === undefined || id.value === ebml.cluster) break;
    const body = at + id.length + size.length;
    if (size.value <= 8 && !found.has(id.value)) found.set(id.value, view(await source.read(body, size.value)));
    at = ebmlParents.has(id.value) ? body : body + size.value;
  }
  const uint = (id: number): number => {
    const data = found.get(id);
    let value = data === undefined ? NaN : 0;
    for (let i = 0; data !== undefined && i < data.byteLength; i++) value = value * 256 + data.getUint8(i);
    return value;
  };
  const length = found.get(ebml.duration);
  const ticks = length?.byteLength === 8 ? length.getFloat64(0) : length?.byteLength === 4 ? length.getFloat32(0) : NaN;
  const date = found.get(ebml.date);
  const takenMs = date?.byteLength === 8 ? matroskaEpochMs + Number(date.getBigInt64(0)) / 1e6 : NaN;
  const scale = found.has(ebml.timestampScale) ? uint(ebml.timestampScale) : 1_000_000;
  return facts(uint(ebml.width) || 0, uint(ebml.height) || 0, takenMs, (ticks * scale) / 1e6);
}
