// A backup holds every block its logs name, whatever a sweep or a power cut does to the packs meanwhile.
import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/core/bytes.ts';
import { backUp } from '../../../src/vault/back-up.ts';
import { sweepStore } from '../../../src/vault/sweep-store.ts';
import { clock, fileOf, importing, newJob, smallVault, type SmallVault } from '../../support/small-vault.ts';
import { memoryTree } from '../../support/memory-tree.ts';
import { restored } from '../../support/restored.ts';
import { seededBytes } from '../../support/sealed-blocks.ts';

const kept = seededBytes(5_000, 1);
const purged = concat(seededBytes(20_000, 2), seededBytes(20_000, 3));

async function twoPhotos(): Promise<SmallVault> {
  const small = await smallVault();
  const files = [fileOf('kept.png', kept), fileOf('purged.png', purged)];
  await importing(() => small.vault, files).run();
  return small;
}

describe('a backup', () => {
  it('has the blocks that a sweep moved while it was written', async () => {
    const { vault, words } = await twoPhotos();
    const gone = [...vault.view.recipeRefs()].find(({ id }) => vault.entry(id).name === 'purged.png');
    const { files, target } = memoryTree();
    let isSwept = false;
    const swept: typeof target = {
      ...target,
      sizeOf: async (path) => {
        if (!isSwept) {
          isSwept = true;
          await vault.publish(gone ? [{ type: 'purge', file: gone.id }] : []);
          expect((await sweepStore(vault)).packsDeleted).toBe(1);
        }
        return target.sizeOf(path);
      },
    };
    await backUp(vault.store, vault.space, 2, swept, clock, newJob());
    const back = await restored({ words, files });
    expect(back.files.get('kept.png')).toEqual(kept);
  });

  it('is written although a pack was cut short, with what is sound of it', async () => {
    const { vault, words, disk } = await twoPhotos();
    for (const pack of disk.space(vault.space).packs.values()) {
      const { file } = pack;
      // As after a power cut: the record still states the length that the file had.
      pack.file = new Proxy(file, {
        get: (target, name) => {
          if (name !== 'slice') return Reflect.get(target, name, target) as unknown;
          return (start: number, end: number) => target.slice(start, Math.min(end, target.size - 100));
        },
      });
    }
    const { files, target } = memoryTree();
    const summary = await backUp(vault.store, vault.space, 2, target, clock, newJob());
    expect(summary).toMatchObject({ packsWritten: 1, damaged: [expect.stringMatching(/^packs\//)] });
    const back = await restored({ words, files });
    expect(back.restored.damaged).toEqual([]);
    expect(back.files.get('kept.png')).toEqual(kept);
  });
});
