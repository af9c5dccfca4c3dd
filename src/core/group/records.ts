// Membership records as bytes (design §8): deterministic CBOR, each naming its parents and author, each signed.
// This file reads and writes them one by one; membership.ts decides what they mean together. New kinds of records
// get new types, changed ones a new version, so nothing here ever changes.
import { compareBytes, concat, type Bytes } from '../bytes.ts';
import { CborReader, decodeCbor, encodeCbor, type Cbor } from '../cbor.ts';
import { contexts } from '../contexts.ts';
import { VaultError } from '../errors.ts';
import { limits } from '../limits.ts';
import { sign, signatureBytes } from './curves.ts';
import type { PublicIdentity } from './identities.ts';
import { wrapBoxBytes, type Wrap } from './wraps.ts';

export const roles = ['admin', 'member', 'host'] as const;
export type Role = (typeof roles)[number];

export const spaceKinds = ['private', 'group'] as const;
export type SpaceKind = (typeof spaceKinds)[number];

interface RecordHead {
  /** Hashes of the records this one follows, ascending; none for genesis. */
  readonly parents: readonly Bytes[];
  /** 32 bytes: id of the device or recovery identity that signed. */
  readonly author: Bytes;
  /** The author's wall clock: shown, never trusted. */
  readonly timeMs: number;
}
export interface GenesisRecord extends RecordHead {
  readonly type: 'genesis';
  readonly kind: SpaceKind;
  /** 32 random bytes: two spaces of the same keys and millisecond are still two. */
  readonly nonce: Bytes;
  /** The founder's device, an admin; it is the author. */
  readonly founder: PublicIdentity;
  /** 16 bytes: the person whose device it is. */
  readonly person: Bytes;
  /** The founder's recovery identity; it signs too. */
  readonly recovery: PublicIdentity;
  /** The space's name, sealed; hosts see only this. */
  readonly name?: Bytes;
}
export interface EpochRecord extends RecordHead {
  readonly type: 'epoch';
  readonly space: Bytes;
  readonly number: number;
  /** 32 bytes: see epochCommitment. */
  readonly commit: Bytes;
  /** Ascending by recipient. */
  readonly wraps: readonly Wrap[];
}
/** A wrap of an epoch that existed before its recipient was admitted. */
export interface PastWrap extends Wrap {
  /** 32 bytes: the epoch's id. */
  readonly epoch: Bytes;
}
export interface AdmitRecord extends RecordHead {
  readonly type: 'admit';
  readonly space: Bytes;
  readonly device: PublicIdentity;
  readonly role: Role;
  readonly person: Bytes;
  /** A new person's recovery identity. */
  readonly recovery?: PublicIdentity;
  /** Ascending by epoch, then recipient. */
  readonly wraps: readonly PastWrap[];
}
export type MembershipRecord = GenesisRecord | EpochRecord | AdmitRecord;

/** A record as read: its bytes are kept, its signatures are not yet verified. */
export interface ReadRecord {
  readonly record: MembershipRecord;
  readonly bytes: Bytes;
  /** 32 bytes: SHA-256(context ‖ bytes); names it as a parent, and an epoch as such. */
  readonly hash: Bytes;
  /** What every signature is over. */
  readonly message: Bytes;
  /** The author's; for genesis the recovery identity's follows. */
  readonly signatures: readonly Bytes[];
}

/** Padding profiles (design §9) are not designed yet; 0 means none. */
const paddingProfile = 0;
const nameBytes = 1024;

/** @param keys  the author's key; for genesis the recovery identity's follows */
export async function writeRecord(record: MembershipRecord, ...keys: readonly CryptoKey[]): Promise<Bytes> {
  const fields = fieldsOf(record);
  const message = signedMessage(fields);
  const signatures: Bytes[] = [];
  for (const key of keys) signatures.push(await sign(key, message));
  return encodeCbor({ ...fields, signatures });
}

/** @throws VaultError `format`, `limit`, `version` for bytes that are no record of ours */
export async function readRecord(bytes: Uint8Array): Promise<ReadRecord> {
  const value = decodeCbor(bytes, limits.recordBytes);
  const head = new CborReader(value, 'record');
  if (head.int('v') !== 1) throw new VaultError('version', 'record of another version');
  const type = head.text('type', 16);
  if (type !== 'genesis' && type !== 'epoch' && type !== 'admit')
    throw new VaultError('version', 'record of an unknown type');
  const record = type === 'genesis' ? readGenesis(head) : type === 'epoch' ? readEpoch(head) : readAdmit(head);
  const count = type === 'genesis' ? 2 : 1;
  const signatures = byteList(head.list('signatures', count), signatureBytes);
  if (signatures.length !== count) throw new VaultError('format', 'record: signatures missing');
  head.end();
  const kept = bytes.slice();
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', concat(contexts.recordHash, kept)));
  return { record, bytes: kept, hash, message: signedMessage(fieldsOf(record)), signatures };
}

