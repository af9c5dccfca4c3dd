// A selection behaves as the set of its indices, whatever was added, removed and toggled.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IndexRanges } from '../../../src/ui/photos/index-ranges.ts';

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('add', 'remove', 'toggle'),
    start: fc.integer({ min: 0, max: 60 }),
    length: fc.integer({ min: 0, max: 20 }),
  }),
  { maxLength: 30 },
);

describe('IndexRanges', () => {
  it('equals the set of its indices after any steps', () => {
    fc.assert(
      fc.property(steps, (all) => {
        let ranges = IndexRanges.none;
        const set = new Set<number>();
        for (const { kind, start, length } of all) {
          if (kind === 'toggle') {
            ranges = ranges.toggle(start);
            if (!set.delete(start)) set.add(start);
            continue;
          }
          ranges = kind === 'add' ? ranges.add(start, start + length) : ranges.remove(start, start + length);
          for (let i = start; i < start + length; i++)
            if (kind === 'add') set.add(i);
            else set.delete(i);
        }
        const sorted = [...set].sort((a, b) => a - b);
        expect(ranges.size).toBe(set.size);
        for (let i = 0; i < 90; i++) expect(ranges.has(i)).toBe(set.has(i));
        expect(ranges.ranges).toEqual(IndexRanges.fromSorted(sorted).ranges);
        expect(ranges.countIn(10, 40)).toBe(sorted.filter((i) => i >= 10 && i < 40).length);
      }),
    );
  });

  it('keeps neighbouring ranges joined and empty ones out', () => {
    expect(IndexRanges.of(0, 5).add(5, 9).ranges).toEqual([{ start: 0, end: 9 }]);
    expect(IndexRanges.of(3, 3).isEmpty).toBe(true);
    expect(IndexRanges.of(0, 5).remove(0, 5)).toBe(IndexRanges.none);
  });

  it('selects 100,000 photos as one range', () => {
    expect(IndexRanges.of(0, 100_000).toggle(50_000).ranges.length).toBe(2);
  });
});
