// Where a tree of files goes: a folder the person chose, or one zip file written as a stream. Exports and backups
// both write through it, so that each has every target. Memory stays bounded: one piece at a time.
import { configure, ZipWriter } from '@zip.js/zip.js/index-native.js';
import type { Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import type { ExportTarget } from './api.ts';

export interface TreeFile {
  readonly path: string;
  readonly modifiedMs: number;
  readonly size: number;
  /** Pulled once, after the target has made room for the file. */
  readonly pieces: () => AsyncIterable<Bytes>;
}

export interface TreeTarget {
  /** False where "A.jpg" and "a.jpg" would be one file. */
  readonly caseSensitive: boolean;
  /** The size of a file that is there already; undefined in a zip, which is always new. */
  sizeOf(path: string): Promise<number | undefined>;
  /** A file that is there already; undefined in a zip. */
  fileAt(path: string): Promise<Blob | undefined>;
  /** Writes the files in order. A file whose pieces fail leaves nothing half-written. @throws VaultError target */
  write(files: AsyncIterable<TreeFile>): Promise<void>;
}

export async function openTarget(target: Exclude<ExportTarget, { to: 'download' }>): Promise<TreeTarget> {
  if (target.to === 'folder') return new FolderTarget(target.handle, await isCaseSensitive(target.handle));
  return new ZipTarget(target.handle);
}

class FolderTarget implements TreeTarget {
  private readonly folders = new Map<string, FileSystemDirectoryHandle>();

  constructor(
    root: FileSystemDirectoryHandle,
    readonly caseSensitive: boolean,
  ) {
    this.folders.set('', root);
  }

  async sizeOf(path: string): Promise<number | undefined> {
    return (await this.fileAt(path))?.size;
  }

  async fileAt(path: string): Promise<Blob | undefined> {
    try {
      const { folder, name } = await this.locate(path, false);
      const handle = await folder.getFileHandle(name);
      return await handle.getFile();
    } catch (error) {
      if (error instanceof DOMException && (error.name === 'NotFoundError' || error.name === 'TypeMismatchError'))
        return undefined;
      throw targetFault(error);
    }
  }

  async write(files: AsyncIterable<TreeFile>): Promise<void> {
    for await (const file of files) {
      const stream = await this.open(file.path);
      try {
        for await (const piece of file.pieces()) await stream.write(piece).catch(rethrowTargetFault);
      } catch (error) {
        await stream.abort();
        throw error;
      }
      await stream.close().catch(rethrowTargetFault);
    }
  }

  private async open(path: string): Promise<FileSystemWritableFileStream> {
    try {
      const { folder, name } = await this.locate(path, true);
      return await (await folder.getFileHandle(name, { create: true })).createWritable();
    } catch (error) {
      throw targetFault(error);
    }
  }

  private async locate(path: string, create: boolean): Promise<{ folder: FileSystemDirectoryHandle; name: string }> {
    const parts = path.split('/');
    const name = parts.pop() as string;
    let walked = '';
    let folder = this.folders.get('') as FileSystemDirectoryHandle;
    for (const part of parts) {
      walked = walked === '' ? part : `${walked}/${part}`;
      let next = this.folders.get(walked);
      if (!next) {
        next = await folder.getDirectoryHandle(part, { create });
        this.folders.set(walked, next);
      }
      folder = next;
    }
    return { folder, name };
  }
}

/** Tries it: the folder may lie on any file system. */
async function isCaseSensitive(folder: FileSystemDirectoryHandle): Promise<boolean> {
  const probe = `tessera-probe-${crypto.randomUUID()}`;
  try {
    await folder.getFileHandle(probe, { create: true });
    try {
      await folder.getFileHandle(probe.toUpperCase());
      return false;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotFoundError') return true;
      throw error;
    } finally {
      await folder.removeEntry(probe);
    }
  } catch (error) {
    throw targetFault(error);
  }
}

class ZipTarget implements TreeTarget {
  readonly caseSensitive = true;

  constructor(private readonly handle: FileSystemFileHandle) {}

  sizeOf(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  fileAt(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async write(files: AsyncIterable<TreeFile>): Promise<void> {
    const writable = await this.handle.createWritable().catch(rethrowTargetFault);
    try {
      const zip = new ZipWriter(writable, { level: 0, extendedTimestamp: true, keepOrder: true });
      for await (const file of files) {
        const options = { lastModDate: new Date(file.modifiedMs), zip64: file.size >= zip64From };
        await zip.add(file.path, streamOf(file.pieces()), options);
      }
      await zip.close(undefined, { preventClose: true });
    } catch (error) {
      await writable.abort();
      throw error instanceof VaultError ? error : targetFault(error);
    }
    await writable.close().catch(rethrowTargetFault);
  }
}

// Everything happens in the vault worker: nothing is compressed, so workers of the library's own would only copy.
configure({ useWebWorkers: false });

/** A stored entry from here on needs 64-bit sizes; with room for what a stream might add. */
const zip64From = 0xffff0000;

function streamOf(pieces: AsyncIterable<Bytes>): ReadableStream<Bytes> {
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        const next = await iterator.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

function targetFault(error: unknown): VaultError {
  if (error instanceof VaultError) return error;
  if (error instanceof DOMException && error.name === 'QuotaExceededError')
    return new VaultError('quota', 'the target is full', {}, { cause: error });
  return new VaultError('target', 'the target refused', {}, { cause: error });
}

function rethrowTargetFault(error: unknown): never {
  throw targetFault(error);
}
