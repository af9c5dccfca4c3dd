import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../../../src/core/bytes.ts';
import type { MediaType } from '../../../src/core/ports.ts';
import {
  assemblePicture,
  cutPicture,
  pictureAreas,
  segmentPicture,
  tilesToRaster,
  type SegmentedPicture,
} from '../../../src/core/segment/segment.ts';
import type { Layout, RasterCodec } from '../../../src/core/segment/segmenter.ts';
import { writeBmp } from '../../support/pictures/bmp.ts';
import {
  alphaRamp,
  crop,
  drawings,
  gradient,
  noise,
  photograph,
  singleColour,
  text,
  type Drawing,
} from '../../support/pictures/drawings.ts';
import { pngChunk, writePng, type PngColour, type PngFilter } from '../../support/pictures/png.ts';
import { palette332, paletteSamples } from '../../support/pictures/samples.ts';
import { writeTiff, type TiffOptions } from '../../support/pictures/tiff.ts';
import { nodeWebpCodec } from '../../support/webp-node.ts';

let codec: RasterCodec;
beforeAll(async () => {
  codec = await nodeWebpCodec();
});

const sha256 = async (bytes: Uint8Array): Promise<Bytes> => new Uint8Array(createHash('sha256').update(bytes).digest());

/** Cuts, puts together, compares; the SHA-256 must be the file's own. */
async function cutAndBack(file: Bytes, type: MediaType, layout: Layout = 'tiles'): Promise<SegmentedPicture> {
  const picture = await cutPicture(file, type, layout, codec, sha256);
  if ('fallback' in picture) throw new Error(`fell back: ${picture.fallback}`);
  const rebuilt = await assemblePicture(picture.segmented, async (index) => picture.blocks[index]!.bytes, codec);
  expect(Buffer.compare(rebuilt, file)).toBe(0);
  expect(Buffer.compare(picture.segmented.sha256, await sha256(file))).toBe(0);
  return picture;
}

async function fallbackOf(file: Bytes, type: MediaType): Promise<string | undefined> {
  const picture = await cutPicture(file, type, 'tiles', codec, sha256);
  return 'fallback' in picture ? picture.fallback : undefined;
}

const blockIds = ({ blocks }: SegmentedPicture) =>
  blocks.map((block) => createHash('sha256').update(block.bytes).digest('hex'));
const sharedWith = (a: SegmentedPicture, b: SegmentedPicture) => {
  const ids = new Set(blockIds(a));
  return blockIds(b).filter((id) => ids.has(id)).length / b.blocks.length;
};

const size = fc.integer({ min: 1, max: 150 });
const drawing = fc
  .record({ width: size, height: size, kind: fc.constantFrom(...Object.values(drawings)) })
  .map(({ width, height, kind }) => kind(width, height));
const layouts = fc.constantFrom<Layout>('tiles', 'grid4', 'grid8', 'grid16');

