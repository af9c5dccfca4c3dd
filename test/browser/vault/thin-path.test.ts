// The thin path through everything: a PNG in, sealed, stored, verified, viewed, exported, backed up, and restored
// with the words on a cleared origin.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { photograph } from '../../support/pictures/drawings.ts';
import { writePng } from '../../support/pictures/png.ts';
import { cleanOrigin, freshFolder, passphrase, readTree, VaultTab } from '../../support/vault-tab.ts';

let tab: VaultTab;

beforeEach(async () => {
  await cleanOrigin();
  tab = new VaultTab();
});
afterEach(() => {
  tab.close();
});

function drawnPng(width: number, height: number, seed: number): Uint8Array<ArrayBuffer> {
  return writePng(photograph(width, height, seed));
}

function pngFile(name: string, bytes: Uint8Array<ArrayBuffer>): File {
  return new File([bytes], name, { type: 'image/png', lastModified: Date.UTC(2020, 4, 3, 10, 0, 0) });
}

test('a PNG goes in, is verified before it is shown, and comes back byte for byte', async () => {
  await tab.register();
  const bytes = drawnPng(400, 300, 7);
  const job = await tab.import([{ file: pngFile('one.png', bytes), path: 'trip/one.png' }]);
  expect(job.summary).toMatchObject({ kind: 'import', imported: 1, known: 0, refused: [] });

  const [id] = await tab.allIds();
  if (id === undefined) throw new Error('no photo');
  const stages = await tab.stages(id);
  expect(stages.at(-1)).toMatchObject({ stage: 'original-verified', receipt: { id, signedByThisDevice: true } });
  const last = stages.at(-1);
  if (last?.stage === 'original-verified') expect([last.bitmap.width, last.bitmap.height]).toEqual([400, 300]);

  const folder = await freshFolder('out');
  expect((await tab.export({ to: 'folder', handle: folder })).state).toBe('done');
  const tree = await readTree(folder);
  expect(tree.get('trip/one.png')).toEqual(bytes);
});

test('the words and a backup bring everything back as a new device', async () => {
  const words = await tab.register();
  const bytes = drawnPng(300, 200, 9);
  await tab.import([{ file: pngFile('one.png', bytes), path: 'a/one.png' }]);
  const device = (await tab.api.status()).device;
  const backup = await freshFolder('backup');
  const first = await tab.finished(await tab.api.backUp({ to: 'folder', handle: backup }));
  expect(first).toMatchObject({ state: 'done', summary: { kind: 'backup', photos: 1, damaged: [] } });
  const again = await tab.finished(await tab.api.backUp({ to: 'folder', handle: backup }));
  expect(again.summary).toMatchObject({ packsWritten: 0 });
  const saved = await readTree(backup);
  await tab.api.destroyVault();
  tab.close();

  tab = new VaultTab();
  await tab.listen();
  expect((await tab.api.status()).phase).toBe('none');
  const files = [...saved].map(([path, content]) => ({
    path: `kept/${path}`,
    file: new File([content as Uint8Array<ArrayBuffer>], path),
  }));
  const wrong = [...words];
  wrong[0] = words[0] === 'zoo' ? 'zone' : 'zoo';
  const profile = { name: 'Ada', passphrase: 'another passphrase' };
  await expect(tab.api.recover(wrong, profile, { from: 'files', files })).rejects.toMatchObject({
    code: 'wrong-words',
  });
  const restored = await tab.finished(await tab.api.recover(words, profile, { from: 'files', files }));
  expect(restored).toMatchObject({ state: 'done', summary: { kind: 'restore', photos: 1 } });
  expect((await tab.api.status()).device).not.toBe(device);
  const folder = await freshFolder('out');
  await tab.export({ to: 'folder', handle: folder });
  expect((await readTree(folder)).get('a/one.png')).toEqual(bytes);
});

test('a locked vault shows nothing, a wrong passphrase changes nothing, the right one opens it', async () => {
  await tab.register();
  await tab.import([{ file: pngFile('one.png', drawnPng(64, 64, 1)), path: 'one.png' }]);
  await tab.api.lock();
  expect((await tab.api.status()).phase).toBe('locked');
  await expect(tab.allIds()).rejects.toMatchObject({ code: 'locked' });
  await expect(tab.api.unlock('wrong passphrase')).rejects.toMatchObject({ code: 'wrong-passphrase' });
  expect((await tab.api.status()).phase).toBe('locked');
  await tab.api.unlock(passphrase);
  expect(await tab.allIds()).toHaveLength(1);
});
