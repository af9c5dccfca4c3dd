// Where a backup is read from: a folder, a folder's files as an <input> gives them, or one zip file. Each is
// untrusted: names are parsed strictly, sizes are bounded before anything is read.
import { BlobReader, BlobWriter, configure, ZipReader, type FileEntry } from '@zip.js/zip.js/index-native.js';
import { VaultError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { BackupSource } from './api.ts';
import { parseBackupPath, type BackupPath } from './backup-tree.ts';

export interface BackupFile {
  readonly path: BackupPath;
  readonly size: number;
  read(): Promise<Blob>;
}

configure({ useWebWorkers: false });

/** @throws VaultError format where it is no backup at all */
export async function listBackup(source: BackupSource): Promise<BackupFile[]> {
  const files =
    source.from === 'folder'
      ? await listFolder(source.handle)
      : source.from === 'file'
        ? await listZip(source.file)
        : source.files.map(({ file, path }) => ({ path, size: file.size, read: () => Promise.resolve(file) }));
  const root = rootOf(files.map((file) => file.path));
  const found: BackupFile[] = [];
  for (const { path, size, read } of files) {
    const parsed = path.startsWith(root) ? parseBackupPath(path.slice(root.length)) : undefined;
    if (!parsed) continue;
    if (size > limits.packMaxBytes) throw new VaultError('limit', 'backup file too large', { size });
    found.push({ path: parsed, size, read: () => read().catch(unreadable) });
  }
  if (!found.some((file) => file.path.kind === 'head')) throw new VaultError('format', 'no backup here');
  return found;
}

/** A medium that fails, or a zip entry that does, is one lost file, not a lost backup. */
function unreadable(cause: unknown): never {
  throw new VaultError('file-unreadable', 'a file of the backup cannot be read', {}, { cause });
}

interface Listed {
  readonly path: string;
  readonly size: number;
  readonly read: () => Promise<Blob>;
}

/** A backup may lie one or more folders down, as when its parent was chosen: where its head is, is its root. */
function rootOf(paths: readonly string[]): string {
  const heads = paths.filter((path) => path === 'tessera-backup.json' || path.endsWith('/tessera-backup.json'));
  const head = heads.toSorted((a, b) => a.length - b.length)[0] ?? '';
  return head.slice(0, head.lastIndexOf('/') + 1);
}

/** Only such files are looked at: somebody may choose a folder with a million others. */
const backupName = /^tessera-backup\.json$|\.(record|pack|batch)$/;

async function listFolder(folder: FileSystemDirectoryHandle, prefix = '', depth = 0): Promise<Listed[]> {
  const files: Listed[] = [];
  for await (const [name, handle] of folder.entries()) {
    const path = `${prefix}${name}`;
    if (handle.kind === 'directory') {
      if (depth < 4) files.push(...(await listFolder(handle, `${path}/`, depth + 1)));
    } else if (backupName.test(name)) {
      const file = await handle.getFile();
      files.push({ path, size: file.size, read: () => handle.getFile() });
    }
  }
  return files;
}

async function listZip(file: File): Promise<Listed[]> {
  try {
    const entries = await new ZipReader(new BlobReader(file)).getEntries();
    return (
      entries
        // Stored, never compressed: a size in the directory is then a size on disk, and no bomb.
        .filter(
          (entry): entry is FileEntry =>
            !entry.directory && entry.compressionMethod === 0 && entry.compressedSize === entry.uncompressedSize,
        )
        .map((entry) => ({
          path: entry.filename,
          size: entry.uncompressedSize,
          // Without the zip's checksum: a pack with one flipped bit has other blocks to save, and each is proved.
          read: () => entry.getData(new BlobWriter(), { checkSignature: false }),
        }))
    );
  } catch (cause) {
    throw new VaultError('format', 'not a readable zip file', {}, { cause });
  }
}
