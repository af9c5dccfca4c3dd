// What the page may ask of the vault worker, and what it hears back: the whole contract between `ui`/`app` and
// `vault` (workers/vault.ts satisfies it through Comlink). Keys never cross it; ids, numbers, text, encoded
// pictures and ImageBitmaps do. Every method may reject with a VaultError, whose code survives the crossing.
import type { ErrorCode } from '../core/errors.ts';
import type { AlbumId, DeviceId, FileId, JobId, SpaceId } from '../core/ids.ts';
import type { DrawNotice, Drawn, MediaType } from '../core/ports.ts';
import type { BlockArea, Layout } from '../core/segment/segmenter.ts';

// — Opening and closing. —

export interface VaultStatus {
  readonly phase: 'none' | 'locked' | 'open';
  /** The person's name, known once open. */
  readonly name?: string;
  readonly email?: string;
  readonly passkeys: readonly PasskeyInfo[];
  /** Whether this tab may write; 'elsewhere' offers "use Tessera here". */
  readonly pen: 'here' | 'elsewhere' | 'free';
  /** Items that arrived while locked. */
  readonly inbox: number;
  /** Set once open. */
  readonly space?: SpaceId;
  readonly device?: DeviceId;
}

export interface PasskeyInfo {
  /** base64url of the WebAuthn credential id. */
  readonly credential: string;
  readonly label: string;
  readonly addedMs: number;
  /** 32 bytes: the salt to evaluate PRF with. */
  readonly prfSalt: Uint8Array;
}

export interface Profile {
  readonly name: string;
  readonly email?: string;
  readonly passphrase: string;
}

// — Long-running work: everything in the activity tray. —

export type JobKind = 'import' | 'export' | 'backup' | 'restore' | 'verify' | 'scrub' | 'sweep' | 'batch';
export type JobState = 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

export interface JobProgress {
  readonly id: JobId;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly done: number;
  readonly total: number;
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Estimated from the last 20 s; absent while unknown. */
  readonly msLeft?: number;
  /** The file at work, for the tray's second line. */
  readonly current?: string;
  readonly canPause: boolean;
  /** Set once state is 'done', 'failed' or 'cancelled'. */
  readonly summary?: JobSummary;
  /** Why a job pauses by itself ('quota': free space, then resume) or failed. */
  readonly error?: ErrorCode;
}

export type JobSummary = ImportSummary | ExportSummary | VerifySummary | BackupSummary;

export interface ImportSummary {
  readonly kind: 'import';
  readonly imported: number;
  /** Already here (same SHA-256); their new paths were kept. */
  readonly known: number;
  readonly refused: readonly { readonly path: string; readonly code: ErrorCode }[];
  readonly originalBytes: number;
  /** Ciphertext that really became new packs. */
  readonly storedBytes: number;
  /** Bytes of blocks that were already stored. */
  readonly sharedBytes: number;
  readonly photos: readonly FileId[];
}
export interface ExportSummary {
  readonly kind: 'export';
  readonly files: number;
  readonly bytes: number;
  readonly failed: readonly { readonly path: string; readonly code: ErrorCode }[];
}
export interface VerifySummary {
  readonly kind: 'verify' | 'scrub';
  readonly photos: number;
  readonly blocks: number;
  readonly mended: number;
  readonly damaged: readonly { readonly id: FileId; readonly name: string; readonly blocks: readonly number[] }[];
}
export interface BackupSummary {
  readonly kind: 'backup' | 'restore';
  readonly photos: number;
  readonly packsWritten: number;
  readonly packsSkipped: number;
  readonly bytes: number;
  readonly damaged: readonly string[];
}

// — Events. —

export type VaultEvent =
  | { readonly type: 'status'; readonly status: VaultStatus }
  | { readonly type: 'job'; readonly job: JobProgress }
  /** The library changed (here or in another tab): query again. */
  | { readonly type: 'library'; readonly version: number }
  | { readonly type: 'error'; readonly code: ErrorCode };

// — Importing. —

export interface ImportFile {
  readonly file: File;
  /** Path inside what was chosen, '/'-separated, e.g. "2019/Rome/IMG_1.jpg". */
  readonly path: string;
}
export interface ImportOptions {
  readonly space: SpaceId;
  /** Makes an album of each folder that holds photos. */
  readonly albumsFromFolders: boolean;
}

// — The library. —

export type SortKey = 'taken' | 'imported' | 'name' | 'size';
export type GroupKey = 'day' | 'month' | 'year' | 'none';

