// The catalog as it stands: all logs of a space merged (design §5). Batches of one log come in their order, logs
// in any; the state is the same whatever the order between them (property in test/unit/catalog-view). Entries lie
// in columns, what people said about them in last-writer-wins maps; answers are made when asked for.
import type { Bytes } from '../bytes.ts';
import { VaultError } from '../errors.ts';
import { idToBytes, type AlbumId, type DeviceId, type FileId } from '../ids.ts';
import type { LogHead } from './batch.ts';
import { Claims, type ClaimPolicy, type SpareClaim } from './claims.ts';
import { EntryColumns, flag } from './columns.ts';
import type { Entry } from './entry.ts';
import type {
  AlbumView,
  CatalogRow,
  CatalogTotals,
  EntrySource,
  EntryView,
  KeptRefs,
  ThumbnailRef,
  TrashMark,
} from './entry-view.ts';
import { Fields, StampCodes, type BitField } from './fields.ts';
import { compareText, sortKey } from './fold.ts';
import { Merge } from './merge.ts';
import { readPhoto, readPhotoRow } from './photo.ts';
import type { CatalogRecord } from './records.ts';

/** Where a batch stands in its device's log. */
export interface BatchPlace {
  readonly sequence: number;
  /** 32 bytes: the batch's hash. */
  readonly hash: Bytes;
}

/** What catalog pages bring back. */
export interface CatalogState {
  readonly store: EntryColumns;
  readonly fields: Fields;
  readonly spares: ReadonlyMap<number, SpareClaim[]>;
  readonly heads: readonly (LogHead & { readonly lamport: number })[];
  readonly unknown: number;
}

export class CatalogView {
  /** For pages.ts, photo.ts and query.ts; nobody else writes here. */
  readonly store: EntryColumns;
  readonly fields: Fields;
  readonly claims: Claims;

  private readonly merge: Merge;
  private readonly heads = new Map<DeviceId, LogHead & { readonly lamport: number }>();
  private changes = 0;

  constructor(policy: ClaimPolicy = {}, state?: CatalogState) {
    this.store = state?.store ?? new EntryColumns();
    this.fields = state?.fields ?? new Fields(new StampCodes(this.store.devices));
    this.claims = new Claims(this.store, this.fields, policy);
    this.merge = new Merge(this.store, this.fields, this.claims, state?.unknown ?? 0);
    for (const [row, spares] of state?.spares ?? []) this.claims.spares.set(row, [...spares]);
    for (const head of state?.heads ?? []) this.heads.set(head.device, head);
    if (state) for (const row of [...this.claims.spares.keys(), ...this.fields.tombs.keys()]) this.claims.settle(row);
  }

  /** Goes up with every change: answers given at another version may be out of date. */
  get version(): number {
    return this.changes;
  }

  /** Goes up where order, names or search text may have changed. */
  get structure(): number {
    return this.merge.structure;
  }

  /** Per row, the `structure` at which its sort keys or search text last changed; may be shorter than the rows. */
  get revisions(): Uint32Array {
    return this.merge.revisions;
  }

  /** Pages whose rows changed since they were last written; pages.ts clears it. */
  get changedPages(): Set<number> {
    return this.merge.changedPages;
  }

  /** The highest stamp applied: where a LamportClock starts from. */
  get lamport(): number {
    let highest = 0;
    for (const head of this.heads.values()) highest = Math.max(highest, head.lamport);
    return highest;
  }

  /** Records of types that this build does not know. After an update, build the view from the logs again. */
  get unknown(): number {
    return this.merge.unknown;
  }

  /** The last applied batch of every log, for the next batch's `previous` and `seen`, and for state vectors. */
  logHeads(): (LogHead & { readonly lamport: number })[] {
    return [...this.heads.values()];
  }

  head(device: DeviceId): (LogHead & { readonly lamport: number }) | undefined {
    return this.heads.get(device);
  }

