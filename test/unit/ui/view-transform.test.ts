// The viewer's geometry: the picture never leaves its box without reason, and zooming holds what is pointed at.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actualSize,
  bounded,
  fitScale,
  mostZoom,
  panned,
  placement,
  whole,
  zoomedAt,
} from '../../../src/ui/photo/view-transform.ts';

const sizes = fc.record({ width: fc.integer({ min: 1, max: 12_000 }), height: fc.integer({ min: 1, max: 12_000 }) });
const boxes = fc.record({ width: fc.integer({ min: 100, max: 3000 }), height: fc.integer({ min: 100, max: 2000 }) });
const moves = fc.array(
  fc.record({
    factor: fc.double({ min: 0.3, max: 4, noNaN: true }),
    x: fc.integer({ min: -500, max: 500 }),
    y: fc.integer({ min: -500, max: 500 }),
  }),
  { maxLength: 12 },
);

describe('view', () => {
  it('shows a picture whole, centred, and never larger than it is', () => {
    fc.assert(
      fc.property(sizes, boxes, (picture, box) => {
        const { x, y, width, height } = placement(whole, picture, box);
        expect(fitScale(picture, box)).toBeLessThanOrEqual(1);
        expect(width).toBeLessThanOrEqual(box.width + 1e-6);
        expect(height).toBeLessThanOrEqual(box.height + 1e-6);
        expect(x).toBeCloseTo((box.width - width) / 2, 6);
        expect(y).toBeCloseTo((box.height - height) / 2, 6);
      }),
    );
  });

  it('leaves no gap beside a picture larger than the box, after any zooms and pans', () => {
    fc.assert(
      fc.property(sizes, boxes, moves, (picture, box, steps) => {
        let view = whole;
        for (const { factor, x, y } of steps) {
          view = zoomedAt(view, factor, box.width / 3, box.height / 4, picture, box);
          view = panned(view, x, y, picture, box);
        }
        const at = placement(view, picture, box);
        for (const [start, length, room] of [
          [at.x, at.width, box.width],
          [at.y, at.height, box.height],
        ] as const) {
          if (length >= room) {
            expect(start).toBeLessThanOrEqual(1e-6 * room + 1e-6);
            expect(start + length).toBeGreaterThanOrEqual(room - 1e-6 * room - 1e-6);
          } else expect(start).toBeCloseTo((room - length) / 2, 4);
        }
        expect(view.zoom).toBeGreaterThanOrEqual(1);
        expect(view.zoom).toBeLessThanOrEqual(mostZoom(picture, box) + 1e-9);
      }),
    );
  });

  it('keeps the point under the pointer where it is while zooming in', () => {
    const picture = { width: 4000, height: 3000 };
    const box = { width: 1000, height: 750 };
    const start = zoomedAt(whole, 2, 500, 375, picture, box);
    const before = placement(start, picture, box);
    const after = placement(zoomedAt(start, 1.7, 420, 300, picture, box), picture, box);
    expect((420 - after.x) / after.width).toBeCloseTo((420 - before.x) / before.width, 6);
    expect((300 - after.y) / after.height).toBeCloseTo((300 - before.y) / before.height, 6);
  });

  it('stands still when the original takes the place of a preview of the same shape', () => {
    const box = { width: 800, height: 600 };
    const view = bounded({ zoom: 3, x: 0.3, y: 0.6 }, { width: 4000, height: 3000 }, box);
    expect(bounded(view, { width: 4000, height: 3000 }, box)).toEqual(view);
  });

  it('reaches one picture pixel per screen pixel', () => {
    const picture = { width: 6000, height: 4000 };
    const box = { width: 1200, height: 800 };
    const zoom = actualSize(picture, box, 2);
    expect(fitScale(picture, box) * zoom * 2).toBeCloseTo(1, 9);
  });
});
