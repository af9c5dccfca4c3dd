import { expect, test } from 'vitest';
import { concat, utf8 } from '../../../src/core/bytes.ts';
import { sniff } from '../../../src/media/sniff.ts';
import { codedPicture, type CodedPicture } from '../../support/coded-pictures.ts';

function box(type: string, ...body: readonly Uint8Array[]): Uint8Array {
  const payload = concat(utf8(type), ...body);
  const size = new DataView(new ArrayBuffer(4));
  size.setUint32(0, payload.length + 4);
  return concat(new Uint8Array(size.buffer), payload);
}
const ftyp = (major: string, ...compatible: readonly string[]): Uint8Array =>
  box('ftyp', utf8(major), new Uint8Array(4), ...compatible.map((brand) => utf8(brand)));
const blob = (...parts: readonly Uint8Array[]): Blob => new Blob([concat(...parts)]);
const noise = (length: number, seed = 1): Uint8Array => {
  let state = seed;
  return Uint8Array.from({ length }, () => (state = (state * 1103515245 + 12345) >>> 0) >>> 24);
};

const pictures: readonly (readonly [CodedPicture, string, number, number])[] = [
  ['jpegBaseline', 'jpeg', 32, 24],
  ['jpegProgressive', 'jpeg', 32, 24],
  ['jpegArithmetic', 'jpeg', 32, 24],
  ['png', 'png', 32, 24],
  ['pngInterlaced', 'png', 32, 24],
  ['gif', 'gif', 32, 24],
  ['bmp', 'bmp', 32, 24],
  ['webpLossless', 'webp', 32, 24],
  ['heic', 'heic', 64, 48],
  ['avif', 'avif', 64, 48],
  ['tiffLzw', 'tiff', 32, 24],
  ['tiff16BigEndian', 'tiff', 32, 24],
  ['tiffTurned', 'tiff', 24, 32],
];
test.each(pictures)(
  'knows %s by its content, whatever its name, and its upright size',
  async (name, type, width, height) => {
    expect(await sniff(new Blob([codedPicture(name)]), 'letter.doc')).toMatchObject({ type, width, height });
  },
);

test.each([
  ['mp4', ftyp('isom', 'iso2', 'avc1', 'mp41')],
  ['mp4', ftyp('XXXX', 'mp42')],
  ['mov', ftyp('qt  ', 'qt  ')],
  ['mov', box('wide', new Uint8Array(8))],
  ['heic', ftyp('heic', 'mif1', 'heic')],
  ['heic', ftyp('mif1', 'heic')],
  ['avif', ftyp('mif1', 'avif', 'miaf')],
  ['raw', ftyp('crx ', 'isom')],
  ['raw', concat(utf8('FUJIFILMCCD-RAW '), new Uint8Array(100))],
  ['raw', concat(utf8('IIRO'), new Uint8Array(60))],
  ['webm', concat(Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84), utf8('webm'))],
] as const)('tells %s by brand and magic', async (type, bytes) => {
  expect((await sniff(blob(bytes), 'x')).type).toBe(type);
});

test('tells a RAW from a TIFF by its name, and a CR2 by its mark alone', async () => {
  const tiff = codedPicture('tiffLzw');
  expect((await sniff(new Blob([tiff]), 'DSC_0001.NEF')).type).toBe('raw');
  expect((await sniff(new Blob([tiff]), 'scan.tif')).type).toBe('tiff');
  const cr2 = Uint8Array.of(0x49, 0x49, 42, 0, 16, 0, 0, 0, 0x43, 0x52, 2, 0, 0, 0, 0, 0);
  expect((await sniff(blob(cr2, new Uint8Array(32)), 'x.tif')).type).toBe('raw');
});

test.each([
  ['random bytes named as a picture', noise(5000), 'not-an-image.jpg'],
  ['a text', utf8('# Photos for tests\n\nsome words'), 'LICENCES.md'],
  ['a PDF', utf8('%PDF-1.7 and more of it'), 'a.pdf'],
  ['sound in an MP4 box', ftyp('M4A ', 'isom', 'mp42'), 'a.m4a'],
  ['a JPEG 2000', ftyp('jp2 ', 'jp2 '), 'a.jp2'],
  ['a letter that begins with BM', utf8('BM is short for bitmap, is it not?'), 'a.txt'],
  ['one byte', Uint8Array.of(0xff), 'a.jpg'],
])('refuses %s as neither picture nor video', async (_what, bytes, name) => {
  await expect(sniff(blob(bytes), name)).rejects.toMatchObject({ code: 'file-type' });
});

test('refuses an empty file as empty', async () => {
  await expect(sniff(new Blob([]), 'empty.jpg')).rejects.toMatchObject({ code: 'file-empty' });
});

test('lets a JPEG in that breaks off, wherever it does', async () => {
  const jpeg = codedPicture('jpegBaseline');
  for (let length = 3; length < jpeg.length; length += 7) {
    expect((await sniff(new Blob([jpeg.slice(0, length)]), 'x.jpg')).type).toBe('jpeg');
  }
});

test('reports a file that cannot be read as such, not as another type', async () => {
  const gone = new Blob([new Uint8Array(10)]);
  gone.slice = () => {
    throw new DOMException('gone', 'NotReadableError');
  };
  await expect(sniff(gone, 'x.jpg')).rejects.toMatchObject({ code: 'file-unreadable' });
});

test('never throws anything but VaultErrors, and never for long, on flipped and truncated files', async () => {
  const names: CodedPicture[] = [
    'jpegBaseline',
    'png',
    'gifAnimated',
    'bmp',
    'webpLossless',
    'heic',
    'avif',
    'tiffTiled',
    'tiffPages',
  ];
  const started = performance.now();
  let state = 7;
  const random = (below: number): number => (state = (state * 1103515245 + 12345) >>> 0) % below;
  for (const name of names) {
    for (let round = 0; round < 60; round++) {
      const bytes = codedPicture(name);
      for (let flips = 0; flips < 6; flips++) bytes[random(bytes.length)] = random(256);
      const cut = bytes.slice(0, 1 + random(bytes.length));
      for (const file of [bytes, cut]) {
        const known = await sniff(new Blob([file]), random(2) ? 'x.nef' : 'x').catch((error: unknown) => error);
        if (known instanceof Error) expect(known).toHaveProperty('code', 'file-type');
      }
    }
  }
  expect(performance.now() - started).toBeLessThan(20_000);
});

test('ends directory chains that loop, and counts that claim gigabytes', async () => {
  const loop = new DataView(new ArrayBuffer(64));
  loop.setUint32(0, 0x4d4d002a);
  loop.setUint32(4, 8);
  loop.setUint16(8, 2);
  // SubIFDs: a billion offsets; then the chain's next directory is this one again.
  loop.setUint32(10, (0x14a << 16) | 4);
  loop.setUint32(14, 1_000_000_000);
  loop.setUint32(18, 8);
  loop.setUint32(22, (0x8769 << 16) | 4);
  loop.setUint32(26, 1);
  loop.setUint32(30, 8);
  loop.setUint32(34, 8);
  for (const name of ['loop.tif', 'loop.dng']) {
    expect(await sniff(new Blob([loop.buffer]), name)).toMatchObject({ width: 0, height: 0 });
  }
});
