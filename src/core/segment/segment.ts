// Pictures ⇄ blocks (design §3): takes a PNG, TIFF or BMP apart, cuts its rasters, and believes nothing until the
// file has been put together again from the emitted blocks and hashed. Whatever does not come back exact is
// the chunker's. Pure and synchronous at heart; the caller's worker is ended when it passes its deadline.
import { equalBytes, type Bytes } from '../bytes.ts';
import { VaultError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { MediaType } from '../ports.ts';
import { beginCarved } from './raster/carved.ts';
import { takeApartBmp } from './raster/bmp.ts';
import { displayOf } from './raster/display.ts';
import { containers, decodeFrame, type Frame } from './raster/frame.ts';
import type { Assembly, FallbackReason, TakenApart } from './raster/picture.ts';
import { beginPng, takeApartPng } from './raster/png.ts';
import { areasOf, checkChannels, cutRaster, methodOfLayout, writeArea } from './raster/tiles.ts';
import { takeApartTiff } from './raster/tiff.ts';
import type { BlockArea, BlockSource, Layout, PlainBlock, RasterCodec, Segmented } from './segmenter.ts';

export type Sha256 = (bytes: Bytes) => Promise<Bytes>;

export interface SegmentedPicture {
  readonly segmented: Segmented;
  readonly blocks: PlainBlock[];
}

const takeApart: Partial<Record<MediaType, (file: Bytes) => TakenApart | FallbackReason>> = {
  png: takeApartPng,
  tiff: takeApartTiff,
  bmp: takeApartBmp,
};

/** True for types that {@link segmentPicture} may do better than chunks. */
export function isSegmentedAsPicture(type: MediaType): boolean {
  return type in takeApart;
}

/**
 * Segments a picture file, or says why it must go to `chunks`.
 *
 * @param file  kept unchanged
 * @returns blocks in order with what rebuilds the file, proved; `fallback` otherwise
 */
export async function segmentPicture(
  file: Bytes,
  type: MediaType,
  layout: Layout,
  codec: RasterCodec,
  sha256: Sha256,
): Promise<SegmentedPicture | { fallback: FallbackReason }> {
  const picture = await cutPicture(file, type, layout, codec, sha256);
  if ('fallback' in picture) return picture;
  const stored = picture.blocks.reduce((sum, block) => sum + block.bytes.length, picture.segmented.frame.length);
  return stored < file.length ? picture : { fallback: 'larger' };
}

/** As {@link segmentPicture}, whether or not the result is smaller than the file. */
export async function cutPicture(
  file: Bytes,
  type: MediaType,
  layout: Layout,
  codec: RasterCodec,
  sha256: Sha256,
): Promise<SegmentedPicture | { fallback: FallbackReason }> {
  if (file.length > limits.rasterFileBytes) return { fallback: 'too-large' };
  const parts = takeApart[type]?.(file) ?? 'coding';
  if (typeof parts === 'string') return { fallback: parts };
  const method = methodOfLayout(layout);
  const blocks: PlainBlock[] = [];
  for (const raster of parts.rasters) {
    const cut = cutRaster(raster, method, codec);
    if (!cut) return { fallback: 'coding' };
    for (const block of cut) blocks.push(block);
  }
  for (const makeFrame of [() => parts.frame, parts.retry]) {
    const frame = makeFrame?.();
    if (!frame) continue;
    const recipe = { method, size: file.length, frame, blocks: blocks.length };
    const rebuilt = await rebuild(recipe, blocks, codec);
    if (rebuilt && equalBytes(rebuilt, file)) {
      return { segmented: { ...recipe, sha256: await sha256(rebuilt) }, blocks };
    }
  }
  return { fallback: 'not-reproducible' };
}

/** The proof: what a later reader would do. A stream of another length is a failed guess, not an error. */
async function rebuild(
  recipe: Pick<Segmented, 'method' | 'size' | 'frame' | 'blocks'>,
  blocks: readonly PlainBlock[],
  codec: RasterCodec,
): Promise<Bytes | undefined> {
  try {
    return await assemblePicture(recipe, (index) => Promise.resolve((blocks[index] as PlainBlock).bytes), codec);
  } catch (error) {
    if (error instanceof VaultError && error.code === 'format') return undefined;
    throw error;
  }
}

/**
 * Rebuilds the file of a picture. The caller compares its SHA-256 with the recipe's before anyone sees it.
 *
 * @throws VaultError `format`, `version`, `limit`, `coverage`
 */
export async function assemblePicture(
  recipe: Pick<Segmented, 'method' | 'size' | 'frame' | 'blocks'>,
  source: BlockSource,
  codec: RasterCodec,
): Promise<Bytes> {
  const frame = readFrame(recipe);
  if (frame.fileBytes !== recipe.size)
    throw new VaultError('coverage', 'frame and recipe differ in size', { size: recipe.size });
  const assembly = begin(frame);
  let index = 0;
  for (const raster of assembly.rasters) {
    for (const area of areasOf(raster, recipe.method)) {
      writeArea(raster, area, decodeBlock(await source(index), area, codec));
      index++;
    }
  }
  const file = assembly.finish();
  if (file.length !== recipe.size)
    throw new VaultError('coverage', 'rebuilt file of another size', { size: recipe.size });
  return file;
}

/** A picture's samples for the screen, as stored, not turned upright. */
export interface PictureSamples {
  readonly width: number;
  readonly height: number;
  /** sRGB, alpha not premultiplied. */
  readonly rgba: Bytes;
}

/**
 * The first raster drawn from its blocks, without the file being made again.
 *
 * @returns undefined where colour management, orientation or a palette's oddities need the file
 * @throws VaultError `format`, `version`, `limit`, `coverage`
 */
export async function tilesToRaster(
  recipe: Pick<Segmented, 'method' | 'frame' | 'blocks'>,
  source: BlockSource,
  codec: RasterCodec,
): Promise<PictureSamples | undefined> {
  const frame = readFrame(recipe);
  const display = displayOf(frame);
  const shape = frame.rasters[0];
  if (!display || !shape) return undefined;
  const { width, height } = shape;
  const rgba = new Uint8Array(width * height * 4);
  let index = 0;
  for (const area of areasOf(shape, recipe.method)) {
    const samples = decodeBlock(await source(index++), area, codec);
    checkChannels(samples, shape.channels);
    display(samples);
    const rowBytes = 4 * area.width;
    for (let y = 0; y < area.height; y++) {
      rgba.set(samples.subarray(y * rowBytes, (y + 1) * rowBytes), 4 * ((area.y + y) * width + area.x));
    }
  }
  return { width, height, rgba };
}

/**
 * Where each block lies; the areas of a TIFF's further pages carry their page.
 *
 * @throws VaultError `format`, `version`, `limit`, `coverage`
 */
export function pictureAreas(recipe: Pick<Segmented, 'method' | 'frame' | 'blocks'>): BlockArea[] {
  return readFrame(recipe).rasters.flatMap((raster, page) =>
    areasOf(raster, recipe.method).map((area) => (page === 0 ? area : { ...area, page })),
  );
}

/** Checked before any sample is allocated: a recipe's blocks must cover its rasters, no fewer and no more. */
function readFrame(recipe: Pick<Segmented, 'method' | 'frame' | 'blocks'>): Frame {
  const frame = decodeFrame(recipe.frame);
  const needed = frame.rasters.reduce((sum, raster) => sum + areasOf(raster, recipe.method).length, 0);
  if (needed !== recipe.blocks)
    throw new VaultError('coverage', 'blocks do not cover the rasters', { needed, blocks: recipe.blocks });
  return frame;
}

function decodeBlock(block: Bytes, area: BlockArea, codec: RasterCodec): Bytes {
  if (block.length < 1 || block.length > limits.blockBytes)
    throw new VaultError('limit', 'blockBytes', { length: block.length });
  return codec.decode(block, area.width, area.height);
}

function begin(frame: Frame): Assembly {
  return frame.container === containers.png ? beginPng(frame) : beginCarved(frame);
}
