import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { fromUtf8 } from '../../src/core/bytes.ts';
import { contextLength, contexts } from '../../src/core/contexts.ts';
import { makeVectors } from './make-vectors.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const run = promisify(execFile);

describe('vectors', () => {
  it('are what this code makes, byte for byte', async () => {
    for (const [name, made] of Object.entries(await makeVectors()))
      expect(JSON.parse(await readFile(join(here, `${name}.json`), 'utf8')), name).toEqual(made);
  });

  it('are recomputed, every value, by a script that shares no code', async () => {
    const { stdout } = await run(process.execPath, [join(here, 'recompute.mjs')]);
    expect(stdout).toMatch(/^14\d values recomputed, 0 differ/);
  });

  it('are not recomputed once a single digit differs', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vectors-'));
    try {
      await cp(here, folder, { recursive: true, filter: (path) => !path.includes('.test.') });
      const sealing = await readFile(join(folder, 'sealing.json'), 'utf8');
      await writeFile(
        join(folder, 'sealing.json'),
        sealing.replace(/"tag": "(.)/, (_, digit: string) => `"tag": "${digit === '0' ? '1' : '0'}`),
      );
      await expect(run(process.execPath, [join(here, 'recompute.mjs'), folder])).rejects.toMatchObject({ code: 1 });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('contexts', () => {
  it('are 24 bytes each, all different, and listed in FORMAT.md as they are', async () => {
    const format = await readFile(join(here, '../../src/core/FORMAT.md'), 'utf8');
    const texts = Object.entries(contexts).map(([name, bytes]) => {
      expect(bytes).toHaveLength(contextLength);
      const text = fromUtf8(bytes);
      expect(format).toMatch(new RegExp(`\\| \`${name}\` +\\| \`${text.replaceAll('.', '[.]')}\` +\\|`));
      return text;
    });
    expect(new Set(texts).size).toBe(texts.length);
  });
});
