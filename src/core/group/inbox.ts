// The inbox: what arrives while the vault is locked (share target, file handlers) is sealed at once to the device's
// public X25519 key, in segments, so that a long video passes through little memory. Only the keyring opens it.
// Segments carry a counter and a final flag in their nonces: order and end cannot be changed (FORMAT.md, "Inbox").
import { concat, type Bytes } from '../bytes.ts';
import { CborReader, decodeCbor, encodeCbor } from '../cbor.ts';
import { contexts } from '../contexts.ts';
import { isVaultError, VaultError } from '../errors.ts';
import { limits } from '../limits.ts';
import { readRange } from '../pack/pack.ts';
import { secureChance, type Chance } from './chance.ts';
import { agree, agreePublicOf } from './curves.ts';
import { deriveGcmKey, gcmOpen, gcmSeal, gcmTagBytes, hkdfKey } from './derive.ts';

export interface InboxFile {
  readonly name: string;
  /** MIME type as the platform claims it. */
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly lastModified: number;
}

/** ASCII "TSINBOX" and the version. */
const magic = new Uint8Array([0x54, 0x53, 0x49, 0x4e, 0x42, 0x4f, 0x58, 1]);
const publicBytes = 32;
const headStart = magic.length + publicBytes + 4;
/** Plaintext of every segment but the last. */
const segmentBytes = 1024 * 1024;
const sealedSegmentBytes = segmentBytes + gcmTagBytes;
/** Segments joined into one Blob, which the browser may move out of memory. */
const segmentsPerPart = 8;

/** The first byte of a nonce: what the message is. */
const nonceKinds = { head: 0, segment: 1, lastSegment: 2 } as const;

/**
 * @param agreePublic  32 bytes: the device's
 * @throws VaultError `file-unreadable` where the file cannot be read, `limit` above limits.fileBytes
 */
export async function sealToInbox(
  agreePublic: Bytes,
  file: InboxFile,
  data: Blob,
  chance: Chance = secureChance,
): Promise<Blob> {
  const { size } = data;
  if (size > limits.fileBytes) throw new VaultError('limit', 'file too long', { bytes: size });
  const seed = chance(32);
  const ephemeral = await agreePublicOf(seed);
  const shared = await agree(seed, agreePublic);
  seed.fill(0);
  const key = await itemKey(shared, ephemeral, agreePublic);
  const { name, type, lastModified } = file;
  const plainHead = encodeCbor({ name, type, modified: lastModified, size });
  if (plainHead.length > limits.inboxHeadBytes) throw new VaultError('limit', 'file name too long');
  const head = await gcmSeal(key, magic, plainHead, nonceOf(nonceKinds.head, 0));
  const parts = [new Blob([magic, ephemeral, u32(head.length), head])];
  const count = segmentCount(size);
  let held: Bytes[] = [];
  for (let index = 0; index < count; index++) {
    const plain = await readSlice(data, index * segmentBytes, Math.min(size, (index + 1) * segmentBytes));
    held.push(await gcmSeal(key, magic, plain, segmentNonce(index, count)));
    if (held.length === segmentsPerPart || index === count - 1) {
      parts.push(new Blob(held));
      held = [];
    }
  }
  return new Blob(parts, { type: 'application/octet-stream' });
}

/**
 * Opens an item whole: nothing is handed out before its last segment was checked.
 *
 * @param agreeSeed  32 bytes: the device's
 * @throws VaultError `seal-broken` for any altered, missing, reordered or added byte, or another device's item;
 *   `format`, `version`, `limit`, `file-unreadable`
 */
export async function openInbox(agreeSeed: Bytes, item: Blob): Promise<InboxFile & { readonly data: Blob }> {
  if (item.size < headStart) throw new VaultError('format', 'inbox item too short', { bytes: item.size });
  const start = await readSlice(item, 0, headStart);
  if (!magic.subarray(0, 7).every((byte, i) => byte === start[i])) throw new VaultError('format', 'no inbox item');
  if (start[7] !== magic[7]) throw new VaultError('version', 'inbox item of another version');
  const ephemeral = start.slice(magic.length, magic.length + publicBytes);
  const headBytes = new DataView(start.buffer).getUint32(headStart - 4);
  if (headBytes > limits.inboxHeadBytes + gcmTagBytes)
    throw new VaultError('limit', 'inbox head too long', { bytes: headBytes });
  const agreePublic = await agreePublicOf(agreeSeed);
  const key = await itemKey(await agree(agreeSeed, ephemeral), ephemeral, agreePublic);
  const dataStart = headStart + headBytes;
  const sealedHead = await readSlice(item, headStart, dataStart);
  const head = new CborReader(
    decodeCbor(await gcmOpen(key, magic, sealedHead, nonceOf(nonceKinds.head, 0)), limits.inboxHeadBytes),
    'inbox head',
  );
  const file = {
    name: head.text('name', limits.pathBytes),
    type: head.text('type', 255),
    lastModified: head.int('modified', Number.MIN_SAFE_INTEGER),
  };
  const size = head.int('size', 0, limits.fileBytes);
  head.end();
  const count = segmentCount(size);
  if (item.size !== dataStart + size + count * gcmTagBytes)
    throw new VaultError('seal-broken', 'inbox item has another length', { bytes: item.size });
  const parts: Blob[] = [];
  let held: Bytes[] = [];
  for (let index = 0; index < count; index++) {
    const from = dataStart + index * sealedSegmentBytes;
    const sealed = await readSlice(item, from, Math.min(item.size, from + sealedSegmentBytes));
    held.push(await gcmOpen(key, magic, sealed, segmentNonce(index, count)));
    if (held.length === segmentsPerPart || index === count - 1) {
      parts.push(new Blob(held));
      held = [];
    }
  }
  return { ...file, data: new Blob(parts, { type: file.type }) };
}

/** At least one: an empty file has an empty last segment. */
function segmentCount(size: number): number {
  return Math.max(1, Math.ceil(size / segmentBytes));
}

function segmentNonce(index: number, count: number): Bytes {
  return nonceOf(index === count - 1 ? nonceKinds.lastSegment : nonceKinds.segment, index);
}

/** kind u8 ‖ 3 zero bytes ‖ counter u64. */
function nonceOf(kind: number, counter: number): Bytes {
  const view = new DataView(new ArrayBuffer(12));
  view.setUint8(0, kind);
  view.setBigUint64(4, BigInt(counter));
  return new Uint8Array(view.buffer);
}

/** Zeroes the shared secret. */
async function itemKey(shared: Bytes, ephemeral: Bytes, agreePublic: Bytes): Promise<CryptoKey> {
  const base = await hkdfKey(shared);
  shared.fill(0);
  return deriveGcmKey(base, concat(ephemeral, agreePublic), contexts.inbox);
}

async function readSlice(blob: Blob, from: number, to: number): Promise<Bytes> {
  try {
    return await readRange(blob, from, to);
  } catch (cause) {
    // A file that reads, but ends early, has no cause of its own.
    if (isVaultError(cause) && cause.cause === undefined)
      throw new VaultError('seal-broken', 'cut short', { from, to }, { cause });
    throw new VaultError('file-unreadable', 'the file cannot be read', {}, { cause });
  }
}

function u32(value: number): Bytes {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value);
  return new Uint8Array(view.buffer);
}
