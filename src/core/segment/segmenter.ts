// What a segmenter is: a file in, canonical blocks and a frame out, and back again without a difference
// (design §3). Segmenters hold no keys and see one file at a time; sealing is dice's business.
import type { Bytes } from '../bytes.ts';

/**
 * A kind is a registry number that covers codec, version, priors and parameters of a block, and so stands in
 * the block's key (design §3). Never reused, never changed; decoders are never removed.
 */
export const kinds = {
  /** Content-defined chunks of the file's bytes (FastCDC/64 KiB, gear table of the space). */
  chunks: 1,
  /** A tile of at most 128×128 px of exact samples, lossless WebP (see FORMAT.md, raster block). */
  rasterTile: 2,
  /** A cell of the paper's 4×4, 8×8, 16×16 grid: the same coding as `rasterTile`, larger cells cut in bands. */
  gridCell: 3,
  /** A sealed recipe, or one piece of a recipe list. */
  recipe: 16,
  /** A sealed thumbnail (≤ 320 px, WebP). */
  thumbnail: 17,
  /** A chunk of a recipe part above 4 KB (frames, residues). */
  part: 18,
} as const;
export type Kind = (typeof kinds)[keyof typeof kinds];

/** How a space wants pictures cut. `tiles` is ours; the grids are the DICE paper's. */
export type Layout = 'tiles' | 'grid4' | 'grid8' | 'grid16';

/** How a recipe's file was segmented; the number stands in the recipe. */
export const methods = { chunks: 1, rasterTiles: 2, grid4: 3, grid8: 4, grid16: 5 } as const;
export type Method = (typeof methods)[keyof typeof methods];

/** Where a block lies in the picture, in pixels of the stored (not the upright) raster. */
export interface BlockArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Further pages of a TIFF, counted from 1; absent on the first. */
  readonly page?: number;
}

/** One block as a segmenter emits it. The receiver owns `bytes`. */
export interface PlainBlock {
  readonly kind: Kind;
  /** 1 to limits.blockBytes bytes. */
  readonly bytes: Bytes;
  /** True for a cell of one colour or coded under 64 bytes: it goes into the recipe, never to a store. */
  readonly inline: boolean;
}

/** What a segmenter leaves beside the blocks; becomes the recipe (design §5). */
export interface Segmented {
  readonly method: Method;
  /** Bytes of the file. */
  readonly size: number;
  /** 32 bytes, SHA-256 of the file, computed over what was rebuilt from the blocks, not over what was read. */
  readonly sha256: Bytes;
  /** Everything that is not blocks and is needed to rebuild: headers, filter rows, deflate parameters. */
  readonly frame: Bytes;
  /** Number of blocks emitted, in order. */
  readonly blocks: number;
  /** Why the file took the last row (`chunks`) though its type has a better one: for the inspector. */
  readonly fallback?: 'too-large' | 'not-reproducible' | 'broken' | 'coding' | 'deadline' | 'larger';
}

/** Receives blocks in order; awaiting it is the back-pressure. Batches hold at most limits.inFlightBytes. */
export type BlockSink = (blocks: PlainBlock[]) => Promise<void>;

/** Hands out the verified plain blocks of a recipe by index (inline ones included). */
export type BlockSource = (index: number) => Promise<Bytes>;

/** The lossless raster coder that core is given: libwebp as WASM in the app, pinned by its SHA-256. */
export interface RasterCodec {
  /**
   * @param rgba  width × height × 4 samples; alpha and the colour under it are kept exactly
   * @returns the VP8L bitstream, without WebP's RIFF container
   */
  encode(rgba: Uint8Array, width: number, height: number): Bytes;
  /** @throws VaultError `format` for anything that is not a lossless WebP of exactly this size */
  decode(coded: Uint8Array, width: number, height: number): Bytes;
}
