// The items of a HEIF container (ISO/IEC 23008-12 §9): the primary picture's upright size and where its EXIF lies.
// HEIC, AVIF. Everything else in the container is the decoders' business.
import { concat } from '../core/bytes.ts';
import { ascii, view, type ByteSource } from './byte-source.ts';
import { boxes, findBox, type Chunk } from './containers.ts';

/** A `meta` box of a large grid is some hundred KB; above this the facts stay unknown. */
const maxBoxBytes = 1024 * 1024;
const maxExifBytes = 1024 * 1024;
const maxItems = 10_000;

export interface HeifFacts {
  /** Upright; 0 where unknown. */
  readonly width: number;
  readonly height: number;
  /** A TIFF structure. */
  readonly exif?: Uint8Array;
}

/** Reads big-endian fields one after the other; reads beyond the end throw RangeError, as DataView does. */
class Fields {
  #at = 0;
  readonly #data: DataView;
  constructor(readonly bytes: Uint8Array) {
    this.#data = view(bytes);
  }
  get left(): number {
    return this.bytes.length - this.#at;
  }
  skip(bytes: number): void {
    this.#at += bytes;
  }
  uint(bytes: number): number {
    let value = 0;
    for (let i = 0; i < bytes; i++) value = value * 256 + this.#data.getUint8(this.#at++);
    return value;
  }
}

async function fields(source: ByteSource, box: Chunk): Promise<Fields> {
  return new Fields(await source.read(box.start, Math.min(box.end - box.start, maxBoxBytes)));
}

/** Item ids by type ('Exif', 'hvc1', 'grid' …). */
async function itemTypes(source: ByteSource, box: Chunk): Promise<Map<number, string>> {
  const head = await fields(source, box);
  const version = head.uint(1);
  const types = new Map<number, string>();
  for await (const entry of boxes(source, box.start + (version === 0 ? 6 : 8), box.end)) {
    if (entry.type !== 'infe' || types.size > maxItems) continue;
    const body = await fields(source, entry);
    const entryVersion = body.uint(1);
    if (entryVersion < 2) continue;
    body.skip(3);
    const id = body.uint(entryVersion === 2 ? 2 : 4);
    body.skip(2);
    types.set(id, ascii(body.bytes, body.bytes.length - body.left, body.bytes.length - body.left + 4));
  }
  return types;
}

/** Where one item's bytes lie in the file (`iloc`, construction method 0). */
async function itemExtents(
  source: ByteSource,
  box: Chunk,
  wanted: number,
): Promise<{ offset: number; length: number }[]> {
  const body = await fields(source, box);
  const version = body.uint(1);
  body.skip(3);
  const sizes = body.uint(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  const items = Math.min(maxItems, body.uint(version < 2 ? 2 : 4));
  for (let item = 0; item < items; item++) {
    const id = body.uint(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : body.uint(2) & 15;
    body.skip(2);
    const base = body.uint(baseSize);
    const extents = Array.from({ length: Math.min(body.uint(2), maxItems) }, () => {
      body.skip(indexSize);
      const offset = base + body.uint(offsetSize);
      return { offset, length: body.uint(lengthSize) };
    });
    if (id === wanted) return method === 0 ? extents : [];
  }
  return [];
}

/** Indexes into `ipco`, counted from 1, of one item's properties (`ipma`). */
async function itemProperties(source: ByteSource, box: Chunk, wanted: number): Promise<number[]> {
  const body = await fields(source, box);
  const version = body.uint(1);
  body.skip(2);
  const wide = (body.uint(1) & 1) === 1;
  const items = Math.min(maxItems, body.uint(4));
  for (let item = 0; item < items; item++) {
    const id = body.uint(version === 0 ? 2 : 4);
    const indexes = Array.from({ length: body.uint(1) }, () => body.uint(wide ? 2 : 1) & (wide ? 0x7fff : 0x7f));
    if (id === wanted) return indexes;
  }
  return [];
}

async function uprightSize(
  source: ByteSource,
  meta: Chunk,
  primary: number,
): Promise<{ width: number; height: number }> {
  const properties = await findBox(source, ['iprp', 'ipco'], meta.start + 4, meta.end);
  const association = await findBox(source, ['iprp', 'ipma'], meta.start + 4, meta.end);
  if (properties === undefined || association === undefined) return { width: 0, height: 0 };
  const wanted = new Set(await itemProperties(source, association, primary));
  let size = { width: 0, height: 0 };
  let index = 0;
  let turned = false;
  for await (const property of boxes(source, properties.start, properties.end)) {
    if (!wanted.has(++index)) continue;
    const body = await fields(source, property);
    if (property.type === 'irot') turned = (body.uint(1) & 1) === 1;
    if (property.type !== 'ispe') continue;
    body.skip(4);
    size = { width: body.uint(4), height: body.uint(4) };
  }
  return turned ? { width: size.height, height: size.width } : size;
}

async function exifItem(source: ByteSource, meta: Chunk): Promise<Uint8Array | undefined> {
  const info = await findBox(source, ['iinf'], meta.start + 4, meta.end);
  const locations = await findBox(source, ['iloc'], meta.start + 4, meta.end);
  if (info === undefined || locations === undefined) return undefined;
  for (const [id, type] of await itemTypes(source, info)) {
    if (type !== 'Exif') continue;
    const parts: Uint8Array[] = [];
    let left = maxExifBytes;
    for (const { offset, length } of await itemExtents(source, locations, id)) {
      parts.push(Uint8Array.from(await source.read(offset, Math.min(length, left))));
      left -= length;
      if (left <= 0) break;
    }
    const item = concat(...parts);
    // Four bytes say how far the TIFF header lies behind them.
    return item.length < 4 ? undefined : item.subarray(Math.min(item.length, 4 + view(item).getUint32(0)));
  }
  return undefined;
}

/** @throws RangeError, VaultError where the boxes do not read as what they claim to be */
export async function readHeif(source: ByteSource): Promise<HeifFacts> {
  const meta = await findBox(source, ['meta']);
  if (meta === undefined) return { width: 0, height: 0 };
  const item = await findBox(source, ['pitm'], meta.start + 4, meta.end);
  let primary = 0;
  if (item !== undefined) {
    const body = await fields(source, item);
    const version = body.uint(1);
    body.skip(3);
    primary = body.uint(version === 0 ? 2 : 4);
  }
  const size = await uprightSize(source, meta, primary);
  const exif = await exifItem(source, meta);
  return { ...size, ...(exif !== undefined && { exif }) };
}
