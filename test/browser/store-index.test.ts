// The block index at sizes where it merges into segments: what it answers must not depend on where a row lies, on
// who merged, or on a merge that was cut short or whose pages are gone.
import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import type { SpaceId } from '../../src/core/ids.ts';
import type { BlockStore, SealedBlock, Store } from '../../src/core/ports.ts';
import { openStore } from '../../src/store/idb-store.ts';
import type { TesseraSchema } from '../../src/store/schema.ts';
import { IdbTap } from '../support/idb-tap.ts';
import { seededBytes } from '../support/sealed-blocks.ts';

const name = 'index';
const space = 'a' as SpaceId;
const packBlocks = 30_000;
const tabs: Store[] = [];
let tap: IdbTap;

/** Many tiny blocks under made-up names: the store never looks at what a name is a hash of. */
function tinyBlocks(from: number, count: number): SealedBlock[] {
  const names = seededBytes(count * 32, from + 1);
  return Array.from({ length: count }, (_, n) => ({
    rehash: names.slice(n * 32, n * 32 + 32),
    hamming: n % 1024,
    cipher: Uint8Array.of(n & 255, from & 255),
  }));
}

async function openBlocks(pen = true): Promise<BlockStore> {
  const tab = await openStore(name);
  tabs.push(tab);
  if (pen) await tab.takePen();
  return tab.space(space).blocks;
}

async function segments(): Promise<{ named: number[]; stored: number[] }> {
  const raw = await openDB<TesseraSchema>(name);
  const row = await raw.get('spaces', space);
  const keys = await raw.getAllKeys('indexPages');
  raw.close();
  const ascending = (ids: Iterable<number>) => [...new Set(ids)].sort((a, b) => a - b);
  return { named: ascending((row?.segments ?? []).map(({ id }) => id)), stored: ascending(keys.map((key) => key[1])) };
}

beforeEach(async () => {
  await deleteDB(name);
  tap = new IdbTap();
});
afterEach(async () => {
  tap.remove();
  for (const tab of tabs.splice(0)) tab.close();
  await deleteDB(name);
});

const sample = (blocks: readonly SealedBlock[]) => blocks.filter((_, n) => n % 997 === 0).map(({ rehash }) => rehash);
const all = (rehashes: readonly unknown[], answer: boolean) => rehashes.map(() => answer);

it('answers alike from unmerged rows, one segment and several, here, in another tab and after reopening', async () => {
  const writer = await openBlocks();
  const reader = await openBlocks(false);
  const absent = sample(tinyBlocks(900, packBlocks));
  const packs: SealedBlock[][] = [];
  for (let round = 0; round < 10; round++) {
    const pack = tinyBlocks(round, packBlocks);
    packs.push(pack);
    await writer.write(pack);
    for (const held of packs) expect(await writer.has(sample(held))).toEqual(all(sample(held), true));
    expect(await writer.has(absent)).toEqual(all(absent, false));
  }
  const { named, stored } = await segments();
  expect(named.length).toBeGreaterThan(0);
  expect(named.length).toBeLessThan(4);
  expect(stored).toEqual(named);
  const everything = packs.flat();
  const some = everything.filter((_, n) => n % 997 === 0);
  for (const blocks of [reader, await openBlocks(false)]) {
    const read = await blocks.readMany(some.map(({ rehash }) => rehash));
    expect(read.map((block) => block && toHex(block.cipher))).toEqual(some.map(({ cipher }) => toHex(cipher)));
    expect(await blocks.has(absent)).toEqual(all(absent, false));
  }
});

it('drops rows of swept packs from its segments', async () => {
  const writer = await openBlocks();
  const [kept, dropped] = [tinyBlocks(1, packBlocks), tinyBlocks(2, packBlocks)];
  await writer.write(kept);
  await writer.write(dropped);
  await writer.write(tinyBlocks(3, packBlocks));
  await writer.write(tinyBlocks(4, 10));
  const keep = new Set(kept.map(({ rehash }) => toHex(rehash)));
  await writer.sweep((rehash) => keep.has(toHex(rehash)));
  expect(await writer.has(sample(kept))).toEqual(all(sample(kept), true));
  expect(await writer.has(sample(dropped))).toEqual(all(sample(dropped), false));
  const raw = await openDB<TesseraSchema>(name);
  expect((await raw.get('spaces', space))?.segments.map(({ rows }) => rows)).toEqual([packBlocks]);
  raw.close();
});

it('survives a merge cut short at any transaction, and clears what it left', async () => {
  const first = await openBlocks();
  const packs = [1, 2, 3].map((seed) => tinyBlocks(seed, packBlocks));
  for (const pack of packs) await first.write(pack);
  const last = tinyBlocks(4, 10);
  for (let step = 0, done = false; !done; step++) {
    const blocks = await openBlocks();
    let left = step;
    tap.beforeTransaction = ({ mode }) => {
      if (mode === 'readwrite' && left-- <= 0) throw new DOMException('the process is gone', 'UnknownError');
    };
    done = await blocks.write(last).then(
      () => true,
      () => false,
    );
    tap.beforeTransaction = undefined;
    const after = await openBlocks();
    for (const pack of packs) expect(await after.has(sample(pack))).toEqual(all(sample(pack), true));
  }
  const { named, stored } = await segments();
  expect(stored).toEqual(named);
  expect(named).toHaveLength(1);
});

it('reads the packs’ own rows where pages of a segment are gone, and merges them anew', async () => {
  const writer = await openBlocks();
  const packs = [1, 2, 3].map((seed) => tinyBlocks(seed, packBlocks));
  for (const pack of packs) await writer.write(pack);
  await writer.write(tinyBlocks(4, 10));
  const raw = await openDB<TesseraSchema>(name);
  const keys = await raw.getAllKeys('indexPages');
  for (const key of keys.filter((_, n) => n % 3 === 0)) await raw.delete('indexPages', key);
  raw.close();
  for (const blocks of [writer, await openBlocks()]) {
    for (const pack of packs) expect(await blocks.has(sample(pack))).toEqual(all(sample(pack), true));
    expect(await blocks.has(sample(tinyBlocks(900, packBlocks)))).not.toContain(true);
  }
  const again = await openBlocks();
  await again.write(tinyBlocks(5, 10));
  await again.write(tinyBlocks(6, 10));
  const { named, stored } = await segments();
  expect(stored).toEqual(named);
  for (const pack of packs) expect(await again.has(sample(pack))).toEqual(all(sample(pack), true));
});
