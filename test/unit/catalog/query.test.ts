// Questions to the catalog: order, headings, search, and that answers keep up with changes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOfDay, datePattern } from '../../../src/core/catalog/dates.ts';
import { fold, sortKey } from '../../../src/core/catalog/fold.ts';
import { sortRows } from '../../../src/core/catalog/order.ts';
import { runQuery, type CatalogQuery } from '../../../src/core/catalog/query.ts';
import { CatalogView } from '../../../src/core/catalog/view.ts';
import type { LibraryQuery } from '../../../src/vault/api.ts';
import { kinds } from '../../../src/core/segment/segmenter.ts';
import { albumId, bareEntry, blockRef, entry, epochId, fileId, say } from './samples.ts';

const day = (text: string): number => Date.parse(`${text}T12:00:00Z`);
const all: CatalogQuery = { sort: 'taken', descending: false, group: 'none' };

/** Five photos of three days. */
function library(): CatalogView {
  const view = new CatalogView();
  say(
    view,
    0,
    1,
    { type: 'entry', entry: entry(1, { path: 'Rome/IMG_9.jpg', takenMs: day('2019-05-12'), size: 50 }) },
    { type: 'entry', entry: entry(2, { path: 'Rome/IMG_10.jpg', takenMs: day('2019-05-12') + 1, size: 40 }) },
    {
      type: 'entry',
      entry: entry(3, {
        path: 'Oslo/Château.png',
        type: 'png',
        takenMs: day('2019-06-01'),
        size: 30,
        camera: 'Pentax K-1',
      }),
    },
    {
      type: 'entry',
      entry: bareEntry(4, { path: 'scan.tif', type: 'tiff', modifiedMs: day('2020-01-31'), size: 20, width: 0 }),
    },
    { type: 'entry', entry: entry(5, { path: 'a/IMG_9.jpg', takenMs: day('1969-12-31'), size: 10 }) },
  );
  return view;
}

const numbers = new Map(Array.from({ length: 10 }, (_, n) => [fileId(n), n]));
function ask(view: CatalogView, changes: Partial<CatalogQuery> = {}): (number | undefined)[] {
  return view.ids(runQuery(view, { ...all, ...changes }).order).map((id) => numbers.get(id));
}

