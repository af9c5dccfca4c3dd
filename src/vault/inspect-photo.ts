// "Look inside": a photo's blocks as the DICE paper's screens list them, and the paper's algorithms replayed on one
// block with both values of every comparison. The convergence key leaves only through `revealKey`.
import { toHex, type Bytes } from '../core/bytes.ts';
import type { EntryView } from '../core/catalog/entry-view.ts';
import type { Recipe, RecipeBlock } from '../core/catalog/recipe.ts';
import { hammingOfTag } from '../core/dice/hamming.ts';
import { rehashOf } from '../core/dice/seal.ts';
import { traceOpen, traceSeal } from '../core/dice/trace.ts';
import { isVaultError, VaultError } from '../core/errors.ts';
import type { EpochId, FileId } from '../core/ids.ts';
import type { Codec } from '../core/ports.ts';
import { methods } from '../core/segment/segmenter.ts';
import type { AlgorithmStep, InspectedBlock, Inspection } from './api.ts';
import { areasOf, isDamage, storedRaster } from './open-photo.ts';
import type { OpenVault } from './open-vault.ts';
import { readRecipe } from './read-photo.ts';

const methodNames = {
  [methods.chunks]: 'chunks',
  [methods.rasterTiles]: 'raster-tiles',
  [methods.grid4]: 'grid4',
  [methods.grid8]: 'grid8',
  [methods.grid16]: 'grid16',
} as const;

/** Sharing photos named per block. */
const namedSharers = 20;

export async function inspectPhoto(vault: OpenVault, codec: Codec, id: FileId): Promise<Inspection> {
  const entry = vault.entry(id);
  const recipe = await readRecipe(vault, entry.entry.recipe);
  const [areas, sharers] = await Promise.all([areasOf(vault, codec, recipe), sharersOf(vault, recipe, id)]);
  const rehashes = await Promise.all(
    recipe.blocks.map(async (block) => ('inline' in block ? undefined : rehashOf(block.ref.tag))),
  );
  const held = await vault.store.blocks.readMany(rehashes.filter((rehash) => rehash !== undefined));
  let next = 0;
  const blocks = recipe.blocks.map((block, index): InspectedBlock => {
    if ('inline' in block) return inlineBlock(index, block.inline.length);
    const rehash = rehashes[index] as Bytes;
    const stored = held[next++];
    const sharing = sharers.get(toHex(rehash)) ?? [];
    return {
      index,
      inline: false,
      bytes: block.ref.length,
      tag: toHex(block.ref.tag),
      rehash: toHex(rehash),
      hamming: hammingOfTag(block.ref.tag).toString(2).padStart(10, '0'),
      isNew: !sharing.some((other) => isEarlier(vault, other, entry)),
      sharedWith: sharing.slice(0, namedSharers),
      sharedCount: sharing.length,
      ...(stored === undefined ? {} : { pack: stored.pack }),
    };
  });
  return {
    id,
    method: methodNames[recipe.method],
    ...(recipe.fallback === undefined ? {} : { fallback: recipe.fallback }),
    ...storedRaster(entry),
    blocks,
    frameBytes: 'inline' in recipe.frame ? recipe.frame.inline.length : recipe.frame.size,
    recipeBytes: entry.entry.recipe.bytes,
    originalBytes: recipe.size,
    ...(areas === undefined ? {} : { areas }),
  };
}

/** @throws VaultError not-found for an inline block: there is nothing sealed to replay */
export async function replayBlock(vault: OpenVault, id: FileId, index: number): Promise<readonly AlgorithmStep[]> {
  const { ref, epoch } = await blockOf(vault, id, index);
  const convergence = vault.convergenceOf(epoch);
  const stored = await vault.store.blocks.read(await rehashOf(ref.tag));
  if (!stored) throw new VaultError('block-missing', 'no pack holds this block', { block: index });
  const download = await traceOpen(convergence, ref, stored);
  try {
    const { block } = await vault.sealerOf(epoch).open(ref, stored.cipher);
    return [...(await traceSeal(convergence, ref.kind, block, ref, stored)), ...download];
  } catch (error) {
    if (isVaultError(error) && isDamage(error)) return download;
    throw error;
  }
}

/** The key as hex. Only ever called after a person asked to reveal it. */
export async function revealKey(vault: OpenVault, id: FileId, index: number): Promise<string> {
  return toHex((await blockOf(vault, id, index)).ref.key);
}

async function blockOf(
  vault: OpenVault,
  id: FileId,
  index: number,
): Promise<{ ref: Extract<RecipeBlock, { ref: unknown }>['ref']; epoch: EpochId }> {
  const recipe = await readRecipe(vault, vault.entry(id).entry.recipe);
  const block = recipe.blocks[index];
  const epoch = block && 'ref' in block ? recipe.epochs[block.epoch] : undefined;
  if (!block || 'inline' in block || epoch === undefined)
    throw new VaultError('not-found', 'no sealed block there', { block: index });
  return { ref: block.ref, epoch };
}

function inlineBlock(index: number, bytes: number): InspectedBlock {
  return {
    index,
    inline: true,
    bytes,
    tag: '',
    rehash: '',
    hamming: '',
    isNew: true,
    sharedWith: [],
    sharedCount: 0,
  };
}

function isEarlier(vault: OpenVault, other: FileId, than: EntryView): boolean {
  const imported = vault.view.entry(other)?.entry.importedMs ?? Infinity;
  return imported < than.entry.importedMs || (imported === than.entry.importedMs && other < than.id);
}

/** Which other photos refer to this one's blocks: by reading the recipes of all, which is what "look inside" costs. */
async function sharersOf(vault: OpenVault, recipe: Recipe, id: FileId): Promise<Map<string, FileId[]>> {
  const wanted = new Map<string, FileId[]>();
  const tags = new Map<string, string>();
  for (const block of recipe.blocks)
    if ('ref' in block) {
      const rehash = toHex(await rehashOf(block.ref.tag));
      wanted.set(rehash, []);
      tags.set(toHex(block.ref.tag), rehash);
    }
  if (wanted.size === 0) return wanted;
  for (const { id: other, recipe: ref } of vault.view.recipeRefs()) {
    if (other === id) continue;
    const theirs = await recipeIfReadable(vault, ref);
    const seen = new Set<string>();
    for (const block of theirs?.blocks ?? []) {
      const rehash = 'ref' in block ? tags.get(toHex(block.ref.tag)) : undefined;
      if (rehash === undefined || seen.has(rehash)) continue;
      seen.add(rehash);
      wanted.get(rehash)?.push(other);
    }
  }
  return wanted;
}

async function recipeIfReadable(vault: OpenVault, ref: Parameters<typeof readRecipe>[1]): Promise<Recipe | undefined> {
  try {
    return await readRecipe(vault, ref);
  } catch (error) {
    if (isVaultError(error) && isDamage(error)) return undefined;
    throw error;
  }
}
