// A space's membership (design §8): founding it, reading what its records mean together, opening its epochs, and
// coming back as a new device. Records form a DAG; each is judged by its own past only, so that every device, in
// whatever order it received them, arrives at the same answer. Hosts read it too: that needs no secret.
import { compareBytes, equalBytes, fromBase64url, type Bytes } from '../bytes.ts';
import { VaultError } from '../errors.ts';
import { idFromBytes, idToBytes, type DeviceId, type EpochId, type SpaceId } from '../ids.ts';
import { limits } from '../limits.ts';
import { secureChance, type Chance } from './chance.ts';
import type { EpochSecrets } from './epoch-keys.ts';
import type { Device, PublicIdentity, RecoveryIdentity } from './identities.ts';
import { MembershipReading } from './membership-rules.ts';
import { inCausalOrder } from './record-dag.ts';
import { readRecord, spaceIdOf, writeRecord, type GenesisRecord, type PastWrap, type Role } from './records.ts';
import { epochCommitment, unwrap, wrapFor, type Wrap } from './wraps.ts';

export interface MemberDevice extends PublicIdentity {
  readonly role: Role;
  /** base64url of the person's 16 bytes: whose device it is. */
  readonly person: string;
}
export interface RecoveryMember extends PublicIdentity {
  readonly id: DeviceId;
  readonly person: string;
}
export interface EpochInfo {
  readonly id: EpochId;
  readonly number: number;
  readonly commit: Bytes;
}
export interface Membership {
  readonly space: SpaceId;
  readonly genesis: {
    readonly kind: GenesisRecord['kind'];
    readonly createdMs: number;
    readonly founder: DeviceId;
    /** 32 bytes: the genesis record's hash, as parents name it. */
    readonly hash: Bytes;
    /** Sealed. */
    readonly name?: Bytes;
  };
  readonly devices: ReadonlyMap<DeviceId, MemberDevice>;
  /** Recovery identities; the founder's is first. */
  readonly recoveries: readonly RecoveryMember[];
  /** Ascending by number, then id; the last one is written with. */
  readonly epochs: readonly EpochInfo[];
  /** Every wrap, by the id of its recipient. */
  readonly wraps: ReadonlyMap<DeviceId, readonly { readonly epoch: EpochId; readonly wrap: Wrap }[]>;
  /** Hashes of the records that no other names, ascending: the next record's parents. */
  readonly heads: readonly Bytes[];
}

/** Whoever can open wraps: a device, or 'recovery' for a recovery identity (found by its public key). */
export interface WrapRecipient {
  readonly id: DeviceId | 'recovery';
  readonly agreeSeed: Bytes;
  readonly agreePublic: Bytes;
}

/**
 * Reads all records of one space, in any order, repetitions allowed, and verifies every signature, parent, role
 * and bound.
 *
 * @throws VaultError `signature` for a signature that does not verify, `format` for a missing parent or an act its
 *   author had no right to, `limit`, `version`
 */
export async function readMembership(records: readonly Uint8Array[]): Promise<Membership> {
  if (records.length > limits.records) throw new VaultError('limit', 'too many records', { records: records.length });
  const ordered = inCausalOrder(await Promise.all(records.map((bytes) => readRecord(bytes))));
  const first = ordered[0];
  if (first?.record.type !== 'genesis') throw new VaultError('format', 'no genesis record');
  const reading = new MembershipReading(first, first.record, await spaceIdOf(first.bytes));
  for (const read of ordered) await reading.take(read);
  return reading.result();
}

/**
 * Opens every epoch that was wrapped for the recipient.
 *
 * @returns ascending by number; the last one is written with. Empty where nothing was wrapped for it.
 * @throws VaultError `seal-broken` for a wrap that does not open, `format` where epochs disagree about the space
 */
export async function openEpochs(membership: Membership, recipient: WrapRecipient): Promise<readonly EpochSecrets[]> {
  const id = recipient.id === 'recovery' ? recoveryOf(membership, recipient.agreePublic)?.id : recipient.id;
  if (id === undefined) return [];
  const space = spaceBytes(membership);
  const opened: EpochSecrets[] = [];
  for (const { id: epoch, number, commit } of membership.epochs) {
    const wrap = membership.wraps.get(id)?.find((one) => one.epoch === epoch)?.wrap;
    if (wrap === undefined) continue;
    const { secret, lifetimeKey } = await unwrap(wrap, recipient, { space, number, commit });
    opened.push({ epoch, number, secret, lifetimeKey });
  }
  const lifetimeKey = opened[0]?.lifetimeKey;
  for (const one of opened)
    if (lifetimeKey === undefined || !equalBytes(one.lifetimeKey, lifetimeKey))
      throw new VaultError('format', 'epochs name different lifetime keys');
  return opened;
}

/** The recovery identity with this X25519 public key, if the space knows it. */
export function recoveryOf(membership: Membership, agreePublic: Uint8Array): RecoveryMember | undefined {
  return membership.recoveries.find((one) => equalBytes(one.agreePublic, agreePublic));
}

