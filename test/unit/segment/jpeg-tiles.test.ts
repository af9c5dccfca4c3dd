// JPEG coefficients ⇄ tiles: nothing is lost or kept twice, and copies of a picture share what they share.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../../src/core/bytes.ts';
import { beginJpeg, takeApartJpeg } from '../../../src/core/segment/jpeg/jpeg.ts';
import { jpegTileArea, jpegTiles, readTile, writeTile } from '../../../src/core/segment/jpeg/tiles.ts';
import type { Layout } from '../../../src/core/segment/segmenter.ts';
import { progressiveScript, writeJpeg, type JpegOptions } from '../../support/pictures/jpeg.ts';

const colour = [
  [2, 2],
  [1, 1],
  [1, 1],
] as const;

function apart(file: Bytes) {
  const parts = takeApartJpeg(file);
  if (typeof parts === 'string') throw new Error(parts);
  return parts;
}

function tileNames(file: Bytes, layout: Layout = 'tiles', edge: 64 | 128 | 256 = 64): string[] {
  const { picture } = apart(file);
  return jpegTiles(picture.shape, layout, edge).map((tile) =>
    createHash('sha256')
      .update(new Uint8Array(readTile(picture, tile).buffer))
      .digest('hex'),
  );
}

const shared = (a: string[], b: string[]) => b.filter((name) => a.includes(name)).length / b.length;

const factor = fc.integer({ min: 1, max: 4 });
const anyPicture = fc.record({
  width: fc.integer({ min: 1, max: 150 }),
  height: fc.integer({ min: 1, max: 150 }),
  sampling: fc
    .array(fc.tuple(factor, factor), { minLength: 1, maxLength: 4 })
    .filter((factors) => factors.reduce((sum, [h, v]) => sum + h * v, 0) <= 10),
  strangePadding: fc.boolean(),
});
const anyLayout = fc.constantFrom<Layout>('tiles', 'grid4', 'grid8', 'grid16');

describe('tiles', () => {
  it('give the file back with the frame', () => {
    fc.assert(
      fc.property(anyPicture, anyLayout, fc.constantFrom(64, 128, 256), (options, layout, edge) => {
        const file = writeJpeg(options);
        const { picture, frame } = apart(file);
        const assembly = beginJpeg(frame);
        for (const tile of jpegTiles(picture.shape, layout, edge as 64))
          writeTile(assembly.picture, tile, readTile(picture, tile));
        expect(Buffer.compare(assembly.finish(), file)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('cover each pixel of the picture once', () => {
    fc.assert(
      fc.property(anyPicture, anyLayout, (options, layout) => {
        const { picture } = apart(writeJpeg({ ...options, density: 0 }));
        const { width, height } = picture.shape;
        const covered = new Uint8Array(width * height);
        for (const tile of jpegTiles(picture.shape, layout, 64)) {
          const area = jpegTileArea(picture.shape, tile);
          expect(area.width * area.height).toBeGreaterThan(0);
          for (let y = area.y; y < area.y + area.height; y++)
            for (let x = area.x; x < area.x + area.width; x++) covered[y * width + x]!++;
        }
        expect(covered.every((times) => times === 1)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('of another size are refused', () => {
    const { picture } = apart(writeJpeg({ width: 40, height: 40, sampling: colour }));
    const [tile] = jpegTiles(picture.shape, 'tiles');
    expect(() => writeTile(picture, tile!, new Int16Array(64))).toThrow(expect.objectContaining({ code: 'coverage' }));
  });
});

describe('copies share all tiles', () => {
  const drawn: JpegOptions = { width: 200, height: 150, sampling: colour };
  const names = tileNames(writeJpeg(drawn));
  it.each<[string, Partial<JpegOptions>]>([
    ['progressive', { progressive: true, scans: progressiveScript(3) }],
    ['other tables', { codes: 'flat' }],
    ['restarts', { restart: 5 }],
  ])('%s', (_, options) => {
    expect(tileNames(writeJpeg({ ...drawn, ...options }))).toEqual(names);
  });
});

const jpegtran = (file: Bytes, ...options: string[]): Bytes =>
  new Uint8Array(spawnSync('jpegtran', options, { input: file, maxBuffer: 1 << 26 }).stdout);

describe.skipIf(spawnSync('jpegtran', ['-version']).error !== undefined)('copies that jpegtran makes', () => {
  const file = writeJpeg({ width: 250, height: 200, sampling: colour, density: 0.1 });
  const names = tileNames(file);
  it.each<[string, number, string[]]>([
    ['optimised', 1, ['-copy', 'none', '-optimize']],
    ['progressive', 1, ['-progressive']],
    ['with restarts', 1, ['-restart', '2']],
    ['cropped at tile edges', 1, ['-crop', '128x128+64+64']],
    ['without their left tiles', 1, ['-crop', '186x200+64+0']],
  ])('%s', (_, share, options) => {
    const copy = jpegtran(file, ...options);
    expect(shared(names, tileNames(copy))).toBe(share);
    const { picture, frame } = apart(copy);
    const assembly = beginJpeg(frame);
    assembly.picture.coefficients.set(picture.coefficients);
    expect(Buffer.compare(assembly.finish(), copy)).toBe(0);
  });
});