describe('a query', () => {
  it("takes the page's own question as it is", () => {
    const asked: LibraryQuery = { sort: 'size', descending: true, group: 'month', types: ['jpeg'] };
    expect(ask(library(), asked)).toEqual([1, 2, 5]);
  });

  it('sorts by every key, names as people count', () => {
    const view = library();
    expect(ask(view)).toEqual([5, 1, 2, 3, 4]);
    expect(ask(view, { descending: true })).toEqual([4, 3, 2, 1, 5]);
    expect(ask(view, { sort: 'imported' })).toEqual([1, 2, 3, 4, 5]);
    expect(ask(view, { sort: 'size' })).toEqual([5, 4, 3, 2, 1]);
    const names = ask(view, { sort: 'name' });
    expect(names[0]).toBe(3);
    expect(new Set(names.slice(1, 3))).toEqual(new Set([1, 5]));
    expect(names.slice(3)).toEqual([2, 4]);
  });

  it('orders equal times by name', () => {
    const view = new CatalogView();
    for (const [n, name] of ['b10', 'b9', 'a'].entries())
      say(view, 0, n + 1, { type: 'entry', entry: entry(n, { path: `${name}.jpg`, takenMs: 5 }) });
    expect(ask(view)).toEqual([2, 1, 0]);
  });

  it('groups by day, month and year, before 1970 too', () => {
    const view = library();
    expect(runQuery(view, { ...all, group: 'day' }).groups).toEqual([
      { key: '1969-12-31', startMs: Date.UTC(1969, 11, 31), start: 0, count: 1 },
      { key: '2019-05-12', startMs: Date.UTC(2019, 4, 12), start: 1, count: 2 },
      { key: '2019-06-01', startMs: Date.UTC(2019, 5, 1), start: 3, count: 1 },
      { key: '2020-01-31', startMs: Date.UTC(2020, 0, 31), start: 4, count: 1 },
    ]);
    expect(runQuery(view, { ...all, group: 'month', descending: true }).groups.map((group) => group.key)).toEqual([
      '2020-01',
      '2019-06',
      '2019-05',
      '1969-12',
    ]);
    expect(runQuery(view, { ...all, group: 'year' }).groups).toMatchObject([
      { key: '1969', count: 1 },
      { key: '2019', count: 3, startMs: Date.UTC(2019, 0, 1) },
      { key: '2020', count: 1 },
    ]);
    expect(runQuery(view, { ...all, sort: 'size', group: 'day' }).groups).toEqual([
      { key: '', startMs: 0, start: 0, count: 5 },
    ]);
    expect(runQuery(new CatalogView(), all)).toMatchObject({ groups: [], total: 0 });
  });

  it("groups imports by the reader's own days", () => {
    const view = new CatalogView();
    say(view, 0, 1, { type: 'entry', entry: entry(1, { importedMs: Date.UTC(2024, 0, 1, 23, 30) }) });
    const query: CatalogQuery = { ...all, sort: 'imported', group: 'day' };
    expect(runQuery(view, query).groups[0]?.key).toBe('2024-01-01');
    expect(runQuery(view, { ...query, utcOffsetMs: 3_600_000 }).groups[0]?.key).toBe('2024-01-02');
  });

  it("states each photo's shape", () => {
    expect([...runQuery(library(), all).aspects]).toEqual([1333, 1333, 1333, 1333, 1000]);
  });

  it.each<[string, number[]]>([
    ['2019', [1, 2, 3]],
    ['2019-05', [1, 2]],
    ['2019-05-12', [1, 2]],
    ['2019-5-12', [1, 2]],
    ['May 2019', [1, 2]],
    ['dec', [5]],
    ['rome', [1, 2]],
    ['img_9', [5, 1]],
    ['img_9 rome', [1]],
    ['chateau', [3]],
    ['CHÂTEAU', [3]],
    ['pentax', [3]],
    ['scan', [4]],
    ['beach', [2]],
    ['sea', [1, 4]],
    ['holidays', [3]],
    ['holidays 2019 chateau', [3]],
    ['nothing', []],
    ['  ', [5, 1, 2, 3, 4]],
    ['2019-13', []],
  ])('finds %j', (text, expected) => {
    const view = library();
    say(
      view,
      0,
      2,
      { type: 'caption', file: fileId(2), text: 'At the Beach' },
      { type: 'label', file: fileId(1), label: 'Sea', on: true },
      { type: 'label', file: fileId(4), label: 'Sea', on: true },
      { type: 'label', file: fileId(5), label: 'Sea', on: false },
      { type: 'album', album: albumId(1), name: 'Holidays' },
      { type: 'member', album: albumId(1), file: fileId(3), on: true },
    );
    expect(ask(view, { text })).toEqual(expected);
  });

  it('finds a photo by its second path and by its RAW', () => {
    const view = library();
    expect(ask(view, { text: 'backup' })).toEqual([]);
    say(view, 0, 2, { type: 'path', file: fileId(3), path: 'backup/x.png', modifiedMs: 1, importedMs: 1 });
    expect(ask(view, { text: 'backup' })).toEqual([3]);
    say(view, 0, 3, { type: 'attach', primary: fileId(1), file: fileId(6), role: 'raw', on: true });
    expect(ask(view, { text: 'dscf' })).toEqual([]);
    say(view, 0, 4, { type: 'entry', entry: entry(6, { type: 'raw', path: 'DSCF1.RAF' }) });
    expect(ask(view, { text: 'dscf' })).toEqual([1]);
    expect(ask(view)).toHaveLength(5);
  });

  it('keeps to an album, a label, favourites, types and the trash', () => {
    const view = library();
    say(
      view,
      0,
      2,
      { type: 'album', album: albumId(1), name: 'Rome' },
      { type: 'member', album: albumId(1), file: fileId(2), on: true },
    );
    say(
      view,
      0,
      3,
      { type: 'member', album: albumId(1), file: fileId(3), on: true },
      { type: 'favourite', file: fileId(3), on: true },
    );
    say(
      view,
      0,
      4,
      { type: 'label', file: fileId(1), label: 'sea', on: true },
      { type: 'trash', file: fileId(5), on: true, elapsedMs: 0 },
    );
    expect(ask(view, { album: albumId(1) })).toEqual([2, 3]);
    expect(ask(view, { album: albumId(1), favourites: true })).toEqual([3]);
    expect(ask(view, { album: albumId(2) })).toEqual([]);
    expect(ask(view, { label: 'sea' })).toEqual([1]);
    expect(ask(view, { types: ['tiff', 'png'] })).toEqual([3, 4]);
    expect(ask(view, { trash: true })).toEqual([5]);
    expect(ask(view)).toEqual([1, 2, 3, 4]);
    expect(runQuery(view, { ...all, album: albumId(1) }).total).toBe(4);
    say(view, 0, 5, { type: 'album', album: albumId(1) });
    expect(ask(view, { album: albumId(1) })).toEqual([]);
  });

  it('follows what changes after it was first asked', () => {
    const view = library();
    ask(view);
    ask(view, { text: 'img' });
    ask(view, { sort: 'name' });
    say(view, 0, 2, { type: 'shift', file: fileId(4), byMs: -100 * 365 * 86_400_000 });
    expect(ask(view)[0]).toBe(4);
    say(view, 0, 3, { type: 'purge', file: fileId(1) });
    expect(ask(view, { text: 'img' })).toEqual([5, 2]);
    say(view, 0, 4, { type: 'entry', entry: entry(1, { path: 'zzz.jpg' }) });
    expect(ask(view, { sort: 'name' }).at(-1)).toBe(1);
    expect(ask(view, { text: 'rome' })).toEqual([2]);
    say(view, 0, 5, {
      type: 'poster',
      file: fileId(4),
      thumbnail: blockRef(1, kinds.thumbnail),
      epoch: epochId(0),
      width: 200,
      height: 100,
    });
    expect([...runQuery(view, { ...all, types: ['tiff'] }).aspects]).toEqual([2000]);
  });
});

