// The campaign's page: the product's vault worker and store with no interface in front, driven from Node through
// `window.campaign` (test/campaign/vault-browser.ts). What the worker acknowledges leaves the browser at once, through
// a binding, so that it outlives a kill.
import { toHex } from '../../src/core/bytes.ts';
import { isVaultError } from '../../src/core/errors.ts';
import type { FileId, JobId } from '../../src/core/ids.ts';
import type { ImportFile, JobProgress, VaultEvent } from '../../src/vault/api.ts';
import { freshFolder, passphrase, readTree, VaultTab } from '../support/vault-tab.ts';
import { audit } from './audit.ts';
import { digestDatabase } from './database-digest.ts';

/** What one hostile file came to. */
export interface FileOutcome {
  readonly name: string;
  /** "imported", "known", or the code of its refusal. */
  readonly outcome: string;
  /** "drawn", "file", "none", or the code that opening it rejected with. */
  readonly opened: string;
  readonly importMs: number;
  readonly openMs: number;
}

export interface Checked {
  readonly names: readonly string[];
  readonly photos: number;
  readonly mended: number;
  /** Names of photos that "verify everything" found damaged, and paths that export refused. */
  readonly damaged: readonly string[];
  /** SHA-256 of each exported file, hex, by path. */
  readonly hashes: Readonly<Record<string, string>>;
}

declare global {
  interface Window {
    readonly campaign: typeof campaign;
    /** Bound by Node: names in the library, and the highest `done` that the page was told of. */
    readonly acknowledged?: (names: readonly string[], done: number) => void;
  }
}

let highestDone = 0;
let isReporting = false;
let mustReport = false;

const tab = new VaultTab((event: VaultEvent) => {
  if (event.type === 'job' && event.job.kind === 'import') highestDone = Math.max(highestDone, event.job.done);
  if (event.type === 'job' || event.type === 'library') void report();
});

async function report(): Promise<void> {
  mustReport = true;
  if (isReporting || !window.acknowledged) return;
  isReporting = true;
  while (mustReport) {
    mustReport = false;
    // Read before the names are asked for: what was done by then must be among them.
    const done = highestDone;
    window.acknowledged(await names(), done);
  }
  isReporting = false;
}

/** Asked again where the library changed between the query and its rows. */
async function names(): Promise<string[]> {
  for (;;)
    try {
      const view = await tab.api.query({ sort: 'name', descending: false, group: 'none' });
      return (await tab.api.rows(view.query, 0, view.count)).map((row) => row.name);
    } catch (error) {
      if (!isVaultError(error, 'not-found')) throw error;
    }
}

function chosen(): ImportFile[] {
  const input = document.querySelector<HTMLInputElement>('#files');
  return [...(input?.files ?? [])].map((file) => ({ file, path: `chosen/${file.name}` }));
}

async function start(files: readonly ImportFile[]): Promise<JobId> {
  const { space } = await tab.api.status();
  if (space === undefined) throw new Error('the vault is not open');
  highestDone = 0;
  return tab.api.startImport(files, { space, albumsFromFolders: false });
}

async function exportAll(): Promise<{ hashes: Record<string, string>; failed: string[] }> {
  const out = await freshFolder('out');
  const job = await tab.export({ to: 'folder', handle: out });
  if (job.state !== 'done' || job.summary?.kind !== 'export')
    throw new Error(`the export failed: ${String(job.error)}`);
  const hashes: Record<string, string> = {};
  for (const [path, bytes] of await readTree(out)) {
    if (path === 'tessera-export.json') continue;
    hashes[path] = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))));
  }
  await (await navigator.storage.getDirectory()).removeEntry('out', { recursive: true });
  return { hashes, failed: job.summary.failed.map(({ path }) => path) };
}

async function timed<Result>(act: () => Promise<Result>): Promise<[Result, number]> {
  const began = performance.now();
  const result = await act();
  return [result, performance.now() - began];
}

function outcomeOf({ state, summary, error }: JobProgress): string {
  if (state !== 'done' || summary?.kind !== 'import') return `${state} ${String(error)}`;
  return summary.refused[0]?.code ?? (summary.imported > 0 ? 'imported' : 'known');
}

/** Looks at a photo as a person would; every bitmap is closed again. */
async function look(id: FileId): Promise<string> {
  try {
    const last = (await tab.stages(id)).at(-1);
    if (last?.stage === 'original-verified') last.bitmap.close();
    return last?.stage === 'original-verified' ? 'drawn' : last?.stage === 'file-verified' ? 'file' : 'none';
  } catch (error) {
    if (isVaultError(error)) return error.code;
    throw error;
  }
}

const campaign = {
  async register(): Promise<void> {
    await tab.register();
  },
  async unlock(): Promise<void> {
    await tab.listen();
    await tab.api.unlock(passphrase);
  },
  /** Imports what was put into the input, without waiting. */
  start: (): Promise<JobId> => start(chosen()),
  finished: (id: JobId): Promise<JobProgress> => tab.finished(id),
  async job(id: JobId): Promise<JobProgress | undefined> {
    return (await tab.api.jobs()).find((job) => job.id === id);
  },
  resume: (id: JobId): Promise<void> => tab.api.resumeJob(id),
  status: () => tab.api.status(),
  writeHere: (): Promise<void> => tab.api.writeHere(),
  async label(label: string): Promise<number> {
    const { changed } = await tab.api.act({ act: 'label', photos: await tab.allIds(), add: [label], remove: [] });
    return changed;
  },
  labels: () => tab.api.labels(),
  names,
  async check(): Promise<Checked> {
    const verified = await tab.finished(await tab.api.verifyEverything());
    if (verified.summary?.kind !== 'verify') throw new Error(`verifying failed: ${String(verified.error)}`);
    const { damaged, photos, mended } = verified.summary;
    const { hashes, failed } = await exportAll();
    return { names: await names(), photos, mended, damaged: [...damaged.map(({ name }) => name), ...failed], hashes };
  },
  /** Imports the chosen files, gives them up for good, and waits for the sweep that follows. */
  async sweep(): Promise<void> {
    const job = await tab.finished(await start(chosen()));
    if (job.summary?.kind !== 'import' || job.summary.imported === 0) throw new Error('nothing to give up');
    await tab.api.act({ act: 'trash', photos: job.summary.photos, value: true });
    await tab.api.purge(job.summary.photos);
    const sweep = (await tab.api.jobs()).findLast(({ kind }) => kind === 'sweep');
    if (!sweep || (await tab.finished(sweep.id)).state !== 'done') throw new Error('no sweep was done');
  },
  /** Imports and opens the chosen files one by one, so that each one's time is its own. */
  async each(): Promise<FileOutcome[]> {
    const outcomes: FileOutcome[] = [];
    for (const source of chosen()) {
      const [job, importMs] = await timed(async () => tab.finished(await start([source])));
      const outcome = outcomeOf(job);
      const id = job.summary?.kind === 'import' ? job.summary.photos[0] : undefined;
      const [opened, openMs] = await timed(async () => (id === undefined ? 'none' : look(id)));
      await tab.api.dismissJob(job.id);
      outcomes.push({ name: source.file.name, outcome, opened, importMs, openMs });
    }
    return outcomes;
  },
  exportAll,
  audit: () => audit(passphrase),
  digest: digestDatabase,
};

Object.assign(window, { campaign });
