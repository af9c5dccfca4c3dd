// What an epoch's secret and a space's lifetime key are used for: every key of a space is derived here, each under
// its own context, so that none can stand in for another (FORMAT.md, "Identities, genesis, epochs").
import { concat, type Bytes } from '../bytes.ts';
import { contexts } from '../contexts.ts';
import { VaultError } from '../errors.ts';
import { idFromBytes, idToBytes, type EpochId, type FileId } from '../ids.ts';
import { expand, hkdfKey } from './derive.ts';

/** What an epoch's wrap holds; the two secrets live in the keyring and in content workers only. */
export interface EpochSecrets {
  readonly epoch: EpochId;
  readonly number: number;
  /** 32 bytes, random per epoch. */
  readonly secret: Bytes;
  /** 32 bytes, the same in every epoch of a space. */
  readonly lifetimeKey: Bytes;
}

export interface EpochKeys {
  readonly epoch: EpochId;
  /** HMAC-SHA-256 for Sealer; not extractable. */
  readonly convergence: CryptoKey;
  /** HKDF base of batches and pages (see sealOnce); not extractable. */
  readonly base: CryptoKey;
}

export interface LifetimeKeys {
  /** 2,048 bytes: 256 u64 big-endian, the gear table of the space's chunker. */
  readonly gear: Bytes;
  /** HMAC(key of this purpose, context ‖ SHA-256 of the file): the same file in the same space is the same photo. */
  fileId(sha256: Uint8Array): Promise<FileId>;
}

const gearBytes = 2048;
const noSalt = new Uint8Array(0);

/** The epoch's id is the salt: a secret used twice, by mistake or malice, still gives different keys. */
export async function epochKeys(secrets: EpochSecrets): Promise<EpochKeys> {
  const root = await hkdfKey(secrets.secret);
  const salt = idToBytes(secrets.epoch);
  const convergence = await hmacKey(await expand(root, salt, contexts.convergence));
  const baseBytes = await expand(root, salt, contexts.epochKey);
  const base = await hkdfKey(baseBytes);
  baseBytes.fill(0);
  return { epoch: secrets.epoch, convergence, base };
}

/** @param lifetimeKey  32 bytes; stays the caller's to zero */
export async function lifetimeKeys(lifetimeKey: Bytes): Promise<LifetimeKeys> {
  const root = await hkdfKey(lifetimeKey);
  const gear = await expand(root, noSalt, contexts.gearTable, gearBytes);
  const naming = await hmacKey(await expand(root, noSalt, contexts.fileId));
  return {
    gear,
    async fileId(sha256) {
      if (sha256.length !== 32) throw new VaultError('internal', 'not a SHA-256');
      const name = await crypto.subtle.sign('HMAC', naming, concat(contexts.fileId, sha256));
      return idFromBytes<FileId>(new Uint8Array(name));
    },
  };
}

/** Takes the raw key and zeroes it. */
async function hmacKey(raw: Bytes): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
  raw.fill(0);
  return key;
}
