// PNG's scanlines: where they lie in the inflated data (Adam7 passes included), their filters undone and done
// again in place, and the raster seen through them (PNG third edition §7, §8, §9).
import type { Channels, Raster } from './tiles.ts';

/** What IHDR says, for the colour types and depths that are tiled. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** 1, 2, 4 or 8 */
  readonly depth: number;
  /** 0 gray, 2 RGB, 3 palette, 4 gray + alpha, 6 RGBA */
  readonly colourType: number;
  readonly interlaced: boolean;
  /** Samples per pixel; a palette's index is one. */
  readonly channels: Channels;
}

interface Pass {
  readonly width: number;
  readonly height: number;
  /** Where the pass's pixels lie in the picture: first pixel and steps. */
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
  /** Bytes of one row without its filter byte. */
  readonly rowBytes: number;
  /** Of the pass's first row, its filter byte, in the inflated data. */
  readonly offset: number;
}

/** x, y, step of x, step of y */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Plain files are one pass; empty Adam7 passes are absent from the data. */
export function passesOf(header: PngHeader): { passes: Pass[]; bytes: number; rows: number } {
  const passes: Pass[] = [];
  let bytes = 0;
  let rows = 0;
  for (const [x, y, stepX, stepY] of header.interlaced ? adam7 : ([[0, 0, 1, 1]] as const)) {
    const width = Math.ceil((header.width - x) / stepX);
    const height = Math.ceil((header.height - y) / stepY);
    if (width <= 0 || height <= 0) continue;
    const rowBytes = Math.ceil((width * header.channels * header.depth) / 8);
    passes.push({ width, height, x, y, stepX, stepY, rowBytes, offset: bytes });
    bytes += height * (1 + rowBytes);
    rows += height;
  }
  return { passes, bytes, rows };
}

function filterDistance(header: PngHeader): number {
  return Math.max(1, (header.channels * header.depth) >> 3);
}

