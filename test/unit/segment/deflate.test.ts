import { createHash } from 'node:crypto';
import { constants, deflateRawSync, deflateSync, inflateRawSync } from 'node:zlib';
import { Deflate } from 'pako';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../../src/core/bytes.ts';
import { ByteReader } from '../../../src/core/segment/raster/byte-reader.ts';
import {
  adler32,
  decodeDeflateRecipe,
  encodeDeflateRecipe,
  findDeflate,
  runDeflate,
} from '../../../src/core/segment/raster/deflate.ts';
import { deflateLazy, type LazySettings } from '../../../src/core/segment/raster/deflate-lazy.ts';
import { alphaRamp, noise, text } from '../../support/pictures/drawings.ts';
import { randomBytes, seededRandom } from '../../support/pictures/random.ts';
import vectors from './zlib-vectors.json' with { type: 'json' };

/** What row filters leave of pictures, prose, and the extremes. */
const samples: Record<string, Uint8Array> = {
  picture: alphaRamp(120, 300, 3).rgba.map((value, i, all) => value - (all[i - 4] ?? 0)),
  text: text(200, 200).rgba,
  noise: noise(90, 90, 5).rgba,
  zeros: new Uint8Array(150_000),
  few: Uint8Array.from({ length: 100_000 }, (_, i) => (Math.imul(i, 2_654_435_761) >>> 13) & 3),
  prose: utf8('a photograph is a secret about a secret; the more it tells you the less you know. '.repeat(900)),
  short: Uint8Array.of(1, 2, 3),
  empty: new Uint8Array(0),
};
const levels = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const strategies = [
  constants.Z_DEFAULT_STRATEGY,
  constants.Z_FILTERED,
  constants.Z_HUFFMAN_ONLY,
  constants.Z_RLE,
  constants.Z_FIXED,
];

function lazily(data: Uint8Array, settings: LazySettings): Uint8Array {
  const parts: Uint8Array[] = [];
  deflateLazy(data, settings, (bytes) => {
    parts.push(bytes.slice());
    return true;
  });
  return concat(...parts);
}

function pakoRaw(data: Uint8Array, options: ConstructorParameters<typeof Deflate>[0]): Uint8Array {
  const deflate = new Deflate({ raw: true, ...options });
  deflate.push(data, true);
  return deflate.result;
}

describe('pako', () => {
  it("gives Node's (Chromium's) zlib bytes at every level and strategy", () => {
    for (const data of [samples.picture, samples.text] as Uint8Array[]) {
      for (const level of levels) {
        for (const strategy of strategies) {
          for (const memLevel of [8, 9]) {
            const settings = { level, strategy: strategy as 0 | 1 | 2 | 3 | 4, memLevel };
            const same = Buffer.compare(pakoRaw(data, settings), deflateRawSync(data, settings)) === 0;
            expect(same, JSON.stringify(settings)).toBe(true);
          }
        }
      }
    }
  });

  it("gives zlib 1.2.13's own bytes with the legacy hash, by vectors made with Python", () => {
    for (const { level, memLevel, strategy, windowBits, sha256 } of vectors.streams) {
      const settings = { level, memLevel, strategy: strategy as 0 | 1 | 2 | 3 | 4, windowBits, legacyHash: true };
      const digest = createHash('sha256').update(pakoRaw(vectorInput(), settings)).digest('hex');
      expect(digest, JSON.stringify(settings)).toBe(sha256);
    }
  });
});

/** As vectors.input describes it: a 32-bit multiplicative generator with runs. */
function vectorInput(): Uint8Array {
  let state = 1;
  const bytes = new Uint8Array(120_000);
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 31 === 1 && i >= 300 ? (bytes[i - 1 - ((state >>> 8) % 300)] as number) : (state >>> 26) & 15;
  }
  return bytes;
}

