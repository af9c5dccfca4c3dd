// When stored bytes rot or room runs out: a damaged photo is never drawn and says which blocks failed, Safety lists it,
// importing the file again heals it; a full disk pauses an import with its sentence, and the import goes on after.
import type { Page } from 'playwright/test';
import { toHex } from '../../src/core/bytes.ts';
import { eachPackRow } from '../../src/core/pack/pack-rows.ts';
import { readPackRows } from '../../src/core/pack/pack.ts';
import { expect, launchTessera, setQuota, test } from '../support/app.ts';
import {
  dropToImport,
  finishedJob,
  goTo,
  importByChoosing,
  openPhoto,
  openTray,
  photoStatus,
  register,
  slow,
  tile,
  trayJob,
  unlock,
} from '../support/person.ts';
import { layOut, removeTreeOnDisk } from '../support/photo-trees.ts';
import { photograph } from '../support/pictures/drawings.ts';
import { writeFilm } from '../support/pictures/film.ts';
import { writePng } from '../support/pictures/png.ts';

test('a photo with a broken block is not drawn, is listed, and heals when its file is imported again', async ({
  tessera: { page },
}) => {
  await register(page);
  const files = [
    { name: 'broken.png', bytes: writePng(photograph(320, 240, 3)) },
    { name: 'sound.png', bytes: writePng(photograph(300, 220, 4)) },
  ];
  await importByChoosing(page, files);
  await openPhoto(page, 'broken.png');
  await breakBlock(page, await firstRehash(page));
  await page.reload();
  await unlock(page);

  // The address led back into the photo; its preview is sound and may be shown until the original proves damaged.
  await expect(photoStatus(page).or(page.locator('tessera-inspector'))).toBeVisible(slow);
  await goToPhotosFromPhoto(page);
  await openPhoto(page, 'broken.png');
  await expect(photoStatus(page)).toHaveText('Damaged', slow);
  await expect(page.getByRole('heading', { name: /^1 of \d+ blocks is damaged$/ })).toBeVisible(slow);
  await expect(page.getByRole('img', { name: /^1 of \d+ blocks are broken$/ })).toBeVisible();
  await expect(page.locator('tessera-photo-canvas')).toHaveCount(0);
  for (const way of ['Import the file again', 'Verify again'])
    await expect(page.getByRole('button', { name: way })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Restore from a backup' })).toBeVisible();
  await goToPhotosFromPhoto(page);
  await expect(tile(page, 'broken.png')).toHaveAttribute('aria-label', /damaged/, slow);
  await openPhoto(page, 'sound.png');
  await expect(photoStatus(page)).toHaveText('Original verified', slow);
  await goToPhotosFromPhoto(page);

  await goTo(page, 'Safety');
  await page.getByRole('button', { name: 'Verify everything now' }).first().click();
  expect(await finishedJob(page, 'Verification')).toContain('1 damaged photo');
  await expect(page.getByRole('heading', { name: 'Some stored blocks are not what they were' })).toBeVisible(slow);
  await expect(page.getByRole('link', { name: 'Damaged photo' })).toHaveCount(1);

  await goTo(page, 'Photos');
  await importByChoosing(page, files.slice(0, 1));
  await openPhoto(page, 'broken.png');
  await expect(photoStatus(page)).toHaveText('Original verified', slow);
  await goToPhotosFromPhoto(page);
  await expect(tile(page, 'broken.png')).not.toHaveAttribute('aria-label', /damaged/, slow);
  await goTo(page, 'Safety');
  await expect(page.getByRole('link', { name: 'Damaged photo' })).toHaveCount(0, slow);
});

async function goToPhotosFromPhoto(page: Page): Promise<void> {
  const fromInside = page.getByRole('button', { name: 'Back to the photo' });
  if (await fromInside.isVisible()) await fromInside.click();
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

/** The public name of the first sealed block of the open photo, read in "Look inside". */
async function firstRehash(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Look inside' }).click();
  const map = page.getByRole('listbox', { name: /^Blocks of/ });
  await map.focus();
  const rehash = page.locator('tessera-block-details dt:text-is("Rehash") + dd');
  await expect(async () => {
    await map.press('ArrowRight');
    await expect(rehash).toHaveText(/^[0-9a-f]{64}$/, { timeout: 1000 });
  }).toPass(slow);
  return rehash.innerText();
}

/** Flips two bits of a stored block, which is more than its Hamming parity can mend. */
async function breakBlock(page: Page, rehash: string): Promise<void> {
  const packs = await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('tessera');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('the database did not open'));
    });
    const all = await new Promise<{ file: Blob }[]>((resolve, reject) => {
      const request = database.transaction('packs').objectStore('packs').getAll() as IDBRequest<{ file: Blob }[]>;
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('the packs did not open'));
    });
    database.close();
    return Promise.all(all.map(async ({ file }) => Array.from(new Uint8Array(await file.arrayBuffer()))));
  });
  for (const [index, bytes] of packs.entries()) {
    for (const row of eachPackRow(await readPackRows(new Blob([Uint8Array.from(bytes)])))) {
      if (toHex(row.rehash) === rehash) await flip(page, index, [row.offset + 3, row.offset + 7]);
    }
  }
}

