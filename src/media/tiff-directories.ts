// Reads TIFF image file directories within bounds: the structure of TIFF files, of most RAW formats and of EXIF
// (TIFF 6.0 §2). Chains may loop and counts may claim gigabytes; nothing is followed or allocated unchecked.
import { VaultError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { ascii, view, type ByteSource } from './byte-source.ts';

/** Bytes per value of the types 1 to 13. */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

/** 42, and what Olympus ("OR", "SR") and Panasonic (0x55) write in its place. */
const magics = new Set([42, 0x4f52, 0x5352, 0x55]);

export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Where the values lie in the source, and how many bytes they claim; not yet checked against its size. */
  readonly offset: number;
  readonly length: number;
}

export interface TiffDirectory {
  readonly offset: number;
  readonly entries: ReadonlyMap<number, TiffEntry>;
  /** Offset of the next directory in the chain; 0 ends it. */
  readonly next: number;
}

export class TiffReader {
  private constructor(
    readonly source: ByteSource,
    readonly littleEndian: boolean,
    /** Offset of the first directory. */
    readonly first: number,
  ) {}

  /** @throws VaultError format where this is no (classic) TIFF structure */
  static async open(source: ByteSource): Promise<TiffReader> {
    const head = await source.read(0, 8);
    const order = ascii(head, 0, 2);
    if (head.length < 8 || (order !== 'II' && order !== 'MM')) throw new VaultError('format', 'no TIFF structure');
    const littleEndian = order === 'II';
    const header = view(head);
    if (!magics.has(header.getUint16(2, littleEndian))) throw new VaultError('format', 'no TIFF structure');
    return new TiffReader(source, littleEndian, header.getUint32(4, littleEndian));
  }

  /** @throws VaultError format, limit */
  async directory(offset: number): Promise<TiffDirectory> {
    const head = await this.source.read(offset, 2);
    if (head.length < 2) throw new VaultError('format', 'directory beyond the file', { offset });
    const count = view(head).getUint16(0, this.littleEndian);
    if (count > limits.tiffEntries) throw new VaultError('limit', 'too many entries', { limit: 'tiffEntries', count });
    const body = await this.source.read(offset + 2, count * 12 + 4);
    const rows = view(body);
    const entries = new Map<number, TiffEntry>();
    for (let at = 0; at + 12 <= Math.min(body.length, count * 12); at += 12) {
      const tag = rows.getUint16(at, this.littleEndian);
      const type = rows.getUint16(at + 2, this.littleEndian);
      const values = rows.getUint32(at + 4, this.littleEndian);
      const length = values * (typeBytes[type] ?? 0);
      const inline = length <= 4;
      const valueOffset = inline ? offset + 2 + at + 8 : rows.getUint32(at + 8, this.littleEndian);
      if (length > 0) entries.set(tag, { tag, type, count: values, offset: valueOffset, length });
    }
    const next = body.length >= count * 12 + 4 ? rows.getUint32(count * 12, this.littleEndian) : 0;
    return { offset, entries, next };
  }

  /** The chain of directories from the first, without those that `subTags` name. Loops end it. */
  async chain(): Promise<TiffDirectory[]> {
    const seen = new Set<number>();
    const directories: TiffDirectory[] = [];
    for (let offset = this.first; offset !== 0 && !seen.has(offset);) {
      if (seen.size >= limits.tiffDirectories) {
        throw new VaultError('limit', 'too many directories', { limit: 'tiffDirectories' });
      }
      seen.add(offset);
      const directory = await this.directory(offset);
      directories.push(directory);
      offset = directory.next;
    }
    return directories;
  }

  /** The raw bytes of an entry's values. @throws VaultError format where they lie beyond the file */
  async bytes(entry: TiffEntry, maxBytes: number): Promise<Uint8Array> {
    if (entry.length > maxBytes) throw new VaultError('limit', 'entry too long', { tag: entry.tag });
    const bytes = await this.source.read(entry.offset, entry.length);
    if (bytes.length < entry.length) throw new VaultError('format', 'entry beyond the file', { tag: entry.tag });
    return bytes;
  }

  /** At most `max` numbers; rationals as quotients (NaN where the divisor is 0). */
  async numbers(entry: TiffEntry | undefined, max: number): Promise<number[]> {
    if (entry === undefined) return [];
    const size = typeBytes[entry.type] ?? 0;
    const count = Math.min(entry.count, max);
    const values = view(await this.bytes({ ...entry, length: count * size }, count * size));
    return Array.from({ length: count }, (_, index) => this.#number(values, entry.type, index * size));
  }

  async number(entry: TiffEntry | undefined): Promise<number | undefined> {
    const [value] = await this.numbers(entry, 1);
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  }

  /** ASCII up to the first NUL, without control characters, trimmed. */
  async text(entry: TiffEntry | undefined, maxBytes = 256): Promise<string> {
    if (entry?.type !== 2) return '';
    const bytes = await this.bytes({ ...entry, length: Math.min(entry.length, maxBytes) }, maxBytes);
    const text = ascii(bytes).split('\0', 1)[0] ?? '';
    return text.replace(/[^\x20-\x7e\xa0-\xff]/g, '').trim();
  }

  #number(values: DataView, type: number, at: number): number {
    switch (type) {
      case 1:
      case 2:
      case 7:
        return values.getUint8(at);
      case 3:
        return values.getUint16(at, this.littleEndian);
      case 4:
      case 13:
        return values.getUint32(at, this.littleEndian);
      case 5:
        return values.getUint32(at, this.littleEndian) / values.getUint32(at + 4, this.littleEndian);
      case 6:
        return values.getInt8(at);
      case 8:
        return values.getInt16(at, this.littleEndian);
      case 9:
        return values.getInt32(at, this.littleEndian);
      case 10:
        return values.getInt32(at, this.littleEndian) / values.getInt32(at + 4, this.littleEndian);
      case 11:
        return values.getFloat32(at, this.littleEndian);
      case 12:
        return values.getFloat64(at, this.littleEndian);
      default:
        return NaN;
    }
  }
}