/** 32 bytes: SHA-256(context ‖ genesis). */
export async function spaceIdOf(genesis: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', concat(contexts.spaceId, genesis)));
}

type Fields = { readonly [key: string]: Cbor };

function signedMessage(fields: Fields): Bytes {
  return concat(contexts.recordSign, encodeCbor(fields));
}

function fieldsOf(record: MembershipRecord): Fields {
  const head = { v: 1, type: record.type, parents: record.parents, author: record.author, time: record.timeMs };
  switch (record.type) {
    case 'genesis':
      return {
        ...head,
        kind: record.kind,
        nonce: record.nonce,
        padding: paddingProfile,
        founder: identityFields(record.founder),
        person: record.person,
        recovery: identityFields(record.recovery),
        ...(record.name && { name: record.name }),
      };
    case 'epoch':
      return {
        ...head,
        space: record.space,
        number: record.number,
        commit: record.commit,
        wraps: record.wraps.map(({ to, ephemeral, box }) => ({ to, ephemeral, box })),
      };
    case 'admit':
      return {
        ...head,
        space: record.space,
        device: identityFields(record.device),
        role: record.role,
        person: record.person,
        ...(record.recovery && { recovery: identityFields(record.recovery) }),
        wraps: record.wraps.map(({ epoch, to, ephemeral, box }) => ({ epoch, to, ephemeral, box })),
      };
  }
}

function identityFields(keys: PublicIdentity): Fields {
  return { sign: keys.signPublic, agree: keys.agreePublic };
}

function readHead(fields: CborReader): RecordHead {
  const parents = byteList(fields.list('parents', limits.recordParents), 32);
  checkAscending(parents);
  return { parents, author: fields.bytes('author', 32), timeMs: fields.int('time') };
}

function readGenesis(fields: CborReader): GenesisRecord {
  const head = readHead(fields);
  if (fields.int('padding') !== paddingProfile) throw new VaultError('version', 'unknown padding profile');
  return {
    type: 'genesis',
    ...head,
    kind: oneOf(fields.text('kind', 16), spaceKinds),
    nonce: fields.bytes('nonce', 32),
    founder: readIdentity(fields.inner('founder')),
    person: fields.bytes('person', 16),
    recovery: readIdentity(fields.inner('recovery')),
    ...(fields.has('name') && { name: fields.bytes('name', undefined, nameBytes) }),
  };
}

function readEpoch(fields: CborReader): EpochRecord {
  const head = readHead(fields);
  const wraps = fields.list('wraps', limits.recordWraps).map((value) => {
    const wrap = new CborReader(value, 'wrap');
    const read = readWrap(wrap);
    wrap.end();
    return read;
  });
  checkAscending(wraps.map((wrap) => wrap.to));
  return {
    type: 'epoch',
    ...head,
    space: fields.bytes('space', 32),
    number: fields.int('number', 0, 0xffff_ffff),
    commit: fields.bytes('commit', 32),
    wraps,
  };
}

function readAdmit(fields: CborReader): AdmitRecord {
  const head = readHead(fields);
  const wraps = fields.list('wraps', limits.recordWraps).map((value) => {
    const wrap = new CborReader(value, 'wrap');
    const read = { epoch: wrap.bytes('epoch', 32), ...readWrap(wrap) };
    wrap.end();
    return read;
  });
  checkAscending(wraps.map((wrap) => concat(wrap.epoch, wrap.to)));
  return {
    type: 'admit',
    ...head,
    space: fields.bytes('space', 32),
    device: readIdentity(fields.inner('device')),
    role: oneOf(fields.text('role', 16), roles),
    person: fields.bytes('person', 16),
    ...(fields.has('recovery') && { recovery: readIdentity(fields.inner('recovery')) }),
    wraps,
  };
}

function readIdentity(fields: CborReader): PublicIdentity {
  const keys = { signPublic: fields.bytes('sign', 32), agreePublic: fields.bytes('agree', 32) };
  fields.end();
  return keys;
}

function readWrap(fields: CborReader): Wrap {
  return {
    to: fields.bytes('to', 32),
    ephemeral: fields.bytes('ephemeral', 32),
    box: fields.bytes('box', wrapBoxBytes),
  };
}

function byteList(values: readonly Cbor[], length: number): Bytes[] {
  return values.map((value) => {
    if (!(value instanceof Uint8Array) || value.length !== length) throw new VaultError('format', 'record: list');
    return new Uint8Array(value);
  });
}

/** Strictly: one order, no repetition. */
function checkAscending(list: readonly Bytes[]): void {
  for (let i = 1; i < list.length; i++)
    if (compareBytes(list[i - 1] as Bytes, list[i] as Bytes) >= 0) throw new VaultError('format', 'record: order');
}

function oneOf<T extends string>(text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw new VaultError('version', 'record: unknown value');
  return found;
}
