// Finds blocks of one space: filter, then sorted rows, then the full 32 bytes in the pack's own rows, so that two
// names with the same 64-bit prefix are never taken for each other (design §6). Stays current by generation.
import { equalBytes, type Bytes } from '../core/bytes.ts';
import { packRowAt, countPackRows, type PackRow } from '../core/pack/pack-rows.ts';
import { ByteLru } from './byte-lru.ts';
import type { Database, ReadTransaction } from './database.ts';
import { prefixOf, RowRun, type Located } from './index-rows.ts';
import {
  emptySnapshot,
  indexStores,
  loadSnapshot,
  mayHold,
  PageMissing,
  pagesFor,
  withPack,
  type IndexSnapshot,
  type IndexStore,
  type IndexTransaction,
} from './index-snapshot.ts';
import { pagePart, type SpaceRow, type StoreName } from './schema.ts';

/** A block, confirmed by its full name. */
export interface FoundBlock extends PackRow {
  readonly pack: number;
}

const cachedPageBytes = 8 * 1024 * 1024;
const cachedRowsBytes = 8 * 1024 * 1024;

export class BlockIndex {
  private held: IndexSnapshot = emptySnapshot;
  private stale = true;
  /** Both hold immutable values: segments and pack numbers are never reused. */
  private readonly pages = new ByteLru(cachedPageBytes);
  private readonly packRows = new ByteLru(cachedRowsBytes);

  constructor(
    private readonly database: Database,
    private readonly space: string,
  ) {}

  /** Another connection committed: the next look-up reads what is new. */
  markStale(): void {
    this.stale = true;
  }

  /** Also where the generation is the same: the pen changed hands, or packs went without a bump (NOTE[delete-only]). */
  reloadAll(): void {
    this.held = { ...emptySnapshot, row: { ...emptySnapshot.row, generation: -1 } };
    this.stale = true;
  }

  /** The present snapshot; reads only where it is known to be stale. */
  async snapshot(): Promise<IndexSnapshot> {
    if (this.stale) await this.database.read(indexStores, (transaction) => this.refresh(transaction));
    return this.held;
  }

  /** Runs work that walks over whole segments; where one is damaged, again without segments. */
  async walk<Result>(work: (snapshot: IndexSnapshot) => Promise<Result>): Promise<Result> {
    try {
      return await work(await this.snapshot());
    } catch (error) {
      if (!(error instanceof PageMissing)) throw error;
      await this.database.read(indexStores, (transaction) => this.loadFlat(transaction));
      return work(this.held);
    }
  }

  /** Takes over this connection's own commit; anything in between makes the snapshot stale instead. */
  committed(before: number, row: SpaceRow, pack: number, rows: Bytes): void {
    if (this.held.row.generation === before && !this.stale) this.held = withPack(this.held, row, pack, rows);
    else this.stale = true;
  }

  /**
   * Which of these may be here, without a transaction while the snapshot is current. Another tab's commits count
   * from its message on; {@link find} is exact.
   */
  async mayHold(rehashes: readonly Uint8Array[]): Promise<boolean[]> {
    const snapshot = await this.snapshot();
    return rehashes.map((rehash) => mayHold(snapshot, prefixOf(rehash)));
  }

  /** Runs `body` in a transaction in which the index is current, on the index's stores and some others. */
  async read<Name extends StoreName, Result>(
    names: readonly Name[],
    body: (index: IndexTransaction, transaction: ReadTransaction<Name | IndexStore>) => Promise<Result>,
  ): Promise<Result> {
    return this.database.read<Name | IndexStore, Result>([...names, ...indexStores], async (transaction) => {
      // The same transaction, seen as one on the index's stores only.
      const index = transaction as unknown as IndexTransaction;
      await this.refresh(index);
      return body(index, transaction);
    });
  }

  /** Every copy of each block, the one that wins first. Call inside {@link read}. */
  async find(transaction: IndexTransaction, rehashes: readonly Uint8Array[]): Promise<FoundBlock[][]> {
    try {
      return await this.findIn(transaction, this.held, rehashes);
    } catch (error) {
      if (!(error instanceof PageMissing)) throw error;
      await this.loadFlat(transaction);
      return this.findIn(transaction, this.held, rehashes);
    }
  }

