// The database's layout (FORMAT.md, Storage) and its history: every version's step stays here for good, so that a
// vault of any age opens. Large values stand apart from the small rows that describe them: sums never load them.
import type { DBSchema, IDBPDatabase } from 'idb';
import type { Bytes } from '../core/bytes.ts';

export const schemaVersion = 1;

/** A sorted run of index rows on disk; its pages, filter and fences are in `indexPages`. */
export interface SegmentRow {
  readonly id: number;
  readonly rows: number;
  /** Sized for the rows that went in, of which some were dropped as dead. */
  readonly filterBytes: number;
}

/** What changes with every change to a space's packs; read first by every transaction on them. */
export interface SpaceRow {
  /** Bumped by every commit; a reader whose resident index has another reloads it. */
  readonly generation: number;
  /** Bumped when index rows of packs already known may have changed: readers drop all they hold. */
  readonly rebuilds: number;
  /** Never reused, so that a number names one immutable pack. */
  readonly nextPack: number;
  readonly nextSegment: number;
  /** Every pack up to this one stands in `segments`; later ones only in `packRows`. */
  readonly merged: number;
  readonly segments: readonly SegmentRow[];
}

export const freshSpaceRow: SpaceRow = {
  generation: 0,
  rebuilds: 0,
  nextPack: 1,
  nextSegment: 1,
  merged: 0,
  segments: [],
};

export interface PackInfoRow {
  readonly space: string;
  readonly pack: number;
  readonly name: Bytes;
  readonly bytes: number;
  readonly blocks: number;
}

export interface CacheUseRow {
  readonly space: string;
  readonly name: string;
  readonly bytes: number;
  /** Order of use, not time: a clock may jump. */
  readonly used: number;
}

/** Parts of a segment in `indexPages`. */
export const pagePart = { rows: 0, filter: 1, fences: 2 } as const;
export type PagePart = (typeof pagePart)[keyof typeof pagePart];

export interface TesseraSchema extends DBSchema {
  /** One row, `writer`: who holds the pen. */
  meta: { key: string; value: { readonly term: number } };
  settings: { key: string; value: unknown };
  inbox: { key: number; value: Blob };
  spaces: { key: string; value: SpaceRow };
  packs: { key: [string, number]; value: { readonly name: Bytes; readonly file: Blob } };
  packInfos: { key: [string, number]; value: PackInfoRow; indexes: { byName: [string, Bytes] } };
  packRows: { key: [string, number]; value: Bytes };
  indexPages: { key: [string, number, PagePart, number]; value: Bytes };
  logs: { key: [string, string, number]; value: Bytes };
  logHeads: { key: [string, string]; value: { readonly count: number; readonly bytes: number } };
  records: { key: [string, number]; value: Bytes };
  pages: { key: [string, string]; value: Bytes };
  pageUses: { key: [string, string]; value: CacheUseRow; indexes: { byUse: [string, number] } };
  previews: { key: [string, string]; value: Bytes };
  previewUses: { key: [string, string]; value: CacheUseRow; indexes: { byUse: [string, number] } };
}

export type StoreName =
  | 'meta'
  | 'settings'
  | 'inbox'
  | 'spaces'
  | 'packs'
  | 'packInfos'
  | 'packRows'
  | 'indexPages'
  | 'logs'
  | 'logHeads'
  | 'records'
  | 'pages'
  | 'pageUses'
  | 'previews'
  | 'previewUses';

/** Brings a database of any earlier version to the present one, step by step, inside the upgrade's transaction. */
export function upgradeSchema(database: IDBPDatabase<TesseraSchema>, from: number): void {
  if (from < 1) {
    for (const name of ['meta', 'settings', 'spaces', 'packs', 'packRows', 'indexPages'] as const)
      database.createObjectStore(name);
    for (const name of ['logs', 'logHeads', 'records', 'pages', 'previews'] as const) database.createObjectStore(name);
    database.createObjectStore('inbox', { autoIncrement: true });
    const infos = database.createObjectStore('packInfos', { keyPath: ['space', 'pack'] });
    infos.createIndex('byName', ['space', 'name']);
    for (const name of ['pageUses', 'previewUses'] as const) {
      const uses = database.createObjectStore(name, { keyPath: ['space', 'name'] });
      uses.createIndex('byUse', ['space', 'used']);
    }
  }
}

/** Every key of an object store whose keys begin with these parts. An empty array sorts after every other type. */
export function keysBelow(...parts: readonly (string | number)[]): IDBKeyRange {
  return IDBKeyRange.bound([...parts], [...parts, []]);
}
