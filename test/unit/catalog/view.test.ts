// The view of merged logs: one state whatever the order, and what each record means.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CatalogRecord } from '../../../src/core/catalog/records.ts';
import { CatalogView } from '../../../src/core/catalog/view.ts';
import { kinds } from '../../../src/core/segment/segmenter.ts';
import { files, logs, playInTurn } from './log-samples.ts';
import { albumId, bareEntry, blockRef, deviceId, dump, entry, epochId, fileId, noise, say } from './samples.ts';

describe('the catalog view', () => {
  it('is the same whatever order the logs arrive in', () => {
    const owners = fc.constantFrom(undefined, (id: string) => (id === deviceId(2) ? 'b' : 'a'));
    fc.assert(
      fc.property(logs, fc.array(fc.nat(), { minLength: 30 }), owners, (all, choices, ownerOf) => {
        const policy = ownerOf ? { ownerOf } : {};
        const inTurn = new CatalogView(policy);
        playInTurn(inTurn, all);
        const mixed = new CatalogView(policy);
        const left = all.map((batches) => [...batches]);
        for (const choice of choices) {
          const open = left.flatMap((batches, by) => (batches.length > 0 ? [by] : []));
          if (open.length === 0) break;
          const by = open[choice % open.length] as number;
          const batch = left[by]?.shift();
          if (batch) say(mixed, by, batch.lamport, ...batch.records);
        }
        expect(dump(mixed, files)).toEqual(dump(inTurn, files));
      }),
      { numRuns: 400 },
    );
  });

  it('gives every field of an entry back', () => {
    const view = new CatalogView();
    const full = entry(1, { durationMs: 12, notices: ['first-page', 'sixteen-bit'], fingerprint: noise(3, 64) });
    say(view, 0, 1, { type: 'entry', entry: full }, { type: 'entry', entry: bareEntry(2) });
    expect(view.entry(fileId(1))?.entry).toEqual(full);
    expect(view.entry(fileId(2))?.entry).toEqual(bareEntry(2));
    expect(view.source(fileId(1))).toEqual({ device: deviceId(0), sequence: 0 });
    expect(view.has(fileId(3))).toBe(false);
    expect(view.entry(fileId(3))).toBeUndefined();
  });

  it('keeps a recipe of many pieces', () => {
    const view = new CatalogView();
    const pieces = [1, 2, 3].map((n) => blockRef(n, kinds.recipe));
    say(view, 0, 1, { type: 'entry', entry: entry(1, { recipe: { pieces, bytes: 3006, epoch: epochId(2) } }) });
    expect(view.entry(fileId(1))?.entry.recipe.pieces).toEqual(pieces);
    expect([...view.recipeRefs()][0]?.recipe.pieces).toHaveLength(3);
  });

  it('takes a batch once and refuses one that leaves a gap', () => {
    const view = new CatalogView();
    const records: CatalogRecord[] = [{ type: 'entry', entry: entry(1) }];
    expect(view.apply(deviceId(0), 1, records, { sequence: 0, hash: noise(1, 32) })).toBe(true);
    const { version } = view;
    expect(view.apply(deviceId(0), 1, records, { sequence: 0, hash: noise(1, 32) })).toBe(false);
    expect(view.version).toBe(version);
    expect(() => view.apply(deviceId(0), 2, records, { sequence: 2, hash: noise(1, 32) })).toThrow(
      expect.objectContaining({ code: 'internal' }),
    );
  });

  it('lets the later stamp win, whichever arrives last', () => {
    const view = new CatalogView();
    say(view, 0, 1, { type: 'entry', entry: entry(1) });
    say(view, 1, 9, { type: 'caption', file: fileId(1), text: 'later' });
    say(view, 0, 5, { type: 'caption', file: fileId(1), text: 'earlier' });
    expect(view.entry(fileId(1))?.caption).toBe('later');
  });

  it('shows RAW and JPEG as one photo until they are taken apart', () => {
    const view = new CatalogView();
    say(view, 0, 1, { type: 'entry', entry: entry(1) }, { type: 'entry', entry: entry(2, { type: 'raw' }) });
    say(view, 0, 2, { type: 'attach', primary: fileId(1), file: fileId(2), role: 'raw', on: true });
    expect(view.totals()).toMatchObject({ photos: 1, files: 2 });
    expect(view.entry(fileId(1))).toMatchObject({ parts: ['raw'], partFiles: [{ id: fileId(2), role: 'raw' }] });
    expect(view.entry(fileId(2))?.partOf).toBe(fileId(1));
    say(view, 0, 3, { type: 'attach', primary: fileId(1), file: fileId(2), role: 'raw', on: false });
    expect(view.totals()).toMatchObject({ photos: 2, files: 2 });
  });

  it('hides nobody behind a ring of parts', () => {
    const view = new CatalogView();
    say(view, 0, 1, { type: 'entry', entry: entry(1) }, { type: 'entry', entry: entry(2) });
    say(view, 0, 2, { type: 'attach', primary: fileId(1), file: fileId(2), role: 'raw', on: true });
    say(view, 1, 2, { type: 'attach', primary: fileId(2), file: fileId(1), role: 'raw', on: true });
    expect(view.totals().photos).toBe(2);
  });

  it('shifts the capture time by the whole of the last shift', () => {
    const view = new CatalogView();
    say(view, 0, 1, { type: 'entry', entry: entry(1) });
    say(view, 0, 2, { type: 'shift', file: fileId(1), byMs: 3_600_000 });
    say(view, 0, 3, { type: 'shift', file: fileId(1), byMs: 60_000 });
    expect(view.entry(fileId(1))).toMatchObject({
      takenMs: (entry(1).takenMs as number) + 60_000,
      takenSource: 'shifted',
    });
  });

  it('gives a video the poster that was made later', () => {
    const view = new CatalogView();
    say(view, 0, 1, {
      type: 'entry',
      entry: bareEntry(1, { type: 'mp4', drawn: 'kept', notices: ['no-poster'], width: 0, height: 0 }),
    });
    const thumbnail = blockRef(7, kinds.thumbnail);
    say(view, 0, 2, {
      type: 'poster',
      file: fileId(1),
      thumbnail,
      epoch: epochId(1),
      blur: noise(1, 9),
      width: 1920,
      height: 1080,
      durationMs: 5000,
    });
    expect(view.entry(fileId(1))).toMatchObject({
      width: 1920,
      height: 1080,
      durationMs: 5000,
      drawn: 'part',
      notices: [],
      thumbnail: { ref: thumbnail, epoch: epochId(1) },
    });
    expect([...view.recipeRefs()][0]?.thumbnails).toHaveLength(1);
  });

  it('forgets albums and labels only of photos that are gone', () => {
    const view = new CatalogView();
    say(view, 0, 1, { type: 'entry', entry: entry(1) }, { type: 'album', album: albumId(1), name: 'Rome' });
    say(
      view,
      0,
      2,
      { type: 'member', album: albumId(1), file: fileId(1), on: true },
      { type: 'label', file: fileId(1), label: 'sea', on: true },
    );
    expect(view.albums()).toEqual([{ id: albumId(1), name: 'Rome', count: 1, cover: fileId(1) }]);
    say(view, 0, 3, { type: 'album', album: albumId(1) });
    expect(view.albums()).toEqual([]);
    say(view, 0, 4, { type: 'album', album: albumId(1), name: 'Roma' });
    expect(view.albums()[0]).toMatchObject({ name: 'Roma', count: 1 });
    say(view, 0, 5, { type: 'trash', file: fileId(1), on: true, elapsedMs: 77 });
    expect(view.albums()[0]).toMatchObject({ count: 0 });
    expect(view.labels()).toEqual([]);
    expect(view.trashed()).toEqual([{ id: fileId(1), mark: { device: deviceId(0), elapsedMs: 77 } }]);
    say(view, 0, 6, { type: 'trash', file: fileId(1), on: false, elapsedMs: 80 });
    expect(view.labels()).toEqual([{ label: 'sea', count: 1 }]);
  });

  describe('when a photo is purged', () => {
    const purged = (): CatalogView => {
      const view = new CatalogView();
      say(
        view,
        0,
        1,
        { type: 'entry', entry: entry(1) },
        { type: 'path', file: fileId(1), path: 'b.jpg', modifiedMs: 1, importedMs: 2 },
      );
      say(
        view,
        0,
        2,
        { type: 'caption', file: fileId(1), text: 'old' },
        { type: 'trash', file: fileId(1), on: true, elapsedMs: 1 },
      );
      say(view, 0, 3, { type: 'purge', file: fileId(1) });
      return view;
    };

    it('is gone, and nothing of it need be kept', () => {
      const view = purged();
      expect(view.has(fileId(1))).toBe(false);
      expect([...view.recipeRefs()]).toEqual([]);
      expect(view.totals()).toMatchObject({ photos: 0, files: 0, originalBytes: 0 });
    });

    it('comes back as it was by a keep', () => {
      const view = purged();
      say(view, 0, 4, { type: 'keep', file: fileId(1) });
      expect(view.entry(fileId(1))).toMatchObject({ caption: 'old', trash: { elapsedMs: 1 } });
      expect(view.entry(fileId(1))?.paths).toHaveLength(2);
    });

    it('comes back clean by a new import', () => {
      const view = purged();
      say(view, 0, 4, { type: 'entry', entry: entry(1, { path: 'new.jpg' }) });
      const photo = view.entry(fileId(1));
      expect(photo).toMatchObject({ caption: '', name: 'new.jpg' });
      expect(photo?.trash).toBeUndefined();
      expect(photo?.paths.map((path) => path.path)).toEqual(['new.jpg']);
    });
  });

  it('lets nobody purge what another person owns', () => {
    const view = new CatalogView({ ownerOf: (id) => id });
    say(view, 0, 1, { type: 'entry', entry: entry(1) });
    say(view, 1, 5, { type: 'entry', entry: entry(1, { path: 'theirs.jpg' }) });
    say(view, 0, 6, { type: 'purge', file: fileId(1) });
    expect(view.entry(fileId(1))).toMatchObject({ name: 'theirs.jpg', source: { device: deviceId(1) } });
    expect([...view.recipeRefs()].map((refs) => refs.signer)).toEqual([deviceId(1)]);
    say(view, 1, 7, { type: 'purge', file: fileId(1) });
    expect(view.has(fileId(1))).toBe(false);
  });

  it("shows this device's own claim before another's older one", () => {
    const records = (path: string): CatalogRecord => ({ type: 'entry', entry: entry(1, { path }) });
    const own = new CatalogView({ self: deviceId(1) });
    const anyone = new CatalogView();
    for (const view of [own, anyone]) {
      say(view, 0, 1, records('theirs.jpg'));
      say(view, 1, 2, records('mine.jpg'));
    }
    expect(own.entry(fileId(1))?.name).toBe('mine.jpg');
    expect(anyone.entry(fileId(1))?.name).toBe('theirs.jpg');
    expect(own.entry(fileId(1))?.paths).toHaveLength(2);
  });
});
