// What the catalog's view answers: a photo with everything that was said about it, whoever said it
// (design §5). Rows are the light form for lists, entry views the full one.
import type { Bytes } from '../bytes.ts';
import type { BlockRef } from '../dice/block-ref.ts';
import type { AlbumId, DeviceId, EpochId, FileId } from '../ids.ts';
import type { Drawn, DrawNotice, MediaType } from '../ports.ts';
import type { Entry, RecipeRef } from './entry.ts';
import type { PartRole } from './records.ts';

/** A sealed thumbnail and the epoch whose secrets made its key. */
export interface ThumbnailRef {
  readonly ref: BlockRef;
  readonly epoch: EpochId;
}

/** What a tile of the grid needs; the same fields as the page's PhotoRow, which adds `damaged`. */
export interface CatalogRow {
  readonly id: FileId;
  readonly name: string;
  readonly type: MediaType;
  readonly drawn: Drawn;
  readonly notices: readonly DrawNotice[];
  readonly width: number;
  readonly height: number;
  /** Shift applied; the file's own time where there is no capture time. */
  readonly takenMs: number;
  readonly favourite: boolean;
  readonly blur?: Bytes;
  readonly parts: readonly PartRole[];
  readonly durationMs?: number;
}

export interface EntryPath {
  readonly path: string;
  readonly modifiedMs: number;
  readonly importedMs: number;
}

export interface EntryView extends CatalogRow {
  /** As its signer wrote it. */
  readonly entry: Entry;
  /** Which batch says so. */
  readonly source: EntrySource;
  readonly takenSource: 'exif' | 'file' | 'shifted';
  readonly shiftMs: number;
  readonly caption: string;
  /** Sorted. */
  readonly labels: readonly string[];
  /** Sorted by name. */
  readonly albums: readonly { readonly id: AlbumId; readonly name: string }[];
  /** The entry's own first, the rest in the order of import. */
  readonly paths: readonly EntryPath[];
  /** Files that belong to this photo, itself not among them. */
  readonly partFiles: readonly { readonly id: FileId; readonly role: PartRole }[];
  /** Set where this file is a part of another photo. */
  readonly partOf?: FileId;
  readonly thumbnail?: ThumbnailRef;
  /** Set while it is in the trash. */
  readonly trash?: TrashMark;
}

export interface TrashMark {
  /** Who put it there; `elapsedMs` is that device's count. */
  readonly device: DeviceId;
  readonly elapsedMs: number;
}

/** The batch that names an entry, so that a receipt can check the signature again. */
export interface EntrySource {
  readonly device: DeviceId;
  readonly sequence: number;
}

/** Blocks that must be kept for one file: its recipe (whose blocks follow) and thumbnails. */
export interface KeptRefs {
  readonly id: FileId;
  readonly signer: DeviceId;
  readonly recipe: RecipeRef;
  readonly thumbnails: readonly ThumbnailRef[];
}

export interface AlbumView {
  readonly id: AlbumId;
  readonly name: string;
  /** Photos outside the trash, parts not counted. */
  readonly count: number;
  readonly cover?: FileId;
}

export interface CatalogTotals {
  /** Photos outside the trash, parts not counted. */
  readonly photos: number;
  /** All files kept, in the trash and as parts too. */
  readonly files: number;
  readonly originalBytes: number;
  readonly codedBytes: number;
  readonly storedBytes: number;
  readonly sharedBytes: number;
}
