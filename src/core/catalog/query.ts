// Questions to the catalog: which photos, in what order, under which headings (issue: the library). The answer is
// rows in one typed array, so that 100,000 photos are answered in milliseconds and cross to the page as bytes.
// Orders are kept between queries and made again only after an import, a date shift or another name.
import type { AlbumId } from '../ids.ts';
import type { MediaType } from '../ports.ts';
import { flag } from './columns.ts';
import { dayOf, groupOfDay, type DateUnit } from './dates.ts';
import { maxTimeMs, mediaTypes, numberOf } from './entry.ts';
import { baseName, compareText, sortKey } from './fold.ts';
import { sortRows } from './order.ts';
import { SearchText } from './search.ts';
import type { CatalogView } from './view.ts';

export type CatalogSort = 'taken' | 'imported' | 'name' | 'size';
export type CatalogGroup = DateUnit | 'none';

/** The page's LibraryQuery, and where the reader's clock stands. */
export interface CatalogQuery {
  /** Words; all must match. */
  readonly text?: string;
  readonly album?: AlbumId;
  readonly label?: string;
  readonly favourites?: boolean;
  readonly trash?: boolean;
  readonly types?: readonly MediaType[];
  readonly sort: CatalogSort;
  readonly descending: boolean;
  /** By capture time, or by time of import where sorted so; names and sizes have no groups. */
  readonly group: CatalogGroup;
  /** Added to import times, which are instants, to group them by local days. */
  readonly utcOffsetMs?: number;
}

export interface CatalogAnswer {
  /** Rows, for CatalogView.rows and .ids. */
  readonly order: Uint32Array<ArrayBuffer>;
  /** Runs of `order`; empty where nothing was found, one with an empty key where there is no grouping. */
  readonly groups: { readonly key: string; readonly startMs: number; readonly start: number; readonly count: number }[];
  /** Width ÷ height × 1000 in order, 1 to 65535; 1000 where unknown. */
  readonly aspects: Uint16Array<ArrayBuffer>;
  /** Photos outside the trash, whatever the query. */
  readonly total: number;
}

export function runQuery(view: CatalogView, query: CatalogQuery): CatalogAnswer {
  const cache = cacheOf(view);
  const { total, rows } = select(view, query, cache.order(query.sort));
  const found = query.text === undefined ? rows : cache.search.filter(rows, query.text);
  const order = query.descending ? found.slice().reverse() : found;
  return { order, groups: groupsOf(view, query, order), aspects: aspectsOf(view, order), total };
}

/** Filters that cost next to nothing per row. */
function select(
  view: CatalogView,
  query: CatalogQuery,
  all: Uint32Array<ArrayBuffer>,
): { total: number; rows: Uint32Array<ArrayBuffer> } {
  const { fields, store } = view;
  const types = query.types && new Set(query.types.map((type) => numberOf(mediaTypes, type)));
  const members = query.album === undefined ? undefined : fields.members.get(query.album);
  const noAlbum = query.album !== undefined && view.albumName(query.album) === undefined;
  const labelled = query.label === undefined ? undefined : fields.labels.get(query.label);
  const trash = query.trash === true;
  const rows = new Uint32Array(all.length);
  let total = 0;
  let count = 0;
  for (const row of all) {
    if (!view.isPhoto(row)) continue;
    const inTrash = fields.trash.size > 0 && view.inTrash(row);
    if (!inTrash) total++;
    if (inTrash !== trash || noAlbum) continue;
    if (query.album !== undefined && !view.isOn(members, row)) continue;
    if (query.label !== undefined && !view.isOn(labelled, row)) continue;
    if (query.favourites === true && !view.isOn(fields.favourites, row)) continue;
    if (types && !types.has(store.columns.type[row] as number)) continue;
    rows[count++] = row;
  }
  return { total, rows: rows.slice(0, count) };
}

function groupsOf(view: CatalogView, query: CatalogQuery, order: Uint32Array): CatalogAnswer['groups'] {
  if (order.length === 0) return [];
  const { group } = query;
  if (group === 'none' || query.sort === 'name' || query.sort === 'size')
    return [{ key: '', startMs: 0, start: 0, count: order.length }];
  const imported = view.store.columns.imported;
  const offset = query.utcOffsetMs ?? 0;
  const groups: { key: string; startMs: number; start: number; count: number }[] = [];
  let lastDay = NaN;
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number;
    const day = dayOf(query.sort === 'taken' ? view.takenMs(row) : (imported[row] as number) + offset);
    const last = groups[groups.length - 1];
    if (last && day === lastDay) {
      last.count++;
      continue;
    }
    lastDay = day;
    const { key, startMs } = groupOfDay(day, group);
    if (last?.key === key) last.count++;
    else groups.push({ key, startMs, start: i, count: 1 });
  }
  return groups;
}

