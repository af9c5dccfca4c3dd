// What every Store must do (core/ports.ts), whatever it keeps its bytes in: pen, settings, logs, records, caches,
// inbox, sums. Blocks have block-store.contract.ts.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bytes } from '../../src/core/bytes.ts';
import type { DeviceId, SpaceId } from '../../src/core/ids.ts';
import type { Store } from '../../src/core/ports.ts';
import { sealedBlocks, seededBytes } from '../support/sealed-blocks.ts';

export interface StoreHarness {
  /** Another connection to the same disk: a second tab, or the same vault after a reload. */
  open(): Promise<Store>;
  /** What a power cut may do to a pack's file. */
  damage(space: SpaceId, pack: number, change: (file: Blob) => Blob): Promise<void>;
  dispose(): Promise<void>;
}

export const spaceA = 'space-a' as SpaceId;
export const spaceB = 'space-b' as SpaceId;
const device = 'device-1' as DeviceId;
const other = 'device-2' as DeviceId;

async function toArray<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export function storeContract(name: string, make: () => Promise<StoreHarness>): void {
  describe(`${name} as a Store`, () => {
    let harness: StoreHarness;
    let store: Store;
    const tabs: Store[] = [];
    const open = async () => {
      const tab = await harness.open();
      tabs.push(tab);
      return tab;
    };
    beforeEach(async () => {
      harness = await make();
      store = await open();
      await store.takePen();
    });
    afterEach(async () => {
      for (const tab of tabs.splice(0)) tab.close();
      await harness.dispose();
    });

    it('keeps settings of any cloneable kind, CryptoKey handles included, across a reopening', async () => {
      const key = await crypto.subtle.importKey('raw', seededBytes(32, 1), 'AES-GCM', false, ['encrypt']);
      await store.settings.put('device', { key, list: [1, new Uint8Array([2])] });
      store.close();
      const reopened = await open();
      const value = (await reopened.settings.get('device')) as { key: CryptoKey; list: unknown[] };
      expect(value.list).toEqual([1, new Uint8Array([2])]);
      expect(value.key.extractable).toBe(false);
      expect(await reopened.settings.get('absent')).toBeUndefined();
    });

    it('puts several settings all or none, and undefined deletes', async () => {
      await store.settings.putAll({ a: 1, b: 2 });
      await expect(store.settings.putAll({ a: 3, b: () => undefined })).rejects.toBeDefined();
      expect([await store.settings.get('a'), await store.settings.get('b')]).toEqual([1, 2]);
      await store.settings.putAll({ a: undefined, b: 4 });
      expect([await store.settings.get('a'), await store.settings.get('b')]).toEqual([undefined, 4]);
    });

    it('refuses every write of a connection that never took the pen', async () => {
      const reader = await open();
      for (const write of writesOf(reader)) await expect(write()).rejects.toMatchObject({ code: 'writer-elsewhere' });
    });

    it('refuses every write of a writer whose pen was taken, and changes nothing', async () => {
      await store.settings.put('s', 'before');
      const next = await open();
      await next.takePen();
      for (const write of writesOf(store)) await expect(write()).rejects.toMatchObject({ code: 'writer-lost' });
      expect(await next.settings.get('s')).toBe('before');
      expect(await next.space(spaceA).blocks.packs()).toEqual([]);
      expect(await next.space(spaceA).logs.heads()).toEqual(new Map());
      expect(await next.space(spaceA).records.all()).toEqual([]);
      expect(await next.space(spaceA).pages.size()).toEqual({ entries: 0, bytes: 0 });
    });

    it('lets a writer go on after taking its pen back', async () => {
      const next = await open();
      await next.takePen();
      await store.takePen();
      await store.settings.put('s', 'mine');
      expect(await next.settings.get('s')).toBe('mine');
      await expect(next.settings.put('s', 'theirs')).rejects.toMatchObject({ code: 'writer-lost' });
    });

    it('takes inbox items and previews without the pen', async () => {
      const reader = await open();
      const id = await reader.inbox.add(new Blob(['sealed']));
      await reader.space(spaceA).previews.put('p', seededBytes(3, 1));
      expect(await store.inbox.list()).toEqual([id]);
      expect(await store.space(spaceA).previews.get('p')).toEqual(seededBytes(3, 1));
    });

    it('keeps inbox items in order until they are deleted', async () => {
      const first = await store.inbox.add(new Blob(['one']));
      const second = await store.inbox.add(new Blob(['two']));
      expect(await store.inbox.list()).toEqual([first, second]);
      expect(await (await store.inbox.read(second))?.text()).toBe('two');
      await store.inbox.delete(first);
      expect(await store.inbox.list()).toEqual([second]);
      expect(await store.inbox.read(first)).toBeUndefined();
    });

    it('appends log batches only in sequence, one chain per device and space', async () => {
      const { logs } = store.space(spaceA);
      const batches = Array.from({ length: 40 }, (_, sequence) => seededBytes(20 + sequence, sequence));
      for (const [sequence, batch] of batches.entries()) await logs.append(device, sequence, batch);
      await logs.append(other, 0, seededBytes(9, 9));
      for (const wrong of [0, 39, 41, -1])
        await expect(logs.append(device, wrong, seededBytes(1, 1))).rejects.toMatchObject({ code: 'storage' });
      expect(await logs.heads()).toEqual(new Map([[device, 40], [other, 1]])); // prettier-ignore
      expect(await logs.read(device, 7)).toEqual(batches[7]);
      expect(await logs.read(device, 40)).toBeUndefined();
      const since = await toArray(logs.since(device, 3));
      expect(since).toEqual(batches.slice(3).map((batch, index) => ({ sequence: index + 3, batch })));
      expect(await toArray(logs.since(device, 40))).toEqual([]);
      expect(await store.space(spaceB).logs.heads()).toEqual(new Map());
    });

    it('keeps the first of two appends of one sequence that race', async () => {
      const { logs } = store.space(spaceA);
      const results = await Promise.allSettled([
        logs.append(device, 0, seededBytes(5, 1)),
        logs.append(device, 0, seededBytes(5, 2)),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
      expect(await logs.read(device, 0)).toEqual(seededBytes(5, 1));
    });

    it('keeps records in the order they came', async () => {
      const { records } = store.space(spaceA);
      for (const seed of [3, 1, 2]) await records.append(seededBytes(10, seed));
      expect(await records.all()).toEqual([3, 1, 2].map((seed) => seededBytes(10, seed)));
      expect(await store.space(spaceB).records.all()).toEqual([]);
    });

    for (const cache of ['pages', 'previews'] as const) {
      it(`forgets the least recently used of the ${cache} first`, async () => {
        const entries = store.space(spaceA)[cache];
        for (const entry of ['a', 'b', 'c']) await entries.put(entry, seededBytes(100, 1));
        await entries.put('a', seededBytes(50, 2));
        await entries.get('b');
        expect(await entries.size()).toEqual({ entries: 3, bytes: 250 });
        await entries.trim(150);
        expect(await entries.get('c')).toBeUndefined();
        expect(await entries.get('a')).toEqual(seededBytes(50, 2));
        expect(await entries.get('b')).toEqual(seededBytes(100, 1));
        await entries.delete('a');
        expect(await entries.size()).toEqual({ entries: 1, bytes: 100 });
        await entries.clear();
        expect(await entries.size()).toEqual({ entries: 0, bytes: 0 });
      });
    }

    it('adds up what each use takes', async () => {
      const a = store.space(spaceA);
      const [info] = await a.blocks.write(await sealedBlocks(1, 3));
      await a.logs.append(device, 0, seededBytes(30, 1));
      await store.space(spaceB).records.append(seededBytes(12, 1));
      await a.pages.put('p', seededBytes(40, 1));
      await a.previews.put('q', seededBytes(50, 1));
      await store.inbox.add(new Blob([seededBytes(60, 1)]));
      const usage = await store.usage();
      expect(usage).toMatchObject({ packs: info?.bytes, logs: 42, pages: 40, previews: 50, inbox: 60 });
      expect(usage.index).toBeGreaterThan(0);
    });

    it('keeps everything across a reopening', async () => {
      const a = store.space(spaceA);
      const blocks = await sealedBlocks(1, 3);
      await a.blocks.write(blocks);
      await a.logs.append(device, 0, seededBytes(30, 1));
      await a.records.append(seededBytes(12, 1));
      await a.pages.put('p', seededBytes(40, 1));
      const usage = await store.usage();
      store.close();
      const again = (await open()).space(spaceA);
      expect(await again.blocks.has(blocks.map(({ rehash }) => rehash))).toEqual([true, true, true]);
      expect(await again.logs.read(device, 0)).toEqual(seededBytes(30, 1));
      expect(await again.records.all()).toEqual([seededBytes(12, 1)]);
      expect(await again.pages.get('p')).toEqual(seededBytes(40, 1));
      expect(await tabs.at(-1)?.usage()).toEqual(usage);
    });

    it('answers storage-closed after close, and for every tab after destroy', async () => {
      const closed = await open();
      closed.close();
      await expect(closed.settings.get('a')).rejects.toMatchObject({ code: 'storage-closed' });
      const other = await open();
      await store.destroy();
      await expect(store.settings.get('a')).rejects.toMatchObject({ code: 'storage-closed' });
      await expect(other.settings.get('a')).rejects.toMatchObject({ code: 'storage-closed' });
    });
  });
}

/** One of each kind of write that needs the pen. */
export function writesOf(store: Store): (() => Promise<unknown>)[] {
  const space = store.space(spaceA);
  const bytes: Bytes = seededBytes(8, 8);
  return [
    () => store.settings.put('s', 'after'),
    () => store.settings.putAll({ s: 'after', t: 1 }),
    () => store.inbox.delete(1),
    async () => space.blocks.write(await sealedBlocks(900, 2)),
    () => space.blocks.sweep(() => false),
    () => space.blocks.rebuildIndex(),
    () => space.logs.append(device, 0, bytes),
    () => space.records.append(bytes),
    () => space.pages.put('p', bytes),
    () => space.pages.delete('p'),
    () => space.pages.clear(),
    () => space.pages.trim(0),
  ];
}