  /** A pack's rows, from the cache or this transaction. */
  async rowsOf(transaction: IndexTransaction, pack: number): Promise<Bytes | undefined> {
    const cached = this.packRows.get(String(pack));
    if (cached !== undefined) return cached;
    const rows = await transaction.objectStore('packRows').get([this.space, pack]);
    if (rows !== undefined) this.packRows.put(String(pack), rows);
    return rows;
  }

  /** One page of a segment; throws where it is gone. */
  async page(transaction: IndexTransaction, segment: number, page: number): Promise<Bytes> {
    const key = `${segment}/${page}`;
    const cached = this.pages.get(key);
    if (cached !== undefined) return cached;
    const rows = await transaction.objectStore('indexPages').get([this.space, segment, pagePart.rows, page]);
    if (rows === undefined) throw new PageMissing();
    this.pages.put(key, rows);
    return rows;
  }

  private async refresh(transaction: IndexTransaction): Promise<void> {
    const row = await transaction.objectStore('spaces').get(this.space);
    const { held } = this;
    if ((row?.generation ?? 0) === held.row.generation) {
      this.stale = false;
      return;
    }
    if (row === undefined || row.rebuilds !== held.row.rebuilds) {
      this.pages.clear();
      this.packRows.clear();
    }
    this.held = await loadSnapshot(transaction, this.space, row === undefined ? emptySnapshot : held, held.flat);
    this.stale = false;
  }

  private async loadFlat(transaction: IndexTransaction): Promise<void> {
    this.held = await loadSnapshot(transaction, this.space, emptySnapshot, true);
  }

  private async findIn(
    transaction: IndexTransaction,
    snapshot: IndexSnapshot,
    rehashes: readonly Uint8Array[],
  ): Promise<FoundBlock[][]> {
    const runs = await this.loadPages(transaction, snapshot, rehashes);
    const candidates = rehashes.map((rehash) => {
      const prefix = prefixOf(rehash);
      const located: Located[] = [...snapshot.recent.find(prefix)];
      for (const run of runs.get(rehash) ?? []) located.push(...run.find(prefix));
      return located.filter(({ pack }) => snapshot.live.has(pack)).sort((a, b) => b.pack - a.pack || a.row - b.row);
    });
    const packs = [...new Set(candidates.flat().map(({ pack }) => pack))];
    const rows = new Map<number, Bytes | undefined>();
    await Promise.all(packs.map(async (pack) => rows.set(pack, await this.rowsOf(transaction, pack))));
    return candidates.map((located, index) =>
      located.flatMap(({ pack, row }) => {
        const held = rows.get(pack);
        if (held === undefined || row >= countPackRows(held)) return [];
        const found = packRowAt(held, row);
        return equalBytes(found.rehash, rehashes[index] as Uint8Array) ? [{ ...found, pack }] : [];
      }),
    );
  }

  /** The pages each rehash needs; kept beside the cache, which may be smaller than one call. */
  private async loadPages(
    transaction: IndexTransaction,
    snapshot: IndexSnapshot,
    rehashes: readonly Uint8Array[],
  ): Promise<Map<Uint8Array, RowRun[]>> {
    const loading = new Map<string, Promise<RowRun>>();
    const wanted = rehashes.map((rehash) => {
      const prefix = prefixOf(rehash);
      const keys: string[] = [];
      for (const segment of snapshot.segments) {
        if (!segment.filter.mayHold(prefix)) continue;
        for (const page of pagesFor(segment, prefix)) {
          const key = `${segment.id}/${page}`;
          keys.push(key);
          if (!loading.has(key))
            loading.set(
              key,
              this.page(transaction, segment.id, page).then((bytes) => new RowRun(bytes)),
            );
        }
      }
      return keys;
    });
    const loaded = new Map<string, RowRun>();
    await Promise.all([...loading].map(async ([key, run]) => loaded.set(key, await run)));
    return new Map(
      rehashes.map((rehash, index) => [
        rehash,
        (wanted[index] ?? []).flatMap((key) => {
          const run = loaded.get(key);
          return run === undefined ? [] : [run];
        }),
      ]),
    );
  }
}
