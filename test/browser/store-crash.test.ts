// What a crash, a full disk or a frozen tab leaves behind: at every transaction of a sweep or merge, at every kind of
// write, the store opens again in the old state or the new one, and goes on.
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import type { DeviceId, SpaceId } from '../../src/core/ids.ts';
import type { SealedBlock, Store } from '../../src/core/ports.ts';
import { openStore } from '../../src/store/idb-store.ts';
import { IdbTap, quotaExceeded } from '../support/idb-tap.ts';
import { withSmallBucket } from '../support/small-bucket.ts';
import { sealedBlocks, seededBytes } from '../support/sealed-blocks.ts';

const name = 'crash';
const space = 'a' as SpaceId;
const device = 'd' as DeviceId;
const tabs: Store[] = [];
let tap: IdbTap;

async function open(): Promise<Store> {
  const tab = await openStore(name);
  tabs.push(tab);
  return tab;
}
async function openWriter(): Promise<Store> {
  const tab = await open();
  await tab.takePen();
  return tab;
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

const names = (blocks: readonly SealedBlock[]) => blocks.map(({ rehash }) => rehash);
const keeping = (blocks: readonly SealedBlock[]) => {
  const kept = new Set(names(blocks).map(toHex));
  return (rehash: Uint8Array) => kept.has(toHex(rehash));
};

/** Lets `allowed` more writes begin, then none: the process is gone. */
function dieAfter(allowed: number): void {
  let left = allowed;
  tap.beforeTransaction = ({ mode }) => {
    if (mode === 'readwrite' && left-- <= 0) throw new DOMException('the process is gone', 'UnknownError');
  };
}

describe('a sweep that is cut short', () => {
  it('leaves the kept blocks readable at every step, and the next sweep ends the same', async () => {
    const blocks = await sealedBlocks(1, 30, 1000);
    const kept = [...blocks.slice(0, 3), ...blocks.slice(10, 12)];
    let finished = false;
    for (let step = 0; !finished; step++) {
      const before = await openWriter();
      for (let start = 0; start < 30; start += 10)
        await before.space(space).blocks.write(blocks.slice(start, start + 10));
      dieAfter(step);
      try {
        await before.space(space).blocks.sweep(keeping(kept));
        finished = true;
      } catch (error) {
        expect(error).toMatchObject({ code: 'storage' });
      }
      tap.beforeTransaction = undefined;
      before.close();

      const after = await openWriter();
      const { blocks: held } = after.space(space);
      const read = await held.readMany(names(kept));
      expect(read.map((block) => block?.cipher)).toEqual(kept.map(({ cipher }) => cipher));
      await held.sweep(keeping(kept));
      const packs = await held.packs();
      expect(packs.reduce((sum, { blocks }) => sum + blocks, 0)).toBe(kept.length);
      expect(await held.has(names(blocks))).toEqual(blocks.map((block) => kept.includes(block)));
      expect((await held.rebuildIndex()).damaged).toEqual([]);
      expect((await held.packs()).length).toBe(packs.length);
      await held.sweep(() => false);
      expect(await after.usage()).toMatchObject({ packs: 0, index: 0 });
      after.close();
    }
  });
});

describe('a rebuild that is cut short', () => {
  it('loses no block at any step', async () => {
    const blocks = await sealedBlocks(1, 12);
    const first = await openWriter();
    for (let start = 0; start < 12; start += 4) await first.space(space).blocks.write(blocks.slice(start, start + 4));
    first.close();
    for (let step = 0; step < 6; step++) {
      const during = await openWriter();
      dieAfter(step);
      await during
        .space(space)
        .blocks.rebuildIndex()
        .catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'storage' });
        });
      tap.beforeTransaction = undefined;
      during.close();
      const after = await open();
      expect(await after.space(space).blocks.has(names(blocks))).toEqual(blocks.map(() => true));
      after.close();
    }
  });
});

