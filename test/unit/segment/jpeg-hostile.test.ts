// Damaged JPEG files and frames: exact, whole or refused with a code; never a hang, a crash or a wrong byte.
import { deflateRaw, inflateRaw } from 'pako';
import { describe, expect, it } from 'vitest';
import { concat, type Bytes } from '../../../src/core/bytes.ts';
import { isVaultError } from '../../../src/core/errors.ts';
import { beginJpeg, jpegStructure, takeApartJpeg } from '../../../src/core/segment/jpeg/jpeg.ts';
import { mutate } from '../../support/mutations.ts';
import { progressiveScript, writeJpeg } from '../../support/pictures/jpeg.ts';

const colour = [
  [2, 1],
  [1, 1],
  [1, 1],
] as const;
const picture = { width: 70, height: 50, sampling: colour, padding: 'random' } as const;
const files: [string, Bytes][] = [
  ['baseline', writeJpeg({ ...picture, strangePadding: true })],
  ['restarts and strays', writeJpeg({ ...picture, restart: 3, strays: true, idleRuns: true })],
  ['progressive', writeJpeg({ ...picture, progressive: true, scans: progressiveScript(3), runs: 'random' })],
];

/** What a decoder of stored bytes may throw, and nothing else; undefined where it did. */
function settles<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (!isVaultError(error) || !['format', 'version', 'limit', 'coverage', 'unsupported'].includes(error.code))
      throw error;
    return undefined;
  }
}

describe.each(files)('%s', (_, file) => {
  it('1,000 mutations come back exact, or are known not to, each within its time', () => {
    let exact = 0;
    for (let seed = 0; seed < 1_000; seed++) {
      const damaged = mutate(file, seed);
      const started = performance.now();
      const parts = takeApartJpeg(damaged);
      if (typeof parts !== 'string') {
        const assembly = beginJpeg(parts.frame);
        assembly.picture.coefficients.set(parts.picture.coefficients);
        const rebuilt = settles(() => assembly.finish());
        if (rebuilt && Buffer.compare(rebuilt, damaged) === 0) exact++;
      }
      expect(performance.now() - started, `seed ${seed}`).toBeLessThan(10_000);
    }
    expect(exact).toBeGreaterThan(100);
  });

  it('mutated frames throw only VaultErrors', () => {
    const parts = takeApartJpeg(file);
    if (typeof parts === 'string') throw new Error(parts);
    const body = inflateRaw(parts.frame.subarray(9));
    const attempt = (frame: Bytes) => {
      settles(() => jpegStructure(frame));
      settles(() => {
        const { picture: begun, finish } = beginJpeg(frame);
        for (let i = 0; i < begun.coefficients.length; i++)
          begun.coefficients[i] = parts.picture.coefficients[i] ?? (i % 5) - 2;
        return finish();
      });
    };
    for (let seed = 0; seed < 500; seed++) {
      attempt(mutate(parts.frame, seed));
      const damaged = mutate(body, seed);
      const header = parts.frame.slice(0, 9);
      new DataView(header.buffer).setUint32(5, damaged.length);
      attempt(concat(header, deflateRaw(damaged)));
    }
  });

  it('mutated coefficients make a file or a VaultError', () => {
    const parts = takeApartJpeg(file);
    if (typeof parts === 'string') throw new Error(parts);
    const { coefficients } = parts.picture;
    for (let seed = 0; seed < 300; seed++) {
      const { picture: begun, finish } = beginJpeg(parts.frame);
      const damaged = mutate(new Uint8Array(coefficients.buffer.slice(0) as ArrayBuffer), seed);
      begun.coefficients.set(new Int16Array(damaged.buffer, 0, Math.min(coefficients.length, damaged.length >> 1)));
      settles(finish);
    }
  });
});
