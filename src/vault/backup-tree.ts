// A backup is a tree of sealed files, the same in a folder and in one zip (FORMAT.md, Backup): what a CSP would
// hold, so that it needs no key to be written and is worth nothing to whoever finds it.
//
//   tessera-backup.json            format version and space id, written last: without it a backup is incomplete
//   records/NNNN.record            membership: genesis, epochs, admissions
//   packs/<name in hex>.pack       immutable, so a second backup writes only new ones
//   logs/<device>/NNNNNNNN.batch   signed, sealed log batches
import { fromHex, fromUtf8, toHex, utf8, type Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import { idToBytes, type DeviceId, type SpaceId } from '../core/ids.ts';

export const backupHead = 'tessera-backup.json';
const backupVersion = 1;
const headBytes = 4096;

export function recordPath(index: number): string {
  return `records/${String(index).padStart(4, '0')}.record`;
}
export function packPath(name: Uint8Array): string {
  return `packs/${toHex(name)}.pack`;
}
export function batchPath(device: DeviceId, sequence: number): string {
  return `logs/${device}/${String(sequence).padStart(8, '0')}.batch`;
}

export type BackupPath =
  | { readonly kind: 'head' }
  | { readonly kind: 'record'; readonly index: number }
  | { readonly kind: 'pack'; readonly name: Bytes }
  | { readonly kind: 'batch'; readonly device: DeviceId; readonly sequence: number };

/** @returns undefined for whatever else lies in the folder */
export function parseBackupPath(path: string): BackupPath | undefined {
  if (path === backupHead) return { kind: 'head' };
  const record = /^records\/(\d{4})\.record$/.exec(path);
  if (record) return { kind: 'record', index: Number(record[1]) };
  const pack = /^packs\/([0-9a-f]{64})\.pack$/.exec(path);
  const name = pack?.[1] === undefined ? undefined : fromHex(pack[1]);
  if (name) return { kind: 'pack', name };
  const batch = /^logs\/([A-Za-z0-9_-]{43})\/(\d{8})\.batch$/.exec(path);
  if (batch) {
    const device = batch[1] as DeviceId;
    idToBytes(device);
    return { kind: 'batch', device, sequence: Number(batch[2]) };
  }
  return undefined;
}

export function encodeHead(space: SpaceId): Bytes {
  return utf8(`${JSON.stringify({ format: 'tessera-backup', version: backupVersion, space }, null, 1)}\n`);
}

/** @throws VaultError format, version */
export function decodeHead(bytes: Uint8Array): SpaceId {
  if (bytes.length > headBytes) throw new VaultError('limit', 'backup head too long');
  let head: unknown;
  try {
    head = JSON.parse(fromUtf8(bytes));
  } catch (cause) {
    throw new VaultError('format', 'backup head', {}, { cause });
  }
  if (typeof head !== 'object' || head === null || !('format' in head) || head.format !== 'tessera-backup')
    throw new VaultError('format', 'not a backup');
  if (!('version' in head) || head.version !== backupVersion) throw new VaultError('version', 'backup version');
  if (!('space' in head) || typeof head.space !== 'string') throw new VaultError('format', 'backup head');
  const space = head.space as SpaceId;
  idToBytes(space);
  return space;
}
