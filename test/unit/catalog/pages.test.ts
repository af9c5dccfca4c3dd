// Catalog pages: a cache that continues its logs exactly, writes only what changed, and is thrown away at any doubt.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../../../src/core/bytes.ts';
import { decodeHead } from '../../../src/core/catalog/page-head.ts';
import { loadPages, openPage, savePages, sealPage, type PagePlace } from '../../../src/core/catalog/page-store.ts';
import { fromPages, toPages } from '../../../src/core/catalog/pages.ts';
import { pageRows } from '../../../src/core/catalog/merge.ts';
import { CatalogView } from '../../../src/core/catalog/view.ts';
import { VaultError, isVaultError } from '../../../src/core/errors.ts';
import type { CacheStore } from '../../../src/core/ports.ts';
import { kinds } from '../../../src/core/segment/segmenter.ts';
import { albumId, baseKey, blockRef, deviceId, dump, entry, epochId, fileId, noise, say, spaceId } from './samples.ts';
import { files, logs, playInTurn } from './log-samples.ts';

/** A cache in memory that can fail at its nth write. */
class MapCache implements CacheStore {
  readonly map = new Map<string, Bytes>();
  writes = 0;
  failAt = Infinity;

  get(name: string): Promise<Bytes | undefined> {
    return Promise.resolve(this.map.get(name));
  }
  put(name: string, bytes: Bytes): Promise<void> {
    if (++this.writes >= this.failAt) return Promise.reject(new VaultError('quota', 'full'));
    this.map.set(name, bytes);
    return Promise.resolve();
  }
  delete(name: string): Promise<void> {
    this.map.delete(name);
    return Promise.resolve();
  }
  clear(): Promise<void> {
    this.map.clear();
    return Promise.resolve();
  }
  trim(): Promise<void> {
    return Promise.resolve();
  }
  size(): Promise<{ entries: number; bytes: number }> {
    return Promise.resolve({ entries: this.map.size, bytes: 0 });
  }
}

/** Entries beyond the first page, and something said about some of them. */
function largeView(count: number): CatalogView {
  const view = new CatalogView();
  for (let n = 0; n < count; n += 256)
    say(
      view,
      0,
      n + 1,
      ...Array.from({ length: Math.min(256, count - n) }, (_, i) => ({ type: 'entry' as const, entry: entry(n + i) })),
    );
  return view;
}

