// Where imports begin, are held by a lock, and are tried again: files that a person chose, and files that waited
// sealed in the inbox while the vault was locked. What happens to each file is import-photos.ts.
import type { Bytes } from '../core/bytes.ts';
import { isVaultError, VaultError } from '../core/errors.ts';
import { openInbox, sealToInbox } from '../core/group/inbox.ts';
import type { JobId } from '../core/ids.ts';
import type { Layout } from '../core/segment/segmenter.ts';
import type { ImportFile, ImportOptions } from './api.ts';
import type { Care } from './care.ts';
import type { Caretaker } from './caretaker.ts';
import type { Environment } from './environment.ts';
import { ImportRun } from './import-photos.ts';
import type { Job, Jobs } from './jobs.ts';
import { cleanPath } from './paths.ts';
import type { Session } from './session.ts';

export class ImportDesk {
  private readonly runs = new Map<JobId, ImportRun>();
  private readonly retries = new Map<JobId, { files: ImportFile[]; options: ImportOptions }>();

  constructor(
    private readonly environment: Environment,
    private readonly session: Session,
    private readonly jobs: Jobs,
    private readonly care: Care,
    private readonly caretaker: Caretaker,
    private readonly layout: () => Layout,
    /** Told when an import has ended, and when the inbox changed. */
    private readonly told: { readonly ended: () => void; readonly inboxChanged: () => Promise<void> },
  ) {}

  start(files: readonly ImportFile[], options: ImportOptions, taken: (source: ImportFile) => void = nothing): JobId {
    const refused: ImportFile[] = [];
    const job = this.jobs.start('import', true, async (running) => {
      let leftNothing = false;
      await this.caretaker.importBegins();
      try {
        const summary = await this.environment.blockUse.adding(async () => {
          const run = this.runOf(files, options, taken, refused, running);
          this.runs.set(running.id, run);
          return run.run();
        });
        leftNothing = !running.signal.aborted && summary.refused.every(({ code }) => atFirstSight.has(code));
        return summary;
      } finally {
        this.runs.delete(running.id);
        await this.caretaker.importEnded(leftNothing);
        this.told.ended();
      }
    });
    this.retries.set(job.id, { files: refused, options });
    return job.id;
  }

  /** @throws VaultError not-found where nothing of that import was refused */
  retry(job: JobId): JobId {
    const again = this.retries.get(job);
    if (!again || again.files.length === 0) throw new VaultError('not-found', 'nothing to try again');
    this.retries.delete(job);
    return this.start(again.files, again.options);
  }

  forget(job: JobId): void {
    this.retries.delete(job);
  }

  /** For a lock: resolves when the files at work are done and durable. The jobs are paused already. */
  async settle(): Promise<void> {
    await Promise.all([...this.runs.values()].map((run) => run.settle()));
  }

  /** Seals files to the device's public inbox key; needs no unlocked vault. */
  async keepInInbox(files: readonly File[]): Promise<void> {
    const agreePublic = this.session.inboxKey;
    for (const file of files) {
      const { name, type, lastModified } = file;
      await this.environment.store.inbox.add(await sealToInbox(agreePublic, { name, type, lastModified }, file));
    }
    await this.told.inboxChanged();
  }

  /** Imports what waits in the inbox; each item leaves it only once its photo is durable. */
  async takeInbox(): Promise<JobId | undefined> {
    const { inbox } = this.environment.store;
    const { agreeSeed } = this.session;
    const items = new Map<string, number>();
    const files: ImportFile[] = [];
    let unreadable: VaultError | undefined;
    for (const id of await inbox.list()) {
      const item = await inbox.read(id);
      if (!item) continue;
      const opened = await openIfSound(agreeSeed, item);
      if (opened instanceof VaultError) {
        unreadable ??= opened;
        continue;
      }
      const { name, type, lastModified, data } = opened;
      const path = cleanPath(`Shared/${String(id)}/${name}`);
      items.set(path, id);
      files.push({ path, file: new File([data], name, { type, lastModified }) });
    }
    if (files.length === 0 && unreadable) throw unreadable;
    if (files.length === 0) return undefined;
    const options = { space: this.session.vault().space, albumsFromFolders: false };
    return this.start(files, options, (source) => {
      const id = items.get(source.path);
      // Where the pen is gone the item stays: imported again, it is known already.
      if (id !== undefined) inbox.delete(id).then(this.told.inboxChanged).catch(nothing);
    });
  }

  private runOf(
    files: readonly ImportFile[],
    options: ImportOptions,
    taken: (source: ImportFile) => void,
    refused: ImportFile[],
    job: Job,
  ): ImportRun {
    const { clock, codec, codecWidth } = this.environment;
    const context = {
      vault: this.session.vault,
      clock,
      codec,
      codecWidth,
      layout: this.layout(),
      isDamaged: this.care.isDamaged,
      healed: (id: Parameters<Care['isDamaged']>[0]) => {
        this.caretaker.verdict(id, false);
      },
      taken,
      refused: (source: ImportFile, code: VaultError['code']) => {
        refused.push(source);
        // What is no picture will not become one: it need not wait in an inbox.
        if (atFirstSight.has(code)) taken(source);
      },
    };
    return new ImportRun(files, options, context, job);
  }
}

/** One broken item must not keep the others waiting. */
async function openIfSound(agreeSeed: Bytes, item: Blob): Promise<Awaited<ReturnType<typeof openInbox>> | VaultError> {
  try {
    return await openInbox(agreeSeed, item);
  } catch (error) {
    if (isVaultError(error)) return error;
    throw error;
  }
}

/** Refused before anything of the file was stored, and for good. */
const atFirstSight: ReadonlySet<VaultError['code']> = new Set(['file-type', 'file-empty']);

function nothing(): void {
  return;
}
