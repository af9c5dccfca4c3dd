// A catalog entry: what every device keeps of every photo, about 500 bytes (design §5, FORMAT.md "Catalog
// records"). It is a claim of the device that signed it, written once at import; what people say about the
// photo later (caption, albums …) are records of their own.
import type { Bytes } from '../bytes.ts';
import { CborReader, type Cbor } from '../cbor.ts';
import type { BlockRef } from '../dice/block-ref.ts';
import { VaultError } from '../errors.ts';
import { idFromBytes, idToBytes, type EpochId, type FileId } from '../ids.ts';
import { limits } from '../limits.ts';
import type { Drawn, DrawNotice, MediaType } from '../ports.ts';
import { kinds } from '../segment/segmenter.ts';
import { packRefs, refLength, unpackRefs } from './ref-codec.ts';

/** Where a sealed recipe lies: its pieces in order, its length when joined, and the epoch that sealed it. */
export interface RecipeRef {
  readonly pieces: readonly BlockRef[];
  readonly bytes: number;
  readonly epoch: EpochId;
}

export interface GeoLocation {
  readonly latitude: number;
  readonly longitude: number;
}

export interface Entry {
  readonly id: FileId;
  readonly type: MediaType;
  readonly size: number;
  /** Upright, as decoded; 0 where unknown. */
  readonly width: number;
  readonly height: number;
  /** Local wall clock as if it were UTC; where absent, `modifiedMs` stands for it. */
  readonly takenMs?: number;
  readonly takenFrom: 'exif' | 'file';
  readonly importedMs: number;
  readonly modifiedMs: number;
  /** The first path it was imported under; others follow as `path` records. */
  readonly path: string;
  readonly camera?: string;
  /** Kept to a ten-millionth of a degree (1 cm). */
  readonly location?: GeoLocation;
  readonly orientation: number;
  readonly durationMs?: number;
  readonly drawn: Drawn;
  readonly notices: readonly DrawNotice[];
  readonly decoder: string;
  readonly recipe: RecipeRef;
  /** Sealed in the epoch of `recipe`. */
  readonly thumbnail?: BlockRef;
  /** ThumbHash, 1 to 32 bytes. */
  readonly blur?: Bytes;
  /** Figures at import: blocks that were new, bytes they took, bytes that were there already, all coded bytes. */
  readonly newBlocks: number;
  readonly storedBytes: number;
  readonly sharedBytes: number;
  readonly codedBytes: number;
  /** 64 bytes: tgh-256 ‖ lbph-256. Not written yet. */
  readonly fingerprint?: Bytes;
}

/** The numbers under which these stand in records and pages: their place in the list. Only ever appended to. */
export const mediaTypes: readonly MediaType[] = [
  'jpeg',
  'png',
  'tiff',
  'heic',
  'avif',
  'webp',
  'gif',
  'bmp',
  'raw',
  'mp4',
  'mov',
  'webm',
];
export const drawnStates: readonly Drawn[] = ['whole', 'part', 'kept'];
/** Stand as bits of a u16. */
export const drawNotices: readonly DrawNotice[] = [
  'truncated',
  'first-page',
  'raw-preview',
  'animated',
  'no-poster',
  'cannot-draw',
  'too-large',
  'sixteen-bit',
];

/** ECMAScript's range of dates; also keeps every time an exact integer. */
export const maxTimeMs = 8.64e15;
export const nameBytes = 256;
export const blurBytes = 32;
export const fingerprintBytes = 64;
const degree = 1e7;

export function entryToCbor(entry: Entry): { [key: string]: Cbor } {
  const fields: { [key: string]: Cbor } = {
    id: idToBytes(entry.id),
    type: numberOf(mediaTypes, entry.type),
    size: entry.size,
    w: entry.width,
    h: entry.height,
    from: entry.takenFrom === 'exif' ? 0 : 1,
    imported: entry.importedMs,
    modified: entry.modifiedMs,
    path: entry.path,
    turn: entry.orientation,
    drawn: numberOf(drawnStates, entry.drawn),
    notices: noticesToBits(entry.notices),
    decoder: entry.decoder,
    recipe: packRefs(entry.recipe.pieces),
    recipeBytes: entry.recipe.bytes,
    epoch: idToBytes(entry.recipe.epoch),
    figures: [entry.newBlocks, entry.storedBytes, entry.sharedBytes, entry.codedBytes],
  };
  if (entry.takenMs !== undefined) fields['taken'] = entry.takenMs;
  if (entry.camera !== undefined) fields['camera'] = entry.camera;
  if (entry.location) {
    const { latitude, longitude } = locationToInts(entry.location);
    fields['place'] = [latitude, longitude];
  }
  if (entry.durationMs !== undefined) fields['duration'] = entry.durationMs;
  if (entry.thumbnail) fields['thumb'] = packRefs([entry.thumbnail]);
  if (entry.blur) fields['blur'] = entry.blur;
  if (entry.fingerprint) fields['print'] = entry.fingerprint;
  return fields;
}

