// A rotten byte in a log must not close the vault: what came before it stands, and nothing that may still be wanted goes.
import { expect, it } from 'vitest';
import { sweepStore } from '../../../src/vault/sweep-store.ts';
import { seededBytes } from '../../support/sealed-blocks.ts';
import { fileOf, importing, readAll, smallVault } from '../../support/small-vault.ts';

it('opens what stands before a rotten batch, writes no more, and sweeps nothing', async () => {
  const small = await smallVault();
  const first = seededBytes(5_000, 1);
  const second = seededBytes(5_000, 2);
  await importing(() => small.vault, [fileOf('first.png', first)]).run();
  await importing(() => small.vault, [fileOf('second.png', second)]).run();
  const [batches] = [...small.disk.space(small.vault.space).logs.values()];
  const last = batches?.at(-1);
  if (!last) throw new Error('nothing was written');
  last[200] = (last[200] as number) ^ 1;

  const opened = await small.reopen();
  expect(opened.isLogBroken).toBe(true);
  expect(await readAll(opened)).toEqual(new Map([['first.png', first]]));
  const packs = await opened.store.blocks.packs();
  expect(await sweepStore(opened)).toMatchObject({ ran: false });
  expect(await opened.store.blocks.packs()).toEqual(packs);
  const [file] = [...opened.view.recipeRefs()].map(({ id }) => id);
  if (file === undefined) throw new Error('nothing stands');
  await expect(opened.publish([{ type: 'caption', file, text: 'x' }])).rejects.toMatchObject({ code: 'signature' });

  last[200] = (last[200] as number) ^ 1;
  const healed = await small.reopen();
  expect(healed.isLogBroken).toBe(false);
  expect((await readAll(healed)).size).toBe(2);
});
