// A PNG writer for tests that can do what real encoders do: every colour type and depth, every filter, Adam7, any
// zlib level and strategy, IDATs of any size, further chunks. Checksums by its own code, not the product's.
import { Deflate } from 'pako';
import type { Drawing } from './drawings.ts';
import { deepSamples, grayAlphaSamples, graySamples, palette332, paletteSamples, rgbSamples } from './samples.ts';

export type PngColour = 'gray' | 'gray-alpha' | 'rgb' | 'rgba' | 'palette';
/** One filter for all rows, or all five in turn. */
export type PngFilter = 0 | 1 | 2 | 3 | 4 | 'mixed';

export interface PngChunkSpec {
  readonly type: string;
  readonly data: Uint8Array;
}

export interface PngOptions {
  readonly colour?: PngColour;
  /** 1, 2, 4 for gray and palette; 16 for all but palette. */
  readonly depth?: 1 | 2 | 4 | 8 | 16;
  readonly filter?: PngFilter;
  readonly interlaced?: boolean;
  readonly level?: number;
  /** 0 default, 1 filtered, 2 Huffman only, 3 run lengths, 4 fixed */
  readonly strategy?: 0 | 1 | 2 | 3 | 4;
  readonly memLevel?: number;
  readonly windowBits?: number;
  /** Chromium's fork of zlib instead of zlib. */
  readonly chromium?: boolean;
  /** Bytes per IDAT chunk. */
  readonly idatBytes?: number;
  /** Between IHDR (and PLTE) and IDAT. */
  readonly chunks?: readonly PngChunkSpec[];
  /** Between IDAT and IEND. */
  readonly lateChunks?: readonly PngChunkSpec[];
  /** Behind IEND. */
  readonly trailing?: Uint8Array;
  /** Replaces zlib altogether. */
  readonly compress?: (rows: Uint8Array) => Uint8Array;
}

const colourTypes = { gray: 0, rgb: 2, palette: 3, 'gray-alpha': 4, rgba: 6 } as const;
const channelsOf = { gray: 1, rgb: 3, palette: 1, 'gray-alpha': 2, rgba: 4 } as const;
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

export function writePng(drawing: Drawing, options: PngOptions = {}): Uint8Array<ArrayBuffer> {
  const { colour = 'rgb', depth = 8, interlaced = false } = options;
  const rows = filteredRows(drawing, colour, depth, options.filter ?? 'mixed', interlaced);
  const stream = options.compress ? options.compress(rows) : compress(rows, options);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, drawing.width);
  view.setUint32(4, drawing.height);
  header.set([depth, colourTypes[colour], 0, 0, interlaced ? 1 : 0], 8);
  const parts: Uint8Array[] = [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), pngChunk('IHDR', header)];
  if (colour === 'palette') parts.push(pngChunk('PLTE', palette332.subarray(0, 3 << depth)));
  for (const { type, data } of options.chunks ?? []) parts.push(pngChunk(type, data));
  const idatBytes = options.idatBytes ?? 8_192;
  for (let at = 0; at < stream.length; at += idatBytes)
    parts.push(pngChunk('IDAT', stream.subarray(at, at + idatBytes)));
  for (const { type, data } of options.lateChunks ?? []) parts.push(pngChunk(type, data));
  parts.push(pngChunk('IEND', new Uint8Array(0)), options.trailing ?? new Uint8Array(0));
  return join(parts);
}

function compress(rows: Uint8Array, options: PngOptions): Uint8Array {
  const { level = 6, strategy = 0, memLevel = 8, windowBits = 15, chromium = false } = options;
  const deflate = new Deflate({ level, strategy, memLevel, windowBits, legacyHash: !chromium });
  deflate.push(rows, true);
  return deflate.result;
}

export function pngChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(12 + data.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) chunk[4 + i] = type.charCodeAt(i);
  chunk.set(data, 8);
  view.setUint32(8 + data.length, crc(chunk.subarray(4, 8 + data.length)));
  return chunk;
}

/** Bit by bit from its definition. */
function crc(bytes: Uint8Array): number {
  let register = 0xffffffff;
  for (const byte of bytes) {
    register ^= byte;
    for (let bit = 0; bit < 8; bit++) register = register & 1 ? (register >>> 1) ^ 0xedb88320 : register >>> 1;
  }
  return ~register >>> 0;
}

export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** One number per sample, shallow depths reduced to their upper bits. */
function samplesOf(drawing: Drawing, colour: PngColour, depth: number): Uint8Array {
  const of = {
    gray: graySamples,
    'gray-alpha': grayAlphaSamples,
    rgb: rgbSamples,
    rgba: ({ rgba }: Drawing) => rgba,
    palette: paletteSamples,
  };
  const samples = of[colour](drawing);
  if (depth === 16) return deepSamples(samples);
  return depth === 8 ? samples : samples.map((sample) => sample >> (8 - depth));
}

function filteredRows(
  drawing: Drawing,
  colour: PngColour,
  depth: number,
  filter: PngFilter,
  interlaced: boolean,
): Uint8Array {
  const { width, height } = drawing;
  const channels = channelsOf[colour];
  const samples = samplesOf(drawing, colour, depth);
  const bytesPerPixel = depth < 8 ? 1 : (channels * depth) / 8;
  const parts: Uint8Array[] = [];
  for (const [x0, y0, stepX, stepY] of interlaced ? adam7 : ([[0, 0, 1, 1]] as const)) {
    const columns = Math.ceil((width - x0) / stepX);
    if (columns <= 0) continue;
    let above: Uint8Array = new Uint8Array(Math.ceil((columns * channels * depth) / 8));
    for (let y = y0, index = 0; y < height; y += stepY, index++) {
      const row = new Uint8Array(above.length);
      for (let column = 0; column < columns; column++) {
        const pixel = y * width + x0 + column * stepX;
        if (depth < 8) {
          const bit = column * depth;
          row[bit >> 3]! |= (samples[pixel] as number) << (8 - depth - (bit & 7));
        } else row.set(samples.subarray(pixel * bytesPerPixel, (pixel + 1) * bytesPerPixel), column * bytesPerPixel);
      }
      parts.push(filterRow(row, above, bytesPerPixel, filter === 'mixed' ? index % 5 : filter));
      above = row;
    }
  }
  return join(parts);
}

function filterRow(row: Uint8Array, above: Uint8Array, distance: number, filter: number): Uint8Array {
  const filtered = new Uint8Array(1 + row.length);
  filtered[0] = filter;
  for (let i = 0; i < row.length; i++) {
    const left = i >= distance ? (row[i - distance] as number) : 0;
    const up = above[i] as number;
    const upLeft = i >= distance ? (above[i - distance] as number) : 0;
    const estimate = left + up - upLeft;
    const nearest = [left, up, upLeft].reduce((best, value) =>
      Math.abs(estimate - value) < Math.abs(estimate - best) ? value : best,
    );
    filtered[1 + i] = (row[i] as number) - ([0, left, up, (left + up) >> 1, nearest][filter] as number);
  }
  return filtered;
}
