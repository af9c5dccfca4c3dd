// The pack format against FORMAT.md, Packs: an independent twin on node:crypto writes the same bytes, and the reader
// refuses everything that is not exactly a pack, with a code and nothing else.
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, toHex, type Bytes } from '../../src/core/bytes.ts';
import { isVaultError } from '../../src/core/errors.ts';
import { limits } from '../../src/core/limits.ts';
import { countPackRows, eachPackRow, packRowBytes } from '../../src/core/pack/pack-rows.ts';
import { buildPacks, isNamedBlock, packName, readForeignPack, readPackRows } from '../../src/core/pack/pack.ts';
import type { SealedBlock } from '../../src/core/ports.ts';
import { sealedBlock, sealedBlocks, seededBytes } from '../support/sealed-blocks.ts';

/** The readable twin: Node Buffers, straight from the layout table. */
function twin(blocks: readonly SealedBlock[]): { bytes: Buffer; name: string } {
  const header = Buffer.concat([Buffer.from('TESSPACK'), Buffer.from([0, 1]), Buffer.alloc(6)]);
  let offset = 16;
  const rows = blocks.map(({ rehash, hamming, cipher }) => {
    const numbers = Buffer.alloc(10);
    numbers.writeUInt16BE(hamming, 0);
    numbers.writeUInt32BE(offset, 2);
    numbers.writeUInt32BE(cipher.length, 6);
    offset += cipher.length;
    return Buffer.concat([rehash, numbers]);
  });
  const counts = Buffer.alloc(8);
  counts.writeUInt32BE(blocks.length, 0);
  counts.writeUInt32BE(offset, 4);
  const trailerHash = createHash('sha256').update('tessera pack trailer v1.').update(Buffer.concat(rows)).digest();
  const ciphers = blocks.map(({ cipher }) => cipher);
  const bytes = Buffer.concat([header, ...ciphers, ...rows, counts, trailerHash, Buffer.from('TESSPACK')]);
  return { bytes, name: createHash('sha256').update('tessera pack v1.........').update(bytes).digest('hex') };
}

async function onePack(blocks: readonly SealedBlock[]) {
  const [pack] = await buildPacks(blocks);
  if (pack === undefined) throw new Error('no pack');
  return pack;
}

/** The trailer's hash set right again after a change, so that only the change itself can be what is refused. */
function resigned(bytes: Bytes, rows: number): Bytes {
  const footer = bytes.length - 48;
  const hash = createHash('sha256')
    .update('tessera pack trailer v1.')
    .update(bytes.subarray(footer - rows * packRowBytes, footer))
    .digest();
  bytes.set(hash, footer + 8);
  return bytes;
}

describe('a pack', () => {
  it('is, byte for byte, what the layout table says', async () => {
    const blocks = await sealedBlocks(1, 3);
    const pack = await onePack(blocks);
    const expected = twin(blocks);
    expect(toHex(pack.bytes)).toBe(expected.bytes.toString('hex'));
    expect(toHex(pack.name)).toBe(expected.name);
    expect(await packName(new Blob([pack.bytes]))).toEqual(pack.name);
  });

  it('has the bytes of the worked example in FORMAT.md', async () => {
    const cipher = new TextEncoder().encode('a sealed block');
    const tag = createHash('sha256').update('tessera tag v1..........').update(cipher).digest();
    const rehash = createHash('sha256').update('tessera rehash v1.......').update(tag).digest();
    const pack = await onePack([{ rehash: new Uint8Array(rehash), hamming: 0x155, cipher }]);
    expect(pack.bytes.length).toBe(120);
    expect(toHex(pack.name)).toBe('e9d8dd6a84f5a3dbe43a2899fe54fbdc4e2b380cd6391e59019e19ccd7ca2a19');
    expect(toHex(new Uint8Array(rehash))).toBe('0b94e72b7d70e5044f1f449fa3d97959c44d3d78f2a15fdf6fe050f7b7ed79c3');
  });

  it('reads back the rows it was built with, in offset order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(500), { minLength: 1, maxLength: 20 }), async (seeds) => {
        const blocks = await Promise.all(seeds.map((seed) => sealedBlock(seed, 1 + (seed % 300))));
        const pack = await onePack(blocks);
        const rows = [...eachPackRow(await readPackRows(new Blob([pack.bytes])))];
        expect(rows.map(({ rehash, hamming }) => [toHex(rehash), hamming])).toEqual(
          blocks.map(({ rehash, hamming }) => [toHex(rehash), hamming]),
        );
        for (const [index, { offset, length }] of rows.entries())
          expect(pack.bytes.subarray(offset, offset + length)).toEqual(blocks[index]?.cipher);
      }),
      { numRuns: 30, seed: 7 },
    );
  });

  it('holds the last of two blocks of one name', async () => {
    const [a, b] = (await sealedBlocks(1, 2)) as [SealedBlock, SealedBlock];
    const pack = await onePack([a, b, { ...a, cipher: seededBytes(9, 9) }]);
    expect(pack.blocks).toBe(2);
    const lengths = [...eachPackRow(pack.rows)].map(({ length }) => length);
    expect(lengths.toSorted((x, y) => x - y)).toEqual([9, b.cipher.length]);
  });

  it('starts another near its target size and never passes its bound of rows', async () => {
    const tiny = Array.from({ length: limits.packRows + 1 }, (_, n) => {
      const rehash = new Uint8Array(32);
      new DataView(rehash.buffer).setUint32(0, n);
      return { rehash, hamming: 0, cipher: Uint8Array.of(n & 255) };
    });
    expect((await buildPacks(tiny)).map(({ blocks }) => blocks)).toEqual([65_535, 1]);
    const large = await sealedBlocks(1, 5, limits.blockBytes);
    const packs = await buildPacks(large);
    expect(packs.map(({ blocks }) => blocks)).toEqual([4, 1]);
    expect(packs.every(({ bytes }) => bytes.length <= limits.packMaxBytes)).toBe(true);
    expect(await buildPacks([])).toEqual([]);
  });
});

