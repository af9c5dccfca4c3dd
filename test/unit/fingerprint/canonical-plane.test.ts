import { expect, test } from 'vitest';
import { canonicalPlane, planeEdgePx } from '../../../src/core/fingerprint/canonical-plane.ts';
import { distanceOf, likenessOf, photoFingerprint } from '../../../src/core/fingerprint/photo-fingerprint.ts';
import { pdq256 } from '../../../src/core/fingerprint/pdq.ts';
import { VaultError } from '../../../src/core/errors.ts';
import { chanceFrom, drawnPicture } from './drawn-planes.ts';

/** The definition, word for word, without a thought of speed. */
function plainPlane(rgba: Uint8ClampedArray, width: number, height: number): Uint8Array {
  const axis = (length: number) =>
    Array.from({ length: 256 }, (_, i) => {
      const weights = Array.from({ length }, (_, s) =>
        length >= 256
          ? Math.max(0, Math.min((i + 1) * length, (s + 1) * 256) - Math.max(i * length, s * 256))
          : Math.max(0, 512 - Math.abs((2 * s + 1) * 256 - (2 * i + 1) * length)),
      );
      return { weights, total: weights.reduce((a, b) => a + b, 0) };
    });
  const columns = axis(width);
  const rows = axis(height);
  const lines = Array.from({ length: height }, (_, y) =>
    columns.map(({ weights }) =>
      weights.reduce((sum, weight, x) => {
        if (weight === 0) return sum;
        const [r, g, b, a] = rgba.subarray(4 * (y * width + x)) as unknown as [number, number, number, number];
        const luma = 299 * r + 587 * g + 114 * b;
        return sum + weight * (a === 255 ? luma : Math.floor((luma * a) / 255 + 1000 * (255 - a) + 0.5));
      }, 0),
    ),
  );
  return Uint8Array.from({ length: 65536 }, (_, at) => {
    const [i, j] = [at % 256, at >> 8];
    const row = rows[j] as (typeof rows)[0];
    const sum = row.weights.reduce(
      (all, weight, y) => all + (weight && weight * ((lines[y] as number[])[i] as number)),
      0,
    );
    return Math.floor(sum / (1000 * row.total * (columns[i] as (typeof columns)[0]).total) + 0.5);
  });
}

test.each([
  [256, 40],
  [257, 261],
  [700, 9],
  [31, 300],
  [1, 1],
  [2, 400],
])('is the definition at %i × %i, opaque and translucent', (width, height) => {
  const chance = chanceFrom(width * 1000 + height);
  const rgba = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => (i % 4 === 3 ? 255 : 256 * chance()));
  expect(Buffer.compare(canonicalPlane(rgba, width, height).samples, plainPlane(rgba, width, height))).toBe(0);
  for (let i = 3; i < rgba.length; i += 4) if (chance() < 0.1) rgba[i] = 256 * chance();
  expect(Buffer.compare(canonicalPlane(rgba, width, height).samples, plainPlane(rgba, width, height))).toBe(0);
});

test('gives the same plane from bytes that are not aligned to words', () => {
  const rgba = drawnPicture(300, 260, 5);
  const shifted = new Uint8ClampedArray(rgba.length + 1).subarray(1);
  shifted.set(rgba);
  const [one, other] = [canonicalPlane(shifted, 300, 260), canonicalPlane(rgba, 300, 260)];
  expect(Buffer.compare(one.samples, other.samples)).toBe(0);
});

test('refuses bytes that are not of the size, and sizes out of bounds', () => {
  const code = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      if (error instanceof VaultError) return error.code;
    }
    return undefined;
  };
  expect(code(() => canonicalPlane(new Uint8Array(12), 2, 2))).toBe('format');
  expect(code(() => canonicalPlane(new Uint8Array(0), 0, 7))).toBe('limit');
  expect(code(() => canonicalPlane(new Uint8Array(4), 100_000, 100_000))).toBe('limit');
});

test('knows a picture again at another size, brightness and contrast, and no other picture', () => {
  const print = (rgba: Uint8ClampedArray, width: number, height: number) => {
    const made = photoFingerprint(canonicalPlane(rgba, width, height));
    if (!made) throw new Error('nothing to see in a drawn picture');
    return made;
  };
  const original = print(drawnPicture(320, 240, 1), 320, 240);
  const smaller = print(drawnPicture(200, 150, 1), 200, 150);
  const toned = print(
    drawnPicture(320, 240, 1).map((value, i) => (i % 4 === 3 ? value : 20 + 0.8 * value)),
    320,
    240,
  );
  const other = print(drawnPicture(320, 240, 2), 320, 240);
  expect(likenessOf(distanceOf(original, smaller))).toBe('same');
  expect(likenessOf(distanceOf(original, toned))).toBe('same');
  expect(likenessOf(distanceOf(original, other))).toBe('different');
});

test.each([
  ['one colour', 40, 30, [10, 200, 30, 255]],
  ['one pixel', 1, 1, [1, 2, 3, 255]],
  ['all transparent', 64, 64, [90, 90, 90, 0]],
] as const)('gives %s no fingerprint: it would match every other such picture', (_, width, height, colour) => {
  const rgba = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => colour[i % 4] as number);
  const plane = canonicalPlane(rgba, width, height);
  expect(photoFingerprint(plane)).toBeUndefined();
  expect(pdq256(plane).quality).toBe(0);
});

test('fingerprints a panorama of 20,000 × 10', () => {
  const plane = canonicalPlane(drawnPicture(20_000, 10, 3), 20_000, 10);
  expect(plane.samples).toHaveLength(planeEdgePx ** 2);
  expect(photoFingerprint(plane)).toHaveLength(64);
});
