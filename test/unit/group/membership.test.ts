import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareBytes, fromBase64url, type Bytes } from '../../../src/core/bytes.ts';
import { isVaultError } from '../../../src/core/errors.ts';
import { recoveryIdentity, type Device, type RecoveryIdentity } from '../../../src/core/group/identities.ts';
import {
  admitByRecovery,
  admitDevice,
  createPrivateSpace,
  openEpochs,
  readMembership,
  spaceBytes,
  type FoundedSpace,
} from '../../../src/core/group/membership.ts';
import { readRecord, writeRecord, type EpochRecord, type MembershipRecord } from '../../../src/core/group/records.ts';
import { epochCommitment, wrapFor } from '../../../src/core/group/wraps.ts';
import { idToBytes } from '../../../src/core/ids.ts';
import { fixedBytes, fixedChance, fixedDevice } from '../../vectors/fixed.ts';

let device: Device;
let second: Device;
let stranger: Device;
let recovery: RecoveryIdentity;
let founded: FoundedSpace;
let admitted: Bytes;

beforeAll(async () => {
  [device, second, stranger] = await Promise.all([fixedDevice('device'), fixedDevice('second'), fixedDevice('third')]);
  recovery = await recoveryIdentity(fixedBytes('recovery', 32));
  founded = await createPrivateSpace(device, recovery, 1000, fixedChance('space'));
  admitted = await admitByRecovery(founded.records, recovery, second, 2000, fixedChance('admit'));
});

const all = (): Bytes[] => [...founded.records, admitted];

/** A record after all others, as its author would write it. */
async function next(author: Device | RecoveryIdentity, records: Bytes[], change: Partial<EpochRecord> = {}) {
  const membership = await readMembership(records);
  const space = spaceBytes(membership);
  const number = membership.epochs.length;
  const secrets = { secret: fixedBytes('next', 32), lifetimeKey: founded.epochs[0]?.lifetimeKey as Bytes };
  const commit = await epochCommitment(space, number, secrets);
  const readers = [...membership.devices]
    .filter(([, { role }]) => role !== 'host')
    .map(([id, keys]) => ({ id, ...keys }));
  const wraps = await Promise.all(
    [...readers, ...membership.recoveries].map(({ id, agreePublic }) =>
      wrapFor(idToBytes(id), agreePublic, { space, number, commit }, secrets),
    ),
  );
  const record: MembershipRecord = {
    type: 'epoch',
    parents: membership.heads,
    author: idToBytes(author.id),
    timeMs: 3000,
    space,
    number,
    commit,
    wraps: wraps.sort((a, b) => compareBytes(a.to, b.to)),
    ...change,
  };
  return writeRecord(record, author.signKey);
}

async function admit(role: 'admin' | 'member' | 'host', newcomer: Device, person: string): Promise<Bytes[]> {
  const membership = await readMembership(all());
  const epochs = await openEpochs(membership, device);
  return [...all(), await admitDevice(membership, device, { device: newcomer, role, person }, epochs, 2500)];
}
const otherPerson = 'AAAAAAAAAAAAAAAAAAAAAA';

