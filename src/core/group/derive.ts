// HKDF-SHA-256 and one-time AES-256-GCM: the two steps that wraps, keyrings, inbox items, log batches and pages
// share. A key is derived for one message from a fresh salt or ephemeral key, so the nonce may be zero.
import { concat, type Bytes } from '../bytes.ts';
import { VaultError } from '../errors.ts';
import { secureChance, type Chance } from './chance.ts';

/** Bytes of the random salt in front of what `sealOnce` makes. */
export const saltBytes = 32;
/** Bytes of an AES-GCM tag. */
export const gcmTagBytes = 16;

const zeroNonce = new Uint8Array(12);

/** @param input  key material with full entropy; copied by the platform, still the caller's to zero */
export async function hkdfKey(input: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', input, 'HKDF', false, ['deriveBits']);
}

/**
 * @param info  begins with the context of the purpose
 * @param length  bytes, at most 8,160
 */
export async function expand(base: CryptoKey, salt: Bytes, info: Bytes, length = 32): Promise<Bytes> {
  const bits = await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, base, 8 * length);
  return new Uint8Array(bits);
}

/** An AES-256-GCM key from HKDF; the raw bytes are gone when it resolves. */
export async function deriveGcmKey(base: CryptoKey, salt: Bytes, info: Bytes): Promise<CryptoKey> {
  const raw = await expand(base, salt, info);
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  raw.fill(0);
  return key;
}

/** @param nonce  12 bytes; zero (the default) only for a key that seals one message */
export async function gcmSeal(key: CryptoKey, aad: Bytes, plain: Bytes, nonce: Bytes = zeroNonce): Promise<Bytes> {
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: aad }, key, plain);
  return new Uint8Array(sealed);
}

/** @throws VaultError `seal-broken` for a wrong key or any altered byte */
export async function gcmOpen(key: CryptoKey, aad: Bytes, sealed: Bytes, nonce: Bytes = zeroNonce): Promise<Bytes> {
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce, additionalData: aad }, key, sealed),
    );
  } catch (cause) {
    throw new VaultError('seal-broken', 'AES-GCM refused', { bytes: sealed.length }, { cause });
  }
}

/**
 * Seals one message under a key of its own: salt (32) ‖ AES-256-GCM under HKDF(base, salt, context).
 *
 * @param base  HKDF base key, e.g. EpochKeys.base
 * @param aad  everything the message must not be moved away from (design §4: space, epoch, device, log, sequence …)
 */
export async function sealOnce(
  base: CryptoKey,
  context: Bytes,
  aad: Bytes,
  plain: Bytes,
  chance: Chance = secureChance,
): Promise<Bytes> {
  const salt = chance(saltBytes);
  return concat(salt, await gcmSeal(await deriveGcmKey(base, salt, context), aad, plain));
}

/** @throws VaultError `seal-broken` */
export async function openOnce(base: CryptoKey, context: Bytes, aad: Bytes, sealed: Bytes): Promise<Bytes> {
  if (sealed.length < saltBytes + gcmTagBytes)
    throw new VaultError('seal-broken', 'too short', { bytes: sealed.length });
  const key = await deriveGcmKey(base, sealed.slice(0, saltBytes), context);
  return gcmOpen(key, aad, sealed.slice(saltBytes));
}
