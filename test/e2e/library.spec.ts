// The library as a person keeps it: order, groups, search, favourites, albums, labels, captions, many at once with
// Undo, the trash, dates, all of it by keyboard, and two tabs on one vault.
import { test, type Locator, type Page } from 'playwright/test';
import { expect, launchTessera, type Tessera } from '../support/app.ts';
import { goTo, importByDrop, openPhoto, register, slow, tile, unlock } from '../support/person.ts';
import { layOut, removeTreeOnDisk } from '../support/photo-trees.ts';
import { photograph } from '../support/pictures/drawings.ts';
import { writePng } from '../support/pictures/png.ts';

// One vault for all, tall enough to show all of it: each test leaves it as it found it.
const names = ['apple.png', 'bridge.png', 'castle.png', 'dune.png', 'eagle.png', 'ferry.png'];
let tessera: Tessera;
let page: Page;

test.beforeAll(async () => {
  const files = Object.fromEntries(
    names.map((name, at) => [
      `${at < 4 ? 'Summer' : 'Winter'}/${name}`,
      // Each is larger than the one before it.
      writePng(photograph(60 + 30 * at, 60 + 20 * at, at + 1)),
    ]),
  );
  const tree = await layOut('trips', files);
  tessera = await launchTessera({ context: { viewport: { width: 1280, height: 1900 } } });
  page = tessera.page;
  await register(page);
  expect(await importByDrop(page, [tree.folder])).toContain('6 photos imported');
  await page.getByRole('complementary', { name: 'Activity' }).getByRole('button', { name: 'Close' }).click();
  await removeTreeOnDisk(tree);
});
test.afterAll(() => tessera.close());

/** The names in the grid, in the order in which they stand. */
async function shown(): Promise<string[]> {
  return page.locator('tessera-photo-grid').evaluate((grid) =>
    [...(grid.shadowRoot?.querySelectorAll<HTMLElement>('.tile') ?? [])]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }))
      .sort((a, b) => Number(a.dataset['index']) - Number(b.dataset['index']))
      .map((one) => (one.getAttribute('aria-label') ?? '').split(',')[0] ?? ''),
  );
}

const choose = async (menu: string | RegExp, item: string | RegExp): Promise<void> => {
  await page.getByRole('button', { name: menu }).click();
  await page
    .getByRole('menuitemradio', { name: item })
    .or(page.getByRole('menuitem', { name: item }))
    .click();
};
const undo = (): Promise<void> => page.getByRole('button', { name: 'Undo' }).last().click();
const said = (text: string | RegExp): Promise<void> => expect(page.getByText(text).last()).toBeVisible(slow);
const headings = (text: string | RegExp): Locator =>
  page.locator('tessera-photo-grid').getByText(text, { exact: true }).filter({ visible: true });
const toolbar = () => page.getByRole('toolbar', { name: 'Do with the selected photos' });

test('sorts by name, size and date, and groups by day, month and year', async () => {
  await goTo(page, 'Photos');
  // Files carry their own dates, a day apart, newest first.
  await expect.poll(shown).toEqual([...names].reverse());
  await expect(headings(/2021/)).toHaveCount(6);
  await choose('By day', 'By month');
  await expect(headings('March 2021')).toHaveCount(1);
  await choose('By month', 'By year');
  await expect(headings('2021')).toHaveCount(1);
  await choose('Newest first', 'By name');
  await expect.poll(shown).toEqual(names);
  await choose('By name', 'Largest first');
  await expect.poll(shown).toEqual([...names].reverse());
  await choose('Largest first', 'Oldest first');
  await expect.poll(shown).toEqual(names);
  await choose('Oldest first', 'Newest first');
  await expect.poll(shown).toEqual([...names].reverse());
});

test('makes albums of folders, and finds by name, album and date', async () => {
  await goTo(page, 'Albums');
  await expect(page.getByRole('link', { name: /Summer\s*4 photos/ })).toBeVisible();
  await page.getByRole('link', { name: /Winter\s*2 photos/ }).click();
  await expect(page.getByRole('heading', { name: 'Winter' })).toBeVisible();
  await expect.poll(shown).toEqual(['ferry.png', 'eagle.png']);
  await goTo(page, 'Photos');
  const search = page.getByRole('combobox', { name: 'Search photos' });
  for (const [words, found] of [
    ['cast', ['castle.png']],
    ['summer', ['dune.png', 'castle.png', 'bridge.png', 'apple.png']],
    ['2021-03', [...names].reverse()],
    ['winter ferry', ['ferry.png']],
  ] as const) {
    await search.fill(words);
    await expect.poll(shown).toEqual(found);
  }
  await search.fill('nothing like this');
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await page.getByRole('button', { name: 'Show all photos' }).click();
  await expect.poll(shown).toEqual([...names].reverse());
});

test('keeps favourites, a caption and a label of one photo, and finds it by them', async () => {
  await openPhoto(page, 'bridge.png');
  await page.getByRole('button', { name: 'Favourite', exact: true }).click();
  await said('1 photo marked as favourite.');
  await page.getByRole('button', { name: 'Details' }).click();
  await page.getByLabel('Caption').fill('A bridge in fog');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await said('Caption saved.');
  await page.getByRole('button', { name: 'Add a label' }).click();
  await page.getByLabel('New label').fill('water');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await said('Labels changed on 1 photo.');
  await page.getByRole('button', { name: 'Back', exact: true }).click();

  await page.getByRole('button', { name: 'Favourites', exact: true }).click();
  await expect.poll(shown).toEqual(['bridge.png']);
  await page.getByRole('button', { name: 'Favourites', exact: true }).click();
  const search = page.getByRole('combobox', { name: 'Search photos' });
  for (const words of ['fog', 'water']) {
    await search.fill(words);
    await expect.poll(shown).toEqual(['bridge.png']);
  }
  await search.fill('');
  await expect.poll(shown).toEqual([...names].reverse());
});

