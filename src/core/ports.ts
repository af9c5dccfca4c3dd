// The system on one page: what core and vault need from outside. Implementations: store/ (IndexedDB and its
// in-memory twin), workers/codec.ts (segmenting and decoding in killable workers), app/ (clock, events).
import type { Bytes } from './bytes.ts';
import type { DeviceId, FileId, SpaceId } from './ids.ts';
import type { BlockSource, BlockSink, Layout, Segmented } from './segment/segmenter.ts';

// — Storage (design §6). Every method may throw VaultError `storage`, `storage-closed`; every write also
//   `quota`, `writer-lost`. A write that resolves is durable: its transaction was `strict` and complete. —

/** A block as stores and CSPs keep it: ciphertext, its public name, and the Hamming code of its tag. */
export interface SealedBlock {
  /** 32 bytes, SHA-256(context ‖ tag). */
  readonly rehash: Bytes;
  /** Extended Hamming code of the tag: 10 bits in a u16 (DICE, Algorithm 4). */
  readonly hamming: number;
  readonly cipher: Bytes;
}

export interface PackInfo {
  /** Local number, ascending, never reused. */
  readonly pack: number;
  /** 32 bytes: SHA-256(context ‖ the pack's bytes). */
  readonly name: Bytes;
  readonly bytes: number;
  readonly blocks: number;
}

export interface StoredBlock {
  readonly rehash: Bytes;
  readonly hamming: number;
  readonly cipher: Bytes;
  readonly pack: number;
}

/** What a look at one pack found. `damaged` lists rehashes whose bytes cannot be read at all. */
export interface PackCheck {
  readonly info: PackInfo;
  /** False where the bytes no longer hash to the pack's name. Single blocks may still be sound. */
  readonly intact: boolean;
  /** False where even the trailer is unreadable and its rows come from the index row. */
  readonly trailer: boolean;
}

/** The sealed blocks of one space on this device. */
export interface BlockStore {
  /** One answer per rehash, by the full 32 bytes. */
  has(rehashes: readonly Uint8Array[]): Promise<boolean[]>;
  /** The ciphertext as stored, unverified; undefined where no pack has it or its pack is cut short. */
  read(rehash: Uint8Array): Promise<StoredBlock | undefined>;
  /** Many reads at once, in the order asked; one transaction and one Blob read per pack. */
  readMany(rehashes: readonly Uint8Array[]): Promise<(StoredBlock | undefined)[]>;
  /**
   * Writes blocks as one or more packs, each with its own index row in its own strict transaction.
   * Blocks already held are not skipped: the caller asked `has` (and a mend must replace).
   * A later pack's copy of a rehash wins over an earlier one's.
   */
  write(blocks: readonly SealedBlock[]): Promise<PackInfo[]>;
  packs(): Promise<PackInfo[]>;
  /** A pack's file, for backup; undefined where it is gone. */
  packFile(pack: number): Promise<Blob | undefined>;
  /** Takes a pack from a backup after checking its name, trailer and bounds; a pack already held is skipped. */
  addPack(file: Blob): Promise<PackInfo>;
  check(pack: number): Promise<PackCheck>;
  /** The rows of a pack's trailer, in offset order. */
  rows(pack: number): Promise<{ rehash: Bytes; hamming: number; length: number }[]>;
  /**
   * Removes what `keep` does not name: packs without a kept block are deleted, packs that are mostly dead are
   * rewritten (new pack strictly first, generation flipped in one transaction, old pack deleted after).
   */
  sweep(
    keep: (rehash: Uint8Array) => boolean,
  ): Promise<{ packsDeleted: number; bytesFreed: number; blocksDropped: number }>;
  /** Throws the index away and builds it again from the packs' trailers. Damaged packs are named, not fatal. */
  rebuildIndex(): Promise<{ damaged: PackInfo[] }>;
}

/** The signed, sealed log batches of one space, one chain per device (design §5). */
export interface LogStore {
  /** Strict. @throws VaultError `storage` where `sequence` is not the next of that device's chain */
  append(device: DeviceId, sequence: number, batch: Bytes): Promise<void>;
  read(device: DeviceId, sequence: number): Promise<Bytes | undefined>;
  /** Every batch of one device from `from`, in order, a few at a time. */
  since(device: DeviceId, from: number): AsyncIterable<{ sequence: number; batch: Bytes }>;
  /** How many batches of each device are held. */
  heads(): Promise<Map<DeviceId, number>>;
}