export interface LibraryQuery {
  /** Words; all must match in name, path, caption, label, album, camera, or a date as 2019, 2019-05, "May 2019". */
  readonly text?: string;
  readonly album?: AlbumId;
  readonly label?: string;
  readonly favourites?: boolean;
  readonly trash?: boolean;
  readonly types?: readonly MediaType[];
  readonly sort: SortKey;
  readonly descending: boolean;
  readonly group: GroupKey;
}
/** The answer to a query: compact, so that 100,000 photos cross in milliseconds. Rows are asked for by index. */
export interface LibraryView {
  /** Of the library when this was answered; rows asked with an old version reject `not-found`. */
  readonly version: number;
  readonly query: number;
  readonly count: number;
  /** Photos in the vault outside the trash, whatever the query. */
  readonly total: number;
  readonly groups: readonly {
    readonly key: string;
    readonly startMs: number;
    readonly start: number;
    readonly count: number;
  }[];
  /** Width ÷ height per photo × 1000, in order; 1000 where unknown. */
  readonly aspects: Uint16Array;
}
export interface PhotoRow {
  readonly id: FileId;
  readonly name: string;
  readonly type: MediaType;
  readonly drawn: Drawn;
  readonly notices: readonly DrawNotice[];
  readonly width: number;
  readonly height: number;
  /** As MediaInfo.takenMs, date shift applied; falls back to the file's own time. */
  readonly takenMs: number;
  readonly favourite: boolean;
  readonly blur?: Uint8Array;
  /** Extra parts: 'raw', 'video' (live photo), 'sidecar'. */
  readonly parts: readonly string[];
  readonly durationMs?: number;
  /** Blocks that failed at the last check; the tile says damaged. */
  readonly damaged: boolean;
  /** Ms of trash time left; absent outside the trash. */
  readonly trashLeftMs?: number;
}
export interface PhotoDetail extends PhotoRow {
  readonly size: number;
  readonly importedMs: number;
  readonly takenSource: 'exif' | 'file' | 'shifted';
  readonly camera?: string;
  readonly location?: { readonly latitude: number; readonly longitude: number };
  readonly caption: string;
  readonly labels: readonly string[];
  readonly albums: readonly { readonly id: AlbumId; readonly name: string }[];
  readonly paths: readonly { readonly path: string; readonly modifiedMs: number; readonly importedMs: number }[];
  readonly files: readonly {
    readonly id: FileId;
    readonly role: 'primary' | 'raw' | 'video' | 'sidecar';
    readonly name: string;
    readonly type: MediaType;
    readonly size: number;
  }[];
  readonly decoder: string;
}
export interface AlbumInfo {
  readonly id: AlbumId;
  readonly name: string;
  readonly count: number;
  readonly cover?: FileId;
}

/** One act on many photos, undone as a whole. */
export type LibraryAct =
  | { readonly act: 'favourite'; readonly photos: readonly FileId[]; readonly value: boolean }
  | {
      readonly act: 'label';
      readonly photos: readonly FileId[];
      readonly add: readonly string[];
      readonly remove: readonly string[];
    }
  | { readonly act: 'caption'; readonly photos: readonly FileId[]; readonly text: string }
  | { readonly act: 'shift-date'; readonly photos: readonly FileId[]; readonly byMs: number }
  | { readonly act: 'album'; readonly photos: readonly FileId[]; readonly album: AlbumId; readonly member: boolean }
  | { readonly act: 'new-album'; readonly name: string; readonly photos: readonly FileId[] }
  | { readonly act: 'rename-album'; readonly album: AlbumId; readonly name: string }
  | { readonly act: 'delete-album'; readonly album: AlbumId }
  | { readonly act: 'trash'; readonly photos: readonly FileId[]; readonly value: boolean };
export interface ActResult {
  readonly changed: number;
  /** Valid while this tab lives; acts taken since are kept. */
  readonly undo: number;
  /** Set by new-album. */
  readonly album?: AlbumId;
}

// — Viewing: two states, never mixed (app.md). —

export type OpenStage =
  /** The sealed preview of the importing device; `webp` is encoded (WebP or JPEG), already checked against its seal. */
  | { readonly stage: 'preview-checked'; readonly webp: Uint8Array; readonly width: number; readonly height: number }
  /** Blocks checked so far, for the mosaic. */
  | { readonly stage: 'blocks'; readonly done: number; readonly total: number; readonly mended: number }
  /** Every block's tag and key checked and the signature over the recipe: these are the original's pixels. */
  | {
      readonly stage: 'original-verified';
      readonly bitmap: ImageBitmap;
      readonly notices: readonly DrawNotice[];
      readonly decoder: string;
      readonly receipt: Receipt;
    }
  /** Verified bytes that are not drawn here: a video to play, or a file to download. */
  | { readonly stage: 'file-verified'; readonly file: Blob; readonly type: MediaType; readonly receipt: Receipt };

