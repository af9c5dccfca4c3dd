// Restore takes what holds and names what does not: one bad byte in a backup never keeps the whole vault shut.
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../../src/core/bytes.ts';
import { backUp } from '../../../src/vault/back-up.ts';
import { clock, fileOf, importing, newJob, smallVault } from '../../support/small-vault.ts';
import { memoryTree } from '../../support/memory-tree.ts';
import { restored as restore } from '../../support/restored.ts';
import { seededBytes } from '../../support/sealed-blocks.ts';

interface MutableBackup {
  readonly words: readonly string[];
  readonly files: Map<string, Bytes>;
}

/** Two photos, each in a batch of its own. */
async function backedUp(): Promise<MutableBackup> {
  const { store, vault, words } = await smallVault();
  for (const seed of [1, 2])
    await importing(() => vault, [fileOf(`photo ${String(seed)}.png`, seededBytes(5_000, seed))]).run();
  const tree = memoryTree();
  await backUp(store.space(vault.space), vault.space, 2, tree.target, clock, newJob());
  return { words, files: tree.files };
}

function batchOf(backup: MutableBackup, number: number): string {
  return [...backup.files.keys()].filter((path) => path.endsWith('.batch')).sort()[number] as string;
}

describe('a restored vault', () => {
  it('has every file of a sound backup', async () => {
    const { restored, files } = await restore(await backedUp());
    expect(restored.damaged).toEqual([]);
    expect([...files.keys()].sort()).toEqual(['photo 1.png', 'photo 2.png']);
  });

  it('opens although a log batch was altered, with what came before it', async () => {
    const backup = await backedUp();
    const path = batchOf(backup, 1);
    const batch = backup.files.get(path) as Uint8Array;
    batch[batch.length >> 1] = (batch[batch.length >> 1] as number) ^ 1;
    const { restored, files } = await restore(backup);
    expect(restored.damaged).toEqual([path]);
    expect(files).toEqual(new Map([['photo 1.png', seededBytes(5_000, 1)]]));
  });

  it('takes nothing that follows a gap in a log, and says where it broke off', async () => {
    const backup = await backedUp();
    const path = batchOf(backup, 0);
    backup.files.delete(path);
    const { restored, files } = await restore(backup);
    expect(restored.damaged).toEqual([path]);
    expect(files.size).toBe(0);
  });

  it('opens although a batch of a stranger lies beside its own', async () => {
    const backup = await backedUp();
    const batch = backup.files.get(batchOf(backup, 0)) as Uint8Array<ArrayBuffer>;
    const path = `logs/${'A'.repeat(43)}/00000000.batch`;
    backup.files.set(path, batch);
    const { restored, files } = await restore(backup);
    expect(restored.damaged).toEqual([path]);
    expect(files.size).toBe(2);
  });
});
