// What happens at each interruption: a full disk at every kind of write, another tab taking the pen, a lock in the
// middle of an import, the same folder chosen twice.
import { cdp } from 'vitest/browser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { photograph } from '../../support/pictures/drawings.ts';
import { writePng } from '../../support/pictures/png.ts';
import { cleanOrigin, freshFolder, passphrase, readTree, VaultTab } from '../../support/vault-tab.ts';
import type { JobId } from '../../../src/core/ids.ts';
import type { ImportFile } from '../../../src/vault/api.ts';

let tabs: VaultTab[] = [];

function openTab(): VaultTab {
  const tab = new VaultTab();
  tabs.push(tab);
  return tab;
}

beforeEach(cleanOrigin);
afterEach(() => {
  for (const tab of tabs) tab.close();
  tabs = [];
});

function pngs(count: number, folder = 'album', edge = 96): ImportFile[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `photo-${String(index).padStart(3, '0')}.png`;
    const bytes = writePng(photograph(edge, edge, index + 1));
    return { path: `${folder}/${name}`, file: new File([bytes], name, { type: 'image/png', lastModified: 1e12 }) };
  });
}

async function setQuota(bytes: number | undefined): Promise<void> {
  const { send } = cdp() as unknown as { send(method: string, params: object): Promise<unknown> };
  await send('Storage.overrideQuotaForOrigin', {
    origin: location.origin,
    ...(bytes === undefined ? {} : { quotaSize: bytes }),
  });
}

test('choosing the same folder again imports nothing twice and finishes what a cancel left', async () => {
  const tab = openTab();
  await tab.register();
  const files = pngs(12);
  const first = await tab.import(files.slice(0, 5));
  expect(first.summary).toMatchObject({ imported: 5, known: 0 });
  const again = await tab.import(files);
  expect(again.summary).toMatchObject({ imported: 7, known: 5, refused: [] });
  expect(await tab.allIds()).toHaveLength(12);
});

