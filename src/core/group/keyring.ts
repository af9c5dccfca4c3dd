// The keyring: every secret of this installation, sealed under a random vault key, which key-boxes.ts locks with the
// passphrase and passkeys (design §8 Lock, FORMAT.md "Keyring"). While the vault is open the keyring lives in the
// vault worker alone; closing zeroes it.
import { concat, type Bytes } from '../bytes.ts';
import { CborReader, decodeCbor, encodeCbor } from '../cbor.ts';
import { contexts } from '../contexts.ts';
import { VaultError } from '../errors.ts';
import { idFromBytes, idToBytes, type DeviceId, type EpochId, type SpaceId } from '../ids.ts';
import { limits } from '../limits.ts';
import { secureChance, type Chance } from './chance.ts';
import { gcmTagBytes, hkdfKey, openOnce, saltBytes, sealOnce } from './derive.ts';
import type { EpochSecrets } from './epoch-keys.ts';
import {
  defaultCost,
  describePasskey,
  openPasskeyBox,
  openPassphraseBox,
  sealPasskeyBox,
  sealPassphraseBox,
  vaultKeyBytes,
  type PassphraseCost,
  type PassphraseHash,
  type PasskeyDescription,
} from './key-boxes.ts';

export interface Keyring {
  readonly device: DeviceId;
  /** 32 bytes: the device's X25519 private key. */
  readonly agreeSeed: Bytes;
  /** The person's. */
  readonly name: string;
  readonly email?: string;
  readonly spaces: readonly KeyringSpace[];
  /** 32 bytes: HKDF base of previews, pages and settings kept on this device only. */
  readonly localKey: Bytes;
}
export interface KeyringSpace {
  readonly space: SpaceId;
  /** Ascending by number, at least one. All carry the same lifetime key. */
  readonly epochs: readonly EpochSecrets[];
}

/** What is stored: plain values for SettingsStore. */
export interface StoredKeyring {
  readonly device: DeviceId;
  readonly sealed: Bytes;
  readonly passphrase: Bytes;
  readonly passkeys: readonly Bytes[];
}

export interface OpenKeyring {
  readonly keyring: Keyring;
  /** 32 bytes; needed to seal the keyring again and to add boxes. */
  readonly vaultKey: Bytes;
}

const spacesMax = 1_000;
const epochsMax = 10_000;

/** Seals a new keyring under a new vault key, with the passphrase's box. */
export async function createKeyring(
  keyring: Keyring,
  passphrase: string,
  hash: PassphraseHash,
  cost: PassphraseCost = defaultCost,
  chance: Chance = secureChance,
): Promise<{ stored: StoredKeyring; open: OpenKeyring }> {
  const open = { keyring, vaultKey: chance(vaultKeyBytes) };
  const box = await sealPassphraseBox(open.vaultKey, idToBytes(keyring.device), passphrase, hash, cost, chance);
  const sealed = await sealKeyring(open, chance);
  return { stored: { device: keyring.device, sealed, passphrase: box, passkeys: [] }, open };
}

/** @throws VaultError `wrong-passphrase`; `seal-broken`, `format`, `version`, `limit` where something is damaged */
export async function openWithPassphrase(
  stored: StoredKeyring,
  passphrase: string,
  hash: PassphraseHash,
): Promise<OpenKeyring> {
  const vaultKey = await openPassphraseBox(stored.passphrase, idToBytes(stored.device), passphrase, hash);
  return openWithVaultKey(stored, vaultKey);
}

/**
 * @param box  the passkey's box of `stored.passkeys`
 * @param prf  32 bytes; the caller zeroes it
 * @throws VaultError `wrong-passkey`; `seal-broken`, `format`, `version`, `limit` where something is damaged
 */
export async function openWithPasskey(stored: StoredKeyring, box: Bytes, prf: Bytes): Promise<OpenKeyring> {
  return openWithVaultKey(stored, await openPasskeyBox(box, idToBytes(stored.device), prf));
}

/** Seals the keyring again after a change, under a fresh salt. */
export async function sealKeyring(open: OpenKeyring, chance: Chance = secureChance): Promise<Bytes> {
  const plain = encodeKeyring(open.keyring);
  const base = await hkdfKey(open.vaultKey);
  const sealed = await sealOnce(base, contexts.keyring, aadFor(open.keyring.device), plain, chance);
  plain.fill(0);
  return sealed;
}

