// The codec as the vault sees it: a port over real workers, in front of sound, broken and hostile files.
import { afterAll, expect, test } from 'vitest';
import { concat, utf8, type Bytes } from '../../src/core/bytes.ts';
import { limits } from '../../src/core/limits.ts';
import type { MediaType } from '../../src/core/ports.ts';
import { PooledCodec } from '../../src/media/codec-pool.ts';
import { blob, info, photo, random } from '../support/codec-files.ts';
import { codedPicture, type CodedPicture } from '../support/coded-pictures.ts';
import { exifSegment, intoJpeg, talkativeCamera, writeExif } from '../support/exif-writer.ts';

const codec = new PooledCodec({
  spawn: () => new Worker(new URL('../../workers/codec.ts', import.meta.url), { type: 'module' }),
  size: 2,
});
afterAll(() => codec.close());

// — Rendering. —

test('renders a thumbnail, a screen preview and a blur, upright, from one JPEG', async () => {
  const file = new Blob([intoJpeg(await photo(2600, 1300, 'image/jpeg'), exifSegment(talkativeCamera))]);
  const rendition = await codec.render(file, await codec.sniff(file, 'x.jpg'));
  expect(rendition).toMatchObject({ drawn: 'whole', notices: [], width: 1300, height: 2600 });
  const thumbnail = await createImageBitmap(new Blob([rendition.thumbnail as Bytes]));
  const preview = await createImageBitmap(new Blob([rendition.preview as Bytes]));
  expect([thumbnail.width, thumbnail.height]).toEqual([160, 320]);
  expect([preview.width, preview.height]).toEqual([1024, 2048]);
  expect(rendition.thumbnail?.length).toBeLessThan(limits.thumbnailBytes);
  expect(rendition.blur?.length).toBeLessThanOrEqual(32);
});

test('keeps transparency in the preview, and codes the rest the fast way', async () => {
  const canvas = new OffscreenCanvas(900, 600);
  const context = canvas.getContext('2d');
  context?.fillRect(0, 0, 450, 600);
  const clear = await codec.render(await canvas.convertToBlob(), info('png'));
  const preview = await createImageBitmap(new Blob([clear.preview as Bytes]));
  const drawn = new OffscreenCanvas(900, 600).getContext('2d');
  drawn?.drawImage(preview, 0, 0);
  expect(drawn?.getImageData(800, 300, 1, 1).data[3]).toBe(0);
  context?.fillRect(450, 0, 450, 600);
  const opaque = await codec.render(await canvas.convertToBlob(), info('png'));
  expect([...(opaque.preview as Bytes).subarray(0, 2)]).toEqual([0xff, 0xd8]);
});

test('makes no preview of a picture that the thumbnail shows whole', async () => {
  const rendition = await codec.render(new Blob([codedPicture('png')]), info('png'));
  expect(rendition.thumbnail).toBeDefined();
  expect(rendition.preview).toBeUndefined();
});

test('turns a WebP upright though the browser does not', async () => {
  const webp = codedPicture('webpLossless');
  const exif = writeExif({ main: { 0x112: { short: 6 } } });
  const head = concat(utf8('EXIF'), Uint8Array.of(exif.length, 0, 0, 0));
  const drawing = await codec.draw(blob(webp, head, exif, new Uint8Array(exif.length & 1)), info('webp'));
  expect([drawing.bitmap.width, drawing.bitmap.height]).toEqual([24, 32]);
});

test.each([
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['webp', 'image/webp'],
] as const)('draws as much of a truncated %s as there is, and says so', async (type, mime) => {
  const whole = await photo(640, 480, mime);
  const file = new Blob([whole.slice(0, whole.length / 2)]);
  expect(await codec.render(file, info(type))).toMatchObject({
    drawn: 'part',
    notices: ['truncated'],
    width: 640,
    height: 480,
  });
  expect((await codec.draw(file, info(type))).notices).toEqual(['truncated']);
});

