// Who may add which membership record (design §8). Taken one by one in causal order; a record is judged by the
// records in its past, never by concurrent ones, so that no delivery order changes the verdict.
import { compareBytes, equalBytes, toBase64url, toHex, type Bytes } from '../bytes.ts';
import { VaultError } from '../errors.ts';
import { idFromBytes, type DeviceId, type EpochId, type SpaceId } from '../ids.ts';
import { verify } from './curves.ts';
import { identityId, type PublicIdentity } from './identities.ts';
import type { EpochInfo, MemberDevice, Membership, RecoveryMember } from './membership.ts';
import type { AdmitRecord, EpochRecord, GenesisRecord, ReadRecord, Role } from './records.ts';
import type { Wrap } from './wraps.ts';

interface Identity extends PublicIdentity {
  readonly id: DeviceId;
  readonly idBytes: Bytes;
  /** 'recovery' for a recovery identity: it acts with the highest role of its person's devices. */
  readonly role: Role | 'recovery';
  readonly person: string;
  /** Index of the record that brought it. */
  readonly since: number;
}
interface Epoch extends EpochInfo {
  readonly idBytes: Bytes;
  readonly since: number;
}

const rank: Readonly<Record<Role, number>> = { host: 0, member: 1, admin: 2 };

/** The state while records are taken one after another. */
export class MembershipReading {
  private readonly identities = new Map<DeviceId, Identity>();
  private readonly epochs: Epoch[] = [];
  private readonly wraps = new Map<DeviceId, { epoch: EpochId; wrap: Wrap }[]>();
  /** Index of each record by its hash, and the indices of its parents. */
  private readonly indices = new Map<string, number>();
  private readonly parents: number[][] = [];
  private readonly heads = new Map<string, Bytes>();

  constructor(
    private readonly first: ReadRecord,
    private readonly genesis: GenesisRecord,
    private readonly space: Bytes,
  ) {}

  async take(read: ReadRecord): Promise<void> {
    const index = this.parents.length;
    const names = read.record.parents.map(toHex);
    this.parents.push(names.map((name) => this.indices.get(name) as number));
    this.indices.set(toHex(read.hash), index);
    for (const name of names) this.heads.delete(name);
    this.heads.set(toHex(read.hash), read.hash);
    const { record } = read;
    if (record.type === 'genesis') return this.takeGenesis(read, record);
    if (!equalBytes(record.space, this.space)) throw new VaultError('format', 'record of another space');
    const past = this.pastOf(index);
    const author = this.identities.get(idFromBytes<DeviceId>(record.author));
    if (author === undefined || !past.has(author.since)) throw new VaultError('format', 'author was never admitted');
    await checkSignature(author.signPublic, read.signatures[0], read.message);
    if (record.type === 'epoch') this.takeEpoch(record, read.hash, author, past, index);
    else await this.takeAdmit(record, author, past, index);
  }

  result(): Membership {
    const identities = [...this.identities.values()];
    const devices = new Map<DeviceId, MemberDevice>();
    const recoveries: RecoveryMember[] = [];
    for (const { id, signPublic, agreePublic, role, person } of identities) {
      if (role === 'recovery') recoveries.push({ id, signPublic, agreePublic, person });
      else devices.set(id, { signPublic, agreePublic, role, person });
    }
    const { kind, timeMs, name } = this.genesis;
    return {
      space: idFromBytes<SpaceId>(this.space),
      genesis: {
        kind,
        createdMs: timeMs,
        founder: idFromBytes<DeviceId>(this.genesis.author),
        hash: this.first.hash,
        ...(name && { name }),
      },
      devices,
      recoveries,
      epochs: [...this.epochs].sort((a, b) => a.number - b.number || compareBytes(a.idBytes, b.idBytes)),
      wraps: this.wraps,
      heads: [...this.heads.values()].sort(compareBytes),
    };
  }

  private async takeGenesis(read: ReadRecord, record: GenesisRecord): Promise<void> {
    await checkSignature(record.founder.signPublic, read.signatures[0], read.message);
    await checkSignature(record.recovery.signPublic, read.signatures[1], read.message);
    const person = toBase64url(record.person);
    const founder = await this.introduce(record.founder, 'admin', person, 0);
    if (!equalBytes(founder.idBytes, record.author)) throw new VaultError('format', 'genesis: author is not founder');
    await this.introduce(record.recovery, 'recovery', person, 0);
  }