async function flip(page: Page, pack: number, places: readonly number[]): Promise<void> {
  await page.evaluate(
    async ([index, offsets]) => {
      const asked = <Result>(request: IDBRequest<Result>) =>
        new Promise<Result>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(new Error('a request failed'));
        });
      const database = await asked(indexedDB.open('tessera'));
      const keys = await asked(database.transaction('packs').objectStore('packs').getAllKeys());
      const key = keys[index];
      if (key === undefined) throw new Error('no such pack');
      const row = (await asked(database.transaction('packs').objectStore('packs').get(key))) as { file: Blob };
      const bytes = new Uint8Array(await row.file.arrayBuffer());
      for (const offset of offsets) bytes[offset] = (bytes[offset] ?? 0) ^ 1;
      const store = database.transaction('packs', 'readwrite').objectStore('packs');
      await asked(store.put({ ...row, file: new Blob([bytes]) }, key));
      database.close();
    },
    [pack, places] as const,
  );
}

test('a full disk pauses the import with its sentence; with room again it goes on', async () => {
  test.setTimeout(240_000);
  const films = Object.fromEntries(
    Array.from({ length: 8 }, (_, at) => [`film ${at}.mp4`, writeFilm(6_000_000, at + 1)]),
  );
  const tree = await layOut('films', films);
  const tessera = await launchTessera({ url: 'about:blank' });
  const { page, url } = tessera;
  try {
    // Before the vault's database is opened: the browser goes on for half a minute with the room it was told of.
    await page.goto(`${url}manifest.webmanifest`);
    await setQuota(page, 32_000_000);
    await page.goto(url);
    await register(page);
    await dropToImport(page, [tree.folder]);
    await openTray(page);
    const alert = trayJob(page, 'Import').getByRole('alert');
    await expect(alert).toContainText('This browser has no more room for Tessera.', slow);
    await expect(alert).toContainText('Free space on the device or empty the trash, then go on.');
    await expect(page.getByRole('gridcell', { name: /^film/ }).first()).toBeVisible(slow);

    await setQuota(page, 400_000_000);
    const goOn = page.getByRole('button', { name: 'Go on' });
    const done = trayJob(page, 'Import').getByRole('heading', { name: 'Import', exact: true });
    await expect(async () => {
      if (await goOn.isVisible()) await goOn.click();
      await expect(done).toBeVisible({ timeout: 5000 });
    }).toPass({ timeout: 120_000 });
    const said = await finishedJob(page, 'Import');
    expect(said).toContain('8 photos imported');
    expect(said).not.toContain('no room');
    await goTo(page, 'Safety');
    await page.getByRole('button', { name: 'Verify everything now' }).first().click();
    expect(await finishedJob(page, 'Verification')).not.toContain('damaged');
  } finally {
    await tessera.close();
    await removeTreeOnDisk(tree);
  }
});