describe('reading a pack', () => {
  it('refuses a file cut anywhere', async () => {
    const { bytes } = await onePack(await sealedBlocks(1, 2));
    for (let length = 0; length < bytes.length; length += 7)
      await expect(readPackRows(new Blob([bytes.subarray(0, length)]))).rejects.toMatchObject({ code: 'format' });
  });

  it('refuses what it does not know: another magic, version, or reserved bytes in use', async () => {
    const { bytes } = await onePack(await sealedBlocks(1, 2));
    const withByte = (at: number, value: number) => {
      const copy = bytes.slice();
      copy[at] = value;
      return new Blob([copy]);
    };
    await expect(readPackRows(withByte(0, 0))).rejects.toMatchObject({ code: 'format' });
    await expect(readPackRows(withByte(9, 2))).rejects.toMatchObject({ code: 'version' });
    await expect(readPackRows(withByte(15, 1))).rejects.toMatchObject({ code: 'format' });
    await expect(readPackRows(withByte(bytes.length - 1, 0))).rejects.toMatchObject({ code: 'format' });
  });

  it('refuses rows that lie, even under a right hash', async () => {
    const { bytes } = await onePack(await sealedBlocks(1, 3, 100));
    const trailer = 16 + 300;
    const row = (index: number) => trailer + index * packRowBytes;
    const changed = (change: (view: DataView, copy: Bytes) => void) => {
      const copy = bytes.slice();
      change(new DataView(copy.buffer), copy);
      return readPackRows(new Blob([resigned(copy, 3)]));
    };
    await expect(changed((view) => view.setUint32(row(1) + 34, 117))).rejects.toMatchObject({ code: 'format' });
    await expect(changed((view) => view.setUint32(row(1) + 34, 115))).rejects.toMatchObject({ code: 'format' });
    await expect(changed((view) => view.setUint32(row(2) + 38, 99))).rejects.toMatchObject({ code: 'format' });
    await expect(changed((view) => view.setUint32(row(2) + 38, 101))).rejects.toMatchObject({ code: 'format' });
    await expect(changed((view) => view.setUint32(row(0) + 38, 0))).rejects.toMatchObject({ code: 'limit' });
    await expect(changed((view) => view.setUint32(row(0) + 38, 1_000_001))).rejects.toMatchObject({ code: 'limit' });
    await expect(changed((view) => view.setUint16(row(0) + 32, 1024))).rejects.toMatchObject({ code: 'format' });
    await expect(changed((_, copy) => copy.copyWithin(row(1), row(0), row(0) + 32))).rejects.toMatchObject({
      code: 'format',
    });
  });

  it('refuses counts that no pack can have before it reads a row', async () => {
    const { bytes } = await onePack(await sealedBlocks(1, 2));
    for (const [count, code] of [
      [0, 'limit'],
      [65_536, 'limit'],
      [0xffffffff, 'limit'],
      [1, 'format'],
      [3, 'format'],
    ] as const) {
      // prettier-ignore
      const copy = bytes.slice();
      new DataView(copy.buffer).setUint32(copy.length - 48, count);
      await expect(readPackRows(new Blob([copy]))).rejects.toMatchObject({ code });
    }
    await expect(readPackRows(new Blob([new Uint8Array(limits.packMaxBytes + 1)]))).rejects.toMatchObject({
      code: 'limit',
    });
  });

  it('throws only VaultError, whatever the bytes', async () => {
    const { bytes } = await onePack(await sealedBlocks(1, 2));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1 }), async (edits) => {
        const copy = bytes.slice();
        for (const [at, value] of edits) copy[at] = value;
        try {
          expect(countPackRows(await readPackRows(new Blob([copy])))).toBe(2);
        } catch (error) {
          expect(isVaultError(error)).toBe(true);
        }
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  it('names a file that cannot be read pack-damaged', async () => {
    const { bytes } = await onePack(await sealedBlocks(1, 2));
    const gone = new Blob([bytes]);
    gone.slice = () => {
      const part = new Blob([]);
      part.stream = () =>
        new ReadableStream({ start: (controller) => controller.error(new DOMException('gone', 'NotReadableError')) });
      return part;
    };
    await expect(readPackRows(gone)).rejects.toMatchObject({ code: 'pack-damaged' });
  });

  it('proves every block of a foreign pack', async () => {
    const blocks = await sealedBlocks(1, 3);
    const pack = await onePack(blocks);
    expect(await readForeignPack(new Blob([pack.bytes]))).toEqual(pack);
    const forged = await onePack([...blocks, { ...(await sealedBlock(9)), cipher: seededBytes(50, 50) }]);
    await expect(readForeignPack(new Blob([forged.bytes]))).rejects.toMatchObject({ code: 'pack-damaged' });
    const [block] = blocks as [SealedBlock];
    expect(await isNamedBlock(block.rehash, block.cipher)).toBe(true);
    expect(await isNamedBlock(block.rehash, concat(block.cipher, Uint8Array.of(0)))).toBe(false);
  });
});
