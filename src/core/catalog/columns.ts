// The catalog's entries in memory: one typed array per field, so that 100,000 of them are some thirty
// allocations, load from sealed pages as they are, and sort without touching an object (design §5).
// A row number is this process's own business; it never leaves except into catalog pages.
import { fromUtf8, utf8, type Bytes } from '../bytes.ts';
import { VaultError } from '../errors.ts';
import { idFromBytes, type DeviceId, type EpochId, type FileId } from '../ids.ts';
import { limits } from '../limits.ts';
import { kinds } from '../segment/segmenter.ts';
import {
  drawnStates,
  fromNumber,
  locationFromInts,
  locationToInts,
  mediaTypes,
  noticesFromBits,
  noticesToBits,
  numberOf,
  type Entry,
} from './entry.ts';
import { Interned } from './interned.ts';
import { packRefs, readRef, refLength, unpackRefs, writeRef } from './ref-codec.ts';

/** Every column: how its numbers are stored, and how many stand in a row. The order is the order in pages. */
export const columnSpecs = {
  id: ['u8', 32],
  flags: ['u8', 1],
  type: ['u8', 1],
  drawn: ['u8', 1],
  turn: ['u8', 1],
  pieces: ['u8', 1],
  blurLength: ['u8', 1],
  notices: ['u16', 1],
  signer: ['u16', 1],
  pathLength: ['u16', 1],
  width: ['u32', 1],
  height: ['u32', 1],
  duration: ['u32', 1],
  epoch: ['u32', 1],
  camera: ['u32', 1],
  decoder: ['u32', 1],
  latitude: ['i32', 1],
  longitude: ['i32', 1],
  recipeBytes: ['u32', 1],
  newBlocks: ['u32', 1],
  sequence: ['u32', 1],
  lamport: ['f64', 1],
  size: ['f64', 1],
  taken: ['f64', 1],
  imported: ['f64', 1],
  modified: ['f64', 1],
  stored: ['f64', 1],
  shared: ['f64', 1],
  coded: ['f64', 1],
  recipe: ['u8', refLength],
  thumb: ['u8', refLength],
  blur: ['u8', 32],
} as const;

export type ColumnName = keyof typeof columnSpecs;
interface ArrayOf {
  u8: Uint8Array<ArrayBuffer>;
  u16: Uint16Array<ArrayBuffer>;
  u32: Uint32Array<ArrayBuffer>;
  i32: Int32Array<ArrayBuffer>;
  f64: Float64Array<ArrayBuffer>;
}
export type Columns = { [Name in ColumnName]: ArrayOf[(typeof columnSpecs)[Name][0]] };
export const columnNames = Object.keys(columnSpecs) as ColumnName[];

/** Bits of `flags`. */
export const flag = {
  /** A claim stands in the row; without it the row holds an id that only other records speak of. */
  filled: 1,
  /** The claim is not purged. */
  alive: 2,
  taken: 4,
  exif: 8,
  place: 16,
  duration: 32,
  thumb: 64,
  print: 128,
} as const;

/** Who said it, where in their log. */
export interface Claim {
  readonly signer: DeviceId;
  readonly lamport: number;
  readonly sequence: number;
}

const firstCapacity = 1024;

export class EntryColumns {
  count = 0;
  columns: Columns = allocate(firstCapacity);
  readonly devices: Interned<DeviceId>;
  readonly epochs: Interned<EpochId>;
  /** Cameras and decoders; number 0 is "none". */
  readonly names: Interned<string>;
  /** Recipes of more than one piece, packed whole. */
  readonly manyPieces = new Map<number, Bytes>();
  readonly prints = new Map<number, Bytes>();
  private text = new Uint8Array(16 * firstCapacity);
  private textEnd = 0;
  private pathStart = new Uint32Array(firstCapacity);

  constructor(tables?: {
    readonly devices: readonly DeviceId[];
    readonly epochs: readonly EpochId[];
    readonly names: readonly string[];
  }) {
    this.devices = new Interned<DeviceId>(limits.logs, tables?.devices);
    this.epochs = new Interned<EpochId>(0xffffffff, tables?.epochs);
    this.names = new Interned<string>(0xffffffff, tables?.names ?? ['']);
  }

