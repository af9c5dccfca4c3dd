// Thumbnail, screen preview and blur placeholder of a file at import, decoded once. A picture that cannot be drawn
// is no error: it is kept, and its tile says so (issue: drawn, part, kept).
import { rgbaToThumbHash } from 'thumbhash';
import { owned, type Bytes } from '../core/bytes.ts';
import { isVaultError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { DrawNotice, MediaInfo, Rendition } from '../core/ports.ts';
import { draw, type Picture } from './draw.ts';
import { encodeOpaque, encodeWebp, readSamples } from './encode-webp.ts';

const previewQuality = 0.8;
/** JPEG's scale is another one. */
const opaquePreviewQuality = 0.75;
const thumbnailQuality = 0.72;
/** Thumbnails of busy pictures are coded once more, so that 100,000 of them stay about a gigabyte. */
const thumbnailAimBytes = 12 * 1024;
const smallThumbnailQuality = 0.5;
/** ThumbHash looks at no more than this. */
const blurEdgePx = 64;

/** A copy at most `edge` pixels long; the source stays open. */
function scaled(source: ImageBitmap, edge: number): Promise<ImageBitmap> {
  const scale = Math.min(1, edge / Math.max(source.width, source.height));
  if (scale === 1) return createImageBitmap(source);
  return createImageBitmap(source, {
    resizeWidth: Math.max(1, Math.round(source.width * scale)),
    resizeHeight: Math.max(1, Math.round(source.height * scale)),
    resizeQuality: 'high',
  });
}

async function encodeThumbnail(bitmap: ImageBitmap): Promise<Bytes> {
  const fine = await encodeWebp(bitmap, thumbnailQuality);
  return fine.length <= thumbnailAimBytes ? fine : encodeWebp(bitmap, smallThumbnailQuality);
}

async function blurOf(thumbnail: ImageBitmap): Promise<Bytes> {
  const small = await scaled(thumbnail, blurEdgePx);
  const samples = await readSamples(small);
  const blur = owned(rgbaToThumbHash(small.width, small.height, samples));
  small.close();
  return blur;
}

/** The preview is a cache of this device: what counts is that it is made and shown fast. */
async function encodePreview(screen: ImageBitmap, thumbnail: ImageBitmap): Promise<Bytes> {
  const samples = await readSamples(thumbnail);
  let isOpaque = true;
  for (let alpha = 3; alpha < samples.length; alpha += 4) isOpaque &&= samples[alpha] === 255;
  const opaque = isOpaque ? await encodeOpaque(screen, opaquePreviewQuality) : undefined;
  return opaque ?? encodeWebp(screen, previewQuality);
}

async function renderPicture(picture: Picture): Promise<Rendition> {
  const { width, height, notices, decoder, part } = picture;
  const screen = await scaled(picture.bitmap, limits.previewEdgePx);
  picture.bitmap.close();
  const small = await scaled(screen, limits.thumbnailEdgePx);
  const larger = Math.max(width, height) > limits.thumbnailEdgePx;
  const preview = larger ? await encodePreview(screen, small) : undefined;
  screen.close();
  const thumbnail = await encodeThumbnail(small);
  const blur = await blurOf(small);
  small.close();
  return {
    drawn: part ? 'part' : 'whole',
    notices,
    thumbnail,
    ...(preview !== undefined && preview.length <= limits.previewBytes && { preview }),
    blur,
    width,
    height,
    decoder,
  };
}

function kept(notice: DrawNotice, info: MediaInfo): Rendition {
  return { drawn: 'kept', notices: [notice], width: info.width, height: info.height, decoder: 'none' };
}

/** @throws VaultError file-unreadable only */
export async function render(file: Blob, info: MediaInfo): Promise<Rendition> {
  if (info.type === 'mp4' || info.type === 'mov' || info.type === 'webm') return kept('no-poster', info);
  try {
    return await renderPicture(await draw(file, info.type));
  } catch (error) {
    if (isVaultError(error, 'file-unreadable')) throw error;
    return kept(isVaultError(error, 'limit') ? 'too-large' : 'cannot-draw', info);
  }
}
