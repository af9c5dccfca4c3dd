// A copy to share: the same pixels without location, serial numbers and whatever else metadata may tell. JPEG, PNG
// and WebP keep their coded pixels bit for bit and only what belongs to colour, size and animation beside them;
// their EXIF is made anew (clean-exif.ts). Other pictures are drawn and coded again.
import { concat, owned, utf8, type Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { MediaType } from '../core/ports.ts';
import { ascii, MemorySource, readSlice, view } from './byte-source.ts';
import { canvasIsFaithful } from './canvas-probe.ts';
import { cleanExif } from './clean-exif.ts';
import { pngChunks, riffChunks } from './containers.ts';
import { draw } from './draw.ts';
import { jpegEnd, jpegSegments, startOfScan } from './jpeg-segments.ts';

const exifMark = utf8('Exif\0\0');

function startsWith(bytes: Uint8Array, text: string): boolean {
  return ascii(bytes, 0, text.length) === text;
}

/** Segments that decoding needs: tables and frames, JFIF, Adobe's colour transform, ICC profiles. */
function isKept(marker: number, payload: Uint8Array): boolean {
  if (marker === 0xe0) return startsWith(payload, 'JFIF\0') || startsWith(payload, 'JFXX\0');
  if (marker === 0xe2) return startsWith(payload, 'ICC_PROFILE\0');
  if (marker === 0xee) return startsWith(payload, 'Adobe');
  return (marker < 0xe0 || marker > 0xef) && marker !== 0xfe;
}

async function cleanJpeg(file: Uint8Array): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  let exif: Uint8Array | undefined;
  let scan: number | undefined;
  for await (const segment of jpegSegments(new MemorySource(file))) {
    if (segment.marker === startOfScan) {
      scan = segment.offset;
      break;
    }
    const payload = file.subarray(segment.start, segment.end);
    if (segment.marker === 0xe1 && startsWith(payload, 'Exif\0\0')) exif ??= await cleanExif(payload.subarray(6));
    else if (isKept(segment.marker, payload)) parts.push(file.subarray(segment.offset, segment.end));
  }
  if (scan === undefined) throw new VaultError('cannot-draw', 'a JPEG without a scan');
  if (exif !== undefined) {
    const length = new Uint8Array(2);
    view(length).setUint16(0, 2 + exifMark.length + exif.length);
    // JFIF wants to be first, EXIF too: EXIF goes behind JFIF as every writer does.
    const first = parts[0]?.[1] === 0xe0 ? 1 : 0;
    parts.splice(first, 0, concat(Uint8Array.of(0xff, 0xe1), length, exifMark, exif));
  }
  // What follows the end (a second picture, a film of the moment) has metadata of its own.
  const end = jpegEnd(file, scan) ?? file.length;
  return concat(Uint8Array.of(0xff, 0xd8), ...parts, file.subarray(scan, end));
}

/** Every critical chunk, and the ancillary ones of colour, size and animation. */
const pngKept =
  /^(IHDR|PLTE|IDAT|IEND|tRNS|gAMA|cHRM|sRGB|iCCP|cICP|mDCV|cLLI|mDCv|cLLi|sBIT|bKGD|hIST|pHYs|acTL|fcTL|fdAT)$/;

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

function pngChunk(type: string, body: Uint8Array): Bytes {
  const chunk = concat(new Uint8Array(4), utf8(type), body, new Uint8Array(4));
  let crc = 0xffffffff;
  for (const byte of chunk.subarray(4, -4)) crc = (crcTable[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
  view(chunk).setUint32(0, body.length);
  view(chunk).setUint32(chunk.length - 4, (crc ^ 0xffffffff) >>> 0);
  return chunk;
}

async function cleanPng(file: Uint8Array): Promise<Bytes> {
  const parts: Uint8Array[] = [file.subarray(0, 8)];
  for await (const chunk of pngChunks(new MemorySource(file))) {
    const whole = file.subarray(chunk.offset, chunk.end + 4);
    if (pngKept.test(chunk.type)) parts.push(whole);
    else if (chunk.type === 'eXIf') {
      const exif = await cleanExif(file.subarray(chunk.start, chunk.end));
      if (exif !== undefined) parts.push(pngChunk('eXIf', exif));
    }
    if (chunk.type === 'IEND') break;
  }
  return concat(...parts);
}

const webpKept = /^(VP8X|VP8 |VP8L|ALPH|ANIM|ANMF|ICCP)$/;
/** Bits of VP8X's first byte. */
const webpFlags = { xmp: 0x04, exif: 0x08 } as const;

async function cleanWebp(file: Uint8Array): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  let extended: Uint8Array | undefined;
  let exif: Uint8Array | undefined;
  for await (const { type, offset, start, end } of riffChunks(new MemorySource(file))) {
    if (type === 'EXIF') {
      const body = file.subarray(start, end);
      exif ??= await cleanExif(startsWith(body, 'Exif\0\0') ? body.subarray(6) : body);
    } else if (webpKept.test(type)) {
      const chunk = owned(file.subarray(offset, end + ((end - start) & 1)));
      if (type === 'VP8X') extended = chunk;
      parts.push(chunk);
    }
  }
  if (extended !== undefined) {
    extended[8] = ((extended[8] ?? 0) & ~(webpFlags.xmp | webpFlags.exif)) | (exif ? webpFlags.exif : 0);
    if (exif !== undefined) {
      const head = concat(utf8('EXIF'), new Uint8Array(4));
      view(head).setUint32(4, exif.length, true);
      parts.push(head, exif, new Uint8Array(exif.length & 1));
    }
  }
  const clean = concat(utf8('RIFF'), new Uint8Array(4), utf8('WEBP'), ...parts);
  view(clean).setUint32(4, clean.length - 8, true);
  return clean;
}

/** Coded from what is drawn: JPEG, or PNG where something shows through. */
async function redrawn(file: Blob, type: MediaType): Promise<Bytes> {
  const { bitmap } = await draw(file, type);
  if (!canvasIsFaithful()) throw new VaultError('unsupported', 'this canvas would add noise');
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new VaultError('unsupported', 'no canvas in workers');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const coded = hasTransparency(context, canvas)
    ? await canvas.convertToBlob({ type: 'image/png' })
    : await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 });
  return new Uint8Array(await coded.arrayBuffer());
}

/** Looks at bands of rows, so that the pixels of a large picture never lie in memory twice. */
function hasTransparency(context: OffscreenCanvasRenderingContext2D, { width, height }: OffscreenCanvas): boolean {
  const bandRows = 256;
  for (let y = 0; y < height; y += bandRows) {
    const { data } = context.getImageData(0, y, width, Math.min(bandRows, height - y));
    for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true;
  }
  return false;
}

/**
 * The picture without what metadata tells about place and person.
 *
 * @throws VaultError cannot-draw for videos and what cannot be drawn, limit, file-unreadable; unsupported where the
 *   picture must be coded again and the canvas is noisy
 */
export async function withoutLocation(file: Blob, type: MediaType): Promise<Bytes> {
  if (file.size > limits.drawFileBytes) throw new VaultError('limit', 'too large', { limit: 'drawFileBytes' });
  switch (type) {
    case 'jpeg':
      return cleanJpeg(await readSlice(file, 0, file.size));
    case 'png':
      return cleanPng(await readSlice(file, 0, file.size));
    case 'webp':
      return cleanWebp(await readSlice(file, 0, file.size));
    default:
      return redrawn(file, type);
  }
}
