// The frame of a picture: which rasters it holds, and the body that the container's own module reads
// (FORMAT.md, "Frames of pictures"). The body is deflated only to be small: nothing depends on its compressed bytes.
import { deflateRaw } from 'pako';
import { concat, type Bytes } from '../../bytes.ts';
import { VaultError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { ByteReader, u32, u8 } from './byte-reader.ts';
import { inflateExactly } from './inflate.ts';
import type { Channels, RasterShape } from './tiles.ts';

export const containers = { png: 1, tiff: 2, bmp: 3 } as const;
export type Container = (typeof containers)[keyof typeof containers];

const frameVersion = 1;
/** Bodies hold at most the file without its samples, and rows' filters. */
const maxBodyBytes = limits.rasterFileBytes + limits.rasterPixels;
/** Above this the body is mostly other media (animation frames), which level 9 would only slow down. */
const carefulBodyBytes = 1024 * 1024;

export interface Frame {
  readonly container: Container;
  /** Bytes of the whole file. */
  readonly fileBytes: number;
  /** In block order; a TIFF may hold several pages. */
  readonly rasters: readonly RasterShape[];
  readonly body: Uint8Array;
}

export function encodeFrame(frame: Frame): Bytes {
  return concat(
    Uint8Array.of(frameVersion, frame.container, frame.rasters.length),
    u32(frame.fileBytes),
    ...frame.rasters.map((raster) => concat(u32(raster.width), u32(raster.height), u8(raster.channels))),
    u32(frame.body.length),
    deflateRaw(frame.body, { level: frame.body.length > carefulBodyBytes ? 1 : 9 }),
  );
}

/** @throws VaultError `version`, `format`, `limit`; nothing is allocated before its bound was checked */
export function decodeFrame(bytes: Uint8Array): Frame {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== frameVersion) throw new VaultError('version', 'frame of another version');
  const container = Object.values(containers).find((value) => value === bytes[1]);
  reader.u8();
  if (container === undefined) throw new VaultError('format', 'unknown container');
  const count = reader.u8();
  if (count < 1 || count > limits.tiffDirectories) throw new VaultError('limit', 'number of rasters', { count });
  const fileBytes = reader.u32();
  if (fileBytes > limits.rasterFileBytes) throw new VaultError('limit', 'rasterFileBytes', { fileBytes });
  const rasters: RasterShape[] = [];
  let pixels = 0;
  for (let i = 0; i < count; i++) {
    const width = reader.u32();
    const height = reader.u32();
    const channels = reader.u8();
    if (width < 1 || height < 1 || !isChannels(channels)) throw new VaultError('format', 'not a raster shape', { i });
    pixels += width * height;
    if (pixels > limits.rasterPixels) throw new VaultError('limit', 'rasterPixels', { width, height });
    rasters.push({ width, height, channels });
  }
  const bodyBytes = reader.u32();
  if (bodyBytes > maxBodyBytes) throw new VaultError('limit', 'frame body', { bodyBytes });
  const body = inflateExactly(reader.rest(), bodyBytes, true);
  if (!body) throw new VaultError('format', 'frame body does not inflate to its length', { bodyBytes });
  return { container, fileBytes, rasters, body };
}

function isChannels(value: number): value is Channels {
  return value >= 1 && value <= 4;
}
