// Makes the vectors of sealing, Hamming codes, identities, epochs, wraps, records, keyring and inbox with the project's
// own code. They lie beside this file as JSON; recompute.mjs arrives at every value without this code.
import { createHash } from 'node:crypto';
import { fromHex, toHex, type Bytes } from '../../src/core/bytes.ts';
import { contexts } from '../../src/core/contexts.ts';
import { hammingOfTag, hammingParity } from '../../src/core/dice/hamming.ts';
import { blockHashOf, keyMessage, Sealer } from '../../src/core/dice/seal.ts';
import { agree, agreePublicOf } from '../../src/core/group/curves.ts';
import { expand, hkdfKey } from '../../src/core/group/derive.ts';
import { lifetimeKeys } from '../../src/core/group/epoch-keys.ts';
import { recoveryIdentity } from '../../src/core/group/identities.ts';
import { sealToInbox } from '../../src/core/group/inbox.ts';
import { addPasskeyBox, createKeyring } from '../../src/core/group/keyring.ts';
import { admitByRecovery, createPrivateSpace } from '../../src/core/group/membership.ts';
import { wordsFromEntropy } from '../../src/core/group/recovery-words.ts';
import { epochCommitment, wrapFor } from '../../src/core/group/wraps.ts';
import { idToBytes, type DeviceId } from '../../src/core/ids.ts';
import { kinds, type Kind } from '../../src/core/segment/segmenter.ts';
import { fixedBytes, fixedChance, fixedDevice } from './fixed.ts';

const noSalt = new Uint8Array(0);
/** Long byte strings stand in a vector as their SHA-256. */
const shownBytes = 4096;

export async function makeVectors(): Promise<Record<string, unknown>> {
  return {
    sealing: await sealing(),
    hamming: hamming(),
    identities: await identities(),
    'epoch-keys': await epochKeyVectors(),
    wraps: await wraps(),
    records: await records(),
    keyring: await keyring(),
    inbox: await inbox(),
  };
}

const blocks: readonly { readonly kind: Kind; readonly name: string; readonly length: number }[] = [
  { kind: kinds.chunks, name: 'one byte', length: 1 },
  { kind: kinds.rasterTile, name: 'inline bound', length: 64 },
  { kind: kinds.gridCell, name: 'inline bound', length: 64 },
  { kind: kinds.thumbnail, name: 'odd length', length: 1001 },
  { kind: kinds.part, name: 'four kilobytes', length: 4096 },
  { kind: kinds.rasterTile, name: 'tile', length: 12_288 },
  { kind: kinds.chunks, name: 'chunk', length: 65_536 },
  { kind: kinds.recipe, name: 'largest', length: 1_000_000 },
];

