// One batch of one device's log (design §4 "Records that change", §5; FORMAT.md "Log batches"): at most 256
// records, sealed under the epoch's key, hash-chained to the batch before it, signed over what a host sees.
// Who holds no key can still check signature, chain and order (`verifyBatch`); who holds one also reads.
//
//   0 version u8 · 1 log u8 · 2 space 32 · 34 epoch 32 · 66 device 32 · 98 sequence u64 · 106 previous 32
//   · 138 salt 32 · 170 AES-256-GCM(records) · last 64 Ed25519
import { concat, equalBytes, owned, type Bytes } from '../bytes.ts';
import { CborReader, decodeCbor, encodeCbor, type Cbor } from '../cbor.ts';
import { contexts } from '../contexts.ts';
import { VaultError } from '../errors.ts';
import { secureChance, type Chance } from '../group/chance.ts';
import { openOnce, sealOnce } from '../group/derive.ts';
import { idFromBytes, idToBytes, type DeviceId, type EpochId, type SpaceId } from '../ids.ts';
import { limits } from '../limits.ts';
import { recordFromCbor, recordToCbor, recordWeight, type CatalogRecord } from './records.ts';
import { compareDevices, maxLamport } from './stamp.ts';

/** The last batch of a device's log that somebody has. */
export interface LogHead {
  readonly device: DeviceId;
  /** From 0. */
  readonly sequence: number;
  /** 32 bytes. */
  readonly hash: Bytes;
}

export interface BatchInput {
  readonly space: SpaceId;
  readonly epoch: EpochId;
  readonly device: DeviceId;
  /** The device's first batch is 0. */
  readonly sequence: number;
  /** 32 bytes: the hash of the batch before, zero for the first. */
  readonly previous: Bytes;
  readonly lamport: number;
  /** Heads of all other logs that the author has applied. */
  readonly seen: readonly LogHead[];
  readonly records: readonly CatalogRecord[];
  /** HKDF base of the epoch (usage deriveBits). */
  readonly base: CryptoKey;
  /** Ed25519. */
  readonly signKey: CryptoKey;
}

/** What a batch says in the clear, to hosts too. */
export interface BatchHeader {
  readonly space: SpaceId;
  readonly epoch: EpochId;
  readonly device: DeviceId;
  readonly sequence: number;
  readonly previous: Bytes;
}

export interface BatchExpectation {
  readonly space: SpaceId;
  readonly device: DeviceId;
  readonly sequence: number;
  readonly previous: Bytes;
  /** 32 bytes: the device's Ed25519 key as membership records state it. */
  readonly signPublic: Bytes;
}

export interface BatchReading extends BatchExpectation {
  readonly base: (epoch: EpochId) => CryptoKey | undefined;
  /**
   * The stamp of a batch the reader has applied. With it, a stamp above limits.stampLead over everything its
   * author had seen is refused; so apply a batch after those it names in `seen`.
   */
  readonly lamportAt?: (device: DeviceId, sequence: number) => number | undefined;
}

export interface OpenedBatch {
  readonly hash: Bytes;
  readonly epoch: EpochId;
  readonly lamport: number;
  readonly seen: readonly LogHead[];
  readonly records: readonly CatalogRecord[];
}

const batchVersion = 1;
/** Logs a device may keep; the catalog is the only one yet. */
const catalogLog = 1;
const saltAt = 138;
const cipherAt = 170;
const signatureLength = 64;
const gcmTagLength = 16;

/** Before a device's first batch. */
export function noPrevious(): Bytes {
  return new Uint8Array(32);
}

/**
 * @returns the batch and its hash, which is the next batch's `previous`
 * @throws VaultError `limit`, `format` for records that could not be read back
 */
