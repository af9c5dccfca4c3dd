// Gives back the space of blocks that nothing refers to (design §6, Compaction): what lives on in a mostly dead pack
// is committed in a new one first; then one transaction takes the old packs out; then their files go. Cut short
// anywhere, either the old or the new state stands, and the next sweep clears what was left lying.
import type { Bytes } from '../core/bytes.ts';
import { isVaultError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { eachPackRow, packRowAt } from '../core/pack/pack-rows.ts';
import { buildPacks, isNamedBlock } from '../core/pack/pack.ts';
import type { BlockStore, PackInfo, SealedBlock } from '../core/ports.ts';
import type { FoundBlock } from './block-index.ts';
import type { WriteTransaction } from './database.ts';
import { commitPack, packInfo, type SpaceContext } from './pack-commit.ts';
import type { IndexSnapshot } from './index-snapshot.ts';
import { mergeIndex, mergeSources } from './index-merge.ts';
import { readFound } from './pack-reads.ts';
import { freshSpaceRow, keysBelow, type SpaceRow } from './schema.ts';
import { planPack, smallPacksAtOnce } from './sweep-plan.ts';

export type Swept = Awaited<ReturnType<BlockStore['sweep']>>;

/** Old packs taken out in one transaction. */
const batchPacks = 256;
/** Segments whose rows are dead to more than this share are rewritten: look-ups walk over dead rows. */
const deadRowShare = 0.25;

/**
 * Packs written after the sweep began are left alone, yet what `keep` answers must cover every block whose `has`
 * was answered before: the caller lets no import run beside it.
 *
 * @throws VaultError `quota` where nothing could be given back because rewriting needs room first
 */
export async function sweepPacks(context: SpaceContext, keep: (rehash: Uint8Array) => boolean): Promise<Swept> {
  await removeLeftFiles(context);
  const superseded = await context.index.walk((snapshot) => findSuperseded(context, snapshot));
  const swept: { -readonly [Key in keyof Swept]: Swept[Key] } = { packsDeleted: 0, bytesFreed: 0, blocksDropped: 0 };
  const remove = async (packs: readonly PackUsed[]) => {
    for (let start = 0; start < packs.length; start += batchPacks)
      await removePacks(
        context,
        packs.slice(start, start + batchPacks).map(({ info }) => info.pack),
      );
    for (const { info, wanted } of packs) {
      swept.packsDeleted++;
      swept.bytesFreed += info.bytes;
      swept.blocksDropped += wanted.filter((one) => !one).length;
    }
  };

  const dead: PackUsed[] = [];
  const sparse: PackUsed[] = [];
  const small: PackUsed[] = [];
  for (const info of await listPacks(context)) {
    const rows = await rowsOf(context, info.pack);
    if (rows === undefined) continue; // only rebuildIndex can say what is in it
    const old = superseded.get(info.pack);
    const listed = [...eachPackRow(rows)];
    const wanted = listed.map(({ rehash }, row) => old?.has(row) !== true && keep(rehash));
    const fate = planPack({ bytes: info.bytes, lengths: listed.map(({ length }) => length), wanted });
    if (fate === 'delete') dead.push({ info, rows, wanted });
    if (fate === 'rewrite') sparse.push({ info, rows, wanted });
    if (fate === 'merge') small.push({ info, rows, wanted });
  }
  if (small.length >= smallPacksAtOnce) sparse.push(...small);
  // First what needs no room, since the disk may be full.
  await remove(dead);
  try {
    await rewrite(context, sparse, remove, (bytes) => {
      swept.bytesFreed -= bytes;
    });
  } catch (error) {
    // Rewriting saves room but needs some; what was given back so far counts, the rest waits for a later sweep.
    if (!isVaultError(error, 'quota') || swept.packsDeleted === 0) throw error;
  }
  await trimIndex(context);
  return swept;
}

interface PackUsed {
  readonly info: PackInfo;
  readonly rows: Bytes;
  readonly wanted: readonly boolean[];
}

/** Moves what lives on in sparse packs into new ones, about one full pack at a time. */
async function rewrite(
  context: SpaceContext,
  sparse: readonly PackUsed[],
  remove: (packs: readonly PackUsed[]) => Promise<void>,
  wrote: (bytes: number) => void,
): Promise<void> {
  let emptied: PackUsed[] = [];
  let moving: SealedBlock[] = [];
  const move = async () => {
    for (const pack of await buildPacks(moving)) wrote((await commitPack(context, pack)).bytes);
    await remove(emptied);
    emptied = [];
    moving = [];
  };
  for (const used of sparse) {
    const wanted = [...eachPackRow(used.rows)].filter((_, row) => used.wanted[row]);
    const live = await readLive(context, used.info.pack, wanted);
    if (live === undefined) continue; // a file that cannot be read whole is kept as it is: a scrub names it
    moving.push(...live);
    emptied.push(used);
    if (moving.reduce((sum, { cipher }) => sum + cipher.length, 0) >= limits.packBytes) await move();
  }
  await move();
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
async function findSuperseded(context: SpaceContext, snapshot: IndexSnapshot): Promise<Map<number, Set<number>>> {
  const { index } = context;
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
  const { database, index, announce } = context;
  try {
    await database.write(['spaces', 'packInfos', 'packRows'], async (transaction) => {
      await bumpGeneration(context, transaction as unknown as WriteTransaction<'spaces'>);
      await deleteRows(context, transaction as unknown as WriteTransaction<'packInfos' | 'packRows'>, packs);
    });
    await deleteFiles(context, packs);
  } catch (error) {
    if (!isVaultError(error, 'quota')) throw error;
    // NOTE[delete-only]: on a full disk Chromium refuses even a row of ten bytes, but never a transaction that only
    // deletes. Until the bump below, readers in other tabs hold packs that are gone, which reads as missing.
    await database.write(['packInfos', 'packRows'], (transaction) => deleteRows(context, transaction, packs));
    index.reloadAll();
    await deleteFiles(context, packs);
    await database.write(['spaces'], (transaction) => bumpGeneration(context, transaction));
  }
  index.markStale();
  announce();
}

async function bumpGeneration({ space }: SpaceContext, transaction: WriteTransaction<'spaces'>): Promise<void> {
  const spaces = transaction.objectStore('spaces');
  const row: SpaceRow = (await spaces.get(space)) ?? freshSpaceRow;
  await spaces.put({ ...row, generation: row.generation + 1 }, space);
}

async function deleteRows(
  { space }: SpaceContext,
  transaction: WriteTransaction<'packInfos' | 'packRows'>,
  packs: readonly number[],
): Promise<void> {
  for (const pack of packs) {
    await transaction.objectStore('packInfos').delete([space, pack]);
    await transaction.objectStore('packRows').delete([space, pack]);
  }
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
