// Turns the index rows that are only resident into sorted, paged segments, and small segments into larger ones
// (design §6). The index is a cache of the packs' rows: a merge cut short leaves pages that no row names, which
// the next one removes.
import type { Bytes } from '../core/bytes.ts';
import { BloomFilter } from './bloom-filter.ts';
import type { SpaceContext } from './pack-commit.ts';
import { compareIndexRows, indexRowBytes, prefixOf, RowRun } from './index-rows.ts';
import {
  indexStores,
  PageMissing,
  pageRows,
  residentPageBytes,
  segmentRow,
  type IndexSnapshot,
  type Segment,
} from './index-snapshot.ts';
import { freshSpaceRow, keysBelow, pagePart, type PagePart, type SegmentRow } from './schema.ts';

/** Rows kept resident before they are merged: under a megabyte, some 190 packs of 12 KB blocks. */
const recentRows = 65_536;
/** Pages read or written in one transaction, 900 KB: a merge never keeps other transactions waiting for long. */
const batchPages = 64;

export function mergeIsDue(snapshot: IndexSnapshot): boolean {
  return snapshot.recent.count > recentRows;
}

/**
 * @param extent  'tiers' takes a segment in only while it is at most twice what is merged already, so that every
 *                row is rewritten a logarithmic number of times; 'all' rewrites every segment and drops dead rows
 */
export async function mergeIndex(context: SpaceContext, extent: 'tiers' | 'all'): Promise<void> {
  await removeOrphanPages(context);
  await context.index.walk((snapshot) => mergeSnapshot(context, snapshot, extent));
  await removeOrphanPages(context);
}

async function mergeSnapshot(context: SpaceContext, snapshot: IndexSnapshot, extent: 'tiers' | 'all'): Promise<void> {
  const merged: Segment[] = [];
  let rows = snapshot.recent.count;
  for (const segment of [...snapshot.segments].sort((a, b) => a.rows - b.rows)) {
    if (extent === 'tiers' && segment.rows > 2 * rows) break;
    merged.push(segment);
    rows += segment.rows;
  }
  const id = snapshot.row.nextSegment;
  const output = new SegmentWriter(context, id, rows);
  await mergeSources(context, snapshot, merged, async (run, at) => {
    if (snapshot.live.has(run.pack(at))) output.add(run, at);
    if (output.isFull) await output.flush();
  });
  const made = await output.finish();
  await flip(context, snapshot, merged, made);
}

/**
 * Every row of the unmerged run and of some segments in one order (prefix, then pack).
 *
 * @param onRow  awaited only where it returns a promise
 */
export async function mergeSources(
  context: SpaceContext,
  snapshot: IndexSnapshot,
  segments: readonly Segment[],
  onRow: (run: RowRun, at: number) => Promise<void> | undefined,
): Promise<void> {
  const cursors = [new RunCursor(snapshot.recent), ...segments.map((segment) => new SegmentCursor(context, segment))];
  for (const cursor of cursors) await cursor.load();
  for (;;) {
    let least: Cursor | undefined;
    for (const cursor of cursors) {
      if (cursor.at >= cursor.run.count) continue;
      if (least === undefined || compareIndexRows(cursor.run, cursor.at, least.run, least.at) < 0) least = cursor;
    }
    if (least === undefined) return;
    const pending = onRow(least.run, least.at);
    if (pending !== undefined) await pending;
    if (++least.at >= least.run.count) await least.load();
  }
}

interface Cursor {
  run: RowRun;
  at: number;
  /** Brings the next page where the present one is used up. */
  load(): Promise<void>;
}

class RunCursor implements Cursor {
  at = 0;
  constructor(readonly run: RowRun) {}
  async load(): Promise<void> {}
}

class SegmentCursor implements Cursor {
  run = new RowRun(new Uint8Array());
  at = 0;
  private next = 0;
  private waiting: Bytes[] = [];

  constructor(
    private readonly context: SpaceContext,
    private readonly segment: Segment,
  ) {}

  async load(): Promise<void> {
    const pages = Math.ceil(this.segment.rows / pageRows);
    if (this.waiting.length === 0 && this.next < pages) {
      const { database, space } = this.context;
      const { id } = this.segment;
      const last = Math.min(pages, this.next + batchPages) - 1;
      const range = IDBKeyRange.bound([space, id, pagePart.rows, this.next], [space, id, pagePart.rows, last]);
      const read = await database.read(['indexPages'], (transaction) =>
        transaction.objectStore('indexPages').getAll(range),
      );
      if (read.length !== last + 1 - this.next) throw new PageMissing();
      this.waiting = read;
      this.next = last + 1;
    }
    const page = this.waiting.shift();
    this.run = new RowRun(page ?? new Uint8Array());
    this.at = 0;
  }
}