/** A new passphrase box; the old one is replaced in the same write. Ask for the current passphrase first. */
export async function rewrapPassphrase(
  open: OpenKeyring,
  passphrase: string,
  hash: PassphraseHash,
  cost: PassphraseCost = defaultCost,
  chance: Chance = secureChance,
): Promise<Bytes> {
  return sealPassphraseBox(open.vaultKey, idToBytes(open.keyring.device), passphrase, hash, cost, chance);
}

/** @param prf  32 bytes; the caller zeroes it */
export async function addPasskeyBox(
  open: OpenKeyring,
  passkey: PasskeyDescription,
  prf: Bytes,
  chance: Chance = secureChance,
): Promise<Bytes> {
  return sealPasskeyBox(open.vaultKey, idToBytes(open.keyring.device), passkey, prf, chance);
}

/** What the unlock page needs of each passkey, in the order of `stored.passkeys`. */
export async function passkeysOf(stored: StoredKeyring): Promise<(PasskeyDescription & { readonly box: Bytes })[]> {
  const device = idToBytes(stored.device);
  return Promise.all(stored.passkeys.map(async (box) => ({ ...(await describePasskey(box, device)), box })));
}

/** Zeroes every secret; strings and CryptoKeys cannot be. */
export function forgetKeyring(open: OpenKeyring): void {
  open.vaultKey.fill(0);
  open.keyring.agreeSeed.fill(0);
  open.keyring.localKey.fill(0);
  for (const { epochs } of open.keyring.spaces)
    for (const { secret, lifetimeKey } of epochs) {
      secret.fill(0);
      lifetimeKey.fill(0);
    }
}

async function openWithVaultKey(stored: StoredKeyring, vaultKey: Bytes): Promise<OpenKeyring> {
  if (stored.sealed.length > limits.keyringBytes + saltBytes + gcmTagBytes)
    throw new VaultError('limit', 'keyring too long', { bytes: stored.sealed.length });
  const base = await hkdfKey(vaultKey);
  const plain = await openOnce(base, contexts.keyring, aadFor(stored.device), stored.sealed);
  const keyring = decodeKeyring(plain);
  plain.fill(0);
  if (keyring.device !== stored.device) throw new VaultError('format', 'keyring of another device');
  return { keyring, vaultKey };
}

/** context ‖ version u16 ‖ device id. */
function aadFor(device: DeviceId): Bytes {
  return concat(contexts.keyring, new Uint8Array([0, 1]), idToBytes(device));
}

function encodeKeyring(keyring: Keyring): Bytes {
  return encodeCbor({
    v: 1,
    device: idToBytes(keyring.device),
    agreeSeed: keyring.agreeSeed,
    name: keyring.name,
    ...(keyring.email !== undefined && { email: keyring.email }),
    spaces: keyring.spaces.map(({ space, epochs }) => ({
      space: idToBytes(space),
      lifetimeKey: lifetimeKeyOf(epochs),
      epochs: epochs.map(({ epoch, number, secret }) => ({ epoch: idToBytes(epoch), number, secret })),
    })),
    localKey: keyring.localKey,
  });
}

function lifetimeKeyOf(epochs: readonly EpochSecrets[]): Bytes {
  if (epochs[0] === undefined) throw new VaultError('internal', 'a space without an epoch');
  return epochs[0].lifetimeKey;
}

function decodeKeyring(plain: Bytes): Keyring {
  const reader = new CborReader(decodeCbor(plain, limits.keyringBytes), 'keyring');
  if (reader.int('v') !== 1) throw new VaultError('version', 'keyring of another version');
  const keyring = {
    device: idFromBytes<DeviceId>(reader.bytes('device', 32)),
    agreeSeed: reader.bytes('agreeSeed', 32),
    name: reader.text('name', limits.textBytes),
    ...(reader.has('email') && { email: reader.text('email', limits.textBytes) }),
    spaces: reader.list('spaces', spacesMax).map((value) => {
      const space = new CborReader(value, 'keyring.space');
      const id = idFromBytes<SpaceId>(space.bytes('space', 32));
      const lifetimeKey = space.bytes('lifetimeKey', 32);
      const epochs = space.list('epochs', epochsMax).map((one) => {
        const epoch = new CborReader(one, 'keyring.epoch');
        const read = {
          epoch: idFromBytes<EpochId>(epoch.bytes('epoch', 32)),
          number: epoch.int('number', 0, 0xffff_ffff),
          secret: epoch.bytes('secret', 32),
          lifetimeKey: lifetimeKey.slice(),
        };
        epoch.end();
        return read;
      });
      space.end();
      if (epochs.length === 0) throw new VaultError('format', 'keyring: a space without an epoch');
      return { space: id, epochs };
    }),
    localKey: reader.bytes('localKey', 32),
  };
  reader.end();
  return keyring;
}
