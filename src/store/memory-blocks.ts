// The in-memory twin of idb-blocks.ts: the same packs, the same answers, a plain Map for an index.
import { owned, toBase64url, type Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import { eachPackRow } from '../core/pack/pack-rows.ts';
import { buildPacks, isNamedBlock, readForeignPack, type BuiltPack } from '../core/pack/pack.ts';
import type { BlockStore, PackCheck, PackInfo, SealedBlock, StoredBlock } from '../core/ports.ts';
import type { MemoryConnection, MemoryPack, MemorySpace } from './memory-disk.ts';
import { checkPackFile } from './pack-check.ts';
import { readFound } from './pack-reads.ts';
import { salvageRows } from './salvage.ts';
import { planPack } from './sweep-plan.ts';
import type { Swept } from './sweep.ts';

export class MemoryBlockStore implements BlockStore {
  constructor(
    private readonly connection: MemoryConnection,
    private readonly space: string,
  ) {}

  async has(rehashes: readonly Uint8Array[]): Promise<boolean[]> {
    const { index } = this.reading();
    return rehashes.map((rehash) => index.has(toBase64url(rehash)));
  }

  async read(rehash: Uint8Array): Promise<StoredBlock | undefined> {
    return (await this.readMany([rehash]))[0];
  }

  async readMany(rehashes: readonly Uint8Array[]): Promise<(StoredBlock | undefined)[]> {
    const { packs, index } = this.reading();
    const found = rehashes.map((rehash) =>
      [...(index.get(toBase64url(rehash)) ?? [])]
        .reverse()
        .flatMap((pack) => rowsNamed(packs.get(pack), rehash).map((row) => ({ ...row, pack }))),
    );
    return readFound(found, new Map([...packs].map(([pack, { file }]) => [pack, file])));
  }

  async write(blocks: readonly SealedBlock[]): Promise<PackInfo[]> {
    this.connection.checkPen();
    const packs = await buildPacks(blocks);
    return packs.map((pack) => this.commit(pack));
  }

  async packs(): Promise<PackInfo[]> {
    return [...this.reading().packs.values()].map(({ info }) => info);
  }

  async packFile(pack: number): Promise<Blob | undefined> {
    return this.reading().packs.get(pack)?.file;
  }

  async addPack(file: Blob): Promise<PackInfo> {
    const built = await readForeignPack(file);
    const name = toBase64url(built.name);
    const held = (await this.packs()).find((info) => toBase64url(info.name) === name);
    return held ?? this.commit(built);
  }

  async check(pack: number): Promise<PackCheck> {
    const { info, file } = this.pack(pack);
    return { info, ...(await checkPackFile(info.name, file)) };
  }

  async rows(pack: number): Promise<{ rehash: Bytes; hamming: number; length: number }[]> {
    return [...eachPackRow(this.pack(pack).rows)].map(({ rehash, hamming, length }) => ({
      rehash: owned(rehash),
      hamming,
      length,
    }));
  }

  async sweep(keep: (rehash: Uint8Array) => boolean): Promise<Swept> {
    this.connection.checkPen();
    const { packs, index } = this.reading();
    const winners = new Map<string, number>();
    for (const [name, copies] of index) winners.set(name, await firstSound(packs, name, copies));
    const swept = { packsDeleted: 0, bytesFreed: 0, blocksDropped: 0 };
    const moving: SealedBlock[] = [];
    const gone: MemoryPack[] = [];
    for (const held of [...packs.values()]) {
      const { info, file, rows } = held;
      const listed = [...eachPackRow(rows)];
      const wanted = listed.map(({ rehash }) => winners.get(toBase64url(rehash)) === info.pack && keep(rehash));
      const fate = planPack({ bytes: info.bytes, lengths: listed.map(({ length }) => length), wanted });
      if (fate === 'keep' || fate === 'merge') continue; // in memory nothing is gained by tidying
      const live = listed.filter((_, row) => wanted[row]).map((row) => [{ ...row, pack: info.pack }]);
      const blocks = (await readFound(live, new Map([[info.pack, file]]))).filter((block) => block !== undefined);
      if (blocks.length < live.length) continue;
      moving.push(...blocks);
      gone.push(held);
      swept.packsDeleted++;
      swept.bytesFreed += info.bytes;
      swept.blocksDropped += listed.length - blocks.length;
    }
    const built = await buildPacks(moving);
    this.connection.checkPen();
    for (const pack of built) swept.bytesFreed -= this.commit(pack).bytes;
    for (const { info } of gone) packs.delete(info.pack);
    this.reindex();
    return swept;
  }

  async rebuildIndex(): Promise<{ damaged: PackInfo[] }> {
    this.connection.checkPen();
    const damaged: PackInfo[] = [];
    for (const held of this.reading().packs.values()) {
      const { sound, rows } = await salvageRows(held.file, held.rows);
      held.rows = rows;
      held.info = { ...held.info, bytes: held.file.size, blocks: [...eachPackRow(rows)].length };
      if (!sound) damaged.push(held.info);
    }
    this.reindex();
    return { damaged };
  }

  private commit({ name, bytes, rows, blocks }: BuiltPack): PackInfo {
    this.connection.checkPen();
    const space = this.reading();
    const info = { pack: space.nextPack++, name, bytes: bytes.length, blocks };
    space.packs.set(info.pack, { info, file: new Blob([bytes]), rows });
    for (const { rehash } of eachPackRow(rows)) {
      const key = toBase64url(rehash);
      space.index.set(key, [...(space.index.get(key) ?? []), info.pack]);
    }
    return info;
  }

  private reindex(): void {
    const space = this.reading();
    space.index = new Map();
    for (const { info, rows } of space.packs.values())
      for (const { rehash } of eachPackRow(rows)) {
        const key = toBase64url(rehash);
        space.index.set(key, [...(space.index.get(key) ?? []), info.pack]);
      }
  }

  private pack(pack: number): MemoryPack {
    const held = this.reading().packs.get(pack);
    if (held === undefined) throw new VaultError('not-found', 'no such pack', { pack });
    return held;
  }

  private reading(): MemorySpace {
    this.connection.checkOpen();
    return this.connection.disk.space(this.space);
  }
}

function rowsNamed(held: MemoryPack | undefined, rehash: Uint8Array) {
  if (held === undefined) return [];
  const name = toBase64url(rehash);
  return [...eachPackRow(held.rows)].filter((row) => toBase64url(row.rehash) === name);
}

/** The newest copy that hashes to its name; the newest of all where none does. */
async function firstSound(
  packs: ReadonlyMap<number, MemoryPack>,
  name: string,
  copies: readonly number[],
): Promise<number> {
  const newest = copies.at(-1) as number;
  if (copies.length === 1) return newest;
  for (const pack of [...copies].reverse()) {
    const held = packs.get(pack);
    const row = [...eachPackRow(held?.rows ?? new Uint8Array())].find(({ rehash }) => toBase64url(rehash) === name);
    if (row === undefined) continue;
    const [block] = await readFound([[{ ...row, pack }]], new Map([[pack, held?.file]]));
    if (block !== undefined && (await isNamedBlock(block.rehash, block.cipher))) return pack;
  }
  return newest;
}
