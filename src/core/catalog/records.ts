// Catalog records: everything a device's log can say (design §5, FORMAT.md "Catalog records"). Each is a map
// tagged by `t`. Fields of one subject are last-writer-wins by stamp; undoing is writing the inverse. A known
// type is read strictly, so a change of meaning gets a new type name; an unknown type is kept and passed over,
// so that an old build survives a newer one's log.
import { CborReader, type Cbor } from '../cbor.ts';
import type { Bytes } from '../bytes.ts';
import type { BlockRef } from '../dice/block-ref.ts';
import { VaultError } from '../errors.ts';
import { idFromBytes, idToBytes, type AlbumId, type EpochId, type FileId } from '../ids.ts';
import { limits } from '../limits.ts';
import { blurBytes, entryFromCbor, entryToCbor, maxTimeMs, readBlur, readThumbnail, type Entry } from './entry.ts';
import { packRefs } from './ref-codec.ts';

export type PartRole = 'raw' | 'video' | 'sidecar';
export const partRoles: readonly PartRole[] = ['raw', 'video', 'sidecar'];

export type CatalogRecord =
  | { readonly type: 'entry'; readonly entry: Entry }
  /** The same file was imported again under another path. */
  | PathRecord
  | PosterRecord
  /** `file` is a part of `primary`'s photo; with `on` false it stands alone again. LWW per `file`. */
  | {
      readonly type: 'attach';
      readonly primary: FileId;
      readonly file: FileId;
      readonly role: PartRole;
      readonly on: boolean;
    }
  | { readonly type: 'favourite'; readonly file: FileId; readonly on: boolean }
  | { readonly type: 'caption'; readonly file: FileId; readonly text: string }
  | { readonly type: 'label'; readonly file: FileId; readonly label: string; readonly on: boolean }
  /** The whole shift of the capture time from now on, not an addition to an earlier one. */
  | { readonly type: 'shift'; readonly file: FileId; readonly byMs: number }
  /** Makes or renames an album; without `name` deletes it (its members are remembered for an undo). */
  | { readonly type: 'album'; readonly album: AlbumId; readonly name?: string }
  | { readonly type: 'member'; readonly album: AlbumId; readonly file: FileId; readonly on: boolean }
  /** `elapsedMs`: the author's count of elapsed time at the act; only the author compares it with its own. */
  | { readonly type: 'trash'; readonly file: FileId; readonly on: boolean; readonly elapsedMs: number }
  /** Gives up the author's ownership: a tombstone for entries of the same owner with an older stamp. */
  | { readonly type: 'purge'; readonly file: FileId }
  /** Undoes older tombstones of the same owner. */
  | { readonly type: 'keep'; readonly file: FileId }
  /** What the space cuts new pictures with; numbers may be newer than this build knows. */
  | { readonly type: 'kinds'; readonly method: number; readonly kinds: readonly number[] }
  /** A type of a newer version, kept as it is. */
  | { readonly type: 'unknown'; readonly name: string; readonly value: Cbor };

export interface PathRecord {
  readonly type: 'path';
  readonly file: FileId;
  readonly path: string;
  readonly modifiedMs: number;
  readonly importedMs: number;
}

/** A picture for a video (or whatever could not be drawn at import), made later. */
export interface PosterRecord {
  readonly type: 'poster';
  readonly file: FileId;
  readonly thumbnail: BlockRef;
  /** The epoch that sealed `thumbnail`. */
  readonly epoch: EpochId;
  readonly blur?: Bytes;
  readonly width: number;
  readonly height: number;
  readonly durationMs?: number;
}

export type RecordType = CatalogRecord['type'];
/** Kinds a `kinds` record may list. */
const maxKinds = 64;

export function recordToCbor(record: CatalogRecord): Cbor {
  switch (record.type) {
    case 'entry':
      return { t: 'entry', ...entryToCbor(record.entry) };
    case 'path':
      return {
        t: 'path',
        file: idToBytes(record.file),
        path: record.path,
        modified: record.modifiedMs,
        imported: record.importedMs,
      };
    case 'poster':
      return {
        t: 'poster',
        file: idToBytes(record.file),
        thumb: packRefs([record.thumbnail]),
        epoch: idToBytes(record.epoch),
        w: record.width,
        h: record.height,
        ...(record.blur ? { blur: record.blur } : {}),
        ...(record.durationMs === undefined ? {} : { duration: record.durationMs }),
      };
    case 'attach':
      return {
        t: 'attach',
        primary: idToBytes(record.primary),
        file: idToBytes(record.file),
        role: record.role,
        on: record.on,
      };
    case 'favourite':
      return { t: 'favourite', file: idToBytes(record.file), on: record.on };
    case 'caption':
      return { t: 'caption', file: idToBytes(record.file), text: record.text };
    case 'label':
      return { t: 'label', file: idToBytes(record.file), label: record.label, on: record.on };
    case 'shift':
      return { t: 'shift', file: idToBytes(record.file), by: record.byMs };
    case 'album':
      return {
        t: 'album',
        album: idToBytes(record.album, 16),
        ...(record.name === undefined ? {} : { name: record.name }),
      };
    case 'member':
      return { t: 'member', album: idToBytes(record.album, 16), file: idToBytes(record.file), on: record.on };
    case 'trash':
      return { t: 'trash', file: idToBytes(record.file), on: record.on, elapsed: record.elapsedMs };
    case 'purge':
    case 'keep':
      return { t: record.type, file: idToBytes(record.file) };
    case 'kinds':
      return { t: 'kinds', method: record.method, kinds: record.kinds };
    case 'unknown':
      return record.value;
  }
}

