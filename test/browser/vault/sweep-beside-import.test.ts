// A sweep and an import never run beside each other, in whatever tabs: an import's blocks belong to nothing until its
// photos are acknowledged. The page plays the other tab: it holds the lock that an import, or a sweep, holds there.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { photograph } from '../../support/pictures/drawings.ts';
import { writePng } from '../../support/pictures/png.ts';
import { cleanOrigin, VaultTab } from '../../support/vault-tab.ts';
import type { ImportFile } from '../../../src/vault/api.ts';

const lockName = 'tessera-blocks';
let tab: VaultTab;
let release: () => void = () => undefined;

beforeEach(async () => {
  await cleanOrigin();
  tab = new VaultTab();
  await tab.register();
});
afterEach(() => {
  release();
  tab.close();
});

async function hold(mode: LockMode): Promise<void> {
  await new Promise<void>((held) => {
    void navigator.locks.request(lockName, { mode }, () => {
      held();
      return new Promise<void>((done) => (release = done));
    });
  });
}

function png(seed: number): ImportFile {
  const name = `photo-${String(seed)}.png`;
  return { path: name, file: new File([writePng(photograph(96, 96, seed))], name, { lastModified: 1e12 }) };
}

/** Imports a photo, throws it away, and waits for the sweep that follows. */
async function importAndPurge(seed: number): Promise<void> {
  await tab.import([png(seed)]);
  await tab.api.act({ act: 'trash', photos: await tab.allIds(), value: true });
  await tab.api.purge();
  for (const job of await tab.api.jobs()) {
    await tab.finished(job.id);
    await tab.api.dismissJob(job.id);
  }
}

test('a purge leaves every block in place while another tab imports, and a later sweep takes them', async () => {
  await hold('shared');
  await importAndPurge(1);
  const held = (await tab.api.safety()).breakdown.blocks;
  expect(held).toBeGreaterThan(0);
  release();
  await importAndPurge(2);
  expect((await tab.api.safety()).breakdown.blocks).toBe(0);
});

test('an import waits for a sweep of another tab', async () => {
  await hold('exclusive');
  const { space } = await tab.api.status();
  if (space === undefined) throw new Error('not open');
  const id = await tab.api.startImport([png(1)], { space, albumsFromFolders: false });
  await tab.api.labels();
  expect((await tab.api.jobs()).find((job) => job.id === id)).toMatchObject({ state: 'running', done: 0 });
  release();
  expect(await tab.finished(id)).toMatchObject({ state: 'done', summary: { imported: 1 } });
});