describe('catalog pages', () => {
  let place: PagePlace & { readonly cache: MapCache };
  let base: CryptoKey;

  beforeAll(async () => {
    base = await baseKey(3);
  });
  const fresh = (): typeof place => ({ cache: new MapCache(), space: spaceId(0), base });

  it('and the batches after them give the view that all batches give', () => {
    fc.assert(
      fc.property(logs, fc.nat(12), (all, cut) => {
        const whole = new CatalogView();
        playInTurn(whole, all);
        const early = new CatalogView();
        playInTurn(
          early,
          all.map((batches) => batches.slice(0, cut)),
        );
        const { head, changed } = toPages(early);
        const { view: restored } = fromPages(
          decodeHead(head),
          changed.map((page) => page.plain),
        );
        expect(dump(restored, files)).toEqual(dump(early, files));
        playInTurn(restored, all);
        expect(dump(restored, files)).toEqual(dump(whole, files));
      }),
      { numRuns: 200 },
    );
  });

  it('bring back every field', async () => {
    place = fresh();
    const view = new CatalogView({ self: deviceId(1) });
    const pieces = [1, 2].map((n) => blockRef(n, kinds.recipe));
    say(
      view,
      0,
      1,
      { type: 'entry', entry: entry(1, { durationMs: 9, fingerprint: noise(1, 64), notices: ['animated'] }) },
      {
        type: 'entry',
        entry: entry(2, { path: 'ünïcode/🌊.jpg', recipe: { pieces, bytes: 2003, epoch: epochId(3) } }),
      },
    );
    say(view, 1, 2, { type: 'entry', entry: entry(1, { path: 'other.jpg' }) });
    say(view, 1, 3, { type: 'attach', primary: fileId(1), file: fileId(2), role: 'raw', on: true });
    say(view, 1, 4, { type: 'kinds', method: 2, kinds: [2] }, { type: 'album', album: albumId(1), name: 'Rome' });
    await savePages(view, place);
    const restored = await loadPages(place, { self: deviceId(1) });
    expect(restored && dump(restored.view, files)).toEqual(dump(view, files));
    expect(restored?.view.entry(fileId(1))?.name).toBe('other.jpg');
    expect(restored?.view.entry(fileId(2))?.partOf).toBe(fileId(1));
  });

  it('are rewritten only where rows changed', async () => {
    place = fresh();
    const view = largeView(pageRows + 100);
    const first = await savePages(view, place);
    expect(first.pages).toEqual([first.generation, first.generation]);
    say(view, 0, 90_000, { type: 'caption', file: fileId(1), text: 'said, not stored in rows' });
    place.cache.writes = 0;
    const second = await savePages(view, place, first);
    expect(place.cache.writes).toBe(1);
    expect(second.pages).toEqual(first.pages);
    say(view, 0, 90_001, { type: 'entry', entry: entry(pageRows + 100) });
    const third = await savePages(view, place, second);
    expect(third.pages).toEqual([first.generation, third.generation]);
    expect(place.cache.map.size).toBe(3);
    const restored = await loadPages(place);
    expect(restored?.set).toEqual(third);
    expect(restored?.view.totals().photos).toBe(pageRows + 101);
    expect(restored?.view.entry(fileId(1))?.caption).toBe('said, not stored in rows');
  });

  it('stay whole when a write in between fails, and the next save makes up for it', async () => {
    place = fresh();
    const view = largeView(10);
    const set = await savePages(view, place);
    say(view, 0, 500, { type: 'entry', entry: entry(10) });
    for (const failAt of [1, 2]) {
      place.cache.writes = 0;
      place.cache.failAt = failAt;
      await expect(savePages(view, place, set)).rejects.toThrow(expect.objectContaining({ code: 'quota' }));
      const restored = await loadPages(place);
      expect(restored?.view.totals().photos).toBe(10);
    }
    place.cache.failAt = Infinity;
    await savePages(view, place, set);
    expect((await loadPages(place))?.view.totals().photos).toBe(11);
  });

  it('are no pages at all once one is missing, altered, swapped, older or of another key', async () => {
    const view = largeView(pageRows + 1);
    place = fresh();
    expect(await loadPages(place)).toBeUndefined();
    const set = await savePages(view, place);
    const [one, two] = set.pages.map((generation, number) => `rows-${number}-${generation}`) as [string, string];
    const whole = new Map(place.cache.map);
    const damaged = async (change: (map: Map<string, Bytes>) => void): Promise<boolean> => {
      place.cache.map.clear();
      for (const [name, bytes] of whole) place.cache.map.set(name, bytes.slice());
      change(place.cache.map);
      return (await loadPages(place)) === undefined;
    };
    const flip = (name: string, at: number) => (map: Map<string, Bytes>) => {
      const bytes = map.get(name) as Bytes;
      const place = at < 0 ? bytes.length + at : at;
      bytes[place] = (bytes[place] as number) ^ 4;
    };
    expect(await damaged(() => undefined)).toBe(false);
    expect(await damaged((map) => map.delete('head'))).toBe(true);
    expect(await damaged((map) => map.delete(two))).toBe(true);
    for (const at of [0, 7, 8, 20, 100, -1]) expect(await damaged(flip('head', at)), `head ${at}`).toBe(true);
    for (const at of [0, 5, 60, -1]) expect(await damaged(flip(one, at)), `page ${at}`).toBe(true);
    expect(await damaged((map) => map.set(one, map.get(two) as Bytes))).toBe(true);
    expect(await damaged((map) => map.set('head', new Uint8Array(3)))).toBe(true);
    expect(await loadPages({ ...place, space: spaceId(1) })).toBeUndefined();
    expect(await loadPages({ ...place, base: await baseKey(4) })).toBeUndefined();
  });

  it('pass on what is not theirs to forgive', async () => {
    place = fresh();
    place.cache.get = () => Promise.reject(new VaultError('storage-closed', 'gone'));
    await expect(loadPages(place)).rejects.toThrow(expect.objectContaining({ code: 'storage-closed' }));
  });

  it('open only in their own place', async () => {
    const sealed = await sealPage(base, spaceId(0), 7, 3, noise(1, 100));
    expect(await openPage(base, spaceId(0), 7, 3, sealed)).toEqual(noise(1, 100));
    for (const [space, generation, number] of [
      [1, 7, 3],
      [0, 8, 3],
      [0, 7, 4],
    ] as const)
      await expect(openPage(base, spaceId(space), generation, number, sealed)).rejects.toThrow(
        expect.objectContaining({ code: 'seal-broken' }),
      );
  });

  it('cut short anywhere throw VaultError', () => {
    const { head, changed } = toPages(largeView(3));
    const page = changed[0]?.plain as Bytes;
    for (let end = 0; end < page.length; end++) {
      try {
        fromPages(decodeHead(head), [page.slice(0, end)]);
        expect.unreachable(`read a page of ${end} bytes`);
      } catch (error) {
        expect(isVaultError(error), `${end}: ${String(error)}`).toBe(true);
      }
    }
    for (let end = 0; end < head.length; end++)
      expect(() => decodeHead(head.slice(0, end))).toThrow(expect.objectContaining({ name: 'VaultError' }));
    expect(() => fromPages(decodeHead(head), [])).toThrow(expect.objectContaining({ code: 'format' }));
  });
});