test('makes true thumbnails where the canvas adds noise to what is read from it', async () => {
  const noisy = new PooledCodec({
    spawn: () => new Worker(new URL('../support/codec-worker-noisy.ts', import.meta.url), { type: 'module' }),
    size: 1,
  });
  const file = new Blob([codedPicture('jpegBaseline')]);
  const rendition = await noisy.render(file, info('jpeg'));
  const usual = await codec.render(file, info('jpeg'));
  expect(rendition.drawn).toBe('whole');
  expect(rendition.blur).toEqual(usual.blur);
  const thumbnail = await createImageBitmap(new Blob([rendition.thumbnail as Bytes]));
  const context = new OffscreenCanvas(32, 24).getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.drawImage(thumbnail, 0, 0);
  const [red = 0, green = 0, blue = 0] = context.getImageData(8, 6, 1, 1).data;
  expect(Math.max(Math.abs(red - 0xe0), Math.abs(green - 0x20), Math.abs(blue - 0x20))).toBeLessThan(24);
  await expect(noisy.withoutLocation(new Blob([codedPicture('tiffLzw')]), info('tiff'))).rejects.toMatchObject({
    code: 'unsupported',
  });
  noisy.close();
});

test('keeps a video without a poster, which the page makes later', async () => {
  expect(await codec.render(new Blob([new Uint8Array(50)]), info('mp4'))).toMatchObject({
    drawn: 'kept',
    notices: ['no-poster'],
  });
});

const jpegPreview = async (): Promise<Bytes> => photo(1600, 1200, 'image/jpeg');
test.each([
  [
    'that its directory names',
    async () => {
      const jpeg = await jpegPreview();
      const head = writeExif({
        main: { 0x110: { text: 'X100' }, 0x112: { short: 8 }, 0x201: { long: 0 }, 0x202: { long: jpeg.length } },
      });
      return concat(
        writeExif({
          main: {
            0x110: { text: 'X100' },
            0x112: { short: 8 },
            0x201: { long: head.length },
            0x202: { long: jpeg.length },
          },
        }),
        jpeg,
      );
    },
    'x.nef',
    [1200, 1600],
  ],
  [
    'that only its markers show',
    async () => concat(utf8('IIRO'), new Uint8Array(5000), await jpegPreview(), new Uint8Array(9000)),
    'x.orf',
    [1600, 1200],
  ],
  [
    'in a CR3',
    async () =>
      concat(Uint8Array.of(0, 0, 0, 16), utf8('ftypcrx '), new Uint8Array(4), new Uint8Array(300), await jpegPreview()),
    'x.cr3',
    [1600, 1200],
  ],
] as const)('shows the preview of a RAW %s, labelled so', async (_where, make, name, size) => {
  const file = blob(await make());
  const sniffed = await codec.sniff(file, name);
  expect(sniffed.type).toBe('raw');
  expect(await codec.render(file, sniffed)).toMatchObject({
    drawn: 'part',
    notices: ['raw-preview'],
    width: size[0],
    height: size[1],
  });
});

test('keeps a RAW without a preview', async () => {
  const file = blob(utf8('IIRO'), new Uint8Array(5000));
  expect(await codec.render(file, info('raw'))).toMatchObject({ drawn: 'kept', notices: ['cannot-draw'] });
});

test('keeps a HEIC that breaks off, and draws the next one', async () => {
  const heic = codedPicture('heic');
  const broken = new Blob([heic.slice(0, -200)]);
  expect(await codec.render(broken, info('heic'))).toMatchObject({ drawn: 'kept', notices: ['cannot-draw'] });
  await expect(codec.draw(broken, info('heic'))).rejects.toMatchObject({ code: 'cannot-draw' });
  expect(await codec.draw(new Blob([heic]), info('heic'))).toMatchObject({ decoder: 'libheif/1.23' });
});

// — Hostile files. —

function claimPng(width: number, height: number): Bytes {
  const png = codedPicture('png');
  const header = new DataView(png.buffer);
  header.setUint32(16, width);
  header.setUint32(20, height);
  return png;
}

