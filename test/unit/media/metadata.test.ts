import { expect, test } from 'vitest';
import { concat, utf8 } from '../../../src/core/bytes.ts';
import { parseExifDate } from '../../../src/media/exif.ts';
import { sniff } from '../../../src/media/sniff.ts';
import { codedPicture } from '../../support/coded-pictures.ts';
import { exifSegment, intoJpeg, talkativeCamera, writeExif, type ExifStructure } from '../../support/exif-writer.ts';

const jpegWith = (structure: ExifStructure): Blob =>
  new Blob([intoJpeg(codedPicture('jpegBaseline'), exifSegment(structure))]);

test('reads when, where, with which camera and which side up from a JPEG', async () => {
  const info = await sniff(jpegWith(talkativeCamera), 'x.jpg');
  expect(info).toMatchObject({
    takenMs: Date.UTC(2019, 4, 4, 12, 30, 59, 250),
    camera: 'Canon EOS 5D',
    orientation: 6,
    // Upright: a quarter turn swaps the stored 32 × 24.
    width: 24,
    height: 32,
  });
  expect(info.location?.latitude).toBeCloseTo(41.89167, 4);
  expect(info.location?.longitude).toBeCloseTo(12.49222, 4);
});

test('counts south and west as negative', async () => {
  const { gps } = talkativeCamera;
  const info = await sniff(jpegWith({ main: {}, gps: { ...gps, 0x01: { text: 'S' }, 0x03: { text: 'W' } } }), 'x');
  expect(info.location?.latitude).toBeCloseTo(-41.89167, 4);
  expect(info.location?.longitude).toBeCloseTo(-12.49222, 4);
});

test.each([
  [
    'zeros of a camera without a fix',
    {
      0x01: { text: 'N' },
      0x02: {
        rationals: [
          [0, 1],
          [0, 1],
          [0, 1],
        ],
      },
      0x03: { text: 'E' },
      0x04: {
        rationals: [
          [0, 1],
          [0, 1],
          [0, 1],
        ],
      },
    },
  ],
  [
    'a latitude beyond the pole',
    {
      ...talkativeCamera.gps,
      0x02: {
        rationals: [
          [141, 1],
          [0, 1],
          [0, 1],
        ],
      },
    },
  ],
  ['a latitude without longitude', { 0x01: { text: 'N' }, 0x02: { rationals: [[41, 1]] } }],
  [
    'division by zero',
    {
      ...talkativeCamera.gps,
      0x04: {
        rationals: [
          [0, 0],
          [0, 0],
          [0, 0],
        ],
      },
    },
  ],
] as const)('takes %s for no location', async (_what, gps) => {
  expect(await sniff(jpegWith({ main: {}, gps }), 'x.jpg')).not.toHaveProperty('location');
});

test('falls back from the original date to digitised, satellite and file date', async () => {
  const dates = {
    main: { 0x132: { text: '2001:01:01 01:01:01' } },
    exif: { 0x9004: { text: '2003:03:03 03:03:03' } },
    gps: {
      0x1d: { text: '2002:02:02' },
      0x07: {
        rationals: [
          [2, 1],
          [2, 1],
          [2, 1],
        ],
      },
    },
  } as const;
  const taken = async (structure: ExifStructure): Promise<number | undefined> =>
    (await sniff(jpegWith(structure), 'x')).takenMs;
  expect(await taken(dates)).toBe(Date.UTC(2003, 2, 3, 3, 3, 3));
  expect(await taken({ main: dates.main, gps: dates.gps })).toBe(Date.UTC(2002, 1, 2, 2, 2, 2));
  expect(await taken({ main: dates.main })).toBe(Date.UTC(2001, 0, 1, 1, 1, 1));
  expect(await taken({ main: { 0x132: { text: '    :  :     :  :  ' } } })).toBeUndefined();
});

test.each(['0000:00:00 00:00:00', '2019:02:30 10:00:00', '2019:13:01 10:00:00', '2019:05:04 25:00:00', 'yesterday'])(
  'takes %s for no date',
  (text) => {
    expect(parseExifDate(text)).toBeUndefined();
  },
);

