// Coming back with the words: checks them against the backup at once, then restores as a job that ends with an open
// vault of a new device.
import type { JobId } from '../core/ids.ts';
import type { BackupSource, Profile } from './api.ts';
import { listBackup } from './backup-source.ts';
import type { Environment } from './environment.ts';
import type { Jobs } from './jobs.ts';
import type { OpenVault } from './open-vault.ts';
import { openBackup, restoreBackup } from './restore-backup.ts';
import type { Session } from './session.ts';

/**
 * @param opened  told when the vault is open, before the job ends
 * @throws VaultError wrong-words, words-of-another-vault, vault-exists, format where it is no backup
 */
export async function recover(
  words: readonly string[],
  profile: Profile,
  source: BackupSource,
  environment: Environment,
  session: Session,
  jobs: Jobs,
  opened: () => Promise<void>,
): Promise<JobId> {
  const files = await listBackup(source);
  const opening = await openBackup(words, files);
  const job = jobs.start('restore', true, async (running) => {
    const restored = await restoreBackup(opening, files, environment.store, environment.clock, running);
    await session.install(profile, restored.device, [{ space: restored.space, epochs: restored.epochs }]);
    await restartTrash(session.vault());
    environment.tabs.post('vault-created');
    await opened();
    const { packsWritten, packsSkipped, bytes, damaged } = restored;
    const { photos } = session.vault().view.totals();
    return { kind: 'restore', photos, packsWritten, packsSkipped, bytes, damaged };
  });
  return job.id;
}

/** A restored device counts the trash's days itself from now on; whoever began them is gone. */
async function restartTrash(vault: OpenVault): Promise<void> {
  const elapsedMs = vault.elapsedMs();
  const records = vault.view.trashed().map(({ id }) => ({ type: 'trash', file: id, on: true, elapsedMs }) as const);
  if (records.length > 0) await vault.publish(records);
}