export async function sealBatch(
  input: BatchInput,
  chance: Chance = secureChance,
): Promise<{ batch: Bytes; hash: Bytes }> {
  const plain = encodeBody(input);
  decodeBody(plain, input.device);
  const header = encodeHeader(input);
  const sealed = await sealOnce(input.base, contexts.batchKey, header, plain, chance);
  const unsigned = concat(header, sealed);
  const signature = await crypto.subtle.sign('Ed25519', input.signKey, concat(contexts.batchSign, unsigned));
  const batch = concat(unsigned, new Uint8Array(signature));
  if (batch.length > limits.batchBytes) throw new VaultError('limit', 'batch too long', { bytes: batch.length });
  return { batch, hash: await batchHash(batch) };
}

/**
 * Checks signature and chain without a content key, as a host does.
 *
 * @throws VaultError `limit`, `version`, `format` for another place in another log, `signature`
 */
export async function verifyBatch(
  batch: Uint8Array,
  expect: BatchExpectation,
): Promise<{ hash: Bytes; header: BatchHeader }> {
  const bytes = owned(batch);
  const header = readBatchHeader(bytes);
  if (header.space !== expect.space || header.device !== expect.device)
    throw new VaultError('format', 'batch of another log');
  if (header.sequence !== expect.sequence)
    throw new VaultError('format', 'batch out of order', { sequence: header.sequence, expected: expect.sequence });
  if (!equalBytes(header.previous, expect.previous))
    throw new VaultError('format', 'batch does not follow the one before', { sequence: header.sequence });
  const end = bytes.length - signatureLength;
  const key = await importVerifyKey(expect.signPublic);
  const signed = concat(contexts.batchSign, bytes.subarray(0, end));
  if (!(await crypto.subtle.verify('Ed25519', key, bytes.subarray(end), signed)))
    throw new VaultError('signature', 'batch signature', { sequence: header.sequence });
  return { hash: await batchHash(bytes), header };
}

/**
 * @throws VaultError as {@link verifyBatch}; `seal-broken` where the epoch's key is missing or does not open it;
 *   `format`, `limit` for what is inside, a stamp too far ahead among it
 */
export async function openBatch(batch: Uint8Array, expect: BatchReading): Promise<OpenedBatch> {
  const { hash, header } = await verifyBatch(batch, expect);
  const base = expect.base(header.epoch);
  if (!base) throw new VaultError('seal-broken', 'no key for the epoch of a batch', { sequence: header.sequence });
  const bytes = owned(batch);
  const sealed = bytes.subarray(saltAt, bytes.length - signatureLength);
  const plain = await openOnce(base, contexts.batchKey, bytes.subarray(0, saltAt), sealed);
  const body = decodeBody(plain, header.device);
  if (expect.lamportAt) checkLead(body, header, expect.lamportAt);
  return { hash, epoch: header.epoch, ...body };
}

/** @throws VaultError `limit`, `version`, `format`; says nothing about who wrote it */
export function readBatchHeader(batch: Bytes): BatchHeader {
  if (batch.length > limits.batchBytes) throw new VaultError('limit', 'batch too long', { bytes: batch.length });
  if (batch.length < cipherAt + gcmTagLength + signatureLength) throw new VaultError('format', 'batch too short');
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  const version = view.getUint8(0);
  if (version !== batchVersion)
    throw new VaultError(version > batchVersion ? 'version' : 'format', 'batch version', { version });
  if (view.getUint8(1) !== catalogLog) throw new VaultError('format', 'not a batch of the catalog log');
  const sequence = Number(view.getBigUint64(98));
  if (!Number.isSafeInteger(sequence)) throw new VaultError('limit', 'batch sequence');
  return {
    space: idFromBytes<SpaceId>(batch.subarray(2, 34)),
    epoch: idFromBytes<EpochId>(batch.subarray(34, 66)),
    device: idFromBytes<DeviceId>(batch.subarray(66, 98)),
    sequence,
    previous: batch.slice(106, 138),
  };
}

/** Names a batch in the chain; over all of its bytes, so that two signings of one text are a visible fork. */
export async function batchHash(batch: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', concat(contexts.batchHash, batch)));
}

