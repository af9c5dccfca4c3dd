// The vault thread: the only one that ever holds content keys. Picks the browser's implementations of what the vault
// needs and exposes one object (src/vault/api.ts); pictures and thumbnails are moved to the page, not copied.
import { PooledCodec } from '../src/media/codec-pool.ts';
import { expose, moving } from '../src/rpc/connection.ts';
import { openStore } from '../src/store/idb-store.ts';
import type { OpenStage, VaultApi } from '../src/vault/api.ts';
import type { BlockUse, Environment, PenLock, TabChannel, TabMessage } from '../src/vault/environment.ts';
import { VaultService } from '../src/vault/vault-service.ts';

const spawnCodec = (): Worker => new Worker(new URL('./codec.ts', import.meta.url), { type: 'module', name: 'codec' });

/**
 * One codec worker per core, and one core left for sealing and the page; of two cores both, since sealing takes
 * a tenth of what cutting and drawing take.
 */
const cores = navigator.hardwareConcurrency;
const codecWidth = Math.max(1, Math.min(6, cores > 2 ? cores - 1 : cores));

function webLock(name: string): PenLock {
  let release: (() => void) | undefined;
  return {
    acquire: (steal, onLost) =>
      new Promise((resolve, reject) => {
        const options: LockOptions = steal ? { steal: true } : { ifAvailable: true };
        navigator.locks
          .request(name, options, (lock) => {
            if (!lock) {
              resolve(false);
              return;
            }
            resolve(true);
            return new Promise<void>((done) => (release = done));
          })
          .catch((error: unknown) => {
            if (error instanceof DOMException && error.name === 'AbortError') onLost();
            else reject(error as Error);
          });
      }),
    release: () => release?.(),
  };
}

function webBlockUse(name: string): BlockUse {
  return {
    adding: (work) => navigator.locks.request(name, { mode: 'shared' }, work),
    removing: (work) =>
      navigator.locks.request(name, { ifAvailable: true }, async (lock) => (lock ? work() : undefined)),
  };
}

function tabChannel(name: string): TabChannel {
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => {
      channel.postMessage(message);
    },
    listen: (receiver) => {
      channel.addEventListener('message', (event: MessageEvent<TabMessage>) => {
        receiver(event.data);
      });
    },
  };
}

/** A folder per tab, under a lock that lasts as long as the tab: another tab that starts must not clear it away. */
function scratchOf(tab: string): Environment['scratch'] {
  const lockOf = (folder: string): string => `tessera-scratch-${folder}`;
  const all = async (): Promise<FileSystemDirectoryHandle> =>
    (await navigator.storage.getDirectory()).getDirectoryHandle('scratch', { create: true });
  const own = async (): Promise<FileSystemDirectoryHandle> => (await all()).getDirectoryHandle(tab, { create: true });
  void navigator.locks.request(lockOf(tab), () => new Promise(() => undefined));
  return {
    create: async (name) => (await own()).getFileHandle(`${crypto.randomUUID()}-${name}`, { create: true }),
    discard: async (file) => (await own()).removeEntry(file.name),
    clear: async () => {
      const folders = await all();
      const names: string[] = [];
      for await (const name of folders.keys()) names.push(name);
      const remove = (name: string): Promise<void> => folders.removeEntry(name, { recursive: true });
      for (const name of names)
        if (name === tab) await remove(name);
        else
          await navigator.locks.request(lockOf(name), { ifAvailable: true }, async (lock) => {
            if (lock) await remove(name);
          });
    },
  };
}

async function start(): Promise<VaultService> {
  return VaultService.start({
    store: await openStore(),
    codec: new PooledCodec({ spawn: spawnCodec, size: codecWidth }),
    codecWidth,
    clock: { now: () => Date.now(), elapsed: () => performance.now() },
    penLock: webLock('tessera-pen'),
    blockUse: webBlockUse('tessera-blocks'),
    tabs: tabChannel('tessera-tabs'),
    quota: {
      estimate: async () => {
        const { usage = 0, quota = 0 } = await navigator.storage.estimate();
        return { usage, quota };
      },
      persisted: () => navigator.storage.persisted(),
    },
    scratch: scratchOf(crypto.randomUUID()),
  });
}

const service = start();

/** Calls wait for the store to open; what is large is moved. */
const movingMethods: Partial<VaultApi> = {
  thumbnails: async (ids) => {
    const pictures = await (await service).thumbnails(ids);
    return moving(
      [...pictures],
      pictures.filter((picture) => picture instanceof Uint8Array),
    );
  },
  open: async (id, job, onStage) => {
    const tell = onStage as (stage: OpenStage) => void | Promise<void>;
    let told: void | Promise<void> = undefined;
    await (
      await service
    ).open(id, job, (stage: OpenStage) => {
      told = tell(stage.stage === 'original-verified' ? moving(stage, [stage.bitmap]) : stage);
    });
    // Stages and this answer cross by two ports, in no order of their own: a page that heard first that the opening
    // is over would take the last stage for that of an opening it no longer wants.
    await told;
  },
};

expose(
  new Proxy(movingMethods, {
    get: (own, method: keyof VaultApi) =>
      own[method] ??
      (async (...args: never[]): Promise<unknown> => {
        const api: VaultApi = await service;
        return (api[method] as (...args: never[]) => unknown).apply(api, args);
      }),
  }),
);
