// The rows of one answered query, fetched a page at a time as they come into sight. A query's order never changes:
// when the library does, the page queries anew and makes a new RowPages.
import type { PhotoRow } from '../../vault/api.ts';

type LoadRows = (start: number, end: number) => Promise<readonly PhotoRow[]>;

const pageSize = 120;
const pagesKept = 64;

export class RowPages {
  readonly #load: LoadRows;
  readonly #count: number;
  readonly #pages = new Map<number, readonly PhotoRow[]>();
  readonly #loading = new Map<number, Promise<void>>();
  readonly #listeners = new Set<() => void>();

  constructor(load: LoadRows, count: number) {
    this.#load = load;
    this.#count = count;
  }

  row(index: number): PhotoRow | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** Begins loading what is missing of [start, end). */
  want(start: number, end: number): void {
    void this.load(start, end);
  }

  /** Resolves once [start, end) is here, or was refused (the query went stale: the page asks anew). */
  async load(start: number, end: number): Promise<void> {
    const last = Math.floor((Math.min(end, this.#count) - 1) / pageSize);
    const waits: Promise<void>[] = [];
    for (let page = Math.max(0, Math.floor(start / pageSize)); page <= last; page++) {
      if (!this.#pages.has(page)) waits.push(this.#loading.get(page) ?? this.#fetch(page));
    }
    await Promise.all(waits);
  }

  /** @returns ends the subscription; the listener runs once per arrived page */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #fetch(page: number): Promise<void> {
    const start = page * pageSize;
    const loading = this.#load(start, Math.min(start + pageSize, this.#count)).then(
      (rows) => {
        this.#loading.delete(page);
        this.#pages.set(page, rows);
        this.#evict(page);
        for (const listener of this.#listeners) listener();
      },
      () => {
        // `not-found`: the library moved on and a `library` event is on its way with a new query; nothing to say.
        this.#loading.delete(page);
      },
    );
    this.#loading.set(page, loading);
    return loading;
  }

  /** The pages farthest from the one just fetched go first: scrolling back a little finds its rows. */
  #evict(near: number): void {
    if (this.#pages.size <= pagesKept) return;
    const farthest = [...this.#pages.keys()].sort((a, b) => Math.abs(b - near) - Math.abs(a - near));
    for (const page of farthest.slice(0, this.#pages.size - pagesKept)) this.#pages.delete(page);
  }
}