async function sealing(): Promise<unknown> {
  const secret = fixedBytes('convergence', 32);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const sealer = new Sealer(await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign', 'verify']));
  const cases: unknown[] = [];
  for (const { kind, name, length } of blocks) {
    const block = fixedBytes(name, length);
    const { ref, sealed } = await sealer.seal(kind, block);
    const blockHash = await blockHashOf(block);
    cases.push({
      kind,
      name,
      length,
      block: shown(block),
      blockHash: toHex(blockHash),
      keyMessage: toHex(keyMessage(kind, length, blockHash)),
      key: toHex(ref.key),
      cipher: shown(sealed.cipher),
      tag: toHex(ref.tag),
      rehash: toHex(sealed.rehash),
      parity: toHex(ref.parity),
      hamming: sealed.hamming,
    });
  }
  return { convergence: toHex(secret), cases };
}

function hamming(): unknown {
  const single = (length: number, bit: number): Bytes => {
    const bytes = new Uint8Array(length);
    bytes[bit >> 3] = 1 << (bit & 7);
    return bytes;
  };
  const parity = [
    new Uint8Array(32),
    ...[0, 1, 7, 8, 31, 32, 255].map((bit) => single(32, bit)),
    single(1_000_000, 7_999_999),
    ...[1, 3, 31, 32, 33, 100, 12_288].map((length) => fixedBytes('hamming', length)),
  ];
  const tags = [
    new Uint8Array(32),
    new Uint8Array(32).fill(255),
    ...[0, 1, 3, 4, 255].map((bit) => single(32, bit)),
    ...[0, 1, 2, 3].map((i) => fixedBytes(`tag ${i}`, 32)),
  ];
  return {
    parity: parity.map((bytes) => ({
      bytes: bytes.length <= shownBytes ? toHex(bytes) : '',
      length: bytes.length,
      bits: setBits(bytes).slice(0, 4),
      parity: toHex(hammingParity(bytes)),
    })),
    tags: tags.map((tag) => ({ tag: toHex(tag), hamming: hammingOfTag(tag) })),
  };
}

async function identities(): Promise<unknown> {
  const entropy = fixedBytes('recovery', 32);
  const base = await hkdfKey(entropy);
  const recovery = await recoveryIdentity(entropy);
  const device = await fixedDevice('device');
  return {
    entropy: toHex(entropy),
    words: await wordsFromEntropy(entropy),
    signSeed: toHex(await expand(base, noSalt, contexts.recoverySign)),
    agreeSeed: toHex(await expand(base, noSalt, contexts.recoveryAgree)),
    recovery: publicHex(recovery),
    device: {
      signSeed: toHex(fixedBytes('device sign', 32)),
      agreeSeed: toHex(device.agreeSeed),
      ...publicHex(device),
    },
  };
}

async function epochKeyVectors(): Promise<unknown> {
  const epoch = fixedBytes('epoch', 32);
  const secret = fixedBytes('epoch secret', 32);
  const lifetimeKey = fixedBytes('lifetime key', 32);
  const sha256 = fixedBytes('file', 32);
  const root = await hkdfKey(secret);
  const lifetime = await lifetimeKeys(lifetimeKey);
  return {
    epoch: toHex(epoch),
    secret: toHex(secret),
    convergence: toHex(await expand(root, epoch, contexts.convergence)),
    base: toHex(await expand(root, epoch, contexts.epochKey)),
    lifetimeKey: toHex(lifetimeKey),
    gear: toHex(lifetime.gear),
    fileIdKey: toHex(await expand(await hkdfKey(lifetimeKey), noSalt, contexts.fileId)),
    sha256: toHex(sha256),
    fileId: toHex(idToBytes(await lifetime.fileId(sha256))),
  };
}

async function wraps(): Promise<unknown> {
  const device = await fixedDevice('device');
  const space = fixedBytes('space', 32);
  const secrets = { secret: fixedBytes('epoch secret', 32), lifetimeKey: fixedBytes('lifetime key', 32) };
  const cases: unknown[] = [];
  for (const number of [0, 1, 0xffff_ffff]) {
    const commit = await epochCommitment(space, number, secrets);
    const chance = fixedChance(`wrap ${number}`);
    const ephemeralSeed = fixedChance(`wrap ${number}`)(32);
    const wrap = await wrapFor(idToBytes(device.id), device.agreePublic, { space, number, commit }, secrets, chance);
    cases.push({
      number,
      commit: toHex(commit),
      ephemeralSeed: toHex(ephemeralSeed),
      ephemeral: toHex(await agreePublicOf(ephemeralSeed)),
      shared: toHex(await agree(device.agreeSeed, wrap.ephemeral)),
      box: toHex(wrap.box),
    });
  }
  return {
    recipientSeed: toHex(device.agreeSeed),
    recipient: publicHex(device),
    space: toHex(space),
    secret: toHex(secrets.secret),
    lifetimeKey: toHex(secrets.lifetimeKey),
    cases,
  };
}

async function records(): Promise<unknown> {
  const entropy = fixedBytes('recovery', 32);
  const recovery = await recoveryIdentity(entropy);
  const device = await fixedDevice('device');
  const second = await fixedDevice('second');
  const chance = fixedChance('records');
  const { records: made, space, epochs } = await createPrivateSpace(device, recovery, 1_700_000_000_000, chance);
  const admit = await admitByRecovery(made, recovery, second, 1_700_000_100_000, fixedChance('admit'));
  return {
    entropy: toHex(entropy),
    device: 'device',
    second: 'second',
    chance: 'records',
    admitChance: 'admit',
    createdMs: 1_700_000_000_000,
    admittedMs: 1_700_000_100_000,
    genesis: toHex(made[0] as Bytes),
    epoch: toHex(made[1] as Bytes),
    admit: toHex(admit),
    space: toHex(idToBytes(space)),
    epochId: epochs.map(({ epoch }) => toHex(idToBytes(epoch)))[0],
  };
}

async function keyring(): Promise<unknown> {
  const device = await fixedDevice('device');
  const recovery = await recoveryIdentity(fixedBytes('recovery', 32));
  const { space, epochs } = await createPrivateSpace(device, recovery, 1_700_000_000_000, fixedChance('records'));
  const stretched = fixedBytes('argon2id output', 32);
  const prf = fixedBytes('prf', 32);
  const { stored, open } = await createKeyring(
    {
      device: device.id,
      agreeSeed: device.agreeSeed,
      name: 'Ada Lovelace',
      email: 'ada@example.org',
      spaces: [{ space, epochs }],
      localKey: fixedBytes('local key', 32),
    },
    'pässphrase ﬁne',
    async () => stretched.slice(),
    { memoryKiB: 65_536, passes: 3, lanes: 1 },
    fixedChance('keyring'),
  );
  const passkey = await addPasskeyBox(
    open,
    {
      credential: fixedBytes('credential', 20),
      label: 'This laptop',
      addedMs: 1_700_000_000_000,
      prfSalt: fixedBytes('prf salt', 32),
    },
    prf,
    fixedChance('passkey'),
  );
  return {
    device: toHex(idToBytes(device.id)),
    vaultKey: toHex(open.vaultKey),
    stretched: toHex(stretched),
    prf: toHex(prf),
    sealed: toHex(stored.sealed),
    passphraseBox: toHex(stored.passphrase),
    passkeyBox: toHex(passkey),
  };
}

async function inbox(): Promise<unknown> {
  const device = await fixedDevice('device');
  const cases: unknown[] = [];
  for (const length of [0, 5, 1024 * 1024, 2 * 1024 * 1024 + 7]) {
    const file = { name: `IMG_${length}.jpg`, type: 'image/jpeg', lastModified: 1_700_000_000_000 };
    const data = new Blob([fixedBytes('inbox data', length)]);
    const item = await sealToInbox(device.agreePublic, file, data, fixedChance(`inbox ${length}`));
    const bytes = new Uint8Array(await item.arrayBuffer());
    cases.push({ ...file, length, ephemeralSeed: toHex(fixedBytes(`inbox ${length} 0`, 32)), item: shown(bytes) });
  }
  return { agreeSeed: toHex(device.agreeSeed), cases };
}

function publicHex(keys: { signPublic: Bytes; agreePublic: Bytes; id: DeviceId }): Record<string, string> {
  const id = toHex(idToBytes(keys.id));
  return { sign: toHex(keys.signPublic), agree: toHex(keys.agreePublic), id };
}

function shown(bytes: Bytes): string {
  return bytes.length <= shownBytes ? toHex(bytes) : `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function setBits(bytes: Uint8Array): number[] {
  const bits: number[] = [];
  for (const [i, byte] of bytes.entries()) {
    for (let bit = 0; bit < 8 && byte !== 0; bit++) if (((byte >> bit) & 1) === 1) bits.push(8 * i + bit);
    if (bits.length > 4) break;
  }
  return bits;
}

/** For tests that read vectors. */
export function hexBytes(text: string): Bytes {
  const bytes = fromHex(text);
  if (bytes === undefined) throw new Error('not hex');
  return bytes;
}
