// Real photos where they lie beside the checkout, self-drawn ones always: the same claims for both.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../../../src/core/bytes.ts';
import type { MediaType } from '../../../src/core/ports.ts';
import { assemblePicture, segmentPicture } from '../../../src/core/segment/segment.ts';
import type { RasterCodec } from '../../../src/core/segment/segmenter.ts';
import { writeBmp } from '../../support/pictures/bmp.ts';
import { alphaRamp, photograph } from '../../support/pictures/drawings.ts';
import { writePng } from '../../support/pictures/png.ts';
import { writeTiff } from '../../support/pictures/tiff.ts';
import { nodeWebpCodec } from '../../support/webp-node.ts';

let codec: RasterCodec;
beforeAll(async () => {
  codec = await nodeWebpCodec();
});
const sha256 = async (bytes: Uint8Array): Promise<Bytes> => new Uint8Array(createHash('sha256').update(bytes).digest());

/** What these files are known to be that tiles do not take. */
const wholeByDesign = new Set([
  'bilevel-g4.tif',
  'rgb16-deflate.tif',
  'rgb16.png',
  'rgb8-deflate.tif',
  'rgb8-lzw-tiled.tif',
  'rgb8-lzw.tif',
  'rgb8-packbits.tif',
  'two-pages.tif',
]);
const types: Partial<Record<string, MediaType>> = { '.png': 'png', '.tif': 'tiff', '.bmp': 'bmp' };

interface Photo {
  readonly name: string;
  readonly type: MediaType;
  readonly read: () => Bytes;
}

const selfDrawn: Photo[] = [
  { name: 'drawn, RGB PNG', type: 'png', read: () => writePng(photograph(500, 333), { level: 9 }) },
  { name: 'drawn, RGBA PNG', type: 'png', read: () => writePng(alphaRamp(300, 200), { colour: 'rgba' }) },
  { name: 'drawn, gray PNG', type: 'png', read: () => writePng(photograph(300, 200), { colour: 'gray' }) },
  { name: 'drawn, interlaced PNG', type: 'png', read: () => writePng(photograph(300, 200), { interlaced: true }) },
  { name: 'drawn, TIFF', type: 'tiff', read: () => writeTiff(photograph(300, 200), { rowsPerStrip: 16 }) },
  { name: 'drawn, tiled TIFF', type: 'tiff', read: () => writeTiff(photograph(300, 200), { tile: 64 }) },
  { name: 'drawn, BMP', type: 'bmp', read: () => writeBmp(photograph(301, 200)) },
];

const photos = resolve(import.meta.dirname, '../../../../shared/photos');
const besideCheckout: Photo[] = ['kodak', 'made'].flatMap((folder) => {
  const path = resolve(photos, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path).flatMap((name) => {
    const type = types[extname(name)];
    return type && !wholeByDesign.has(name)
      ? [{ name: `${folder}/${name}`, type, read: () => new Uint8Array(readFileSync(resolve(path, name))) }]
      : [];
  });
});

describe('photographs are tiled smaller than their files and come back exact', () => {
  it.each([...selfDrawn, ...besideCheckout])('$name', async ({ read, type }) => {
    const file = read();
    const picture = await segmentPicture(file, type, 'tiles', codec, sha256);
    if ('fallback' in picture) throw new Error(picture.fallback);
    const stored = picture.blocks.reduce((sum, block) => sum + block.bytes.length, picture.segmented.frame.length);
    expect(stored).toBeLessThan(file.length);
    const rebuilt = await assemblePicture(picture.segmented, async (index) => picture.blocks[index]!.bytes, codec);
    expect(Buffer.compare(rebuilt, file)).toBe(0);
  });
});
