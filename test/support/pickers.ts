// Stand-ins for the file pickers, which no test can click: they hand out real handles of the origin's private file
// system, and the trees written there are read back (or laid out) as {path: bytes}. Also: real drag and drop.
import type { BrowserContext, Locator, Page } from 'playwright/test';

export interface Pickers {
  /** Folder of the private file system that the next pickers hand out; made where it does not exist. */
  folder: string;
  /** True: the person cancels (AbortError). */
  cancelled: boolean;
  /** Names of the pickers that were opened, in order. */
  readonly opened: string[];
}

/**
 * Replaces showDirectoryPicker, showSaveFilePicker (a file of the suggested name in `folder`) and showOpenFilePicker
 * (every file directly in `folder`). Before the first navigation, or reload afterwards.
 */
export async function fakePickers(context: BrowserContext): Promise<Pickers> {
  const pickers: Pickers = { folder: 'picked', cancelled: false, opened: [] };
  await context.exposeBinding('pickForTest', (_, name: string) => {
    pickers.opened.push(name);
    return { folder: pickers.folder, cancelled: pickers.cancelled };
  });
  await context.addInitScript(() => {
    type Choice = { folder: string; cancelled: boolean };
    const page = globalThis as unknown as { pickForTest(name: string): Promise<Choice> };
    const pick = async (name: string) => {
      const { folder, cancelled } = await page.pickForTest(name);
      if (cancelled) throw new DOMException('The user aborted a request.', 'AbortError');
      return (await navigator.storage.getDirectory()).getDirectoryHandle(folder, { create: true });
    };
    Object.assign(globalThis, {
      showDirectoryPicker: () => pick('directory'),
      showSaveFilePicker: async (options?: { suggestedName?: string }) =>
        (await pick('save')).getFileHandle(options?.suggestedName ?? 'untitled', { create: true }),
      showOpenFilePicker: async () => {
        const files = [];
        for await (const handle of (await pick('open')).values()) if (handle.kind === 'file') files.push(handle);
        return files;
      },
    });
  });
  return pickers;
}

/** @returns every file under a folder of the private file system, by its path with slashes, sorted */
export async function readTree(page: Page, folder: string): Promise<Record<string, Uint8Array>> {
  const files = await page.evaluate(async (name) => {
    const found: [string, string][] = [];
    const encode = (file: File) =>
      new Promise<string>((settle, refuse) => {
        const reader = new FileReader();
        reader.onload = () => settle(String(reader.result).replace(/^[^,]*,/, ''));
        reader.onerror = () => refuse(reader.error ?? new Error('unreadable'));
        reader.readAsDataURL(file);
      });
    const walk = async (directory: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const handle of directory.values()) {
        if (handle.kind === 'directory') await walk(handle as FileSystemDirectoryHandle, `${path}${handle.name}/`);
        else found.push([path + handle.name, await encode(await (handle as FileSystemFileHandle).getFile())]);
      }
    };
    await walk(await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true }), '');
    return found;
  }, folder);
  const sorted = files.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([path, base64]) => [path, new Uint8Array(Buffer.from(base64, 'base64'))]));
}

/** Lays files out under a folder of the private file system, for a picker to hand out. */
export async function writeTree(page: Page, folder: string, files: Record<string, Uint8Array>): Promise<void> {
  for (const [path, bytes] of Object.entries(files)) {
    await page.evaluate(
      async ([root, relative, base64]) => {
        const names = [root, ...relative.split('/')];
        const file = names.pop();
        if (!file) throw new Error('A path names a file.');
        let directory = await navigator.storage.getDirectory();
        for (const name of names) directory = await directory.getDirectoryHandle(name, { create: true });
        const writable = await (await directory.getFileHandle(file, { create: true })).createWritable();
        await writable.write(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
        await writable.close();
      },
      [folder, path, Buffer.from(bytes).toString('base64')] as const,
    );
  }
}

/** Removes a folder of the private file system. */
export async function removeTree(page: Page, folder: string): Promise<void> {
  await page.evaluate(async (name) => {
    await (await navigator.storage.getDirectory()).removeEntry(name, { recursive: true });
  }, folder);
}

/** Drops files and folders of this machine onto an element, as the file manager would. */
export async function dropPaths(page: Page, target: Locator, paths: readonly string[]): Promise<void> {
  const box = await target.boundingBox();
  if (!box) throw new Error('The drop target is not visible.');
  const session = await page.context().newCDPSession(page);
  const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...place, data });
  }
  await session.detach();
}