  private takeEpoch(
    record: EpochRecord,
    hash: Bytes,
    author: Identity,
    past: ReadonlySet<number>,
    index: number,
  ): void {
    if (this.roleOf(author, past) !== 'admin') throw new VaultError('format', 'epoch: author is not an admin');
    const earlier = this.epochs.filter((epoch) => past.has(epoch.since)).map((epoch) => epoch.number);
    if (record.number !== Math.max(-1, ...earlier) + 1) throw new VaultError('format', 'epoch: number');
    const readers = this.readersIn(past);
    if (record.wraps.length !== readers.length || !record.wraps.every((wrap, i) => equalBytes(wrap.to, at(readers, i))))
      throw new VaultError('format', 'epoch: not wrapped for exactly those who may read');
    const id = idFromBytes<EpochId>(hash);
    this.epochs.push({ id, idBytes: hash, number: record.number, commit: record.commit, since: index });
    for (const wrap of record.wraps) this.addWrap(id, wrap);
  }

  private async takeAdmit(
    record: AdmitRecord,
    author: Identity,
    past: ReadonlySet<number>,
    index: number,
  ): Promise<void> {
    const person = toBase64url(record.person);
    const own = author.role === 'recovery' && author.person === person;
    const role = this.roleOf(author, past);
    if (role === undefined || (own ? rank[record.role] > rank[role] : author.role !== 'admin'))
      throw new VaultError('format', 'admit: author may not admit this device');
    const known = [...this.identities.values()].filter((one) => past.has(one.since));
    if (record.recovery !== undefined && (record.role === 'host' || own || known.some((one) => one.person === person)))
      throw new VaultError('format', 'admit: a recovery identity comes with a new person only');
    const device = await this.introduce(record.device, record.role, person, index);
    const recipients = [device.idBytes];
    if (record.recovery !== undefined)
      recipients.push((await this.introduce(record.recovery, 'recovery', person, index)).idBytes);
    recipients.sort(compareBytes);
    const epochs = record.role === 'host' ? [] : this.epochs.filter((epoch) => past.has(epoch.since));
    epochs.sort((a, b) => compareBytes(a.idBytes, b.idBytes));
    const due = epochs.flatMap((epoch) => recipients.map((to) => ({ epoch, to })));
    if (due.length !== record.wraps.length) throw new VaultError('format', 'admit: wraps');
    for (const [i, { epoch, to }] of due.entries()) {
      const wrap = at(record.wraps, i);
      if (!equalBytes(wrap.epoch, epoch.idBytes) || !equalBytes(wrap.to, to))
        throw new VaultError('format', 'admit: wraps');
      this.addWrap(epoch.id, wrap);
    }
  }

  /** Everybody with content keys: devices but hosts, and recovery identities; ascending. */
  private readersIn(past: ReadonlySet<number>): Bytes[] {
    return [...this.identities.values()]
      .filter((one) => past.has(one.since) && one.role !== 'host')
      .map((one) => one.idBytes)
      .sort(compareBytes);
  }

  private roleOf(author: Identity, past: ReadonlySet<number>): Role | undefined {
    if (author.role !== 'recovery') return author.role;
    let highest: Role | undefined;
    for (const one of this.identities.values()) {
      if (one.role === 'recovery' || one.person !== author.person || !past.has(one.since)) continue;
      if (highest === undefined || rank[one.role] > rank[highest]) highest = one.role;
    }
    return highest;
  }

  private async introduce(
    keys: PublicIdentity,
    role: Identity['role'],
    person: string,
    since: number,
  ): Promise<Identity> {
    const idBytes = await identityId(keys);
    const id = idFromBytes<DeviceId>(idBytes);
    if (this.identities.has(id)) throw new VaultError('format', 'an identity is admitted twice');
    const identity: Identity = { ...keys, id, idBytes, role, person, since };
    this.identities.set(id, identity);
    return identity;
  }

  private addWrap(epoch: EpochId, wrap: Wrap): void {
    const id = idFromBytes<DeviceId>(wrap.to);
    const list = this.wraps.get(id) ?? [];
    list.push({ epoch, wrap });
    this.wraps.set(id, list);
  }

  /** Indices of every record that causally precedes this one. */
  private pastOf(index: number): ReadonlySet<number> {
    const past = new Set<number>();
    const open = [...at(this.parents, index)];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      if (past.has(one)) continue;
      past.add(one);
      open.push(...at(this.parents, one));
    }
    return past;
  }
}

async function checkSignature(signPublic: Bytes, signature: Bytes | undefined, message: Bytes): Promise<void> {
  if (signature === undefined || !(await verify(signPublic, signature, message)))
    throw new VaultError('signature', 'a record’s signature does not verify');
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new VaultError('internal', 'index out of range', { index });
  return value;
}
