// Bits that other implementations of the definitions computed too: FORMAT.md, "Fingerprints".
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/core/bytes.ts';
import { lbph256, lbph64 } from '../../../src/core/fingerprint/lbph.ts';
import { aHash64, dHash64, pHash64 } from '../../../src/core/fingerprint/plain-hashes.ts';
import { tgh256 } from '../../../src/core/fingerprint/tgh.ts';
import { tghViews } from '../../../src/core/fingerprint/tgh-views.ts';
import vectors from '../../vectors/fingerprints.json' with { type: 'json' };
import { vectorPlanes } from './drawn-planes.ts';

const hashes = { aHash64, dHash64, pHash64, lbph64, lbph256, tgh256 };

describe.each(['blobs', 'mix'] as const)('the plane "%s"', (name) => {
  test.each(Object.keys(hashes) as (keyof typeof hashes)[])('has the known %s', (hash) => {
    expect(toHex(hashes[hash](vectorPlanes[name]))).toBe(vectors.fingerprints[name][hash]);
  });

  test('has the known eight views of tgh256', () => {
    expect(tghViews(tgh256(vectorPlanes[name])).map(toHex)).toEqual(vectors.fingerprints[name].tgh256Dihedral);
  });
});
