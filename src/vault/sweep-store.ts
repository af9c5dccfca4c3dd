// Sweep (design §6): deletes what nothing refers to — blocks of cancelled or interrupted imports, of photos purged
// from the trash, packs that are mostly dead. Runs only while nothing imports, because an import's blocks are
// referred to only once its entry is durable. A recipe that cannot be read keeps everything: better waste than loss.
import { toHex } from '../core/bytes.ts';
import { rehashOf } from '../core/dice/seal.ts';
import { isVaultError } from '../core/errors.ts';
import { isDamage } from './open-photo.ts';
import type { OpenVault } from './open-vault.ts';
import { readRecipe, recipeReferences } from './read-photo.ts';

export interface Swept {
  readonly packsDeleted: number;
  readonly bytesFreed: number;
  readonly blocksDropped: number;
  /** False where a damaged recipe forbade sweeping: its blocks cannot be told from dead ones. */
  readonly ran: boolean;
}

export async function sweepStore(vault: OpenVault): Promise<Swept> {
  // Another tab may have held the pen until now: what it wrote last must be in the view.
  await vault.catchUp();
  const kept = vault.isLogBroken ? undefined : await referencedRehashes(vault);
  if (!kept) return { packsDeleted: 0, bytesFreed: 0, blocksDropped: 0, ran: false };
  const swept = await vault.store.blocks.sweep((rehash) => kept.has(toHex(rehash)));
  return { ...swept, ran: true };
}

/** @returns undefined where some recipe is unreadable: as with a broken log, nobody knows what it refers to */
async function referencedRehashes(vault: OpenVault): Promise<Set<string> | undefined> {
  const kept = new Set<string>();
  const keep = async (tag: Uint8Array): Promise<void> => {
    kept.add(toHex(await rehashOf(tag)));
  };
  for (const { recipe: ref, thumbnails } of vault.view.recipeRefs()) {
    for (const piece of ref.pieces) await keep(piece.tag);
    for (const thumbnail of thumbnails) await keep(thumbnail.ref.tag);
    try {
      const recipe = await readRecipe(vault, ref);
      await Promise.all(recipeReferences(recipe).map(({ ref: block }) => keep(block.tag)));
    } catch (error) {
      if (isVaultError(error) && isDamage(error)) return undefined;
      throw error;
    }
  }
  return kept;
}
