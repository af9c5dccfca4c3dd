// The grid's geometry: every photo placed once, rows flush, searches equal to a linear look, 100,000 photos fast.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bandAt,
  bandOf,
  bandsBetween,
  groupOf,
  layOut,
  neighbour,
  photoAt,
  scrollMap,
  tilesOf,
  type GridSpec,
} from '../../../src/ui/photos/grid-layout.ts';

const spec: GridSpec = { width: 1000, tileEdge: 180, gap: 4, headerHeight: 48 };

/** Aspects between a tall scan and a panorama, cut into groups of the given sizes. */
const libraries = fc
  .array(fc.array(fc.integer({ min: 100, max: 9000 }), { minLength: 1, maxLength: 30 }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((days) => {
    let start = 0;
    const groups = days.map((day) => ({ start: (start += day.length) - day.length, count: day.length }));
    return { aspects: Uint16Array.from(days.flat()), groups };
  });
const specs = fc.record({
  width: fc.integer({ min: 240, max: 2560 }),
  tileEdge: fc.integer({ min: 64, max: 400 }),
  gap: fc.constantFrom(0, 2, 4),
  headerHeight: fc.constantFrom(0, 48),
});

describe('layOut', () => {
  it('places every photo exactly once, in order, inside the width, without overlap', () => {
    fc.assert(
      fc.property(libraries, specs, ({ aspects, groups }, one) => {
        const layout = layOut(aspects, groups, one);
        const seen: number[] = [];
        let below = 0;
        for (let band = 0; band < layout.bands; band++) {
          expect(layout.top[band]).toBeGreaterThanOrEqual(below - 1e-6);
          below = (layout.top[band] ?? 0) + (layout.height[band] ?? 0);
          let right = 0;
          for (const tile of tilesOf(layout, band)) {
            expect(tile.x).toBeGreaterThanOrEqual(right);
            right = tile.x + tile.width;
            expect(right).toBeLessThanOrEqual(Math.max(one.width, tile.x + 1));
            seen.push(tile.index);
          }
        }
        expect(seen).toEqual(Array.from(aspects.keys()));
        expect(layout.total).toBeGreaterThanOrEqual(below - 1e-6);
      }),
    );
  });

  it('starts every group on a new row under its header', () => {
    fc.assert(
      fc.property(libraries, ({ aspects, groups }) => {
        const layout = layOut(aspects, groups, spec);
        const headers = [...layout.header].flatMap((group, band) => (group >= 0 ? [[group, layout.first[band]]] : []));
        expect(headers).toEqual(groups.map((group, g) => [g, group.start]));
      }),
    );
  });

  it('ends full rows flush with the right edge', () => {
    const layout = layOut(new Uint16Array(100).fill(1500), [], { ...spec, headerHeight: 0 });
    for (let band = 0; band < layout.bands - 1; band++) {
      const last = tilesOf(layout, band).at(-1);
      expect((last?.x ?? 0) + (last?.width ?? 0)).toBe(1000);
    }
  });

  it('lays out 100,000 photos in 300 days in under 30 ms', () => {
    const aspects = Uint16Array.from({ length: 100_000 }, (_, i) => 600 + ((i * 7919) % 1400));
    const groups = Array.from({ length: 1000 }, (_, g) => ({ start: g * 100, count: 100 }));
    let best = Infinity;
    for (let run = 0; run < 5; run++) {
      const before = performance.now();
      layOut(aspects, groups, { ...spec, width: 390, tileEdge: 120 });
      best = Math.min(best, performance.now() - before);
    }
    expect(best).toBeLessThan(30);
  });

  it('keeps an empty library empty', () => {
    const layout = layOut(new Uint16Array(0), [], spec);
    expect(layout.bands).toBe(0);
    expect(layout.total).toBe(0);
    expect(bandAt(layout, 10)).toBe(-1);
    expect(photoAt(layout, 5, 5, true)).toBe(-1);
  });
});

describe('finding', () => {
  it('finds the band at any offset as a linear look does', () => {
    fc.assert(
      fc.property(libraries, fc.double({ min: 0, max: 1, noNaN: true }), ({ aspects, groups }, share) => {
        const layout = layOut(aspects, groups, spec);
        const y = share * layout.total;
        let expected = 0;
        for (let band = 0; band < layout.bands; band++) if ((layout.top[band] ?? 0) <= y) expected = band;
        expect(bandAt(layout, y)).toBe(expected);
      }),
    );
  });

  it('finds every photo at the middle of its own tile, and its row and group', () => {
    fc.assert(
      fc.property(libraries, ({ aspects, groups }) => {
        const layout = layOut(aspects, groups, spec);
        for (let band = 0; band < layout.bands; band++) {
          for (const tile of tilesOf(layout, band)) {
            const y = (layout.top[band] ?? 0) + (layout.height[band] ?? 0) / 2;
            expect(photoAt(layout, tile.x + tile.width / 2, y)).toBe(tile.index);
            expect(bandOf(layout, tile.index)).toBe(band);
            const group = groups[groupOf(groups, tile.index)];
            expect(tile.index - (group?.start ?? 0)).toBeLessThan(group?.count ?? 0);
          }
        }
      }),
    );
  });

  it('names no photo over a header, and the nearest one during a sweep', () => {
    const layout = layOut(Uint16Array.of(1000, 1000, 1000), [{ start: 0, count: 3 }], spec);
    expect(photoAt(layout, 100, 20)).toBe(-1);
    expect(photoAt(layout, 100, 20, true)).toBe(0);
    expect(photoAt(layout, 990, 100)).toBe(-1);
    expect(photoAt(layout, 990, 100, true)).toBe(2);
  });

  it('returns a window that covers the viewport and nothing far from it', () => {
    const layout = layOut(new Uint16Array(5000).fill(1000), [], { ...spec, headerHeight: 0 });
    const { start, end } = bandsBetween(layout, 4000, 4800);
    expect(layout.top[start]).toBeLessThanOrEqual(4000);
    expect((layout.top[end] ?? 0) + 1).toBeGreaterThan(4800);
    expect(end - start).toBeLessThanOrEqual(6);
  });
});

describe('neighbour', () => {
  it('walks down and up through the middle of the tiles, across headers, and stops at the edges', () => {
    const aspects = new Uint16Array(40).fill(1000);
    const layout = layOut(
      aspects,
      [
        { start: 0, count: 20 },
        { start: 20, count: 20 },
      ],
      spec,
    );
    const perRow = tilesOf(layout, 1).length;
    expect(neighbour(layout, 0, 'down')).toBe(perRow);
    expect(neighbour(layout, perRow, 'up')).toBe(0);
    expect(neighbour(layout, 0, 'up')).toBe(0);
    expect(neighbour(layout, 39, 'down')).toBe(39);
    let at = 0;
    for (let step = 0; step < 20; step++) at = neighbour(layout, at, 'down');
    expect(at).toBeGreaterThanOrEqual(20);
    expect(neighbour(layout, 39, 'right')).toBe(39);
  });
});

describe('scrollMap', () => {
  it('is the identity for libraries a browser can lay out', () => {
    expect(scrollMap(9_000_000, 800)).toEqual({ physical: 9_000_000, scale: 1 });
  });

  it('reaches the very end of a taller library at the end of the scroll bar', () => {
    const { physical, scale } = scrollMap(60_000_000, 800);
    expect((physical - 800) * scale).toBeCloseTo(60_000_000 - 800, 3);
  });
});