describe('a private space', () => {
  it('is founded by genesis and epoch 0, and opens for its device and for the words', async () => {
    const membership = await readMembership(founded.records);
    expect(membership.space).toBe(founded.space);
    expect(membership.genesis).toMatchObject({ kind: 'private', createdMs: 1000, founder: device.id });
    expect(membership.devices.get(device.id)).toMatchObject({ role: 'admin', signPublic: device.signPublic });
    expect(await openEpochs(membership, device)).toEqual(founded.epochs);
    expect(await openEpochs(membership, { ...recovery, id: 'recovery' })).toEqual(founded.epochs);
  });

  it('opens for nobody else', async () => {
    const membership = await readMembership(founded.records);
    expect(await openEpochs(membership, stranger)).toEqual([]);
    expect(await openEpochs(membership, { ...stranger, id: 'recovery' })).toEqual([]);
    await expect(openEpochs(membership, { ...stranger, id: device.id })).rejects.toMatchObject({ code: 'seal-broken' });
  });

  it('admits a new device by the words, which then reads every epoch', async () => {
    const membership = await readMembership(all());
    expect(membership.devices.get(second.id)).toMatchObject({ role: 'admin' });
    expect(membership.devices.get(second.id)?.person).toBe(membership.devices.get(device.id)?.person);
    expect(await openEpochs(membership, second)).toEqual(founded.epochs);
  });

  it('refuses the words of another vault', async () => {
    const other = await recoveryIdentity(fixedBytes('other words', 32));
    await expect(admitByRecovery(founded.records, other, second, 1)).rejects.toMatchObject({
      code: 'words-of-another-vault',
    });
  });

  it('reads the same whatever the order and repetition of its records', async () => {
    const records = [...all(), await next(device, all())];
    const expected = await readMembership(records);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...records, ...records], { minLength: 2 * records.length }),
        async (shuffled) => {
          expect(await readMembership(shuffled)).toEqual(expected);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is not founded twice alike: nonce and secrets are fresh', async () => {
    const [one, two] = [await createPrivateSpace(device, recovery, 1), await createPrivateSpace(device, recovery, 1)];
    expect(one.space).not.toBe(two.space);
    expect(one.epochs[0]?.secret).not.toEqual(two.epochs[0]?.secret);
    expect(one.epochs[0]?.lifetimeKey).not.toEqual(two.epochs[0]?.lifetimeKey);
  });
});

describe('a later epoch', () => {
  it('is opened beside the first, in order', async () => {
    const membership = await readMembership([...all(), await next(second, all())]);
    const opened = await openEpochs(membership, device);
    expect(opened.map(({ number }) => number)).toEqual([0, 1]);
    expect(opened[1]?.secret).toEqual(fixedBytes('next', 32));
  });

  it('is handed whole to a device that comes after it', async () => {
    const records = [...all(), await next(device, all())];
    records.push(await admitByRecovery(records, recovery, stranger, 4000));
    const opened = await openEpochs(await readMembership(records), stranger);
    expect(opened.map(({ number }) => number)).toEqual([0, 1]);
  });

  it('is refused where one reader is left out, one too many is served, or its number jumps', async () => {
    const { record } = await readRecord(await next(device, all()));
    if (record.type !== 'epoch') throw new Error('not an epoch');
    const extra = { ...(record.wraps[0] as EpochRecord['wraps'][0]), to: new Uint8Array(32).fill(255) };
    for (const change of [
      { wraps: record.wraps.slice(1) },
      { wraps: [...record.wraps, extra] },
      { number: record.number + 1 },
      { number: 0 },
    ])
      await expect(readMembership([...all(), await next(device, all(), change)])).rejects.toMatchObject({
        code: 'format',
      });
  });

  it('cannot give one member other secrets than the rest: the commitment tells', async () => {
    const membership = await readMembership(all());
    const space = spaceBytes(membership);
    const good = await readRecord(await next(device, all()));
    if (good.record.type !== 'epoch') throw new Error('not an epoch');
    const { commit, number } = good.record;
    const false_ = { secret: fixedBytes('false', 32), lifetimeKey: founded.epochs[0]?.lifetimeKey as Bytes };
    const to = idToBytes(second.id);
    const wrap = await wrapFor(to, second.agreePublic, { space, number, commit }, false_);
    const wraps = good.record.wraps.map((one) => (compareBytes(one.to, to) === 0 ? wrap : one));
    const read = await readMembership([...all(), await next(device, all(), { wraps, commit })]);
    await expect(openEpochs(read, second)).rejects.toMatchObject({ code: 'seal-broken' });
    expect(await openEpochs(read, device)).toHaveLength(2);
  });

  it('cannot change the space’s lifetime key', async () => {
    const membership = await readMembership(all());
    const space = spaceBytes(membership);
    const secrets = { secret: fixedBytes('next', 32), lifetimeKey: fixedBytes('another', 32) };
    const place = { space, number: 1, commit: await epochCommitment(space, 1, secrets) };
    const wraps = await Promise.all(
      [device, second, recovery].map(({ id, agreePublic }) => wrapFor(idToBytes(id), agreePublic, place, secrets)),
    );
    wraps.sort((a, b) => compareBytes(a.to, b.to));
    const read = await readMembership([...all(), await next(device, all(), { wraps, commit: place.commit })]);
    await expect(openEpochs(read, device)).rejects.toMatchObject({ code: 'format' });
  });
});

