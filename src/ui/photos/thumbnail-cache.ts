// Checked thumbnails as object URLs for the grid: asked for in batches, newest wish first, least recently used
// revoked. One instance lives as long as its grid, whatever the query, because a thumbnail never changes.
import type { FileId } from '../../core/ids.ts';

type LoadThumbnails = (ids: readonly FileId[]) => Promise<readonly (Uint8Array<ArrayBuffer> | undefined)[]>;

/** Small, so that the first row is sharp before the last one was read; two at once keep the worker busy. */
const batchSize = 24;
const batchesAtOnce = 2;

export class ThumbnailCache {
  /** Insertion order is age of use. `undefined`: asked, and there is none. */
  readonly #urls = new Map<FileId, string | undefined>();
  readonly #loading = new Set<FileId>();
  #wanted: readonly FileId[] = [];
  #running = 0;
  #disposed = false;
  readonly #load: LoadThumbnails;
  readonly #capacity: number;
  readonly #listeners = new Set<() => void>();

  /** @param capacity  URLs kept; above what one screen can show, about 10 kB each */
  constructor(load: LoadThumbnails, capacity = 1200) {
    this.#load = load;
    this.#capacity = capacity;
  }

  /** @returns its URL, `null` where the vault has none, undefined while unknown */
  get(id: FileId): string | null | undefined {
    if (!this.#urls.has(id)) return undefined;
    const url = this.#urls.get(id);
    this.#urls.delete(id);
    this.#urls.set(id, url);
    return url ?? null;
  }

  /** Says what is in sight, first things first. What was wished before and not yet begun is dropped. */
  want(ids: readonly FileId[]): void {
    this.#wanted = ids;
    this.#pump();
  }

  /** For pictures that changed after all: a poster was made, a damaged block mended. */
  forgetMissing(): void {
    for (const [id, url] of this.#urls) if (url === undefined) this.#urls.delete(id);
  }

  /** @returns ends the subscription; the listener runs once per arrived batch */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#disposed = true;
    this.#wanted = [];
    for (const url of this.#urls.values()) if (url !== undefined) URL.revokeObjectURL(url);
    this.#urls.clear();
  }

  #pump(): void {
    while (this.#running < batchesAtOnce && !this.#disposed) {
      const batch: FileId[] = [];
      for (const id of this.#wanted) {
        if (this.#urls.has(id) || this.#loading.has(id)) continue;
        batch.push(id);
        if (batch.length === batchSize) break;
      }
      if (batch.length === 0) return;
      void this.#fetch(batch);
    }
  }

  async #fetch(batch: readonly FileId[]): Promise<void> {
    this.#running++;
    for (const id of batch) this.#loading.add(id);
    let answers: readonly (Uint8Array<ArrayBuffer> | undefined)[] | undefined;
    try {
      answers = await this.#load(batch);
    } catch {
      // Locked, or the worker went: the page around says so. Unanswered ids are asked for again when next in sight.
      this.#wanted = [];
    }
    this.#running--;
    for (const id of batch) this.#loading.delete(id);
    if (this.#disposed) return;
    if (answers) {
      for (const [i, id] of batch.entries()) {
        const bytes = answers[i];
        const blob = bytes && new Blob([bytes], { type: 'image/webp' });
        this.#urls.set(id, blob && URL.createObjectURL(blob));
      }
      this.#evict();
      for (const listener of this.#listeners) listener();
    }
    this.#pump();
  }

  #evict(): void {
    if (this.#urls.size <= this.#capacity) return;
    const inSight = new Set(this.#wanted);
    for (const [id, url] of this.#urls) {
      if (this.#urls.size <= this.#capacity) return;
      if (inSight.has(id)) continue;
      if (url !== undefined) URL.revokeObjectURL(url);
      this.#urls.delete(id);
    }
  }
}
