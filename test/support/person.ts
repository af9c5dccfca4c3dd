// What a person does in the app, step by step, by what they read on the screen. End-to-end tests are written in these.
import { expect, type Locator, type Page } from 'playwright/test';
import { dropPaths } from './pickers.ts';

export const passphrase = 'correct horse battery staple';

/** A busy machine stretches passphrases and cuts pictures slowly. */
export const slow = { timeout: 60_000 };
/** For whole imports, exports and backups. */
export const verySlow = { timeout: 400_000 };

export type Place = 'Photos' | 'Albums' | 'Groups' | 'Safety' | 'Settings';

// — Opening and closing. —

/** From the first screen to the empty library, the words asked back. @returns the 24 words */
export async function register(page: Page, name = 'Ada'): Promise<string[]> {
  await page.getByRole('link', { name: /^New vault/ }).click();
  await fillProfile(page, name, passphrase);
  await page.getByRole('button', { name: 'Continue' }).click();
  const items = page.getByRole('list', { name: 'Recovery words' }).getByRole('listitem');
  await expect(items).toHaveCount(24, slow);
  const words = (await items.allInnerTexts()).map((text) => text.replace(/[^a-z]/g, ''));
  await page.getByRole('button', { name: 'I have written them down' }).click();
  await giveWordsBack(page, words);
  await page.getByRole('button', { name: 'Open my vault' }).click();
  await expect(page.getByRole('heading', { name: 'No photos yet' })).toBeVisible(slow);
  return words;
}

/** Types the words that the page asks for. */
async function giveWordsBack(page: Page, words: readonly string[]): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Three of them, please' })).toBeVisible();
  const asked = await page.locator('tessera-words-asked-back label').allInnerTexts();
  expect(asked).toHaveLength(3);
  for (const label of asked) {
    await page.getByLabel(label.trim(), { exact: true }).fill(words[Number(/\d+/.exec(label)?.[0]) - 1] ?? '');
  }
  await page.getByRole('button', { name: 'Check' }).click();
}

export async function fillProfile(page: Page, name: string, secret: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Passphrase', { exact: true }).fill(secret);
  await page.getByLabel('The passphrase again').fill(secret);
}

export async function lockNow(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Lock' }).click();
  await expect(page.getByLabel('Passphrase', { exact: true })).toBeVisible(slow);
}

/** Types a passphrase and presses Unlock; what comes of it is the caller's business. */
export async function tryPassphrase(page: Page, secret: string): Promise<void> {
  await page.getByLabel('Passphrase', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
}

export async function unlock(page: Page, secret = passphrase): Promise<void> {
  await tryPassphrase(page, secret);
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible(slow);
}

/** Goes to one of the five places. */
export async function goTo(page: Page, place: Place): Promise<void> {
  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: place }).click();
  await expect(page.getByRole('heading', { level: 1, name: place })).toBeAttached(slow);
}

// — Work in the activity tray. —

/** The newest entry of the activity tray for a kind of work: "Import", "Export", "Backup", "Restore", "Verification". */
export function trayJob(page: Page, kind: string): Locator {
  return page.getByRole('article', { name: kind, exact: true }).first();
}

/** Opens the tray where it is not open. */
export async function openTray(page: Page): Promise<void> {
  const activity = page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: /^Activity/ });
  // Work that has just begun opens it too, perhaps between the look and the click, which then closes it.
  await expect(async () => {
    if ((await activity.getAttribute('aria-expanded')) !== 'true') await activity.click();
    await expect(page.getByRole('complementary', { name: 'Activity' })).toBeVisible({ timeout: 2000 });
  }).toPass();
}

