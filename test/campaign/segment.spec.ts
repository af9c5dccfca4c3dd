// Segmenting hostile pictures, without a browser (`npm run campaign -- --segment N --seed S`): what is cut comes back
// exactly, what is not cut stays whole, each within its time. test/unit/segment/hostile.test.ts does a thousand each.
import { createHash } from 'node:crypto';
import { expect, test } from 'playwright/test';
import type { Bytes } from '../../src/core/bytes.ts';
import type { MediaType } from '../../src/core/ports.ts';
import { assemblePicture, cutPicture } from '../../src/core/segment/segment.ts';
import { mutate } from '../support/mutations.ts';
import { writeBmp } from '../support/pictures/bmp.ts';
import { photograph, text } from '../support/pictures/drawings.ts';
import { writePng } from '../support/pictures/png.ts';
import { writeTiff } from '../support/pictures/tiff.ts';
import { nodeWebpCodec } from '../support/webp-node.ts';
import { campaignNumber } from './settings.ts';

const slowMs = 10_000;
const first = campaignNumber('seed') * 100_000_000;
const variants = campaignNumber('segment');

const picture = photograph(60, 44, 9);
const sound: readonly (readonly [string, MediaType, Bytes])[] = [
  ['PNG', 'png', writePng(picture)],
  ['interlaced PNG', 'png', writePng(text(60, 50), { colour: 'gray', depth: 2, interlaced: true })],
  ['PNG with alpha', 'png', writePng(picture, { colour: 'rgba', level: 9, filter: 4 })],
  ['TIFF in strips', 'tiff', writeTiff([picture, text(20, 20)], { rowsPerStrip: 9 })],
  ['TIFF in tiles', 'tiff', writeTiff(picture, { tile: 32, bigEndian: true })],
  ['BMP', 'bmp', writeBmp(picture)],
];
const sha256 = (bytes: Uint8Array): Promise<Bytes> =>
  Promise.resolve(new Uint8Array(createHash('sha256').update(bytes).digest()));

test.describe.configure({ mode: 'parallel' });

for (const [name, type, file] of sound) {
  const count = Math.ceil(variants / sound.length);
  test(`${name}: ${count} mutations come back exact or stay whole`, async () => {
    const codec = await nodeWebpCodec();
    const fallbacks: Record<string, number> = {};
    let slowest = 0;
    for (let seed = first; seed < first + count; seed++) {
      const damaged = mutate(file, seed);
      const began = performance.now();
      const result = await cutPicture(damaged, type, 'tiles', codec, sha256);
      const kind = 'fallback' in result ? result.fallback : 'cut';
      fallbacks[kind] = (fallbacks[kind] ?? 0) + 1;
      if (!('fallback' in result)) {
        const block = (index: number): Promise<Bytes> => Promise.resolve(result.blocks[index]!.bytes);
        const rebuilt = await assemblePicture(result.segmented, block, codec);
        if (Buffer.compare(rebuilt, damaged) !== 0)
          throw new Error(`${name}: seed ${seed} comes back with other bytes`);
      }
      const ms = performance.now() - began;
      if (ms > slowMs) throw new Error(`${name}: seed ${seed} took ${Math.round(ms)} ms`);
      slowest = Math.max(slowest, ms);
    }
    console.log(`${name}: ${count} from seed ${first}, ${JSON.stringify(fallbacks)}, slowest ${slowest.toFixed(0)} ms`);
    expect(Object.values(fallbacks).reduce((sum, some) => sum + some, 0)).toBe(count);
  });
}
