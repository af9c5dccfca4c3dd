// EXIF made anew from a short list of harmless tags: how the picture was exposed, when, with which model, which way
// up. Nothing is cut out of the old structure, so nothing unknown (maker notes, serial numbers, GPS) can remain.
import type { Bytes } from '../core/bytes.ts';
import { isVaultError } from '../core/errors.ts';
import { MemorySource, view } from './byte-source.ts';
import { exifTags } from './exif.ts';
import { TiffReader, type TiffDirectory } from './tiff-directories.ts';

/** Make, model, orientation, resolution, date, chroma position. */
const mainTags = [0x10f, 0x110, 0x112, 0x11a, 0x11b, 0x128, 0x132, 0x213];
/** Exposure, aperture, ISO, version, dates and zones, lens and its model, flash, colour space, size, modes. */
const exposureTags = [
  0x829a, 0x829d, 0x8822, 0x8827, 0x8830, 0x9000, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9101, 0x9201, 0x9202,
  0x9203, 0x9204, 0x9205, 0x9207, 0x9208, 0x9209, 0x920a, 0x9290, 0x9291, 0x9292, 0xa000, 0xa001, 0xa002, 0xa003,
  0xa20e, 0xa20f, 0xa210, 0xa217, 0xa401, 0xa402, 0xa403, 0xa404, 0xa405, 0xa406, 0xa407, 0xa408, 0xa409, 0xa40a,
  0xa40c, 0xa432, 0xa433, 0xa434,
];
/** No harmless value is longer: text of a lens, four rationals. */
const maxValueBytes = 256;

interface Row {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: Uint8Array;
}

async function pick(tiff: TiffReader, { entries }: TiffDirectory, tags: readonly number[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const tag of tags) {
    const entry = entries.get(tag);
    if (entry === undefined || entry.length > maxValueBytes) continue;
    try {
      const value = (await tiff.bytes(entry, maxValueBytes)).slice();
      rows.push({ tag, type: entry.type, count: entry.count, value });
    } catch (error) {
      // A value beyond the structure's end is not worth copying.
      if (!isVaultError(error, 'format')) throw error;
    }
  }
  return rows;
}

function directoryBytes(rows: readonly Row[]): number {
  return rows.reduce((sum, { value }) => sum + 12 + (value.length > 4 ? value.length + (value.length & 1) : 0), 6);
}

function writeDirectory(out: Uint8Array, at: number, rows: readonly Row[], littleEndian: boolean): void {
  const fields = view(out);
  fields.setUint16(at, rows.length, littleEndian);
  let values = at + 6 + rows.length * 12;
  rows.forEach(({ tag, type, count, value }, index) => {
    const row = at + 2 + index * 12;
    fields.setUint16(row, tag, littleEndian);
    fields.setUint16(row + 2, type, littleEndian);
    fields.setUint32(row + 4, count, littleEndian);
    if (value.length <= 4) out.set(value, row + 8);
    else {
      fields.setUint32(row + 8, values, littleEndian);
      out.set(value, values);
      values += value.length + (value.length & 1);
    }
  });
}

/**
 * The harmless part of an EXIF structure; undefined where nothing of it is left or it cannot be read.
 *
 * @param exif  starts with the TIFF header
 */
export async function cleanExif(exif: Uint8Array): Promise<Bytes | undefined> {
  try {
    const tiff = await TiffReader.open(new MemorySource(exif));
    const { littleEndian } = tiff;
    const main = await tiff.directory(tiff.first);
    const mainRows = await pick(tiff, main, mainTags);
    const pointer = await tiff.number(main.entries.get(exifTags.exifDirectory));
    const exposureRows = pointer === undefined ? [] : await pick(tiff, await tiff.directory(pointer), exposureTags);
    if (mainRows.length + exposureRows.length === 0) return undefined;
    const link: Row = { tag: exifTags.exifDirectory, type: 4, count: 1, value: new Uint8Array(4) };
    const rows = exposureRows.length > 0 ? [...mainRows, link] : mainRows;
    const exposureAt = 8 + directoryBytes(rows);
    view(link.value).setUint32(0, exposureAt, littleEndian);
    const out = new Uint8Array(exposureAt + (exposureRows.length > 0 ? directoryBytes(exposureRows) : 0));
    const fields = view(out);
    fields.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
    fields.setUint16(2, 42, littleEndian);
    fields.setUint32(4, 8, littleEndian);
    writeDirectory(out, 8, rows, littleEndian);
    if (exposureRows.length > 0) writeDirectory(out, exposureAt, exposureRows, littleEndian);
    return out;
  } catch (error) {
    if (isVaultError(error)) return undefined;
    throw error;
  }
}
