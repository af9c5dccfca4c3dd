// Logs of made-up batches for properties, and playing them into a view.
import fc from 'fast-check';
import type { CatalogRecord } from '../../../src/core/catalog/records.ts';
import type { CatalogView } from '../../../src/core/catalog/view.ts';
import { kinds } from '../../../src/core/segment/segmenter.ts';
import { albumId, bareEntry, blockRef, deviceId, entry, epochId, fileId, say } from './samples.ts';

export interface MadeBatch {
  readonly lamport: number;
  readonly records: readonly CatalogRecord[];
}

export const files = [0, 1, 2, 3].map(fileId);
const file = fc.nat(3);
const on = fc.boolean();
const record: fc.Arbitrary<CatalogRecord> = fc.oneof(
  { arbitrary: file.map((n): CatalogRecord => ({ type: 'entry', entry: entry(n) })), weight: 4 },
  fc
    .tuple(file, fc.nat(3))
    .map(([n, p]): CatalogRecord => ({ type: 'entry', entry: bareEntry(n, { path: `p${p}/x.png` }) })),
  fc.tuple(file, fc.nat(3), fc.nat(9)).map(([n, p, ms]): CatalogRecord => ({
    type: 'path',
    file: fileId(n),
    path: `p${p}/x.png`,
    modifiedMs: ms,
    importedMs: ms,
  })),
  fc.tuple(file, fc.nat(3)).map(([n, p]): CatalogRecord => ({
    type: 'poster',
    file: fileId(n),
    thumbnail: blockRef(p, kinds.thumbnail),
    epoch: epochId(1),
    width: 10 + p,
    height: 10,
  })),
  fc.tuple(file, file, on).map(([n, m, value]): CatalogRecord => ({
    type: 'attach',
    file: fileId(n),
    primary: fileId(m),
    role: 'raw',
    on: value,
  })),
  fc.tuple(file, on).map(([n, value]): CatalogRecord => ({ type: 'favourite', file: fileId(n), on: value })),
  fc.tuple(file, fc.string()).map(([n, text]): CatalogRecord => ({ type: 'caption', file: fileId(n), text })),
  fc
    .tuple(file, fc.constantFrom('sea', 'dog'), on)
    .map(([n, label, value]): CatalogRecord => ({ type: 'label', file: fileId(n), label, on: value })),
  fc
    .tuple(file, fc.integer({ min: -9, max: 9 }))
    .map(([n, byMs]): CatalogRecord => ({ type: 'shift', file: fileId(n), byMs })),
  fc
    .tuple(fc.nat(1), fc.constantFrom('Rome', 'Oslo', undefined))
    .map(([n, name]): CatalogRecord => ({ type: 'album', album: albumId(n), ...(name === undefined ? {} : { name }) })),
  fc
    .tuple(fc.nat(1), file, on)
    .map(([a, n, value]): CatalogRecord => ({ type: 'member', album: albumId(a), file: fileId(n), on: value })),
  fc
    .tuple(file, on, fc.nat(5))
    .map(([n, value, elapsedMs]): CatalogRecord => ({ type: 'trash', file: fileId(n), on: value, elapsedMs })),
  file.map((n): CatalogRecord => ({ type: 'purge', file: fileId(n) })),
  file.map((n): CatalogRecord => ({ type: 'keep', file: fileId(n) })),
  fc.nat(4).map((n): CatalogRecord => ({ type: 'kinds', method: n + 1, kinds: [1, 2] })),
  fc.constant<CatalogRecord>({ type: 'unknown', name: 'next', value: { t: 'next' } }),
);
const log = fc.array(
  fc.record({ lamport: fc.integer({ min: 1, max: 12 }), records: fc.array(record, { minLength: 1, maxLength: 4 }) }),
  {
    maxLength: 5,
  },
);

export const logs: fc.Arbitrary<MadeBatch[][]> = fc.array(log, { minLength: 1, maxLength: 3 });

/** Applies whole logs one after the other; what the view has of a log is passed over. */
export function playInTurn(view: CatalogView, all: readonly (readonly MadeBatch[])[]): void {
  all.forEach((batches, by) => {
    const from = (view.head(deviceId(by))?.sequence ?? -1) + 1;
    for (const batch of batches.slice(from)) say(view, by, batch.lamport, ...batch.records);
  });
}