export interface Receipt {
  readonly id: FileId;
  /** Wall clock of the check. */
  readonly checkedMs: number;
  readonly signer: DeviceId;
  readonly signedByThisDevice: boolean;
  /** The batch of the signer's log that names the recipe. */
  readonly batch: number;
  readonly blocks: number;
  readonly inline: number;
  readonly mended: number;
  /** Bytes of ciphertext checked. */
  readonly bytes: number;
  /** Bits of the recipe's file: only export recomputes it. */
  readonly fileHashChecked: boolean;
}
/** Thrown details of a damaged photo are asked for separately, so that errors stay small. */
export interface Damage {
  readonly id: FileId;
  readonly total: number;
  readonly failed: readonly { readonly block: number; readonly code: ErrorCode }[];
  readonly areas?: readonly BlockArea[];
  readonly width: number;
  readonly height: number;
  /** As Inspection.orientation. */
  readonly orientation?: number;
}

// — Look inside (DICE's screens). —

export interface Inspection {
  readonly id: FileId;
  readonly method: 'chunks' | 'raster-tiles' | 'grid4' | 'grid8' | 'grid16';
  readonly fallback?: string;
  /** Stored raster's size; areas are in its pixels. */
  readonly width: number;
  readonly height: number;
  readonly areas?: readonly BlockArea[];
  /** EXIF orientation 1 to 8 of the stored raster, where it is not 1: the page turns the areas with the picture. */
  readonly orientation?: number;
  readonly blocks: readonly InspectedBlock[];
  readonly frameBytes: number;
  readonly recipeBytes: number;
  readonly originalBytes: number;
}
export interface InspectedBlock {
  readonly index: number;
  readonly inline: boolean;
  readonly bytes: number;
  /** Hex; empty for inline blocks. */
  readonly tag: string;
  readonly rehash: string;
  readonly hamming: string;
  readonly pack?: number;
  /** Whether it was new when this photo was imported. */
  readonly isNew: boolean;
  /** Other photos that refer to it (at most 20 named). */
  readonly sharedWith: readonly FileId[];
  readonly sharedCount: number;
}
/** One line of DICE's Algorithms 1, 2, 4 or of download, replayed on the stored block, with what was compared. */
export interface AlgorithmStep {
  readonly algorithm: 'upload' | 'storage' | 'integrity' | 'download';
  readonly line: string;
  readonly what: string;
  readonly left?: string;
  readonly right?: string;
  readonly holds?: boolean;
}

// — Safety. —

export interface SafetyReport {
  readonly photos: number;
  readonly originalBytes: number;
  /** Everything in the origin but the preview cache. */
  readonly storedBytes: number;
  readonly previewBytes: number;
  readonly breakdown: {
    readonly blocks: number;
    readonly thumbnails: number;
    readonly recipes: number;
    readonly catalog: number;
    readonly index: number;
    readonly database: number;
  };
  /** originals − coded size of all blocks before deduplication; may be negative. */
  readonly savedByCoding: number;
  /** Coded bytes that were stored once instead of again. */
  readonly savedByDeduplication: number;
  readonly quotaBytes: number;
  readonly usageBytes: number;
  readonly persisted: boolean;
  readonly privateWindow: 'likely' | 'no' | 'unknown';
  readonly lastBackupMs?: number;
  /** Photos imported since the last backup. */
  readonly notBackedUp: number;
  readonly lastVerify?: { readonly atMs: number; readonly photos: number; readonly damaged: number };
  /** Share of packs the running scrub round has read, 0 to 1. */
  readonly scrubbed: number;
  readonly damaged: readonly FileId[];
}

// — Export and backup. —

export type ExportTarget =
  | { readonly to: 'folder'; readonly handle: FileSystemDirectoryHandle }
  | { readonly to: 'zip'; readonly handle: FileSystemFileHandle }
  /** Streams into a temporary file of the origin; `takeDownload` hands it out. */
  | { readonly to: 'download' };
export type BackupTarget = ExportTarget;
export type BackupSource =
  | { readonly from: 'folder'; readonly handle: FileSystemDirectoryHandle }
  | { readonly from: 'file'; readonly file: File }
  /** Files of a folder chosen with <input webkitdirectory>. */
  | { readonly from: 'files'; readonly files: readonly ImportFile[] };

export interface AppSettings {
  readonly idleLockMs: number;
  readonly layout: Layout;
  readonly theme: 'system' | 'light' | 'dark';
  readonly tileEdgePx: number;
}

export interface VaultApi {
  /** Replaces any earlier listener of this page; a status event follows at once. */
  subscribe(listener: (event: VaultEvent) => void): Promise<void>;
  status(): Promise<VaultStatus>;