/** Membership records of one space: genesis, admissions, epochs. Append-only, few, plain or sealed inside. */
export interface RecordStore {
  append(record: Bytes): Promise<void>;
  all(): Promise<Bytes[]>;
}

/** A cache: losing it loses time, never content. Relaxed durability, capped, least recently used goes first. */
export interface CacheStore {
  get(name: string): Promise<Bytes | undefined>;
  put(name: string, bytes: Bytes): Promise<void>;
  delete(name: string): Promise<void>;
  clear(): Promise<void>;
  /** Deletes the least recently used until at most `bytes` remain. */
  trim(bytes: number): Promise<void>;
  size(): Promise<{ entries: number; bytes: number }>;
}

/** What arrived while the vault was locked, sealed to the device's inbox key. */
export interface InboxStore {
  add(item: Blob): Promise<number>;
  list(): Promise<number[]>;
  read(id: number): Promise<Blob | undefined>;
  delete(id: number): Promise<void>;
}

/** Small values of this installation: device record, keyring, passphrase box, settings, cursors. Strict. */
export interface SettingsStore {
  /** Structured-cloneable values; CryptoKey handles included. The reader checks what it gets. */
  get(name: string): Promise<unknown>;
  put(name: string, value: unknown): Promise<void>;
  /** Several at once, all or none. A value of undefined deletes. */
  putAll(values: Readonly<Record<string, unknown>>): Promise<void>;
}

/** Everything one space keeps here. */
export interface SpaceStore {
  readonly blocks: BlockStore;
  readonly logs: LogStore;
  readonly records: RecordStore;
  /** Sealed columnar catalog pages. */
  readonly pages: CacheStore;
  /** Sealed screen previews. */
  readonly previews: CacheStore;
}

export interface Store {
  readonly settings: SettingsStore;
  readonly inbox: InboxStore;
  space(space: SpaceId): SpaceStore;
  /**
   * Takes the pen: bumps `writerTerm` strictly; from then on every write of an earlier holder, in whatever
   * tab, aborts with `writer-lost`. The Web Lock around it is the caller's (vault/writer.ts).
   */
  takePen(): Promise<void>;
  /** Bytes by use, for Safety: packs, index, logs, pages, previews, inbox. */
  usage(): Promise<StoreUsage>;
  /** Erases the vault from this device. */
  destroy(): Promise<void>;
  close(): void;
}

export interface StoreUsage {
  readonly packs: number;
  readonly index: number;
  readonly logs: number;
  readonly pages: number;
  readonly previews: number;
  readonly inbox: number;
}

// — Codec: runs in a pool of workers without keys, each ended when it passes its deadline (design §9). —

/** What the first look at a file says; nothing here is trusted beyond display. */
export interface MediaInfo {
  readonly type: MediaType;
  /** Upright size in pixels; 0 where unknown. */
  readonly width: number;
  readonly height: number;
  /** Local wall-clock capture time as milliseconds since 1970 had it been UTC; undefined where unknown. */
  readonly takenMs?: number;
  readonly camera?: string;
  /** Degrees; only where the file carries both. */
  readonly location?: { readonly latitude: number; readonly longitude: number };
  /** EXIF orientation 1 to 8. */
  readonly orientation: number;
  readonly durationMs?: number;
}

export type MediaType =
  'jpeg' | 'png' | 'tiff' | 'heic' | 'avif' | 'webp' | 'gif' | 'bmp' | 'raw' | 'mp4' | 'mov' | 'webm';

/** How the picture could be drawn at import; decides the tile and what the viewer offers. */
export type Drawn =
  /** Completely. */
  | 'whole'
  /** Part of it (truncated file, first page of several, RAW's embedded preview): shown with a notice. */
  | 'part'
  /** Not at all: kept byte for byte, offered for download. */
  | 'kept';

export type DrawNotice =
  'truncated' | 'first-page' | 'raw-preview' | 'animated' | 'no-poster' | 'cannot-draw' | 'too-large' | 'sixteen-bit';

