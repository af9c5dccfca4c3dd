// The store in IndexedDB: one database for everything of this installation (FORMAT.md, Storage). Composition only;
// each concept has its own file beside this one.
import { deleteDB } from 'idb';
import { isVaultError, VaultError } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import type { SpaceStore, Store, StoreUsage } from '../core/ports.ts';
import { packRowBytes } from '../core/pack/pack-rows.ts';
import { BlockIndex } from './block-index.ts';
import { Database, storageError } from './database.ts';
import { IdbBlockStore } from './idb-blocks.ts';
import { IdbCacheStore } from './idb-cache.ts';
import { IdbInboxStore } from './idb-inbox.ts';
import { IdbLogStore } from './idb-logs.ts';
import { IdbRecordStore } from './idb-records.ts';
import { IdbSettingsStore } from './idb-settings.ts';
import { indexRowBytes } from './index-rows.ts';
import type { StoreName } from './schema.ts';

/** Opens the vault's database, making or upgrading it. @throws VaultError `storage-closed`, `storage`, `version` */
export async function openStore(name = 'tessera'): Promise<Store> {
  return new IdbStore(await Database.connect(name));
}

class IdbStore implements Store {
  readonly settings: IdbSettingsStore;
  readonly inbox: IdbInboxStore;
  private readonly spaces = new Map<SpaceId, { readonly store: SpaceStore; readonly index: BlockIndex }>();
  /** Tells other tabs which space's packs changed; what they do not hear, the generation tells them. */
  private readonly channel: BroadcastChannel;
  private open = true;

  constructor(private readonly database: Database) {
    this.settings = new IdbSettingsStore(database);
    this.inbox = new IdbInboxStore(database);
    this.channel = new BroadcastChannel(`tessera-store/${database.name}`);
    this.channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      for (const [space, { index }] of this.spaces) if (space === data) index.markStale();
    };
  }

  space(space: SpaceId): SpaceStore {
    const held = this.spaces.get(space);
    if (held !== undefined) return held.store;
    const { database, channel } = this;
    const index = new BlockIndex(database, space);
    const announce = () => {
      // A commit that completes while the store is being closed is durable all the same.
      if (this.open) channel.postMessage(space);
    };
    const store: SpaceStore = {
      blocks: new IdbBlockStore({ database, space, index, announce }),
      logs: new IdbLogStore(database, space),
      records: new IdbRecordStore(database, space),
      pages: new IdbCacheStore(database, space, 'pages'),
      previews: new IdbCacheStore(database, space, 'previews'),
    };
    this.spaces.set(space, { store, index });
    return store;
  }

  async takePen(): Promise<void> {
    try {
      await this.database.takePen();
    } catch (error) {
      if (!isVaultError(error, 'quota')) throw error;
      // Without the pen nothing could ever be swept on a full disk: the previews, a cache, make room for it.
      await this.database.transact(['previews', 'previewUses'], 'relaxed', async (transaction) => {
        await transaction.objectStore('previews').clear();
        await transaction.objectStore('previewUses').clear();
      });
      await this.database.takePen();
    }
    // An earlier holder may have changed what its message has not told yet; a writer must know what is here.
    for (const { index } of this.spaces.values()) index.reloadAll();
  }

  async usage(): Promise<StoreUsage> {
    const names = [
      'packInfos',
      'spaces',
      'logHeads',
      'records',
      'pageUses',
      'previewUses',
      'inbox',
    ] as const satisfies readonly StoreName[];
    return this.database.read<(typeof names)[number], StoreUsage>(names, async (transaction) => {
      const [infos, spaces, heads, records, pages, previews, inbox] = await Promise.all([
        transaction.objectStore('packInfos').getAll(),
        transaction.objectStore('spaces').getAll(),
        transaction.objectStore('logHeads').getAll(),
        transaction.objectStore('records').getAll(),
        transaction.objectStore('pageUses').getAll(),
        transaction.objectStore('previewUses').getAll(),
        transaction.objectStore('inbox').getAll(), // Blobs: handles with a size, their bytes stay on disk
      ]);
      const segments = spaces.flatMap((space) => space.segments);
      return {
        packs: sum(infos, ({ bytes }) => bytes),
        index:
          sum(infos, ({ blocks }) => blocks * packRowBytes) +
          sum(segments, ({ rows, filterBytes }) => rows * indexRowBytes + filterBytes),
        logs: sum(heads, ({ bytes }) => bytes) + sum(records, ({ length }) => length),
        pages: sum(pages, ({ bytes }) => bytes),
        previews: sum(previews, ({ bytes }) => bytes),
        inbox: sum(inbox, ({ size }) => size),
      };
    });
  }

  /**
   * Needs no pen: a person asked twice. Everything is cleared before the database is deleted, because a frozen tab
   * can hold up the deletion; the term survives the clearing, so that no frozen writer can come back into its own.
   */
  async destroy(): Promise<void> {
    await this.database.takePen();
    await this.database.clear();
    const { name } = this.database;
    this.close();
    await new Promise<void>((resolve, reject) => {
      deleteDB(name, {
        blocked: () => {
          reject(new VaultError('storage-closed', 'cleared; another tab holds up the deletion of the empty database'));
        },
      }).then(resolve, (error: unknown) => {
        reject(storageError(error));
      });
    });
  }

  close(): void {
    this.open = false;
    this.channel.close();
    this.database.close();
  }
}

function sum<Row>(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}
