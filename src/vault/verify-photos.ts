// Verify and scrub (design §6, §4): reads what is stored, checks it as an opening would, mends what one flipped
// bit broke, and names what it cannot mend. A scrub is the same over the packs, 1/30 of them a day, with a cursor.
import { toHex } from '../core/bytes.ts';
import { isVaultError, VaultError } from '../core/errors.ts';
import type { FileId } from '../core/ids.ts';
import { limits } from '../core/limits.ts';
import type { VerifySummary } from './api.ts';
import type { Job } from './jobs.ts';
import { isDamage } from './open-photo.ts';
import type { OpenVault } from './open-vault.ts';
import { BlockReader, readBlock, readPart, readRecipe } from './read-photo.ts';
import { rehashOf } from '../core/dice/seal.ts';

/** What one photo's check found; `blocks` are indices, −1 stands for recipe, frame, signature or thumbnail. */
export interface PhotoCheck {
  readonly blocks: number;
  readonly bytes: number;
  readonly mended: number;
  readonly failed: readonly number[];
}

export async function checkPhoto(vault: OpenVault, id: FileId, signal?: AbortSignal): Promise<PhotoCheck> {
  const entry = vault.entry(id);
  try {
    await vault.verifyEntry(id);
    const recipe = await readRecipe(vault, entry.entry.recipe);
    const reader = new BlockReader(vault, recipe, undefined, signal);
    const reading = await reader.checkAll();
    const failed = reading.failed.map(({ block }) => block);
    await readPart(vault, recipe.frame, recipe.epochs[0] ?? entry.entry.recipe.epoch);
    if (entry.thumbnail) await readBlock(vault, entry.thumbnail.ref, entry.thumbnail.epoch);
    return { blocks: reading.checked, bytes: reading.bytes, mended: reading.mended, failed };
  } catch (error) {
    if (!isVaultError(error) || !(isDamage(error) || error.code === 'signature')) throw error;
    return { blocks: 0, bytes: 0, mended: 0, failed: [-1] };
  }
}

/** Checks photos one by one. Told of each verdict, so that damage shows while the rest is still being read. */
export async function verifyPhotos(
  vault: () => OpenVault,
  ids: readonly FileId[],
  job: Job,
  verdict: (id: FileId, isDamaged: boolean) => void,
): Promise<VerifySummary> {
  const damaged: { id: FileId; name: string; blocks: readonly number[] }[] = [];
  let blocks = 0;
  let mended = 0;
  let photos = 0;
  const sizes = ids.map((id) => vault().view.entry(id)?.entry.size ?? 0);
  job.plan(
    ids.length,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  for (const [index, id] of ids.entries()) {
    await job.checkpoint();
    const entry = vault().view.entry(id);
    if (!entry) continue;
    job.working(entry.name);
    const check = await checkPhoto(vault(), id, job.signal);
    photos++;
    blocks += check.blocks;
    mended += check.mended;
    if (check.failed.length > 0) damaged.push({ id, name: entry.name, blocks: check.failed });
    verdict(id, check.failed.length > 0);
    job.advance(1, sizes[index] ?? 0);
  }
  return { kind: 'verify', photos, blocks, mended, damaged };
}

/** Where the running scrub round stands; a small plain value of this installation. */
export interface ScrubCursor {
  /** Next pack number to read. */
  readonly next: number;
  readonly roundStartedMs: number;
  /** Local day of the last share, as days since 1970. */
  readonly day: number;
}

/** How many packs today's share holds: enough that a round ends within limits.scrubDays. */
export function scrubShare(packs: number): number {
  return Math.ceil(packs / limits.scrubDays);
}

/**
 * Reads the next packs in turn. A pack whose bytes still hash to its name is sound as a whole; where they do not,
 * the photos that refer to its blocks are checked, and so mended or named.
 *
 * @returns the cursor after today's share and the photos to check
 */
export async function scrubPacks(
  vault: OpenVault,
  cursor: ScrubCursor,
  today: number,
  job: Job,
): Promise<{ cursor: ScrubCursor; suspects: FileId[]; read: number }> {
  const packs = (await vault.store.blocks.packs()).toSorted((a, b) => a.pack - b.pack);
  const start = packs.findIndex((info) => info.pack >= cursor.next);
  const share = scrubShare(packs.length);
  const turn = start < 0 ? packs.slice(0, share) : packs.slice(start, start + share);
  const isNewRound = start < 0 || cursor.roundStartedMs === 0;
  const broken = new Set<string>();
  job.plan(
    turn.length,
    turn.reduce((sum, info) => sum + info.bytes, 0),
  );
  for (const info of turn) {
    await job.checkpoint();
    const check = await vault.store.blocks.check(info.pack);
    if (!check.intact) for (const row of await vault.store.blocks.rows(info.pack)) broken.add(toHex(row.rehash));
    job.advance(1, info.bytes);
  }
  const last = turn.at(-1);
  return {
    cursor: {
      next: last ? last.pack + 1 : 0,
      roundStartedMs: isNewRound ? vault.clock.now() : cursor.roundStartedMs,
      day: today,
    },
    suspects: broken.size === 0 ? [] : await photosReferringTo(vault, broken),
    read: turn.length,
  };
}

/** Photos whose recipe, thumbnail or blocks are among the given rehashes; unreadable recipes count as suspects. */
async function photosReferringTo(vault: OpenVault, rehashes: ReadonlySet<string>): Promise<FileId[]> {
  const suspects: FileId[] = [];
  for (const { id, recipe: ref, thumbnails } of vault.view.recipeRefs()) {
    try {
      const recipe = await readRecipe(vault, ref);
      const refs = [
        ...ref.pieces,
        ...thumbnails.map((thumbnail) => thumbnail.ref),
        ...recipe.blocks.flatMap((block) => ('inline' in block ? [] : [block.ref])),
        ...('refs' in recipe.frame ? recipe.frame.refs : []),
      ];
      for (const { tag } of refs) {
        if (!rehashes.has(toHex(await rehashOf(tag)))) continue;
        suspects.push(id);
        break;
      }
    } catch (error) {
      if (!(error instanceof VaultError) || !isDamage(error)) throw error;
      suspects.push(id);
    }
  }
  return suspects;
}
