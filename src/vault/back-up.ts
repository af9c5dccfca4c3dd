// Writing a backup: a copy of everything sealed, packs first, the head last, so that an interrupted backup is
// either absent or has only more than it needs. Needs no content key.
import type { Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import type { Clock, SpaceStore } from '../core/ports.ts';
import type { BackupSummary } from './api.ts';
import { backupHead, batchPath, encodeHead, packPath, recordPath } from './backup-tree.ts';
import type { Job } from './jobs.ts';
import type { TreeFile, TreeTarget } from './tree-target.ts';

/** Packs are streamed in pieces of this size. */
const pieceBytes = 1024 * 1024;

export async function backUp(
  store: SpaceStore,
  space: SpaceId,
  photos: number,
  target: TreeTarget,
  clock: Clock,
  job: Job,
): Promise<BackupSummary> {
  // The logs are counted before the packs are listed: every block they name is in a pack listed after.
  const heads = await store.logs.heads();
  const records = await store.records.all();
  const packs = await store.blocks.packs();
  const damaged: string[] = [];
  let packsWritten = 0;
  let packsSkipped = 0;
  let bytes = 0;
  job.plan(
    packs.length,
    packs.reduce((sum, info) => sum + info.bytes, 0),
  );

  const small = (path: string, content: Bytes): TreeFile => {
    bytes += content.length;
    return { path, modifiedMs: clock.now(), size: content.length, pieces: () => once(content) };
  };

  const files = async function* (): AsyncGenerator<TreeFile> {
    for (const info of packs) {
      await job.checkpoint();
      const path = packPath(info.name);
      job.working(path);
      const there = (await target.sizeOf(path)) === info.bytes;
      if (there) packsSkipped++;
      else {
        const check = await store.blocks.check(info.pack);
        if (!check.intact) damaged.push(path);
        const file = await store.blocks.packFile(info.pack);
        if (file) {
          yield { path, modifiedMs: clock.now(), size: file.size, pieces: () => slices(file) };
          packsWritten++;
          bytes += file.size;
        }
      }
      job.advance(1, info.bytes);
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

async function* slices(file: Blob): AsyncGenerator<Bytes> {
  for (let at = 0; at < file.size; at += pieceBytes) {
    try {
      yield new Uint8Array(await file.slice(at, at + pieceBytes).arrayBuffer());
    } catch (cause) {
      throw new VaultError('pack-damaged', 'pack unreadable', {}, { cause });
    }
  }
}