test('acts on all selected at once, each act undone as a whole', async () => {
  await selectAll();
  await toolbar().getByRole('button', { name: 'Add to album' }).click();
  await page.getByLabel('New album').fill('Best of all');
  await page.getByRole('button', { name: 'Make', exact: true }).click();
  await said('Album “Best of all” made with 6 photos.');
  await undo();
  await said('Undone.');

  await toolbar().getByRole('button', { name: 'Labels' }).click();
  await page.getByLabel('New label').fill('everything');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await said('Labels changed on 6 photos.');
  await undo();

  await toolbar().getByRole('button', { name: 'Shift date' }).click();
  await page.getByLabel('Days').fill('366');
  await page.getByRole('button', { name: 'Shift', exact: true }).click();
  await said('Date of 6 photos shifted.');
  await expect(tile(page, 'apple.png')).toHaveAttribute('aria-label', /2022/);
  await undo();
  await expect(tile(page, 'apple.png')).toHaveAttribute('aria-label', /2021/);

  await toolbar().getByRole('button', { name: 'Move to trash' }).click();
  await said('6 photos moved to the trash.');
  await expect(page.getByRole('heading', { name: 'No photos yet' })).toBeVisible();
  await undo();
  await expect.poll(shown).toEqual([...names].reverse());
  await goTo(page, 'Albums');
  await expect(page.getByText('Best of all')).toHaveCount(0);
  await goTo(page, 'Photos');
});

async function selectAll(): Promise<void> {
  await tile(page, 'apple.png').click({ modifiers: ['Control'] });
  await page.getByRole('button', { name: 'Select all' }).first().click();
  await expect(page.getByText('6 selected')).toBeVisible();
}

test('puts photos back from the trash, or deletes them for good', async () => {
  await tile(page, 'eagle.png').click({ modifiers: ['Control'] });
  await toolbar().getByRole('button', { name: 'Move to trash' }).click();
  await said('1 photo moved to the trash.');
  await page.getByRole('button', { name: 'Trash', exact: true }).click();
  await expect.poll(shown).toEqual(['eagle.png']);
  await tile(page, 'eagle.png').click({ modifiers: ['Control'] });
  await page.getByRole('button', { name: 'Put back' }).click();
  await said('1 photo put back.');
  await expect(page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible();
  await goTo(page, 'Photos');
  await expect.poll(shown).toEqual([...names].reverse());
});

test('is walked through by keyboard alone', async () => {
  await tile(page, 'ferry.png').focus();
  await page.keyboard.press('ArrowRight');
  await expect(tile(page, 'eagle.png')).toBeFocused();
  await page.keyboard.press('End');
  await expect(tile(page, 'apple.png')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(tile(page, 'ferry.png')).toBeFocused();

  await page.keyboard.press('f');
  await expect(tile(page, 'ferry.png')).toHaveAttribute('aria-label', /favourite/);
  await page.keyboard.press('f');
  await said('1 photo no longer favourite.');

  await page.keyboard.press('x');
  await expect(tile(page, 'ferry.png')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(page.getByText('2 selected')).toBeVisible();
  await page.keyboard.press('Delete');
  await said('2 photos moved to the trash.');
  await expect.poll(shown).toEqual(['dune.png', 'castle.png', 'bridge.png', 'apple.png']);
  await undo();
  await expect.poll(shown).toEqual([...names].reverse());

  await tile(page, 'dune.png').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'dune.png' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('dialog', { name: 'castle.png' })).toBeVisible();
  await page.keyboard.press('i');
  await expect(page.getByRole('tab', { name: 'Info' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(tile(page, 'castle.png')).toBeFocused();

  await page.keyboard.press('/');
  await expect(page.getByRole('combobox', { name: 'Search photos' })).toBeFocused();
  await page.keyboard.type('apple');
  await expect.poll(shown).toEqual(['apple.png']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect.poll(shown).toEqual([...names].reverse());
});

test('a second tab sees changes, writes nothing, and takes over when asked', async () => {
  const { context, url } = tessera;
  const second = await context.newPage();
  await second.goto(url);
  await unlock(second);
  await expect(second.getByText(/in use in another tab/)).toBeVisible(slow);

  await page.bringToFront();
  await openPhoto(page, 'castle.png');
  await page.getByRole('button', { name: 'Favourite', exact: true }).click();
  await said('1 photo marked as favourite.');
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await second.bringToFront();
  await expect(tile(second, 'castle.png')).toHaveAttribute('aria-label', /favourite/, slow);

  await tile(second, 'castle.png').focus();
  await second.keyboard.press('f');
  await expect(second.getByText(/Go on there, or choose “Use Tessera here”/).last()).toBeVisible();
  await expect(tile(second, 'castle.png')).toHaveAttribute('aria-label', /favourite/);

  await second.getByRole('button', { name: 'Use Tessera here' }).click();
  await expect(second.getByText(/in use in another tab\. This one/)).toHaveCount(0, slow);
  await tile(second, 'castle.png').focus();
  await second.keyboard.press('f');
  await expect(second.getByText('1 photo no longer favourite.').last()).toBeVisible(slow);
  await page.bringToFront();
  await expect(page.getByRole('button', { name: 'Use Tessera here' })).toBeVisible(slow);
  await expect(tile(page, 'castle.png')).not.toHaveAttribute('aria-label', /favourite/, slow);
  await second.close();
  expect(tessera.problems).toEqual([]);
});
