// Branded ids, each with its purpose, so that one cannot be passed where another is meant.
// Digests inside formats are 32 raw bytes; an id is the same digest as base64url text wherever it is
// a map key, crosses to the page, or stands in a URL fragment.
import { fromBase64url, toBase64url, type Bytes } from './bytes.ts';
import { VaultError } from './errors.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** HMAC(space lifetime key, SHA-256(file)): the same file in the same space is the same photo. */
export type FileId = Branded<'FileId'>;
/** SHA-256 of the genesis record: a vault or a group. */
export type SpaceId = Branded<'SpaceId'>;
/** SHA-256 of the epoch record: a generation of a space's keys. */
export type EpochId = Branded<'EpochId'>;
/** SHA-256 of a device's public keys: who signed. */
export type DeviceId = Branded<'DeviceId'>;
/** 16 random bytes: an album keeps its id through every rename. */
export type AlbumId = Branded<'AlbumId'>;
/** One long-running act of this session (import, export, verify …); never stored. */
export type JobId = Branded<'JobId'>;

/** @returns the id's text for bytes that the caller has already checked for length */
export function idFromBytes<Id extends FileId | SpaceId | EpochId | DeviceId | AlbumId>(bytes: Uint8Array): Id {
  return toBase64url(bytes) as Id;
}

/** @throws VaultError `format` where the text is not an id of the stated length */
export function idToBytes(id: FileId | SpaceId | EpochId | DeviceId | AlbumId, length = 32): Bytes {
  const bytes = fromBase64url(id);
  if (bytes?.length !== length) throw new VaultError('format', 'not an id', { length: id.length });
  return bytes;
}
