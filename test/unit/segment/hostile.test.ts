import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../../../src/core/bytes.ts';
import { isVaultError } from '../../../src/core/errors.ts';
import type { MediaType } from '../../../src/core/ports.ts';
import {
  assemblePicture,
  cutPicture,
  pictureAreas,
  tilesToRaster,
  type SegmentedPicture,
} from '../../../src/core/segment/segment.ts';
import { encodeFrame } from '../../../src/core/segment/raster/frame.ts';
import { methods, type RasterCodec } from '../../../src/core/segment/segmenter.ts';
import { mutate } from '../../support/mutations.ts';
import { writeBmp } from '../../support/pictures/bmp.ts';
import { photograph, text } from '../../support/pictures/drawings.ts';
import { pngChunk, writePng } from '../../support/pictures/png.ts';
import { writeTiff } from '../../support/pictures/tiff.ts';
import { nodeWebpCodec } from '../../support/webp-node.ts';

let codec: RasterCodec;
beforeAll(async () => {
  codec = await nodeWebpCodec();
});
const sha256 = async (bytes: Uint8Array): Promise<Bytes> => new Uint8Array(createHash('sha256').update(bytes).digest());
const cut = (file: Bytes, type: MediaType) => cutPicture(file, type, 'tiles', codec, sha256);

async function cutWhole(file: Bytes, type: MediaType): Promise<SegmentedPicture> {
  const picture = await cut(file, type);
  if ('fallback' in picture) throw new Error(picture.fallback);
  return picture;
}

/** What a decoder of stored bytes may throw, and nothing else. */
async function settlesWithCode(act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!isVaultError(error) || !['format', 'version', 'limit', 'coverage'].includes(error.code)) throw error;
  }
}

const picture = photograph(90, 70, 9);
const files: [string, MediaType, Bytes][] = [
  ['PNG', 'png', writePng(picture)],
  ['interlaced PNG', 'png', writePng(text(60, 50), { colour: 'gray', depth: 2, interlaced: true })],
  ['TIFF in strips', 'tiff', writeTiff([picture, text(20, 20)], { rowsPerStrip: 9 })],
  ['TIFF in tiles', 'tiff', writeTiff(picture, { tile: 32, bigEndian: true })],
  ['BMP', 'bmp', writeBmp(picture)],
];

describe('damaged files', () => {
  for (const [name, type, file] of files) {
    it(`${name}: 1,000 mutations come back exact or stay whole, each within its time`, async () => {
      for (let seed = 0; seed < 1_000; seed++) {
        const damaged = mutate(file, seed);
        const started = performance.now();
        const result = await cut(damaged, type);
        expect(performance.now() - started, `seed ${seed}`).toBeLessThan(10_000);
        if ('fallback' in result) continue;
        const rebuilt = await assemblePicture(result.segmented, async (index) => result.blocks[index]!.bytes, codec);
        expect(Buffer.compare(rebuilt, damaged), `seed ${seed}`).toBe(0);
      }
    });
  }
});

