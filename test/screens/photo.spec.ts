// One photo in its states: verified, its three panels, looked into, damaged on the disk, and a file that this browser
// can keep but not draw.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { expect, test } from '../support/app.ts';
import { drawScans } from '../support/holiday.ts';
import { importByDrop, openPhoto, photoStatus, register, unlock } from '../support/person.ts';
import { writeFilm } from '../support/pictures/film.ts';
import { capture } from '../support/screens.ts';

const slow = { timeout: 120_000 };

/** Overwrites stretches in the middle of every pack but the given ones, as rot would. @returns names of all packs */
async function rotPacks(page: Page, spare: readonly string[] | 'all'): Promise<string[]> {
  return page.evaluate(async (spared) => {
    const asked = <Result>(request: IDBRequest<Result>): Promise<Result> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error(request.error?.message ?? 'a request failed'));
      });
    const database = await asked(indexedDB.open('tessera'));
    const keys = await asked(database.transaction('packs').objectStore('packs').getAllKeys());
    for (const key of keys) {
      if (spared === 'all' || spared.includes(JSON.stringify(key))) continue;
      const row = (await asked(database.transaction('packs').objectStore('packs').get(key))) as { file: Blob };
      const bytes = new Uint8Array(await row.file.arrayBuffer());
      for (const share of [0.31, 0.34, 0.37, 0.62]) bytes.fill(0x5a, bytes.length * share, bytes.length * share + 64);
      await asked(
        database
          .transaction('packs', 'readwrite')
          .objectStore('packs')
          .put({ ...row, file: new Blob([bytes]) }, key),
      );
    }
    database.close();
    return keys.map((key) => JSON.stringify(key));
  }, spare);
}

test('one photo', async ({ tessera: { page, url } }) => {
  test.setTimeout(300_000);
  const scratch = await mkdtemp(join(tmpdir(), 'tessera-screens-'));
  try {
    await register(page);
    await drawScans(page, scratch);
    await writeFile(join(scratch, 'film.mp4'), writeFilm(400_000));
    await importByDrop(
      page,
      ['valley.tif', 'valley-cropped.tif', 'film.mp4'].map((name) => join(scratch, name)),
    );
    await page.locator('tessera-tray').getByRole('button', { name: 'Close' }).click();
    await page.locator('tessera-app-banner').getByRole('button', { name: 'Dismiss' }).click();

    await openPhoto(page, 'valley.tif');
    await expect(photoStatus(page)).toHaveText(/Original verified/, slow);
    await capture(page, 'photo-verified');
    await page.getByRole('button', { name: 'Details' }).click();
    for (const panel of ['Info', 'Proof', 'Where it is']) {
      await page.getByRole('tab', { name: panel }).click();
      await capture(page, `photo-${panel.toLowerCase().replaceAll(' ', '-')}`);
    }
    await page.getByRole('tab', { name: 'Proof' }).click();
    await page.getByRole('button', { name: 'Look inside' }).click();
    await expect(page.locator('tessera-inspector tessera-block-map')).toBeVisible(slow);
    await capture(page, 'look-inside');
    await page.getByRole('listbox', { name: /^Blocks of/ }).press('ArrowDown');
    await expect(page.locator('tessera-block-details')).toBeVisible(slow);
    await capture(page, 'look-inside-block');

    await page.goto(`${url}#/photos`);
    const before = await rotPacks(page, 'all');
    await importByDrop(page, [join(scratch, 'coast.tif')]);
    await openPhoto(page, 'film.mp4');
    await expect(page.getByRole('heading', { name: /cannot play/ })).toBeVisible(slow);
    await capture(page, 'kept-file');

    await page.reload();
    await rotPacks(page, before);
    await unlock(page);
    await page.goto(`${url}#/photos`);
    await openPhoto(page, 'coast.tif');
    await expect(page.getByRole('heading', { name: /damaged/ })).toBeVisible(slow);
    await capture(page, 'photo-damaged');
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
});