describe('a disk that is full', () => {
  const writes: readonly [string, (store: Store) => Promise<unknown>][] = [
    ['packs', async (store) => store.space(space).blocks.write(await sealedBlocks(50, 3))],
    ['packRows', async (store) => store.space(space).blocks.write(await sealedBlocks(50, 3))],
    ['spaces', async (store) => store.space(space).blocks.write(await sealedBlocks(50, 3))],
    ['logs', (store) => store.space(space).logs.append(device, 1, seededBytes(9, 9))],
    ['logHeads', (store) => store.space(space).logs.append(device, 1, seededBytes(9, 9))],
    ['records', (store) => store.space(space).records.append(seededBytes(9, 9))],
    ['settings', (store) => store.settings.putAll({ a: 2, b: 2 })],
    ['inbox', (store) => store.inbox.add(new Blob(['more']))],
    ['pages', (store) => store.space(space).pages.put('p', seededBytes(9, 9))],
    ['previews', (store) => store.space(space).previews.put('p', seededBytes(9, 9))],
    ['meta', (store) => store.takePen()],
  ];
  for (const [target, write] of writes) {
    it(`answers quota at a write to ${target}, keeps what was, and goes on once there is space`, async () => {
      const store = await openWriter();
      const before = await sealedBlocks(1, 3);
      await store.space(space).blocks.write(before);
      await store.space(space).logs.append(device, 0, seededBytes(9, 1));
      await store.settings.put('a', 1);
      const usage = await store.usage();

      tap.beforePut = (to) => {
        if (to === target) throw quotaExceeded();
      };
      await expect(write(store)).rejects.toMatchObject({ code: 'quota' });
      expect(await store.usage()).toEqual(usage);
      expect(await store.space(space).blocks.has(names(before))).toEqual([true, true, true]);
      expect(await store.space(space).logs.heads()).toEqual(new Map([[device, 1]]));
      expect([await store.settings.get('a'), await store.settings.get('b')]).toEqual([1, undefined]);
      tap.beforePut = undefined;
      await write(store);
    });
  }

  const megabyte = seededBytes(1_000_000, 1);
  const fillings: readonly [string, (store: Store, round: number) => Promise<unknown>][] = [
    ['packs', async (store, round) => store.space(space).blocks.write(await sealedBlocks(100 * round, 3, 900_000))],
    ['logs', (store, round) => store.space(space).logs.append(device, round, megabyte)],
    ['records', (store) => store.space(space).records.append(megabyte)],
    ['settings', (store, round) => store.settings.put(`large ${round}`, megabyte)],
    ['inbox', (store) => store.inbox.add(new Blob([megabyte]))],
    ['pages', (store, round) => store.space(space).pages.put(`page ${round}`, megabyte)],
    ['previews', (store, round) => store.space(space).previews.put(`preview ${round}`, megabyte)],
  ];
  for (const [use, fill] of fillings) {
    it(`answers quota where the browser itself refuses more ${use}, keeps what was, and goes on after a sweep`, async () => {
      await withSmallBucket(12_000_000, async () => {
        const store = await openWriter();
        const { blocks } = store.space(space);
        const before = await sealedBlocks(1, 4, 900_000);
        await blocks.write(before);
        let usage = await store.usage();
        const fillUp = async () => {
          for (let round = 0; round < 20; round++) {
            await fill(store, round);
            usage = await store.usage();
          }
        };
        await expect(fillUp()).rejects.toMatchObject({ code: 'quota' });
        expect(await store.usage()).toEqual(usage);
        const read = await blocks.readMany(names(before));
        expect(read.map((block) => toHex(block?.rehash ?? new Uint8Array()))).toEqual(names(before).map(toHex));
        await blocks.sweep(() => false);
        await blocks.write(before.slice(0, 1));
        expect(await blocks.has(names(before))).toEqual([true, false, false, false]);
        store.close();
      });
    });
  }
});

describe('taking the pen on a full disk', () => {
  it('gives up the previews for it where the browser refuses even that, and never content', async () => {
    const store = await openWriter();
    const { blocks, previews } = store.space(space);
    const before = await sealedBlocks(1, 3);
    await blocks.write(before);
    await previews.put('p', seededBytes(100_000, 1));
    const next = await open();
    let refusals = 1;
    tap.beforePut = (to) => {
      if (to === 'meta' && refusals-- > 0) throw quotaExceeded();
    };
    await next.takePen();
    await next.settings.put('a', 1);
    expect(await previews.size()).toEqual({ entries: 0, bytes: 0 });
    expect(await blocks.has(names(before))).toEqual([true, true, true]);
  });

  it('answers quota where that was not enough, and leaves the pen where it is', async () => {
    const store = await openWriter();
    const next = await open();
    tap.beforePut = (to) => {
      if (to === 'meta') throw quotaExceeded();
    };
    await expect(next.takePen()).rejects.toMatchObject({ code: 'quota' });
    tap.beforePut = undefined;
    await store.settings.put('a', 1);
    await expect(next.settings.put('a', 2)).rejects.toMatchObject({ code: 'writer-elsewhere' });
  });
});

describe('a writer that froze', () => {
  it('changes nothing after another took over between two of its packs', async () => {
    const frozen = await openWriter();
    const next = await open();
    const blocks = await sealedBlocks(1, 8, 1_000_000);
    let packs = 0;
    let taken: Promise<void> | undefined;
    tap.beforeTransaction = ({ stores, mode }) => {
      if (mode === 'readwrite' && stores.includes('packs') && ++packs === 2) taken = next.takePen();
    };
    await expect(frozen.space(space).blocks.write(blocks)).rejects.toMatchObject({ code: 'writer-lost' });
    tap.beforeTransaction = undefined;
    await taken;
    expect((await next.space(space).blocks.packs()).map(({ blocks }) => blocks)).toEqual([4]);
    await next.space(space).blocks.write(blocks.slice(4));
    expect(await next.space(space).blocks.has(names(blocks))).toEqual(blocks.map(() => true));
    await expect(frozen.space(space).blocks.sweep(() => false)).rejects.toMatchObject({ code: 'writer-lost' });
    expect((await frozen.space(space).blocks.readMany(names(blocks))).filter(Boolean)).toHaveLength(8);
  });

  it('stops its sweep where another takes over, and the other finds everything it keeps', async () => {
    const frozen = await openWriter();
    const next = await open();
    const blocks = await sealedBlocks(1, 8, 1000);
    await frozen.space(space).blocks.write(blocks);
    let taken: Promise<void> | undefined;
    tap.beforeTransaction = ({ stores, mode }) => {
      if (mode === 'readwrite' && stores.includes('packInfos') && !stores.includes('packs')) taken ??= next.takePen();
    };
    const kept = blocks.slice(0, 2);
    await expect(frozen.space(space).blocks.sweep(keeping(kept))).rejects.toMatchObject({ code: 'writer-lost' });
    tap.beforeTransaction = undefined;
    await taken;
    const read = await next.space(space).blocks.readMany(names(blocks));
    expect(read.map((block) => block?.cipher)).toEqual(blocks.map(({ cipher }) => cipher));
  });
});
