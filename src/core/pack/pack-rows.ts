// The rows of a pack's trailer (FORMAT.md, Packs): one per block, 42 bytes, in offset order. They are kept as the
// raw bytes they are stored as, in the pack and beside it, and read in place: a library has millions of them.
import type { Bytes } from '../bytes.ts';
import { VaultError } from '../errors.ts';
import { limits } from '../limits.ts';

/** rehash 32 ‖ hamming u16 ‖ offset u32 ‖ length u32. */
export const packRowBytes = 42;
/** Bytes before the first ciphertext. */
export const packHeaderBytes = 16;
/** row count u32 ‖ trailer offset u32 ‖ SHA-256 32 ‖ magic 8. */
export const packFooterBytes = 48;
/** The Hamming code of a 256-bit tag has 10 bits; the others of its u16 are zero. */
export const hammingLimit = 1 << 10;

export interface PackRow {
  /** 32 bytes; a view into the rows it was read from. */
  readonly rehash: Bytes;
  readonly hamming: number;
  /** From the first byte of the pack. */
  readonly offset: number;
  readonly length: number;
}

export function countPackRows(rows: Bytes): number {
  return Math.floor(rows.length / packRowBytes);
}

/** @param index  below {@link countPackRows}; the caller's loop or index row says so */
export function packRowAt(rows: Bytes, index: number): PackRow {
  const at = index * packRowBytes;
  const view = new DataView(rows.buffer, rows.byteOffset + at, packRowBytes);
  return {
    rehash: rows.subarray(at, at + 32),
    hamming: view.getUint16(32),
    offset: view.getUint32(34),
    length: view.getUint32(38),
  };
}

export function* eachPackRow(rows: Bytes): Generator<PackRow> {
  for (let index = 0; index < countPackRows(rows); index++) yield packRowAt(rows, index);
}

/** @throws VaultError `limit`, `format` where a block could never stand in a pack */
export function writePackRow(rows: Bytes, index: number, row: PackRow): void {
  checkRow(row, index);
  const at = index * packRowBytes;
  const view = new DataView(rows.buffer, rows.byteOffset + at, packRowBytes);
  rows.set(row.rehash, at);
  view.setUint16(32, row.hamming);
  view.setUint32(34, row.offset);
  view.setUint32(38, row.length);
}

/**
 * The strict reading of a trailer: every row within bounds, blocks back to back from the header to the trailer,
 * no name twice.
 *
 * @param end  where the last block must end: the trailer's offset
 * @throws VaultError `format`, `limit`
 */
export function checkPackRows(rows: Bytes, end: number): void {
  if (rows.length === 0 || rows.length % packRowBytes !== 0) throw new VaultError('format', 'no whole rows');
  const names = new Set<string>();
  let next = packHeaderBytes;
  let index = 0;
  for (const row of eachPackRow(rows)) {
    checkRow(row, index);
    if (row.offset !== next) throw new VaultError('format', 'blocks leave a gap or overlap', { row: index });
    next += row.length;
    if (next > end) throw new VaultError('format', 'a block reaches past the trailer', { row: index });
    names.add(String.fromCharCode(...row.rehash));
    index++;
  }
  if (next !== end) throw new VaultError('format', 'bytes before the trailer belong to no block');
  if (names.size !== index) throw new VaultError('format', 'a name stands twice in one pack');
}

function checkRow(row: PackRow, index: number): void {
  if (row.rehash.length !== 32) throw new VaultError('format', 'not a rehash', { row: index });
  if (row.length < 1 || row.length > limits.blockBytes)
    throw new VaultError('limit', 'block length', { row: index, length: row.length });
  if (row.hamming < 0 || row.hamming >= hammingLimit) throw new VaultError('format', 'Hamming code', { row: index });
}
