// The copy to share out is read by another hand (exifreader) and searched for every secret the original held.
import ExifReader from 'exifreader';
import { decode as decodePng } from 'fast-png';
import { expect, test } from 'vitest';
import { concat, utf8, type Bytes } from '../../../src/core/bytes.ts';
import { jpegEnd } from '../../../src/media/jpeg-segments.ts';
import { withoutLocation } from '../../../src/media/remove-location.ts';
import { codedPicture } from '../../support/coded-pictures.ts';
import { exifSegment, intoJpeg, jpegSegment, talkativeCamera, writeExif } from '../../support/exif-writer.ts';

const secrets = ['SERIAL-0042', 'LENS-SERIAL', 'MAKERNOTE', 'Lovelace', 'GPSLatitude', 'Rome', 'SECRET'];
const xmp = utf8('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><exif:GPSLatitude>41,53.5N</exif:GPSLatitude></x:xmpmeta>');
const iptc = utf8('Photoshop 3.0\x008BIM City: Rome');

function holds(bytes: Uint8Array, text: string): boolean {
  return new TextDecoder('latin1').decode(bytes).includes(text);
}

function expectClean(before: Bytes, after: Bytes, expected = secrets): void {
  for (const secret of expected) expect([secret, holds(after, secret)]).toEqual([secret, false]);
  expect(expected.some((secret) => holds(before, secret))).toBe(true);
  const tags = ExifReader.load(after.buffer);
  expect(Object.keys(tags).filter((name) => /GPS|Serial|MakerNote|Artist|Owner/i.test(name))).toEqual([]);
}

function talkativeJpeg(): Bytes {
  const jpeg = codedPicture('jpegBaseline');
  const comment = jpegSegment(0xfe, utf8('SECRET comment'));
  const embedded = concat(utf8('MotionPhoto_Data SECRET'), codedPicture('jpegBaseline'));
  return concat(
    intoJpeg(jpeg, exifSegment(talkativeCamera), jpegSegment(0xe1, xmp), jpegSegment(0xed, iptc), comment),
    embedded,
  );
}

test('a JPEG loses place, serials, maker notes, XMP, IPTC, comments and what hangs behind it', async () => {
  const before = talkativeJpeg();
  expect(ExifReader.load(before.buffer)).toHaveProperty('GPSLatitude');
  expectClean(before, await withoutLocation(new Blob([before]), 'jpeg'));
});

test('a JPEG keeps its coded pixels bit for bit, its orientation, date and camera', async () => {
  const after = await withoutLocation(new Blob([talkativeJpeg()]), 'jpeg');
  const plain = codedPicture('jpegBaseline');
  const scan = (bytes: Uint8Array): Uint8Array => {
    const tables = bytes.findIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0xdb);
    return bytes.slice(tables, jpegEnd(bytes, tables));
  };
  expect(scan(after)).toEqual(scan(plain));
  const tags = ExifReader.load(after.buffer);
  expect(tags['Orientation']?.value).toBe(6);
  expect(tags['DateTimeOriginal']?.description).toBe('2019:05:04 12:30:59');
  expect(tags['Model']?.description).toBe('Canon EOS 5D');
});

test('a JPEG keeps the segments that its colours need', async () => {
  const profile = jpegSegment(0xe2, utf8('ICC_PROFILE\0\x01\x01profile'));
  const adobe = jpegSegment(0xee, utf8('Adobe\0d\0\0\0\0\x01'));
  const pages = jpegSegment(0xe2, utf8('MPF\0SECRET'));
  const after = await withoutLocation(
    new Blob([intoJpeg(codedPicture('jpegBaseline'), profile, adobe, pages)]),
    'jpeg',
  );
  expect([holds(after, 'ICC_PROFILE'), holds(after, 'Adobe'), holds(after, 'MPF')]).toEqual([true, true, false]);
});

test('a JPEG whose EXIF is broken loses it whole', async () => {
  const broken = intoJpeg(codedPicture('jpegBaseline'), jpegSegment(0xe1, utf8('Exif\0\0II*\0SECRET GPSLatitude')));
  expect(holds(await withoutLocation(new Blob([broken]), 'jpeg'), 'SECRET')).toBe(false);
});

function pngChunk(type: string, body: Uint8Array): Bytes {
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, body.length);
  // The checksum is wrong on purpose: a dropped chunk's is never looked at.
  return concat(new Uint8Array(length.buffer), utf8(type), body, new Uint8Array(4));
}

test('a PNG loses texts, XMP and times, and keeps pixels, orientation and sound checksums', async () => {
  const plain = codedPicture('png');
  const before = concat(
    plain.subarray(0, 33),
    pngChunk('eXIf', writeExif(talkativeCamera)),
    pngChunk('tEXt', utf8('Comment\0SECRET')),
    pngChunk('iTXt', concat(utf8('XML:com.adobe.xmp\0\0\0\0\0'), xmp)),
    pngChunk('prVt', utf8('SECRET')),
    plain.subarray(33),
    utf8('SECRET trailer'),
  );
  const after = await withoutLocation(new Blob([before]), 'png');
  expectClean(before, after);
  expect(decodePng(after, { checkCrc: true }).data).toEqual(decodePng(plain).data);
  expect(ExifReader.load(after.buffer)['Orientation']?.value).toBe(6);
});

function riffChunk(type: string, body: Uint8Array): Bytes {
  const head = new DataView(new ArrayBuffer(4));
  head.setUint32(0, body.length, true);
  return concat(utf8(type), new Uint8Array(head.buffer), body, new Uint8Array(body.length & 1));
}

test('a WebP loses XMP and place, tells so in its flags, and keeps its coded pixels', async () => {
  const coded = codedPicture('webpLossless').subarray(12);
  const extended = riffChunk('VP8X', Uint8Array.of(0x0c, 0, 0, 0, 31, 0, 0, 23, 0, 0));
  const body = concat(
    utf8('WEBP'),
    extended,
    coded,
    riffChunk('EXIF', writeExif(talkativeCamera)),
    riffChunk('XMP ', xmp),
  );
  const before = riffChunk('RIFF', body);
  const after = await withoutLocation(new Blob([before]), 'webp');
  expectClean(before, after);
  expect((after[20] as number) & 0x0c).toBe(0x08);
  expect(new DataView(after.buffer).getUint32(4, true)).toBe(after.length - 8);
  expect(after.subarray(30, 30 + coded.length)).toEqual(coded);
  expect(ExifReader.load(after.buffer)['Orientation']?.value).toBe(6);
});

test('refuses videos, whose place cannot be cut out here', async () => {
  await expect(withoutLocation(new Blob([new Uint8Array(100)]), 'mp4')).rejects.toMatchObject({ code: 'cannot-draw' });
});
