// Writes EXIF structures and files that carry them, sound or as broken as a test wants them.
import { concat, utf8, type Bytes } from '../../src/core/bytes.ts';

export type ExifValue =
  | { readonly text: string }
  | { readonly short: number }
  | { readonly long: number }
  | { readonly rationals: readonly (readonly [number, number])[] }
  | { readonly bytes: Uint8Array };

export type ExifDirectory = Readonly<Record<number, ExifValue>>;

export interface ExifStructure {
  readonly main: ExifDirectory;
  readonly exif?: ExifDirectory;
  readonly gps?: ExifDirectory;
}

interface Field {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: Uint8Array;
}

function field(tag: number, value: ExifValue): Field {
  if ('text' in value) {
    const text = utf8(`${value.text}\0`);
    return { tag, type: 2, count: text.length, value: text };
  }
  if ('bytes' in value) return { tag, type: 7, count: value.bytes.length, value: value.bytes };
  const numbers = 'rationals' in value ? value.rationals.flat() : ['short' in value ? value.short : value.long];
  const size = 'short' in value ? 2 : 4;
  const data = new DataView(new ArrayBuffer(numbers.length * size));
  numbers.forEach((number, index) =>
    size === 2 ? data.setUint16(index * 2, number) : data.setUint32(index * 4, number),
  );
  const type = 'short' in value ? 3 : 'long' in value ? 4 : 5;
  return { tag, type, count: type === 5 ? numbers.length / 2 : 1, value: new Uint8Array(data.buffer) };
}

function directory(at: number, entries: ExifDirectory): Bytes {
  const fields = Object.entries(entries)
    .map(([tag, value]) => field(Number(tag), value))
    .sort((a, b) => a.tag - b.tag);
  const head = new DataView(new ArrayBuffer(6 + fields.length * 12));
  const values: Uint8Array[] = [];
  let valueAt = at + head.byteLength;
  head.setUint16(0, fields.length);
  fields.forEach(({ tag, type, count, value }, index) => {
    const row = 2 + index * 12;
    head.setUint16(row, tag);
    head.setUint16(row + 2, type);
    head.setUint32(row + 4, count);
    if (value.length <= 4) new Uint8Array(head.buffer).set(value, row + 8);
    else {
      head.setUint32(row + 8, valueAt);
      values.push(value);
      valueAt += value.length;
    }
  });
  return concat(new Uint8Array(head.buffer), ...values);
}

/** A big-endian TIFF structure, as it stands in EXIF segments. */
export function writeExif({ main, exif, gps }: ExifStructure): Bytes {
  const withPointers = (exifAt: number, gpsAt: number): ExifDirectory => ({
    ...main,
    ...(exif && { 0x8769: { long: exifAt } }),
    ...(gps && { 0x8825: { long: gpsAt } }),
  });
  const mainBytes = directory(8, withPointers(0, 0)).length;
  const exifBytes = exif ? directory(8 + mainBytes, exif) : new Uint8Array(0);
  const gpsAt = 8 + mainBytes + exifBytes.length;
  const header = Uint8Array.of(0x4d, 0x4d, 0, 42, 0, 0, 0, 8);
  return concat(
    header,
    directory(8, withPointers(8 + mainBytes, gpsAt)),
    exifBytes,
    gps ? directory(gpsAt, gps) : new Uint8Array(0),
  );
}

export function jpegSegment(marker: number, ...payload: readonly Uint8Array[]): Bytes {
  const body = concat(...payload);
  const length = body.length + 2;
  return concat(Uint8Array.of(0xff, marker, length >> 8, length & 255), body);
}

/** Puts segments behind a JPEG's SOI. */
export function intoJpeg(jpeg: Uint8Array, ...segments: readonly Uint8Array[]): Bytes {
  return concat(jpeg.subarray(0, 2), ...segments, jpeg.subarray(2));
}

export function exifSegment(structure: ExifStructure): Bytes {
  return jpegSegment(0xe1, utf8('Exif\0\0'), writeExif(structure));
}

/** A camera that tells everything: Rome on a day in May, with serial numbers and a maker note. */
export const talkativeCamera: ExifStructure = {
  main: {
    0x10f: { text: 'Canon' },
    0x110: { text: 'Canon EOS 5D' },
    0x112: { short: 6 },
    0x13b: { text: 'Ada Lovelace' },
  },
  exif: {
    0x829a: { rationals: [[1, 250]] },
    0x9003: { text: '2019:05:04 12:30:59' },
    0x9291: { text: '25' },
    0x927c: { bytes: utf8('MAKERNOTE-SECRET-12345') },
    0xa431: { text: 'SERIAL-0042' },
    0xa435: { text: 'LENS-SERIAL-77' },
  },
  gps: {
    0x01: { text: 'N' },
    0x02: {
      rationals: [
        [41, 1],
        [53, 1],
        [3000, 100],
      ],
    },
    0x03: { text: 'E' },
    0x04: {
      rationals: [
        [12, 1],
        [29, 1],
        [3200, 100],
      ],
    },
  },
};
