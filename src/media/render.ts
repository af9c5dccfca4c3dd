// Thumbnail, screen preview and blur placeholder of a file at import, decoded once. A picture that cannot be drawn
// is no error: it is kept, and its tile says so (issue: drawn, part, kept).
import { rgbaToThumbHash } from 'thumbhash';
import { owned, type Bytes } from '../core/bytes.ts';
import { isVaultError, VaultError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { DrawNotice, MediaInfo, Rendition } from '../core/ports.ts';
import { draw, type Picture } from './draw.ts';

const previewQuality = 0.8;
const thumbnailQuality = 0.72;
/** Thumbnails of busy pictures are coded once more, so that 100,000 of them stay about a gigabyte. */
const thumbnailAimBytes = 12 * 1024;
const smallThumbnailQuality = 0.5;
/** ThumbHash looks at no more than this. */
const blurEdgePx = 64;

async function scaled(source: ImageBitmap, edge: number): Promise<OffscreenCanvas> {
  const scale = Math.min(1, edge / Math.max(source.width, source.height));
  const width = Math.max(1, Math.round(source.width * scale));
  const height = Math.max(1, Math.round(source.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new VaultError('unsupported', 'no canvas in workers');
  if (scale === 1) {
    context.drawImage(source, 0, 0);
    return canvas;
  }
  const small = await createImageBitmap(source, { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' });
  context.drawImage(small, 0, 0);
  small.close();
  return canvas;
}

async function encode(canvas: OffscreenCanvas, quality: number): Promise<Bytes> {
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
  if (blob.type !== 'image/webp') throw new VaultError('unsupported', 'this browser cannot write WebP');
  return new Uint8Array(await blob.arrayBuffer());
}

async function encodeThumbnail(canvas: OffscreenCanvas): Promise<Bytes> {
  const fine = await encode(canvas, thumbnailQuality);
  return fine.length <= thumbnailAimBytes ? fine : encode(canvas, smallThumbnailQuality);
}

async function blurOf(thumbnail: OffscreenCanvas): Promise<Bytes | undefined> {
  const source = thumbnail.transferToImageBitmap();
  const canvas = await scaled(source, blurEdgePx);
  source.close();
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
  return pixels && owned(rgbaToThumbHash(pixels.width, pixels.height, pixels.data));
}

async function renderPicture(picture: Picture): Promise<Rendition> {
  const { width, height, notices, decoder, part } = picture;
  const screen = await scaled(picture.bitmap, limits.previewEdgePx);
  picture.bitmap.close();
  const larger = Math.max(width, height) > limits.thumbnailEdgePx;
  const preview = larger ? await encode(screen, previewQuality) : undefined;
  const bitmap = screen.transferToImageBitmap();
  const small = await scaled(bitmap, limits.thumbnailEdgePx);
  bitmap.close();
  const thumbnail = await encodeThumbnail(small);
  const blur = await blurOf(small);
  return {
    drawn: part ? 'part' : 'whole',
    notices,
    thumbnail,
    ...(preview !== undefined && preview.length <= limits.previewBytes && { preview }),
    ...(blur !== undefined && { blur }),
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
