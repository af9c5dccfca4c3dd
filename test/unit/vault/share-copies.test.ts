// A copy that must not tell its place is made without it, or not at all.
import { describe, expect, it } from 'vitest';
import { shareCopies } from '../../../src/vault/share-copies.ts';
import { chunkingCodec, fileOf, importing, newJob, smallVault } from '../../support/small-vault.ts';
import { seededBytes } from '../../support/sealed-blocks.ts';

describe('a shared film', () => {
  it('is handed out as it is, but never as one without its location', async () => {
    const { vault } = await smallVault();
    const codec = chunkingCodec();
    const film: typeof codec = {
      ...codec,
      sniff: () => Promise.resolve({ type: 'mp4', width: 1, height: 1, orientation: 1 }),
    };
    const bytes = seededBytes(3_000, 1);
    await importing(() => vault, [fileOf('film.mp4', bytes)], newJob(), { codec: film }).run();
    const ids = [...vault.view.recipeRefs()].map(({ id }) => id);
    await expect(shareCopies(vault, film, ids, true)).rejects.toMatchObject({ code: 'location-kept' });
    const [copy] = await shareCopies(vault, film, ids, false);
    expect(new Uint8Array((await copy?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(bytes);
  });
});
