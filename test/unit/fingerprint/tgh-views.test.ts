import { expect, test } from 'vitest';
import { toHex } from '../../../src/core/bytes.ts';
import { hammingDistance } from '../../../src/core/fingerprint/bits.ts';
import { canonicalPlane } from '../../../src/core/fingerprint/canonical-plane.ts';
import { pdq256 } from '../../../src/core/fingerprint/pdq.ts';
import type { Plane } from '../../../src/core/fingerprint/resample.ts';
import { tgh256 } from '../../../src/core/fingerprint/tgh.ts';
import { tghViews } from '../../../src/core/fingerprint/tgh-views.ts';
import { drawnPicture, planeOf } from './drawn-planes.ts';

const at = ({ samples }: Plane, x: number, y: number) => samples[256 * y + x] as number;

test('the views are the fingerprints of the flipped and turned planes, bit for bit', () => {
  for (const seed of [1, 2, 3]) {
    const plane = canonicalPlane(drawnPicture(320, 300, seed), 320, 300);
    const seen = Array.from({ length: 8 }, (_, n) =>
      planeOf((x, y) => {
        const fx = n & 1 ? 255 - x : x;
        const fy = n & 2 ? 255 - y : y;
        return n & 4 ? at(plane, fy, fx) : at(plane, fx, fy);
      }),
    );
    const views = tghViews(tgh256(plane)).map(toHex);
    expect(new Set(views).size).toBe(8);
    expect(views).toEqual(seen.map((one) => toHex(tgh256(one))));
  }
});

test('PDQ holds through a change of tone and tells pictures apart', () => {
  const hash = (seed: number, gain: number) => {
    const rgba = drawnPicture(400, 300, seed).map((value, i) => (i % 4 === 3 ? value : gain * value));
    return pdq256(canonicalPlane(rgba, 400, 300)).hash;
  };
  expect(hammingDistance(hash(1, 1), hash(1, 0.9))).toBeLessThanOrEqual(31);
  expect(hammingDistance(hash(1, 1), hash(2, 1))).toBeGreaterThan(80);
});