  /**
   * Takes in one opened batch.
   *
   * @returns false where it was applied before
   * @throws VaultError `internal` where it is not the next of its log
   */
  apply(device: DeviceId, lamport: number, records: readonly CatalogRecord[], place: BatchPlace): boolean {
    const next = (this.heads.get(device)?.sequence ?? -1) + 1;
    if (place.sequence < next) return false;
    if (place.sequence > next)
      throw new VaultError('internal', 'batch applied out of order', { sequence: place.sequence, next });
    for (const record of records) this.merge.apply(record, device, lamport, place.sequence);
    this.heads.set(device, { device, sequence: place.sequence, hash: place.hash, lamport });
    this.changes++;
    return true;
  }

  /** Whether the file is in the library (in the trash and as a part too). */
  has(id: FileId): boolean {
    return this.row(id) >= 0;
  }

  entry(id: FileId): EntryView | undefined {
    const row = this.row(id);
    return row < 0 ? undefined : readPhoto(this, row);
  }

  /** @param rows  from a query's order */
  rows(rows: ArrayLike<number>): CatalogRow[] {
    return Array.from(rows, (row) => readPhotoRow(this, row));
  }

  /** @param rows  from a query's order */
  ids(rows: ArrayLike<number>): FileId[] {
    return Array.from(rows, (row) => this.store.id(row));
  }

  /** @returns the row of a file in the library, or −1. Rows stay for the life of this view. */
  row(id: FileId): number {
    const row = this.merge.index.find(idToBytes(id));
    return row >= 0 && this.store.has(row, flag.alive) ? row : -1;
  }

  /** The batch that names the entry. */
  source(id: FileId): EntrySource | undefined {
    const row = this.row(id);
    if (row < 0) return undefined;
    const { signer, sequence } = this.store.claim(row);
    return { device: signer, sequence };
  }

  /** The thumbnail to show: a later poster before the entry's own. */
  thumbnail(id: FileId): ThumbnailRef | undefined {
    const row = this.row(id);
    return row < 0 ? undefined : this.thumbnailOf(row);
  }

  thumbnailOf(row: number): ThumbnailRef | undefined {
    const poster = this.posterOf(row);
    if (poster) return { ref: poster.thumbnail, epoch: poster.epoch };
    const ref = this.store.thumbnail(row);
    return ref && { ref, epoch: this.store.epochs.text(this.store.columns.epoch[row] as number) };
  }

  /** Albums that were not deleted, by name. */
  albums(): AlbumView[] {
    const albums: AlbumView[] = [];
    for (const [id, { name }] of this.fields.albums) {
      if (name === undefined) continue;
      let count = 0;
      let cover = -1;
      for (const row of this.rowsOf(this.fields.members.get(id))) {
        count++;
        if (cover < 0 || this.takenMs(row) > this.takenMs(cover)) cover = row;
      }
      albums.push({ id, name, count, ...(cover < 0 ? {} : { cover: this.store.id(cover) }) });
    }
    const keys = new Map(albums.map((album) => [album.id, sortKey(album.name)]));
    return albums.sort((a, b) => compareText(keys.get(a.id), keys.get(b.id)) || compareText(a.id, b.id));
  }

  albumName(album: AlbumId): string | undefined {
    return this.fields.albums.get(album)?.name;
  }

  /** Labels on photos outside the trash. */
  labels(): { label: string; count: number }[] {
    const labels: { label: string; count: number }[] = [];
    for (const [label, field] of this.fields.labels) {
      let count = 0;
      for (const _ of this.rowsOf(field)) count++;
      if (count > 0) labels.push({ label, count });
    }
    return labels.sort((a, b) => compareText(sortKey(a.label), sortKey(b.label)) || compareText(a.label, b.label));
  }

  /** Files in the trash, parts not listed. */
  trashed(): { id: FileId; mark: TrashMark }[] {
    const trashed: { id: FileId; mark: TrashMark }[] = [];
    for (const row of this.fields.trash.keys()) {
      const mark = this.trashMark(row);
      if (mark && this.isPhoto(row)) trashed.push({ id: this.store.id(row), mark });
    }
    return trashed;
  }