/** Waits until the newest work of a kind is done, then dismisses it. @returns what the tray said of it, in one line */
export async function finishedJob(page: Page, kind: string): Promise<string> {
  await openTray(page);
  const job = trayJob(page, kind);
  await expect(job.getByRole('heading', { name: kind, exact: true })).toBeVisible(verySlow);
  await expect(job.locator('tessera-status').first()).toHaveText('done');
  for (const hidden of await job.locator('details:not([open]) > summary').all()) await hidden.click();
  const said = (await job.locator('tessera-job-summary').locator('p, summary, li, tessera-status').allInnerTexts())
    .join(' ')
    .replace(/\s+/g, ' ');
  await job.getByRole('button', { name: 'Dismiss' }).click();
  return said;
}

// — Importing. —

/** Drops files and folders onto the page and begins to import them. */
export async function dropToImport(page: Page, paths: readonly string[]): Promise<void> {
  // Until its code has come, the page does not take drops; the veil shows that it does.
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible();
  await dropPaths(page, page.locator('tessera-app'), paths);
  await beginImport(page);
}

/** Presses the button of the sheet that shows what was found. */
export async function beginImport(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Import [\d,]+ files?$/ }).click(slow);
}

/** Drops, imports, waits. @returns the summary as read in the tray */
export async function importByDrop(page: Page, paths: readonly string[]): Promise<string> {
  await dropToImport(page, paths);
  return finishedJob(page, 'Import');
}

