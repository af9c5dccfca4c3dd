import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitOf } from '../../../src/core/fingerprint/bits.ts';
import { distanceOf } from '../../../src/core/fingerprint/photo-fingerprint.ts';
import { Veil } from '../../../src/core/fingerprint/veil.ts';

/** A fingerprint: its constant bit is 0. */
const fingerprint = fc.uint8Array({ minLength: 64, maxLength: 64 }).map((bytes) => {
  const made = new Uint8Array(bytes);
  made[31] = (made[31] as number) & 0x7f;
  return made;
});
const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => new Uint8Array(bytes));

test('keeps every distance, within each half and of the whole', async () => {
  await fc.assert(
    fc.asyncProperty(key, fingerprint, fingerprint, async (bytes, a, b) => {
      const veil = await Veil.fromKey(bytes);
      expect(distanceOf(veil.apply(a), veil.apply(b))).toEqual(distanceOf(a, b));
    }),
    { numRuns: 50 },
  );
});

test('is lifted by the same key, and looks otherwise under another', async () => {
  await fc.assert(
    fc.asyncProperty(key, key, fingerprint, async (one, other, a) => {
      fc.pre(one.some((byte, i) => byte !== other[i]));
      const veil = await Veil.fromKey(one);
      expect(veil.lift(veil.apply(a))).toEqual(a);
      expect((await Veil.fromKey(other)).apply(a)).not.toEqual(veil.apply(a));
    }),
    { numRuns: 30 },
  );
});

test('leaves the constant bit where it is, and moves about half of the others', async () => {
  const veil = await Veil.fromKey(new Uint8Array(32).fill(7));
  const veiled = veil.apply(new Uint8Array(64));
  expect(bitOf(veiled, 255)).toBe(0);
  const padded = Array.from({ length: 512 }, (_, i) => bitOf(veiled, i) as number).reduce((a, b) => a + b);
  expect(padded).toBeGreaterThan(180);
  expect(padded).toBeLessThan(330);
});

test('one key gives one veil for good', async () => {
  const veil = await Veil.fromKey(new Uint8Array(32));
  // AES-256-CTR of zeros under a zero key begins dc95c078a2408989ad48a21492842087 (NIST's zero-key vector): the pad.
  expect(
    Buffer.from(veil.apply(new Uint8Array(64)))
      .toString('hex')
      .slice(0, 32),
  ).toBe('dc95c078a2408989ad48a21492842087');
});