/** Writes a segment page by page; nothing names it until the flip. */
class SegmentWriter {
  private readonly filter: BloomFilter;
  private readonly fences: Bytes;
  private page = new Uint8Array(pageRows * indexRowBytes);
  private filled = 0;
  private rows = 0;
  private pages = 0;
  private waiting: { readonly part: PagePart; readonly number: number; readonly bytes: Bytes }[] = [];

  constructor(
    private readonly context: SpaceContext,
    private readonly id: number,
    mostRows: number,
  ) {
    this.filter = BloomFilter.forKeys(mostRows);
    this.fences = new Uint8Array(Math.ceil(mostRows / pageRows) * 8);
  }

  get isFull(): boolean {
    return this.waiting.length >= batchPages;
  }

  add(run: RowRun, at: number): void {
    const row = run.slice(at);
    if (this.filled === 0) this.fences.set(row.subarray(0, 8), this.pages * 8);
    this.page.set(row, this.filled * indexRowBytes);
    this.filter.add(prefixOf(row));
    this.rows++;
    if (++this.filled === pageRows) this.closePage();
  }

  async flush(): Promise<void> {
    const pages = this.waiting;
    this.waiting = [];
    const { database, space } = this.context;
    await database.write(['indexPages'], async (transaction) => {
      const store = transaction.objectStore('indexPages');
      for (const { part, number, bytes } of pages) await store.put(bytes, [space, this.id, part, number]);
    });
  }

  /** @returns the finished segment; undefined where it has no rows */
  async finish(): Promise<SegmentRow | undefined> {
    if (this.filled > 0) this.closePage();
    if (this.rows === 0) return undefined;
    this.cut(pagePart.filter, this.filter.bytes);
    this.cut(pagePart.fences, this.fences.subarray(0, this.pages * 8));
    while (this.waiting.length > 0) await this.flush();
    return { id: this.id, rows: this.rows, filterBytes: this.filter.bytes.length };
  }

  private closePage(): void {
    const bytes = this.page.slice(0, this.filled * indexRowBytes);
    this.waiting.push({ part: pagePart.rows, number: this.pages++, bytes });
    this.filled = 0;
  }

  private cut(part: PagePart, bytes: Bytes): void {
    for (let at = 0, number = 0; at < bytes.length; at += residentPageBytes, number++)
      this.waiting.push({ part, number, bytes: bytes.slice(at, at + residentPageBytes) });
  }
}

/** One strict transaction: from here on the new segment counts and the old ones do not. */
async function flip(
  { database, space, index, announce }: SpaceContext,
  snapshot: IndexSnapshot,
  merged: readonly Segment[],
  made: SegmentRow | undefined,
): Promise<void> {
  // What a flat snapshot could not read is replaced as a whole: all its rows were in `recent`.
  const gone = new Set(merged.map(({ id }) => id));
  const kept = snapshot.segments.filter(({ id }) => !gone.has(id)).map(segmentRow);
  await database.write(['spaces'], async (transaction) => {
    const row = (await transaction.objectStore('spaces').get(space)) ?? freshSpaceRow;
    await transaction.objectStore('spaces').put(
      {
        ...row,
        generation: row.generation + 1,
        nextSegment: snapshot.row.nextSegment + 1,
        merged: snapshot.row.nextPack - 1,
        segments: made === undefined ? kept : [...kept, made],
      },
      space,
    );
  });
  if (snapshot.flat) index.reloadAll();
  else index.markStale();
  announce();
}

/** Pages of segments that the space's row does not name: left by a merge cut short, or replaced by one. */
async function removeOrphanPages({ database, space }: SpaceContext): Promise<void> {
  const { ids, named } = await database.read(indexStores, async (transaction) => {
    const row = (await transaction.objectStore('spaces').get(space)) ?? freshSpaceRow;
    const ids: number[] = [];
    let cursor = await transaction.objectStore('indexPages').openKeyCursor(keysBelow(space));
    while (cursor !== null) {
      const [, id] = cursor.key;
      ids.push(id);
      cursor = await cursor.continue([space, id + 1, pagePart.rows, 0]);
    }
    return { ids, named: new Set(row.segments.map((segment) => segment.id)) };
  });
  const orphans = ids.filter((id) => !named.has(id));
  if (orphans.length === 0) return;
  await database.write(['indexPages'], async (transaction) => {
    for (const id of orphans) await transaction.objectStore('indexPages').delete(keysBelow(space, id));
  });
}
