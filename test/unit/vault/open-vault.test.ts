// A vault that was closed holds no key to anything, and logs are read only as far as they can be believed.
import { describe, expect, it } from 'vitest';
import { sealBatch } from '../../../src/core/catalog/batch.ts';
import { VaultError } from '../../../src/core/errors.ts';
import { epochKeys, type EpochSecrets } from '../../../src/core/group/epoch-keys.ts';
import type { Device } from '../../../src/core/group/identities.ts';
import { limits } from '../../../src/core/limits.ts';
import type { OpenVault } from '../../../src/vault/open-vault.ts';
import { fileOf, importing, smallVault } from '../../support/small-vault.ts';
import { seededBytes } from '../../support/sealed-blocks.ts';

const locked = { code: 'locked' };

describe('a closed vault', () => {
  it('seals, opens, names and publishes nothing, whoever still holds it', async () => {
    const { vault } = await smallVault();
    await importing(() => vault, [fileOf('photo.png', seededBytes(3_000, 1))]).run();
    const [photo] = [...vault.view.recipeRefs()];
    const { epoch } = vault;
    vault.close();
    expect(() => vault.sealer).toThrow(expect.objectContaining(locked));
    expect(() => vault.sealerOf(epoch)).toThrow(expect.objectContaining(locked));
    expect(() => vault.convergenceOf(epoch)).toThrow(expect.objectContaining(locked));
    expect(() => vault.gear).toThrow(expect.objectContaining(locked));
    expect(() => vault.fileId(new Uint8Array(32))).toThrow(expect.objectContaining(locked));
    await expect(vault.publish([{ type: 'keep', file: photo?.id ?? ('' as never) }])).rejects.toMatchObject(locked);
    await expect(vault.catchUp()).rejects.toMatchObject(locked);
    if (photo) await expect(vault.verifyEntry(photo.id)).rejects.toMatchObject(locked);
  });
});

describe('what is published on a full disk', () => {
  it('gives up the previews and goes through', async () => {
    const { vault } = await smallVault();
    const { previews, logs } = vault.store;
    await previews.put('one', new Uint8Array(10));
    const append = logs.append.bind(logs);
    logs.append = async (...batch) => {
      if ((await previews.size()).entries > 0) throw new VaultError('quota', 'full');
      await append(...batch);
    };
    await vault.publish([{ type: 'kinds', method: 1, kinds: [1] }]);
    expect(vault.view.kinds()).toEqual({ method: 1, kinds: [1] });
  });

  it('fails with quota where there is nothing to give up', async () => {
    const { vault } = await smallVault();
    vault.store.logs.append = () => Promise.reject(new VaultError('quota', 'full'));
    await expect(vault.publish([{ type: 'kinds', method: 1, kinds: [1] }])).rejects.toMatchObject({ code: 'quota' });
  });
});

interface Writing {
  readonly vault: OpenVault;
  readonly device: Device;
  readonly epochs: readonly EpochSecrets[];
}

/** Appends a batch with a stamp of one's choice, as a member with another build might. */
async function appendStamped({ vault, device, epochs }: Writing, lamport: number): Promise<void> {
  const own = vault.view.head(device.id);
  const { batch } = await sealBatch({
    space: vault.space,
    epoch: vault.epoch,
    device: device.id,
    sequence: (own?.sequence ?? -1) + 1,
    previous: own?.hash ?? new Uint8Array(32),
    lamport,
    seen: vault.view.logHeads().filter((head) => head.device !== device.id),
    records: [{ type: 'kinds', method: 1, kinds: [1] }],
    base: (await epochKeys(epochs.at(-1) as EpochSecrets)).base,
    signKey: device.signKey,
  });
  await vault.store.logs.append(device.id, (own?.sequence ?? -1) + 1, batch);
}

describe('stamps in a log', () => {
  it('are refused where they lie further ahead than anything their author had seen', async () => {
    const small = await smallVault();
    await appendStamped(small, limits.stampLead + 1);
    const { lamport } = small.vault.view;
    expect(await small.vault.catchUp()).toBe(false);
    expect(small.vault.isLogBroken).toBe(true);
    expect(small.vault.view.lamport).toBe(lamport);
  });

  it('are judged after the batches their author had seen, in whatever order the logs are kept', async () => {
    const small = await smallVault();
    const device = await small.secondDevice();
    const vault = await small.reopen();
    const second = { ...small, vault, device };
    await appendStamped({ ...small, vault }, limits.stampLead);
    await vault.catchUp();
    await appendStamped(second, 2 * limits.stampLead);
    await vault.catchUp();
    const { logs } = small.disk.space(vault.space);
    for (const [device, chain] of [...logs].reverse()) {
      logs.delete(device);
      logs.set(device, chain);
    }
    expect([...logs.keys()][0]).toBe(device.id);
    const opened = await small.reopen();
    expect(opened.view.lamport).toBe(2 * limits.stampLead);
  });
});
