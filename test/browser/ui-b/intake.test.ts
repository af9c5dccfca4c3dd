// Files come in with their paths, folders included, and reading 10,000 of them never holds the page for 50 ms.
import { describe, expect, it } from 'vitest';
import {
  filesFromDrop,
  filesFromFolder,
  filesFromInput,
  filesFromPaste,
  type IntakeWatch,
} from '../../../src/app/file-intake.ts';
import { drawPoster } from '../../../src/app/posters.ts';
import { drawSamplePictures } from '../../../src/ui/import/sample-pictures.ts';

function watch(): IntakeWatch & { readonly seen: number[]; readonly stopper: AbortController } {
  const stopper = new AbortController();
  const seen: number[] = [];
  return { stopper, seen, signal: stopper.signal, found: (files) => seen.push(files) };
}
function file(name: string, path = ''): File {
  const made = new File(['x'], name);
  Object.defineProperty(made, 'webkitRelativePath', { value: path });
  return made;
}

/** The longest time between two turns of the page while `work` runs, ms. */
async function longestTask(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  let running = true;
  const channel = new MessageChannel();
  channel.port1.onmessage = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) channel.port2.postMessage(0);
  };
  channel.port2.postMessage(0);
  await work();
  running = false;
  return longest;
}

describe('filesFromInput', () => {
  it('keeps folder paths and leaves out what operating systems leave behind', async () => {
    const files = [
      file('a.jpg', 'Trip/Rome/a.jpg'),
      file('.DS_Store', 'Trip/.DS_Store'),
      file('Thumbs.db', 'Trip/Thumbs.db'),
      file('notes.md', 'Trip/notes.md'),
      file('b.png'),
    ];
    const intake = await filesFromInput(files, watch());
    expect(intake.files.map(({ path }) => path)).toEqual(['Trip/Rome/a.jpg', 'Trip/notes.md', 'b.png']);
  });

  it('takes 10,000 files without holding the page for 50 ms, and says how far it is', async () => {
    const files = Array.from({ length: 10_000 }, (_, i) => file(`${i}.jpg`, `Many/${i}.jpg`));
    const one = watch();
    let intake: Awaited<ReturnType<typeof filesFromInput>> | undefined;
    const longest = await longestTask(async () => {
      intake = await filesFromInput(files, one);
    });
    expect(intake?.files.length).toBe(10_000);
    expect(one.seen.at(-1)).toBe(10_000);
    expect(longest).toBeLessThan(50);
  });

  it('stops when it is asked to', async () => {
    const one = watch();
    one.stopper.abort();
    await expect(filesFromInput([file('a.jpg')], one)).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('filesFromFolder', () => {
  it('walks a tree of the File System API to its leaves', async () => {
    const root = await navigator.storage.getDirectory();
    const top = await root.getDirectoryHandle('intake-test', { create: true });
    const inner = await (
      await top.getDirectoryHandle('2019', { create: true })
    ).getDirectoryHandle('Rome', { create: true });
    for (const [folder, name] of [
      [top, 'top.jpg'],
      [inner, 'deep.jpg'],
    ] as const) {
      const writer = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await writer.write('x');
      await writer.close();
    }
    const intake = await filesFromFolder(top, watch());
    expect(intake.files.map(({ path }) => path)).toEqual(['intake-test/top.jpg', 'intake-test/2019/Rome/deep.jpg']);
    await root.removeEntry('intake-test', { recursive: true });
  });

  it('names a file that does not open instead of losing it', async () => {
    const gone = {
      kind: 'file',
      name: 'gone.jpg',
      getFile: () => Promise.reject(new DOMException('', 'NotFoundError')),
    };
    const folder = {
      name: 'Card',
      values: async function* () {
        yield gone;
      },
    } as unknown as FileSystemDirectoryHandle;
    expect(await filesFromFolder(folder, watch())).toEqual({ files: [], unreadable: ['Card/gone.jpg'] });
  });
});

describe('filesFromDrop and filesFromPaste', () => {
  it('takes dropped files', async () => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'dropped.png', { type: 'image/png' }));
    const intake = await filesFromDrop(transfer, watch());
    expect(intake.files.map(({ path }) => path)).toEqual(['dropped.png']);
  });

  it('names pasted pictures by their moment, so that two pastes stay two photos', () => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'image.png', { type: 'image/png' }));
    const at = Date.UTC(2026, 10, 20, 12, 30, 5);
    expect(filesFromPaste(transfer, at)[0]?.path).toBe('Pasted 2026-11-20 12.30.05.png');
    expect(filesFromPaste(transfer, at + 1000)[0]?.path).toBe('Pasted 2026-11-20 12.30.06.png');
  });
});

describe('drawPoster', () => {
  it('gives up on a file that is no video', async () => {
    expect(await drawPoster(new Blob(['not a video'], { type: 'video/mp4' }))).toBeUndefined();
  });
});

describe('sample pictures', () => {
  it('are PNG files with dates of their own, and the two lakes differ only in the caption', async () => {
    const drawn = await drawSamplePictures();
    const aboveCaption = async (blob: Blob): Promise<string> => {
      const bitmap = await createImageBitmap(blob);
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true });
      context?.drawImage(bitmap, 0, 0);
      const pixels = context?.getImageData(0, 0, bitmap.width, bitmap.height - 96).data ?? new Uint8ClampedArray();
      const hash = await crypto.subtle.digest('SHA-256', pixels as Uint8ClampedArray<ArrayBuffer>);
      return new Uint8Array(hash).join();
    };
    const lake = drawn.find(({ path }) => path.endsWith('/lake.png'));
    const captioned = drawn.find(({ path }) => path.endsWith('/lake-with-caption.png'));
    if (!lake || !captioned) throw new Error('no lakes');
    expect(lake.file.size).not.toBe(captioned.file.size);
    expect(await aboveCaption(lake.file)).toBe(await aboveCaption(captioned.file));
    expect(new Set(drawn.map(({ file }) => file.lastModified)).size).toBe(drawn.length);
  });
});