test('reads EXIF from PNG and WebP chunks, also behind the pixels', async () => {
  const exif = writeExif(talkativeCamera);
  const png = codedPicture('png');
  const chunk = new Uint8Array(exif.length + 12);
  const head = new DataView(chunk.buffer);
  head.setUint32(0, exif.length);
  chunk.set(utf8('eXIf'), 4);
  chunk.set(exif, 8);
  const end = png.length - 12;
  const behind = concat(png.subarray(0, end), chunk, png.subarray(end));
  expect(await sniff(new Blob([behind]), 'x.png')).toMatchObject({ camera: 'Canon EOS 5D', orientation: 6 });

  const padded = concat(exif, new Uint8Array(exif.length & 1));
  const riff = new Uint8Array(8);
  riff.set(utf8('EXIF'));
  new DataView(riff.buffer).setUint32(4, exif.length, true);
  const webp = concat(codedPicture('webpLossless'), riff, padded);
  expect(await sniff(new Blob([webp]), 'x.webp')).toMatchObject({ camera: 'Canon EOS 5D' });
});

function box(type: string, ...body: readonly Uint8Array[]): Uint8Array {
  const payload = concat(utf8(type), ...body);
  const size = new DataView(new ArrayBuffer(4));
  size.setUint32(0, payload.length + 4);
  return concat(new Uint8Array(size.buffer), payload);
}

function fields(length: number, values: Readonly<Record<number, number>>): Uint8Array {
  const data = new DataView(new ArrayBuffer(length));
  for (const [at, value] of Object.entries(values)) data.setUint32(Number(at), value);
  return new Uint8Array(data.buffer);
}

test('reads time, length and upright size of a film, wherever its index stands', async () => {
  const created = Date.UTC(2020, 5, 1, 10, 0, 0) / 1000 + 2_082_844_800;
  const movieHeader = box('mvhd', fields(100, { 4: created, 12: 600, 16: 3000 }));
  // A quarter turn: a and d of the matrix are 0, b and c ± 1.
  const turned = fields(84, { 44: 0x10000, 52: 0xffff0000, 76: 1920 * 65536, 80: 1080 * 65536 });
  const movie = box('moov', movieHeader, box('trak', box('tkhd', turned)));
  const film = concat(box('ftyp', utf8('isom'), new Uint8Array(4)), box('mdat', new Uint8Array(300_000)), movie);
  expect(await sniff(new Blob([film]), 'x.mp4')).toMatchObject({
    type: 'mp4',
    takenMs: Date.UTC(2020, 5, 1, 10, 0, 0),
    durationMs: 5000,
    width: 1080,
    height: 1920,
  });
});

test('reads length and size of a WebM', async () => {
  const element = (id: readonly number[], body: Uint8Array): Uint8Array =>
    concat(Uint8Array.from([...id, 0x80 | body.length]), body);
  const duration = new DataView(new ArrayBuffer(4));
  duration.setFloat32(0, 2500);
  const info = element(
    [0x15, 0x49, 0xa9, 0x66],
    concat(
      element([0x2a, 0xd7, 0xb1], Uint8Array.of(0x0f, 0x42, 0x40)),
      element([0x44, 0x89], new Uint8Array(duration.buffer)),
    ),
  );
  const video = element([0xe0], concat(element([0xb0], Uint8Array.of(2, 128)), element([0xba], Uint8Array.of(1, 224))));
  const tracks = element([0x16, 0x54, 0xae, 0x6b], element([0xae], video));
  const header = element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], utf8('webm')));
  const film = concat(header, element([0x18, 0x53, 0x80, 0x67], concat(info, tracks)));
  expect(await sniff(new Blob([film]), 'x.webm')).toMatchObject({
    type: 'webm',
    durationMs: 2500,
    width: 640,
    height: 480,
  });
});

test('keeps what is sound of EXIF whose other parts are broken', async () => {
  const structure = writeExif({ ...talkativeCamera, main: { ...talkativeCamera.main, 0x8825: { long: 0xfffffff0 } } });
  const segment = concat(
    Uint8Array.of(0xff, 0xe1, (structure.length + 8) >> 8, (structure.length + 8) & 255),
    utf8('Exif\0\0'),
    structure,
  );
  const info = await sniff(new Blob([intoJpeg(codedPicture('jpegBaseline'), segment)]), 'x.jpg');
  expect(info).toMatchObject({ camera: 'Canon EOS 5D', orientation: 6 });
});
