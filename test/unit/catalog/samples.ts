// Made-up catalog material for the tests: ids and references from numbers, entries with every optional field
// present or absent, devices with keys, and the canonical text of a whole view.
import { fromHex, type Bytes } from '../../../src/core/bytes.ts';
import { sealBatch, openBatch, noPrevious, type OpenedBatch } from '../../../src/core/catalog/batch.ts';
import type { Entry } from '../../../src/core/catalog/entry.ts';
import type { CatalogRecord } from '../../../src/core/catalog/records.ts';
import type { CatalogView } from '../../../src/core/catalog/view.ts';
import type { BlockRef } from '../../../src/core/dice/block-ref.ts';
import {
  idFromBytes,
  type AlbumId,
  type DeviceId,
  type EpochId,
  type FileId,
  type SpaceId,
} from '../../../src/core/ids.ts';
import { kinds, type Kind } from '../../../src/core/segment/segmenter.ts';

/** Bytes that look random, the same for the same number. */
export function noise(seed: number, length: number): Bytes {
  const bytes = new Uint8Array(length);
  let state = Math.imul(seed, 0x9e3779b1) ^ 0x2545f491;
  for (let i = 0; i < length; i++) {
    state = Math.imul(state ^ (state >>> 15), 0x85ebca6b) + 0x6d2b79f5;
    bytes[i] = (state ^ (state >>> 13)) & 0xff;
  }
  return bytes;
}

export const fileId = (number: number): FileId => idFromBytes<FileId>(noise(number, 32));
export const albumId = (number: number): AlbumId => idFromBytes<AlbumId>(noise(number + 5000, 16));
export const deviceId = (number: number): DeviceId => idFromBytes<DeviceId>(noise(number + 6000, 32));
export const epochId = (number: number): EpochId => idFromBytes<EpochId>(noise(number + 7000, 32));
export const spaceId = (number: number): SpaceId => idFromBytes<SpaceId>(noise(number + 8000, 32));

export function blockRef(number: number, kind: Kind, length = 1000 + number): BlockRef {
  return { tag: noise(number + 10, 32), key: noise(number + 20, 32), length, kind, parity: noise(number + 30, 3) };
}

export function entry(number: number, changes: Partial<Entry> = {}): Entry {
  return {
    id: fileId(number),
    type: 'jpeg',
    size: 3_000_000 + number,
    width: 4000,
    height: 3000,
    takenMs: Date.UTC(2019, 4, 12, 10, 0, number),
    takenFrom: 'exif',
    importedMs: 1_700_000_000_000 + number,
    modifiedMs: 1_560_000_000_000 + number,
    path: `2019/Rome/IMG_${number}.jpg`,
    camera: 'Fujifilm X-T3',
    location: { latitude: 41.9027835, longitude: 12.4963655 },
    orientation: 1,
    drawn: 'whole',
    notices: [],
    decoder: 'canvas',
    recipe: { pieces: [blockRef(number, kinds.recipe)], bytes: 1000 + number, epoch: epochId(0) },
    thumbnail: blockRef(number + 100_000, kinds.thumbnail, 9000),
    blur: noise(number, 25),
    newBlocks: 12,
    storedBytes: 2_000_000,
    sharedBytes: 300_000,
    codedBytes: 2_300_000,
    ...changes,
  };
}

/** An entry with nothing optional. */
export function bareEntry(number: number, changes: Partial<Entry> = {}): Entry {
  const { takenMs: _t, camera: _c, location: _l, thumbnail: _n, blur: _b, ...rest } = entry(number);
  return { ...rest, takenFrom: 'file', ...changes };
}

export interface Device {
  readonly id: DeviceId;
  readonly signKey: CryptoKey;
  readonly signPublic: Bytes;
}

/** A device whose signing key comes from a seed, so that vectors stay the same. */
export async function device(number: number): Promise<Device> {
  const pkcs8 = fromHex('302e020100300506032b657004220420') as Bytes;
  const whole = new Uint8Array([...pkcs8, ...noise(number + 9000, 32)]);
  const signKey = await crypto.subtle.importKey('pkcs8', whole, 'Ed25519', true, ['sign']);
  const jwk = await crypto.subtle.exportKey('jwk', signKey);
  const signPublic = new Uint8Array(Buffer.from(jwk.x as string, 'base64url'));
  return { id: deviceId(number), signKey, signPublic };
}

export function baseKey(seed: number): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', noise(seed, 32), 'HKDF', false, ['deriveBits']);
}

/** Seals and opens a log of one batch per list of records. */
export async function roundTrip(
  author: Device,
  batches: readonly { lamport: number; records: readonly CatalogRecord[] }[],
): Promise<OpenedBatch[]> {
  const base = await baseKey(1);
  const opened: OpenedBatch[] = [];
  let previous = noPrevious();
  for (const [sequence, { lamport, records }] of batches.entries()) {
    const place = { space: spaceId(0), device: author.id, sequence, previous };
    const { batch } = await sealBatch({
      ...place,
      epoch: epochId(0),
      lamport,
      records,
      seen: [],
      base,
      signKey: author.signKey,
    });
    const one = await openBatch(batch, { ...place, signPublic: author.signPublic, base: () => base });
    previous = one.hash;
    opened.push(one);
  }
  return opened;
}

/** Applies records as the next batch of a device, without sealing. */
export function say(view: CatalogView, by: number, lamport: number, ...records: CatalogRecord[]): void {
  const sequence = (view.head(deviceId(by))?.sequence ?? -1) + 1;
  view.apply(deviceId(by), lamport, records, { sequence, hash: noise(by * 1000 + sequence, 32) });
}

/** Everything a view can answer, without what depends on how it came there (rows, versions). */
export function dump(view: CatalogView, files: readonly FileId[]): unknown {
  const heads = view.logHeads().sort((a, b) => (a.device < b.device ? -1 : 1));
  return {
    photos: files.map((id) => view.entry(id)),
    albums: view.albums(),
    labels: view.labels(),
    trashed: view.trashed().sort((a, b) => (a.id < b.id ? -1 : 1)),
    kept: [...view.recipeRefs()].sort((a, b) => (a.id + a.signer < b.id + b.signer ? -1 : 1)),
    totals: view.totals(),
    kinds: view.kinds(),
    unknown: view.unknown,
    lamport: view.lamport,
    heads,
  };
}
