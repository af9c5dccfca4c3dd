// The catalog as local pages, so that 100,000 entries open in well under a second (design §5, FORMAT.md "Catalog
// pages"): rows 4,096 at a time, column by column, and one head with everything else. Pages are a cache of the
// logs: whatever is wrong with them, the view is built from the logs again, and nobody is told.
//
// Row page:  0 version u8 · 1 first row u32 · 5 rows u32 · 9 columns in the order of columnSpecs, big-endian
//            · paths, UTF-8, back to back · CBOR { many, prints } · its length u32
import { concat, owned, type Bytes } from '../bytes.ts';
import { CborReader, decodeCbor, encodeCbor, type Cbor } from '../cbor.ts';
import { VaultError } from '../errors.ts';
import type { EntryColumns } from './columns.ts';
import { columnNames, columnSpecs, type ColumnName } from './columns.ts';
import { encodeHead, type DecodedHead } from './page-head.ts';
import type { ClaimPolicy } from './claims.ts';
import { pageRows } from './merge.ts';
import { CatalogView } from './view.ts';

/** Which writing of which page is current: pages are never overwritten, the head names them. */
export interface PageSet {
  readonly generation: number;
  /** Per row page, the generation that wrote it. */
  readonly pages: readonly number[];
}

export interface RowPage {
  readonly number: number;
  readonly plain: Bytes;
}

const pageVersion = 1;
const headerLength = 9;
const elementBytes = { u8: 1, u16: 2, u32: 4, i32: 4, f64: 8 } as const;
const rowBytes = columnNames.reduce((sum, name) => {
  const [store, width] = columnSpecs[name];
  return sum + elementBytes[store] * width;
}, 0);

/**
 * Row pages that changed since `before` was written, and the head over all. Clears the view's marks: where
 * writing fails, give `changed` back to `view.changedPages`.
 */
export function toPages(view: CatalogView, before?: PageSet): { set: PageSet; changed: RowPage[]; head: Bytes } {
  const generation = before ? before.generation + 1 : firstGeneration();
  const numbers = Array.from({ length: Math.ceil(view.store.count / pageRows) }, (_, number) => number);
  const stale = numbers.filter((number) => view.changedPages.has(number) || before?.pages[number] === undefined);
  const pages = numbers.map((number) => before?.pages[number] ?? generation);
  for (const number of stale) pages[number] = generation;
  const set = { generation, pages };
  const changed = stale.map((number) => ({ number, plain: encodeRows(view.store, number) }));
  view.changedPages.clear();
  return { set, changed, head: encodeHead(view, set) };
}

/**
 * @param head  from `decodeHead`; its store is filled and owned by the view
 * @param pages  every row page the head names, in order
 * @throws VaultError `format`, `version`, `limit`: build from the logs instead
 */
export function fromPages(
  head: DecodedHead,
  pages: readonly Bytes[],
  policy: ClaimPolicy = {},
): { view: CatalogView; set: PageSet } {
  const { state, rows, set } = head;
  if (pages.length !== set.pages.length) throw new VaultError('format', 'catalog pages: number');
  state.store.reserve(rows + pageRows, pages.reduce((sum, page) => sum + page.length, 0) - rows * rowBytes);
  pages.forEach((page, number) => decodeRows(state.store, page, number));
  if (state.store.count !== rows) throw new VaultError('format', 'catalog pages: rows');
  return { view: new CatalogView(policy, state), set };
}

