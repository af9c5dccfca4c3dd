// What every BlockStore must do (core/ports.ts): answer for blocks as a Map would, whatever was written, swept,
// reopened or damaged in between.
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { equalBytes, toHex } from '../../src/core/bytes.ts';
import { limits } from '../../src/core/limits.ts';
import type { BlockStore, SealedBlock, Store } from '../../src/core/ports.ts';
import { sealedBlock, sealedBlocks, seededBytes } from '../support/sealed-blocks.ts';
import { spaceA, spaceB, type StoreHarness } from './store.contract.ts';

const names = (blocks: readonly SealedBlock[]) => blocks.map(({ rehash }) => rehash);

export function blockStoreContract(name: string, make: () => Promise<StoreHarness>): void {
  describe(`${name} as a BlockStore`, () => {
    let harness: StoreHarness;
    const tabs: Store[] = [];
    const open = async () => {
      const tab = await harness.open();
      tabs.push(tab);
      return tab;
    };
    let blocks: BlockStore;
    beforeEach(async () => {
      harness = await make();
      const store = await open();
      await store.takePen();
      blocks = store.space(spaceA).blocks;
    });
    afterEach(async () => {
      for (const tab of tabs.splice(0)) tab.close();
      await harness.dispose();
    });

    it('reads what was written, in the order asked, and undefined for the rest', async () => {
      const written = await sealedBlocks(1, 5);
      const absent = await sealedBlock(99);
      const [info] = await blocks.write(written);
      expect(info).toMatchObject({ pack: 1, blocks: 5 });
      const order = [written[3], absent, written[0], written[3]] as SealedBlock[];
      const read = await blocks.readMany(names(order));
      expect(read.map((block) => block?.cipher)).toEqual([
        order[0]?.cipher,
        undefined,
        order[2]?.cipher,
        order[3]?.cipher,
      ]);
      expect(read[0]).toEqual({ ...written[3], pack: 1 });
      expect(await blocks.has(names(order))).toEqual([true, false, true, true]);
      expect(await blocks.read(absent.rehash)).toBeUndefined();
      expect(await blocks.has([])).toEqual([]);
    });

    it('keeps spaces apart', async () => {
      const written = await sealedBlocks(1, 2);
      await blocks.write(written);
      const other = tabs[0]?.space(spaceB).blocks;
      expect(await other?.has(names(written))).toEqual([false, false]);
      expect(await other?.packs()).toEqual([]);
    });

    it('tells names apart that share their first 64 bits', async () => {
      const held = await sealedBlock(1);
      const twin = { ...held, rehash: held.rehash.slice(), cipher: seededBytes(70, 5) };
      twin.rehash[31] = (twin.rehash[31] ?? 0) ^ 1;
      await blocks.write([held]);
      expect(await blocks.has(names([held, twin]))).toEqual([true, false]);
      expect(await blocks.read(twin.rehash)).toBeUndefined();
      await blocks.write([twin]);
      expect((await blocks.read(held.rehash))?.cipher).toEqual(held.cipher);
      expect((await blocks.read(twin.rehash))?.cipher).toEqual(twin.cipher);
    });

    it('splits a large write into packs near their target size', async () => {
      const large = await sealedBlocks(1, 12, limits.blockBytes);
      const infos = await blocks.write(large);
      expect(infos.map(({ blocks }) => blocks)).toEqual([4, 4, 4]);
      expect(infos.every(({ bytes }) => bytes <= limits.packBytes)).toBe(true);
      expect(await blocks.packs()).toEqual(infos);
      const last = large[11] as SealedBlock;
      const read = await blocks.read(last.rehash);
      expect(equalBytes(read?.cipher ?? new Uint8Array(), last.cipher)).toBe(true);
    });

    it('refuses blocks that no pack may hold, and writes nothing of them', async () => {
      const good = await sealedBlock(1);
      await expect(blocks.write([good, { ...good, cipher: new Uint8Array() }])).rejects.toMatchObject({
        code: 'limit',
      });
      const tooLong = { ...good, cipher: new Uint8Array(limits.blockBytes + 1) };
      await expect(blocks.write([tooLong])).rejects.toMatchObject({ code: 'limit' });
      await expect(blocks.write([{ ...good, hamming: 1024 }])).rejects.toMatchObject({ code: 'format' });
      await expect(blocks.write([{ ...good, rehash: new Uint8Array(31) }])).rejects.toMatchObject({ code: 'format' });
      expect(await blocks.packs()).toEqual([]);
    });

    it('lets a later copy win, so that a mend replaces', async () => {
      const good = await sealedBlock(1);
      const rotten = { ...good, cipher: good.cipher.slice() };
      rotten.cipher[5] = (rotten.cipher[5] ?? 0) ^ 4;
      await blocks.write([rotten]);
      await blocks.write([good]);
      expect(await blocks.read(good.rehash)).toMatchObject({ cipher: good.cipher, pack: 2 });
    });

    it('sweeps what nothing keeps, rewrites mostly dead packs, and leaves mostly live ones', async () => {
      const dead = await sealedBlocks(1, 4, 1000);
      const mixed = await sealedBlocks(11, 4, 1000);
      const live = await sealedBlocks(21, 4, 1000);
      for (const pack of [dead, mixed, live]) await blocks.write(pack);
      const kept = [mixed[2], ...live.slice(0, 3)] as SealedBlock[];
      const keep = new Set(names(kept).map(toHex));
      const before = (await blocks.packs()).reduce((sum, { bytes }) => sum + bytes, 0);
      const swept = await blocks.sweep((rehash) => keep.has(toHex(rehash)));
      const packs = await blocks.packs();
      expect(packs.map(({ pack, blocks }) => [pack, blocks])).toEqual([[3, 4], [4, 1]]); // prettier-ignore
      expect(swept).toMatchObject({ packsDeleted: 2, blocksDropped: 7 });
      expect(before - packs.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(swept.bytesFreed);
      expect(await blocks.has(names([...dead, ...mixed]))).toEqual([0, 0, 0, 0, 0, 0, 1, 0].map(Boolean));
      expect((await blocks.readMany(names(kept))).map((block) => block?.cipher)).toEqual(
        kept.map(({ cipher }) => cipher),
      );
      expect(await blocks.packFile(1)).toBeUndefined();
      await expect(blocks.check(1)).rejects.toMatchObject({ code: 'not-found' });
    });

    it('drops a copy that a sound later one replaces, and keeps an earlier sound one of a rotten later one', async () => {
      const [a, b] = (await sealedBlocks(1, 2)) as [SealedBlock, SealedBlock];
      const rotten = { ...b, cipher: b.cipher.slice() };
      rotten.cipher[0] = (rotten.cipher[0] ?? 0) ^ 1;
      await blocks.write([a]);
      await blocks.write([a]);
      await blocks.write([b]);
      await blocks.write([rotten]);
      await blocks.sweep(() => true);
      expect((await blocks.packs()).map(({ pack }) => pack)).toEqual([2, 3]);
      expect((await blocks.readMany(names([a, b]))).map((block) => block?.cipher)).toEqual([a.cipher, b.cipher]);
    });

    it('never gives a swept pack its number again', async () => {
      await blocks.write(await sealedBlocks(1, 1));
      await blocks.sweep(() => false);
      expect((await blocks.write(await sealedBlocks(2, 1)))[0]?.pack).toBe(2);
    });

    it('hands out a pack and takes it in elsewhere, once', async () => {
      const written = await sealedBlocks(1, 3);
      const [info] = await blocks.write(written);
      const file = (await blocks.packFile(1)) as Blob;
      const other = tabs[0]?.space(spaceB).blocks as BlockStore;
      expect(await other.addPack(file)).toEqual(info);
      expect(await other.addPack(file)).toEqual(info);
      expect(await other.packs()).toEqual([info]);
      expect((await other.readMany(names(written))).map((block) => block?.cipher)).toEqual(
        written.map(({ cipher }) => cipher),
      );
    });

    it('refuses a foreign pack that is cut, altered, or names a block that it does not hold', async () => {
      await blocks.write(await sealedBlocks(1, 3));
      const bytes = new Uint8Array(await ((await blocks.packFile(1)) as Blob).arrayBuffer());
      const other = tabs[0]?.space(spaceB).blocks as BlockStore;
      const altered = (at: number) => {
        const copy = bytes.slice();
        copy[at] = (copy[at] ?? 0) ^ 1;
        return new Blob([copy]);
      };
      await expect(other.addPack(new Blob([bytes.subarray(0, -1)]))).rejects.toMatchObject({ code: 'format' });
      await expect(other.addPack(altered(bytes.length - 60))).rejects.toMatchObject({ code: 'format' });
      await expect(other.addPack(altered(20))).rejects.toMatchObject({ code: 'pack-damaged' });
      expect(await other.packs()).toEqual([]);
    });

    it('finds a pack that is cut or zeroed, and leaves the rest unharmed', async () => {
      const [cut, zeroed, sound] = await Promise.all([sealedBlocks(1, 3), sealedBlocks(11, 3), sealedBlocks(21, 3)]);
      for (const pack of [cut, zeroed, sound]) await blocks.write(pack);
      await harness.damage(spaceA, 1, (file) => file.slice(0, 130));
      await harness.damage(spaceA, 2, (file) => new Blob([new Uint8Array(file.size)]));
      expect(await blocks.check(1)).toMatchObject({ intact: false, trailer: false });
      expect(await blocks.check(2)).toMatchObject({ intact: false, trailer: false });
      expect(await blocks.check(3)).toMatchObject({ intact: true, trailer: true });
      expect((await blocks.rows(1)).map(({ rehash }) => rehash)).toEqual(names(cut));
      const read = await blocks.readMany(names([...cut, ...sound]));
      expect(read.map((block) => block?.cipher)).toEqual([
        cut[0]?.cipher,
        undefined,
        undefined,
        ...sound.map(({ cipher }) => cipher),
      ]);
    });

    it('falls back to an earlier copy where the later is cut off', async () => {
      const block = await sealedBlock(1);
      await blocks.write([block]);
      await blocks.write([block]);
      await harness.damage(spaceA, 2, (file) => file.slice(0, 20));
      expect(await blocks.read(block.rehash)).toMatchObject({ cipher: block.cipher, pack: 1 });
    });

    it('rebuilds its index from the packs, names the damaged, and no longer claims what they lost', async () => {
      const [cut, sound] = await Promise.all([sealedBlocks(1, 3), sealedBlocks(11, 3)]);
      await blocks.write(cut);
      await blocks.write(sound);
      expect(await blocks.rebuildIndex()).toEqual({ damaged: [] });
      expect(await blocks.has(names([...cut, ...sound]))).toEqual(Array(6).fill(true));
      await harness.damage(spaceA, 1, (file) => file.slice(0, 130));
      const { damaged } = await blocks.rebuildIndex();
      expect(damaged.map(({ pack }) => pack)).toEqual([1]);
      expect(await blocks.has(names([...cut, ...sound]))).toEqual([true, false, false, true, true, true]);
      await blocks.write(cut.slice(1));
      expect((await blocks.readMany(names(cut))).map((block) => block?.cipher)).toEqual(
        cut.map(({ cipher }) => cipher),
      );
    });

    it('shows another tab what this one wrote and swept', async () => {
      const reader = (await open()).space(spaceA).blocks;
      const [first, second] = (await sealedBlocks(1, 2)) as [SealedBlock, SealedBlock];
      expect(await reader.read(first.rehash)).toBeUndefined();
      await blocks.write([first]);
      expect((await reader.read(first.rehash))?.cipher).toEqual(first.cipher);
      await blocks.write([second]);
      await blocks.sweep((rehash) => toHex(rehash) === toHex(second.rehash));
      expect(await reader.read(first.rehash)).toBeUndefined();
      expect(await reader.has(names([first, second]))).toEqual([false, true]);
    });

    it('loses nothing by tidying many small packs', async () => {
      const written = await sealedBlocks(1, 24);
      for (const block of written) await blocks.write([block]);
      const swept = await blocks.sweep(() => true);
      expect(swept.blocksDropped).toBe(0);
      const read = await blocks.readMany(names(written));
      expect(read.map((block) => block?.cipher)).toEqual(written.map(({ cipher }) => cipher));
    });

    it('equals a Map after any writes, sweeps, rebuilds and reopenings', async () => {
      const pool = await sealedBlocks(1, 24);
      const indexes = fc.uniqueArray(fc.nat(pool.length - 1), { minLength: 1, maxLength: 8 });
      const step = fc.oneof(
        { weight: 6, arbitrary: fc.record({ act: fc.constant('write' as const), indexes }) },
        { weight: 3, arbitrary: fc.record({ act: fc.constant('sweep' as const), indexes }) },
        { weight: 1, arbitrary: fc.record({ act: fc.constant('rebuild' as const), indexes }) },
        { weight: 2, arbitrary: fc.record({ act: fc.constant('reopen' as const), indexes }) },
      );
      let round = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
          const space = `round-${round++}` as typeof spaceA;
          let store = tabs[0] as Store;
          const model = new Map<string, SealedBlock>();
          for (const { act, indexes } of steps) {
            const some = indexes.map((index) => pool[index] as SealedBlock);
            const chosen = new Set(names(some).map(toHex));
            const { blocks } = store.space(space);
            if (act === 'write') {
              await blocks.write(some);
              for (const block of some) model.set(toHex(block.rehash), block);
            } else if (act === 'sweep') {
              await blocks.sweep((rehash) => chosen.has(toHex(rehash)));
              // A sweep may leave a dead block in a pack that is mostly alive, never the other way round.
              const left = await blocks.has(names(pool));
              pool.forEach(({ rehash }, index) => {
                const key = toHex(rehash);
                if (model.has(key) && chosen.has(key)) expect(left[index]).toBe(true);
                if (left[index] !== true) model.delete(key);
              });
            } else if (act === 'rebuild') await blocks.rebuildIndex();
            else {
              store = await open();
              await store.takePen();
            }
            const now = store.space(space).blocks;
            expect(await now.has(names(pool))).toEqual(pool.map(({ rehash }) => model.has(toHex(rehash))));
            const read = await now.readMany(names(pool));
            expect(read.map((block) => block?.cipher)).toEqual(
              pool.map(({ rehash }) => model.get(toHex(rehash))?.cipher),
            );
          }
          await (tabs[0] as Store).takePen();
        }),
        { numRuns: 15, seed: 20_190_517 },
      );
    });
  });
}
