// What a container's module (PNG, TIFF, BMP) gives to segment.ts, the same for each.
import type { Bytes } from '../../bytes.ts';
import type { Segmented } from '../segmenter.ts';
import type { Raster } from './tiles.ts';

export type FallbackReason = NonNullable<Segmented['fallback']>;

/** A file taken apart: rasters to cut, and the frame that holds the rest. */
export interface TakenApart {
  readonly rasters: readonly Raster[];
  readonly frame: Bytes;
  /** A second, thorough try where the frame did not rebuild the file. Asked at most once. */
  readonly retry?: () => Bytes | undefined;
}

/** A file being put together: fill the rasters, then finish. */
export interface Assembly {
  readonly rasters: readonly Raster[];
  /** @throws VaultError `format` where frame and samples do not make a file */
  finish(): Bytes;
}

/** How a raster's RGBA, as its blocks hold it, becomes what a screen shows; in place. */
export type Display = (rgba: Uint8Array) => void;