describe('the lazy matcher', () => {
  it("gives zlib's bytes, as pako does, for all its levels", () => {
    for (const [name, data] of Object.entries(samples)) {
      for (const level of levels.slice(3)) {
        for (const filtered of [false, true]) {
          for (const [memLevel, windowBits] of [
            [8, 15],
            [9, 15],
            [8, 9],
            [9, 12],
          ] as const) {
            const got = lazily(data, { level, filtered, memLevel, windowBits, tooFar: 4_096 });
            const want = pakoRaw(data, { level, strategy: filtered ? 1 : 0, memLevel, windowBits, legacyHash: true });
            expect(Buffer.compare(got, want), JSON.stringify({ name, level, filtered, memLevel, windowBits })).toBe(0);
          }
        }
      }
    }
  });

  it('agrees with pako on arbitrary runs and repeats', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 1, max: 16 }),
        (seed, length, colours) => {
          const random = seededRandom(seed);
          const data = Uint8Array.from({ length }, () => Math.floor(random() * colours));
          for (const level of [4, 6, 9]) {
            const got = lazily(data, { level, filtered: false, memLevel: 8, windowBits: 9, tooFar: 4_096 });
            expect(Buffer.compare(got, pakoRaw(data, { level, windowBits: 9, legacyHash: true }))).toBe(0);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('inflates to its data with far short matches, and differs from zlib there', () => {
    const data = samples.picture as Uint8Array;
    const settings = { level: 9, filtered: false, memLevel: 8, windowBits: 15, tooFar: 32_767 };
    const far = lazily(data, settings);
    expect(Buffer.compare(inflateRawSync(far), data)).toBe(0);
    expect(Buffer.compare(far, lazily(data, { ...settings, tooFar: 4_096 }))).not.toBe(0);
  });
});

describe('the search for a stream’s settings', () => {
  const rebuilds = (data: Uint8Array, stream: Uint8Array, thorough = false) => {
    const recipe = findDeflate(data, stream, thorough);
    if (!recipe) return false;
    const reader = new ByteReader(encodeDeflateRecipe(recipe));
    const same = Buffer.compare(runDeflate(decodeDeflateRecipe(reader), data), stream) === 0;
    reader.end();
    return same;
  };

  it('finds every level, strategy and memory level of both zlibs', () => {
    const data = (samples.picture as Uint8Array).subarray(0, 50_000);
    for (const level of levels) {
      for (const strategy of strategies) {
        for (const memLevel of [8, 9]) {
          const settings = { level, strategy, memLevel };
          expect(rebuilds(data, deflateSync(data, settings)), `chromium ${JSON.stringify(settings)}`).toBe(true);
          const zlib = new Deflate({ level, strategy: strategy as 0, memLevel, legacyHash: true });
          zlib.push(data, true);
          expect(rebuilds(data, zlib.result), `zlib ${JSON.stringify(settings)}`).toBe(true);
        }
      }
    }
  });

  it('finds a window smaller than the data, and one that the header understates', () => {
    const data = samples.picture as Uint8Array;
    const small = new Deflate({ level: 6, windowBits: 11, legacyHash: true });
    small.push(data, true);
    expect(rebuilds(data, small.result)).toBe(true);
    const understated = new Deflate({ level: 6, legacyHash: true });
    understated.push((samples.picture as Uint8Array).subarray(0, 3_000), true);
    const stream = understated.result.slice();
    stream.set([0x48, 0x89]);
    expect(rebuilds(data.subarray(0, 3_000), stream)).toBe(true);
  });

  it('finds stored blocks of any lengths', () => {
    const data = samples.noise as Uint8Array;
    expect(rebuilds(data, deflateSync(data, { level: 0 }))).toBe(true);
    expect(rebuilds(data.subarray(0, 0), deflateSync(data.subarray(0, 0), { level: 0 }))).toBe(true);
  });

  it('finds nothing for a stream that no zlib makes', () => {
    const data = samples.picture as Uint8Array;
    const deflate = new Deflate({ level: 6, legacyHash: true });
    deflate.push(data.subarray(0, 40_000), 2);
    deflate.push(data.subarray(40_000), true);
    expect(rebuilds(data, concat(...deflate.chunks, deflate.result), true)).toBe(false);
  });

  it('refuses settings outside the ranges of zlib', () => {
    for (const bytes of [
      [4, 0, 0, 6, 0, 8, 15],
      [1, 0, 0, 0, 0, 8, 15],
      [1, 0, 0, 6, 5, 8, 15],
      [1, 0, 0, 6, 0, 10, 15],
      [1, 0, 0, 6, 0, 8, 8],
      [3, 0, 0, 3, 0, 8, 15],
    ]) {
      expect(() => decodeDeflateRecipe(new ByteReader(Uint8Array.from(bytes)))).toThrow(
        expect.objectContaining({ code: 'format' }),
      );
    }
  });
});

it('Adler-32 is the one in zlib’s trailer', () => {
  for (const data of [samples.noise, samples.short, samples.empty] as Uint8Array[]) {
    expect(adler32(data)).toBe(deflateSync(data).readUInt32BE(deflateSync(data).length - 4));
  }
  expect(adler32(randomBytes(seededRandom(1), 70_000).fill(255))).toBe(
    deflateSync(Buffer.alloc(70_000, 255)).readUInt32BE(deflateSync(Buffer.alloc(70_000, 255)).length - 4),
  );
});
