// Taking one record into the merged state (design §5): which map it goes to, whether it wins there, and what has to
// be made again because of it (pages, orders, search text).
import { idToBytes, type DeviceId, type FileId } from '../ids.ts';
import type { Claims } from './claims.ts';
import type { EntryColumns } from './columns.ts';
import type { BitField, Fields } from './fields.ts';
import { IdIndex } from './id-index.ts';
import type { CatalogRecord } from './records.ts';

/** Rows per catalog page. */
export const pageRows = 4096;

export class Merge {
  readonly index: IdIndex;
  /** Pages whose rows changed since they were last written. */
  readonly changedPages = new Set<number>();
  /** Goes up where order, names or search text may have changed. */
  structure = 0;
  /** Per row, the `structure` at which its sort keys or search text last changed. */
  revisions: Uint32Array;
  /** Records of types that this build does not know. */
  unknown: number;

  constructor(
    private readonly store: EntryColumns,
    private readonly fields: Fields,
    private readonly claims: Claims,
    unknown: number,
  ) {
    this.unknown = unknown;
    this.revisions = new Uint32Array(Math.max(1024, store.count));
    this.index = new IdIndex(() => store.columns.id);
    this.index.reserve(store.count);
    for (let row = 0; row < store.count; row++) this.index.add(row);
  }

  apply(record: CatalogRecord, device: DeviceId, lamport: number, sequence: number): void {
    const { fields } = this;
    const number = this.store.devices.number(device);
    const code = fields.stamps.make(lamport, number, 'on' in record && record.on);
    switch (record.type) {
      case 'entry': {
        const row = this.rowFor(record.entry.id);
        this.claims.add(row, record.entry, { signer: device, lamport, sequence });
        this.touchPage(row);
        return this.touch(row);
      }
      case 'path': {
        const row = this.rowFor(record.file);
        fields.setPath(row, { code, path: record.path, modifiedMs: record.modifiedMs, importedMs: record.importedMs });
        return this.touch(row);
      }
      case 'poster': {
        const row = this.rowFor(record.file);
        if (fields.set(fields.posters, row, { code, poster: record })) this.touch(row);
        return;
      }
      case 'attach': {
        const row = this.rowFor(record.file);
        const primary = this.rowFor(record.primary);
        const before = fields.attached.get(row)?.primary;
        if (!fields.setAttached(row, { code, primary, role: record.role })) return;
        if (before !== undefined) this.revise(before);
        return this.touch(row);
      }
      case 'favourite':
        fields.setBit(fields.favourites, this.rowFor(record.file), code);
        return;
      case 'caption':
        fields.set(fields.captions, this.rowFor(record.file), { code, text: record.text });
        return;
      case 'label':
        fields.setBit(entryOf(fields.labels, record.label), this.rowFor(record.file), code);
        return;
      case 'shift': {
        const row = this.rowFor(record.file);
        if (fields.set(fields.shifts, row, { code, byMs: record.byMs })) this.touch(row);
        return;
      }
      case 'album':
        fields.set(fields.albums, record.album, {
          code,
          ...(record.name === undefined ? {} : { name: record.name }),
        });
        return;
      case 'member':
        fields.setBit(entryOf(fields.members, record.album), this.rowFor(record.file), code);
        return;
      case 'trash':
        fields.set(fields.trash, this.rowFor(record.file), { code, elapsedMs: record.elapsedMs });
        return;
      case 'purge':
      case 'keep': {
        const row = this.rowFor(record.file);
        const tomb = fields.tomb(row, number);
        tomb[record.type] = Math.max(tomb[record.type], lamport);
        this.claims.settle(row);
        this.touchPage(row);
        return this.touch(row);
      }
      case 'kinds':
        if (fields.stamps.wins(code, fields.kinds?.code))
          fields.kinds = { code, method: record.method, kinds: record.kinds };
        return;
      case 'unknown':
        this.unknown++;
    }
  }

  private rowFor(id: FileId): number {
    const bytes = idToBytes(id);
    const known = this.index.find(bytes);
    if (known >= 0) return known;
    const row = this.store.addId(bytes);
    this.index.add(row);
    this.touchPage(row);
    return row;
  }

  private touchPage(row: number): void {
    this.changedPages.add(Math.floor(row / pageRows));
  }

  /** Order or search text of a row changed, and with it what is found under the photo it belongs to. */
  private touch(row: number): void {
    this.structure++;
    this.revise(row);
    const primary = this.fields.attached.get(row)?.primary;
    if (primary !== undefined) this.revise(primary);
  }

  private revise(row: number): void {
    if (row >= this.revisions.length) {
      const grown = new Uint32Array(Math.max(row + 1, Math.floor(1.5 * this.revisions.length)));
      grown.set(this.revisions);
      this.revisions = grown;
    }
    this.revisions[row] = this.structure;
  }
}

function entryOf<Key>(map: Map<Key, BitField>, key: Key): BitField {
  const known = map.get(key);
  if (known) return known;
  const made: BitField = new Map();
  map.set(key, made);
  return made;
}
