// An epoch's secrets, wrapped for one recipient: ephemeral X25519, HKDF, AES-256-GCM. The wrap says which epoch it
// belongs to by the epoch's commitment, so that an admin cannot hand different secrets to different members, and
// a wrap cannot be moved to another epoch, space or recipient (FORMAT.md, "Identities, genesis, epochs").
import { concat, equalBytes, type Bytes } from '../bytes.ts';
import { contexts } from '../contexts.ts';
import { VaultError } from '../errors.ts';
import { secureChance, type Chance } from './chance.ts';
import { agree, agreePublicOf } from './curves.ts';
import { deriveGcmKey, gcmOpen, gcmSeal, gcmTagBytes, hkdfKey } from './derive.ts';

export interface Wrap {
  /** 32 bytes: id of the device or recovery identity. */
  readonly to: Bytes;
  /** 32 bytes: X25519 public key made for this wrap. */
  readonly ephemeral: Bytes;
  /** 80 bytes: secret ‖ lifetime key, sealed. */
  readonly box: Bytes;
}

/** What a wrap belongs to. */
export interface WrapPlace {
  /** 32 bytes. */
  readonly space: Bytes;
  readonly number: number;
  /** 32 bytes: {@link epochCommitment} of what is wrapped. */
  readonly commit: Bytes;
}

export interface WrapSecrets {
  readonly secret: Bytes;
  readonly lifetimeKey: Bytes;
}

const secretBytes = 32;
export const wrapBoxBytes = 2 * secretBytes + gcmTagBytes;

const noAad = new Uint8Array(0);

/** SHA-256(context ‖ space ‖ number u32 ‖ secret ‖ lifetime key): public; 512 random bits hide behind it. */
export async function epochCommitment(space: Bytes, number: number, secrets: WrapSecrets): Promise<Bytes> {
  const message = concat(contexts.epochCommit, space, u32(number), secrets.secret, secrets.lifetimeKey);
  const commit = new Uint8Array(await crypto.subtle.digest('SHA-256', message));
  message.fill(0);
  return commit;
}

export async function wrapFor(
  to: Bytes,
  agreePublic: Bytes,
  place: WrapPlace,
  secrets: WrapSecrets,
  chance: Chance = secureChance,
): Promise<Wrap> {
  const seed = chance(32);
  const ephemeral = await agreePublicOf(seed);
  const shared = await agree(seed, agreePublic);
  seed.fill(0);
  const key = await wrapKey(shared, ephemeral, agreePublic, to, place);
  const plain = concat(secrets.secret, secrets.lifetimeKey);
  const box = await gcmSeal(key, noAad, plain);
  plain.fill(0);
  return { to, ephemeral, box };
}

/** @throws VaultError `seal-broken` where the wrap is not for this recipient and place, or breaks the commitment */
export async function unwrap(
  wrap: Wrap,
  recipient: { readonly agreeSeed: Bytes; readonly agreePublic: Bytes },
  place: WrapPlace,
): Promise<WrapSecrets> {
  const shared = await agree(recipient.agreeSeed, wrap.ephemeral);
  const key = await wrapKey(shared, wrap.ephemeral, recipient.agreePublic, wrap.to, place);
  const plain = await gcmOpen(key, noAad, wrap.box);
  const secrets = { secret: plain.slice(0, secretBytes), lifetimeKey: plain.slice(secretBytes) };
  plain.fill(0);
  const commit = await epochCommitment(place.space, place.number, secrets);
  if (!equalBytes(commit, place.commit)) throw new VaultError('seal-broken', 'wrap breaks the epoch’s commitment');
  return secrets;
}

/** Zeroes the shared secret. Everything public that the wrap stands in goes into the derivation. */
async function wrapKey(
  shared: Bytes,
  ephemeral: Bytes,
  agreePublic: Bytes,
  to: Bytes,
  place: WrapPlace,
): Promise<CryptoKey> {
  const base = await hkdfKey(shared);
  shared.fill(0);
  const info = concat(contexts.epochWrap, place.space, u32(place.number), place.commit, to);
  return deriveGcmKey(base, concat(ephemeral, agreePublic), info);
}

function u32(value: number): Bytes {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value);
  return new Uint8Array(view.buffer);
}
