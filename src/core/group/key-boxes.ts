// Boxes around the vault key: one for the passphrase, one for each passkey (FORMAT.md, "Keyring"). A box carries a
// checksum of itself, so that damage is told from a wrong passphrase: a box whose checksum holds and whose seal does
// not open was opened with the wrong secret.
import { concat, equalBytes, utf8, type Bytes } from '../bytes.ts';
import { CborReader, decodeCbor, encodeCbor, type Cbor } from '../cbor.ts';
import { contexts } from '../contexts.ts';
import { VaultError } from '../errors.ts';
import { limits } from '../limits.ts';
import { secureChance, type Chance } from './chance.ts';
import { deriveGcmKey, gcmOpen, gcmSeal, gcmTagBytes, hkdfKey, saltBytes } from './derive.ts';

/** Argon2id's cost (RFC 9106). */
export interface PassphraseCost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

/** Argon2id to 32 bytes. Injected, since it is a WASM package: src/vault/passphrase-hash.ts. */
export type PassphraseHash = (passphrase: Bytes, salt: Bytes, cost: PassphraseCost) => Promise<Bytes>;

export const defaultCost: PassphraseCost = {
  memoryKiB: limits.argonMemoryKiB,
  passes: limits.argonPasses,
  lanes: 1,
};

/** What a passkey's box says without being opened. */
export interface PasskeyDescription {
  /** WebAuthn credential id. */
  readonly credential: Bytes;
  readonly label: string;
  readonly addedMs: number;
  /** 32 bytes: the salt to evaluate PRF with. */
  readonly prfSalt: Bytes;
}

export const vaultKeyBytes = 32;
const sumBytes = 8;
const prfBytes = 32;
const credentialBytes = 1023;

type Fields = { readonly [key: string]: Cbor };

/** @param device  32 bytes: the installation the vault key belongs to */
export async function sealPassphraseBox(
  vaultKey: Bytes,
  device: Bytes,
  passphrase: string,
  hash: PassphraseHash,
  cost: PassphraseCost = defaultCost,
  chance: Chance = secureChance,
): Promise<Bytes> {
  const salt = chance(saltBytes);
  const { memoryKiB, passes, lanes } = cost;
  const fields = { v: 1, type: 'passphrase', device, salt, memory: memoryKiB, passes, lanes };
  return sealBox(fields, await passphraseKey(passphrase, salt, cost, hash), vaultKey);
}

/** @throws VaultError `wrong-passphrase`; `seal-broken`, `format`, `version`, `limit` where the box is damaged */
export async function openPassphraseBox(
  box: Uint8Array,
  device: Bytes,
  passphrase: string,
  hash: PassphraseHash,
): Promise<Bytes> {
  const { reader, fields, sealed } = readBox(box, await sumOf(box), 'passphrase', device);
  const salt = reader.bytes('salt', saltBytes);
  const cost = {
    memoryKiB: reader.int('memory', 8, limits.argonMaxMemoryKiB),
    passes: reader.int('passes', 1, limits.argonMaxPasses),
    lanes: reader.int('lanes', 1, 4),
  };
  reader.end();
  return openBox(fields, await passphraseKey(passphrase, salt, cost, hash), sealed, 'wrong-passphrase');
}

/** @param prf  32 bytes of WebAuthn's PRF; the caller zeroes it */
export async function sealPasskeyBox(
  vaultKey: Bytes,
  device: Bytes,
  passkey: PasskeyDescription,
  prf: Bytes,
  chance: Chance = secureChance,
): Promise<Bytes> {
  const salt = chance(saltBytes);
  const { credential, label, addedMs, prfSalt } = passkey;
  const fields = { v: 1, type: 'passkey', device, salt, credential, label, added: addedMs, prfSalt };
  return sealBox(fields, await passkeyKey(prf, salt), vaultKey);
}

