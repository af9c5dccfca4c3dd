// PNG's chunks, read strictly: a file whose checksums fail is kept whole, never interpreted (PNG third edition §5).
import { equalBytes } from '../../bytes.ts';
import { limits } from '../../limits.ts';

export const pngSignature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

export interface PngChunk {
  readonly type: string;
  /** A view of the file. */
  readonly data: Uint8Array;
  /** Where its length field stands. */
  readonly offset: number;
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 as PNG and zip have it. */
export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ (crcTable[(crc ^ (bytes[i] as number)) & 255] as number);
  return ~crc >>> 0;
}

/**
 * @returns the chunks from IHDR to IEND; bytes behind IEND are no chunk. Undefined where a length leaves the
 *   file, a checksum fails, IHDR is not first, or IEND is missing
 */
export function pngChunks(file: Uint8Array): PngChunk[] | undefined {
  if (!equalBytes(file.subarray(0, 8), pngSignature)) return undefined;
  const chunks = readChunks(file, 8, true);
  return chunks?.[0]?.type === 'IHDR' && chunks.at(-1)?.type === 'IEND' ? chunks : undefined;
}

/** Reads chunks from `at` until IEND or the end of the bytes. */
export function readChunks(bytes: Uint8Array, at: number, checked: boolean): PngChunk[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const chunks: PngChunk[] = [];
  while (at + 12 <= bytes.length && chunks.length < limits.pngChunks) {
    const length = view.getUint32(at);
    if (length > bytes.length - at - 12) return undefined;
    if (checked && crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length)) return undefined;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    chunks.push({ type, data: bytes.subarray(at + 8, at + 8 + length), offset: at });
    at += 12 + length;
    if (type === 'IEND') return chunks;
  }
  return chunks;
}
