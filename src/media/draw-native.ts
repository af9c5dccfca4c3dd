// What the browser decodes by itself, and as much of a broken file as it can: a truncated picture is drawn as far
// as its bytes reach. Chromium's createImageBitmap refuses those, so the partial path goes through ImageDecoder.
import { concat } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import type { MediaType } from '../core/ports.ts';
import { ascii, FileSource, readSlice, view } from './byte-source.ts';
import { jpegEnd, jpegSegments, startOfScan } from './jpeg-segments.ts';

/** An open stream never ends by itself: how long a decoder may look at what there is. */
const partialDeadlineMs = 2_000;

/** Codings of which a part can be drawn; AVIF's decoder waits for all of a frame. */
const mimeTypes: Partial<Record<MediaType, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
};

/** Whether the file ends before its picture does. Cheap for what browsers refuse anyway, exact for JPEG. */
export async function isTruncated(file: Blob, type: MediaType): Promise<boolean> {
  if (type === 'jpeg') {
    for await (const segment of jpegSegments(new FileSource(file))) {
      if (segment.marker === startOfScan) {
        return jpegEnd(await readSlice(file, segment.offset, file.size), 0) === undefined;
      }
    }
    return true;
  }
  if (type === 'png') {
    const tail = await readSlice(file, Math.max(0, file.size - 64 * 1024), file.size);
    return !ascii(tail.subarray(-12)).includes('IEND') && !new TextDecoder('latin1').decode(tail).includes('IEND');
  }
  if (type === 'webp') {
    const head = await readSlice(file, 0, 8);
    return head.length < 8 || view(head).getUint32(4, true) + 8 > file.size;
  }
  return false;
}

function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new VaultError('cannot-draw', 'nothing to draw')), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** The rows that a broken file still holds; the rest stays transparent. */
async function drawPart(file: Blob, type: MediaType): Promise<ImageBitmap> {
  const mime = mimeTypes[type];
  if (mime === undefined || !('ImageDecoder' in self)) throw new VaultError('cannot-draw', 'no partial decoder');
  const bytes = await readSlice(file, 0, file.size);
  // A stream that stays open: a closed one would be an error at once.
  const data = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(bytes) });
  const decoder = new ImageDecoder({ data, type: mime, preferAnimation: false });
  try {
    await within(decoder.tracks.ready, partialDeadlineMs);
    const { image } = await within(decoder.decode({ completeFramesOnly: false }), partialDeadlineMs);
    try {
      return await createImageBitmap(image);
    } finally {
      image.close();
    }
  } finally {
    decoder.close();
  }
}

/** A baseline JPEG that breaks off decodes everywhere once it has an end; what is missing turns grey. */
async function drawEnded(file: Blob): Promise<ImageBitmap> {
  const bytes = await readSlice(file, 0, file.size);
  const end = new Uint8Array([0xff, 0xd9]);
  return createImageBitmap(new Blob([concat(bytes[bytes.length - 1] === 0xff ? bytes.subarray(0, -1) : bytes, end)]));
}

/**
 * Decodes with the browser, upright as far as it turns pictures itself.
 *
 * @throws VaultError cannot-draw, file-unreadable
 */
export async function drawNative(file: Blob, type: MediaType): Promise<{ bitmap: ImageBitmap; truncated: boolean }> {
  try {
    return { bitmap: await createImageBitmap(file), truncated: await isTruncated(file, type) };
  } catch (whole) {
    if (whole instanceof VaultError) throw whole;
    try {
      const bitmap = type === 'jpeg' ? await drawEnded(file) : await drawPart(file, type);
      return { bitmap, truncated: true };
    } catch (part) {
      if (part instanceof VaultError && part.code === 'file-unreadable') throw part;
      throw new VaultError('cannot-draw', 'this browser cannot draw it', {}, { cause: part });
    }
  }
}