/** Cuts records into lists that each fit one batch, keeping their order. */
export function splitRecords(records: readonly CatalogRecord[]): CatalogRecord[][] {
  const batches: CatalogRecord[][] = [];
  let open: CatalogRecord[] = [];
  let weight = 0;
  const room = limits.batchBytes / 2;
  for (const record of records) {
    const more = recordWeight(record);
    if (open.length === limits.batchRecords || (open.length > 0 && weight + more > room)) {
      batches.push(open);
      open = [];
      weight = 0;
    }
    open.push(record);
    weight += more;
  }
  if (open.length > 0) batches.push(open);
  return batches;
}

function encodeHeader(input: BatchInput): Bytes {
  if (input.previous.length !== 32) throw new VaultError('format', 'batch: previous');
  if (!Number.isSafeInteger(input.sequence) || input.sequence < 0) throw new VaultError('format', 'batch: sequence');
  const header = new Uint8Array(saltAt);
  const view = new DataView(header.buffer);
  view.setUint8(0, batchVersion);
  view.setUint8(1, catalogLog);
  header.set(idToBytes(input.space), 2);
  header.set(idToBytes(input.epoch), 34);
  header.set(idToBytes(input.device), 66);
  view.setBigUint64(98, BigInt(input.sequence));
  header.set(input.previous, 106);
  return header;
}

function encodeBody(input: BatchInput): Bytes {
  const seen = [...input.seen].sort((a, b) => compareDevices(a.device, b.device));
  return encodeCbor({
    stamp: input.lamport,
    seen: seen.map((head): Cbor => [idToBytes(head.device), head.sequence, head.hash]),
    records: input.records.map(recordToCbor),
  });
}

function decodeBody(plain: Bytes, author: DeviceId): Pick<OpenedBatch, 'lamport' | 'seen' | 'records'> {
  const reader = new CborReader(decodeCbor(plain, limits.batchBytes), 'batch');
  const lamport = reader.int('stamp', 1, maxLamport);
  const seen = reader.list('seen', limits.logs).map(readHead);
  const records = reader.list('records', limits.batchRecords).map(recordFromCbor);
  reader.end();
  if (records.length === 0) throw new VaultError('format', 'batch without records');
  seen.forEach((head, i) => {
    const before = seen[i - 1];
    if (head.device === author || (before && compareDevices(before.device, head.device) >= 0))
      throw new VaultError('format', 'batch: order of seen heads');
  });
  return { lamport, seen, records };
}

function readHead(value: Cbor): LogHead {
  const [device, sequence, hash] = Array.isArray(value) && value.length === 3 ? (value as readonly Cbor[]) : [];
  if (
    !(device instanceof Uint8Array && device.length === 32) ||
    !(hash instanceof Uint8Array && hash.length === 32) ||
    typeof sequence !== 'number' ||
    !Number.isSafeInteger(sequence) ||
    sequence < 0
  )
    throw new VaultError('format', 'batch: seen head');
  return { device: idFromBytes<DeviceId>(device), sequence, hash: owned(hash) };
}

/** A stamp in the far future would win over everybody for ever: its author must have had a reason for it. */
function checkLead(
  body: { readonly lamport: number; readonly seen: readonly LogHead[] },
  header: BatchHeader,
  lamportAt: (device: DeviceId, sequence: number) => number | undefined,
): void {
  const own = header.sequence === 0 ? 0 : (lamportAt(header.device, header.sequence - 1) ?? 0);
  const known = body.seen.reduce((most, head) => Math.max(most, lamportAt(head.device, head.sequence) ?? 0), own);
  if (body.lamport > known + limits.stampLead)
    throw new VaultError('limit', 'stamp too far ahead', { lamport: body.lamport, known });
}

function importVerifyKey(signPublic: Bytes): Promise<CryptoKey> {
  if (signPublic.length !== 32) throw new VaultError('format', 'signing key');
  return crypto.subtle.importKey('raw', signPublic, 'Ed25519', true, ['verify']);
}
