// Gives back the space of blocks that nothing refers to (design §6, Compaction): what lives on in a mostly dead pack
// is committed in a new one first; then one transaction takes the old packs out; then their files go. Cut short
// anywhere, either the old or the new state stands, and the next sweep clears what was left lying.
import type { Bytes } from '../core/bytes.ts';
import { limits } from '../core/limits.ts';
import { eachPackRow, packRowAt } from '../core/pack/pack-rows.ts';
import { buildPacks, isNamedBlock } from '../core/pack/pack.ts';
import type { BlockStore, PackInfo, SealedBlock } from '../core/ports.ts';
import type { FoundBlock } from './block-index.ts';
import { commitPack, packInfo, type SpaceContext } from './idb-blocks.ts';
import { mergeIndex, mergeSources } from './index-merge.ts';
import { readFound } from './pack-reads.ts';
import { freshSpaceRow, keysBelow, type SpaceRow } from './schema.ts';
import { planPack } from './sweep-plan.ts';

export type Swept = Awaited<ReturnType<BlockStore['sweep']>>;

/** Old packs taken out in one transaction. */
const batchPacks = 256;
/** Segments whose rows are dead to more than this share are rewritten: look-ups walk over dead rows. */
const deadRowShare = 0.25;

interface Condemned {
  readonly info: PackInfo;
  readonly dead: number;
}

/**
 * Packs written after the sweep began are left alone, yet what `keep` answers must cover every block whose `has`
 * was answered before: the caller lets no import run beside it.
 */
export async function sweepPacks(context: SpaceContext, keep: (rehash: Uint8Array) => boolean): Promise<Swept> {
  await removeLeftFiles(context);
  const superseded = await findSuperseded(context);
  const condemned: Condemned[] = [];
  let rewritten: Condemned[] = [];
  let moving: SealedBlock[] = [];
  let movingBytes = 0;
  let bytesWritten = 0;
  const commitMoved = async () => {
    for (const pack of await buildPacks(moving)) bytesWritten += (await commitPack(context, pack)).bytes;
    condemned.push(...rewritten);
    rewritten = [];
    moving = [];
    movingBytes = 0;
  };

  for (const info of await listPacks(context)) {
    const rows = await rowsOf(context, info.pack);
    if (rows === undefined) continue; // only rebuildIndex can say what is in it
    const old = superseded.get(info.pack);
    const listed = [...eachPackRow(rows)];
    const wanted = listed.map(({ rehash }, row) => old?.has(row) !== true && keep(rehash));
    const dead = wanted.filter((one) => !one).length;
    const fate = planPack({ bytes: info.bytes, lengths: listed.map(({ length }) => length), wanted });
    if (fate === 'delete') condemned.push({ info, dead });
    if (fate !== 'rewrite') continue;
    const live = await readLive(
      context,
      info.pack,
      listed.filter((_, row) => wanted[row]),
    );
    if (live === undefined) continue; // a file that cannot be read whole is kept as it is: a scrub names it
    moving.push(...live);
    rewritten.push({ info, dead });
    for (const { cipher } of live) movingBytes += cipher.length;
    if (movingBytes >= limits.packBytes) await commitMoved();
  }
  await commitMoved();

  for (let start = 0; start < condemned.length; start += batchPacks)
    await removePacks(
      context,
      condemned.slice(start, start + batchPacks).map(({ info }) => info.pack),
    );
  await trimIndex(context);
  const sum = (of: (pack: Condemned) => number) => condemned.reduce((total, pack) => total + of(pack), 0);
  return {
    packsDeleted: condemned.length,
    bytesFreed: sum(({ info }) => info.bytes) - bytesWritten,
    blocksDropped: sum(({ dead }) => dead),
  };
}

async function listPacks({ database, space }: SpaceContext): Promise<PackInfo[]> {
  const rows = await database.read(['packInfos'], (transaction) =>
    transaction.objectStore('packInfos').getAll(keysBelow(space)),
  );
  return rows.map(packInfo);
}

async function rowsOf({ database, space }: SpaceContext, pack: number): Promise<Bytes | undefined> {
  return database.read(['packRows'], (transaction) => transaction.objectStore('packRows').get([space, pack]));
}

/**
 * Rows that a later pack's copy of the same block replaces, by pack. A later copy that does not hash to its name
 * replaces nothing as long as an earlier one does.
 */
