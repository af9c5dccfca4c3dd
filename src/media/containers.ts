// Walks the three chunked containers pictures come in: PNG chunks, RIFF (WebP) chunks, ISO-BMFF boxes (HEIC,
// AVIF, MP4, MOV, CR3). Each walk is bounded and stops where a length leads out of its parent.
import { limits } from '../core/limits.ts';
import { ascii, view, type ByteSource } from './byte-source.ts';

/** Boxes of one parent: real ones have tens, fragmented films some thousands before `moov` is known. */
const maxBoxes = 5_000;
const maxRiffChunks = 5_000;

export interface Chunk {
  /** Four characters. */
  readonly type: string;
  /** Of the whole chunk, header included. */
  readonly offset: number;
  /** The payload. */
  readonly start: number;
  readonly end: number;
}

export async function* pngChunks(source: ByteSource): AsyncGenerator<Chunk> {
  let offset = 8;
  for (let count = 0; count < limits.pngChunks; count++) {
    const head = await source.read(offset, 8);
    if (head.length < 8) return;
    const start = offset + 8;
    const end = start + view(head).getUint32(0);
    yield { type: ascii(head, 4, 8), offset, start, end };
    offset = end + 4;
  }
}

export async function* riffChunks(source: ByteSource): AsyncGenerator<Chunk> {
  let offset = 12;
  for (let count = 0; count < maxRiffChunks; count++) {
    const head = await source.read(offset, 8);
    if (head.length < 8) return;
    const start = offset + 8;
    const end = start + view(head).getUint32(4, true);
    yield { type: ascii(head, 0, 4), offset, start, end };
    offset = end + ((end - start) & 1);
  }
}

/** The boxes in [from, to). A box of size 0 reaches to `to`. */
export async function* boxes(source: ByteSource, from = 0, to = source.size): AsyncGenerator<Chunk> {
  let offset = from;
  for (let count = 0; count < maxBoxes && offset + 8 <= to; count++) {
    const head = await source.read(offset, 16);
    if (head.length < 8) return;
    const header = view(head);
    let size = header.getUint32(0);
    let start = offset + 8;
    if (size === 1) {
      if (head.length < 16) return;
      size = Number(header.getBigUint64(8));
      start = offset + 16;
    }
    const end = size === 0 ? to : Math.min(to, offset + size);
    if (end < start) return;
    yield { type: ascii(head, 4, 8), offset, start, end };
    offset = end;
  }
}

/** The first box on a path such as ['moov', 'mvhd']. */
export async function findBox(
  source: ByteSource,
  path: readonly string[],
  from = 0,
  to = source.size,
): Promise<Chunk | undefined> {
  const [type, ...rest] = path;
  for await (const box of boxes(source, from, to)) {
    if (box.type !== type) continue;
    return rest.length === 0 ? box : findBox(source, rest, box.start, box.end);
  }
  return undefined;
}
