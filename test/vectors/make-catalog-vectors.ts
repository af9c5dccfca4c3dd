// Makes the vectors of recipes, catalog records and log batches with the project's own code; recompute-catalog.mjs
// arrives at every byte without it. In a vector's maps, {"hex": …} is a byte string.
import { fromHex, toHex, utf8, type Bytes } from '../../src/core/bytes.ts';
import { decodeCbor, encodeCbor, type Cbor } from '../../src/core/cbor.ts';
import { noPrevious, sealBatch } from '../../src/core/catalog/batch.ts';
import type { Entry } from '../../src/core/catalog/entry.ts';
import { encodeRecipe, type Recipe } from '../../src/core/catalog/recipe.ts';
import { recordToCbor, type CatalogRecord } from '../../src/core/catalog/records.ts';
import type { BlockRef } from '../../src/core/dice/block-ref.ts';
import { hkdfKey } from '../../src/core/group/derive.ts';
import {
  idFromBytes,
  type AlbumId,
  type DeviceId,
  type EpochId,
  type FileId,
  type SpaceId,
} from '../../src/core/ids.ts';
import { limits } from '../../src/core/limits.ts';
import { kinds, methods, type Kind } from '../../src/core/segment/segmenter.ts';
import { fixedBytes, fixedChance, fixedDevice } from './fixed.ts';

const id = <Id extends FileId | SpaceId | EpochId | DeviceId>(name: string): Id =>
  idFromBytes<Id>(fixedBytes(name, 32));
const file = id<FileId>('file');
const album = idFromBytes<AlbumId>(fixedBytes('album', 16));
const epoch = id<EpochId>('epoch');

function ref(name: string, kind: Kind, length: number): BlockRef {
  return {
    tag: fixedBytes(`${name} tag`, 32),
    key: fixedBytes(`${name} key`, 32),
    length,
    kind,
    parity: fixedBytes(`${name} parity`, 3),
  };
}

const recipes: readonly { readonly name: string; readonly recipe: Recipe }[] = [
  {
    name: 'tiles, one of them inline',
    recipe: {
      size: 70_000,
      sha256: fixedBytes('sha', 32),
      method: methods.rasterTiles,
      frame: { inline: utf8('frame') },
      blocks: [
        { ref: ref('one', kinds.rasterTile, 4000), epoch: 0 },
        { inline: fromHex('0102') as Bytes, kind: kinds.rasterTile },
        { ref: ref('two', kinds.rasterTile, 5000), epoch: 1 },
      ],
      epochs: [epoch, id<EpochId>('later epoch')],
    },
  },
  {
    name: 'chunks, with a frame in parts and a reason',
    recipe: {
      size: 70_000,
      sha256: fixedBytes('sha', 32),
      method: methods.chunks,
      fallback: 'not-reproducible',
      frame: { refs: [ref('part', kinds.part, 6000)], size: 6000 },
      blocks: [
        { ref: ref('three', kinds.chunks, 65_000), epoch: 0 },
        { ref: ref('four', kinds.chunks, 5000), epoch: 0 },
      ],
      epochs: [epoch],
    },
  },
];

const entry: Entry = {
  id: file,
  type: 'jpeg',
  size: 3_000_000,
  width: 4000,
  height: 3000,
  takenMs: -1000,
  takenFrom: 'exif',
  importedMs: 1_700_000_000_000,
  modifiedMs: 1_600_000_000_000,
  path: '2019/Rom/Brücke.jpg',
  camera: 'Pentax K-1',
  location: { latitude: -41.9027835, longitude: 12.4963655 },
  orientation: 6,
  durationMs: 2500,
  drawn: 'part',
  notices: ['truncated', 'sixteen-bit'],
  decoder: 'canvas',
  recipe: { pieces: [ref('recipe', kinds.recipe, 15_000)], bytes: 15_000, epoch },
  thumbnail: ref('thumbnail', kinds.thumbnail, 9000),
  blur: fixedBytes('blur', 25),
  newBlocks: 180,
  storedBytes: 2_000_000,
  sharedBytes: 300_000,
  codedBytes: 2_300_000,
  fingerprint: fixedBytes('fingerprint', 64),
};

