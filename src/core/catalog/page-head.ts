// The head of the catalog pages: how far each log is in them, the tables that columns refer to, the claims that
// were not chosen, and all last-writer-wins maps. One CBOR map (FORMAT.md "Catalog pages"); yes/no fields are
// packed as row u32 ‖ stamp code f64, since they can be as many as photos.
import { owned, type Bytes } from '../bytes.ts';
import { CborReader, decodeCbor, encodeCbor, type Cbor } from '../cbor.ts';
import { VaultError } from '../errors.ts';
import { idFromBytes, idToBytes, type AlbumId, type DeviceId, type EpochId } from '../ids.ts';
import { limits } from '../limits.ts';
import { EntryColumns } from './columns.ts';
import { Fields, StampCodes, type BitField } from './fields.ts';
import type { PageSet } from './pages.ts';
import { partRoles, recordFromCbor, recordToCbor } from './records.ts';
import type { SpareClaim } from './claims.ts';
import type { CatalogState, CatalogView } from './view.ts';

/** Goes up with every new record type too: pages that passed over it must not survive the update. */
const headVersion = 1;
const bitBytes = 12;
const many = Number.MAX_SAFE_INTEGER;

export function encodeHead(view: CatalogView, set: PageSet): Bytes {
  const { store, fields, claims } = view;
  const bytes = encodeCbor({
    v: headVersion,
    generation: set.generation,
    pages: set.pages,
    rows: store.count,
    unknown: view.unknown,
    heads: view.logHeads().map((head): Cbor => [idToBytes(head.device), head.sequence, head.hash, head.lamport]),
    devices: store.devices.all.map((device) => idToBytes(device)),
    epochs: store.epochs.all.map((epoch) => idToBytes(epoch)),
    names: store.names.all,
    spares: [...claims.spares].flatMap(([row, list]) =>
      list.map((spare): Cbor => [row, idToBytes(spare.signer), spare.lamport, spare.sequence, spare.bytes]),
    ),
    favourites: packBits(fields.favourites),
    labels: [...fields.labels].map(([label, field]): Cbor => [label, packBits(field)]),
    members: [...fields.members].map(([album, field]): Cbor => [idToBytes(album, 16), packBits(field)]),
    albums: [...fields.albums].map(([album, { code, name }]): Cbor => [
      idToBytes(album, 16),
      code,
      ...(name === undefined ? [] : [name]),
    ]),
    captions: [...fields.captions].map(([row, { code, text }]): Cbor => [row, code, text]),
    shifts: [...fields.shifts].map(([row, { code, byMs }]): Cbor => [row, code, byMs]),
    trash: [...fields.trash].map(([row, { code, elapsedMs }]): Cbor => [row, code, elapsedMs]),
    attached: [...fields.attached].map(([row, { code, primary, role }]): Cbor => [row, code, primary, role]),
    posters: [...fields.posters].map(([row, { code, poster }]): Cbor => [row, code, recordToCbor(poster)]),
    paths: [...fields.paths].flatMap(([row, list]) =>
      list.map(({ code, path, modifiedMs, importedMs }): Cbor => [row, code, path, modifiedMs, importedMs]),
    ),
    tombs: [...fields.tombs].flatMap(([row, list]) =>
      list.map(({ device, purge, keep }): Cbor => [row, device, purge, keep]),
    ),
    ...(fields.kinds ? { kinds: [fields.kinds.code, fields.kinds.method, ...fields.kinds.kinds] } : {}),
  });
  if (bytes.length > limits.catalogHeadBytes)
    throw new VaultError('limit', 'catalog head too long', { bytes: bytes.length });
  return bytes;
}

export interface DecodedHead {
  /** With empty columns: the row pages fill them. */
  readonly state: CatalogState;
  readonly rows: number;
  readonly set: PageSet;
}

/** @throws VaultError `format`, `version`, `limit` */
export function decodeHead(bytes: Bytes): DecodedHead {
  const reader = new CborReader(decodeCbor(bytes, limits.catalogHeadBytes), 'catalog head');
  if (reader.int('v') !== headVersion) throw new VaultError('version', 'catalog head');
  const rows = reader.int('rows', 0, 0xffffffff);
  const set: PageSet = {
    generation: reader.int('generation'),
    pages: reader.list('pages', many).map((page) => whole(page)),
  };
  const store = new EntryColumns({
    devices: reader.list('devices', limits.logs).map((id) => idFromBytes<DeviceId>(blob(id, 32))),
    epochs: reader.list('epochs', many).map((id) => idFromBytes<EpochId>(blob(id, 32))),
    names: reader.list('names', many).map((name) => string(name)),
  });
  const heads = reader.list('heads', limits.logs).map((item) => {
    const [device, sequence, hash, lamport] = tuple(item, 4);
    return {
      device: idFromBytes<DeviceId>(blob(device, 32)),
      sequence: whole(sequence),
      hash: blob(hash, 32),
      lamport: whole(lamport),
    };
  });
  const spares = new Map<number, SpareClaim[]>();
  for (const item of reader.list('spares', many)) {
    const [row, signer, lamport, sequence, entry] = tuple(item, 5);
    const at = rowOf(row, rows);
    const spare = {
      signer: idFromBytes<DeviceId>(blob(signer, 32)),
      lamport: whole(lamport),
      sequence: whole(sequence),
      bytes: blob(entry),
    };
    spares.set(at, [...(spares.get(at) ?? []), spare]);
  }
  const fields = readFields(reader, store, rows);
  const unknown = reader.int('unknown');
  reader.end();
  return { state: { store, fields, spares, heads, unknown }, rows, set };
}

