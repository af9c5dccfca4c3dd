// How exports and backups leave the browser: into a folder, straight into one file, or, where neither is offered,
// through a temporary file and an ordinary download once the job is done.
import type { FileId, JobId } from '../core/ids.ts';
import type { ExportTarget } from '../vault/api.ts';
import { canSaveFile } from './capabilities.ts';
import { attempt, showTray } from './commands.ts';
import { pickFolder, pickSaveFile } from './file-pickers.ts';
import { toast } from './notices.ts';
import { state } from './state.ts';
import { vault } from './vault-client.ts';

export type Wrapping = 'folder' | 'file';

/** Asks where to, backs up, and opens the tray. Must be called from a click: browsers insist. */
export async function backUp(wrapping: Wrapping): Promise<void> {
  await handOut(wrapping, 'tessera-backup', `Tessera backup ${today()}.zip`, (target) => vault().backUp(target));
}

export async function exportPhotos(ids: readonly FileId[] | 'all', wrapping: Wrapping): Promise<void> {
  await handOut(wrapping, 'tessera-export', `Tessera photos ${today()}.zip`, (target) =>
    vault().exportPhotos(ids, target),
  );
}

async function handOut(
  wrapping: Wrapping,
  id: string,
  name: string,
  begin: (target: ExportTarget) => Promise<JobId>,
): Promise<void> {
  await attempt(async () => {
    const target = await chooseTarget(wrapping, id, name);
    if (!target) return;
    const job = await begin(target);
    showTray();
    if (target.to === 'download') downloadWhenDone(job, name);
  });
}

async function chooseTarget(wrapping: Wrapping, id: string, name: string): Promise<ExportTarget | undefined> {
  if (wrapping === 'folder') {
    const handle = await pickFolder(id, 'readwrite');
    return handle && { to: 'folder', handle };
  }
  if (!canSaveFile()) return { to: 'download' };
  const handle = await pickSaveFile(id, name);
  return handle && { to: 'zip', handle };
}

/** Hands the finished temporary file to the browser's downloads. */
export function downloadWhenDone(job: JobId, name: string): void {
  const look = (): void => {
    const progress = state.jobs.value.find(({ id }) => id === job);
    if (progress?.state === 'running' || progress?.state === 'paused') return;
    stop();
    if (progress?.state === 'done') void attempt(async () => saveFile(await vault().takeDownload(job), name));
  };
  const stop = state.jobs.subscribe(look);
}

/** Begins an ordinary download; the browser asks or puts it where downloads go. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download reads the URL asynchronously; a minute is long for that and short for the memory.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  toast(`“${name}” goes to your downloads.`);
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