const records: readonly CatalogRecord[] = [
  { type: 'entry', entry },
  { type: 'path', file, path: 'backup/Brücke.jpg', modifiedMs: 1_600_000_000_000, importedMs: 1_700_000_000_001 },
  {
    type: 'poster',
    file,
    thumbnail: ref('poster', kinds.thumbnail, 8000),
    epoch,
    blur: fixedBytes('poster blur', 20),
    width: 1920,
    height: 1080,
    durationMs: 60_000,
  },
  { type: 'attach', primary: id<FileId>('primary'), file, role: 'raw', on: true },
  { type: 'favourite', file, on: true },
  { type: 'caption', file, text: 'Am Tiber' },
  { type: 'label', file, label: 'sea', on: false },
  { type: 'shift', file, byMs: -3_600_000 },
  { type: 'album', album, name: 'Rome' },
  { type: 'album', album },
  { type: 'member', album, file, on: true },
  { type: 'trash', file, on: true, elapsedMs: 86_400_000 },
  { type: 'purge', file },
  { type: 'keep', file },
  { type: 'kinds', method: methods.rasterTiles, kinds: [kinds.chunks, kinds.rasterTile] },
  { type: 'unknown', name: 'of a newer version', value: { t: 'of a newer version', x: [1, 'y'] } },
];

export async function makeCatalogVectors(): Promise<Record<string, unknown>> {
  return {
    'catalog-recipe': recipes.map(({ name, recipe }) => written(name, encodeRecipe(recipe))),
    'catalog-records': records.map((record) => written(record.type, encodeCbor(recordToCbor(record)))),
    'catalog-batch': await batches(),
  };
}

/** Bytes, and the map they stand for. */
function written(name: string, bytes: Bytes): unknown {
  return { name, map: shown(decodeCbor(bytes, limits.recipeBytes)), bytes: toHex(bytes) };
}

function shown(value: Cbor): unknown {
  if (value instanceof Uint8Array) return { hex: toHex(value) };
  if (Array.isArray(value)) return (value as readonly Cbor[]).map(shown);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(inner)]));
}

/** A log of two batches. */
async function batches(): Promise<unknown> {
  const device = await fixedDevice('author');
  const space = id<SpaceId>('space');
  const baseBytes = fixedBytes('base', 32);
  const base = await hkdfKey(baseBytes);
  const chance = fixedChance('salt');
  const seen = ['other', 'third'].map((name, sequence) => ({
    device: id<DeviceId>(name),
    sequence,
    hash: fixedBytes(`${name} hash`, 32),
  }));
  const said: readonly CatalogRecord[][] = [
    [{ type: 'keep', file }],
    [
      { type: 'favourite', file, on: true },
      { type: 'caption', file, text: 'Am Tiber' },
    ],
  ];
  const log: unknown[] = [];
  let previous = noPrevious();
  for (const [sequence, batchRecords] of said.entries()) {
    const { batch, hash } = await sealBatch(
      {
        space,
        epoch,
        device: device.id,
        sequence,
        previous,
        lamport: 7 + sequence,
        seen: sequence === 0 ? [] : seen,
        records: batchRecords,
        base,
        signKey: device.signKey,
      },
      chance,
    );
    log.push({
      lamport: 7 + sequence,
      seen: sequence === 0 ? [] : seen.map((head) => ({ ...head, hash: toHex(head.hash) })),
      records: batchRecords.map((record) => shown(recordToCbor(record))),
      batch: toHex(batch),
      hash: toHex(hash),
    });
    previous = hash;
  }
  return {
    space: toHex(fixedBytes('space', 32)),
    epoch: toHex(fixedBytes('epoch', 32)),
    base: toHex(baseBytes),
    signPublic: toHex(device.signPublic),
    agreePublic: toHex(device.agreePublic),
    log,
  };
}