test('equal files inside one import become one photo with every path, and export gives every path back', async () => {
  const tab = openTab();
  await tab.register();
  const [one] = pngs(1);
  if (!one) throw new Error('no picture');
  const copies = ['a/x.png', 'b/x.png', 'c/y.png'].map((path) => ({ ...one, path }));
  const job = await tab.import(copies, true);
  expect(job.summary).toMatchObject({ imported: 1, known: 2 });
  const ids = await tab.allIds();
  expect(ids).toHaveLength(1);
  const detail = await tab.api.photo(ids[0] as (typeof ids)[0]);
  expect(detail.paths.map(({ path }) => path).toSorted()).toEqual(['a/x.png', 'b/x.png', 'c/y.png']);
  expect(detail.albums.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  const out = await freshFolder('out');
  await tab.export({ to: 'folder', handle: out });
  const tree = await readTree(out);
  expect([...tree.keys()].filter((path) => path.endsWith('.png')).toSorted()).toEqual([
    'a/x.png',
    'b/x.png',
    'c/y.png',
  ]);
});

test('a lock in the middle of an import keeps what is finished, and the import goes on after the unlock', async () => {
  const tab = openTab();
  await tab.register();
  const { space } = await tab.api.status();
  if (space === undefined) throw new Error('not open');
  const id = await tab.api.startImport(pngs(24, 'album', 200), { space, albumsFromFolders: true });
  await tab.job(id, (job) => job.current === 'album/photo-004.png');
  await tab.api.lock();
  const paused = (await tab.api.jobs()).find((job) => job.id === id);
  expect(paused).toMatchObject({ state: 'paused', error: 'locked' });
  await tab.api.unlock(passphrase);
  const done = await tab.finished(id);
  expect(done).toMatchObject({ state: 'done', summary: { imported: 24, refused: [] } });
  expect(await tab.api.albums()).toMatchObject([{ name: 'album', count: 24 }]);
});

test('a full disk pauses the import with its reason, the library stays readable, and space lets it go on', async () => {
  const tab = openTab();
  await tab.register();
  await tab.import(pngs(2, 'before'));
  const { space } = await tab.api.status();
  if (space === undefined) throw new Error('not open');
  const start = (round: number): Promise<JobId> => {
    const files = pngs(4, `after-${String(round)}`, 200 + round);
    return tab.api.startImport(files, { space, albumsFromFolders: false });
  };
  try {
    await setQuota(1);
    // Chromium goes by the room it last saw for up to half a minute: import until it looks again.
    let id = await start(0);
    let job = await tab.job(id, (one) => one.state !== 'running');
    let imported = 0;
    for (let round = 1; job.state === 'done'; round++) {
      imported += 4;
      id = await start(round);
      job = await tab.job(id, (one) => one.state !== 'running');
    }
    expect(job).toMatchObject({ state: 'paused', error: 'quota' });
    const ids = await tab.allIds();
    expect(ids).toHaveLength(2 + imported);
    for (const one of ids.slice(0, 2))
      expect((await tab.stages(one)).at(-1)).toMatchObject({ stage: 'original-verified' });
    await setQuota(undefined);
    await expect
      .poll(
        async () => {
          if (job.state === 'paused') await tab.api.resumeJob(id);
          job = await tab.job(id, (one) => one.state !== 'running');
          return job.state;
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toBe('done');
    expect(job).toMatchObject({ summary: { imported: 4, refused: [] } });
    const verified = await tab.finished(await tab.api.verifyEverything());
    expect(verified.summary).toMatchObject({ photos: 6 + imported, damaged: [] });
  } finally {
    await setQuota(undefined);
  }
}, 180_000);

test('a second tab sees what the first writes, and writes only after it took the pen', async () => {
  const first = openTab();
  await first.register();
  const second = openTab();
  await second.listen();
  await second.api.unlock(passphrase);
  expect((await second.api.status()).pen).toBe('elsewhere');
  await first.import(pngs(3));
  await expect.poll(() => second.allIds()).toHaveLength(3);
  const ids = await second.allIds();
  const favourite = { act: 'favourite', photos: ids, value: true } as const;
  await expect(second.api.act(favourite)).rejects.toMatchObject({ code: 'writer-elsewhere' });

  await second.api.writeHere();
  expect((await second.api.act(favourite)).changed).toBe(3);
  await expect.poll(async () => (await first.api.status()).pen).toBe('elsewhere');
  await expect(first.api.act({ act: 'trash', photos: ids, value: true })).rejects.toMatchObject({
    code: 'writer-elsewhere',
  });
  const favourites = { sort: 'name', descending: false, group: 'none', favourites: true } as const;
  await expect.poll(async () => (await first.api.query(favourites)).count).toBe(3);
});

test('acts on many photos are undone exactly', async () => {
  const tab = openTab();
  await tab.register();
  await tab.import(pngs(6));
  const ids = await tab.allIds();
  const [some, rest] = [ids.slice(0, 2), ids.slice(2)];
  await tab.api.act({ act: 'label', photos: some, add: ['kept'], remove: [] });
  const act = await tab.api.act({ act: 'label', photos: ids, add: ['kept'], remove: [] });
  expect(act.changed).toBe(rest.length);
  await tab.api.undo(act.undo);
  expect(await tab.api.labels()).toEqual([{ label: 'kept', count: 2 }]);
  await expect(tab.api.undo(act.undo)).rejects.toMatchObject({ code: 'not-found' });
  const trash = await tab.api.act({ act: 'trash', photos: some, value: true });
  expect(await tab.allIds()).toHaveLength(4);
  await tab.api.undo(trash.undo);
  expect(await tab.allIds()).toHaveLength(6);
});

test('what was purged from the trash leaves no block behind after the sweep, and shared blocks stay', async () => {
  const tab = openTab();
  await tab.register();
  const drawing = photograph(256, 256, 5);
  const twin = { ...drawing, rgba: drawing.rgba.slice() };
  twin.rgba.fill(9, 0, 128 * 4);
  const make = (name: string, picture: typeof drawing): ImportFile => ({
    path: name,
    file: new File([writePng(picture)], name, { lastModified: 1e12 }),
  });
  await tab.import([make('one.png', drawing), make('two.png', twin)]);
  const [one, two] = await tab.allIds();
  if (one === undefined || two === undefined) throw new Error('two photos are expected');
  expect((await tab.api.inspect(two)).blocks.filter((block) => block.sharedCount > 0)).not.toHaveLength(0);
  await tab.api.act({ act: 'trash', photos: [one], value: true });
  await tab.api.purge();
  await expect
    .poll(async () => (await tab.api.jobs()).some((job) => job.kind === 'sweep' && job.state === 'done'))
    .toBe(true);
  expect((await tab.stages(two)).at(-1)).toMatchObject({ stage: 'original-verified' });
  const report = await tab.api.safety();
  expect(report.photos).toBe(1);
  const verified = await tab.finished(await tab.api.verifyEverything());
  expect(verified.summary).toMatchObject({ photos: 1, damaged: [] });
});

test('the space’s log names how pictures are cut, and a restart goes by it', async () => {
  const tab = openTab();
  await tab.register();
  await tab.api.putSettings({ layout: 'grid8' });
  tab.close();
  const again = openTab();
  await again.listen();
  await again.api.unlock(passphrase);
  expect((await again.api.getSettings()).layout).toBe('grid8');
  await again.import(pngs(1, 'grid', 320));
  const [id] = await again.allIds();
  if (id === undefined) throw new Error('no photo');
  const inside = await again.api.inspect(id);
  expect(inside).toMatchObject({ method: 'grid8' });
  expect(inside.areas).toHaveLength(64);
});