function encodeRows(store: EntryColumns, number: number): Bytes {
  const first = number * pageRows;
  const count = Math.min(pageRows, store.count - first);
  const head = new Uint8Array(headerLength + count * rowBytes);
  const view = new DataView(head.buffer);
  view.setUint8(0, pageVersion);
  view.setUint32(1, first);
  view.setUint32(5, count);
  let at = headerLength;
  for (const name of columnNames) {
    const [type, width] = columnSpecs[name];
    const column = store.columns[name].subarray(first * width, (first + count) * width);
    if (type === 'u8') head.set(column, at);
    else column.forEach((value: number, i: number) => writeNumber(view, at + i * elementBytes[type], type, value));
    at += column.length * elementBytes[type];
  }
  const paths: Uint8Array[] = [];
  for (let row = first; row < first + count; row++) paths.push(store.pathBytes(row));
  const within = ([row]: [number, Bytes]): boolean => row >= first && row < first + count;
  const listed = (map: ReadonlyMap<number, Bytes>): Cbor[] =>
    [...map].filter(within).map(([row, bytes]) => [row, bytes]);
  const rest = encodeCbor({ many: listed(store.manyPieces), prints: listed(store.prints) });
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, rest.length);
  return concat(head, ...paths, rest, length);
}

function decodeRows(store: EntryColumns, page: Bytes, number: number): void {
  const first = number * pageRows;
  if (page.length < headerLength + 4) throw new VaultError('format', 'catalog page too short');
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  if (view.getUint8(0) !== pageVersion) throw new VaultError('version', 'catalog page');
  const count = view.getUint32(5);
  if (view.getUint32(1) !== first || store.count !== first || count === 0 || count > pageRows)
    throw new VaultError('format', 'catalog page: rows');
  let at = headerLength + count * rowBytes;
  const restLength = view.getUint32(page.length - 4);
  const restAt = page.length - 4 - restLength;
  if (restAt < at) throw new VaultError('format', 'catalog page: length');
  readColumns(store, page, view, first, count);
  store.count = first + count;
  for (let row = first; row < first + count; row++) {
    const end = at + (store.columns.pathLength[row] as number);
    if (end > restAt) throw new VaultError('format', 'catalog page: paths');
    store.setPath(row, page.subarray(at, end));
    at = end;
  }
  if (at !== restAt) throw new VaultError('format', 'catalog page: paths');
  const rest = page.subarray(restAt, restAt + restLength);
  const reader = new CborReader(decodeCbor(rest, page.length), 'catalog page');
  readRest(reader.list('many', count), store.manyPieces, first, count);
  readRest(reader.list('prints', count), store.prints, first, count);
  reader.end();
}

function readColumns(store: EntryColumns, page: Bytes, view: DataView, first: number, count: number): void {
  let at = headerLength;
  for (const name of columnNames) {
    const [type, width] = columnSpecs[name];
    const length = count * width;
    const size = elementBytes[type];
    const column = store.columns[name];
    if (type === 'u8') column.set(page.subarray(at, at + length), first * width);
    else for (let i = 0; i < length; i++) column[first + i] = readNumber(view, at + i * size, type);
    at += length * size;
  }
}

function readRest(list: readonly Cbor[], into: Map<number, Bytes>, first: number, count: number): void {
  for (const item of list) {
    const [row, bytes] = Array.isArray(item) && item.length === 2 ? (item as readonly Cbor[]) : [];
    if (typeof row !== 'number' || row < first || row >= first + count || !(bytes instanceof Uint8Array))
      throw new VaultError('format', 'catalog page: rest');
    into.set(row, owned(bytes));
  }
}

type NumberType = Exclude<(typeof columnSpecs)[ColumnName][0], 'u8'>;

function writeNumber(view: DataView, at: number, type: NumberType, value: number): void {
  if (type === 'f64') view.setFloat64(at, value);
  else if (type === 'u32') view.setUint32(at, value);
  else if (type === 'i32') view.setInt32(at, value);
  else view.setUint16(at, value);
}

function readNumber(view: DataView, at: number, type: NumberType): number {
  if (type === 'f64') return view.getFloat64(at);
  if (type === 'u32') return view.getUint32(at);
  if (type === 'i32') return view.getInt32(at);
  return view.getUint16(at);
}

/** Far from every earlier one, so that pages left over from a set that was given up are never taken for current. */
function firstGeneration(): number {
  const random = crypto.getRandomValues(new Uint32Array(1));
  return (random[0] as number) * 2 ** 16 + 1;
}
