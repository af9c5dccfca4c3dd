// What a person can ask for that more than one page offers: each sends one command to the vault and says the
// outcome. Pages call the vault directly for what only they do.
import { VaultError } from '../core/errors.ts';
import type { FileId, JobId } from '../core/ids.ts';
import type { ActResult, AppSettings, ImportFile, ImportOptions, LibraryAct } from '../vault/api.ts';
import { showError, toast } from './notices.ts';
import { state } from './state.ts';
import { vault } from './vault-client.ts';

/**
 * One act on the library with its toast and Undo.
 *
 * @param done  what to say, given how many photos changed; undefined says nothing
 * @returns undefined where the vault refused, which has been said
 */
export async function act(
  change: LibraryAct,
  done: ((changed: number) => string) | undefined,
): Promise<ActResult | undefined> {
  try {
    const result = await vault().act(change);
    if (done) {
      toast(done(result.changed), { action: { label: 'Undo', run: () => void undo(result.undo) } });
    }
    return result;
  } catch (error) {
    showError(error);
    return undefined;
  }
}

async function undo(token: number): Promise<void> {
  await attempt(async () => {
    await vault().undo(token);
    toast('Undone.');
  });
}

/** Runs a command whose failure only needs saying. @returns whether it succeeded */
export async function attempt(command: () => Promise<void>): Promise<boolean> {
  try {
    await command();
    return true;
  } catch (error) {
    showError(error);
    return false;
  }
}

/** Starts an import into the private space and opens the tray. */
export async function importFiles(
  files: readonly ImportFile[],
  options: Omit<ImportOptions, 'space'>,
): Promise<JobId | undefined> {
  const space = state.status.value?.space;
  if (!space) {
    showError(new VaultError('locked', 'no space is open'));
    return undefined;
  }
  try {
    const job = await vault().startImport(files, { space, ...options });
    showTray();
    return job;
  } catch (error) {
    showError(error);
    return undefined;
  }
}

/** Opens the tray where there is room beside the page; on phones its pill says enough. */
export function showTray(): void {
  if (matchMedia('(min-width: 1100px)').matches) state.trayOpen.set(true);
}

export async function putSettings(change: Partial<AppSettings>): Promise<void> {
  const before = state.settings.value;
  state.settings.set({ ...before, ...change });
  if (!(await attempt(() => vault().putSettings(change)))) state.settings.set(before);
}

/** Moves photos to the trash, or back. */
export async function trash(photos: readonly FileId[], value: boolean): Promise<ActResult | undefined> {
  return act({ act: 'trash', photos, value }, (changed) => {
    const what = changed === 1 ? '1 photo' : `${changed.toLocaleString()} photos`;
    return value ? `${what} moved to the trash.` : `${what} put back.`;
  });
}

export async function lock(): Promise<void> {
  await attempt(() => vault().lock());
}
