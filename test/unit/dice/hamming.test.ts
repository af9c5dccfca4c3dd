import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hammingOfTag, hammingParity, mendOneBit } from '../../../src/core/dice/hamming.ts';
import { fixedBytes } from '../../vectors/fixed.ts';

/** The readable twin: position i of every set bit, XORed one by one, and their parity above. */
function slowParity(bytes: Uint8Array): Uint8Array {
  let positions = 0;
  let parity = 0;
  for (let i = 0; i < 8 * bytes.length; i++) {
    if ((((bytes[i >> 3] as number) >> (i & 7)) & 1) === 0) continue;
    positions ^= i;
    parity ^= 1;
  }
  return new Uint8Array([(parity << 7) | (positions >> 16), (positions >> 8) & 255, positions & 255]);
}

function flip(bytes: Uint8Array, bit: number): void {
  bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
}

describe('Hamming code of a ciphertext', () => {
  const block = fixedBytes('a 12 KB block', 12_288);
  const parity = hammingParity(block);
  const bits = 8 * block.length;

  it('equals its readable twin at every length and alignment', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(3), (bytes, skip) => {
        const view = bytes.subarray(Math.min(skip, bytes.length));
        expect([...hammingParity(view)]).toEqual([...slowParity(view)]);
      }),
    );
    expect([...parity]).toEqual([...slowParity(block)]);
  });

  it('mends a flip at every bit position of a 12 KB block', () => {
    const copy = block.slice();
    const failed: number[] = [];
    for (let bit = 0; bit < bits; bit++) {
      flip(copy, bit);
      const verdict = mendOneBit(copy, parity);
      if (verdict !== 'corrected' || ((copy[bit >> 3] as number) ^ (block[bit >> 3] as number)) !== 0) failed.push(bit);
    }
    expect(failed).toEqual([]);
    expect(copy).toEqual(block);
  });

  it('finds two flips and leaves them alone: neighbours, powers of two apart, first with last, 20,000 at random', () => {
    const pairs: [number, number][] = [[0, bits - 1]];
    for (let bit = 0; bit + 1 < bits; bit += 61) pairs.push([bit, bit + 1]);
    for (let step = 1; step < bits; step *= 2) for (let at = 0; at < 40; at++) pairs.push([at, (at + step) % bits]);
    const draws = new DataView(fixedBytes('pairs', 160_000).buffer);
    for (let i = 0; i < 20_000; i++) {
      const a = draws.getUint32(8 * i) % bits;
      const b = draws.getUint32(8 * i + 4) % bits;
      if (a !== b) pairs.push([a, b]);
    }
    const copy = block.slice();
    for (const [a, b] of pairs) {
      flip(copy, a);
      flip(copy, b);
      if (mendOneBit(copy, parity) !== 'beyond') expect.fail(`flips at ${a} and ${b} went unseen`);
      flip(copy, a);
      flip(copy, b);
    }
    expect(copy).toEqual(block);
  });

  it('calls unchanged bytes sound', () => {
    expect(mendOneBit(block.slice(), parity)).toBe('sound');
  });

  it('mends the last bit of the largest block and refuses a larger one', () => {
    const largest = new Uint8Array(1_000_000);
    const code = hammingParity(largest);
    flip(largest, 7_999_999);
    expect(mendOneBit(largest, code)).toBe('corrected');
    expect(largest[999_999]).toBe(0);
    expect(() => hammingParity(new Uint8Array(1_000_001))).toThrowError(expect.objectContaining({ code: 'limit' }));
  });

  it('never writes outside the bytes, whatever parity it is given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 3, maxLength: 3 }), (bytes, claimed) => {
        const copy = bytes.slice();
        const verdict = mendOneBit(copy, claimed);
        if (verdict === 'corrected') expect([...hammingParity(copy)]).toEqual([...claimed]);
        else expect(copy).toEqual(bytes);
      }),
    );
  });
});

describe('Hamming code of a tag', () => {
  const tag = fixedBytes('tag', 32);
  const code = hammingOfTag(tag);

  it('differs for every single and every double flip of the tag', () => {
    const seen: number[] = [];
    for (let a = 0; a < 256; a++) {
      const copy = tag.slice();
      flip(copy, a);
      if (hammingOfTag(copy) === code) seen.push(a);
      for (let b = a + 1; b < 256; b++) {
        flip(copy, b);
        if (hammingOfTag(copy) === code) seen.push(a, b);
        flip(copy, b);
      }
    }
    expect(seen).toEqual([]);
  });

  it('keeps four bits between any two neighbouring code words, its own bits counted', () => {
    const ones = (n: number): number => [...n.toString(2)].filter((digit) => digit === '1').length;
    for (let a = 0; a < 256; a++) {
      for (let b = a; b < 256; b++) {
        const copy = tag.slice();
        flip(copy, a);
        if (b !== a) flip(copy, b);
        const distance = (b === a ? 1 : 2) + ones(hammingOfTag(copy) ^ code);
        if (distance < 4) expect.fail(`distance ${distance} at ${a}, ${b}`);
      }
    }
    expect(code).toBeLessThan(1024);
  });
});
