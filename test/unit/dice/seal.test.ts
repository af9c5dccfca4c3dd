import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../../src/core/bytes.ts';
import { rehashOf, Sealer, tagOf } from '../../../src/core/dice/seal.ts';
import { kinds, type Kind } from '../../../src/core/segment/segmenter.ts';
import { fixedBytes } from '../../vectors/fixed.ts';

async function sealer(name: string): Promise<Sealer> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return new Sealer(await crypto.subtle.importKey('raw', fixedBytes(name, 32), algorithm, false, ['sign', 'verify']));
}

function flipped(bytes: Bytes, ...bits: number[]): Bytes {
  const copy = bytes.slice();
  for (const bit of bits) copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
  return copy;
}

const block = fixedBytes('a tile', 12_288);
const kindOf = fc.constantFrom<Kind>(...Object.values(kinds));

describe('sealing a block', () => {
  it('is undone by opening, for any block and kind', async () => {
    const sealing = await sealer('one');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 2000 }), kindOf, async (bytes, kind) => {
        const plain = new Uint8Array(bytes);
        const { ref, sealed } = await sealing.seal(kind, plain);
        const { block: opened, mended } = await sealing.open(ref, sealed.cipher);
        expect(opened).toEqual(plain);
        expect(mended).toBeUndefined();
        expect(sealed.rehash).toEqual(await rehashOf(await tagOf(sealed.cipher)));
      }),
      { numRuns: 50 },
    );
  });

  it('yields the same bytes for the same block, whoever seals it', async () => {
    const [mine, theirs] = [await sealer('one'), await sealer('one')];
    expect(await mine.seal(kinds.chunks, block)).toEqual(await theirs.seal(kinds.chunks, block));
  });

  it('shares nothing between epochs, kinds or lengths', async () => {
    const variants = [
      await (await sealer('one')).seal(kinds.chunks, block),
      await (await sealer('two')).seal(kinds.chunks, block),
      await (await sealer('one')).seal(kinds.rasterTile, block),
      await (await sealer('one')).seal(kinds.chunks, block.slice(0, -1)),
    ];
    expect(new Set(variants.map(({ ref }) => ref.key.join())).size).toBe(4);
    expect(new Set(variants.map(({ ref }) => ref.tag.join())).size).toBe(4);
    expect(new Set(variants.map(({ sealed }) => sealed.cipher.subarray(0, 16).join())).size).toBe(4);
  });

  it('refuses an empty block and one above a million bytes', async () => {
    const sealing = await sealer('one');
    for (const length of [0, 1_000_001])
      await expect(sealing.seal(kinds.chunks, new Uint8Array(length))).rejects.toMatchObject({ code: 'limit' });
  });
});

describe('opening a block', () => {
  it('mends one flipped bit, proves it by the tag, and hands out what to write back', async () => {
    const sealing = await sealer('one');
    const { ref, sealed } = await sealing.seal(kinds.rasterTile, block);
    for (const bit of [0, 1, 4095, 8 * block.length - 1]) {
      const rotten = flipped(sealed.cipher, bit);
      const { block: opened, mended } = await sealing.open(ref, rotten);
      expect(opened).toEqual(block);
      expect(mended).toEqual(sealed.cipher);
      expect(rotten).toEqual(flipped(sealed.cipher, bit));
    }
  });

  it('refuses two and three flips, also where three mimic one', async () => {
    const sealing = await sealer('one');
    const { ref, sealed } = await sealing.seal(kinds.rasterTile, block);
    // Positions 1, 2 and 4 XOR to 7: the code proposes bit 7, the tag says no.
    for (const bits of [
      [5, 900],
      [1, 2, 4],
    ])
      await expect(sealing.open(ref, flipped(sealed.cipher, ...bits))).rejects.toMatchObject({ code: 'tag-mismatch' });
  });

  it('refuses another block’s bytes, and bytes cut short or grown', async () => {
    const sealing = await sealer('one');
    const { ref, sealed } = await sealing.seal(kinds.rasterTile, block);
    const other = await sealing.seal(kinds.rasterTile, fixedBytes('another tile', block.length));
    const grown = new Uint8Array(block.length + 1);
    grown.set(sealed.cipher);
    for (const cipher of [other.sealed.cipher, sealed.cipher.slice(0, -1), grown])
      await expect(sealing.open(ref, cipher)).rejects.toMatchObject({ code: 'tag-mismatch' });
  });

  it('refuses a reference whose key, kind or epoch is not the block’s', async () => {
    const sealing = await sealer('one');
    const { ref, sealed } = await sealing.seal(kinds.rasterTile, block);
    const wrong = [
      { ...ref, key: flipped(ref.key, 3) },
      { ...ref, kind: kinds.gridCell },
    ];
    for (const forged of wrong)
      await expect(sealing.open(forged, sealed.cipher)).rejects.toMatchObject({ code: 'key-mismatch' });
    const removed = await sealer('two');
    await expect(removed.open(ref, sealed.cipher)).rejects.toMatchObject({ code: 'key-mismatch' });
  });

  it('refuses rubbish that a member stored under its right tag', async () => {
    const sealing = await sealer('one');
    const { ref } = await sealing.seal(kinds.rasterTile, block);
    const rubbish = fixedBytes('rubbish', block.length);
    const forged = { ...ref, tag: await tagOf(rubbish) };
    await expect(sealing.open(forged, rubbish)).rejects.toMatchObject({ code: 'key-mismatch' });
  });

  it('refuses references out of bounds before it touches the bytes', async () => {
    const sealing = await sealer('one');
    const { ref, sealed } = await sealing.seal(kinds.rasterTile, block);
    await expect(sealing.open({ ...ref, length: 0 }, sealed.cipher)).rejects.toMatchObject({ code: 'limit' });
    await expect(sealing.open({ ...ref, key: ref.key.slice(1) }, sealed.cipher)).rejects.toMatchObject({
      code: 'format',
    });
  });
});