describe('damaged recipes', () => {
  for (const [name, type, file] of files) {
    it(`${name}: mutated frames and blocks throw only VaultErrors`, async () => {
      const { segmented, blocks } = await cutWhole(file, type);
      const source = async (index: number) => blocks[index]!.bytes;
      for (let seed = 0; seed < 300; seed++) {
        const recipe = { ...segmented, frame: mutate(segmented.frame, seed) };
        await settlesWithCode(() => assemblePicture(recipe, source, codec));
        await settlesWithCode(() => tilesToRaster(recipe, source, codec));
        await settlesWithCode(() => pictureAreas(recipe));
        const damaged = async (index: number) => mutate(blocks[index]!.bytes, seed + index);
        await settlesWithCode(() => assemblePicture(segmented, damaged, codec));
      }
    });

    it(`${name}: bodies mutated below their compression throw only VaultErrors`, async () => {
      const { segmented, blocks } = await cutWhole(file, type);
      const { decodeFrame } = await import('../../../src/core/segment/raster/frame.ts');
      const frame = decodeFrame(segmented.frame);
      for (let seed = 0; seed < 300; seed++) {
        const recipe = { ...segmented, frame: encodeFrame({ ...frame, body: mutate(frame.body, seed) }) };
        await settlesWithCode(() => assemblePicture(recipe, async (index) => blocks[index]!.bytes, codec));
        await settlesWithCode(() => tilesToRaster(recipe, async (index) => blocks[index]!.bytes, codec));
      }
    });
  }

  it('blocks too few, too many, swapped or of another picture are refused', async () => {
    const { segmented, blocks } = await cutWhole(writePng(photograph(200, 130)), 'png');
    const source = async (index: number) => blocks[index]!.bytes;
    for (const count of [segmented.blocks - 1, segmented.blocks + 1]) {
      await expect(assemblePicture({ ...segmented, blocks: count }, source, codec)).rejects.toMatchObject({
        code: 'coverage',
      });
    }
    const swapped = async (index: number) => blocks[1 - index]?.bytes ?? blocks[index]!.bytes;
    await expect(assemblePicture(segmented, swapped, codec)).rejects.toMatchObject({ code: 'format' });
    const other = { ...segmented, method: methods.chunks };
    await expect(assemblePicture(other, source, codec)).rejects.toMatchObject({ code: 'format' });
    await expect(assemblePicture({ ...segmented, size: 5 }, source, codec)).rejects.toMatchObject({ code: 'coverage' });
  });

  it('colour in the block of a gray picture is refused', async () => {
    const { segmented } = await cutWhole(writePng(picture, { colour: 'gray' }), 'png');
    const coloured = await cutWhole(writePng(picture), 'png');
    const source = async (index: number) => coloured.blocks[index]!.bytes;
    await expect(assemblePicture(segmented, source, codec)).rejects.toMatchObject({ code: 'format' });
    await expect(tilesToRaster(segmented, source, codec)).rejects.toMatchObject({ code: 'format' });
  });

  it('a frame of another version asks for an update', async () => {
    const { segmented } = await cutWhole(writePng(picture), 'png');
    const frame = segmented.frame.slice();
    frame[0] = 2;
    expect(() => pictureAreas({ ...segmented, frame })).toThrow(expect.objectContaining({ code: 'version' }));
  });
});