describe('assembling what was segmented gives the file', () => {
  it('for PNG of every colour, depth, filter, interlacing, zlib setting and layout', async () => {
    const depths = { gray: [1, 2, 4, 8], palette: [1, 2, 4, 8], 'gray-alpha': [8], rgb: [8], rgba: [8] } as const;
    const colour = fc.constantFrom<PngColour>('gray', 'gray-alpha', 'rgb', 'rgba', 'palette');
    const options = colour.chain((chosen) =>
      fc.record({
        colour: fc.constant(chosen),
        depth: fc.constantFrom<1 | 2 | 4 | 8>(...depths[chosen]),
        filter: fc.constantFrom<PngFilter>(0, 1, 2, 3, 4, 'mixed'),
        interlaced: fc.boolean(),
        level: fc.integer({ min: 0, max: 9 }),
        strategy: fc.constantFrom<0 | 1 | 2 | 3 | 4>(0, 1, 2, 3, 4),
        memLevel: fc.constantFrom(8, 9),
        chromium: fc.boolean(),
        idatBytes: fc.constantFrom(100, 8_192, 1_000_000),
        trailing: fc.uint8Array({ maxLength: 20 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(drawing, options, layouts, async (picture, chosen, layout) => {
        await cutAndBack(writePng(picture, chosen), 'png', layout);
      }),
      { numRuns: 100 },
    );
  });

  it('for TIFF in strips and tiles, both byte orders, several pages', async () => {
    const options = fc.record({
      colour: fc.constantFrom<NonNullable<TiffOptions['colour']>>('gray', 'gray-alpha', 'rgb', 'rgba', 'palette'),
      rowsPerStrip: fc.integer({ min: 1, max: 200 }),
      bigEndian: fc.boolean(),
    });
    const tiled = fc.record({
      colour: fc.constantFrom<NonNullable<TiffOptions['colour']>>('gray', 'rgb', 'rgba'),
      tile: fc.constantFrom(16, 32, 64),
      tilePadding: fc.constantFrom(0, 77),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(drawing, { minLength: 1, maxLength: 3 }),
        fc.oneof<fc.Arbitrary<TiffOptions>[]>(options, tiled),
        layouts,
        async (pages, chosen, layout) => {
          await cutAndBack(writeTiff(pages, chosen), 'tiff', layout);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('for BMP of both depths and directions, with clean and dirty padding', async () => {
    const options = fc.record({
      bits: fc.constantFrom(24 as const, 32 as const),
      topDown: fc.boolean(),
      padding: fc.constantFrom(0, 0xa5),
    });
    await fc.assert(
      fc.asyncProperty(drawing, options, layouts, async (picture, chosen, layout) => {
        await cutAndBack(writeBmp(picture, chosen), 'bmp', layout);
      }),
      { numRuns: 40 },
    );
  });

  it('for chunks before, between and behind the samples, and bytes behind the end', async () => {
    const note = { type: 'tEXt', data: new TextEncoder().encode('Comment\0a caption') };
    const file = writePng(photograph(140, 130), {
      chunks: [note],
      lateChunks: [note],
      trailing: Uint8Array.of(1, 2, 3),
    });
    await cutAndBack(file, 'png');
  });

  it('for cells larger than a block, which are cut in bands', async () => {
    const picture = await cutAndBack(writeBmp(noise(2_001, 1_990), { bits: 32 }), 'bmp', 'grid4');
    expect(picture.blocks.length).toBe(32);
    expect(Math.max(...picture.blocks.map((block) => block.bytes.length))).toBeLessThanOrEqual(1_000_000);
  });
});

describe('the same picture', () => {
  const picture = photograph(300, 260, 4);

  it('gives the same blocks as PNG at any level, interlaced or not, as TIFF and as BMP', async () => {
    const reference = await cutAndBack(writePng(picture), 'png');
    const others = [
      await cutAndBack(writePng(picture, { level: 9, filter: 4, strategy: 1 }), 'png'),
      await cutAndBack(writePng(picture, { interlaced: true }), 'png'),
      await cutAndBack(writePng(picture, { colour: 'rgba' }), 'png'),
      await cutAndBack(writeTiff(picture, { rowsPerStrip: 7 }), 'tiff'),
      await cutAndBack(writeTiff(picture, { tile: 64, bigEndian: true }), 'tiff'),
      await cutAndBack(writeBmp(picture), 'bmp'),
    ];
    for (const other of others) expect(blockIds(other)).toEqual(blockIds(reference));
  });

  it('cropped at tile edges shares all its blocks, edited in a corner all but one', async () => {
    const whole = photograph(512, 384, 6);
    const reference = await cutAndBack(writePng(whole), 'png');
    expect(sharedWith(reference, await cutAndBack(writePng(crop(whole, 128, 128, 256, 256)), 'png'))).toBe(1);
    const edited: Drawing = { ...whole, rgba: whole.rgba.slice() };
    edited.rgba.fill(0, 0, 200);
    expect(sharedWith(reference, await cutAndBack(writePng(edited), 'png'))).toBe(11 / 12);
  });

  it('marks cells of one colour inline, and no others', async () => {
    const flat = await cutAndBack(writePng(singleColour(300, 200)), 'png');
    expect(flat.blocks.every((block) => block.inline)).toBe(true);
    const rich = await cutAndBack(writePng(picture), 'png');
    expect(rich.blocks.some((block) => block.inline)).toBe(false);
  });

  it('has an area for each block, with the page on further pages', async () => {
    const { segmented } = await cutAndBack(writeTiff([picture, gradient(20, 10)]), 'tiff');
    const areas = pictureAreas(segmented);
    expect(areas).toHaveLength(segmented.blocks);
    expect(areas.at(-1)).toEqual({ x: 0, y: 0, width: 20, height: 10, page: 1 });
  });
});

describe('what stays whole', () => {
  const picture = photograph(160, 140, 2);

  it('is said with its reason', async () => {
    const png = writePng(picture);
    const wrongCrc = png.slice();
    wrongCrc[30]! ^= 1;
    const cases: [Bytes, MediaType, string][] = [
      [writePng(picture, { depth: 16 }), 'png', 'coding'],
      [wrongCrc, 'png', 'broken'],
      [png.slice(0, png.length - 20), 'png', 'broken'],
      [writePng(picture, { compress: fixedBlocksOnly }), 'png', 'not-reproducible'],
      [writeTiff(picture, { compression: 'lzw' }), 'tiff', 'coding'],
      [writeTiff(picture, { compression: 'packbits' }), 'tiff', 'coding'],
      [writeTiff(picture, { compression: 'deflate' }), 'tiff', 'coding'],
      [writeTiff(picture, { depth: 16 }), 'tiff', 'coding'],
      [new Uint8Array(100), 'bmp', 'broken'],
      [png, 'jpeg', 'coding'],
    ];
    for (const [file, type, reason] of cases) expect(await fallbackOf(file, type)).toBe(reason);
  });

  it('is what tiles would make larger', async () => {
    const tiny = await segmentPicture(writePng(text(2, 2), { level: 9 }), 'png', 'tiles', codec, sha256);
    expect(tiny).toEqual({ fallback: 'larger' });
  });
});

/** A stream that zlib would never write: stored blocks of one byte, then a fixed end. */
function fixedBlocksOnly(rows: Uint8Array): Uint8Array {
  const body = [...rows.subarray(0, 3)].flatMap((byte) => [0, 1, 0, 0xfe, 0xff, byte]);
  const rest = rows.subarray(3);
  const parts: number[] = [0x78, 0x01, ...body];
  for (let at = 0; at < rest.length; at += 60_000) {
    const part = rest.subarray(at, at + 60_000);
    parts.push(0, part.length & 255, part.length >> 8, ~part.length & 255, (~part.length >> 8) & 255);
    for (const byte of part) parts.push(byte);
  }
  parts.push(3, 0);
  let a = 1;
  let b = 0;
  for (const byte of rows) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return Uint8Array.of(...parts, b >> 8, b, a >> 8, a);
}

describe('drawing from verified tiles', () => {
  const show = async (file: Bytes, type: MediaType) => {
    const { segmented, blocks } = await cutAndBack(file, type);
    return tilesToRaster(segmented, async (index) => blocks[index]!.bytes, codec);
  };
  const picture = alphaRamp(150, 133, 3);
  const opaque = (drawing: Drawing) => drawing.rgba.map((value, i) => (i % 4 === 3 ? 255 : value));

  it('gives the samples of RGB and RGBA in every container', async () => {
    expect((await show(writePng(picture, { colour: 'rgba' }), 'png'))?.rgba).toEqual(picture.rgba);
    expect((await show(writePng(picture, { interlaced: true }), 'png'))?.rgba).toEqual(opaque(picture));
    expect((await show(writeTiff(picture, { tile: 32 }), 'tiff'))?.rgba).toEqual(opaque(picture));
    expect((await show(writeTiff(picture, { colour: 'rgba' }), 'tiff'))?.rgba).toEqual(picture.rgba);
    expect((await show(writeBmp(picture), 'bmp'))?.rgba).toEqual(opaque(picture));
    expect((await show(writeBmp(picture, { bits: 32 }), 'bmp'))?.rgba).toEqual(opaque(picture));
  });

  it('looks palettes up, with their transparency', async () => {
    const alpha = Uint8Array.from({ length: 100 }, (_, i) => i);
    const shown = await show(writePng(picture, { colour: 'palette', chunks: [{ type: 'tRNS', data: alpha }] }), 'png');
    const expected = [...paletteSamples(picture)].flatMap((index) => [
      ...palette332.subarray(3 * index, 3 * index + 3),
      alpha[index] ?? 255,
    ]);
    expect(shown?.rgba).toEqual(Uint8Array.from(expected));
  });

  it('stretches shallow gray and applies a transparent gray and a transparent colour', async () => {
    const shallow = await show(writePng(picture, { colour: 'gray', depth: 2 }), 'png');
    expect(new Set(shallow?.rgba)).toEqual(new Set([0, 85, 170, 255]));
    const keyed = await show(
      writePng(picture, { colour: 'gray', depth: 1, chunks: [{ type: 'tRNS', data: Uint8Array.of(0, 1) }] }),
      'png',
    );
    expect(new Set(keyed?.rgba.filter((_, i) => i % 4 === 3))).toEqual(new Set([0, 255]));
    const flat = singleColour(9, 9, [1, 2, 3, 255]);
    const gone = await show(
      writePng(flat, { chunks: [{ type: 'tRNS', data: Uint8Array.of(0, 1, 0, 2, 0, 3) }] }),
      'png',
    );
    expect(gone?.rgba.every((value, i) => i % 4 !== 3 || value === 0)).toBe(true);
  });

  it('inverts gray TIFF whose 0 is white', async () => {
    const plain = await show(writeTiff(picture, { colour: 'gray' }), 'tiff');
    const inverted = await show(writeTiff(picture, { colour: 'gray', whiteIsZero: true }), 'tiff');
    expect(inverted?.rgba.map((value, i) => (i % 4 === 3 ? value : 255 - value))).toEqual(plain?.rgba);
  });

  it('asks for the file where colour, turning or animation is the browser’s business', async () => {
    const exif = new Uint8Array(26);
    exif.set([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6]);
    const gamma = (value: number) => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
    const withChunk = (type: string, data: Uint8Array) => show(writePng(picture, { chunks: [{ type, data }] }), 'png');
    expect(await withChunk('iCCP', Uint8Array.of(65, 0, 0))).toBeUndefined();
    expect(await withChunk('gAMA', gamma(100_000))).toBeUndefined();
    expect(await withChunk('eXIf', exif)).toBeUndefined();
    expect(await withChunk('acTL', new Uint8Array(8))).toBeUndefined();
    expect(await withChunk('cICP', Uint8Array.of(9, 16, 0, 1))).toBeUndefined();
    expect(await withChunk('gAMA', gamma(45_455))).toBeDefined();
    exif[19] = 1;
    expect(await withChunk('eXIf', exif)).toBeDefined();
    expect(await show(writeTiff(picture, { orientation: 6 }), 'tiff')).toBeUndefined();
    expect(await show(writeTiff(picture, { entries: { 34675: 0 } }), 'tiff')).toBeUndefined();
  });

  it('leaves chunks of a PNG writer readable to others', () => {
    expect([...pngChunk('IEND', new Uint8Array(0))]).toEqual([
      0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
    ]);
  });
});
