// How a JPEG's coefficients are cut into blocks and joined again (design §3): squares of whole MCUs, or the DICE paper's
// grid moved to MCU borders. Everything follows from the shape and the layout, so a recipe need not store it. A tile
// holds the real blocks of its area only: padding belongs to the frame.
import { VaultError } from '../../errors.ts';
import type { BlockArea, Layout } from '../segmenter.ts';
import type { JpegPicture } from './jpeg.ts';
import type { JpegShape } from './shape.ts';

/** Edges a space may choose; rounded down to whole MCUs. */
export type JpegTileEdgePx = 64 | 128 | 256;
export const jpegTileEdgePx: JpegTileEdgePx = 256;

/** A grid's cell above this is cut into bands, so that a coded one stays within limits.blockBytes. */
const maxTileCoefficients = 1_600_000;

/** MCUs of one tile. */
export interface JpegTile {
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  readonly high: number;
}

/** The real blocks of one component in a tile. */
export interface TilePlane {
  readonly wide: number;
  readonly high: number;
  /** Of the first block in the picture's coefficients, and from one row of blocks to the next. */
  readonly origin: number;
  readonly rowStep: number;
}

interface Span {
  readonly at: number;
  readonly length: number;
}

function equalSpans(length: number, parts: number): Span[] {
  return Array.from({ length: parts }, (_, i) => {
    const at = Math.floor((i * length) / parts);
    return { at, length: Math.floor(((i + 1) * length) / parts) - at };
  }).filter((span) => span.length > 0);
}

function spansOf(length: number, each: number): Span[] {
  return Array.from({ length: Math.ceil(length / each) }, (_, i) => ({
    at: i * each,
    length: Math.min(each, length - i * each),
  }));
}

const cellsPerEdge = { grid4: 4, grid8: 8, grid16: 16 } as const;

/** @returns tiles in block order: rows from the top, each from the left */
export function jpegTiles(shape: JpegShape, layout: Layout, edgePx: JpegTileEdgePx = jpegTileEdgePx): JpegTile[] {
  const { mcusWide, mcusHigh, hMax, vMax } = shape;
  if (layout === 'tiles') {
    const columns = spansOf(mcusWide, Math.floor(edgePx / (8 * hMax)));
    return spansOf(mcusHigh, Math.floor(edgePx / (8 * vMax))).flatMap((row) =>
      columns.map((column) => ({ x: column.at, y: row.at, wide: column.length, high: row.length })),
    );
  }
  const cells = cellsPerEdge[layout];
  const columns = equalSpans(mcusWide, cells);
  const perMcu = shape.components.reduce((sum, { h, v }) => sum + 64 * h * v, 0);
  return equalSpans(mcusHigh, cells).flatMap((row) =>
    columns.flatMap((column) => {
      const bands = Math.ceil((row.length * column.length * perMcu) / maxTileCoefficients);
      return equalSpans(row.length, bands).map((band) => ({
        x: column.at,
        y: row.at + band.at,
        wide: column.length,
        high: band.length,
      }));
    }),
  );
}

/** Where a tile lies in the picture. */
export function jpegTileArea(shape: JpegShape, tile: JpegTile): BlockArea {
  const x = 8 * shape.hMax * tile.x;
  const y = 8 * shape.vMax * tile.y;
  return {
    x,
    y,
    width: Math.min(8 * shape.hMax * tile.wide, shape.width - x),
    height: Math.min(8 * shape.vMax * tile.high, shape.height - y),
  };
}

export function tilePlanes(shape: JpegShape, tile: JpegTile): TilePlane[] {
  return shape.components.map(({ h, v, wide, high, stride, offset }) => {
    const column = tile.x * h;
    const row = tile.y * v;
    return {
      wide: Math.min(tile.wide * h, wide - column),
      high: Math.min(tile.high * v, high - row),
      origin: offset + 64 * (row * stride + column),
      rowStep: 64 * stride,
    };
  });
}

/** @returns the tile's coefficients: component after component, blocks in raster order, each in zigzag order */
export function readTile(picture: JpegPicture, tile: JpegTile): Int16Array<ArrayBuffer> {
  const planes = tilePlanes(picture.shape, tile);
  const coefficients = new Int16Array(planes.reduce((sum, { wide, high }) => sum + 64 * wide * high, 0));
  let at = 0;
  for (const { wide, high, origin, rowStep } of planes) {
    for (let row = 0; row < high; row++) {
      const from = origin + row * rowStep;
      coefficients.set(picture.coefficients.subarray(from, from + 64 * wide), at);
      at += 64 * wide;
    }
  }
  return coefficients;
}

/**
 * The inverse of {@link readTile}.
 *
 * @throws VaultError `coverage` where the coefficients are not as many as the tile has
 */
export function writeTile(picture: JpegPicture, tile: JpegTile, coefficients: Int16Array): void {
  const planes = tilePlanes(picture.shape, tile);
  const needed = planes.reduce((sum, { wide, high }) => sum + 64 * wide * high, 0);
  if (needed !== coefficients.length)
    throw new VaultError('coverage', 'JPEG: tile of another size', { needed, length: coefficients.length });
  let at = 0;
  for (const { wide, high, origin, rowStep } of planes) {
    for (let row = 0; row < high; row++) {
      picture.coefficients.set(coefficients.subarray(at, at + 64 * wide), origin + row * rowStep);
      at += 64 * wide;
    }
  }
}