/** Chooses files with the browser's dialog, imports, waits. @returns the summary as read in the tray */
export async function importByChoosing(
  page: Page,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<string> {
  await chooseToImport(page, files);
  return finishedJob(page, 'Import');
}

export async function chooseToImport(
  page: Page,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<void> {
  await page
    .getByRole('button', { name: /^Import( photos)?$/ })
    .first()
    .click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files…' }).click();
  await (
    await chooser
  ).setFiles(files.map(({ name, bytes }) => ({ name, mimeType: typeOf(name), buffer: Buffer.from(bytes) })));
  await beginImport(page);
}

function typeOf(name: string): string {
  const end = /[^.]*$/.exec(name)?.[0].toLowerCase() ?? '';
  return { png: 'image/png', jpg: 'image/jpeg', gif: 'image/gif', mp4: 'video/mp4' }[end] ?? '';
}

// — Looking. —

/** A tile by the name of its file. */
export function tile(page: Page, name: string): Locator {
  return page.getByRole('gridcell', { name: new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')},`) });
}

/** Opens a photo by its tile. */
export async function openPhoto(page: Page, name: string): Promise<void> {
  await tile(page, name).click();
  await expect(page.getByRole('dialog', { name, exact: true })).toBeVisible(slow);
}

/** The chip under an open photo. */
export function photoStatus(page: Page): Locator {
  return page.locator('tessera-photo-stage').getByRole('status');
}

export interface SeenTile {
  /** As read out: name, day, and what its badges say. */
  readonly label: string;
  /** 'picture': drawn and decoded; 'card': the honest tile of a file without a picture. */
  readonly shows: 'picture' | 'card';
}

/** Scrolls the library from its top to its end and looks at every tile, waiting until each shows what it will. */
export async function lookAtEveryTile(page: Page): Promise<SeenTile[]> {
  const grid = page.locator('tessera-photo-grid');
  await expect(grid.getByRole('gridcell').first()).toBeVisible(slow);
  const scroller = grid.locator('.scroller');
  await scroller.evaluate((element) => element.scrollTo(0, 0));
  const seen = new Map<string, SeenTile>();
  for (;;) {
    let here: SeenTile[] = [];
    await expect
      .poll(
        async () => {
          const { waiting, tiles } = await tilesInSight(scroller);
          here = tiles;
          return waiting;
        },
        { message: 'tiles that show nothing yet', ...slow },
      )
      .toEqual([]);
    for (const one of here) seen.set(one.label, one);
    const atEnd = await scroller.evaluate((element) => {
      const before = element.scrollTop;
      element.scrollBy(0, element.clientHeight * 0.7);
      return element.scrollTop === before;
    });
    if (atEnd) return [...seen.values()];
  }
}

/** What stands between the upper and lower edge of the grid now. */
async function tilesInSight(scroller: Locator): Promise<{ waiting: string[]; tiles: SeenTile[] }> {
  return scroller.evaluate(async (element) => {
    // Two frames: one for the grid to hear of the scroll, one to have drawn it.
    for (let i = 0; i < 2; i++) await new Promise((drawn) => requestAnimationFrame(drawn));
    const box = element.getBoundingClientRect();
    const waiting: string[] = [];
    const tiles: { label: string; shows: 'picture' | 'card' }[] = [];
    for (const one of element.querySelectorAll<HTMLElement>('.tile')) {
      const { top, bottom, height } = one.getBoundingClientRect();
      if (!one.checkVisibility({ visibilityProperty: true }) || height === 0 || bottom <= box.top || top >= box.bottom)
        continue;
      const label = one.getAttribute('aria-label') ?? '';
      const image = one.querySelector('img');
      const isPicture = image?.classList.contains('sharp') && image.complete && image.naturalWidth > 0;
      if (isPicture && label.includes(',')) tiles.push({ label, shows: 'picture' });
      else if (one.querySelector('.card') && label.includes(',')) tiles.push({ label, shows: 'card' });
      else waiting.push(label);
    }
    return { waiting, tiles };
  });
}

// — What leaves the vault. Folders are those of `fakePickers`. —

/** SHA-256 in hex of every file of a folder of the origin's private file system, by path. */
export async function hashesIn(page: Page, folder: string): Promise<Record<string, string>> {
  const found = await page.evaluate(async (name) => {
    const hashes: [string, string][] = [];
    const walk = async (directory: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const handle of directory.values()) {
        if (handle.kind === 'directory') {
          await walk(handle as FileSystemDirectoryHandle, `${path}${handle.name}/`);
          continue;
        }
        const bytes = await (await (handle as FileSystemFileHandle).getFile()).arrayBuffer();
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
        const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
        hashes.push([path + handle.name, hex]);
      }
    };
    await walk(await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true }), '');
    return hashes;
  }, folder);
  return Object.fromEntries(found);
}

/** What stands beside the exported files: captions, labels, albums. */
export const exportNotes = 'tessera-export.json';

/** Exports everything into the folder that the pickers hand out. @returns the exported files' hashes by path */
export async function exportAll(page: Page, folder: string): Promise<Record<string, string>> {
  await goTo(page, 'Safety');
  await page.getByRole('button', { name: 'Export all into a folder' }).click();
  await finishedJob(page, 'Export');
  const { [exportNotes]: notes, ...files } = await hashesIn(page, folder);
  expect(notes, 'the notes beside the export').toBeDefined();
  return files;
}

/** Backs up into the folder that the pickers hand out. @returns the summary as read in the tray */
export async function backUp(page: Page): Promise<string> {
  await goTo(page, 'Safety');
  await page.getByRole('button', { name: 'Back up into a folder' }).click();
  return finishedJob(page, 'Backup');
}

/** Erases the vault in Settings, answering both questions; ends at the three doors. */
export async function eraseVault(page: Page): Promise<void> {
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Erase vault…' }).click();
  await page.getByLabel(/^Type \S+ to erase it$/).fill('ERASE');
  await page.getByRole('button', { name: 'Erase for good' }).click();
  await expect(page.getByRole('link', { name: /^New vault/ })).toBeVisible(slow);
}

/** From the three doors, with the words, from the folder that the pickers hand out. @returns the restore's summary */
export async function restore(page: Page, words: readonly string[], secret = passphrase): Promise<string> {
  await page.getByRole('link', { name: /^I had one before/ }).click();
  for (const [at, word] of words.entries()) {
    await page.getByLabel(`Word ${at + 1}`, { exact: true }).fill(word);
  }
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Choose the backup folder' }).click();
  await fillProfile(page, 'Ada', secret);
  await page.getByRole('button', { name: 'Restore my vault' }).click();
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible(verySlow);
  return finishedJob(page, 'Restore');
}
