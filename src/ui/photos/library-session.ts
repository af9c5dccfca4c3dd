// What the person is looking at in the library: a query, its answer, the rows in sight, the selection and the place
// scrolled to. It outlives the page element, so that Back from a photo finds everything as it was, and is
// dropped with its decrypted thumbnails the moment the vault locks.
import type { AlbumId, FileId } from '../../core/ids.ts';
import { isVaultError } from '../../core/errors.ts';
import { Signal } from '../../app/signal.ts';
import { state } from '../../app/state.ts';
import { vault } from '../../app/vault-client.ts';
import type { LibraryQuery, LibraryView } from '../../vault/api.ts';
import { IndexRanges } from './index-ranges.ts';
import { RowPages } from './row-pages.ts';
import { ThumbnailCache } from './thumbnail-cache.ts';

/** Which part of the library a page shows, whatever is searched in it. */
export interface LibraryScope {
  readonly album?: AlbumId;
  readonly trash?: boolean;
}

/** An answered query with the rows of its order. */
export interface Answer {
  readonly query: LibraryQuery;
  readonly view: LibraryView;
  readonly rows: RowPages;
}

/** A sweep changes the selection many times a second; its ids are fetched once it rests. */
const resolveAfterMs = 150;
const newestFirst: LibraryQuery = { sort: 'taken', descending: true, group: 'day' };

export class LibrarySession {
  readonly scope: LibraryScope;
  readonly query: Signal<LibraryQuery>;
  readonly answer = new Signal<Answer | undefined>(undefined);
  /** Set while a query failed; cleared by the next that succeeds. */
  readonly failure = new Signal<unknown>(undefined);
  readonly selection = new Signal<IndexRanges>(IndexRanges.none);
  readonly thumbnails: ThumbnailCache;
  /** Written by the page, so that a refresh fetches what is in sight before it swaps. */
  inSight = { start: 0, end: 60 };
  /** Content offset to come back to, px. */
  offset = 0;
  /** The photo last opened: it has the focus when the person comes back. */
  opened: FileId | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #resolving: ReturnType<typeof setTimeout> | undefined;
  #resolved: { readonly ranges: IndexRanges; readonly ids: readonly FileId[] } | undefined;

  constructor(scope: LibraryScope, thumbnails: ThumbnailCache) {
    this.scope = scope;
    this.thumbnails = thumbnails;
    this.query = new Signal<LibraryQuery>({ ...newestFirst, ...scope });
  }

  /** Changes the query; its scope stays. Undefined removes a filter. */
  ask(change: { readonly [Key in keyof LibraryQuery]?: LibraryQuery[Key] | undefined }): void {
    const merged = Object.entries({ ...this.query.value, ...change, ...this.scope });
    const query = Object.fromEntries(merged.filter(([, value]) => value !== undefined && value !== ''));
    this.query.set(query as unknown as LibraryQuery);
    this.selection.set(IndexRanges.none);
    this.offset = 0;
    this.inSight = { start: 0, end: 60 };
    void this.refresh();
  }

  /** Asks again and swaps the answer once what is in sight is here. Calls during a run end in one more run. */
  refresh(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (!this.#again) return;
      this.#again = false;
      void this.refresh();
    });
    return this.#running;
  }

  /** Resolves once there is an answer, or asking for one failed. */
  async ready(): Promise<void> {
    if (!this.answer.value) await (this.#running ?? this.refresh());
  }

  async #run(): Promise<void> {
    const query = this.query.value;
    const selected = await this.#settledSelection();
    try {
      const view = await vault().query(query);
      const rows = new RowPages((start, end) => vault().rows(view.query, start, end), view.count);
      await rows.load(Math.max(0, this.inSight.start - 60), Math.min(view.count, this.inSight.end + 60));
      const selection = selected ? await mapSelection(view, selected) : IndexRanges.none;
      if (query !== this.query.value) return;
      this.thumbnails.forgetMissing();
      this.failure.set(undefined);
      this.answer.set({ query, view, rows });
      if (selected) this.selection.set(selection);
    } catch (error) {
      if (isVaultError(error, 'locked')) return;
      this.failure.set(error);
    }
  }

  select(ranges: IndexRanges): void {
    this.selection.set(ranges);
    clearTimeout(this.#resolving);
    if (ranges.isEmpty) return;
    // Known before the library moves on: from then on this order can no longer be asked.
    this.#resolving = setTimeout(() => void this.#settledSelection(), resolveAfterMs);
  }

  /** The selected photos' ids, in order. @throws VaultError `not-found` where the library moved on meanwhile */
  async selectedIds(): Promise<readonly FileId[]> {
    const ranges = this.selection.value;
    if (this.#resolved?.ranges === ranges) return this.#resolved.ids;
    const query = this.answer.value?.view.query;
    if (query === undefined || ranges.isEmpty) return [];
    const parts = await Promise.all(ranges.ranges.map(({ start, end }) => vault().ids(query, start, end)));
    const ids = parts.flat();
    this.#resolved = { ranges, ids };
    return ids;
  }

  /** Ids of the selection before the order changes; undefined where there is none or it can no longer be known. */
  async #settledSelection(): Promise<ReadonlySet<FileId> | undefined> {
    if (this.selection.value.isEmpty) return undefined;
    try {
      return new Set(await this.selectedIds());
    } catch (error) {
      if (!isVaultError(error)) throw error;
      this.selection.set(IndexRanges.none);
      return undefined;
    }
  }
}

/** The same photos in another order. One answer of ids is cheaper than a question per photo. */
async function mapSelection(view: LibraryView, selected: ReadonlySet<FileId>): Promise<IndexRanges> {
  const ids = await vault().ids(view.query, 0, view.count);
  return IndexRanges.fromSorted(
    (function* () {
      for (const [index, id] of ids.entries()) if (selected.has(id)) yield index;
    })(),
  );
}

let sessions = new Map<string, LibrarySession>();
let thumbnails: ThumbnailCache | undefined;

/** The session of a scope, made when first asked for. */
export function librarySession(scope: LibraryScope): LibrarySession {
  const key = scope.trash ? 'trash' : (scope.album ?? 'all');
  let session = sessions.get(key);
  if (!session) {
    thumbnails ??= new ThumbnailCache((ids) => vault().thumbnails(ids));
    session = new LibrarySession(scope, thumbnails);
    sessions.set(key, session);
    void session.refresh();
  }
  return session;
}

/** Forgets every answer and revokes every picture: on lock, and between tests. */
export function closeLibrarySessions(): void {
  thumbnails?.dispose();
  thumbnails = undefined;
  sessions = new Map();
}

let wasOpen = false;
state.status.subscribe((status) => {
  const isOpen = status?.phase === 'open';
  if (wasOpen && !isOpen) closeLibrarySessions();
  wasOpen = isOpen;
});

// Many library events in an import become few queries: the grid moves a few times a second, not with each file.
const refreshGapMs = 300;
let waiting: ReturnType<typeof setTimeout> | undefined;
state.libraryVersion.subscribe(() => {
  waiting ??= setTimeout(() => {
    waiting = undefined;
    for (const session of sessions.values()) void session.refresh();
  }, refreshGapMs);
});
