// Builds a space's index again from nothing but its packs (design §6): every pack's trailer gives its info and rows.
// What a damaged pack may still claim is salvage.ts.
import { countPackRows } from '../core/pack/pack-rows.ts';
import type { PackInfo } from '../core/ports.ts';
import { packInfo, type SpaceContext } from './pack-commit.ts';
import { mergeIndex, mergeIsDue } from './index-merge.ts';
import { salvageRows } from './salvage.ts';
import { freshSpaceRow, keysBelow, type PackInfoRow } from './schema.ts';

export async function rebuildIndex(context: SpaceContext): Promise<{ damaged: PackInfo[] }> {
  const { database, space, index } = context;
  const packs = await database.read(['packs', 'packInfos'], async (transaction) => {
    const files = await transaction.objectStore('packs').getAllKeys(keysBelow(space));
    const infos = await transaction.objectStore('packInfos').getAllKeys(keysBelow(space));
    return [...new Set([...files, ...infos].map(([, pack]) => pack))].sort((a, b) => a - b);
  });
  // First, so that a rebuild cut short leaves no segment that points into rows it has replaced.
  await dropSegments(context, (packs.at(-1) ?? 0) + 1);
  const damaged: PackInfo[] = [];
  for (const pack of packs) {
    const { sound, info } = await rebuildPack(context, pack);
    if (!sound) damaged.push(packInfo(info));
  }
  await dropSegments(context, 0);
  if (mergeIsDue(await index.snapshot())) await mergeIndex(context, 'all');
  return { damaged };
}

/** Leaves the packs' own rows as the whole index, and makes every reader drop what it holds. */
async function dropSegments({ database, space, index, announce }: SpaceContext, nextPack: number): Promise<void> {
  await database.write(['spaces', 'indexPages'], async (transaction) => {
    const row = (await transaction.objectStore('spaces').get(space)) ?? freshSpaceRow;
    await transaction.objectStore('indexPages').delete(keysBelow(space));
    await transaction.objectStore('spaces').put(
      {
        ...row,
        generation: row.generation + 1,
        rebuilds: row.rebuilds + 1,
        nextPack: Math.max(row.nextPack, nextPack),
        merged: 0,
        segments: [],
      },
      space,
    );
  });
  index.markStale();
  announce();
}

async function rebuildPack(
  { database, space }: SpaceContext,
  pack: number,
): Promise<{ sound: boolean; info: PackInfoRow }> {
  const { value, info, rows } = await database.read(['packs', 'packInfos', 'packRows'], async (transaction) => ({
    value: await transaction.objectStore('packs').get([space, pack]),
    info: await transaction.objectStore('packInfos').get([space, pack]),
    rows: await transaction.objectStore('packRows').get([space, pack]),
  }));
  const file = value?.file;
  const { sound, rows: kept } = await salvageRows(file, rows);
  const rebuilt: PackInfoRow = {
    space,
    pack,
    name: value?.name ?? info?.name ?? new Uint8Array(32),
    bytes: file?.size ?? 0,
    blocks: countPackRows(kept),
  };
  await database.write(['packInfos', 'packRows'], async (transaction) => {
    await transaction.objectStore('packInfos').put(rebuilt);
    await transaction.objectStore('packRows').put(kept, [space, pack]);
  });
  return { sound, info: rebuilt };
}
