// Who signs and for whom is wrapped (design §8): devices, and the recovery identity that the 24 words derive.
// Both are a pair of Ed25519 and X25519 keys, named by the hash of their public halves.
import { concat, type Bytes } from '../bytes.ts';
import { contexts } from '../contexts.ts';
import { idFromBytes, type DeviceId } from '../ids.ts';
import { secureChance, type Chance } from './chance.ts';
import { agreePublicOf, newSigningPair, signingPairFromSeed } from './curves.ts';
import { expand, hkdfKey } from './derive.ts';

/** The public halves, 32 bytes each. */
export interface PublicIdentity {
  readonly signPublic: Bytes;
  readonly agreePublic: Bytes;
}

export interface Device extends PublicIdentity {
  readonly id: DeviceId;
  /** Ed25519, not extractable: lies in IndexedDB and stays usable while the vault is locked. */
  readonly signKey: CryptoKey;
  /** 32 bytes, the X25519 private key: opens wraps and inbox; lives only in the keyring. */
  readonly agreeSeed: Bytes;
}

export interface RecoveryIdentity extends PublicIdentity {
  readonly id: DeviceId;
  readonly signKey: CryptoKey;
  readonly agreeSeed: Bytes;
}

const noSalt = new Uint8Array(0);

/** SHA-256(context ‖ signPublic ‖ agreePublic): the same form for devices and the recovery identity. */
export async function identityId(keys: PublicIdentity): Promise<Bytes> {
  const message = concat(contexts.deviceId, keys.signPublic, keys.agreePublic);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', message));
}

export async function createDevice(chance: Chance = secureChance): Promise<Device> {
  const { signPublic, signKey } = await newSigningPair();
  const agreeSeed = chance(32);
  const agreePublic = await agreePublicOf(agreeSeed);
  const id = idFromBytes<DeviceId>(await identityId({ signPublic, agreePublic }));
  return { id, signPublic, agreePublic, signKey, agreeSeed };
}

/** @param entropy  32 bytes of the words; stays the caller's to zero */
export async function recoveryIdentity(entropy: Bytes): Promise<RecoveryIdentity> {
  const base = await hkdfKey(entropy);
  const signSeed = await expand(base, noSalt, contexts.recoverySign);
  const agreeSeed = await expand(base, noSalt, contexts.recoveryAgree);
  const { signPublic, signKey } = await signingPairFromSeed(signSeed);
  signSeed.fill(0);
  const agreePublic = await agreePublicOf(agreeSeed);
  const id = idFromBytes<DeviceId>(await identityId({ signPublic, agreePublic }));
  return { id, signPublic, agreePublic, signKey, agreeSeed };
}