/** @throws VaultError `format`, `limit` */
export function entryFromCbor(reader: CborReader): Entry {
  const figures = reader.list('figures', 4).map((figure) => wholeNumber(figure));
  const [newBlocks, storedBytes, sharedBytes, codedBytes] = figures;
  if (
    newBlocks === undefined ||
    storedBytes === undefined ||
    sharedBytes === undefined ||
    codedBytes === undefined ||
    newBlocks > limits.blocksPerFile
  )
    throw new VaultError('format', 'entry: figures');
  return {
    id: idFromBytes<FileId>(reader.bytes('id', 32)),
    type: fromNumber(mediaTypes, reader.int('type', 0, mediaTypes.length - 1)),
    size: reader.int('size', 0, limits.fileBytes),
    width: reader.int('w', 0, 0xffffffff),
    height: reader.int('h', 0, 0xffffffff),
    ...(reader.has('taken') ? { takenMs: reader.int('taken', -maxTimeMs, maxTimeMs) } : {}),
    takenFrom: reader.int('from', 0, 1) === 0 ? 'exif' : 'file',
    importedMs: reader.int('imported', -maxTimeMs, maxTimeMs),
    modifiedMs: reader.int('modified', -maxTimeMs, maxTimeMs),
    path: reader.text('path', limits.pathBytes),
    ...(reader.has('camera') ? { camera: reader.text('camera', nameBytes) } : {}),
    ...(reader.has('place') ? { location: readLocation(reader.list('place', 2)) } : {}),
    orientation: reader.int('turn', 1, 8),
    ...(reader.has('duration') ? { durationMs: reader.int('duration', 0, 0xfffffffe) } : {}),
    drawn: fromNumber(drawnStates, reader.int('drawn', 0, drawnStates.length - 1)),
    notices: noticesFromBits(reader.int('notices', 0, 2 ** drawNotices.length - 1)),
    decoder: reader.text('decoder', nameBytes),
    recipe: {
      pieces: recipePieces(reader.bytes('recipe', undefined, limits.recipePieces * refLength)),
      bytes: reader.int('recipeBytes', 1, limits.recipePieces * limits.recipeBytes),
      epoch: idFromBytes<EpochId>(reader.bytes('epoch', 32)),
    },
    ...(reader.has('thumb') ? { thumbnail: readThumbnail(reader) } : {}),
    ...(reader.has('blur') ? { blur: readBlur(reader) } : {}),
    newBlocks,
    storedBytes,
    sharedBytes,
    codedBytes,
    ...(reader.has('print') ? { fingerprint: reader.bytes('print', fingerprintBytes) } : {}),
  };
}

/** @throws VaultError `format` unless it is exactly one reference of kind `thumbnail` */
export function readThumbnail(reader: CborReader): BlockRef {
  const [ref] = unpackRefs(reader.bytes('thumb', refLength), 1, kinds.thumbnail);
  if (!ref || ref.length > limits.thumbnailBytes) throw new VaultError('format', 'thumbnail reference');
  return ref;
}

export function readBlur(reader: CborReader): Bytes {
  const blur = reader.bytes('blur', undefined, blurBytes);
  if (blur.length === 0) throw new VaultError('format', 'blur: empty');
  return blur;
}

export function noticesToBits(notices: readonly DrawNotice[]): number {
  return notices.reduce((bits, notice) => bits | (1 << numberOf(drawNotices, notice)), 0);
}

export function noticesFromBits(bits: number): DrawNotice[] {
  return drawNotices.filter((_, bit) => (bits >> bit) & 1);
}

export function locationToInts(location: GeoLocation): GeoLocation {
  return { latitude: Math.round(location.latitude * degree), longitude: Math.round(location.longitude * degree) };
}

/** @throws VaultError `format` outside ±90°, ±180° */
export function locationFromInts(latitude: number, longitude: number): GeoLocation {
  if (Math.abs(latitude) > 90 * degree || Math.abs(longitude) > 180 * degree)
    throw new VaultError('format', 'entry: place');
  return { latitude: latitude / degree, longitude: longitude / degree };
}

function readLocation(place: readonly Cbor[]): GeoLocation {
  const [latitude, longitude] = place;
  if (!Number.isSafeInteger(latitude) || !Number.isSafeInteger(longitude))
    throw new VaultError('format', 'entry: place');
  return locationFromInts(latitude as number, longitude as number);
}

function recipePieces(bytes: Bytes): BlockRef[] {
  const pieces = unpackRefs(bytes, limits.recipePieces, kinds.recipe);
  if (pieces.length === 0) throw new VaultError('format', 'entry: recipe');
  return pieces;
}

function wholeNumber(value: Cbor): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new VaultError('format', 'not a whole number');
  return value;
}

export function numberOf<Name extends string>(names: readonly Name[], name: Name): number {
  const number = names.indexOf(name);
  if (number < 0) throw new VaultError('format', 'unknown name');
  return number;
}

/** @param number  already checked against the list's length */
export function fromNumber<Name extends string>(names: readonly Name[], number: number): Name {
  const name = names[number];
  if (name === undefined) throw new VaultError('format', 'unknown number', { number });
  return name;
}