  /** Makes keys and 24 words in memory only; nothing is stored until `finishRegistration`. @throws vault-exists */
  beginRegistration(profile: Profile): Promise<readonly string[]>;
  /** Makes the vault durable and opens it. The words must have been asked back before. */
  finishRegistration(): Promise<void>;
  /** @throws wrong-passphrase */
  unlock(passphrase: string): Promise<void>;
  /** @param prf  32 bytes from WebAuthn PRF; zeroed. @throws wrong-passkey */
  unlockWithPasskey(credential: string, prf: Uint8Array): Promise<void>;
  addPasskey(passkey: Omit<PasskeyInfo, 'addedMs'>, prf: Uint8Array): Promise<void>;
  removePasskey(credential: string): Promise<void>;
  /** Drops content keys; a running import finishes its file and waits. */
  lock(): Promise<void>;
  /** Resets the idle countdown; the page calls it on input, at most every 10 s. */
  touch(): Promise<void>;
  /** @throws wrong-passphrase and changes nothing */
  changePassphrase(current: string, next: string): Promise<void>;
  /** Opens a backup with the words as a new device. Resolves with the restore job. @throws wrong-words, words-of-another-vault, vault-exists */
  recover(words: readonly string[], profile: Profile, source: BackupSource): Promise<JobId>;
  /** Takes the pen from another tab. */
  writeHere(): Promise<void>;
  /** Erases everything on this device. The page has asked twice. */
  destroyVault(): Promise<void>;

  getSettings(): Promise<AppSettings>;
  putSettings(settings: Partial<AppSettings>): Promise<void>;

  startImport(files: readonly ImportFile[], options: ImportOptions): Promise<JobId>;
  /** Import with a poster the page made for a video it could play (≤ 320 px and ≤ 2048 px WebP). */
  addPoster(id: FileId, poster: Blob, width: number, height: number, durationMs: number): Promise<void>;
  /** Videos without a poster yet, for the page to make one. */
  postersWanted(): Promise<readonly FileId[]>;
  /** Seals files to the inbox key while locked. */
  putInbox(files: readonly File[]): Promise<void>;
  /** Imports what the inbox holds; called by the page after unlock. */
  importInbox(): Promise<JobId | undefined>;
  pauseJob(job: JobId): Promise<void>;
  resumeJob(job: JobId): Promise<void>;
  cancelJob(job: JobId): Promise<void>;
  /** Removes a finished job from the tray. */
  dismissJob(job: JobId): Promise<void>;
  /** Tries the refused files of a finished import again. */
  retryJob(job: JobId): Promise<JobId>;
  jobs(): Promise<readonly JobProgress[]>;

  query(query: LibraryQuery): Promise<LibraryView>;
  /** Rows [start, end) of a query's order. */
  rows(query: number, start: number, end: number): Promise<readonly PhotoRow[]>;
  /** Ids [start, end) of a query's order: selecting a whole day or everything. */
  ids(query: number, start: number, end: number): Promise<readonly FileId[]>;
  /** Where a photo stands in a query's order; −1 where it does not. */
  indexOf(query: number, id: FileId): Promise<number>;
  /** Encoded WebP per id, checked; undefined where there is none or it is damaged. */
  thumbnails(ids: readonly FileId[]): Promise<readonly (Uint8Array<ArrayBuffer> | undefined)[]>;
  photo(id: FileId): Promise<PhotoDetail>;
  albums(): Promise<readonly AlbumInfo[]>;
  labels(): Promise<readonly { readonly label: string; readonly count: number }[]>;
  act(act: LibraryAct): Promise<ActResult>;
  undo(token: number): Promise<void>;
  /** Empties the given photos from the trash for good (all of it where ids are omitted). */
  purge(ids?: readonly FileId[]): Promise<void>;

  /**
   * Opens a photo: stages arrive in order through `onStage`. Resolves when the last stage was delivered.
   * @throws block-missing, tag-mismatch, key-mismatch, signature, coverage … (then `damage` says which blocks)
   */
  open(id: FileId, job: JobId, onStage: (stage: OpenStage) => void): Promise<void>;
  damage(id: FileId): Promise<Damage | undefined>;
  inspect(id: FileId): Promise<Inspection>;
  replay(id: FileId, block: number): Promise<readonly AlgorithmStep[]>;
  /** The block's convergence key as hex: only after Reveal; the page clears it on close. */
  revealKey(id: FileId, block: number): Promise<string>;

  safety(): Promise<SafetyReport>;
  verifyEverything(ids?: readonly FileId[]): Promise<JobId>;

  exportPhotos(ids: readonly FileId[] | 'all', target: ExportTarget): Promise<JobId>;
  /** Verified files to hand to Web Share or a download. */
  shareCopies(ids: readonly FileId[], withoutLocation: boolean): Promise<readonly File[]>;
  backUp(target: BackupTarget): Promise<JobId>;
  /** The finished temporary file of a 'download' target; deleted after the next start. */
  takeDownload(job: JobId): Promise<File>;
}
