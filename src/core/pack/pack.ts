// The pack (FORMAT.md, Packs): many sealed blocks in one immutable, self-describing file named by its hash. A pack is
// what the store writes at once, what a backup copies, and what a bucket would hold. Pure: bytes in, bytes out.
import { concat, equalBytes, utf8, type Bytes } from '../bytes.ts';
import { contextLength, contexts } from '../contexts.ts';
import { VaultError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { SealedBlock } from '../ports.ts';
import {
  checkPackRows,
  countPackRows,
  eachPackRow,
  packFooterBytes,
  packHeaderBytes,
  packRowBytes,
  writePackRow,
} from './pack-rows.ts';

const magic = utf8('TESSPACK');
const packVersion = 1;
const leastPackBytes = packHeaderBytes + 1 + packRowBytes + packFooterBytes;

export interface BuiltPack {
  /** 32 bytes. */
  readonly name: Bytes;
  readonly bytes: Bytes;
  /** The trailer's rows, as they stand in the pack. */
  readonly rows: Bytes;
  readonly blocks: number;
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/**
 * Packs near limits.packBytes, in the order given. Of several blocks of one name the last stays, so that no pack
 * names a block twice.
 *
 * @throws VaultError `limit`, `format` where a block could never stand in a pack
 */
export async function buildPacks(blocks: readonly SealedBlock[]): Promise<BuiltPack[]> {
  const last = new Map<string, SealedBlock>();
  for (const block of blocks) last.set(String.fromCharCode(...block.rehash), block);
  const packs: BuiltPack[] = [];
  let waiting: SealedBlock[] = [];
  let bytes = packHeaderBytes + packFooterBytes;
  for (const block of last.values()) {
    const more = block.cipher.length + packRowBytes;
    if (waiting.length > 0 && (bytes + more > limits.packBytes || waiting.length === limits.packRows)) {
      packs.push(await buildPack(waiting));
      waiting = [];
      bytes = packHeaderBytes + packFooterBytes;
    }
    waiting.push(block);
    bytes += more;
  }
  if (waiting.length > 0) packs.push(await buildPack(waiting));
  return packs;
}

async function buildPack(blocks: readonly SealedBlock[]): Promise<BuiltPack> {
  let trailer = packHeaderBytes;
  for (const block of blocks) trailer += block.cipher.length;
  const rowsBytes = blocks.length * packRowBytes;
  // The name's context stands before the pack in one buffer, so that it is hashed without a second copy.
  const named = new Uint8Array(contextLength + trailer + rowsBytes + packFooterBytes);
  named.set(contexts.packName);
  const bytes = named.subarray(contextLength);
  const rows = bytes.subarray(trailer, trailer + rowsBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  bytes.set(magic);
  view.setUint16(8, packVersion);
  let offset = packHeaderBytes;
  blocks.forEach(({ rehash, hamming, cipher }, index) => {
    writePackRow(rows, index, { rehash, hamming, offset, length: cipher.length });
    bytes.set(cipher, offset);
    offset += cipher.length;
  });
  const footer = trailer + rowsBytes;
  view.setUint32(footer, blocks.length);
  view.setUint32(footer + 4, trailer);
  bytes.set(await sha256(concat(contexts.packTrailer, rows)), footer + 8);
  bytes.set(magic, footer + 40);
  return { name: await sha256(named), bytes, rows: new Uint8Array(rows), blocks: blocks.length };
}

/** SHA-256(context ‖ the pack's bytes). @throws VaultError `limit`, `pack-damaged` where the file cannot be read */
export async function packName(file: Blob): Promise<Bytes> {
  if (file.size > limits.packMaxBytes) throw new VaultError('limit', 'pack size', { bytes: file.size });
  return sha256(concat(contexts.packName, await readRange(file, 0, file.size)));
}

/**
 * Reads a pack's header, footer and trailer, and nothing of its blocks.
 *
 * @returns the trailer's rows, checked (see checkPackRows)
 * @throws VaultError `format`, `version`, `limit`; `pack-damaged` where the file cannot be read
 */
export async function readPackRows(file: Blob): Promise<Bytes> {
  if (file.size > limits.packMaxBytes) throw new VaultError('limit', 'pack size', { bytes: file.size });
  if (file.size < leastPackBytes) throw new VaultError('format', 'too short for a pack', { bytes: file.size });
  const header = await readRange(file, 0, packHeaderBytes);
  if (!equalBytes(header.subarray(0, 8), magic)) throw new VaultError('format', 'not a pack');
  const version = new DataView(header.buffer).getUint16(8);
  if (version !== packVersion) throw new VaultError('version', 'pack version', { version });
  if (header.subarray(10).some((byte) => byte !== 0)) throw new VaultError('format', 'reserved bytes are in use');

  const footerAt = file.size - packFooterBytes;
  const footer = await readRange(file, footerAt, file.size);
  if (!equalBytes(footer.subarray(40), magic)) throw new VaultError('format', 'the end of the pack is missing');
  const view = new DataView(footer.buffer);
  const count = view.getUint32(0);
  const trailer = view.getUint32(4);
  if (count < 1 || count > limits.packRows) throw new VaultError('limit', 'rows of a pack', { count });
  if (trailer < packHeaderBytes || trailer + count * packRowBytes !== footerAt)
    throw new VaultError('format', 'the trailer does not end at the footer', { count, trailer });

  const rows = await readRange(file, trailer, footerAt);
  const hash = await sha256(concat(contexts.packTrailer, rows));
  if (!equalBytes(hash, footer.subarray(8, 40))) throw new VaultError('format', 'the trailer is not what was written');
  checkPackRows(rows, trailer);
  return rows;
}

/**
 * Reads a whole foreign pack (from a backup) and proves every block's name. Without the latter a forged pack could
 * put other bytes before a good copy, since a later pack's copy wins.
 *
 * @throws VaultError as readPackRows; `pack-damaged` where a block does not hash to its name
 */
export async function readForeignPack(file: Blob): Promise<BuiltPack> {
  const rows = await readPackRows(file);
  const named = new Uint8Array(contextLength + file.size);
  named.set(contexts.packName);
  named.set(await readRange(file, 0, file.size), contextLength);
  const bytes = named.subarray(contextLength);
  for (const { rehash, offset, length } of eachPackRow(rows)) {
    if (!(await isNamedBlock(rehash, bytes.subarray(offset, offset + length))))
      throw new VaultError('pack-damaged', 'a block is not what its name says', { offset });
  }
  return { name: await sha256(named), bytes, rows, blocks: countPackRows(rows) };
}

/** Whether a ciphertext is the block of this name: rehash = SHA-256(context ‖ SHA-256(context ‖ ciphertext)). */
export async function isNamedBlock(rehash: Uint8Array, cipher: Uint8Array): Promise<boolean> {
  const tag = await sha256(concat(contexts.blockTag, cipher));
  return equalBytes(await sha256(concat(contexts.blockRehash, tag)), rehash);
}

/**
 * Bytes [start, end) of a stored file.
 *
 * NOTE[stream-read]: through `stream`, because in Chromium `arrayBuffer` of a slice that lies past the end of a file
 * cut short on disk never settles (measured, Chromium 156); the stream ends early instead. 20 % slower on 48 KB.
 *
 * @throws VaultError `pack-damaged` where they are not there: the file is shorter than its record says, or gone
 */
export async function readRange(file: Blob, start: number, end: number): Promise<Bytes> {
  const bytes = new Uint8Array(end - start);
  let filled = 0;
  try {
    const reader = file.slice(start, end).stream().getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || value === undefined) break;
      bytes.set(value, filled);
      filled += value.length;
    }
  } catch (cause) {
    // NotReadableError or NotFoundError: the record outlived its file, as after a power cut.
    throw new VaultError('pack-damaged', 'a stored file cannot be read', { start, end }, { cause });
  }
  if (filled !== bytes.length)
    throw new VaultError('pack-damaged', 'a stored file is cut short', { start, end, read: filled });
  return bytes;
}
