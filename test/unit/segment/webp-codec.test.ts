import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RasterCodec } from '../../../src/core/segment/segmenter.ts';
import { createWebpCodec } from '../../../src/media/webp-codec.ts';
import { alphaRamp, gradient, noise, singleColour, text } from '../../support/pictures/drawings.ts';
import { mutate } from '../../support/mutations.ts';
import { loadWebpWasm, nodeWebpCodec } from '../../support/webp-node.ts';

let codec: RasterCodec;
beforeAll(async () => {
  codec = await nodeWebpCodec();
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('the raster codec', () => {
  it('keeps alpha and the colour under it exactly, in any size', () => {
    for (const drawing of [
      alphaRamp(128, 128),
      noise(1, 1),
      noise(127, 3),
      gradient(5, 128),
      text(128, 64),
      singleColour(128, 128),
    ]) {
      const { width, height, rgba } = drawing;
      expect(Buffer.compare(codec.decode(codec.encode(rgba, width, height), width, height), rgba)).toBe(0);
    }
  });

  it('gives golden bytes: a change here would end deduplication with all earlier imports', () => {
    const golden = [text(128, 128, 7), gradient(128, 128), noise(64, 64, 3), singleColour(128, 128)].map(
      ({ width, height, rgba }) => sha256(codec.encode(rgba, width, height)),
    );
    expect(golden).toMatchInlineSnapshot(`
      [
        "aaeb55a4b6c26718d523e03307a63eb4d0cb519e49271e0d7a198c0657eb6daf",
        "bc524acb738689cde9b97a1940e8b28af7c237e3b3c62d7f01c47d5af8720231",
        "b447ba6a14da33af8e295e9f43adaf915db52c864183aae5715dcd4a32ae4ca3",
        "7b0c75828ff95ffc53f46608eb98999c4f332c7a6c4586da0d6bba4f7549608a",
      ]
    `);
  });

  it('gives the same bytes after other rasters, and from a second instance', async () => {
    const { width, height, rgba } = text(128, 128);
    const first = codec.encode(rgba, width, height);
    codec.encode(noise(200, 90).rgba, 200, 90);
    expect(sha256(codec.encode(rgba, width, height))).toBe(sha256(first));
    const second = await createWebpCodec(loadWebpWasm);
    expect(sha256(second.encode(rgba, width, height))).toBe(sha256(first));
  });

  it('codes a single colour in less than an inline block', () => {
    expect(codec.encode(singleColour(128, 128).rgba, 128, 128).length).toBeLessThan(64);
  });

  it('refuses WASM that is not the pinned build', async () => {
    const wasm = await loadWebpWasm();
    const altered = wasm.encoder.slice(0);
    new Uint8Array(altered)[altered.byteLength - 1]! ^= 1;
    await expect(createWebpCodec(async () => ({ ...wasm, encoder: altered }))).rejects.toMatchObject({
      code: 'internal',
    });
  });

  it('refuses a block of another size before libwebp sees it', () => {
    const coded = codec.encode(noise(16, 16).rgba, 16, 16);
    for (const [width, height] of [
      [17, 16],
      [16, 15],
      [16_383, 16_383],
    ] as const) {
      expect(() => codec.decode(coded, width, height)).toThrow(expect.objectContaining({ code: 'format' }));
    }
  });

  it('answers damaged blocks with samples or the code format, and goes on working', () => {
    const { width, height, rgba } = text(64, 64);
    const coded = codec.encode(rgba, width, height);
    for (let seed = 0; seed < 500; seed++) {
      try {
        expect(codec.decode(mutate(coded, seed), width, height)).toHaveLength(width * height * 4);
      } catch (error) {
        expect(error).toMatchObject({ name: 'VaultError', code: 'format' });
      }
    }
    expect(Buffer.compare(codec.decode(coded, width, height), rgba)).toBe(0);
  });
});
