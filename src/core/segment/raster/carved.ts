// Files whose samples lie uncompressed in them (TIFF, BMP): the samples are cut out and become tiles, all other
// bytes, row padding included, stand in the frame in file order (FORMAT.md, "Carved frame").
import { concat, type Bytes } from '../../bytes.ts';
import { VaultError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { ByteReader, u32, u32s, u8 } from './byte-reader.ts';
import { encodeFrame, type Container, type Frame } from './frame.ts';
import type { Assembly, FallbackReason, TakenApart } from './picture.ts';
import type { Raster, RasterShape } from './tiles.ts';

/** Where one raster's samples lie: in segments (strips, tiles) of equal size, left to right, top to bottom. */
export interface Carving extends RasterShape {
  readonly bgr: boolean;
  readonly bottomUp: boolean;
  /** A strip's is the raster's width. */
  readonly segmentWidth: number;
  readonly segmentHeight: number;
  /** Bytes from one row of a segment to the next. */
  readonly stride: number;
  /** Of each segment in the file. */
  readonly offsets: readonly number[];
}

/** A run of sample bytes in the file. */
interface Run {
  readonly at: number;
  readonly length: number;
}

export function segmentCount(carving: Omit<Carving, 'offsets'>): number {
  return Math.ceil(carving.width / carving.segmentWidth) * Math.ceil(carving.height / carving.segmentHeight);
}

/** The runs of all rasters in file order; undefined where two overlap, one leaves the file, or they are too many. */
function runsOf(carvings: readonly Carving[], fileBytes: number): Run[] | undefined {
  const segments = carvings.flatMap((carving) => {
    const perRow = Math.ceil(carving.width / carving.segmentWidth);
    return carving.offsets.map((offset, i) => ({
      offset,
      stride: carving.stride,
      rowBytes: Math.min(carving.segmentWidth, carving.width - (i % perRow) * carving.segmentWidth) * carving.channels,
      rows: Math.min(carving.segmentHeight, carving.height - Math.floor(i / perRow) * carving.segmentHeight),
    }));
  });
  segments.sort((a, b) => a.offset - b.offset);
  const runs: Run[] = [];
  let free = 0;
  for (const { offset, stride, rowBytes, rows } of segments) {
    const end = offset + (rows - 1) * stride + rowBytes;
    if (offset < free || end > fileBytes || runs.length + rows > limits.sampleRuns) return undefined;
    free = end;
    if (stride === rowBytes) runs.push({ at: offset, length: rows * rowBytes });
    else for (let row = 0; row < rows; row++) runs.push({ at: offset + row * stride, length: rowBytes });
  }
  return runs;
}

function rasterOf(carving: Carving, data: Uint8Array): Raster {
  const { width, height, channels, bgr, bottomUp, segmentWidth, segmentHeight, stride, offsets } = carving;
  const perRow = Math.ceil(width / segmentWidth);
  const position = (x: number, y: number) => {
    const row = bottomUp ? height - 1 - y : y;
    const segment = Math.floor(row / segmentHeight) * perRow + Math.floor(x / segmentWidth);
    return (offsets[segment] as number) + (row % segmentHeight) * stride + (x % segmentWidth) * channels;
  };
  return { width, height, channels, data, bgr, runWidth: segmentWidth, position };
}

/** @returns the file without its samples, or `broken` where samples overlap or leave the file */
export function carve(container: Container, file: Bytes, carvings: readonly Carving[]): TakenApart | FallbackReason {
  const runs = runsOf(carvings, file.length);
  if (!runs) return 'broken';
  const rest: Uint8Array[] = [];
  let at = 0;
  for (const run of runs) {
    if (run.at > at) rest.push(file.subarray(at, run.at));
    at = run.at + run.length;
  }
  rest.push(file.subarray(at));
  const body = concat(...carvings.map(encodeCarving), ...rest);
  const rasters = carvings.map((carving) => rasterOf(carving, file));
  return { rasters, frame: encodeFrame({ container, fileBytes: file.length, rasters: carvings, body }) };
}

function encodeCarving(carving: Carving): Bytes {
  return concat(
    u8((carving.bgr ? 1 : 0) | (carving.bottomUp ? 2 : 0)),
    u32(carving.segmentWidth),
    u32(carving.segmentHeight),
    u32(carving.stride),
    u32s(carving.offsets),
  );
}

/** @throws VaultError `format`, where nothing was allocated beyond what the body itself holds */
function decodeCarving(reader: ByteReader, shape: RasterShape): Carving {
  const flags = reader.u8();
  const segmentWidth = reader.u32();
  const segmentHeight = reader.u32();
  const stride = reader.u32();
  if (
    flags > 3 ||
    segmentWidth < 1 ||
    segmentHeight < 1 ||
    stride < Math.min(segmentWidth, shape.width) * shape.channels
  ) {
    throw new VaultError('format', 'not a carving');
  }
  if ((flags & 1) !== 0 && shape.channels < 3) throw new VaultError('format', 'gray samples have no order');
  const carving = {
    ...shape,
    bgr: (flags & 1) !== 0,
    bottomUp: (flags & 2) !== 0,
    segmentWidth,
    segmentHeight,
    stride,
  };
  const bytes = reader.take(4 * segmentCount(carving));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { ...carving, offsets: Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i)) };
}

/**
 * The file with zeros where its samples belong: what {@link beginCarved} fills, and what tells how to draw it.
 *
 * @throws VaultError `format`, `coverage`
 */
export function skeleton(frame: Frame): { file: Bytes; carvings: Carving[] } {
  const reader = new ByteReader(frame.body);
  const carvings = frame.rasters.map((shape) => decodeCarving(reader, shape));
  const rest = reader.rest();
  const runs = runsOf(carvings, frame.fileBytes);
  if (!runs) throw new VaultError('format', 'samples overlap or leave the file');
  const samples = runs.reduce((sum, run) => sum + run.length, 0);
  if (samples + rest.length !== frame.fileBytes)
    throw new VaultError('coverage', 'samples and rest do not make the file', { samples });
  const file = new Uint8Array(frame.fileBytes);
  let at = 0;
  let taken = 0;
  for (const run of runs) {
    file.set(rest.subarray(taken, taken + run.at - at), at);
    taken += run.at - at;
    at = run.at + run.length;
  }
  file.set(rest.subarray(taken), at);
  return { file, carvings };
}

export function beginCarved(frame: Frame): Assembly {
  const { file, carvings } = skeleton(frame);
  return { rasters: carvings.map((carving) => rasterOf(carving, file)), finish: () => file };
}
