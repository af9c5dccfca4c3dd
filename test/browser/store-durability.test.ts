// The durability and the scope of each transaction (FORMAT.md, Storage): what is acknowledged was written strictly,
// a pack alone with its own rows, and nothing but the named exemptions goes without the writer's term.
import { deleteDB } from 'idb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DeviceId, SpaceId } from '../../src/core/ids.ts';
import type { SpaceStore, Store } from '../../src/core/ports.ts';
import { openStore } from '../../src/store/idb-store.ts';
import { IdbTap, type SeenTransaction } from '../support/idb-tap.ts';
import { sealedBlocks, seededBytes } from '../support/sealed-blocks.ts';

const name = 'durability';
const bytes = seededBytes(10, 1);
let store: Store;
let space: SpaceStore;
let tap: IdbTap;

beforeEach(async () => {
  await deleteDB(name);
  store = await openStore(name);
  await store.takePen();
  space = store.space('a' as SpaceId);
  tap = new IdbTap();
});
afterEach(async () => {
  tap.remove();
  store.close();
  await deleteDB(name);
});

async function writesDuring(act: () => Promise<unknown>): Promise<SeenTransaction[]> {
  tap.seen.length = 0;
  await act();
  return tap.writes;
}

const strict = (...stores: string[]): SeenTransaction => ({ stores, mode: 'readwrite', durability: 'strict' });
const relaxed = (...stores: string[]): SeenTransaction => ({ stores, mode: 'readwrite', durability: 'relaxed' });
const packCommit = strict('spaces', 'packs', 'packInfos', 'packRows', 'meta');

it('writes each pack strictly, in a transaction of its own with its rows', async () => {
  const blocks = await sealedBlocks(1, 9, 1_000_000);
  expect(await writesDuring(() => space.blocks.write(blocks))).toEqual([packCommit, packCommit, packCommit]);
});

it('takes a pack from a backup strictly, in one transaction', async () => {
  await space.blocks.write(await sealedBlocks(1, 2));
  const file = (await space.blocks.packFile(1)) as Blob;
  expect(await writesDuring(() => store.space('b' as SpaceId).blocks.addPack(file))).toEqual([packCommit]);
});

it('writes settings, log batches, records and the pen strictly, under the term', async () => {
  expect(await writesDuring(() => store.takePen())).toEqual([strict('meta')]);
  expect(await writesDuring(() => store.settings.put('a', 1))).toEqual([strict('settings', 'meta')]);
  expect(await writesDuring(() => store.settings.putAll({ a: 1, b: 2 }))).toEqual([strict('settings', 'meta')]);
  const append = () => space.logs.append('d' as DeviceId, 0, bytes);
  expect(await writesDuring(append)).toEqual([strict('logs', 'logHeads', 'meta')]);
  expect(await writesDuring(() => space.records.append(bytes))).toEqual([strict('records', 'meta')]);
});

it('takes inbox items strictly and without the term, and deletes them under it', async () => {
  expect(await writesDuring(() => store.inbox.add(new Blob(['x'])))).toEqual([strict('inbox')]);
  expect(await writesDuring(() => store.inbox.delete(1))).toEqual([strict('inbox', 'meta')]);
});

it('writes caches relaxed: pages under the term, previews without', async () => {
  expect(await writesDuring(() => space.pages.put('p', bytes))).toEqual([relaxed('pages', 'pageUses', 'meta')]);
  expect(await writesDuring(() => space.previews.put('p', bytes))).toEqual([relaxed('previews', 'previewUses')]);
  expect(await writesDuring(() => space.previews.trim(0))).toEqual([relaxed('previews', 'previewUses')]);
});

it('commits what a sweep moves before it takes the old packs out, and deletes their files last', async () => {
  const blocks = await sealedBlocks(1, 4, 1000);
  await space.blocks.write(blocks);
  const kept = blocks[0]?.rehash as Uint8Array;
  const sweep = () => space.blocks.sweep((rehash) => rehash.every((byte, at) => byte === kept[at]));
  expect(await writesDuring(sweep)).toEqual([
    packCommit,
    strict('spaces', 'packInfos', 'packRows', 'meta'),
    strict('packs', 'meta'),
  ]);
});

it('rebuilds the index strictly', async () => {
  await space.blocks.write(await sealedBlocks(1, 2));
  const dropped = strict('spaces', 'indexPages', 'meta');
  expect(await writesDuring(() => space.blocks.rebuildIndex())).toEqual([
    dropped,
    strict('packInfos', 'packRows', 'meta'),
    dropped,
  ]);
});

it('opens no transaction for blocks that the filter says are not here', async () => {
  await space.blocks.write(await sealedBlocks(1, 50));
  const absent = (await sealedBlocks(1000, 1000)).map(({ rehash }) => rehash);
  await space.blocks.has(absent.slice(0, 1)); // loads the index
  tap.seen.length = 0;
  expect(await space.blocks.has(absent)).toEqual(absent.map(() => false));
  expect(tap.seen).toEqual([]);
});

it('reads many blocks in one transaction', async () => {
  const blocks = await sealedBlocks(1, 50);
  for (let start = 0; start < 50; start += 10) await space.blocks.write(blocks.slice(start, start + 10));
  tap.seen.length = 0;
  const read = await space.blocks.readMany(blocks.map(({ rehash }) => rehash));
  expect(read.map((block) => block?.cipher)).toEqual(blocks.map(({ cipher }) => cipher));
  expect(tap.seen).toHaveLength(1);
});
