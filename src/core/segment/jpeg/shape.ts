// What a JPEG's frame header says about its picture (ITU-T T.81 §A.1, A.2), and where each 8×8 block lies: all
// components share one array, each plane in raster order of blocks and padded to whole MCUs, 64 coefficients per
// block in zigzag order. Blocks inside the picture are *real*; the rest of an MCU is padding.
import { VaultError } from '../../errors.ts';
import { limits } from '../../limits.ts';

export interface JpegComponent {
  readonly id: number;
  /** Blocks per MCU across and down. A picture of one component has 1 × 1 whatever its header says (T.81 §A.2.2). */
  readonly h: number;
  readonly v: number;
  /** Which quantisation table the component uses. */
  readonly quantiser: number;
  /** Real blocks. */
  readonly wide: number;
  readonly high: number;
  /** Blocks from one row to the next: whole MCUs. */
  readonly stride: number;
  /** Rows of blocks with padding. */
  readonly rows: number;
  /** Index of the plane's first coefficient. */
  readonly offset: number;
}

export interface JpegShape {
  readonly width: number;
  readonly height: number;
  readonly progressive: boolean;
  readonly hMax: number;
  readonly vMax: number;
  readonly mcusWide: number;
  readonly mcusHigh: number;
  readonly components: readonly JpegComponent[];
  /** Of all planes, padding included. */
  readonly coefficients: number;
}

export interface Sampling {
  readonly id: number;
  readonly h: number;
  readonly v: number;
  readonly quantiser: number;
}

/** @throws VaultError `limit`: more coefficients than a worker may hold */
export function shapeOf(
  width: number,
  height: number,
  progressive: boolean,
  samplings: readonly Sampling[],
): JpegShape {
  const single = samplings.length === 1;
  const hMax = single ? 1 : Math.max(...samplings.map(({ h }) => h));
  const vMax = single ? 1 : Math.max(...samplings.map(({ v }) => v));
  const mcusWide = Math.ceil(width / (8 * hMax));
  const mcusHigh = Math.ceil(height / (8 * vMax));
  const components: JpegComponent[] = [];
  let coefficients = 0;
  for (const { id, quantiser, ...sampling } of samplings) {
    const h = single ? 1 : sampling.h;
    const v = single ? 1 : sampling.v;
    const stride = mcusWide * h;
    const rows = mcusHigh * v;
    components.push({
      id,
      h,
      v,
      quantiser,
      wide: Math.ceil(Math.ceil((width * h) / hMax) / 8),
      high: Math.ceil(Math.ceil((height * v) / vMax) / 8),
      stride,
      rows,
      offset: coefficients,
    });
    coefficients += 64 * stride * rows;
  }
  if (coefficients > limits.jpegCoefficients)
    throw new VaultError('limit', 'jpegCoefficients', { width, height, components: samplings.length });
  return { width, height, progressive, hMax, vMax, mcusWide, mcusHigh, components, coefficients };
}

/** In which order a scan visits blocks: MCU after MCU, in each the same few blocks. */
export interface ScanOrder {
  readonly mcusWide: number;
  readonly mcus: number;
  /** Blocks of one MCU. */
  readonly blocks: number;
  /** Per block of the MCU: which of the scan's components, and where it lies: origin + x · columnStep + y · rowStep. */
  readonly component: Int32Array;
  readonly origin: Int32Array;
  readonly columnStep: Int32Array;
  readonly rowStep: Int32Array;
}

/** A scan of one component visits its real blocks only, one of several visits whole MCUs (T.81 §A.2). */
export function scanOrder(shape: JpegShape, components: readonly JpegComponent[]): ScanOrder {
  const [only] = components;
  if (components.length === 1 && only) {
    return {
      mcusWide: only.wide,
      mcus: only.wide * only.high,
      blocks: 1,
      component: Int32Array.of(0),
      origin: Int32Array.of(only.offset),
      columnStep: Int32Array.of(64),
      rowStep: Int32Array.of(64 * only.stride),
    };
  }
  const blocks = components.flatMap((component, index) =>
    Array.from({ length: component.h * component.v }, (_, i) => ({
      index,
      origin: component.offset + 64 * (Math.floor(i / component.h) * component.stride + (i % component.h)),
      columnStep: 64 * component.h,
      rowStep: 64 * component.v * component.stride,
    })),
  );
  return {
    mcusWide: shape.mcusWide,
    mcus: shape.mcusWide * shape.mcusHigh,
    blocks: blocks.length,
    component: Int32Array.from(blocks, ({ index }) => index),
    origin: Int32Array.from(blocks, ({ origin }) => origin),
    columnStep: Int32Array.from(blocks, ({ columnStep }) => columnStep),
    rowStep: Int32Array.from(blocks, ({ rowStep }) => rowStep),
  };
}
