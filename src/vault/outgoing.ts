// What leaves the vault as files: exports and backups into a folder, a zip, or a download by way of the origin's
// scratch folder.
import { VaultError } from '../core/errors.ts';
import type { FileId, JobId } from '../core/ids.ts';
import type { ExportTarget, JobSummary } from './api.ts';
import { backUp } from './back-up.ts';
import type { Care } from './care.ts';
import type { Environment } from './environment.ts';
import { exportPhotos } from './export-photos.ts';
import type { Job, Jobs } from './jobs.ts';
import type { OpenVault } from './open-vault.ts';
import { openTarget, type TreeTarget } from './tree-target.ts';

export class Outgoing {
  private readonly downloads = new Map<JobId, FileSystemFileHandle>();

  constructor(
    private readonly environment: Environment,
    private readonly vault: () => OpenVault,
    private readonly jobs: Jobs,
    private readonly care: Care,
  ) {}

  export(ids: readonly FileId[], target: ExportTarget): Promise<JobId> {
    const { codec } = this.environment;
    return this.into('export', 'tessera-export.zip', target, (job, tree) =>
      exportPhotos(this.vault, codec, ids, tree, job),
    );
  }

  backUp(target: ExportTarget): Promise<JobId> {
    const { clock } = this.environment;
    return this.into('backup', 'tessera-backup.zip', target, async (job, tree) => {
      const { store, space, photos, files } = sealedPartOf(this.vault());
      const summary = await backUp(store, space, photos, tree, clock, job);
      await this.care.keep({ lastBackup: { atMs: clock.now(), files } });
      return summary;
    });
  }

  /** @throws VaultError not-found */
  async download(job: JobId): Promise<File> {
    const handle = this.downloads.get(job);
    if (!handle) throw new VaultError('not-found', 'no such download');
    return handle.getFile();
  }

  /** The file of a download is plain: it goes when the person is done with it. */
  async forget(job: JobId): Promise<void> {
    const handle = this.downloads.get(job);
    if (!handle || !this.jobs.get(job).finished) return;
    this.downloads.delete(job);
    await this.environment.scratch.discard(handle);
  }

  private async into(
    kind: 'export' | 'backup',
    name: string,
    target: ExportTarget,
    body: (job: Job, tree: TreeTarget) => Promise<JobSummary>,
  ): Promise<JobId> {
    const place =
      target.to === 'download' ? { to: 'zip' as const, handle: await this.environment.scratch.create(name) } : target;
    const tree = await openTarget(place);
    const job = this.jobs.start(kind, true, (running) => body(running, tree));
    if (target.to === 'download' && place.to === 'zip') this.downloads.set(job.id, place.handle);
    return job.id;
  }
}

/** What a backup needs: it goes on after a lock, and must not keep an opened vault in memory. */
function sealedPartOf({ store, space, view }: OpenVault) {
  const { photos, files } = view.totals();
  return { store, space, photos, files };
}
