// Index rows and filter against their readable twins: sorted arrays and sets of hexadecimal names.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, toHex, type Bytes } from '../../src/core/bytes.ts';
import { packRowBytes } from '../../src/core/pack/pack-rows.ts';
import { BloomFilter } from '../../src/store/bloom-filter.ts';
import { ByteLru } from '../../src/store/byte-lru.ts';
import { filterRun, mergeRuns, prefixOf, runOfPack } from '../../src/store/index-rows.ts';
import { planPack } from '../../src/store/sweep-plan.ts';
import { seededBytes } from '../support/sealed-blocks.ts';

/** Few different prefixes, so that equal ones meet. */
const prefix = fc.uint8Array({ minLength: 8, maxLength: 8, max: 2 });
const packs = fc.array(fc.array(prefix, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 6 });

function packRowsOf(prefixes: readonly Uint8Array[]): Bytes {
  return concat(...prefixes.flatMap((start) => [start, new Uint8Array(packRowBytes - 8)]));
}

describe('a run of index rows', () => {
  it('finds, after any merge, what a search through all rows finds', () => {
    fc.assert(
      fc.property(packs, (contents) => {
        const run = mergeRuns(contents.map((prefixes, index) => runOfPack(index + 1, packRowsOf(prefixes))));
        for (const wanted of contents.flat()) {
          const expected = contents.flatMap((prefixes, index) =>
            prefixes.flatMap((held, row) => (toHex(held) === toHex(wanted) ? [{ pack: index + 1, row }] : [])),
          );
          expect(run.find(prefixOf(wanted))).toEqual(expected);
        }
        expect(run.find(prefixOf(new Uint8Array(8).fill(9)))).toEqual([]);
        expect(filterRun(run, (pack) => pack === 1)).toEqual(runOfPack(1, packRowsOf(contents[0] ?? [])));
      }),
      { seed: 3 },
    );
  });
});

describe('the filter', () => {
  it('never denies what was added, and seldom claims what was not, at two bytes a block', () => {
    const count = 20_000;
    const filter = BloomFilter.forKeys(count);
    const names = seededBytes(count * 2 * 8, 5);
    for (let n = 0; n < count; n++) filter.add(prefixOf(names, n * 8));
    let claimed = 0;
    for (let n = 0; n < count; n++) {
      expect(filter.mayHold(prefixOf(names, n * 8))).toBe(true);
      if (filter.mayHold(prefixOf(names, (count + n) * 8))) claimed++;
    }
    expect(claimed / count).toBeLessThan(0.005);
    expect(filter.bytes.length / count).toBeLessThan(2.01);
    const stored = new BloomFilter(filter.bytes.slice());
    expect(stored.mayHold(prefixOf(names))).toBe(true);
  });
});

describe('the page cache', () => {
  it('keeps what was used last within its bytes', () => {
    const cache = new ByteLru(100);
    for (const key of ['a', 'b']) cache.put(key, new Uint8Array(40));
    cache.get('a');
    cache.put('c', new Uint8Array(50));
    expect(['a', 'b', 'c'].map((key) => cache.get(key)?.length)).toEqual([40, undefined, 50]);
    cache.put('a', new Uint8Array(10));
    cache.put('d', new Uint8Array(40));
    expect(['a', 'c', 'd'].map((key) => cache.get(key)?.length)).toEqual([10, 50, 40]);
    cache.put('huge', new Uint8Array(101));
    expect(cache.get('huge')).toBeUndefined();
  });
});

describe('the plan of a sweep', () => {
  const pack = (lengths: number[], wanted: boolean[]) =>
    planPack({ bytes: 64 + lengths.reduce((sum, length) => sum + length + packRowBytes, 0), lengths, wanted });

  it('keeps, rewrites or deletes a pack by what of its blocks is dead', () => {
    expect(pack([100, 100], [false, false])).toBe('delete');
    expect(pack([100, 100, 100], [true, false, false])).toBe('rewrite');
    expect(pack([900_000, 900_000], [true, false])).toBe('keep');
    expect(pack([1000, 10], [false, true])).toBe('rewrite');
  });

  it('marks what a single photo left for merging, and nothing larger', () => {
    expect(pack([100, 100], [true, true])).toBe('merge');
    expect(pack([600_000, 600_000], [true, true])).toBe('keep');
  });
});