export interface Rendition {
  readonly drawn: Drawn;
  readonly notices: readonly DrawNotice[];
  /** ≤ 320 px WebP, upright; absent where `drawn` is 'kept'. */
  readonly thumbnail?: Bytes;
  /** ≤ 2048 px, JPEG or (with transparency) WebP, upright; absent where the picture is not larger than the thumbnail, or kept. */
  readonly preview?: Bytes;
  /** ThumbHash, ≤ 32 bytes. */
  readonly blur?: Bytes;
  /** Upright size as decoded; replaces what the header claimed. */
  readonly width: number;
  readonly height: number;
  /** Which decoder drew it, e.g. "canvas", "libheif/1.23", "utif/4.1". */
  readonly decoder: string;
}

/** A picture for the viewer. */
export interface Drawing {
  /** Upright, at most limits.drawEdgePx on its longer edge. Transferred; the receiver closes it. */
  readonly bitmap: ImageBitmapLike;
  readonly notices: readonly DrawNotice[];
  readonly decoder: string;
}
/** Core is compiled without DOM: an ImageBitmap, seen from here. */
export interface ImageBitmapLike {
  readonly width: number;
  readonly height: number;
  close(): void;
}

export interface Codec {
  /** SHA-256 of a file, streamed. @throws VaultError file-unreadable, file-empty, cancelled */
  hash(file: Blob, signal?: AbortSignal): Promise<Bytes>;
  /** @throws VaultError file-type for what is neither picture nor video; file-empty; file-unreadable */
  sniff(file: Blob, name: string): Promise<MediaInfo>;
  /**
   * Cuts a file into blocks and proves that they rebuild it before the first is emitted (pictures) or
   * as they are emitted (chunks). Falls back to `chunks` by itself, on deadline in a fresh worker.
   *
   * @param gear  2,048 bytes: 256 u64 of the space's gear table
   */
  segment(
    file: Blob,
    info: MediaInfo,
    layout: Layout,
    gear: Bytes,
    sink: BlockSink,
    signal?: AbortSignal,
  ): Promise<Segmented>;
  /** Cuts a recipe part above 4 KB with the same chunker. */
  chunk(part: Bytes, gear: Bytes): Promise<Bytes[]>;
  /** Rebuilds a file that was segmented as a picture. `chunks` files need no codec: their blocks are the file. */
  assemble(
    recipe: Pick<Segmented, 'method' | 'size' | 'frame' | 'blocks'>,
    source: BlockSource,
    signal?: AbortSignal,
  ): Promise<Bytes>;
  /** Thumbnail, preview, blur at import, from the file's bytes. Never throws for a bad picture: `drawn: 'kept'`. */
  render(file: Blob, info: MediaInfo, signal?: AbortSignal): Promise<Rendition>;
  /** Draws a verified file. @throws VaultError cannot-draw, deadline */
  draw(file: Blob, info: Pick<MediaInfo, 'type' | 'orientation'>, signal?: AbortSignal): Promise<Drawing>;
  /**
   * Draws a raster from its verified tiles without making the file again; undefined where the frame says that
   * colour or orientation needs the file (ICC profile, gamma, palette with transparency …).
   */
  drawTiles(
    recipe: Pick<Segmented, 'method' | 'frame' | 'blocks'>,
    source: BlockSource,
    signal?: AbortSignal,
  ): Promise<Drawing | undefined>;
  /** Where each block lies in the picture; undefined for `chunks`. */
  areas(
    recipe: Pick<Segmented, 'method' | 'frame' | 'blocks'>,
  ): Promise<import('./segment/segmenter.ts').BlockArea[] | undefined>;
  /** The same picture without location and serial numbers, re-encoded only where metadata cannot be cut out. */
  withoutLocation(file: Blob, info: Pick<MediaInfo, 'type' | 'orientation'>): Promise<Bytes>;
}

/** Injected so that tests own time and chance. */
export interface Clock {
  /** Wall clock, ms since 1970. May jump. */
  now(): number;
  /** Monotonic ms, for deadlines and elapsed time. */
  elapsed(): number;
}

/** Used where a port names a photo before its entry exists. */
export type PhotoKey = { readonly space: SpaceId; readonly file: FileId };
