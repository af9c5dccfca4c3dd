import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/core/limits.ts';
import { areasOf } from '../../../src/core/segment/raster/tiles.ts';
import { methods } from '../../../src/core/segment/segmenter.ts';

const rasterMethods = [methods.rasterTiles, methods.grid4, methods.grid8, methods.grid16];
const shape = fc.record({ width: fc.integer({ min: 1, max: 1_500 }), height: fc.integer({ min: 1, max: 1_500 }) });

describe('areas of a raster', () => {
  it('cover every pixel exactly once', () => {
    fc.assert(
      fc.property(shape, fc.constantFrom(...rasterMethods), ({ width, height }, method) => {
        const covered = new Uint8Array(width * height);
        for (const area of areasOf({ width, height }, method)) {
          for (let y = area.y; y < area.y + area.height; y++) {
            for (let x = area.x; x < area.x + area.width; x++) covered[y * width + x]!++;
          }
        }
        expect(covered.every((times) => times === 1)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('are small enough for one block and for WebP, in pictures of any shape', () => {
    for (const [width, height] of [
      [10_000, 6_400],
      [64_000_000, 1],
      [1, 64_000_000],
      [40_000, 1_600],
    ] as const) {
      for (const method of [methods.grid4, methods.grid16]) {
        const areas = areasOf({ width, height }, method);
        expect(Math.max(...areas.map((area) => area.width * area.height * 4))).toBeLessThan(limits.blockBytes);
        expect(Math.max(...areas.map((area) => Math.max(area.width, area.height)))).toBeLessThanOrEqual(16_383);
      }
    }
  });

  it('are 128 px tiles from the top left, smaller at the far edges', () => {
    expect(areasOf({ width: 200, height: 129 }, methods.rasterTiles)).toEqual([
      { x: 0, y: 0, width: 128, height: 128 },
      { x: 128, y: 0, width: 72, height: 128 },
      { x: 0, y: 128, width: 128, height: 1 },
      { x: 128, y: 128, width: 72, height: 1 },
    ]);
  });

  it("are the paper's 4×4, 8×8 and 16×16 equal cells", () => {
    const cells = [methods.grid4, methods.grid8, methods.grid16].map((method) =>
      areasOf({ width: 768, height: 512 }, method),
    );
    expect(cells.map((list) => list.length)).toEqual([16, 64, 256]);
    expect(cells[1]?.every((area) => area.width === 96 && area.height === 64)).toBe(true);
  });

  it('have no empty cells where the picture is smaller than the grid', () => {
    expect(areasOf({ width: 3, height: 1 }, methods.grid16)).toHaveLength(3);
  });

  it('refuse the method of chunks', () => {
    expect(() => areasOf({ width: 1, height: 1 }, methods.chunks)).toThrow(expect.objectContaining({ code: 'format' }));
  });
});
