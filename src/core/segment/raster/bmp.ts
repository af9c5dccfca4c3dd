// Uncompressed BMP with 24 or 32 bits per pixel: where its samples lie (Microsoft's BITMAPINFOHEADER and later).
import type { Bytes } from '../../bytes.ts';
import { limits } from '../../limits.ts';
import { carve, type Carving } from './carved.ts';
import { containers } from './frame.ts';
import type { FallbackReason, TakenApart } from './picture.ts';

const uncompressed = 0;
const bitfields = 3;

export interface BmpLayout {
  readonly carving: Carving;
  /** The fourth byte is padding and never alpha. */
  readonly opaque: boolean;
}

/** @returns where the samples lie, or why this BMP stays whole */
export function bmpLayout(file: Uint8Array): BmpLayout | FallbackReason {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  if (file.length < 54 || view.getUint16(0) !== 0x424d) return 'broken';
  const headerBytes = view.getUint32(14, true);
  const width = view.getInt32(18, true);
  const signedHeight = view.getInt32(22, true);
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  const offset = view.getUint32(10, true);
  if (headerBytes < 40 || headerBytes > 124 || view.getUint16(26, true) !== 1) return 'coding';
  if (bits !== 24 && bits !== 32) return 'coding';
  if (compression === bitfields ? bits !== 32 || !isBgrx(view) : compression !== uncompressed) return 'coding';
  if (width < 1 || signedHeight === 0 || signedHeight === -0x80000000) return 'broken';
  const height = Math.abs(signedHeight);
  if (width * height > limits.rasterPixels) return 'too-large';
  const channels = bits === 24 ? 3 : 4;
  const stride = Math.ceil((width * channels) / 4) * 4;
  if (offset < 14 + headerBytes || offset + stride * (height - 1) + width * channels > file.length) return 'broken';
  return {
    carving: {
      width,
      height,
      channels,
      bgr: true,
      bottomUp: signedHeight > 0,
      segmentWidth: width,
      segmentHeight: height,
      stride,
      offsets: [offset],
    },
    opaque: compression === uncompressed,
  };
}

/** The masks behind a 40-byte header, or inside a later one, in the order every writer uses. */
function isBgrx(view: DataView): boolean {
  if (view.byteLength < 66) return false;
  return (
    view.getUint32(54, true) === 0xff0000 && view.getUint32(58, true) === 0xff00 && view.getUint32(62, true) === 0xff
  );
}

export function takeApartBmp(file: Bytes): TakenApart | FallbackReason {
  const layout = bmpLayout(file);
  return typeof layout === 'string' ? layout : carve(containers.bmp, file, [layout.carving]);
}