  /** Makes room for this many rows at once. */
  reserve(rows: number, textBytes = 0): void {
    const capacity = this.columns.flags.length;
    if (rows > capacity) {
      const grown = allocate(Math.max(rows, capacity + Math.min(capacity, 65_536)));
      for (const name of columnNames) grown[name].set(this.columns[name] as never);
      this.columns = grown;
      const starts = new Uint32Array(grown.flags.length);
      starts.set(this.pathStart);
      this.pathStart = starts;
    }
    if (this.textEnd + textBytes > this.text.length) {
      const text = new Uint8Array(Math.max(this.textEnd + textBytes, Math.floor(1.5 * this.text.length)));
      text.set(this.text.subarray(0, this.textEnd));
      this.text = text;
    }
  }

  /** A new row that holds only an id. */
  addId(id: Uint8Array): number {
    this.reserve(this.count + 1);
    this.columns.id.set(id, 32 * this.count);
    return this.count++;
  }

  has(row: number, bit: number): boolean {
    return ((this.columns.flags[row] as number) & bit) !== 0;
  }

  setAlive(row: number, alive: boolean): void {
    const flags = this.columns.flags[row] as number;
    this.columns.flags[row] = alive ? flags | flag.alive : flags & ~flag.alive;
  }

  id(row: number): FileId {
    return idFromBytes<FileId>(this.columns.id.subarray(32 * row, 32 * row + 32));
  }

  path(row: number): string {
    return fromUtf8(this.pathBytes(row));
  }

  pathBytes(row: number): Uint8Array {
    const start = this.pathStart[row] as number;
    return this.text.subarray(start, start + (this.columns.pathLength[row] as number));
  }

  /** Appends path bytes for a row, e.g. from a page. The old ones stay behind as garbage of a few bytes. */
  setPath(row: number, path: Uint8Array): void {
    this.reserve(this.count, path.length);
    this.text.set(path, this.textEnd);
    this.pathStart[row] = this.textEnd;
    this.columns.pathLength[row] = path.length;
    this.textEnd += path.length;
  }

  claim(row: number): Claim {
    const c = this.columns;
    return {
      signer: this.devices.text(c.signer[row] as number),
      lamport: c.lamport[row] as number,
      sequence: c.sequence[row] as number,
    };
  }

  put(row: number, entry: Entry, claim: Claim): void {
    const c = this.columns;
    const [first] = entry.recipe.pieces;
    const path = utf8(entry.path);
    if (!first || path.length > 0xffff) throw new VaultError('format', 'entry: recipe or path');
    const place = entry.location && locationToInts(entry.location);
    c.flags[row] =
      flag.filled |
      ((c.flags[row] as number) & flag.alive) |
      (entry.takenMs === undefined ? 0 : flag.taken) |
      (entry.takenFrom === 'exif' ? flag.exif : 0) |
      (place ? flag.place : 0) |
      (entry.durationMs === undefined ? 0 : flag.duration) |
      (entry.thumbnail ? flag.thumb : 0) |
      (entry.fingerprint ? flag.print : 0);
    c.type[row] = numberOf(mediaTypes, entry.type);
    c.drawn[row] = numberOf(drawnStates, entry.drawn);
    c.turn[row] = entry.orientation;
    c.notices[row] = noticesToBits(entry.notices);
    c.width[row] = entry.width;
    c.height[row] = entry.height;
    c.duration[row] = entry.durationMs ?? 0;
    c.camera[row] = this.names.number(entry.camera ?? '');
    c.decoder[row] = this.names.number(entry.decoder);
    c.latitude[row] = place?.latitude ?? 0;
    c.longitude[row] = place?.longitude ?? 0;
    c.size[row] = entry.size;
    c.taken[row] = entry.takenMs ?? 0;
    c.imported[row] = entry.importedMs;
    c.modified[row] = entry.modifiedMs;
    c.newBlocks[row] = entry.newBlocks;
    c.stored[row] = entry.storedBytes;
    c.shared[row] = entry.sharedBytes;
    c.coded[row] = entry.codedBytes;
    c.recipeBytes[row] = entry.recipe.bytes;
    c.epoch[row] = this.epochs.number(entry.recipe.epoch);
    c.pieces[row] = entry.recipe.pieces.length;
    writeRef(c.recipe, row * refLength, first);
    if (entry.recipe.pieces.length > 1) this.manyPieces.set(row, packRefs(entry.recipe.pieces));
    else this.manyPieces.delete(row);
    if (entry.thumbnail) writeRef(c.thumb, row * refLength, entry.thumbnail);
    else c.thumb.fill(0, row * refLength, (row + 1) * refLength);
    c.blur.fill(0, 32 * row, 32 * row + 32);
    if (entry.blur) c.blur.set(entry.blur, 32 * row);
    c.blurLength[row] = entry.blur?.length ?? 0;
    if (entry.fingerprint) this.prints.set(row, entry.fingerprint);
    else this.prints.delete(row);
    c.signer[row] = this.devices.number(claim.signer);
    c.lamport[row] = claim.lamport;
    c.sequence[row] = claim.sequence;
    this.setPath(row, path);
  }

