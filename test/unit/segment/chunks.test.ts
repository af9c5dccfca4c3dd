import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunk, chunkBounds, Chunker, gearBytes } from '../../../src/core/segment/chunks.ts';
import { concat, equalBytes } from '../../../src/core/bytes.ts';
import { randomBytes, randomInteger, seededRandom } from '../../support/pictures/random.ts';

const gear = randomBytes(seededRandom(11), gearBytes);
const otherGear = randomBytes(seededRandom(12), gearBytes);
const megabytes = randomBytes(seededRandom(13), 2_000_000);

/** FastCDC as the paper writes it, in BigInt, one byte at a time. */
function plainChunkLengths(bytes: Uint8Array, table: Uint8Array): number[] {
  const view = new DataView(table.buffer, table.byteOffset);
  const lengths: number[] = [];
  for (let start = 0; start < bytes.length;) {
    let hash = 0n;
    let length = Math.min(bytes.length - start, chunkBounds.maxBytes);
    for (let i = chunkBounds.minBytes; i < length; i++) {
      hash = BigInt.asUintN(64, (hash << 1n) + view.getBigUint64(8 * (bytes[start + i] as number)));
      const mask = i < chunkBounds.averageBytes ? 0x0000d90707537000n : 0x0000d90313530000n;
      if ((hash & mask) === 0n) length = i + 1;
    }
    lengths.push(length);
    start += length;
  }
  return lengths;
}

const lengthsOf = (chunks: Uint8Array[]) => chunks.map((part) => part.length);

describe('content-defined chunks', () => {
  it('cut where the readable twin cuts', () => {
    const bytes = megabytes.subarray(0, 700_000);
    expect(lengthsOf(chunk(bytes, gear))).toEqual(plainChunkLengths(bytes, gear));
  });

  it('are the same however the stream was pushed, and join to the stream', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600_000 }), fc.integer(), (length, seed) => {
        const bytes = megabytes.subarray(0, length);
        const random = seededRandom(seed);
        const chunker = new Chunker(gear);
        const chunks: Uint8Array[] = [];
        for (let at = 0; at < length;) {
          const step = 1 + randomInteger(random, random() < 0.5 ? 100 : 300_000);
          chunks.push(...chunker.push(bytes.subarray(at, at + step)));
          at += step;
        }
        chunks.push(...chunker.end());
        expect(lengthsOf(chunks)).toEqual(lengthsOf(chunk(bytes, gear)));
        expect(equalBytes(concat(...chunks), bytes)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('stay within their bounds and near their average', () => {
    const lengths = lengthsOf(chunk(megabytes, gear));
    for (const length of lengths.slice(0, -1)) {
      expect(length).toBeGreaterThan(chunkBounds.minBytes);
      expect(length).toBeLessThanOrEqual(chunkBounds.maxBytes);
    }
    const average = megabytes.length / lengths.length;
    expect(average).toBeGreaterThan(50_000);
    expect(average).toBeLessThan(110_000);
  });

  it('reach the maximum where nothing in the content says to cut', () => {
    expect(lengthsOf(chunk(new Uint8Array(600_000), gear))).toEqual(plainChunkLengths(new Uint8Array(600_000), gear));
  });

  it('meet again soon after an insertion', () => {
    const edited = concat(megabytes.subarray(0, 500_000), Uint8Array.of(1, 2, 3), megabytes.subarray(500_000));
    const before = new Set(chunk(megabytes, gear).map((part) => part.join()));
    const fresh = chunk(edited, gear).filter((part) => !before.has(part.join()));
    expect(fresh.length).toBeLessThanOrEqual(3);
  });

  it('cut elsewhere under another gear table, so that lengths do not name a known file', () => {
    expect(lengthsOf(chunk(megabytes, otherGear))).not.toEqual(lengthsOf(chunk(megabytes, gear)));
  });

  it('are none for an empty stream', () => {
    expect(chunk(new Uint8Array(0), gear)).toEqual([]);
  });

  it('refuse a gear table of another size', () => {
    expect(() => new Chunker(new Uint8Array(2_047))).toThrow(expect.objectContaining({ code: 'internal' }));
  });
});
