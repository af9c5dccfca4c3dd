import { describe, expect, it } from 'vitest';
import { toHex, type Bytes } from '../../../src/core/bytes.ts';
import { Sealer } from '../../../src/core/dice/seal.ts';
import { traceOpen, traceSeal, type TraceStep } from '../../../src/core/dice/trace.ts';
import { kinds } from '../../../src/core/segment/segmenter.ts';
import type { AlgorithmStep } from '../../../src/vault/api.ts';
import { fixedBytes } from '../../vectors/fixed.ts';

const block = fixedBytes('traced', 5000);

async function sealedBlock() {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', fixedBytes('one', 32), algorithm, false, ['sign', 'verify']);
  return { key, ...(await new Sealer(key).seal(kinds.rasterTile, block)) };
}

function flipped(bytes: Bytes, ...bits: number[]): Bytes {
  const copy = bytes.slice();
  for (const bit of bits) copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
  return copy;
}

const failing = (steps: readonly TraceStep[]): string[] =>
  steps.filter((step) => step.holds === false).map(({ algorithm, line }) => `${algorithm} ${line}`);

describe('the algorithms replayed on a block', () => {
  it('hold on a sound block, cover upload, storage, integrity and download, and fit the page’s type', async () => {
    const { key, ref, sealed } = await sealedBlock();
    const steps: AlgorithmStep[] = [
      ...(await traceSeal(key, ref.kind, block, ref, sealed)),
      ...(await traceOpen(key, ref, sealed)),
    ];
    expect(new Set(steps.map((step) => step.algorithm))).toEqual(
      new Set(['upload', 'storage', 'integrity', 'download']),
    );
    expect(failing(steps)).toEqual([]);
    expect(steps.filter((step) => step.holds).length).toBeGreaterThanOrEqual(10);
    for (const step of steps) if (step.right !== undefined) expect(step.left).toBe(step.right);
  });

  it('show the key only when asked', async () => {
    const { key, ref, sealed } = await sealedBlock();
    const hidden = [...(await traceSeal(key, ref.kind, block, ref, sealed)), ...(await traceOpen(key, ref, sealed))];
    expect(JSON.stringify(hidden)).not.toContain(toHex(ref.key));
    const shown = await traceSeal(key, ref.kind, block, ref, sealed, true);
    expect(JSON.stringify(shown)).toContain(toHex(ref.key));
  });

  it('say what is uploaded when the cloud has no such block', async () => {
    const { key, ref } = await sealedBlock();
    const steps = await traceSeal(key, ref.kind, block, ref, undefined);
    expect(steps.map(({ algorithm, line }) => `${algorithm} ${line}`)).toContain('upload 6');
    expect(steps.some(({ algorithm }) => algorithm === 'storage')).toBe(false);
  });

  it('mend one flipped bit and go on to decrypt', async () => {
    const { key, ref, sealed } = await sealedBlock();
    const steps = await traceOpen(key, ref, { ...sealed, cipher: flipped(sealed.cipher, 77) });
    expect(failing(steps)).toEqual(['download 8', 'integrity 3', 'integrity +']);
    expect(steps.at(-1)).toMatchObject({ algorithm: 'download', holds: true });
  });

  it('end with "corrupted" and without decrypting when more is wrong', async () => {
    const { key, ref, sealed } = await sealedBlock();
    const steps = await traceOpen(key, ref, { ...sealed, cipher: flipped(sealed.cipher, 77, 78) });
    expect(failing(steps).slice(-2)).toEqual(['integrity 7', 'download 12']);
    expect(steps.some(({ line }) => line === '10')).toBe(false);
  });

  it('show a store that kept the Hamming code of another tag', async () => {
    const { key, ref, sealed } = await sealedBlock();
    const steps = await traceOpen(key, ref, { ...sealed, hamming: sealed.hamming ^ 1 });
    expect(failing(steps)).toEqual(['integrity 3']);
  });
});