function paeth(left: number, up: number, upLeft: number): number {
  const toLeft = Math.abs(up - upLeft);
  const toUp = Math.abs(left - upLeft);
  const toUpLeft = Math.abs(left + up - 2 * upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}

/** The filter byte of every row, in order. */
export function filtersOf(header: PngHeader, data: Uint8Array): Uint8Array {
  const { passes, rows } = passesOf(header);
  const filters = new Uint8Array(rows);
  let row = 0;
  for (const pass of passes) {
    for (let y = 0; y < pass.height; y++) filters[row++] = data[pass.offset + y * (1 + pass.rowBytes)] as number;
  }
  return filters;
}

export function setFilters(header: PngHeader, data: Uint8Array, filters: Uint8Array): void {
  let row = 0;
  for (const pass of passesOf(header).passes) {
    for (let y = 0; y < pass.height; y++) data[pass.offset + y * (1 + pass.rowBytes)] = filters[row++] as number;
  }
}

/** Undoes the filters in place, leaving the filter bytes. @returns false where a filter is unknown */
export function unfilter(header: PngHeader, data: Uint8Array): boolean {
  const distance = filterDistance(header);
  for (const pass of passesOf(header).passes) {
    const stride = 1 + pass.rowBytes;
    for (let y = 0; y < pass.height; y++) {
      const start = pass.offset + y * stride + 1;
      const end = start + pass.rowBytes;
      const filter = data[start - 1] as number;
      if (filter > 4) return false;
      if (filter === 1) {
        for (let i = start + distance; i < end; i++) data[i] = (data[i] as number) + (data[i - distance] as number);
      } else if (filter === 2 && y > 0) {
        for (let i = start; i < end; i++) data[i] = (data[i] as number) + (data[i - stride] as number);
      } else if (filter === 3) {
        for (let i = start; i < end; i++) {
          const left = i - distance < start ? 0 : (data[i - distance] as number);
          const up = y === 0 ? 0 : (data[i - stride] as number);
          data[i] = (data[i] as number) + ((left + up) >> 1);
        }
      } else if (filter === 4) {
        for (let i = start; i < end; i++) {
          const inside = i - distance >= start;
          const left = inside ? (data[i - distance] as number) : 0;
          const up = y === 0 ? 0 : (data[i - stride] as number);
          const upLeft = inside && y > 0 ? (data[i - distance - stride] as number) : 0;
          data[i] = (data[i] as number) + paeth(left, up, upLeft);
        }
      }
    }
  }
  return true;
}

/** The inverse of {@link unfilter}, in place: from the last row up and from the right, since each needs what lies before it. */
export function filter(header: PngHeader, data: Uint8Array): void {
  const distance = filterDistance(header);
  for (const pass of passesOf(header).passes) {
    const stride = 1 + pass.rowBytes;
    for (let y = pass.height - 1; y >= 0; y--) {
      const start = pass.offset + y * stride + 1;
      const last = start + pass.rowBytes - 1;
      const kind = data[start - 1] as number;
      if (kind === 1) {
        for (let i = last; i >= start + distance; i--) data[i] = (data[i] as number) - (data[i - distance] as number);
      } else if (kind === 2 && y > 0) {
        for (let i = last; i >= start; i--) data[i] = (data[i] as number) - (data[i - stride] as number);
      } else if (kind === 3) {
        for (let i = last; i >= start; i--) {
          const left = i - distance < start ? 0 : (data[i - distance] as number);
          const up = y === 0 ? 0 : (data[i - stride] as number);
          data[i] = (data[i] as number) - ((left + up) >> 1);
        }
      } else if (kind === 4) {
        for (let i = last; i >= start; i--) {
          const inside = i - distance >= start;
          const left = inside ? (data[i - distance] as number) : 0;
          const up = y === 0 ? 0 : (data[i - stride] as number);
          const upLeft = inside && y > 0 ? (data[i - distance - stride] as number) : 0;
          data[i] = (data[i] as number) - paeth(left, up, upLeft);
        }
      }
    }
  }
}

/** Rows of whole bytes in one pass are the raster as they lie; anything else is spread out first. */
function isDirect(header: PngHeader): boolean {
  return header.depth === 8 && !header.interlaced;
}

/** @param data  unfiltered rows, or a buffer of that size to be filled */
function directRaster(header: PngHeader, data: Uint8Array): Raster {
  const { width, height, channels } = header;
  const stride = 1 + width * channels;
  const position = (x: number, y: number) => y * stride + 1 + x * channels;
  return { width, height, channels, data, bgr: false, runWidth: width, position };
}

function spreadRaster(header: PngHeader): Raster {
  const { width, height, channels } = header;
  const data = new Uint8Array(width * height * channels);
  return { width, height, channels, data, bgr: false, runWidth: width, position: (x, y) => (y * width + x) * channels };
}

/** @returns undefined where bits beyond a row's end are set, which no raster can hold */
export function rasterFromRows(header: PngHeader, data: Uint8Array): Raster | undefined {
  if (isDirect(header)) return directRaster(header, data);
  const raster = spreadRaster(header);
  return moveSamples(header, data, raster, false) ? raster : undefined;
}

/** A raster to be filled, and what makes rows of it once it is. */
export function rasterForRows(header: PngHeader, data: Uint8Array): { raster: Raster; finish: () => void } {
  if (isDirect(header)) return { raster: directRaster(header, data), finish: () => undefined };
  const raster = spreadRaster(header);
  return { raster, finish: () => moveSamples(header, data, raster, true) };
}

/** Moves samples between packed, interlaced rows and a raster of one byte per sample. */
function moveSamples(header: PngHeader, data: Uint8Array, raster: Raster, toRows: boolean): boolean {
  const { depth, channels } = header;
  const mask = (1 << depth) - 1;
  for (const pass of passesOf(header).passes) {
    for (let row = 0; row < pass.height; row++) {
      const start = pass.offset + row * (1 + pass.rowBytes) + 1;
      let bit = 0;
      for (let column = 0; column < pass.width; column++) {
        let at = raster.position(pass.x + column * pass.stepX, pass.y + row * pass.stepY);
        for (let channel = 0; channel < channels; channel++, bit += depth, at++) {
          const byte = start + (bit >> 3);
          const shift = 8 - depth - (bit & 7);
          if (toRows) data[byte] = (data[byte] as number) | (((raster.data[at] as number) & mask) << shift);
          else raster.data[at] = ((data[byte] as number) >> shift) & mask;
        }
      }
      const used = bit & 7;
      if (!toRows && used !== 0 && ((data[start + (bit >> 3)] as number) & (0xff >> used)) !== 0) return false;
    }
  }
  return true;
}
