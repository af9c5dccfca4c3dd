// What of a space's block index is resident: filters and fences of its merged segments, and the rows not merged yet
// (design §6: at most 3 bytes per block). A snapshot is immutable; a change of generation makes the next one.
import { concat, type Bytes } from '../core/bytes.ts';
import { BloomFilter } from './bloom-filter.ts';
import type { ReadTransaction, WriteTransaction } from './database.ts';
import { emptyRun, filterRun, mergeRuns, prefixOf, RowRun, runOfPack, type Prefix } from './index-rows.ts';
import { freshSpaceRow, keysBelow, pagePart, type PagePart, type SegmentRow, type SpaceRow } from './schema.ts';

export const indexStores = ['spaces', 'packInfos', 'packRows', 'indexPages'] as const;
export type IndexStore = (typeof indexStores)[number];
/** The one part of a transaction that reading the index needs. */
export type IndexTransaction = ReadTransaction<IndexStore> | WriteTransaction<IndexStore>;

/** Rows of one page: 14 KB, small enough that a cold look-up costs little and never leaves the database's own file. */
export const pageRows = 1024;
/** Filters and fences are cut to this, for the same reason: Chromium moves values above 64 KiB to files of their own. */
export const residentPageBytes = 32 * 1024;

export interface Segment {
  readonly id: number;
  readonly rows: number;
  readonly filter: BloomFilter;
  /** The first prefix of every page, 8 bytes each. */
  readonly fences: Bytes;
}

export interface IndexSnapshot {
  readonly row: SpaceRow;
  readonly live: ReadonlySet<number>;
  /** Rows of packs that no segment holds. */
  readonly recent: RowRun;
  readonly segments: readonly Segment[];
  /** Segments were unreadable: everything is in `recent` until the next merge. The index is only a cache. */
  readonly flat: boolean;
}

export const emptySnapshot: IndexSnapshot = {
  row: freshSpaceRow,
  live: new Set(),
  recent: emptyRun,
  segments: [],
  flat: false,
};

/** A page that a named segment must have is not there: the index is damaged, and read from the packs' rows instead. */
export class PageMissing extends Error {}

/** Without a transaction: whether a block may be here. False is certain for this snapshot's generation. */
export function mayHold(snapshot: IndexSnapshot, prefix: Prefix): boolean {
  return snapshot.segments.some((segment) => segment.filter.mayHold(prefix)) || snapshot.recent.find(prefix).length > 0;
}

/** The pages of a segment in which a prefix may stand; equal prefixes may run over a page's end. */
export function pagesFor({ fences }: Segment, prefix: Prefix): number[] {
  const pages = fences.length / 8;
  let from = 0;
  let to = pages;
  // The last page that begins below the prefix, or page 0.
  while (from < to) {
    const middle = (from + to) >>> 1;
    const fence = prefixOf(fences, middle * 8);
    if (fence.high < prefix.high || (fence.high === prefix.high && fence.low < prefix.low)) from = middle + 1;
    else to = middle;
  }
  const found = from > 0 ? [from - 1] : [];
  for (let page = from; page < pages; page++) {
    const fence = prefixOf(fences, page * 8);
    if (fence.high !== prefix.high || fence.low !== prefix.low) break;
    found.push(page);
  }
  return found;
}

/** The snapshot after this connection's own commit of one pack, without reading anything back. */
export function withPack(snapshot: IndexSnapshot, row: SpaceRow, pack: number, packRows: Bytes): IndexSnapshot {
  return {
    ...snapshot,
    row,
    live: new Set(snapshot.live).add(pack),
    recent: mergeRuns([snapshot.recent, runOfPack(pack, packRows)]),
  };
}

/**
 * Reads what changed since `previous`, all inside one transaction.
 *
 * @param flat  true to leave the segments aside and read every pack's own rows
 */
export async function loadSnapshot(
  transaction: IndexTransaction,
  space: string,
  previous: IndexSnapshot,
  flat = false,
): Promise<IndexSnapshot> {
  const row = (await transaction.objectStore('spaces').get(space)) ?? freshSpaceRow;
  const base = row.rebuilds === previous.row.rebuilds && previous.flat === flat ? previous : emptySnapshot;
  const keys = await transaction.objectStore('packInfos').getAllKeys(keysBelow(space));
  const live = new Set(keys.map(([, pack]) => pack));

  const segments: Segment[] = [];
  if (!flat) {
    for (const named of row.segments) {
      const held = base.segments.find(({ id }) => id === named.id);
      const segment = held ?? (await loadSegment(transaction, space, named));
      if (segment === undefined) return loadSnapshot(transaction, space, emptySnapshot, true);
      segments.push(segment);
    }
  }

  const merged = flat ? 0 : row.merged;
  const held = filterRun(base.recent, (pack) => pack > merged && live.has(pack));
  // A pack below what was held is held already, merged, or gone.
  const from = Math.max(merged, base.row.nextPack - 1);
  const runs: RowRun[] = [held];
  for (const pack of live) {
    if (pack <= from) continue;
    const packRows = await transaction.objectStore('packRows').get([space, pack]);
    if (packRows !== undefined) runs.push(runOfPack(pack, packRows));
  }
  return { row, live, recent: mergeRuns(runs), segments, flat };
}

async function loadSegment(
  transaction: IndexTransaction,
  space: string,
  { id, rows, filterBytes }: SegmentRow,
): Promise<Segment | undefined> {
  const read = async (part: PagePart) =>
    concat(...(await transaction.objectStore('indexPages').getAll(keysBelow(space, id, part))));
  const filter = await read(pagePart.filter);
  const fences = await read(pagePart.fences);
  const complete = filter.length === filterBytes && fences.length === Math.ceil(rows / pageRows) * 8;
  return complete ? { id, rows, filter: new BloomFilter(filter), fences } : undefined;
}

export function segmentRow({ id, rows, filter }: Segment): SegmentRow {
  return { id, rows, filterBytes: filter.bytes.length };
}
