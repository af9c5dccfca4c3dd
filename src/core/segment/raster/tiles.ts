// How a raster is cut into blocks and put together again (design §3; FORMAT.md, "Raster block"). Everything
// follows from the layout and the raster's size, so a recipe need not store where its blocks lie. A block is
// the coded RGBA of its area and knows nothing of the container: the same picture as PNG, TIFF or BMP gives the
// same blocks.
import { owned, type Bytes } from '../../bytes.ts';
import { VaultError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import {
  kinds,
  methods,
  type BlockArea,
  type Layout,
  type Method,
  type PlainBlock,
  type RasterCodec,
} from '../segmenter.ts';

export const tileEdgePx = 128;

/**
 * Raw RGBA bytes of one area. Incompressible samples grow by less than 1 % in coding, so a block stays
 * within limits.blockBytes.
 */
const maxAreaBytes = 983_040;
/** WebP's own bound is 16,383. */
const maxAreaEdgePx = 8_192;

export type Channels = 1 | 2 | 3 | 4;

/** Size and samples per pixel of one raster of a file: gray, gray + alpha, RGB, RGBA. */
export interface RasterShape {
  readonly width: number;
  readonly height: number;
  readonly channels: Channels;
}

/** A raster lying in a buffer, in whatever order its container has it. */
export interface Raster extends RasterShape {
  readonly data: Uint8Array;
  /** Blue first, as BMP has it. */
  readonly bgr: boolean;
  /** Pixels that lie side by side before a new run begins, counted from x = 0; a tiled TIFF's tile width. */
  readonly runWidth: number;
  /** Where pixel (x, y) begins in `data`. */
  position(x: number, y: number): number;
}

const methodOf: Record<Layout, Method> = {
  tiles: methods.rasterTiles,
  grid4: methods.grid4,
  grid8: methods.grid8,
  grid16: methods.grid16,
};
const cellsPerEdge: Partial<Record<Method, number>> = { [methods.grid4]: 4, [methods.grid8]: 8, [methods.grid16]: 16 };

export function methodOfLayout(layout: Layout): Method {
  return methodOf[layout];
}

/** Cuts `length` into `parts` nearly equal, non-empty spans. */
function spans(length: number, parts: number): { at: number; length: number }[] {
  const cuts: { at: number; length: number }[] = [];
  for (let i = 0; i < parts; i++) {
    const from = Math.floor((i * length) / parts);
    const to = Math.floor(((i + 1) * length) / parts);
    if (to > from) cuts.push({ at: from, length: to - from });
  }
  return cuts;
}

function tileSpans(length: number): { at: number; length: number }[] {
  const cuts: { at: number; length: number }[] = [];
  for (let at = 0; at < length; at += tileEdgePx) cuts.push({ at, length: Math.min(tileEdgePx, length - at) });
  return cuts;
}

/** A cell too large for one block becomes columns of at most 8,192 px, each cut into equal bands. */
function bands(cell: BlockArea): BlockArea[] {
  const areas: BlockArea[] = [];
  for (const column of spans(cell.width, Math.ceil(cell.width / maxAreaEdgePx))) {
    const maxRows = Math.min(maxAreaEdgePx, Math.floor(maxAreaBytes / (4 * column.length)));
    for (const band of spans(cell.height, Math.ceil(cell.height / maxRows))) {
      areas.push({ x: cell.x + column.at, y: cell.y + band.at, width: column.length, height: band.length });
    }
  }
  return areas;
}

/**
 * @returns the areas of a raster in block order: rows of cells from the top, each from the left
 * @throws VaultError `format` for a method that cuts no rasters
 */
export function areasOf(shape: Pick<RasterShape, 'width' | 'height'>, method: Method): BlockArea[] {
  const cells = cellsPerEdge[method];
  if (cells === undefined && method !== methods.rasterTiles)
    throw new VaultError('format', 'not a raster method', { method });
  const rows = cells === undefined ? tileSpans(shape.height) : spans(shape.height, cells);
  const columns = cells === undefined ? tileSpans(shape.width) : spans(shape.width, cells);
  return rows.flatMap((row) =>
    columns.flatMap((column) => bands({ x: column.at, y: row.at, width: column.length, height: row.length })),
  );
}

/** Samples of an area as RGBA: gray is repeated, missing alpha is 255. */
export function readArea(raster: Raster, area: BlockArea): Bytes {
  const rgba = new Uint8Array(area.width * area.height * 4);
  const { data, channels } = raster;
  const red = channels < 3 ? 0 : raster.bgr ? 2 : 0;
  const green = channels < 3 ? 0 : 1;
  const blue = channels < 3 ? 0 : raster.bgr ? 0 : 2;
  let out = 0;
  for (let y = area.y; y < area.y + area.height; y++) {
    for (let x = area.x; x < area.x + area.width;) {
      const run = Math.min(area.x + area.width - x, raster.runWidth - (x % raster.runWidth));
      let at = raster.position(x, y);
      for (const end = at + run * channels; at < end; at += channels, out += 4) {
        rgba[out] = data[at + red] as number;
        rgba[out + 1] = data[at + green] as number;
        rgba[out + 2] = data[at + blue] as number;
        rgba[out + 3] = channels % 2 === 0 ? (data[at + channels - 1] as number) : 255;
      }
      x += run;
    }
  }
  return rgba;
}

/** @throws VaultError `format` where the RGBA holds what the channels cannot, e.g. colour in a gray raster */
export function checkChannels(rgba: Uint8Array, channels: Channels): void {
  let stray = 0;
  for (let i = 0; i < rgba.length; i += 4) {
    if (channels < 3)
      stray |= ((rgba[i] as number) ^ (rgba[i + 1] as number)) | ((rgba[i + 2] as number) ^ (rgba[i + 1] as number));
    if (channels % 2 === 1) stray |= (rgba[i + 3] as number) ^ 255;
  }
  if (stray !== 0)
    throw new VaultError('format', 'block holds samples that its raster has no channel for', { channels });
}

/**
 * The inverse of {@link readArea}.
 *
 * @throws VaultError `format`, as {@link checkChannels}
 */
export function writeArea(raster: Raster, area: BlockArea, rgba: Uint8Array): void {
  const { data, channels } = raster;
  const red = raster.bgr ? 2 : 0;
  const blue = raster.bgr ? 0 : 2;
  checkChannels(rgba, channels);
  let from = 0;
  for (let y = area.y; y < area.y + area.height; y++) {
    for (let x = area.x; x < area.x + area.width;) {
      const run = Math.min(area.x + area.width - x, raster.runWidth - (x % raster.runWidth));
      let at = raster.position(x, y);
      for (const end = at + run * channels; at < end; at += channels, from += 4) {
        if (channels >= 3) {
          data[at + red] = rgba[from] as number;
          data[at + 1] = rgba[from + 1] as number;
          data[at + blue] = rgba[from + 2] as number;
        } else {
          data[at] = rgba[from] as number;
        }
        if (channels % 2 === 0) data[at + channels - 1] = rgba[from + 3] as number;
      }
      x += run;
    }
  }
}

function isSingleColour(rgba: Bytes): boolean {
  const pixels = new Uint32Array(rgba.buffer);
  const first = pixels[0];
  for (let i = 1; i < pixels.length; i++) if (pixels[i] !== first) return false;
  return true;
}

/** @returns undefined where a coded area passes limits.blockBytes */
export function cutRaster(raster: Raster, method: Method, codec: RasterCodec): PlainBlock[] | undefined {
  const kind = method === methods.rasterTiles ? kinds.rasterTile : kinds.gridCell;
  const blocks: PlainBlock[] = [];
  for (const area of areasOf(raster, method)) {
    const rgba = readArea(raster, area);
    const bytes = codec.encode(rgba, area.width, area.height);
    if (bytes.length > limits.blockBytes) return undefined;
    // NOTE[inline]: a cell this poor in entropy could be found from its tag by trying all of them (design §3).
    const inline = bytes.length < limits.inlineBlockBytes || isSingleColour(rgba);
    blocks.push({ kind, bytes: owned(bytes), inline });
  }
  return blocks;
}