  /**
   * Everything a sweep must keep, for every living claim: the recipe (whose blocks the caller follows) and
   * thumbnails. Files in the trash are kept.
   */
  *recipeRefs(): Iterable<KeptRefs> {
    const { store } = this;
    for (let row = 0; row < store.count; row++) {
      if (!store.has(row, flag.alive)) continue;
      const id = store.id(row);
      const poster = this.fields.posters.get(row)?.poster;
      const posters = poster ? [{ ref: poster.thumbnail, epoch: poster.epoch }] : [];
      const kept = (signer: DeviceId, { recipe, thumbnail }: Pick<Entry, 'recipe' | 'thumbnail'>): KeptRefs => ({
        id,
        signer,
        recipe,
        thumbnails: thumbnail ? [...posters, { ref: thumbnail, epoch: recipe.epoch }] : posters,
      });
      const thumbnail = store.thumbnail(row);
      yield kept(store.claim(row).signer, { recipe: store.recipe(row), ...(thumbnail ? { thumbnail } : {}) });
      for (const { entry, claim } of this.claims.livingSpares(row)) yield kept(claim.signer, entry);
    }
  }

  totals(): CatalogTotals {
    const c = this.store.columns;
    const totals = { photos: 0, files: 0, originalBytes: 0, codedBytes: 0, storedBytes: 0, sharedBytes: 0 };
    for (let row = 0; row < this.store.count; row++) {
      if (!this.store.has(row, flag.alive)) continue;
      totals.files++;
      totals.originalBytes += c.size[row] as number;
      totals.codedBytes += c.coded[row] as number;
      totals.storedBytes += c.stored[row] as number;
      totals.sharedBytes += c.shared[row] as number;
      if (this.isPhoto(row) && !this.inTrash(row)) totals.photos++;
    }
    return totals;
  }

  /** What the space cuts new pictures with, as its logs last said. */
  kinds(): { method: number; kinds: readonly number[] } | undefined {
    const { kinds } = this.fields;
    return kinds && { method: kinds.method, kinds: kinds.kinds };
  }

  // — By row, for photo.ts, query.ts and the answers above. —

  /** In the library, and not a part of another photo. */
  isPhoto(row: number): boolean {
    return this.store.has(row, flag.alive) && this.primaryOf(row) < 0;
  }

  /** The photo a file is a part of; −1 where it stands alone. A part has no parts: chains and rings come apart. */
  primaryOf(row: number): number {
    const field = this.fields.attached.get(row);
    if (!field || !this.isAttached(row) || field.primary === row) return -1;
    return this.store.has(field.primary, flag.alive) && !this.isAttached(field.primary) ? field.primary : -1;
  }

  inTrash(row: number): boolean {
    return this.trashMark(row) !== undefined;
  }

  trashMark(row: number): TrashMark | undefined {
    const field = this.fields.trash.get(row);
    const { stamps } = this.fields;
    if (!field || !stamps.on(field.code) || !this.counts(row, field.code)) return undefined;
    return { device: stamps.device(field.code), elapsedMs: field.elapsedMs };
  }

  isOn(field: BitField | undefined, row: number): boolean {
    const code = field?.get(row);
    return code !== undefined && this.fields.stamps.on(code) && this.counts(row, code);
  }

  /** Whether what was said under this stamp still counts. */
  counts(row: number, code: number): boolean {
    return !this.fields.tombs.has(row) || this.fields.stamps.lamport(code) > this.claims.floor(row);
  }

  shiftMs(row: number): number {
    const shift = this.fields.shifts.get(row);
    return shift && this.counts(row, shift.code) ? shift.byMs : 0;
  }

  takenMs(row: number): number {
    const c = this.store.columns;
    const own = this.store.has(row, flag.taken) ? (c.taken[row] as number) : (c.modified[row] as number);
    return this.fields.shifts.size === 0 ? own : own + this.shiftMs(row);
  }

  posterOf(row: number) {
    const field = this.fields.posters.get(row);
    return field && this.counts(row, field.code) ? field.poster : undefined;
  }

  /** Photos outside the trash that a field is on for. */
  *rowsOf(field: BitField | undefined): Iterable<number> {
    for (const row of field?.keys() ?? [])
      if (this.isOn(field, row) && this.isPhoto(row) && !this.inTrash(row)) yield row;
  }

  private isAttached(row: number): boolean {
    const field = this.fields.attached.get(row);
    return field !== undefined && this.fields.stamps.on(field.code) && this.counts(row, field.code);
  }
}
