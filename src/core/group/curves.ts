// Ed25519 and X25519 through WebCrypto, from 32-byte seeds. WebCrypto takes private keys only as PKCS #8, whose
// form for these curves is a fixed prefix and the seed (RFC 8410 §7).
import { concat, fromBase64url, type Bytes } from '../bytes.ts';
import { VaultError } from '../errors.ts';

const ed25519Prefix = new Uint8Array([0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 34, 4, 32]);
const x25519Prefix = new Uint8Array([0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 34, 4, 32]);

/** The curve's base point: scalar multiplication with it yields the public key (RFC 7748 §6.1). */
const basePoint = new Uint8Array(32).fill(9, 0, 1);

export const publicKeyBytes = 32;
export const signatureBytes = 64;

export interface SigningPair {
  /** 32 bytes. */
  readonly signPublic: Bytes;
  /** Ed25519, not extractable; may be kept in IndexedDB. */
  readonly signKey: CryptoKey;
}

/** @param seed  32 bytes; stays the caller's to zero */
export async function signingPairFromSeed(seed: Bytes): Promise<SigningPair> {
  const wrapped = concat(ed25519Prefix, seed);
  const signKey = await crypto.subtle.importKey('pkcs8', wrapped, 'Ed25519', false, ['sign']);
  // WebCrypto tells the public half of a private key only in an export; this handle ends with the function.
  const readable = await crypto.subtle.importKey('pkcs8', wrapped, 'Ed25519', true, ['sign']);
  wrapped.fill(0);
  const { x } = await crypto.subtle.exportKey('jwk', readable);
  const signPublic = x === undefined ? undefined : fromBase64url(x);
  if (signPublic?.length !== publicKeyBytes) throw new VaultError('unsupported', 'no Ed25519 public key in the export');
  return { signPublic, signKey };
}

/** A pair whose private half never exists outside the platform. */
export async function newSigningPair(): Promise<SigningPair> {
  const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  const signPublic = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { signPublic, signKey: pair.privateKey };
}

export async function sign(key: CryptoKey, message: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign('Ed25519', key, message));
}

/** @returns false for any signature, key or message that does not fit */
export async function verify(signPublic: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  if (signature.length !== signatureBytes || signPublic.length !== publicKeyBytes) return false;
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey('raw', signPublic, 'Ed25519', false, ['verify']);
  } catch {
    // Not a point of the curve: the platform may say so at import or at verification; both mean "not signed".
    return false;
  }
  return crypto.subtle.verify('Ed25519', key, signature, message);
}

/** The public key of an X25519 seed. */
export async function agreePublicOf(seed: Bytes): Promise<Bytes> {
  return agree(seed, basePoint);
}

/**
 * The X25519 shared secret; only ever an input of HKDF together with both public keys.
 *
 * @throws VaultError `format` for a public key of small order, whose secret would be zero for everybody
 */
export async function agree(seed: Bytes, agreePublic: Bytes): Promise<Bytes> {
  const wrapped = concat(x25519Prefix, seed);
  try {
    const own = await crypto.subtle.importKey('pkcs8', wrapped, 'X25519', false, ['deriveBits']);
    const other = await crypto.subtle.importKey('raw', agreePublic, 'X25519', false, []);
    const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: other }, own, 256));
    if (shared.every((byte) => byte === 0)) throw new VaultError('format', 'public key of small order');
    return shared;
  } catch (cause) {
    if (cause instanceof VaultError) throw cause;
    throw new VaultError('format', 'not a usable X25519 public key', {}, { cause });
  } finally {
    wrapped.fill(0);
  }
}