  /** The claim as it was put. Byte fields are copies. */
  get(row: number): Entry {
    const c = this.columns;
    const thumbnail = this.thumbnail(row);
    const blur = this.blur(row);
    const camera = this.names.text(c.camera[row] as number);
    const print = this.prints.get(row);
    return {
      id: this.id(row),
      type: fromNumber(mediaTypes, c.type[row] as number),
      size: c.size[row] as number,
      width: c.width[row] as number,
      height: c.height[row] as number,
      ...(this.has(row, flag.taken) ? { takenMs: c.taken[row] as number } : {}),
      takenFrom: this.has(row, flag.exif) ? 'exif' : 'file',
      importedMs: c.imported[row] as number,
      modifiedMs: c.modified[row] as number,
      path: this.path(row),
      ...(camera === '' ? {} : { camera }),
      ...(this.has(row, flag.place)
        ? { location: locationFromInts(c.latitude[row] as number, c.longitude[row] as number) }
        : {}),
      orientation: c.turn[row] as number,
      ...(this.has(row, flag.duration) ? { durationMs: c.duration[row] as number } : {}),
      drawn: fromNumber(drawnStates, c.drawn[row] as number),
      notices: noticesFromBits(c.notices[row] as number),
      decoder: this.names.text(c.decoder[row] as number),
      recipe: this.recipe(row),
      ...(thumbnail ? { thumbnail } : {}),
      ...(blur ? { blur } : {}),
      newBlocks: c.newBlocks[row] as number,
      storedBytes: c.stored[row] as number,
      sharedBytes: c.shared[row] as number,
      codedBytes: c.coded[row] as number,
      ...(print ? { fingerprint: print } : {}),
    };
  }

  recipe(row: number): Entry['recipe'] {
    const c = this.columns;
    const packed = this.manyPieces.get(row);
    return {
      pieces: packed
        ? unpackRefs(packed, limits.recipePieces, kinds.recipe)
        : [readRef(c.recipe.slice(row * refLength, (row + 1) * refLength), 0).ref],
      bytes: c.recipeBytes[row] as number,
      epoch: this.epochs.text(c.epoch[row] as number),
    };
  }

  thumbnail(row: number): Entry['thumbnail'] {
    if (!this.has(row, flag.thumb)) return undefined;
    return readRef(this.columns.thumb.slice(row * refLength, (row + 1) * refLength), 0).ref;
  }

  blur(row: number): Bytes | undefined {
    const length = this.columns.blurLength[row] as number;
    return length === 0 ? undefined : this.columns.blur.slice(32 * row, 32 * row + length);
  }
}

function allocate(rows: number): Columns {
  const make = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array, f64: Float64Array } as const;
  return Object.fromEntries(
    columnNames.map((name) => {
      const [store, width] = columnSpecs[name];
      return [name, new make[store](rows * width)];
    }),
  ) as unknown as Columns;
}
