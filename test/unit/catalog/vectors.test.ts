// The catalog's golden vectors: what this code writes, and what a script that shares no code with it arrives at.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { fromHex, type Bytes } from '../../../src/core/bytes.ts';
import { decodeCbor, encodeCbor } from '../../../src/core/cbor.ts';
import { decodeRecipe, encodeRecipe } from '../../../src/core/catalog/recipe.ts';
import { recordFromCbor, recordToCbor } from '../../../src/core/catalog/records.ts';
import { limits } from '../../../src/core/limits.ts';
import { makeCatalogVectors } from '../../vectors/make-catalog-vectors.ts';

const folder = fileURLToPath(new URL('../../vectors', import.meta.url));
const run = promisify(execFile);
const load = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));
const bytesOf = (vectors: unknown): Bytes[] =>
  (vectors as { bytes: string }[]).map((vector) => fromHex(vector.bytes) as Bytes);

describe("the catalog's vectors", () => {
  it('are what this code makes, byte for byte', async () => {
    for (const [name, made] of Object.entries(await makeCatalogVectors())) expect(await load(name), name).toEqual(made);
  });

  it('are read and written again as they are', async () => {
    for (const bytes of bytesOf(await load('catalog-recipe'))) expect(encodeRecipe(decodeRecipe(bytes))).toEqual(bytes);
    for (const bytes of bytesOf(await load('catalog-records')))
      expect(encodeCbor(recordToCbor(recordFromCbor(decodeCbor(bytes, limits.batchBytes))))).toEqual(bytes);
  });

  it('are recomputed, every value, by a script that shares no code', async () => {
    const { stdout } = await run(process.execPath, [join(folder, 'recompute-catalog.mjs')]);
    expect(stdout).toMatch(/^34 values recomputed, 0 differ/);
  });

  it('are not recomputed once a single digit differs', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'vectors-'));
    try {
      await cp(folder, copy, { recursive: true });
      const batch = await readFile(join(copy, 'catalog-batch.json'), 'utf8');
      const altered = batch.replace(/"hash": "(.)/, (_, digit: string) => `"hash": "${digit === '0' ? '1' : '0'}`);
      await writeFile(join(copy, 'catalog-batch.json'), altered);
      await expect(run(process.execPath, [join(folder, 'recompute-catalog.mjs'), copy])).rejects.toMatchObject({
        code: 1,
      });
    } finally {
      await rm(copy, { recursive: true });
    }
  });
});
