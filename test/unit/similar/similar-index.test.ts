// Brute force is the readable twin: whatever is inserted and deleted, every index answers as it does.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Veil } from '../../../src/core/fingerprint/veil.ts';
import type { FileId } from '../../../src/core/ids.ts';
import { BruteForceIndex } from '../../../src/core/similar/brute-force.ts';
import { ClassIndex } from '../../../src/core/similar/class-index.ts';
import { PackedRows } from '../../../src/core/similar/packed-rows.ts';
import { ScanIndex } from '../../../src/core/similar/scan-index.ts';
import { hasSimd, SimdRows } from '../../../src/core/similar/simd-rows.ts';
import type { SimilarIndex } from '../../../src/core/similar/similar-index.ts';
import { chanceFrom } from '../fingerprint/drawn-planes.ts';

/** A copy of one of eight scenes with some bits flipped: groups, as photos have them. */
function fingerprintOf(scene: number, flips: number, seed: number): Uint8Array<ArrayBuffer> {
  const draw = chanceFrom(scene % 8);
  const bytes = Uint8Array.from({ length: 64 }, () => 256 * draw());
  const chance = chanceFrom(seed);
  for (let i = 0; i < flips; i++) {
    const bit = Math.floor(512 * chance());
    bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
  }
  bytes[31] = (bytes[31] as number) & 0x7f;
  return bytes;
}

const fingerprint = fc
  .tuple(fc.nat(7), fc.nat(160), fc.nat())
  .map(([scene, flips, seed]) => fingerprintOf(scene, flips, seed));
const id = fc.nat(30).map((n) => `photo-${n}` as FileId);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ act: fc.constant('insert' as const), id, fingerprint }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('delete' as const), id }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('recluster' as const) }) },
);

const makers: Readonly<Record<string, () => SimilarIndex>> = {
  'scan in SIMD': () => new ScanIndex(new SimdRows()),
  'scan without SIMD': () => new ScanIndex(new PackedRows()),
  'classes that begin often': () => new ClassIndex({ classThreshold: 60 }),
  'classes that begin seldom': () => new ClassIndex({ classThreshold: 200 }),
};

describe.each(Object.keys(makers))('%s', (name) => {
  test('answers as brute force does, through any inserting, deleting and re-clustering', () => {
    const queries = fc.array(fc.tuple(fingerprint, fc.nat(260), fc.constantFrom('joint' as const, 'tgh' as const)), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), queries, (steps, asked) => {
        const plain = new BruteForceIndex();
        const index = (makers[name] as () => SimilarIndex)();
        for (const one of steps)
          if (one.act === 'insert') for (const each of [plain, index]) each.insert(one.id, one.fingerprint);
          else if (one.act === 'delete') expect(index.delete(one.id)).toBe(plain.delete(one.id));
          else if (index instanceof ClassIndex) index.recluster();
        expect(index.size).toBe(plain.size);
        for (const [query, within, part] of asked)
          expect(index.find(query, within, part)).toEqual(plain.find(query, within, part));
      }),
      { numRuns: 60 },
    );
  });

  test('refuses what is not a fingerprint', () => {
    const index = (makers[name] as () => SimilarIndex)();
    expect(() => index.insert('photo-1' as FileId, new Uint8Array(32))).toThrow(
      expect.objectContaining({ code: 'format' }),
    );
    expect(() => index.find(new Uint8Array(65), 10)).toThrow(expect.objectContaining({ code: 'format' }));
  });
});

function filled(index: ClassIndex, of: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes): ClassIndex {
  for (let n = 0; n < 160; n++) index.insert(`photo-${n}` as FileId, of(fingerprintOf(n, 90, n)));
  return index;
}

test('the nearest class alone misses what brute force finds; probing by the triangle inequality does not', () => {
  const nearest = filled(new ClassIndex({ classThreshold: 512, probe: 'nearest' }));
  const exact = filled(new ClassIndex({ classThreshold: 512 }));
  // More classes than scenes: copies of one scene lie on both sides of a border.
  nearest.preCluster(24, chanceFrom(1));
  exact.preCluster(24, chanceFrom(1));
  expect(nearest.classCount).toBeGreaterThan(8);
  const plain = new BruteForceIndex();
  for (let n = 0; n < 160; n++) plain.insert(`photo-${n}` as FileId, fingerprintOf(n, 90, n));
  let all = 0;
  let seen = 0;
  for (let n = 0; n < 40; n++) {
    const query = fingerprintOf(n, 90, 1000 + n);
    const wanted = plain.find(query, 190);
    expect(exact.find(query, 190)).toEqual(wanted);
    all += wanted.length;
    const found = nearest.find(query, 190);
    expect(wanted).toEqual(expect.arrayContaining(found));
    seen += found.length;
  }
  expect(seen).toBeGreaterThan(0);
  expect(seen).toBeLessThan(all);
});

test('a fingerprint beyond the class threshold of every centre begins a class', () => {
  const index = filled(new ClassIndex({ classThreshold: 150 }));
  expect(index.classCount).toBe(8);
  expect(index.newClasses).toBe(8);
  index.recluster();
  expect(index.newClasses).toBe(0);
  expect(index.classCount).toBe(8);
});

test('k-means commutes with the veil: veiled photos fall into the same classes', async () => {
  const veil = await Veil.fromKey(Uint8Array.from({ length: 32 }, (_, i) => i));
  const open = filled(new ClassIndex({ classThreshold: 512, probe: 'nearest' }));
  const veiled = filled(new ClassIndex({ classThreshold: 512, probe: 'nearest' }), (bytes) => veil.apply(bytes));
  for (const index of [open, veiled]) index.preCluster(12, chanceFrom(3));
  expect(veiled.classCount).toBe(open.classCount);
  for (let n = 0; n < 60; n++) {
    const query = fingerprintOf(n, 60, 2000 + n);
    // The whole nearest class: who is in it, and at which distance.
    expect(veiled.find(veil.apply(query), 512)).toEqual(open.find(query, 512));
  }
});

test('ten thousand rows, over several calls and grown memory, give the same answer with and without SIMD', () => {
  expect(hasSimd()).toBe(true);
  const indexes = [new ScanIndex(new SimdRows()), new ScanIndex(new PackedRows())] as const;
  for (const index of indexes)
    for (let n = 0; n < 10_000; n++) index.insert(`photo-${n}` as FileId, fingerprintOf(n, n % 150, n));
  for (const part of ['joint', 'tgh'] as const) {
    const [simd, plain] = indexes.map((index) => index.find(fingerprintOf(3, 20, 77), 60, part));
    expect(plain?.length).toBeGreaterThan(100);
    expect(simd).toEqual(plain);
  }
});
