// The sealed blocks of one space in IndexedDB (design §6): packs written whole and strictly with their own index row,
// read by slice. Looking up is block-index.ts; removing is sweep.ts; merging the index is index-merge.ts.
import type { Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import { eachPackRow } from '../core/pack/pack-rows.ts';
import { buildPacks, readForeignPack, readPackRows } from '../core/pack/pack.ts';
import type { BlockStore, PackCheck, PackInfo, SealedBlock, StoredBlock } from '../core/ports.ts';
import { mergeIndex, mergeIsDue } from './index-merge.ts';
import { rebuildIndex } from './index-rebuild.ts';
import { checkPackFile } from './pack-check.ts';
import { commitPack, packInfo, type SpaceContext } from './pack-commit.ts';
import { readFound } from './pack-reads.ts';
import { keysBelow } from './schema.ts';
import { sweepPacks, type Swept } from './sweep.ts';

/** Look-ups of one transaction; more would hold more pages at once than the cache. */
const batchRehashes = 1_024;

export class IdbBlockStore implements BlockStore {
  /** Merges, sweeps and rebuilds, one after another. */
  private upkeep: Promise<unknown> = Promise.resolve();

  constructor(private readonly context: SpaceContext) {}

  async has(rehashes: readonly Uint8Array[]): Promise<boolean[]> {
    const { index } = this.context;
    const answer = await index.mayHold(rehashes);
    const maybe = rehashes.flatMap((rehash, at) => (answer[at] === true ? [{ rehash, at }] : []));
    for (let start = 0; start < maybe.length; start += batchRehashes) {
      const batch = maybe.slice(start, start + batchRehashes);
      const found = await index.read([], (transaction) =>
        index.find(
          transaction,
          batch.map(({ rehash }) => rehash),
        ),
      );
      batch.forEach(({ at }, n) => {
        answer[at] = (found[n]?.length ?? 0) > 0;
      });
    }
    return answer;
  }

  async read(rehash: Uint8Array): Promise<StoredBlock | undefined> {
    return (await this.readMany([rehash]))[0];
  }

  async readMany(rehashes: readonly Uint8Array[]): Promise<(StoredBlock | undefined)[]> {
    const { index, space } = this.context;
    const blocks: (StoredBlock | undefined)[] = [];
    for (let start = 0; start < rehashes.length; start += batchRehashes) {
      const batch = rehashes.slice(start, start + batchRehashes);
      const { found, files } = await index.read(['packs'], async (rows, transaction) => {
        const found = await index.find(rows, batch);
        const packs = [...new Set(found.flat().map(({ pack }) => pack))];
        const values = await Promise.all(packs.map((pack) => transaction.objectStore('packs').get([space, pack])));
        return { found, files: new Map(packs.map((pack, n) => [pack, values[n]?.file])) };
      });
      blocks.push(...(await readFound(found, files)));
    }
    return blocks;
  }

  async write(blocks: readonly SealedBlock[]): Promise<PackInfo[]> {
    const packs = await buildPacks(blocks);
    await this.mergeIfDue();
    const infos: PackInfo[] = [];
    for (const pack of packs) infos.push(await commitPack(this.context, pack));
    return infos;
  }

  async packs(): Promise<PackInfo[]> {
    const { database, space } = this.context;
    const rows = await database.read(['packInfos'], (transaction) =>
      transaction.objectStore('packInfos').getAll(keysBelow(space)),
    );
    return rows.map(packInfo);
  }

  async packFile(pack: number): Promise<Blob | undefined> {
    const { database, space } = this.context;
    return database.read(['packs', 'packInfos'], async (transaction) => {
      const info = await transaction.objectStore('packInfos').getKey([space, pack]);
      return info && (await transaction.objectStore('packs').get([space, pack]))?.file;
    });
  }

  async addPack(file: Blob): Promise<PackInfo> {
    const { database, space } = this.context;
    const pack = await readForeignPack(file);
    const held = await database.read(['packInfos'], (transaction) =>
      transaction.objectStore('packInfos').index('byName').get([space, pack.name]),
    );
    if (held !== undefined) return packInfo(held);
    await this.mergeIfDue();
    return commitPack(this.context, pack);
  }

  async check(pack: number): Promise<PackCheck> {
    const info = await this.info(pack);
    return { info, ...(await checkPackFile(info.name, await this.packFile(pack))) };
  }

  async rows(pack: number): Promise<{ rehash: Bytes; hamming: number; length: number }[]> {
    const { index } = this.context;
    await this.info(pack);
    let rows = await index.read([], (transaction) => index.rowsOf(transaction, pack));
    if (rows === undefined) {
      const file = await this.packFile(pack);
      if (file === undefined) throw new VaultError('pack-damaged', 'neither index row nor file', { pack });
      rows = await readPackRows(file);
    }
    return [...eachPackRow(rows)].map(({ rehash, hamming, length }) => ({
      rehash: new Uint8Array(rehash),
      hamming,
      length,
    }));
  }

  async sweep(keep: (rehash: Uint8Array) => boolean): Promise<Swept> {
    return this.alone(() => sweepPacks(this.context, keep));
  }

  async rebuildIndex(): Promise<{ damaged: PackInfo[] }> {
    return this.alone(() => rebuildIndex(this.context));
  }

  /** Before a write, not after: what the write acknowledges must not depend on a merge that runs out of space. */
  private async mergeIfDue(): Promise<void> {
    if (!mergeIsDue(await this.context.index.snapshot())) return;
    await this.alone(async () => {
      if (mergeIsDue(await this.context.index.snapshot())) await mergeIndex(this.context, 'tiers');
    });
  }

  private async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.upkeep.then(async () => {
      await this.context.database.checkPen();
      return work();
    });
    this.upkeep = turn.catch(() => undefined); // the caller of `turn` gets the error; the next in line need not
    return turn;
  }

  private async info(pack: number): Promise<PackInfo> {
    const { database, space } = this.context;
    const row = await database.read(['packInfos'], (transaction) =>
      transaction.objectStore('packInfos').get([space, pack]),
    );
    if (row === undefined) throw new VaultError('not-found', 'no such pack', { pack });
    return packInfo(row);
  }
}
