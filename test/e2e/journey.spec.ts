// The whole way of issue "The vault on one device": register, drop a tree of folders in, see every good picture, read
// why the others were refused, export all and compare, offline too; back up, erase, restore with the words, compare
// again. Once with the tree that the tests draw, once with the real photos where they are beside the checkout.
import { basename } from 'node:path';
import { test, type Page } from 'playwright/test';
import { expect, launchTessera, waitForOffline, type Tessera } from '../support/app.ts';
import {
  backUp,
  eraseVault,
  exportAll,
  goTo,
  hashesIn,
  importByChoosing,
  importByDrop,
  lookAtEveryTile,
  openPhoto,
  photoStatus,
  register,
  restore,
  slow,
  unlock,
} from '../support/person.ts';
import { fakePickers, type Pickers } from '../support/pickers.ts';
import {
  drawnTree,
  largeDrawing,
  removeTreeOnDisk,
  sha256,
  sharedTree,
  type PhotoTree,
} from '../support/photo-trees.ts';
import { photograph } from '../support/pictures/drawings.ts';
import { writePng } from '../support/pictures/png.ts';

test('a drawn tree goes in, is seen, and comes out byte for byte, offline and from a backup', async () => {
  test.setTimeout(300_000);
  const tree = await drawnTree();
  try {
    await journey(tree, largeDrawing);
  } finally {
    await removeTreeOnDisk(tree);
  }
});

test('real photos go in and come out byte for byte, and what was refused says why', async () => {
  test.setTimeout(300_000);
  const tree = await sharedTree();
  // Without them beside the checkout, the drawn tree above makes every claim that this one does.
  if (!tree) return;
  const tessera = await launchTessera();
  const { page, context, problems } = tessera;
  try {
    const pickers = await fakePickers(context);
    await page.reload();
    await register(page);
    await importAndReadSummary(page, tree);
    pickers.folder = 'export';
    expect(await exportAll(page, pickers.folder)).toEqual(tree.good);
    expect(problems).toEqual([]);
  } finally {
    await tessera.close();
  }
});

async function journey(tree: PhotoTree, large: string): Promise<void> {
  const tessera = await launchTessera();
  const { page, context, problems } = tessera;
  try {
    const pickers = await fakePickers(context);
    await page.reload();
    const words = await register(page);
    await waitForOffline(page);

    await importTree(page, tree);
    await openSlowly(page, large);

    pickers.folder = 'first export';
    expect(await exportAll(page, pickers.folder)).toEqual(tree.good);

    const good = await goOffline(tessera, pickers, tree);
    await backUpTwice(page, pickers);

    await eraseVault(page);
    expect(await restore(page, words)).toContain(`${photosIn(good).toLocaleString()} photos`);
    await goTo(page, 'Photos');
    expect((await lookAtEveryTile(page)).length).toBeGreaterThan(0);
    pickers.folder = 'export of the restored';
    expect(await exportAll(page, pickers.folder)).toEqual(good);
    expect(problems.filter((problem) => !isOffline(problem))).toEqual([]);
  } finally {
    await tessera.close();
  }
}

/** The summary counts the pictures, and names what was refused, and why. */
async function importAndReadSummary(page: Page, tree: PhotoTree): Promise<void> {
  const said = await importByDrop(page, [tree.folder]);
  expect(said).toContain(`${tree.photos.toLocaleString()} photos imported`);
  expect(said).toContain('1 empty file');
  expect(said).toContain('2 files: neither pictures nor videos');
  for (const path of tree.refused) expect(said).toContain(path);
}

