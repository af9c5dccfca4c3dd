// A tab's end of the vault in browser tests: the real worker, real IndexedDB, nothing scripted. Every test file gets
// an origin-wide clean slate first, because one origin has one vault.
import { Connection, callback } from '../../src/rpc/connection.ts';
import type { ExportTarget, ImportFile, JobProgress, OpenStage, VaultApi, VaultEvent } from '../../src/vault/api.ts';
import type { FileId, JobId } from '../../src/core/ids.ts';

export const passphrase = 'correct horse battery staple';

export class VaultTab {
  readonly events: VaultEvent[] = [];
  readonly worker: Worker;
  private readonly connection: Connection<VaultApi>;
  private waiting: (() => void)[] = [];

  /** @param heard  told of every event, as it arrives */
  constructor(private readonly heard: (event: VaultEvent) => void = () => undefined) {
    this.worker = new Worker(new URL('../../workers/vault.ts', import.meta.url), { type: 'module' });
    this.connection = new Connection<VaultApi>(this.worker);
  }

  get api(): Connection<VaultApi>['api'] {
    return this.connection.api;
  }

  async listen(): Promise<void> {
    await this.api.subscribe(
      callback((event: VaultEvent) => {
        this.events.push(event);
        this.heard(event);
        for (const wake of this.waiting.splice(0)) wake();
      }),
    );
  }

  /** @returns the words */
  async register(): Promise<readonly string[]> {
    await this.listen();
    const words = await this.api.beginRegistration({ name: 'Ada', passphrase });
    await this.api.finishRegistration();
    return words;
  }

  /** Waits for a job's end, whatever it is. */
  async finished(id: JobId): Promise<JobProgress> {
    return this.job(id, (job) => job.state === 'done' || job.state === 'failed' || job.state === 'cancelled');
  }

  async job(id: JobId, is: (job: JobProgress) => boolean): Promise<JobProgress> {
    for (;;) {
      const job = (await this.api.jobs()).find((one) => one.id === id);
      if (job && is(job)) return job;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  async import(files: readonly ImportFile[], albumsFromFolders = false): Promise<JobProgress> {
    const { space } = await this.api.status();
    if (space === undefined) throw new Error('the vault is not open');
    return this.finished(await this.api.startImport(files, { space, albumsFromFolders }));
  }

  async export(target: ExportTarget): Promise<JobProgress> {
    return this.finished(await this.api.exportPhotos('all', target));
  }

  async allIds(): Promise<readonly FileId[]> {
    const view = await this.api.query({ sort: 'name', descending: false, group: 'none' });
    return this.api.ids(view.query, 0, view.count);
  }

  /** Opens a photo and gives every stage it went through; bitmaps are still open. */
  async stages(id: FileId): Promise<OpenStage[]> {
    const stages: OpenStage[] = [];
    await this.api.open(
      id,
      crypto.randomUUID() as JobId,
      callback((stage: OpenStage) => void stages.push(stage)),
    );
    return stages;
  }

  close(): void {
    this.connection.end();
  }
}

/** Deletes the vault's database and the origin's files. No tab may be open. */
export async function cleanOrigin(): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase('tessera');
    request.onsuccess = () => {
      resolve();
    };
    request.onerror = () => {
      reject(new Error('the database could not be deleted'));
    };
  });
  const root = await navigator.storage.getDirectory();
  for await (const name of root.keys()) await root.removeEntry(name, { recursive: true });
}

/** Every file below a folder of the origin's file system, by path. */
export async function readTree(folder: FileSystemDirectoryHandle, prefix = ''): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for await (const [name, handle] of folder.entries()) {
    if (handle.kind === 'directory')
      for (const [path, bytes] of await readTree(handle, `${prefix}${name}/`)) files.set(path, bytes);
    else files.set(`${prefix}${name}`, new Uint8Array(await (await handle.getFile()).arrayBuffer()));
  }
  return files;
}

/** An empty folder of the origin's file system: the same interface as one that a person picks. */
export async function freshFolder(name: string): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(name, { create: true });
}
