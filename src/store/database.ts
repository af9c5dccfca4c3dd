// One connection to the database: the only place that opens transactions, decides their durability, checks the
// writer's term and turns IndexedDB's failures into codes (design §6). A write resolves after `complete`, never before.
import { openDB, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { VaultError } from '../core/errors.ts';
import { schemaVersion, upgradeSchema, type StoreName, type TesseraSchema } from './schema.ts';

export type ReadTransaction<Name extends StoreName> = IDBPTransaction<TesseraSchema, Name[], 'readonly'>;
export type WriteTransaction<Name extends StoreName> = IDBPTransaction<TesseraSchema, Name[], 'readwrite'>;

export class Database {
  private open = true;
  /** Undefined until this connection takes the pen. */
  private term: number | undefined;

  private constructor(private readonly connection: IDBPDatabase<TesseraSchema>) {}

  /** @throws VaultError `storage-closed` where another tab keeps an older version open; `quota`, `storage`, `version` */
  static async connect(name: string): Promise<Database> {
    let database: Database | undefined;
    const closed = () => database?.close();
    const connecting = new Promise<IDBPDatabase<TesseraSchema>>((resolve, reject) => {
      let refused = false;
      openDB<TesseraSchema>(name, schemaVersion, {
        upgrade: (upgraded, from) => {
          upgradeSchema(upgraded, from);
        },
        // Our own tabs close on `versionchange`; one that is frozen cannot, and would make us wait for ever.
        blocked: () => {
          refused = true;
          reject(new VaultError('storage-closed', 'another tab keeps an older database open'));
        },
        blocking: closed,
        terminated: closed,
      }).then((connection) => {
        if (refused) connection.close();
        else resolve(connection);
      }, reject);
    });
    try {
      database = new Database(await connecting);
      return database;
    } catch (error) {
      throw storageError(error);
    }
  }

  get name(): string {
    return this.connection.name;
  }

  close(): void {
    this.open = false;
    this.connection.close();
  }

  /**
   * Bumps the term, strictly: every open and later write of an earlier holder aborts from here on.
   * Also the one write that needs no pen.
   */
  async takePen(): Promise<void> {
    this.term = await this.transact(['meta'], 'strict', async (transaction) => {
      const meta = transaction.objectStore('meta');
      const term = ((await meta.get('writer'))?.term ?? 0) + 1;
      await meta.put({ term }, 'writer');
      return term;
    });
  }

  async read<Name extends StoreName, Result>(
    names: readonly Name[],
    body: (transaction: ReadTransaction<Name>) => Promise<Result>,
  ): Promise<Result> {
    return this.settle(this.begin(names, 'readonly', 'default'), body);
  }

  /**
   * A write under the pen: the term is read first, inside the same transaction, so that a writer that froze and
   * woke after another took over changes nothing.
   *
   * @throws VaultError `writer-elsewhere` before this connection took the pen; `writer-lost`, `quota`, `storage`
   */
  async write<Name extends StoreName, Result>(
    names: readonly Name[],
    body: (transaction: WriteTransaction<Name>) => Promise<Result>,
    durability: 'strict' | 'relaxed' = 'strict',
  ): Promise<Result> {
    return this.settle(
      this.begin<Name | 'meta', 'readwrite'>([...names, 'meta'], 'readwrite', durability),
      async (transaction) => {
        this.compareTerm(await transaction.objectStore('meta').get('writer'));
        return body(transaction as unknown as WriteTransaction<Name>);
      },
    );
  }

  /** @throws VaultError `writer-elsewhere`, `writer-lost`: before work that reads long before it writes */
  async checkPen(): Promise<void> {
    await this.read(['meta'], async (transaction) => {
      this.compareTerm(await transaction.objectStore('meta').get('writer'));
    });
  }

  /** A write without the pen. Its caller states why that can harm nobody. */
  async transact<Name extends StoreName, Result>(
    names: readonly Name[],
    durability: 'strict' | 'relaxed',
    body: (transaction: WriteTransaction<Name>) => Promise<Result>,
  ): Promise<Result> {
    return this.settle(this.begin(names, 'readwrite', durability), body);
  }

  /** Empties every object store but the writer's term. */
  async clear(): Promise<void> {
    const names = [...this.connection.objectStoreNames].filter((name) => name !== 'meta');
    await this.transact(names, 'strict', async (transaction) => {
      for (const name of names) await transaction.objectStore(name).clear();
    });
  }

  private compareTerm(row: { readonly term: number } | undefined): void {
    const { term: held } = this;
    const term = row?.term ?? 0;
    if (held === undefined) throw new VaultError('writer-elsewhere', 'this connection never took the pen');
    if (term !== held) throw new VaultError('writer-lost', 'another tab took the pen', { held, term });
  }

  private begin<Name extends StoreName, Mode extends 'readonly' | 'readwrite'>(
    names: readonly Name[],
    mode: Mode,
    durability: IDBTransactionDurability,
  ): IDBPTransaction<TesseraSchema, Name[], Mode> {
    if (!this.open) throw new VaultError('storage-closed', 'the database was closed');
    try {
      return this.connection.transaction([...names], mode, { durability });
    } catch (error) {
      throw storageError(error);
    }
  }

  private async settle<Name extends StoreName, Mode extends 'readonly' | 'readwrite', Result>(
    transaction: IDBPTransaction<TesseraSchema, Name[], Mode>,
    body: (transaction: IDBPTransaction<TesseraSchema, Name[], Mode>) => Promise<Result>,
  ): Promise<Result> {
    const ended = transaction.done.then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    let result: Result;
    try {
      result = await body(transaction);
    } catch (error) {
      try {
        transaction.abort();
      } catch {
        // It ended by itself; `ended` says how.
      }
      // The transaction's own reason (quota above all) says more than the AbortError its requests got.
      const end = await ended;
      throw storageError(isAbort(error) && end !== undefined ? (transaction.error ?? end.error) : error);
    }
    const end = await ended;
    if (end !== undefined) throw storageError(transaction.error ?? end.error);
    return result;
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** The one translation of IndexedDB's failures. */
export function storageError(error: unknown): VaultError {
  if (error instanceof VaultError) return error;
  const name = error instanceof DOMException ? error.name : error instanceof Error ? error.constructor.name : 'unknown';
  const options = { cause: error };
  switch (name) {
    case 'QuotaExceededError':
      return new VaultError('quota', 'the browser refused to store more', {}, options);
    case 'InvalidStateError':
      return new VaultError('storage-closed', 'the database was closed', {}, options);
    case 'VersionError':
      return new VaultError('version', 'the database is newer than this build', {}, options);
    default:
      return new VaultError('storage', error instanceof Error ? error.message : 'IndexedDB failed', { name }, options);
  }
}