/** @throws VaultError `format`, `limit` */
export function recordFromCbor(value: Cbor): CatalogRecord {
  const reader = new CborReader(value, 'record');
  const type = reader.text('t', 32);
  const read = Object.hasOwn(readers, type) ? readers[type as KnownType] : undefined;
  if (!read) return { type: 'unknown', name: type, value };
  const record = read(reader);
  reader.end();
  return record;
}

type KnownType = Exclude<RecordType, 'unknown'>;

const readers: { readonly [Type in KnownType]: (reader: CborReader) => CatalogRecord } = {
  entry: (reader) => ({ type: 'entry', entry: entryFromCbor(reader) }),
  path: (reader) => ({
    type: 'path',
    file: fileOf(reader),
    path: reader.text('path', limits.pathBytes),
    modifiedMs: reader.int('modified', -maxTimeMs, maxTimeMs),
    importedMs: reader.int('imported', -maxTimeMs, maxTimeMs),
  }),
  poster: (reader) => ({
    type: 'poster',
    file: fileOf(reader),
    thumbnail: readThumbnail(reader),
    epoch: idFromBytes<EpochId>(reader.bytes('epoch', 32)),
    width: reader.int('w', 0, 0xffffffff),
    height: reader.int('h', 0, 0xffffffff),
    ...(reader.has('blur') ? { blur: readBlur(reader) } : {}),
    ...(reader.has('duration') ? { durationMs: reader.int('duration', 0, 0xfffffffe) } : {}),
  }),
  attach: (reader) => {
    const role = partRoles.find((known) => known === reader.any('role'));
    if (!role) throw new VaultError('format', 'record: role');
    return {
      type: 'attach',
      primary: idFromBytes<FileId>(reader.bytes('primary', 32)),
      file: fileOf(reader),
      role,
      on: reader.bool('on'),
    };
  },
  favourite: (reader) => ({ type: 'favourite', file: fileOf(reader), on: reader.bool('on') }),
  caption: (reader) => ({ type: 'caption', file: fileOf(reader), text: reader.text('text', limits.textBytes) }),
  label: (reader) => ({ type: 'label', file: fileOf(reader), label: typed(reader, 'label'), on: reader.bool('on') }),
  shift: (reader) => ({ type: 'shift', file: fileOf(reader), byMs: reader.int('by', -maxTimeMs, maxTimeMs) }),
  album: (reader) => ({
    type: 'album',
    album: albumOf(reader),
    ...(reader.has('name') ? { name: typed(reader, 'name') } : {}),
  }),
  member: (reader) => ({ type: 'member', album: albumOf(reader), file: fileOf(reader), on: reader.bool('on') }),
  trash: (reader) => ({
    type: 'trash',
    file: fileOf(reader),
    on: reader.bool('on'),
    elapsedMs: reader.int('elapsed', 0),
  }),
  purge: (reader) => ({ type: 'purge', file: fileOf(reader) }),
  keep: (reader) => ({ type: 'keep', file: fileOf(reader) }),
  kinds: (reader) => ({
    type: 'kinds',
    method: reader.int('method', 1, 0xffff),
    kinds: reader.list('kinds', maxKinds).map((kind) => {
      if (typeof kind !== 'number' || !Number.isInteger(kind) || kind < 1 || kind > 0xffff)
        throw new VaultError('format', 'record: kind');
      return kind;
    }),
  }),
};

function fileOf(reader: CborReader): FileId {
  return idFromBytes<FileId>(reader.bytes('file', 32));
}

function albumOf(reader: CborReader): AlbumId {
  return idFromBytes<AlbumId>(reader.bytes('album', 16));
}

/** A name somebody typed: never empty. */
function typed(reader: CborReader, key: string): string {
  const text = reader.text(key, limits.textBytes);
  if (text.length === 0) throw new VaultError('format', `record: empty ${key}`);
  return text;
}

/** Rough size of a record in a batch, for cutting batches before they are encoded. */
export function recordWeight(record: CatalogRecord): number {
  switch (record.type) {
    case 'entry':
      return 900 + 3 * record.entry.path.length + 74 * record.entry.recipe.pieces.length + blurBytes;
    case 'path':
      return 100 + 3 * record.path.length;
    case 'caption':
      return 64 + 3 * record.text.length;
    case 'label':
      return 64 + 3 * record.label.length;
    case 'album':
      return 64 + 3 * (record.name?.length ?? 0);
    default:
      return 400;
  }
}
