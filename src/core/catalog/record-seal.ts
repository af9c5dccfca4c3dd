// How records that change are sealed (design §4): a key of its own for every message, from the epoch's base and
// a random salt, so that AES-GCM's nonce can be constant and no counter has to survive a restored backup.
//
//   0 salt 32 · 32 AES-256-GCM(nonce 0, plaintext, AAD) with its 16-byte tag
import { concat, type Bytes } from '../bytes.ts';
import { VaultError } from '../errors.ts';
import { secureChance, type Chance } from '../group/chance.ts';

const saltLength = 32;
const nonce = new Uint8Array(12);

/** What {@link seal} adds to a plaintext. */
export const sealOverhead = saltLength + 16;

/**
 * @param base  HKDF base (usage deriveBits)
 * @param purpose  a context: the HKDF info
 * @param bound  the additional data, not stored here
 * @param chance  draws the salt; vectors alone pass another
 */
export async function seal(
  base: CryptoKey,
  purpose: Bytes,
  bound: Bytes,
  plain: Bytes,
  chance: Chance = secureChance,
): Promise<Bytes> {
  const salt = chance(saltLength);
  const key = await messageKey(base, purpose, salt, 'encrypt');
  const cipher = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: bound }, key, plain);
  return concat(salt, new Uint8Array(cipher));
}

/** @throws VaultError `seal-broken`: another key, other additional data, or altered bytes */
export async function openSealed(base: CryptoKey, purpose: Bytes, bound: Bytes, sealed: Bytes): Promise<Bytes> {
  if (sealed.length < sealOverhead) throw new VaultError('seal-broken', 'sealed record too short');
  const key = await messageKey(base, purpose, sealed.subarray(0, saltLength), 'decrypt');
  try {
    const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: bound };
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed.subarray(saltLength)));
  } catch (cause) {
    throw new VaultError('seal-broken', 'sealed record does not open', {}, { cause });
  }
}

async function messageKey(
  base: CryptoKey,
  purpose: Bytes,
  salt: Bytes,
  usage: 'encrypt' | 'decrypt',
): Promise<CryptoKey> {
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt, info: purpose };
  const raw = new Uint8Array(await crypto.subtle.deriveBits(derivation, base, 256));
  const key = await crypto.subtle.importKey('raw', raw, { name: 'AES-GCM' }, false, [usage]);
  raw.fill(0);
  return key;
}
