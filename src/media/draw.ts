// Any file → one upright bitmap for display, with what a person should be told about it. The browser decodes what
// it can, libraries the rest; sizes are checked before anything is decoded (design §9). Runs in a codec worker.
import { VaultError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { DrawNotice, MediaType } from '../core/ports.ts';
import { FileSource, readSlice } from './byte-source.ts';
import { decodeHeic } from './draw-heic.ts';
import { drawNative } from './draw-native.ts';
import { decodeTiff } from './draw-tiff.ts';
import { fitted } from './fitted.ts';
import { readFacts, type Facts } from './metadata.ts';
import { upright } from './orientation.ts';
import { findRawPreview } from './raw-preview.ts';
import { samplesToBitmap } from './samples.ts';

export interface Picture {
  /** Upright, at most limits.drawEdgePx on its longer edge; the caller closes it. */
  readonly bitmap: ImageBitmap;
  /** Upright size before it was fitted to drawEdgePx. */
  readonly width: number;
  readonly height: number;
  readonly notices: readonly DrawNotice[];
  /** Less than the file's whole picture. */
  readonly part: boolean;
  readonly decoder: string;
}

/** What the decoders below return, not yet fitted. */
type Decoded = Omit<Picture, 'width' | 'height'>;

/** Pixels of the frame are claimed by its header; decoders allocate what it claims. */
function checkSize({ width, height }: { width: number; height: number }): void {
  if (width < 1 || height < 1) throw new VaultError('cannot-draw', 'no size in its header');
  if (width * height > limits.drawPixels) throw new VaultError('limit', 'too large', { limit: 'drawPixels' });
}

/**
 * Whether the browser has turned the bitmap itself. Where the sizes do not tell (half turns, squares), what
 * Chromium does stands: it turns JPEG and PNG, not WebP.
 */
function turnedByBrowser(bitmap: ImageBitmap, facts: Facts, type: MediaType): boolean {
  const orientation = facts.orientation ?? 1;
  if (orientation >= 5 && facts.width !== facts.height) return bitmap.width === facts.height;
  return type !== 'webp';
}

async function drawCanvas(file: Blob, type: MediaType, facts: Facts): Promise<Decoded> {
  checkSize(facts);
  const { bitmap, truncated } = await drawNative(file, type);
  const notices: DrawNotice[] = [];
  if (truncated) notices.push('truncated');
  if (facts.animated) notices.push('animated');
  if (facts.sixteenBit) notices.push('sixteen-bit');
  const turned = type === 'avif' || type === 'heic' || turnedByBrowser(bitmap, facts, type);
  const turnedBitmap = turned ? bitmap : upright(bitmap, facts.orientation ?? 1);
  return { bitmap: turnedBitmap, notices, part: truncated, decoder: 'canvas' };
}

async function drawHeic(file: Blob, facts: Facts): Promise<Decoded> {
  checkSize(facts);
  try {
    // Safari draws it by itself; the others refuse at once.
    return { bitmap: await createImageBitmap(file), notices: [], part: false, decoder: 'canvas' };
  } catch {
    const samples = await decodeHeic(await readSlice(file, 0, file.size));
    return { bitmap: await samplesToBitmap(samples), notices: [], part: false, decoder: samples.decoder };
  }
}

async function drawTiff(file: Blob, facts: Facts): Promise<Decoded> {
  checkSize(facts);
  const picture = await decodeTiff(await readSlice(file, 0, file.size));
  const bitmap = upright(await samplesToBitmap(picture), facts.orientation ?? 1);
  const notices: DrawNotice[] = [];
  if (picture.pages) notices.push('first-page');
  if (facts.sixteenBit) notices.push('sixteen-bit');
  return { bitmap, notices, part: picture.pages, decoder: picture.decoder };
}

async function drawRaw(file: Blob, facts: Facts): Promise<Decoded> {
  const preview = await findRawPreview(file);
  if (preview === undefined) throw new VaultError('cannot-draw', 'no preview in the RAW file');
  checkSize(preview);
  const jpeg = file.slice(preview.offset, preview.end);
  const own = await readFacts(new FileSource(jpeg), 'jpeg');
  const { bitmap } = await drawNative(jpeg, 'jpeg');
  const turned = own.orientation === undefined ? upright(bitmap, facts.orientation ?? 1) : bitmap;
  return { bitmap: turned, notices: ['raw-preview'], part: true, decoder: 'canvas' };
}

function decode(file: Blob, type: MediaType, facts: Facts): Promise<Decoded> {
  switch (type) {
    case 'heic':
      return drawHeic(file, facts);
    case 'tiff':
      return drawTiff(file, facts);
    case 'raw':
      return drawRaw(file, facts);
    case 'mp4':
    case 'mov':
    case 'webm':
      throw new VaultError('cannot-draw', 'a video has no picture here');
    default:
      return drawCanvas(file, type, facts);
  }
}

/** @throws VaultError cannot-draw, limit (drawPixels), file-unreadable */
export async function draw(file: Blob, type: MediaType): Promise<Picture> {
  if (file.size > limits.drawFileBytes) throw new VaultError('limit', 'too large', { limit: 'drawFileBytes' });
  const facts = await readFacts(new FileSource(file), type);
  const decoded = await decode(file, type, facts);
  const { width, height } = decoded.bitmap;
  return { ...decoded, bitmap: await fitted(decoded.bitmap), width, height };
}
