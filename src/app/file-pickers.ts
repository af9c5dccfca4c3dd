// Choosing folders and files with the File System Access API, for which TypeScript has no types. A person who
// changes their mind is no error: every picker answers undefined then. Ask capabilities.ts first.
import { VaultError } from '../core/errors.ts';
import { canSaveFile, canUseFolders } from './capabilities.ts';

interface Pickers {
  showDirectoryPicker(options: {
    readonly id: string;
    readonly mode: 'read' | 'readwrite';
  }): Promise<FileSystemDirectoryHandle>;
  showSaveFilePicker(options: { readonly id: string; readonly suggestedName: string }): Promise<FileSystemFileHandle>;
}

const pickers = globalThis as unknown as Pickers;

/** @param id  the browser remembers the last place per id, e.g. "tessera-backup" */
export async function pickFolder(
  id: string,
  mode: 'read' | 'readwrite',
): Promise<FileSystemDirectoryHandle | undefined> {
  if (!canUseFolders()) throw new VaultError('unsupported', 'no showDirectoryPicker');
  return orUndefined(() => pickers.showDirectoryPicker({ id, mode }));
}

export async function pickSaveFile(id: string, suggestedName: string): Promise<FileSystemFileHandle | undefined> {
  if (!canSaveFile()) throw new VaultError('unsupported', 'no showSaveFilePicker');
  return orUndefined(() => pickers.showSaveFilePicker({ id, suggestedName }));
}

async function orUndefined<Handle>(pick: () => Promise<Handle>): Promise<Handle | undefined> {
  try {
    return await pick();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    throw new VaultError('target', 'the picker failed', {}, { cause: error });
  }
}