function readFields(reader: CborReader, store: EntryColumns, rows: number): Fields {
  const fields = new Fields(new StampCodes(store.devices));
  unpackBits(reader.bytes('favourites', undefined, many), fields.favourites, rows);
  for (const item of reader.list('labels', many)) {
    const [label, bits] = tuple(item, 2);
    fields.labels.set(string(label), unpackBits(blob(bits), new Map(), rows));
  }
  for (const item of reader.list('members', many)) {
    const [album, bits] = tuple(item, 2);
    fields.members.set(idFromBytes<AlbumId>(blob(album, 16)), unpackBits(blob(bits), new Map(), rows));
  }
  for (const item of reader.list('albums', many)) {
    const [album, code, name] = tuple(item, 2, 3);
    const id = idFromBytes<AlbumId>(blob(album, 16));
    fields.albums.set(id, { code: whole(code), ...(name === undefined ? {} : { name: string(name) }) });
  }
  for (const item of reader.list('captions', many)) {
    const [row, code, text] = tuple(item, 3);
    fields.captions.set(rowOf(row, rows), { code: whole(code), text: string(text) });
  }
  for (const item of reader.list('shifts', many)) {
    const [row, code, byMs] = tuple(item, 3);
    fields.shifts.set(rowOf(row, rows), { code: whole(code), byMs: integer(byMs) });
  }
  for (const item of reader.list('trash', many)) {
    const [row, code, elapsed] = tuple(item, 3);
    fields.trash.set(rowOf(row, rows), { code: whole(code), elapsedMs: whole(elapsed) });
  }
  for (const item of reader.list('attached', many)) {
    const [row, code, primary, name] = tuple(item, 4);
    const role = partRoles.find((known) => known === name);
    if (!role) throw new VaultError('format', 'catalog head: role');
    fields.setAttached(rowOf(row, rows), { code: whole(code), primary: rowOf(primary, rows), role });
  }
  for (const item of reader.list('posters', many)) {
    const [row, code, value] = tuple(item, 3);
    const poster = recordFromCbor(value as Cbor);
    if (poster.type !== 'poster') throw new VaultError('format', 'catalog head: poster');
    fields.posters.set(rowOf(row, rows), { code: whole(code), poster });
  }
  for (const item of reader.list('paths', many)) {
    const [row, code, path, modified, imported] = tuple(item, 5);
    fields.setPath(rowOf(row, rows), {
      code: whole(code),
      path: string(path),
      modifiedMs: integer(modified),
      importedMs: integer(imported),
    });
  }
  for (const item of reader.list('tombs', many)) {
    const [row, device, purge, keep] = tuple(item, 4);
    const tomb = fields.tomb(rowOf(row, rows), whole(device));
    tomb.purge = whole(purge);
    tomb.keep = whole(keep);
  }
  if (reader.has('kinds')) {
    const [code, method, ...kinds] = reader.list('kinds', many).map((number) => whole(number));
    fields.kinds = { code: whole(code), method: whole(method), kinds };
  }
  return fields;
}

function packBits(field: BitField): Bytes {
  const bytes = new Uint8Array(field.size * bitBytes);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [row, code] of field) {
    view.setUint32(at, row);
    view.setFloat64(at + 4, code);
    at += bitBytes;
  }
  return bytes;
}

function unpackBits(bytes: Bytes, into: BitField, rows: number): BitField {
  if (bytes.length % bitBytes !== 0) throw new VaultError('format', 'catalog head: bits');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; at += bitBytes)
    into.set(rowOf(view.getUint32(at), rows), whole(view.getFloat64(at + 4)));
  return into;
}

function tuple(item: Cbor, least: number, most = least): readonly Cbor[] {
  if (!Array.isArray(item) || item.length < least || item.length > most)
    throw new VaultError('format', 'catalog head: tuple');
  return item as readonly Cbor[];
}

function integer(value: Cbor | undefined): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new VaultError('format', 'catalog head: number');
  return value;
}

function whole(value: Cbor | undefined): number {
  const number = integer(value);
  if (number < 0) throw new VaultError('format', 'catalog head: number');
  return number;
}

function rowOf(value: Cbor | undefined, rows: number): number {
  const row = whole(value);
  if (row >= rows) throw new VaultError('format', 'catalog head: row');
  return row;
}

function string(value: Cbor | undefined): string {
  if (typeof value !== 'string') throw new VaultError('format', 'catalog head: text');
  return value;
}

function blob(value: Cbor | undefined, length?: number): Bytes {
  if (!(value instanceof Uint8Array) || (length !== undefined && value.length !== length))
    throw new VaultError('format', 'catalog head: bytes');
  return owned(value);
}
