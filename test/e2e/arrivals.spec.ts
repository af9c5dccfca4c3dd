// Ways in that other apps use: the share target through the service worker, and files opened with Tessera, both sealed
// at once while the vault is locked; and pasting.
import type { Page } from 'playwright/test';
import { expect, test, waitForOffline } from '../support/app.ts';
import {
  beginImport,
  finishedJob,
  lockNow,
  openPhoto,
  photoStatus,
  register,
  slow,
  unlock,
} from '../support/person.ts';
import { writeTree } from '../support/pickers.ts';
import { photograph } from '../support/pictures/drawings.ts';
import { writePng } from '../support/pictures/png.ts';

const shared = writePng(photograph(90, 70, 31));

test('what is shared while locked waits sealed, and is imported on unlock', async ({
  tessera: { page, context, url },
}) => {
  await register(page);
  await waitForOffline(page);
  await lockNow(page);

  const sharer = await context.newPage();
  await sharer.setContent(
    `<form method="post" enctype="multipart/form-data" action="${url}share-target">
       <input type="file" name="files" multiple /><button>Share</button></form>`,
  );
  await sharer.setInputFiles('input', [
    { name: 'shared one.png', mimeType: 'image/png', buffer: Buffer.from(shared) },
    { name: 'shared two.png', mimeType: 'image/png', buffer: Buffer.from(writePng(photograph(70, 90, 32))) },
  ]);
  await sharer.click('button');
  await expect(sharer.getByText('Shared files are sealed. They are imported when you unlock.')).toBeVisible(slow);
  await expect(sharer.getByText(/2 files have arrived and wait sealed/)).toBeVisible();
  expect(await storedInClear(sharer, 'shared one.png')).toBe(false);
  await sharer.close();

  await page.reload();
  await unlock(page);
  expect(await finishedJob(page, 'Import')).toContain('2 photos imported');
  await openPhoto(page, 'shared one.png');
  await expect(photoStatus(page)).toHaveText('Original verified', slow);
});

/** Whether the inbox holds a text anywhere in its stored bytes. */
function storedInClear(page: Page, text: string): Promise<boolean> {
  return page.evaluate(async (needle) => {
    const asked = <Result>(request: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error('a request failed'));
      });
    const database = await asked(indexedDB.open('tessera'));
    const items = (await asked(database.transaction('inbox').objectStore('inbox').getAll())) as Blob[];
    database.close();
    if (items.length === 0) throw new Error('the inbox is empty');
    const texts = await Promise.all(items.map((item) => item.text()));
    return texts.some((one) => one.includes(needle));
  }, text);
}

test('files opened with Tessera are imported, and sealed first while it is locked', async ({
  tessera: { page, context },
}) => {
  // The browser hands launched files to this queue; no test can open a file from the desktop.
  await context.addInitScript(() => {
    Object.defineProperty(globalThis, 'launchQueue', {
      value: {
        setConsumer: (consumer: (params: { files: FileSystemHandle[] }) => void) => {
          Object.assign(globalThis, { launchForTest: consumer });
        },
      },
    });
  });
  await page.reload();
  await register(page);
  await writeTree(page, 'desktop', { 'opened.png': shared, 'opened later.png': writePng(photograph(80, 80, 33)) });
  await launch(page, 'opened.png');
  expect(await finishedJob(page, 'Import')).toContain('1 photo imported');

  await lockNow(page);
  await launch(page, 'opened later.png');
  await expect(page.getByText('Sealed. They are imported when you unlock.', { exact: true })).toBeVisible(slow);
  await expect(page.getByText(/1 file has arrived and wait/)).toBeVisible();
  await unlock(page);
  expect(await finishedJob(page, 'Import')).toContain('1 photo imported');
  await openPhoto(page, 'opened later.png');
  await expect(photoStatus(page)).toHaveText('Original verified', slow);
});

async function launch(page: Page, name: string): Promise<void> {
  await page.waitForFunction(() => 'launchForTest' in globalThis);
  await page.evaluate(async (file) => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('desktop');
    const handle = await folder.getFileHandle(file);
    (globalThis as unknown as { launchForTest(params: { files: FileSystemHandle[] }): void }).launchForTest({
      files: [handle],
    });
  }, name);
}

test('a picture on the clipboard is pasted in', async ({ tessera: { page, context } }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await register(page);
  await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
  }, Buffer.from(shared).toString('base64'));
  await page.locator('main').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('Control+V');
  await beginImport(page);
  expect(await finishedJob(page, 'Import')).toContain('1 photo imported');
  await expect(page.getByRole('gridcell', { name: /^Pasted .*\.png,/ })).toBeVisible(slow);
});
