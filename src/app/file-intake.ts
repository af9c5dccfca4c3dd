// Everything through which files come in by hand (drop, paste, choosing files or a folder) ends here as a list of
// ImportFile with paths. Folders are walked in small steps that give the page its turn: no task over 50 ms, however
// many files (issue "Import").
import type { ImportFile } from '../vault/api.ts';

export interface IntakeWatch {
  /** Called now and then while a folder is read. */
  readonly found: (files: number, bytes: number) => void;
  readonly signal: AbortSignal;
}

export interface Intake {
  readonly files: readonly ImportFile[];
  /** Paths of files that would not open: moved, locked, or their medium is gone. */
  readonly unreadable: readonly string[];
}

/** Left behind by operating systems beside pictures; never somebody's picture. */
const leftovers = /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*|\.localized|__MACOSX(\/.*)?)$/i;

/** Work between two turns of the page, ms. */
const sliceMs = 8;
/** Files of one folder whose sizes are asked for at once. */
const filesAtOnce = 24;

function yieldToPage(): Promise<void> {
  const scheduler: unknown = Reflect.get(globalThis, 'scheduler');
  if (typeof scheduler === 'object' && scheduler !== null && 'yield' in scheduler) {
    return (scheduler as { yield: () => Promise<void> }).yield();
  }
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (): void => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(undefined);
  });
}

/** Collects files and hands the thread back in time. */
class Gathering {
  readonly #files: ImportFile[] = [];
  readonly #unreadable: string[] = [];
  #bytes = 0;
  #since = performance.now();

  constructor(readonly watch: IntakeWatch) {}

  async add(file: File | undefined, path: string): Promise<void> {
    if (leftovers.test(path)) return;
    if (file) {
      this.#files.push({ file, path });
      this.#bytes += file.size;
    } else {
      this.#unreadable.push(path);
    }
    await this.breathe();
  }

  async breathe(): Promise<void> {
    this.watch.signal.throwIfAborted();
    if (performance.now() - this.#since < sliceMs) return;
    this.watch.found(this.#files.length, this.#bytes);
    await yieldToPage();
    this.#since = performance.now();
  }

  finish(): Intake {
    this.watch.found(this.#files.length, this.#bytes);
    return { files: this.#files, unreadable: this.#unreadable };
  }
}

/** What an `<input type=file>`, with or without `webkitdirectory`, holds. */
export async function filesFromInput(list: FileList | readonly File[], watch: IntakeWatch): Promise<Intake> {
  const gathering = new Gathering(watch);
  for (const file of list) await gathering.add(file, file.webkitRelativePath || file.name);
  return gathering.finish();
}

/** A folder of the File System Access API. */
export async function filesFromFolder(folder: FileSystemDirectoryHandle, watch: IntakeWatch): Promise<Intake> {
  const gathering = new Gathering(watch);
  await walkHandle(folder, folder.name, gathering);
  return gathering.finish();
}

async function walkHandle(folder: FileSystemDirectoryHandle, path: string, gathering: Gathering): Promise<void> {
  const folders: [FileSystemDirectoryHandle, string][] = [];
  let batch: Promise<readonly [File | undefined, string]>[] = [];
  const settle = async (): Promise<void> => {
    for (const found of await Promise.all(batch)) await gathering.add(...found);
    batch = [];
  };
  for await (const entry of folder.values()) {
    const inside = `${path}/${entry.name}`;
    if (entry.kind === 'directory') folders.push([entry as FileSystemDirectoryHandle, inside]);
    else batch.push(openFile(() => (entry as FileSystemFileHandle).getFile(), inside));
    if (batch.length >= filesAtOnce) await settle();
    await gathering.breathe();
  }
  await settle();
  for (const [inner, inside] of folders) await walkHandle(inner, inside, gathering);
}

/**
 * What was dropped, folders included. Must be called in the drop event itself: afterwards the browser has emptied
 * the DataTransfer.
 */
export function filesFromDrop(transfer: DataTransfer, watch: IntakeWatch): Promise<Intake> {
  const entries: FileSystemEntry[] = [];
  const files: File[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    const file = entry ? null : item.getAsFile();
    if (entry) entries.push(entry);
    else if (file) files.push(file);
  }
  return gatherEntries(entries, files, watch);
}

async function gatherEntries(
  entries: readonly FileSystemEntry[],
  files: readonly File[],
  watch: IntakeWatch,
): Promise<Intake> {
  const gathering = new Gathering(watch);
  for (const file of files) await gathering.add(file, file.name);
  await walkEntries(entries, gathering);
  return gathering.finish();
}

async function walkEntries(entries: readonly FileSystemEntry[], gathering: Gathering): Promise<void> {
  const folders: FileSystemDirectoryEntry[] = [];
  for (let at = 0; at < entries.length; at += filesAtOnce) {
    const opened = entries.slice(at, at + filesAtOnce).map((entry) => {
      if (entry.isFile) {
        const open = (): Promise<File> =>
          new Promise((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
        return openFile(open, entry.fullPath.replace(/^\//, ''));
      }
      folders.push(entry as FileSystemDirectoryEntry);
      return undefined;
    });
    for (const found of await Promise.all(opened)) if (found) await gathering.add(...found);
    await gathering.breathe();
  }
  for (const folder of folders) await walkEntries(await listEntries(folder, gathering), gathering);
}

/** `readEntries` answers at most 100 at a time, and an empty list at the end. */
async function listEntries(folder: FileSystemDirectoryEntry, gathering: Gathering): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
    await gathering.breathe();
  }
}

/** Resolves without a file where it will not open; the sheet names it. */
async function openFile(open: () => Promise<File>, path: string): Promise<readonly [File | undefined, string]> {
  try {
    return [await open(), path];
  } catch {
    return [undefined, path];
  }
}

/** Pictures and files on the clipboard; unnamed ones are called by the moment, so that two pastes stay two. */
export function filesFromPaste(transfer: DataTransfer, nowMs: number): readonly ImportFile[] {
  return [...transfer.files].map((file, index) => {
    if (file.name && !/^image\.\w+$/i.test(file.name)) return { file, path: file.name };
    const moment = new Date(nowMs).toISOString().replace(/[:]/g, '.').slice(0, 19).replace('T', ' ');
    const end = file.type.split('/')[1]?.replace('jpeg', 'jpg') ?? 'png';
    const name = `Pasted ${moment}${index > 0 ? ` ${index + 1}` : ''}.${end}`;
    return { file: new File([file], name, { type: file.type, lastModified: nowMs }), path: name };
  });
}
