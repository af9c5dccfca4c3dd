// The library in its states: an import on its way and partly failed, the grid and what can be done with it, the five
// places, and what presses from outside: no network, a second tab, a newer build, a full disk.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { distFolder, expect, launchTessera, setQuota, test, waitForOffline } from '../support/app.ts';
import { drawHoliday, drawScans, holidayPlan } from '../support/holiday.ts';
import { goTo, register, trayJob, unlock } from '../support/person.ts';
import { dropPaths } from '../support/pickers.ts';
import { noise } from '../support/pictures/drawings.ts';
import { writePng } from '../support/pictures/png.ts';
import { capture } from '../support/screens.ts';

const slow = { timeout: 120_000 };

/** The first tiles of the grid have their thumbnails. */
async function showsPictures(page: Page): Promise<void> {
  for (const at of [0, 1, 2]) {
    const tile = page.getByRole('gridcell', { name: /^IMG_/ }).nth(at);
    await expect(tile.locator('img.sharp')).toBeVisible(slow);
  }
}

async function closeTray(page: Page): Promise<void> {
  const close = page.locator('tessera-tray').getByRole('button', { name: 'Close' });
  if (await close.isVisible()) await close.click();
}

test('the library and its places', async () => {
  test.setTimeout(300_000);
  const scratch = await mkdtemp(join(tmpdir(), 'tessera-screens-'));
  const folder = join(scratch, 'dist');
  await cp(distFolder, folder, { recursive: true });
  const tessera = await launchTessera({ folder });
  const { page, context, url } = tessera;
  try {
    await register(page);
    const holiday = join(scratch, 'Holidays');
    await drawHoliday(page, holiday, holidayPlan(26));
    await drawScans(page, join(holiday, 'From the attic'));
    await writeFile(join(holiday, 'packing list.txt'), 'tent, stove, matches\n');
    await writeFile(join(holiday, 'Tatra/IMG_1099.jpg'), '');

    await dropPaths(page, page.locator('tessera-app'), [holiday]);
    await expect(page.getByRole('button', { name: /^Import 31 files$/ })).toBeVisible(slow);
    await capture(page, 'import-sheet');
    await page.getByRole('button', { name: /^Import 31 files$/ }).click();
    await expect(trayJob(page, 'Import')).toContainText('done', slow);
    await capture(page, 'import-partly-failed');
    await trayJob(page, 'Import').getByRole('button', { name: 'Dismiss' }).click();
    await closeTray(page);
    await page.locator('tessera-app-banner').getByRole('button', { name: 'Dismiss' }).click();

    await goTo(page, 'Photos');
    const tiles = page.getByRole('gridcell');
    await showsPictures(page);
    await capture(page, 'library');

    await tiles.nth(1).click({ modifiers: ['Control'] });
    await tiles.nth(2).click({ modifiers: ['Control'] });
    await tiles.nth(4).click({ modifiers: ['Control'] });
    await expect(page.getByText('3 selected')).toBeVisible();
    await capture(page, 'selection');
    await page.getByRole('button', { name: 'Move to trash' }).click();
    await expect(page.getByText('3 photos moved to the trash.')).toBeVisible();
    await page.locator('tessera-toast').getByRole('button', { name: 'Dismiss' }).click();

    await page.goto(`${url}#/trash`);
    await showsPictures(page);
    await capture(page, 'trash');
    await goTo(page, 'Albums');
    await expect(page.getByText('Lofoten')).toBeVisible();
    await capture(page, 'albums');
    await page.getByText('Lofoten').click();
    await showsPictures(page);
    await capture(page, 'album');
    await goTo(page, 'Safety');
    await expect(page.getByRole('heading', { name: 'Safety' })).toBeVisible();
    await capture(page, 'safety');
    await goTo(page, 'Settings');
    await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
    await capture(page, 'settings');
    await goTo(page, 'Photos');

    await waitForOffline(page);
    await context.setOffline(true);
    await expect(page.getByText('No network.')).toBeVisible();
    await capture(page, 'offline');
    await context.setOffline(false);

    const second = await context.newPage();
    await second.goto(url);
    await unlock(second);
    await expect(second.getByText('Tessera is in use in another tab.')).toBeVisible(slow);
    await capture(second, 'second-tab');
    await second.close();

    const worker = join(folder, 'sw.js');
    await writeFile(worker, `${await readFile(worker, 'utf8')}\n// the next version\n`);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await expect(page.getByText('A newer Tessera is ready.')).toBeVisible(slow);
    await capture(page, 'update-ready');
    await page.locator('tessera-app-banner').getByRole('button', { name: 'Dismiss' }).click();

    const large = await Promise.all(
      Array.from({ length: 12 }, async (_, at) => {
        const file = join(scratch, `scan-${String(at + 1).padStart(2, '0')}.png`);
        await writeFile(file, writePng(noise(700, 700, at)));
        return file;
      }),
    );
    const { usage = 0 } = await page.evaluate(() => navigator.storage.estimate());
    await setQuota(page, usage + 6_000_000);
    await dropPaths(page, page.locator('tessera-app'), large);
    await page.getByRole('button', { name: /^Import 12 files$/ }).click();
    await expect(trayJob(page, 'Import')).toContainText('paused', slow);
    await capture(page, 'full-disk');
    await setQuota(page);
    await page.getByRole('button', { name: 'Go on' }).click();
    await capture(page, 'importing');
  } finally {
    await tessera.close();
    await rm(scratch, { recursive: true, force: true });
  }
});
