// Writing a backup: a copy of everything sealed, packs first, the head last, so that an interrupted backup is
// either absent or has only more than it needs. Needs no content key.
import { toHex, type Bytes } from '../core/bytes.ts';
import { isVaultError } from '../core/errors.ts';
import type { DeviceId, SpaceId } from '../core/ids.ts';
import { buildPacks, isNamedBlock, readRange, type BuiltPack } from '../core/pack/pack.ts';
import type { BlockStore, Clock, PackCheck, PackInfo, SealedBlock, SpaceStore } from '../core/ports.ts';
import type { BackupSummary } from './api.ts';
import { backupHead, batchPath, encodeHead, packPath, recordPath } from './backup-tree.ts';
import type { Job } from './jobs.ts';
import type { TreeFile, TreeTarget } from './tree-target.ts';

export async function backUp(
  store: SpaceStore,
  space: SpaceId,
  photos: number,
  target: TreeTarget,
  clock: Clock,
  job: Job,
): Promise<BackupSummary> {
  const records = await store.records.all();
  const damaged: string[] = [];
  let packsWritten = 0;
  let packsSkipped = 0;
  let bytes = 0;
  const plan = { packs: 0, bytes: 0 };

  const small = (path: string, content: Bytes): TreeFile => {
    bytes += content.length;
    return { path, modifiedMs: clock.now(), size: content.length, pieces: () => once(content) };
  };

  const files = async function* (): AsyncGenerator<TreeFile> {
    const done = new Set<string>();
    let heads: ReadonlyMap<DeviceId, number>;
    for (;;) {
      // The logs are counted before the packs are listed: every block they name is in a pack listed after. A sweep of
      // another tab may move blocks into new packs meanwhile: over when a listing has nothing new.
      heads = await store.logs.heads();
      const packs = (await store.blocks.packs()).filter((info) => !done.has(toHex(info.name)));
      if (packs.length === 0) break;
      plan.packs += packs.length;
      plan.bytes += packs.reduce((sum, info) => sum + info.bytes, 0);
      job.plan(plan.packs, plan.bytes);
      for (const info of packs) {
        await job.checkpoint();
        done.add(toHex(info.name));
        const path = packPath(info.name);
        job.working(path);
        if ((await target.sizeOf(path)) === info.bytes) packsSkipped++;
        else {
          const taken = await takePack(store.blocks, info);
          if (taken.isDamaged) damaged.push(path);
          for (const { name, content } of taken.files) {
            yield small(packPath(name), content);
            packsWritten++;
          }
        }
        job.advance(1, info.bytes);
      }
    }
    for (const [index, record] of records.entries()) yield small(recordPath(index), record);
    for (const [device, count] of heads)
      for await (const { sequence, batch } of store.logs.since(device, 0)) {
        if (sequence >= count) break;
        const path = batchPath(device, sequence);
        if ((await target.sizeOf(path)) !== batch.length) yield small(path, batch);
      }
    await job.checkpoint();
    yield small(backupHead, encodeHead(space));
  };
  await target.write(files());
  return { kind: 'backup', photos, packsWritten, packsSkipped, bytes, damaged };
}

async function* once(content: Bytes): AsyncGenerator<Bytes> {
  yield await Promise.resolve(content);
}

interface TakenPack {
  readonly files: readonly { readonly name: Bytes; readonly content: Bytes }[];
  readonly isDamaged: boolean;
}

/** A pack as it is; of one that cannot be read whole, a new pack of what is still sound; nothing of one swept away. */
async function takePack(blocks: BlockStore, info: PackInfo): Promise<TakenPack> {
  const check = await checkIfThere(blocks, info.pack);
  if (!check) return { files: [], isDamaged: false };
  const content = await readWhole(blocks, info.pack);
  if (content) return { files: [{ name: info.name, content }], isDamaged: !check.intact };
  const rescued = await rescue(blocks, info.pack);
  return { files: rescued.map(({ name, bytes }) => ({ name, content: bytes })), isDamaged: true };
}

async function checkIfThere(blocks: BlockStore, pack: number): Promise<PackCheck | undefined> {
  try {
    return await blocks.check(pack);
  } catch (error) {
    if (isVaultError(error, 'not-found')) return undefined;
    throw error;
  }
}

async function readWhole(blocks: BlockStore, pack: number): Promise<Bytes | undefined> {
  const file = await blocks.packFile(pack);
  try {
    return file && (await readRange(file, 0, file.size));
  } catch (error) {
    if (isVaultError(error, 'pack-damaged')) return undefined;
    throw error;
  }
}

async function rescue(blocks: BlockStore, pack: number): Promise<BuiltPack[]> {
  const rehashes = (await blocks.rows(pack)).map(({ rehash }) => rehash);
  const sound: SealedBlock[] = [];
  for (const block of await blocks.readMany(rehashes))
    if (block && (await isNamedBlock(block.rehash, block.cipher))) sound.push(block);
  return buildPacks(sound);
}