/** @throws VaultError `wrong-passkey`; `seal-broken`, `format`, `version`, `limit` where the box is damaged */
export async function openPasskeyBox(box: Uint8Array, device: Bytes, prf: Bytes): Promise<Bytes> {
  const { reader, fields, sealed } = readBox(box, await sumOf(box), 'passkey', device);
  const salt = readPasskeyFields(reader).salt;
  return openBox(fields, await passkeyKey(prf, salt), sealed, 'wrong-passkey');
}

/** @throws VaultError as openPasskeyBox, but never `wrong-passkey` */
export async function describePasskey(box: Uint8Array, device: Bytes): Promise<PasskeyDescription> {
  const { credential, label, addedMs, prfSalt } = readPasskeyFields(
    readBox(box, await sumOf(box), 'passkey', device).reader,
  );
  return { credential, label, addedMs, prfSalt };
}

function readPasskeyFields(reader: CborReader): PasskeyDescription & { readonly salt: Bytes } {
  const read = {
    salt: reader.bytes('salt', saltBytes),
    credential: reader.bytes('credential', undefined, credentialBytes),
    label: reader.text('label', limits.textBytes),
    addedMs: reader.int('added'),
    prfSalt: reader.bytes('prfSalt', 32),
  };
  reader.end();
  return read;
}

/** NFKC, so that two keyboards type the same passphrase. Zeroes its own copies. */
async function passphraseKey(
  passphrase: string,
  salt: Bytes,
  cost: PassphraseCost,
  hash: PassphraseHash,
): Promise<CryptoKey> {
  const typed = utf8(passphrase.normalize('NFKC'));
  const stretched = await hash(typed, salt, cost);
  typed.fill(0);
  const base = await hkdfKey(stretched);
  stretched.fill(0);
  return deriveGcmKey(base, salt, contexts.passphrase);
}

async function passkeyKey(prf: Bytes, salt: Bytes): Promise<CryptoKey> {
  if (prf.length !== prfBytes) throw new VaultError('wrong-passkey', 'PRF output is 32 bytes', { bytes: prf.length });
  return deriveGcmKey(await hkdfKey(prf), salt, contexts.passkey);
}

/** All fields but the box itself are its AAD; the checksum is over everything before it. */
async function sealBox(fields: Fields, key: CryptoKey, vaultKey: Bytes): Promise<Bytes> {
  const body = encodeCbor({ ...fields, box: await gcmSeal(key, encodeCbor(fields), vaultKey) });
  return concat(body, (await sha256(body)).subarray(0, sumBytes));
}

async function openBox(
  fields: Fields,
  key: CryptoKey,
  sealed: Bytes,
  wrong: 'wrong-passphrase' | 'wrong-passkey',
): Promise<Bytes> {
  try {
    return await gcmOpen(key, encodeCbor(fields), sealed);
  } catch (cause) {
    throw new VaultError(wrong, 'the box does not open', {}, { cause });
  }
}

async function sumOf(box: Uint8Array): Promise<Bytes> {
  if (box.length > limits.keyBoxBytes) throw new VaultError('limit', 'key box too long', { bytes: box.length });
  return (await sha256(box.slice(0, Math.max(0, box.length - sumBytes)))).slice(0, sumBytes);
}

function readBox(
  box: Uint8Array,
  sum: Bytes,
  type: 'passphrase' | 'passkey',
  device: Bytes,
): { reader: CborReader; fields: Fields; sealed: Bytes } {
  if (box.length <= sumBytes || !equalBytes(sum, box.subarray(box.length - sumBytes)))
    throw new VaultError('seal-broken', 'a key box is damaged');
  const value = decodeCbor(box.subarray(0, box.length - sumBytes), limits.keyBoxBytes);
  const reader = new CborReader(value, 'key box');
  if (reader.int('v') !== 1) throw new VaultError('version', 'key box of another version');
  if (reader.text('type', 16) !== type) throw new VaultError('format', 'key box of another type');
  if (!equalBytes(reader.bytes('device', 32), device)) throw new VaultError('format', 'key box of another device');
  const sealed = reader.bytes('box', vaultKeyBytes + gcmTagBytes);
  const fields = Object.fromEntries(Object.entries(value as Fields).filter(([key]) => key !== 'box'));
  return { reader, fields, sealed };
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
