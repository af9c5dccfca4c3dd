// What this installation keeps of a vault outside its spaces: the device's public and signing keys, the locked
// keyring, the public inbox key. Written all at once, last of all: while the keyring is absent there is no vault.
import type { Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import type { Device } from '../core/group/identities.ts';
import type { StoredKeyring } from '../core/group/keyring.ts';
import { idToBytes } from '../core/ids.ts';
import type { SettingsStore } from '../core/ports.ts';

/** What stays readable while the vault is locked: no content key is among it. */
export interface Installation {
  readonly device: Omit<Device, 'agreeSeed'>;
  readonly keyring: StoredKeyring;
}

export async function readInstallation(settings: SettingsStore): Promise<Installation | undefined> {
  const [device, keyring] = await Promise.all([settings.get('device'), settings.get('keyring')]);
  if (keyring === undefined) return undefined;
  if (!isDevice(device) || !isStoredKeyring(keyring) || device.id !== keyring.device)
    throw new VaultError('format', 'the vault’s own records are damaged');
  idToBytes(device.id);
  return { device, keyring };
}

/** Makes the vault exist. @throws VaultError quota, writer-lost, storage */
export async function writeInstallation(settings: SettingsStore, installation: Installation): Promise<void> {
  const { id, signPublic, agreePublic, signKey } = installation.device;
  await settings.putAll({
    device: { id, signPublic, agreePublic, signKey },
    keyring: installation.keyring,
    'inbox-public': agreePublic,
  });
}

export async function writeKeyring(settings: SettingsStore, keyring: StoredKeyring): Promise<void> {
  await settings.put('keyring', keyring);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isBytes(value: unknown, length?: number): value is Bytes {
  return value instanceof Uint8Array && (length === undefined || value.length === length);
}

function isDevice(value: unknown): value is Installation['device'] {
  return (
    isObject(value) &&
    typeof value['id'] === 'string' &&
    isBytes(value['signPublic'], 32) &&
    isBytes(value['agreePublic'], 32) &&
    value['signKey'] instanceof CryptoKey
  );
}

function isStoredKeyring(value: unknown): value is StoredKeyring {
  return (
    isObject(value) &&
    typeof value['device'] === 'string' &&
    isBytes(value['sealed']) &&
    isBytes(value['passphrase']) &&
    Array.isArray(value['passkeys']) &&
    value['passkeys'].every((box) => isBytes(box))
  );
}