describe('claims and bombs', () => {
  const within = async (milliseconds: number, act: () => Promise<unknown>) => {
    const started = performance.now();
    const result = await act();
    expect(performance.now() - started).toBeLessThan(milliseconds);
    return result;
  };
  const claim = (file: Bytes, offset: number, value: number, little: boolean) => {
    new DataView(file.buffer).setUint32(offset, value, little);
    return file;
  };
  /** A PNG whose header says width × height over the given IDAT. */
  const claimingPng = (width: number, height: number, idat: Uint8Array) => {
    const ihdr = new Uint8Array(13);
    new DataView(ihdr.buffer).setUint32(0, width);
    new DataView(ihdr.buffer).setUint32(4, height);
    ihdr.set([8, 2], 8);
    const signature = writePng(picture).subarray(0, 8);
    return new Uint8Array(
      Buffer.concat([signature, pngChunk('IHDR', ihdr), pngChunk('IDAT', idat), pngChunk('IEND', new Uint8Array(0))]),
    );
  };

  it('30,000 × 30,000 pixels are refused from the header', async () => {
    const idat = writePng(picture).subarray(41, 141);
    expect(await within(200, () => cut(claimingPng(30_000, 30_000, idat), 'png'))).toEqual({ fallback: 'too-large' });
    const bmp = claim(claim(writeBmp(picture), 18, 30_000, true), 22, 30_000, true);
    expect(await within(200, () => cut(bmp, 'bmp'))).toEqual({ fallback: 'too-large' });
    const tiff = writeTiff(picture, { entries: {} });
    const directory = new DataView(tiff.buffer).getUint32(4, true);
    claim(claim(tiff, directory + 10, 30_000, true), directory + 22, 30_000, true);
    expect(await within(200, () => cut(tiff, 'tiff'))).toEqual({ fallback: 'coding' });
  });

  it('a size within bounds that the compressed bytes could never fill is refused before allocation', async () => {
    const before = process.memoryUsage().arrayBuffers;
    expect(await within(200, () => cut(claimingPng(7_900, 7_900, new Uint8Array(1_000)), 'png'))).toEqual({
      fallback: 'broken',
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  });

  it('a stream that inflates to more than its header says ends early', async () => {
    const bomb = writePng(
      { width: 4_000, height: 4_000, rgba: new Uint8Array(4 * 16_000_000) },
      { colour: 'gray', filter: 0, level: 9 },
    );
    const idats: Uint8Array[] = [];
    for (let at = 8; at < bomb.length;) {
      const length = new DataView(bomb.buffer).getUint32(at);
      if (String.fromCharCode(...bomb.subarray(at + 4, at + 8)) === 'IDAT')
        idats.push(bomb.subarray(at + 8, at + 8 + length));
      at += 12 + length;
    }
    expect(await within(2_000, () => cut(claimingPng(10, 10, Buffer.concat(idats)), 'png'))).toEqual({
      fallback: 'broken',
    });
  });

  it('chains of TIFF directories that loop or never end are refused', async () => {
    const looping = writeTiff(picture);
    const directory = new DataView(looping.buffer).getUint32(4, true);
    const entries = new DataView(looping.buffer).getUint16(directory, true);
    claim(looping, directory + 2 + 12 * entries, directory, true);
    expect(await within(200, () => cut(looping, 'tiff'))).toEqual({ fallback: 'broken' });
    const endless = writeTiff(Array.from({ length: 70 }, () => text(2, 2)));
    expect(await within(1_000, () => cut(endless, 'tiff'))).toEqual({ fallback: 'broken' });
  });

  it('strips that overlap or lie outside the file are refused', async () => {
    const file = writeTiff(photograph(40, 40), { rowsPerStrip: 20 });
    const view = new DataView(file.buffer);
    const directory = view.getUint32(4, true);
    const offsetsEntry = Array.from({ length: view.getUint16(directory, true) }, (_, i) => directory + 2 + 12 * i).find(
      (at) => view.getUint16(at, true) === 273,
    ) as number;
    const offsets = view.getUint32(offsetsEntry + 8, true);
    const overlapping = claim(file.slice(), offsets + 4, view.getUint32(offsets, true) + 1, true);
    expect(await cut(overlapping, 'tiff')).toEqual({ fallback: 'broken' });
    expect(await cut(claim(file.slice(), offsets, file.length - 5, true), 'tiff')).toEqual({ fallback: 'broken' });
  });

  it('a frame that claims huge rasters or a huge body is refused before allocation', async () => {
    const { segmented, blocks } = await cutWhole(writeBmp(picture), 'bmp');
    const source = async (index: number) => blocks[index]!.bytes;
    const wide = claim(segmented.frame.slice(), 7, 60_000, false);
    claim(wide, 11, 60_000, false);
    await expect(assemblePicture({ ...segmented, frame: wide }, source, codec)).rejects.toMatchObject({
      code: 'limit',
    });
    const within = claim(claim(segmented.frame.slice(), 7, 7_900, false), 11, 7_900, false);
    await expect(assemblePicture({ ...segmented, frame: within }, source, codec)).rejects.toMatchObject({
      code: 'coverage',
    });
    const body = claim(segmented.frame.slice(), 16, 0x7fffffff, false);
    await expect(assemblePicture({ ...segmented, frame: body }, source, codec)).rejects.toMatchObject({
      code: 'limit',
    });
  });
});
