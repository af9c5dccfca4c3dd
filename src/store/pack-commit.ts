// The commit of one pack (design §6, Commit order): its file, its info, its rows and the space's generation in one
// strict transaction of their own, because Chromium flushes a large value's file only if its own transaction is strict.
import type { BuiltPack } from '../core/pack/pack.ts';
import type { PackInfo } from '../core/ports.ts';
import type { BlockIndex } from './block-index.ts';
import type { Database } from './database.ts';
import { freshSpaceRow, type PackInfoRow } from './schema.ts';

/** What a space's parts share: the connection, whose space, its index, and how other tabs hear of a commit. */
export interface SpaceContext {
  readonly database: Database;
  readonly space: string;
  readonly index: BlockIndex;
  readonly announce: () => void;
}

export async function commitPack(context: SpaceContext, built: BuiltPack): Promise<PackInfo> {
  const { database, space, index, announce } = context;
  const file = new Blob([built.bytes]);
  const { info, before, row } = await database.write(
    ['spaces', 'packs', 'packInfos', 'packRows'],
    async (transaction) => {
      const before = (await transaction.objectStore('spaces').get(space)) ?? freshSpaceRow;
      const row = { ...before, generation: before.generation + 1, nextPack: before.nextPack + 1 };
      const pack = before.nextPack;
      const { name, blocks } = built;
      const info: PackInfoRow = { space, pack, name, bytes: built.bytes.length, blocks };
      await transaction.objectStore('packs').put({ name, file }, [space, pack]);
      await transaction.objectStore('packInfos').put(info);
      await transaction.objectStore('packRows').put(built.rows, [space, pack]);
      await transaction.objectStore('spaces').put(row, space);
      return { info, before: before.generation, row };
    },
  );
  index.committed(before, row, info.pack, built.rows);
  announce();
  return packInfo(info);
}

export function packInfo({ pack, name, bytes, blocks }: PackInfoRow): PackInfo {
  return { pack, name, bytes, blocks };
}
