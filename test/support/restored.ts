// A backup's tree of files, restored into a store of its own.
import { openMemoryStore } from '../../src/store/memory-store.ts';
import type { BackupFile } from '../../src/vault/backup-source.ts';
import { parseBackupPath } from '../../src/vault/backup-tree.ts';
import type { OpenVault } from '../../src/vault/open-vault.ts';
import { openBackup, restoreBackup, type Restored } from '../../src/vault/restore-backup.ts';
import { clock, newJob, openVault, readAll } from './small-vault.ts';

export interface Backup {
  readonly words: readonly string[];
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** @returns what the restore said, and every file that came back whole, by path */
export async function restored({ words, files }: Backup): Promise<{
  readonly restored: Restored;
  readonly vault: OpenVault;
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}> {
  const listed: BackupFile[] = [...files].flatMap(([name, bytes]) => {
    const path = parseBackupPath(name);
    return path ? [{ path, size: bytes.length, read: () => Promise.resolve(new Blob([bytes])) }] : [];
  });
  const store = openMemoryStore();
  await store.takePen();
  const said = await restoreBackup(await openBackup(words, listed), listed, store, clock, newJob());
  const vault = await openVault(store, said.space, said.device, said.epochs);
  return { restored: said, vault, files: await readAll(vault) };
}