describe('sorting rows by numbers', () => {
  it('equals a stable comparison sort', () => {
    const key = fc.oneof(
      fc.maxSafeInteger(),
      fc.constantFrom(2 ** 53, -(2 ** 53), 8.64e15, -8.64e15),
      fc.integer({ min: -3, max: 3 }),
      fc.integer(),
    );
    fc.assert(
      fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
        const rows = Uint32Array.from(keys, (_, row) => row);
        const expected = [...rows].sort((a, b) => (keys[a] as number) - (keys[b] as number) || a - b);
        expect([...sortRows(rows, Float64Array.from(keys))]).toEqual(expected);
      }),
    );
  });
});

describe('dates', () => {
  it('equal those of Date for every day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000_000, max: 100_000_000 }), (number) => {
        const date = new Date(number * 86_400_000);
        const expected = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
        expect(dateOfDay(number)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('are no words that only begin like one', () => {
    for (const word of ['ma', 'mays', '20190', '2019-00', '2019-05-32', 'img_2019'])
      expect(datePattern(word)).toBeUndefined();
    expect(datePattern('sept')).toEqual({ month: 9 });
  });
});

describe('folding', () => {
  it('leaves case and marks out of it, and counts', () => {
    expect(fold('Ängström ﬁ')).toBe('angstrom fi');
    expect(sortKey('IMG_9') < sortKey('IMG_10')).toBe(true);
    expect(sortKey('IMG_009')).toBe(sortKey('IMG_9'));
  });
});
