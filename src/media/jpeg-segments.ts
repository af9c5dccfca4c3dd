// The marker structure of a JPEG (ITU T.81 annex B): its segments up to the scan, its frame header, and where it
// ends. Used by metadata, truncation notices and the copy without location; pixels are the browser's.
import { VaultError } from '../core/errors.ts';
import { view, type ByteSource } from './byte-source.ts';

/** Real files have a few dozen; an ICC profile of 4 MB has 64 segments of its own. */
const maxSegments = 1_000;

export interface JpegSegment {
  /** The second byte of the marker. */
  readonly marker: number;
  /** Of the marker's 0xff. */
  readonly offset: number;
  /** Of the payload, after the length field. */
  readonly start: number;
  readonly end: number;
}

export interface JpegFrame {
  readonly width: number;
  readonly height: number;
  /** Second byte of the SOF marker: 0xc0 baseline, 0xc2 progressive, 0xc3 lossless … */
  readonly coding: number;
  readonly precision: number;
  readonly components: number;
}

export const startOfScan = 0xda;
const endOfImage = 0xd9;

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** The segments from `start` (the SOI) up to and including the first SOS header; stops where the file breaks off. */
export async function* jpegSegments(source: ByteSource, start = 0): AsyncGenerator<JpegSegment> {
  const soi = await source.read(start, 2);
  if (soi[0] !== 0xff || soi[1] !== 0xd8) throw new VaultError('format', 'no JPEG', { offset: start });
  let at = start + 2;
  for (let count = 0; count < maxSegments; count++) {
    let head = await source.read(at, 4);
    // Fill bytes may stand before a marker.
    while (head[0] === 0xff && head[1] === 0xff) head = await source.read(++at, 4);
    const marker = head[1];
    if (head.length < 4 || head[0] !== 0xff || marker === undefined || marker === endOfImage) return;
    const end = at + 2 + view(head).getUint16(2);
    yield { marker, offset: at, start: at + 4, end };
    if (marker === startOfScan || end < at + 4) return;
    at = end;
  }
}

/** The frame header, wherever it stands before the scan. */
export async function jpegFrame(source: ByteSource, start = 0): Promise<JpegFrame | undefined> {
  for await (const segment of jpegSegments(source, start)) {
    if (!isFrame(segment.marker)) continue;
    const body = await source.read(segment.start, 6);
    if (body.length < 6) return undefined;
    const frame = view(body);
    return {
      precision: frame.getUint8(0),
      height: frame.getUint16(1),
      width: frame.getUint16(3),
      components: frame.getUint8(5),
      coding: segment.marker,
    };
  }
  return undefined;
}

/**
 * Where the image ends, walking all its scans.
 *
 * @param at  offset of the first SOS marker
 * @returns the offset after EOI; undefined where the file breaks off before it
 */
export function jpegEnd(bytes: Uint8Array, at: number): number | undefined {
  for (let from = at; ;) {
    const mark = bytes.indexOf(0xff, from);
    if (mark < 0 || mark + 1 >= bytes.length) return undefined;
    const marker = bytes[mark + 1] as number;
    if (marker === endOfImage) return mark + 2;
    const data = marker === 0 || (marker >= 0xd0 && marker <= 0xd7);
    if (data) from = mark + 2;
    else if (marker === 0xff) from = mark + 1;
    else from = mark + 2 + Math.max(2, ((bytes[mark + 2] ?? 0) << 8) | (bytes[mark + 3] ?? 0));
  }
}