/** Every good picture shows. */
async function importTree(page: Page, tree: PhotoTree): Promise<void> {
  await importAndReadSummary(page, tree);
  const tiles = await lookAtEveryTile(page);
  const names = new Set(tiles.map(({ label }) => label.slice(0, label.lastIndexOf(','))));
  // Of files with equal bytes one path names the photo.
  const byHash = new Map<string, string[]>();
  for (const [path, hash] of Object.entries(tree.good)) byHash.set(hash, [...(byHash.get(hash) ?? []), path]);
  for (const paths of byHash.values()) {
    const found = paths.some((path) => [...names].some((label) => label.startsWith(`${basename(path)}, `)));
    expect(found, `a tile for ${paths.join(' or ')}`).toBe(true);
  }
  for (const { label, shows } of tiles) {
    if (shows === 'card') expect(label, 'an honest card').toMatch(/kept, not drawn|video/);
  }
}

/** Found by its name. First "preview checked", then "original verified", never the other way round. */
async function openSlowly(page: Page, name: string): Promise<void> {
  const search = page.getByRole('combobox', { name: 'Search photos' });
  await search.fill(name);
  await expect(page.getByText('1 photo', { exact: true })).toBeVisible(slow);
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { statusesSeen: seen });
    const look = (): void => {
      const stage = document
        .querySelector('tessera-app')
        ?.shadowRoot?.querySelector('tessera-photo-page')
        ?.shadowRoot?.querySelector('tessera-photo-stage');
      const word = stage?.shadowRoot?.querySelector('[role="status"]')?.textContent.trim();
      if (word && word !== seen.at(-1)) seen.push(word);
      if (word !== 'Original verified') requestAnimationFrame(look);
    };
    look();
  });
  await openPhoto(page, name);
  await expect(photoStatus(page)).toHaveText('Original verified', slow);
  const seen = await page.evaluate(() => (globalThis as unknown as { statusesSeen: string[] }).statusesSeen);
  expect(seen.at(-1)).toBe('Original verified');
  expect(seen.findIndex((word) => word.startsWith('Preview checked'))).toBeGreaterThanOrEqual(0);
  expect(await drawnColours(page)).toBeGreaterThan(16);
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await search.fill('');
}

/** How many different colours the canvas of the open photo shows: a blank one has one. */
function drawnColours(page: Page): Promise<number> {
  return page.locator('tessera-photo-canvas canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    const colours = new Set<number>();
    for (let at = 0; at + 3 < data.length; at += 4 * 101) {
      colours.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
    }
    return colours.size;
  });
}

/** With the server gone: reload, unlock, view, import one more, export. @returns what the vault holds now */
async function goOffline({ page, server }: Tessera, pickers: Pickers, tree: PhotoTree): Promise<PhotoTree['good']> {
  await server.close();
  await page.reload();
  await unlock(page);
  await goTo(page, 'Photos');
  const one = writePng(photograph(120, 90, 77));
  expect(await importByChoosing(page, [{ name: 'taken offline.png', bytes: one }])).toContain('1 photo imported');
  await openPhoto(page, 'taken offline.png');
  await expect(photoStatus(page)).toHaveText('Original verified', slow);
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  const good = { ...tree.good, 'taken offline.png': sha256(one) };
  pickers.folder = 'export offline';
  expect(await exportAll(page, pickers.folder)).toEqual(good);
  return good;
}

/** The second finds every pack there; neither leaves the other's files changed. */
async function backUpTwice(page: Page, pickers: Pickers): Promise<void> {
  pickers.folder = 'backup';
  await backUp(page);
  const first = await hashesIn(page, 'backup');
  const packs = Object.keys(first).filter((path) => path.includes('pack'));
  expect(packs.length).toBeGreaterThan(0);
  expect(await backUp(page)).toContain(`0 packs new, ${packs.length} there already`);
  const second = await hashesIn(page, 'backup');
  for (const path of packs) expect(second[path]).toBe(first[path]);
}

function photosIn(good: PhotoTree['good']): number {
  return new Set(Object.values(good)).size;
}

/** What Chromium logs when the server is gone and the page looks for a newer build. */
function isOffline(problem: string): boolean {
  return /net::ERR_CONNECTION_REFUSED|Failed to fetch/.test(problem);
}
