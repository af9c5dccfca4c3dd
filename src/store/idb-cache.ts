// The two caches of one space. Durability is relaxed: after a power cut an entry may be gone or unreadable, and both
// read as absent. Pages need the pen, because an old writer's page must not hide newer batches; previews do not: they
// are named by what they show, so that whoever writes one writes the same, and a tab that only reads may keep them too.
import type { Bytes } from '../core/bytes.ts';
import { isVaultError } from '../core/errors.ts';
import type { CacheStore } from '../core/ports.ts';
import type { Database, WriteTransaction } from './database.ts';
import { keysBelow, type CacheUseRow } from './schema.ts';

type CacheName = 'pages' | 'previews';
type UseName = 'pageUses' | 'previewUses';
type CacheWrite = WriteTransaction<CacheName | UseName>;

/** Reads remembered until the next put writes them down: reading alone never writes. */
const mostTouched = 10_000;

export class IdbCacheStore implements CacheStore {
  private readonly uses: UseName;
  /** Names read since the last write, oldest first; lost with the tab, which only makes the order a little older. */
  private readonly touched = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly space: string,
    private readonly values: CacheName,
  ) {
    this.uses = values === 'pages' ? 'pageUses' : 'previewUses';
  }

  async get(name: string): Promise<Bytes | undefined> {
    let bytes: Bytes | undefined;
    try {
      bytes = await this.database.read([this.values], (transaction) =>
        transaction.objectStore(this.values).get([this.space, name]),
      );
    } catch (error) {
      // A value whose file a power cut took fails its own read; to a cache that is a miss.
      if (isVaultError(error, 'storage')) return undefined;
      throw error;
    }
    if (bytes !== undefined) {
      this.touched.delete(name);
      this.touched.add(name);
      for (const oldest of this.touched) if (this.touched.size > mostTouched) this.touched.delete(oldest);
    }
    return bytes;
  }

  async put(name: string, bytes: Bytes): Promise<void> {
    await this.write(async (transaction) => {
      const nextUse = await this.writeUses(transaction);
      await transaction.objectStore(this.values).put(bytes, [this.space, name]);
      await transaction.objectStore(this.uses).put({ space: this.space, name, bytes: bytes.length, used: nextUse() });
    });
  }

  async delete(name: string): Promise<void> {
    await this.write((transaction) => this.remove(transaction, name));
  }

  async clear(): Promise<void> {
    await this.write(async (transaction) => {
      await transaction.objectStore(this.values).delete(keysBelow(this.space));
      await transaction.objectStore(this.uses).delete(keysBelow(this.space));
    });
    this.touched.clear();
  }

  /** Only deletes, as `delete` and `clear` do: it must work on a full disk (NOTE[delete-only], sweep.ts). */
  async trim(bytes: number): Promise<void> {
    await this.write(async (transaction) => {
      const uses = await transaction.objectStore(this.uses).index('byUse').getAll(keysBelow(this.space));
      const touched = [...this.touched];
      const lastUse = ({ name, used }: CacheUseRow) =>
        this.touched.has(name) ? [1, touched.indexOf(name)] : [0, used];
      const order = uses
        .map((use) => ({ use, last: lastUse(use) as [number, number] }))
        .sort((a, b) => a.last[0] - b.last[0] || a.last[1] - b.last[1]);
      let held = uses.reduce((sum, use) => sum + use.bytes, 0);
      for (const { use } of order) {
        if (held <= bytes) break;
        held -= use.bytes;
        await this.remove(transaction, use.name);
      }
    });
  }

  async size(): Promise<{ entries: number; bytes: number }> {
    const uses = await this.database.read([this.uses], (transaction) =>
      transaction.objectStore(this.uses).getAll(keysBelow(this.space)),
    );
    return { entries: uses.length, bytes: uses.reduce((sum, use) => sum + use.bytes, 0) };
  }

  private async remove(transaction: CacheWrite, name: string): Promise<void> {
    await transaction.objectStore(this.values).delete([this.space, name]);
    await transaction.objectStore(this.uses).delete([this.space, name]);
    this.touched.delete(name);
  }

  /** Writes down the reads since the last time. @returns the next place in the order of use */
  private async writeUses(transaction: CacheWrite): Promise<() => number> {
    const uses = transaction.objectStore(this.uses);
    const newest = await uses.index('byUse').openKeyCursor(keysBelow(this.space), 'prev');
    let use = newest === null ? 0 : newest.key[1];
    const nextUse = () => ++use;
    for (const name of this.touched) {
      const row = await uses.get([this.space, name]);
      if (row !== undefined) await uses.put({ ...row, used: nextUse() });
    }
    this.touched.clear();
    return nextUse;
  }

  private async write(body: (transaction: CacheWrite) => Promise<void>): Promise<void> {
    const names = [this.values, this.uses];
    if (this.values === 'pages') await this.database.write(names, body, 'relaxed');
    else await this.database.transact(names, 'relaxed', body);
  }
}
