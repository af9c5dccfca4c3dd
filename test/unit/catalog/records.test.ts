// Records: every type survives its codec, what is not exactly one of them is refused or set aside.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCbor, encodeCbor, type Cbor } from '../../../src/core/cbor.ts';
import { recordFromCbor, recordToCbor, type CatalogRecord } from '../../../src/core/catalog/records.ts';
import { isVaultError } from '../../../src/core/errors.ts';
import { limits } from '../../../src/core/limits.ts';
import { kinds } from '../../../src/core/segment/segmenter.ts';
import { albumId, bareEntry, blockRef, entry, epochId, fileId, noise } from './samples.ts';

const file = fileId(1);
const all: CatalogRecord[] = [
  {
    type: 'entry',
    entry: entry(1, {
      durationMs: 7,
      fingerprint: noise(1, 64),
      notices: ['animated', 'truncated'].reverse() as never,
    }),
  },
  { type: 'entry', entry: bareEntry(2, { modifiedMs: -5, location: { latitude: -90, longitude: 180 } }) },
  { type: 'path', file, path: 'Ärger/🌊.jpg', modifiedMs: -1, importedMs: 1_700_000_000_000 },
  {
    type: 'poster',
    file,
    thumbnail: blockRef(3, kinds.thumbnail),
    epoch: epochId(2),
    blur: noise(4, 20),
    width: 1920,
    height: 1080,
    durationMs: 1234,
  },
  { type: 'attach', primary: fileId(2), file, role: 'sidecar', on: true },
  { type: 'favourite', file, on: false },
  { type: 'caption', file, text: '' },
  { type: 'label', file, label: 'sea', on: true },
  { type: 'shift', file, byMs: -3_600_000 },
  { type: 'album', album: albumId(1), name: 'Rome' },
  { type: 'album', album: albumId(1) },
  { type: 'member', album: albumId(1), file, on: true },
  { type: 'trash', file, on: true, elapsedMs: 1000 },
  { type: 'purge', file },
  { type: 'keep', file },
  { type: 'kinds', method: 2, kinds: [1, 2, 900] },
];

const through = (value: Cbor): Cbor => decodeCbor(encodeCbor(value), limits.batchBytes);

describe('catalog records', () => {
  it.each(all.map((record): [string, CatalogRecord] => [record.type, record]))(
    'of type %s come back as they were',
    (_, record) => {
      const read = recordFromCbor(through(recordToCbor(record)));
      if (record.type === 'entry' && read.type === 'entry')
        expect(new Set(read.entry.notices)).toEqual(new Set(record.entry.notices));
      expect(through(recordToCbor(read))).toEqual(through(recordToCbor(record)));
      if (record.type !== 'entry') expect(read).toEqual(record);
    },
  );

  it('of a newer type are kept as they are', () => {
    const value = { t: 'hologram', depth: [1, { x: 'y' }] };
    const record = recordFromCbor(through(value));
    expect(record).toMatchObject({ type: 'unknown', name: 'hologram' });
    expect(recordToCbor(record)).toEqual(value);
  });

  it('take nothing from the prototype for a type', () => {
    for (const t of ['constructor', 'toString', '__proto__'])
      expect(recordFromCbor(through({ t }))).toMatchObject({ type: 'unknown', name: t });
  });

  it('weigh at most what an entry is meant to: about 500 bytes', () => {
    expect(encodeCbor(recordToCbor({ type: 'entry', entry: entry(1) })).length).toBeLessThan(560);
  });

  it.each<[string, Cbor]>([
    ['a list', []],
    ['no type', { file: noise(1, 32) }],
    ['an unknown field of a known type', { t: 'keep', file: noise(1, 32), why: 'x' }],
    ['a missing field', { t: 'favourite', file: noise(1, 32) }],
    ['a short file id', { t: 'keep', file: noise(1, 31) }],
    ['an empty label', { t: 'label', file: noise(1, 32), label: '', on: true }],
    ['an unknown role', { t: 'attach', file: noise(1, 32), primary: noise(2, 32), role: 'boss', on: true }],
    ['a caption above its bound', { t: 'caption', file: noise(1, 32), text: 'x'.repeat(limits.textBytes + 1) }],
    ['a time outside the calendar', { t: 'shift', file: noise(1, 32), by: 8.64e15 + 1 }],
    ['a kind that is no number', { t: 'kinds', method: 1, kinds: ['x'] }],
  ])('are refused with %s', (_, value) => {
    expect(() => recordFromCbor(through(value))).toThrow(expect.objectContaining({ code: 'format' }));
  });

  it.each<[string, Readonly<Record<string, Cbor>>]>([
    ['a place off the globe', { place: [900_000_001, 0] }],
    ['a recipe of no pieces', { recipe: new Uint8Array(0) }],
    ['a recipe of another kind', { recipe: new Uint8Array(74).fill(1) }],
    ['two thumbnails', { thumb: new Uint8Array(148) }],
    ['an empty blur', { blur: new Uint8Array(0) }],
    ['an orientation of 9', { turn: 9 }],
    ['three figures', { figures: [1, 2, 3] }],
    ['a negative figure', { figures: [1, 2, 3, -4] }],
    ['notices that nobody gave', { notices: 256 }],
    ['a type of file that nobody knows', { type: 12 }],
    ['a fingerprint of another length', { print: noise(1, 63) }],
  ])('refuse an entry with %s', (_, changes) => {
    const sound = recordToCbor({ type: 'entry', entry: entry(1) }) as Readonly<Record<string, Cbor>>;
    expect(() => recordFromCbor(through({ ...sound, ...changes }))).toThrow(
      expect.objectContaining({ code: 'format' }),
    );
  });

  it('read from altered bytes throw VaultError and nothing else', () => {
    const sounds = all.map((record) => encodeCbor(recordToCbor(record)));
    fc.assert(
      fc.property(fc.constantFrom(...sounds), fc.nat(), fc.integer({ min: 1, max: 255 }), (sound, place, mask) => {
        const bytes = sound.slice();
        const at = place % bytes.length;
        bytes[at] = (bytes[at] as number) ^ mask;
        try {
          recordFromCbor(decodeCbor(bytes, limits.batchBytes));
        } catch (error) {
          expect(isVaultError(error)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
