// Where blocks are drawn: areas turn with their picture, ribbons keep proportions, the keyboard reaches every block.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blockAt,
  blockTowards,
  placeAreas,
  placeRibbon,
  uprightArea,
  uprightSize,
} from '../../../src/ui/inspect/block-geometry.ts';

const stored = { width: 300, height: 200 };
const tiles = [
  { x: 0, y: 0, width: 128, height: 128 },
  { x: 128, y: 0, width: 128, height: 128 },
  { x: 256, y: 0, width: 44, height: 128 },
  { x: 0, y: 128, width: 128, height: 72 },
  { x: 128, y: 128, width: 128, height: 72 },
  { x: 256, y: 128, width: 44, height: 72 },
];

/** Where EXIF puts the stored pixel (x, y) of the stored raster when it is shown upright. */
function uprightPixel(x: number, y: number, orientation: number): [number, number] {
  const [w, h] = [stored.width - 1, stored.height - 1];
  switch (orientation) {
    case 2:
      return [w - x, y];
    case 3:
      return [w - x, h - y];
    case 4:
      return [x, h - y];
    case 5:
      return [y, x];
    case 6:
      return [h - y, x];
    case 7:
      return [h - y, w - x];
    case 8:
      return [y, w - x];
    default:
      return [x, y];
  }
}

describe('uprightArea', () => {
  it('holds exactly the pixels that EXIF moves there, for all eight orientations', () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const size = uprightSize(stored, orientation);
      for (const tile of tiles) {
        const area = uprightArea(tile, stored, orientation);
        expect(area.x + area.width).toBeLessThanOrEqual(size.width);
        expect(area.y + area.height).toBeLessThanOrEqual(size.height);
        for (const [x, y] of [
          [tile.x, tile.y],
          [tile.x + tile.width - 1, tile.y + tile.height - 1],
        ] as const) {
          const [ux, uy] = uprightPixel(x, y, orientation);
          expect(ux >= area.x && ux < area.x + area.width && uy >= area.y && uy < area.y + area.height).toBe(true);
        }
      }
    }
  });
});

describe('placeAreas', () => {
  it('finds each block at the middle of its area and none outside the picture', () => {
    const pieces = placeAreas(tiles, stored, { x: 10, y: 20, width: 600, height: 400 });
    for (const [block, tile] of tiles.entries()) {
      const x = 10 + (tile.x + tile.width / 2) * 2;
      const y = 20 + (tile.y + tile.height / 2) * 2;
      expect(blockAt(pieces, x, y)).toBe(block);
    }
    expect(blockAt(pieces, 5, 30)).toBe(-1);
  });

  it('walks from tile to neighbouring tile with the arrow keys and stops at the edge', () => {
    const pieces = placeAreas(tiles, stored, { x: 0, y: 0, width: 300, height: 200 });
    expect(blockTowards(pieces, 0, 'right')).toBe(1);
    expect(blockTowards(pieces, 1, 'down')).toBe(4);
    expect(blockTowards(pieces, 4, 'left')).toBe(3);
    expect(blockTowards(pieces, 3, 'up')).toBe(0);
    expect(blockTowards(pieces, 0, 'up')).toBe(0);
  });
});

describe('placeRibbon', () => {
  it('gives each chunk room in proportion to its bytes and leaves none out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 200, max: 1600 }),
        fc.integer({ min: 100, max: 900 }),
        (bytes, width, height) => {
          const pieces = placeRibbon(bytes, { width, height });
          const total = bytes.reduce((sum, length) => sum + length, 0);
          const lengths = bytes.map(() => 0);
          for (const piece of pieces) {
            lengths[piece.block] = (lengths[piece.block] ?? 0) + piece.width;
            expect(piece.x + piece.width).toBeLessThanOrEqual(width + 0.5001);
            expect(piece.y + piece.height).toBeLessThanOrEqual(height + 1e-6);
          }
          const all = lengths.reduce((sum, length) => sum + length, 0);
          for (const [block, length] of lengths.entries()) {
            expect(length).toBeGreaterThan(0);
            expect(length).toBeGreaterThanOrEqual(((bytes[block] ?? 0) / total) * all * 0.5 - 0.5);
          }
        },
      ),
    );
  });
});