async function findSuperseded(context: SpaceContext): Promise<Map<number, Set<number>>> {
  const { index } = context;
  const snapshot = await index.snapshot();
  const groups: { pack: number; row: number }[][] = [];
  let group: { pack: number; row: number }[] = [];
  let last = { high: -1, low: -1 };
  const endGroup = () => {
    if (group.length > 1) groups.push(group);
    group = [];
  };
  await mergeSources(context, snapshot, snapshot.segments, (run, at) => {
    const high = run.high(at);
    const low = run.low(at);
    if (high !== last.high || low !== last.low) {
      endGroup();
      last = { high, low };
    }
    if (snapshot.live.has(run.pack(at))) group.push({ pack: run.pack(at), row: run.row(at) });
    return undefined;
  });
  endGroup();

  const superseded = new Map<number, Set<number>>();
  for (const members of groups) {
    const byName = new Map<string, FoundBlock[]>();
    for (const { pack, row } of members) {
      const rows = await index.read([], (transaction) => index.rowsOf(transaction, pack));
      if (rows === undefined) continue;
      const block = { ...packRowAt(rows, row), pack };
      const name = String.fromCharCode(...block.rehash);
      byName.set(name, [...(byName.get(name) ?? []), block]);
    }
    for (const copies of byName.values()) {
      if (copies.length < 2) continue;
      copies.sort((a, b) => b.pack - a.pack);
      const winner = (await firstSound(context, copies)) ?? copies[0];
      for (const copy of copies) {
        if (copy === winner) continue;
        const row = members.find(({ pack }) => pack === copy.pack)?.row;
        if (row === undefined) continue;
        const rows = superseded.get(copy.pack) ?? new Set();
        superseded.set(copy.pack, rows.add(row));
      }
    }
  }
  return superseded;
}

async function firstSound(context: SpaceContext, copies: readonly FoundBlock[]): Promise<FoundBlock | undefined> {
  for (const copy of copies) {
    const [block] = await readCopies(context, copy.pack, [copy]);
    if (block !== undefined && (await isNamedBlock(copy.rehash, block.cipher))) return copy;
  }
  return undefined;
}

/** All of these blocks of one pack, or undefined where any cannot be read. */
async function readLive(
  context: SpaceContext,
  pack: number,
  rows: readonly Omit<FoundBlock, 'pack'>[],
): Promise<SealedBlock[] | undefined> {
  const blocks = await readCopies(context, pack, rows);
  const sound = blocks.filter((block) => block !== undefined);
  return sound.length === rows.length ? sound : undefined;
}

async function readCopies(
  { database, space }: SpaceContext,
  pack: number,
  rows: readonly Omit<FoundBlock, 'pack'>[],
): Promise<(SealedBlock | undefined)[]> {
  const value = await database.read(['packs'], (transaction) => transaction.objectStore('packs').get([space, pack]));
  return readFound(
    rows.map((row) => [{ ...row, pack }]),
    new Map([[pack, value?.file]]),
  );
}

/** The flip: from here on the packs are gone for every reader. Their files go after it. */
async function removePacks(context: SpaceContext, packs: readonly number[]): Promise<void> {
  const { database, space, index, announce } = context;
  await database.write(['spaces', 'packInfos', 'packRows'], async (transaction) => {
    const row: SpaceRow = (await transaction.objectStore('spaces').get(space)) ?? freshSpaceRow;
    await transaction.objectStore('spaces').put({ ...row, generation: row.generation + 1 }, space);
    for (const pack of packs) {
      await transaction.objectStore('packInfos').delete([space, pack]);
      await transaction.objectStore('packRows').delete([space, pack]);
    }
  });
  index.markStale();
  announce();
  await deleteFiles(context, packs);
}

async function deleteFiles({ database, space }: SpaceContext, packs: readonly number[]): Promise<void> {
  await database.write(['packs'], async (transaction) => {
    for (const pack of packs) await transaction.objectStore('packs').delete([space, pack]);
  });
}

/** Files whose packs an interrupted sweep took out already. */
async function removeLeftFiles(context: SpaceContext): Promise<void> {
  const { database, space } = context;
  const left = await database.read(['packs', 'packInfos'], async (transaction) => {
    const files = await transaction.objectStore('packs').getAllKeys(keysBelow(space));
    const infos = await transaction.objectStore('packInfos').getAllKeys(keysBelow(space));
    const named = new Set(infos.map(([, pack]) => pack));
    return files.map(([, pack]) => pack).filter((pack) => !named.has(pack));
  });
  if (left.length > 0) await deleteFiles(context, left);
}

async function trimIndex(context: SpaceContext): Promise<void> {
  const snapshot = await context.index.snapshot();
  const indexed = snapshot.segments.reduce((sum, { rows }) => sum + rows, 0);
  if (indexed === 0) return;
  const live = (await listPacks(context)).reduce((sum, { blocks }) => sum + blocks, 0) - snapshot.recent.count;
  if (indexed - live > indexed * deadRowShare) await mergeIndex(context, 'all');
}
