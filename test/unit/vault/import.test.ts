// What an import acknowledges is there, whatever else happens to the same files and blocks meanwhile.
import { describe, expect, it } from 'vitest';
import { concat, type Bytes } from '../../../src/core/bytes.ts';
import type { CatalogRecord } from '../../../src/core/catalog/records.ts';
import type { FileId } from '../../../src/core/ids.ts';
import { sweepStore } from '../../../src/vault/sweep-store.ts';
import type { OpenVault } from '../../../src/vault/open-vault.ts';
import {
  chunkingCodec,
  fileOf,
  importing,
  newJob,
  readAll,
  smallVault,
  type SmallVault,
} from '../../support/small-vault.ts';
import { seededBytes } from '../../support/sealed-blocks.ts';

const first = seededBytes(5_000, 1);
const second = seededBytes(5_000, 2);

function onlyFile(vault: OpenVault): FileId {
  const [only] = [...vault.view.recipeRefs()];
  if (!only) throw new Error('nothing was imported');
  return only.id;
}

/** Flips two bits of one block in every pack: more than its Hamming code mends. */
async function rot({ disk, vault }: SmallVault): Promise<void> {
  for (const pack of disk.space(vault.space).packs.values()) {
    const bytes = new Uint8Array(await pack.file.arrayBuffer());
    bytes[20] = (bytes[20] as number) ^ 3;
    pack.file = new Blob([bytes]);
  }
}

describe('an import', () => {
  it('never lets a new photo rest on a rotten block of another', async () => {
    const small = await smallVault();
    const { vault } = small;
    await importing(() => vault, [fileOf('first.png', first)]).run();
    await rot(small);
    const alike = concat(first, second);
    const summary = await importing(() => vault, [fileOf('alike.png', alike)]).run();
    expect(summary).toMatchObject({ imported: 1, sharedBytes: 4_000 });
    expect((await readAll(vault)).get('alike.png')).toEqual(alike);
  });

  it('heals a photo whose blocks went bad, and keeps the path it came by', async () => {
    const small = await smallVault();
    const { vault } = small;
    await importing(() => vault, [fileOf('2019/first.png', first)]).run();
    await rot(small);
    await importing(() => vault, [fileOf('again/first.png', first)], newJob(), { isDamaged: () => true }).run();
    expect(await readAll(vault)).toEqual(
      new Map([
        ['again/first.png', first],
        ['2019/first.png', first],
      ]),
    );
  });

  it('keeps both paths where two imports bring the same file at once', async () => {
    const { vault } = await smallVault();
    await Promise.all(['a/x.png', 'b/x.png'].map((path) => importing(() => vault, [fileOf(path, first)]).run()));
    expect([...(await readAll(vault)).keys()].sort()).toEqual(['a/x.png', 'b/x.png']);
  });

  it('brings back a known file that was purged before its turn came', async () => {
    const { vault } = await smallVault();
    await importing(() => vault, [fileOf('first.png', first)]).run();
    const file = onlyFile(vault);
    await vault.publish([{ type: 'trash', file, on: true, elapsedMs: 0 }]);
    const codec = chunkingCodec();
    const purging: typeof codec = {
      ...codec,
      segment: async (...args) => {
        await vault.publish([{ type: 'purge', file } satisfies CatalogRecord]);
        return codec.segment(...args);
      },
    };
    const files = [fileOf('first.png', first), fileOf('second.png', second)];
    const summary = await importing(() => vault, files, newJob(), { codec: purging, codecWidth: 1 }).run();
    expect(summary).toMatchObject({ imported: 1, known: 1 });
    expect(vault.entry(file).trash).toBeUndefined();
    await sweepStore(vault);
    expect((await readAll(vault)).get('first.png')).toEqual(first);
  });

  it('is over only when none of its lanes writes any more', async () => {
    const { vault, store } = await smallVault();
    const job = newJob();
    const codec = chunkingCodec();
    let isOver = false;
    let wroteLate = false;
    const { blocks } = store.space(vault.space);
    const slow: typeof codec = {
      ...codec,
      segment: async (file, ...rest) => {
        if (file.size === first.length) job.cancel();
        else await new Promise((resolve) => setTimeout(resolve, 20));
        wroteLate ||= isOver;
        return codec.segment(file, ...rest);
      },
    };
    const files = [fileOf('first.png', first), fileOf('long.png', concat(first, second))];
    await importing(() => vault, files, job, { codec: slow }).run();
    isOver = true;
    const packs = (await blocks.packs()).length;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(wroteLate).toBe(false);
    expect((await blocks.packs()).length).toBe(packs);
  });
});

describe('a sweep', () => {
  it('knows what another tab wrote last', async () => {
    const { vault, reopen } = await smallVault();
    const stale = await reopen();
    const photo: Bytes = concat(first, second);
    await importing(() => vault, [fileOf('photo.png', photo)]).run();
    await sweepStore(stale);
    expect((await readAll(vault)).get('photo.png')).toEqual(photo);
  });
});
