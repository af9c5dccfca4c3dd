// Reads a vault beside the vault worker, without writing: replays every device's log from its first batch, lists what
// recipes refer to, and compares it with what the packs hold. "No orphan" becomes a number here.
import { toHex } from '../../src/core/bytes.ts';
import { rehashOf } from '../../src/core/dice/seal.ts';
import { hkdfKey } from '../../src/core/group/derive.ts';
import { forgetKeyring, openWithPassphrase } from '../../src/core/group/keyring.ts';
import type { CacheStore } from '../../src/core/ports.ts';
import { openStore } from '../../src/store/idb-store.ts';
import { ElapsedTime } from '../../src/vault/elapsed-time.ts';
import { readInstallation } from '../../src/vault/installation.ts';
import { OpenVault } from '../../src/vault/open-vault.ts';
import { hashPassphrase } from '../../src/vault/passphrase-hash.ts';
import { PreviewCache } from '../../src/vault/preview-cache.ts';
import { readRecipe, recipeReferences } from '../../src/vault/read-photo.ts';
import { asked, withDatabase } from '../support/stored-bytes.ts';

export interface Audit {
  readonly files: number;
  /** Log batches replayed, of every device: each after its signature and its place in the chain were checked. */
  readonly batches: number;
  readonly packs: number;
  /** Ciphertext in packs, and how much of it nothing refers to or a later copy replaces. */
  readonly blockBytes: number;
  readonly deadBytes: number;
  readonly deadBlocks: number;
  /** Of the pack with the largest share of dead bytes. */
  readonly worstDeadShare: number;
  /** Blocks that recipes name and no pack holds. */
  readonly missing: number;
  /** Pack files that no index row speaks of. */
  readonly strayFiles: number;
}

const clock = { now: () => Date.now(), elapsed: () => performance.now() };

/** Without pages, an opening vault replays its logs. */
const noPages: CacheStore = {
  get: () => Promise.resolve(undefined),
  put: () => Promise.resolve(),
  delete: () => Promise.resolve(),
  clear: () => Promise.resolve(),
  trim: () => Promise.resolve(),
  size: () => Promise.resolve({ entries: 0, bytes: 0 }),
};

export async function audit(passphrase: string): Promise<Audit> {
  const store = await openStore();
  try {
    const installation = await readInstallation(store.settings);
    if (!installation) throw new Error('there is no vault');
    const keyring = await openWithPassphrase(installation.keyring, passphrase, hashPassphrase);
    const [home] = keyring.keyring.spaces;
    if (!home) throw new Error('a keyring without a space');
    const space = store.space(home.space);
    const localBase = await hkdfKey(keyring.keyring.localKey);
    const vault = await OpenVault.open({
      space: home.space,
      device: { ...installation.device, agreeSeed: keyring.keyring.agreeSeed },
      epochs: home.epochs,
      store: { ...space, pages: noPages },
      clock,
      elapsed: await ElapsedTime.load(store.settings, clock),
      previews: new PreviewCache(space.previews, localBase, () => Promise.resolve(0)),
      localBase,
      grew: () => undefined,
    });
    const found = await weigh(vault);
    vault.close();
    forgetKeyring(keyring);
    return found;
  } finally {
    store.close();
  }
}

async function weigh(vault: OpenVault): Promise<Audit> {
  const wanted = new Set<string>();
  for (const { recipe: ref, thumbnails } of vault.view.recipeRefs()) {
    const recipe = await readRecipe(vault, ref);
    const blocks = recipeReferences(recipe).map((one) => one.ref);
    for (const { tag } of [...ref.pieces, ...thumbnails.map((one) => one.ref), ...blocks])
      wanted.add(toHex(await rehashOf(tag)));
  }
  const packs = (await vault.store.blocks.packs()).toSorted((a, b) => b.pack - a.pack);
  const held = new Set<string>();
  const total = { blockBytes: 0, deadBytes: 0, deadBlocks: 0, worstDeadShare: 0 };
  for (const { pack } of packs) {
    let live = 0;
    let dead = 0;
    for (const { rehash, length } of await vault.store.blocks.rows(pack)) {
      const name = toHex(rehash);
      // Newest first: an earlier copy of a block is as dead as a block that nothing names.
      if (wanted.has(name) && !held.has(name)) live += length;
      else {
        dead += length;
        total.deadBlocks++;
      }
      held.add(name);
    }
    total.blockBytes += live + dead;
    total.deadBytes += dead;
    total.worstDeadShare = Math.max(total.worstDeadShare, dead / (live + dead));
  }
  const heads = await vault.store.logs.heads();
  return {
    files: vault.view.totals().files,
    batches: [...heads.values()].reduce((sum, count) => sum + count, 0),
    packs: packs.length,
    ...total,
    missing: [...wanted].filter((name) => !held.has(name)).length,
    strayFiles: await countStrayFiles(),
  };
}

function countStrayFiles(): Promise<number> {
  return withDatabase(async (database) => {
    const keysOf = async (name: string) =>
      (await asked(database.transaction(name).objectStore(name).getAllKeys())).map((key) => JSON.stringify(key));
    const named = new Set(await keysOf('packInfos'));
    return (await keysOf('packs')).filter((key) => !named.has(key)).length;
  });
}
