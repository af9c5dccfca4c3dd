// The worked example of FORMAT.md, "Segments", byte by byte.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { concat, fromHex, toHex, type Bytes } from '../../../src/core/bytes.ts';
import { decodeFrame, encodeFrame } from '../../../src/core/segment/raster/frame.ts';
import { assemblePicture, cutPicture } from '../../../src/core/segment/segment.ts';
import { nodeWebpCodec } from '../../support/webp-node.ts';

const section = readFileSync(resolve(import.meta.dirname, '../../../src/core/FORMAT.md'), 'utf8').split(
  'A PNG of 78 bytes',
)[1] as string;
const [fileText, bodyText] = section.split('```').filter((_, i) => i % 2 === 1) as [string, string];

/** The hexadecimal at the beginning of each line, without its explanation. */
function bytesOf(listing: string): Bytes {
  const lines = listing.trim().split('\n');
  return concat(...lines.map((line) => fromHex((line.split('   ')[0] as string).replaceAll(' ', '')) as Bytes));
}

it('the worked example of FORMAT.md holds in both directions', async () => {
  const codec = await nodeWebpCodec();
  const file = bytesOf(fileText);
  const block = fromHex(/`(2f[0-9a-f]+)`/.exec(section)?.[1] as string) as Bytes;
  const sha256 = async (bytes: Bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

  const picture = await cutPicture(file, 'png', 'tiles', codec, sha256);
  if ('fallback' in picture) throw new Error(picture.fallback);
  expect(picture.blocks.map(({ bytes, inline }) => [toHex(bytes), inline])).toEqual([[toHex(block), true]]);
  expect(toHex(picture.segmented.frame).startsWith('0101010000004e0000000200000002030000004a')).toBe(true);
  const body = bytesOf(bodyText);
  expect(toHex(decodeFrame(picture.segmented.frame).body)).toBe(toHex(body));

  const frame = encodeFrame({ container: 1, fileBytes: 78, rasters: [{ width: 2, height: 2, channels: 3 }], body });
  const rebuilt = await assemblePicture({ method: 2, size: 78, frame, blocks: 1 }, async () => block, codec);
  expect(toHex(rebuilt)).toBe(toHex(file));
});