/** 32 raw bytes of the space's id, as records hold it. */
export function spaceBytes(membership: Pick<Membership, 'space'>): Bytes {
  return idToBytes(membership.space);
}

export interface FoundedSpace {
  /** Genesis and epoch 0, in this order. */
  readonly records: Bytes[];
  readonly space: SpaceId;
  readonly epochs: EpochSecrets[];
}

/** A space of one person: Private. A group is founded by the same two records. */
export async function createPrivateSpace(
  device: Device,
  recovery: RecoveryIdentity,
  nowMs: number,
  chance: Chance = secureChance,
): Promise<FoundedSpace> {
  const author = idToBytes(device.id);
  const genesis = await writeRecord(
    {
      type: 'genesis',
      parents: [],
      author,
      timeMs: nowMs,
      kind: 'private',
      nonce: chance(32),
      founder: publicOf(device),
      person: chance(16),
      recovery: publicOf(recovery),
    },
    device.signKey,
    recovery.signKey,
  );
  const space = await spaceIdOf(genesis);
  const number = 0;
  const secrets = { secret: chance(32), lifetimeKey: chance(32) };
  const commit = await epochCommitment(space, number, secrets);
  const wraps: Wrap[] = [];
  for (const reader of [device, recovery])
    wraps.push(await wrapFor(idToBytes(reader.id), reader.agreePublic, { space, number, commit }, secrets, chance));
  wraps.sort((a, b) => compareBytes(a.to, b.to));
  const { hash: parent } = await readRecord(genesis);
  const epoch = await writeRecord(
    { type: 'epoch', parents: [parent], author, timeMs: nowMs, space, number, commit, wraps },
    device.signKey,
  );
  const { hash } = await readRecord(epoch);
  return {
    records: [genesis, epoch],
    space: idFromBytes<SpaceId>(space),
    epochs: [{ epoch: idFromBytes<EpochId>(hash), number, ...secrets }],
  };
}

/**
 * Admits a new device of the words' person, with the role that person had.
 *
 * @param records  all of the space
 * @returns one record to append
 * @throws VaultError `words-of-another-vault` where the space does not know this recovery identity, or as
 *   readMembership and openEpochs
 */
export async function admitByRecovery(
  records: readonly Uint8Array[],
  recovery: RecoveryIdentity,
  device: Device,
  nowMs: number,
  chance: Chance = secureChance,
): Promise<Bytes> {
  const membership = await readMembership(records);
  const known = recoveryOf(membership, recovery.agreePublic);
  if (known?.id !== recovery.id) throw new VaultError('words-of-another-vault', 'the space knows other words');
  const epochs = await openEpochs(membership, { ...recovery, id: 'recovery' });
  const own = [...membership.devices.values()].filter((one) => one.person === known.person);
  const role = (['admin', 'member', 'host'] as const).find((one) => own.some((device) => device.role === one));
  if (role === undefined) throw new VaultError('format', 'the words’ person has no device here');
  const author = { id: recovery.id, signKey: recovery.signKey };
  return admitDevice(membership, author, { device, role, person: known.person }, epochs, nowMs, chance);
}

export interface Admission {
  readonly device: PublicIdentity & { readonly id: DeviceId };
  readonly role: Role;
  /** base64url of 16 bytes. */
  readonly person: string;
}

/**
 * @param author  an admin device, or the recovery identity of the admitted device's person
 * @param epochs  every epoch of the space, opened by the author
 * @returns one record to append
 */
export async function admitDevice(
  membership: Membership,
  author: { readonly id: DeviceId; readonly signKey: CryptoKey },
  admission: Admission,
  epochs: readonly EpochSecrets[],
  nowMs: number,
  chance: Chance = secureChance,
): Promise<Bytes> {
  const { device, role } = admission;
  const space = spaceBytes(membership);
  const to = idToBytes(device.id);
  const wraps: PastWrap[] = [];
  for (const { id, number, commit } of role === 'host' ? [] : membership.epochs) {
    const secrets = epochs.find((one) => one.epoch === id);
    if (secrets === undefined) throw new VaultError('internal', 'an epoch is not open', { number });
    const wrap = await wrapFor(to, device.agreePublic, { space, number, commit }, secrets, chance);
    wraps.push({ epoch: idToBytes(id), ...wrap });
  }
  wraps.sort((a, b) => compareBytes(a.epoch, b.epoch));
  const person = fromBase64url(admission.person);
  if (person?.length !== 16) throw new VaultError('internal', 'not a person');
  return writeRecord(
    {
      type: 'admit',
      parents: membership.heads,
      author: idToBytes(author.id),
      timeMs: nowMs,
      space,
      device: publicOf(device),
      role,
      person,
      wraps,
    },
    author.signKey,
  );
}

function publicOf({ signPublic, agreePublic }: PublicIdentity): PublicIdentity {
  return { signPublic, agreePublic };
}