function aspectsOf(view: CatalogView, order: Uint32Array): Uint16Array<ArrayBuffer> {
  const { width, height } = view.store.columns;
  const posters = view.fields.posters.size > 0;
  const aspects = new Uint16Array(order.length);
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number;
    const poster = posters ? view.posterOf(row) : undefined;
    const w = poster?.width ?? (width[row] as number);
    const h = poster?.height ?? (height[row] as number);
    aspects[i] = w === 0 || h === 0 ? 1000 : Math.min(65_535, Math.max(1, Math.round((1000 * w) / h)));
  }
  return aspects;
}

/** Orders of all living rows, per sort, kept while nothing structural changed. */
class QueryCache {
  readonly search: SearchText;
  private structure = -1;
  private readonly orders = new Map<CatalogSort, Uint32Array<ArrayBuffer>>();
  private readonly names: string[] = [];
  private namesMade: Uint32Array = new Uint32Array(0);

  constructor(private readonly view: CatalogView) {
    this.search = new SearchText(view);
  }

  order(sort: CatalogSort): Uint32Array<ArrayBuffer> {
    if (this.structure !== this.view.structure) {
      this.orders.clear();
      this.structure = this.view.structure;
    }
    const known = this.orders.get(sort);
    if (known) return known;
    const made = this.sorted(sort);
    this.orders.set(sort, made);
    return made;
  }

  /** Equal keys stand by name, then by id, so that the order is the same on every device. */
  private sorted(sort: CatalogSort): Uint32Array<ArrayBuffer> {
    const { store } = this.view;
    const rows = new Uint32Array(store.count);
    let count = 0;
    for (let row = 0; row < store.count; row++) if (store.has(row, flag.alive)) rows[count++] = row;
    const living = rows.slice(0, count);
    if (sort === 'name') return this.byName(living);
    const keys = this.keys(sort);
    const order = sortRows(living, keys);
    for (let start = 0; start < count;) {
      const key = keys[order[start] as number];
      let end = start + 1;
      while (end < count && keys[order[end] as number] === key) end++;
      if (end - start > 1) order.set(this.byName(order.slice(start, end)), start);
      start = end;
    }
    return order;
  }

  private keys(sort: 'taken' | 'imported' | 'size'): Float64Array {
    const { view } = this;
    if (sort === 'imported') return view.store.columns.imported;
    if (sort === 'size') return view.store.columns.size;
    const keys = new Float64Array(view.store.count);
    for (let row = 0; row < keys.length; row++)
      keys[row] = Math.max(-maxTimeMs, Math.min(maxTimeMs, view.takenMs(row)));
    return keys;
  }

  private byName(rows: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
    const ids = this.view.store.columns.id;
    for (const row of rows) this.makeName(row);
    return rows.sort((a, b) => compareText(this.names[a], this.names[b]) || compareIds(ids, 32 * a, 32 * b));
  }

  private makeName(row: number): void {
    const { view } = this;
    const revision = view.revisions[row] ?? 0;
    if (this.names[row] !== undefined && this.namesMade[row] === revision) return;
    if (this.namesMade.length < view.store.count) {
      const grown = new Uint32Array(Math.max(view.store.count, Math.floor(1.5 * this.namesMade.length)));
      grown.set(this.namesMade);
      this.namesMade = grown;
    }
    this.names[row] = sortKey(baseName(view.store.path(row)));
    this.namesMade[row] = revision;
  }
}

function compareIds(ids: Uint8Array, a: number, b: number): number {
  for (let i = 0; i < 32; i++) {
    const difference = (ids[a + i] as number) - (ids[b + i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

const caches = new WeakMap<CatalogView, QueryCache>();

function cacheOf(view: CatalogView): QueryCache {
  const known = caches.get(view);
  if (known) return known;
  const made = new QueryCache(view);
  caches.set(view, made);
  return made;
}