describe('who may do what', () => {
  it('lets an admin admit another person’s device, and a host without content keys', async () => {
    const member = await readMembership(await admit('member', stranger, otherPerson));
    expect(member.devices.get(stranger.id)).toMatchObject({ role: 'member', person: otherPerson });
    expect(await openEpochs(member, stranger)).toEqual(founded.epochs);
    const host = await readMembership(await admit('host', stranger, otherPerson));
    expect(await openEpochs(host, stranger)).toEqual([]);
    expect(host.wraps.get(stranger.id)).toBeUndefined();
  });

  it('refuses epochs and admissions by members, hosts and strangers', async () => {
    const fourth = await fixedDevice('fourth');
    for (const role of ['member', 'host'] as const) {
      const records = await admit(role, stranger, otherPerson);
      await expect(readMembership([...records, await next(stranger, records)])).rejects.toMatchObject({
        code: 'format',
      });
      const membership = await readMembership(records);
      const admission = { device: fourth, role: 'member', person: otherPerson } as const;
      const promoted = await admitDevice(membership, stranger, admission, founded.epochs, 1);
      await expect(readMembership([...records, promoted])).rejects.toMatchObject({ code: 'format' });
    }
    await expect(readMembership([...all(), await next(stranger, all())])).rejects.toMatchObject({ code: 'format' });
  });

  it('refuses the words’ own admission of another person', async () => {
    const membership = await readMembership(all());
    const forged = await admitDevice(
      membership,
      recovery,
      { device: stranger, role: 'member', person: otherPerson },
      founded.epochs,
      1,
    );
    expect(fromBase64url(otherPerson)).toHaveLength(16);
    // The founder's words act as an admin only for their own person.
    await expect(readMembership([...all(), forged])).rejects.toMatchObject({ code: 'format' });
  });

  it('refuses a device that is there already', async () => {
    await expect(readMembership(await admit('admin', second, otherPerson))).rejects.toMatchObject({ code: 'format' });
  });

  it('refuses a signature by another key', async () => {
    const impostor = { ...device, signKey: stranger.signKey };
    await expect(readMembership([...all(), await next(impostor, all())])).rejects.toMatchObject({ code: 'signature' });
  });

  it('refuses genesis without the words’ signature', async () => {
    const { record } = await readRecord(founded.records[0] as Bytes);
    const forged = await writeRecord(record, device.signKey, device.signKey);
    await expect(readMembership([forged])).rejects.toMatchObject({ code: 'signature' });
  });
});

describe('hostile records', () => {
  it('are refused where a parent is missing, genesis is missing or double, or the space is another', async () => {
    const other = await createPrivateSpace(device, recovery, 1000, fixedChance('other'));
    const cases = [
      [],
      [founded.records[0] as Bytes, admitted],
      [founded.records[1] as Bytes],
      [...founded.records, ...other.records],
      [...all(), await next(device, all(), { space: fixedBytes('elsewhere', 32) })],
      [...all(), await next(device, all(), { parents: [] })],
    ];
    for (const records of cases) await expect(readMembership(records)).rejects.toMatchObject({ code: 'format' });
  });

  it('are refused for any flipped byte', async () => {
    const accepted: string[] = [];
    for (const [index, record] of all().entries())
      for (let at = 0; at < record.length; at++) {
        const copy = record.slice();
        copy[at] = (copy[at] as number) ^ 0x21;
        // Without what follows it, so that its own signature refuses it and not its children.
        await readMembership([...all().slice(0, index), copy]).then(
          () => accepted.push(`record ${index} byte ${at}`),
          (error: unknown) => expect(isVaultError(error)).toBe(true),
        );
      }
    expect(accepted).toEqual([]);
  });

  it('fail with VaultError only, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await expect(readMembership([bytes])).rejects.toSatisfy(isVaultError);
      }),
    );
  });
});