test.each([
  ['PNG', 'png', claimPng(30_000, 30_000)],
  [
    'GIF',
    'gif',
    (() => {
      const gif = codedPicture('gif');
      gif.fill(0xff, 6, 10);
      return gif;
    })(),
  ],
  [
    'JPEG',
    'jpeg',
    (() => {
      const jpeg = codedPicture('jpegBaseline');
      jpeg.fill(0xff, jpeg.indexOf(0xc0) + 4, jpeg.indexOf(0xc0) + 8);
      return jpeg;
    })(),
  ],
] as const)('keeps a %s that claims more pixels than anything could hold, undecoded', async (_name, type, bytes) => {
  const started = performance.now();
  expect(await codec.render(new Blob([bytes]), info(type))).toMatchObject({ drawn: 'kept', notices: ['too-large'] });
  await expect(codec.draw(new Blob([bytes]), info(type))).rejects.toMatchObject({
    code: 'cannot-draw',
    detail: { notice: 'too-large' },
  });
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('ends a deflate bomb in a TIFF strip at the strip’s own size', async () => {
  const stream = new Blob([new Uint8Array(64 * 1024 * 1024)]).stream().pipeThrough(new CompressionStream('deflate'));
  const bomb = new Uint8Array(await new Response(stream).arrayBuffer());
  const directory = {
    256: { short: 32 },
    257: { short: 24 },
    258: { short: 8 },
    259: { short: 8 },
    262: { short: 1 },
    277: { short: 1 },
    278: { short: 24 },
    279: { long: bomb.length },
  } as const;
  const offset = writeExif({ main: { ...directory, 273: { long: 0 } } }).length;
  const tiff = concat(writeExif({ main: { ...directory, 273: { long: offset } } }), bomb);
  expect(await codec.render(new Blob([tiff]), info('tiff'))).toMatchObject({ drawn: 'kept', notices: ['cannot-draw'] });
});

test(
  'no truncated or flipped file hangs the codec, crashes it, or keeps the next one from being drawn',
  { timeout: 120_000 },
  async () => {
    const next = random(42);
    const victims: (readonly [CodedPicture, MediaType])[] = [
      ['jpegBaseline', 'jpeg'],
      ['jpegProgressive', 'jpeg'],
      ['png', 'png'],
      ['gifAnimated', 'gif'],
      ['bmp', 'bmp'],
      ['webpLossless', 'webp'],
      ['avif', 'avif'],
      ['heic', 'heic'],
      ['tiffTiled', 'tiff'],
      ['tiffDeflate', 'tiff'],
      ['tiffJpeg', 'tiff'],
      ['tiffGroup4', 'tiff'],
      ['tiffPages', 'tiff'],
    ];
    let slowest = 0;
    for (const [name, type] of victims) {
      for (let round = 0; round < 16; round++) {
        const bytes = codedPicture(name);
        for (let flips = 0; flips <= round % 5; flips++) bytes[next(bytes.length)] = next(256);
        const file = new Blob([round % 3 === 0 ? bytes.slice(0, 20 + next(bytes.length - 20)) : bytes]);
        const started = performance.now();
        const rendition = await codec.render(file, info(type));
        slowest = Math.max(slowest, performance.now() - started);
        expect(['whole', 'part', 'kept']).toContain(rendition.drawn);
      }
      expect(await codec.render(new Blob([codedPicture('png')]), info('png'))).toMatchObject({ drawn: 'whole' });
    }
    expect(slowest).toBeLessThan(limits.drawDeadlineMs + 1_000);
  },
);

// — Sharing out. —

test('codes a HEIC and a TIFF again without metadata, and a see-through picture as PNG', async () => {
  const heic = await codec.withoutLocation(new Blob([codedPicture('heic')]), info('heic'));
  expect([...heic.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
  const turned = await createImageBitmap(
    new Blob([await codec.withoutLocation(new Blob([codedPicture('tiffTurned')]), info('tiff'))]),
  );
  expect([turned.width, turned.height]).toEqual([24, 32]);
});
