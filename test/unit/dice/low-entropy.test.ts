// What a host can find out about blocks of little entropy by trying (design §4). The control is the paper's plain
// derivation, K = SHA-256(block), which lives in this file only: the same attack must succeed on it.
import { createCipheriv, createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../../src/core/bytes.ts';
import { contexts } from '../../../src/core/contexts.ts';
import { hammingOfTag } from '../../../src/core/dice/hamming.ts';
import { rehashOf, Sealer, tagOf } from '../../../src/core/dice/seal.ts';
import { kinds } from '../../../src/core/segment/segmenter.ts';
import { fixedBytes } from '../../vectors/fixed.ts';

/** All that a host has of a block. */
interface Seen {
  readonly rehash: string;
  readonly hamming: number;
  readonly bytes: number;
}
type Derivation = (block: Bytes) => Promise<Seen>;

const sha256 = (bytes: Uint8Array): Bytes => new Uint8Array(createHash('sha256').update(bytes).digest());

async function seenOf(cipher: Bytes): Promise<Seen> {
  const tag = await tagOf(cipher);
  return { rehash: (await rehashOf(tag)).join(), hamming: hammingOfTag(tag), bytes: cipher.length };
}

/** The paper's: anybody who guesses the block has its key. */
const plainDerivation: Derivation = async (block) => {
  const cipher = createCipheriv('aes-256-ctr', sha256(block), new Uint8Array(16)).update(block);
  return seenOf(new Uint8Array(cipher));
};

function keyedDerivation(secret: Bytes): Derivation {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const sealer = crypto.subtle
    .importKey('raw', secret, algorithm, false, ['sign', 'verify'])
    .then((key) => new Sealer(key));
  return async (block) => seenOf((await (await sealer).seal(kinds.gridCell, block)).sealed.cipher);
}

/** Tries every candidate under every derivation the attacker can compute; names what it recognises. */
async function recover<T>(
  seen: readonly Seen[],
  candidates: ReadonlyMap<T, Bytes>,
  derivations: readonly Derivation[],
): Promise<{ readonly found: (T | undefined)[]; readonly tries: number }> {
  const names = new Map<string, T>();
  let tries = 0;
  for (const derive of derivations)
    for (const [name, block] of candidates) {
      names.set((await derive(block)).rehash, name);
      tries++;
    }
  return { found: seen.map(({ rehash }) => names.get(rehash)), tries };
}

/** What somebody without the secret may try: no secret, public values, a guess. */
const attackers: readonly Derivation[] = [
  plainDerivation,
  keyedDerivation(new Uint8Array(32)),
  keyedDerivation(contexts.convergence),
  keyedDerivation(fixedBytes('space id', 32)),
  keyedDerivation(fixedBytes('the attacker’s own epoch', 32)),
];

/** Digits as a 3×5 font (a row is three bits), each drawn three pixels to a dot into a 16 px cell of grey samples. */
const glyphs = ['75557', '26227', '71747', '71717', '55711', '74717', '74757', '71111', '75757', '75717'];
function digitCell(digit: number): Bytes {
  const cell = new Uint8Array(256).fill(255);
  for (const [y, row] of [...(glyphs[digit] as string)].entries())
    for (let x = 0; x < 3; x++)
      if ((Number(row) >> (2 - x)) & 1)
        for (let i = 0; i < 9; i++) cell[(3 * y + Math.floor(i / 3)) * 16 + 3 + 3 * x + (i % 3)] = 0;
  return cell;
}

describe('an image of a 16-digit number in 16 px cells', () => {
  const number = '4539148803436467';
  const digits = new Map(Array.from({ length: 10 }, (_, digit) => [String(digit), digitCell(digit)]));
  const cells = [...number].map((digit) => digits.get(digit) as Bytes);

  it('is read from what a host sees under the paper’s plain derivation (control)', async () => {
    const { found, tries } = await recover(await Promise.all(cells.map(plainDerivation)), digits, [plainDerivation]);
    expect(found.join('')).toBe(number);
    expect(tries).toBe(10);
  });

  it('gives nothing under a convergence secret, tried with everything public', async () => {
    const seen = await Promise.all(cells.map(keyedDerivation(fixedBytes('secret of the epoch', 32))));
    const { found } = await recover(seen, digits, attackers);
    expect(found).toEqual(Array(16).fill(undefined));
    expect(new Set(seen.map((one) => one.bytes)).size).toBe(1);
  });
});

describe('a cell of one of 2^12 colours', () => {
  const colours = new Map(
    Array.from({ length: 4096 }, (_, colour) => {
      const sample = [((colour >> 8) & 15) * 17, ((colour >> 4) & 15) * 17, (colour & 15) * 17, 255];
      return [colour, new Uint8Array(Array.from({ length: 1024 }, (_, i) => sample[i % 4] as number))] as const;
    }),
  );
  const chosen = [0, 0xfff, 0x3a7, 0x111].map((colour) => colours.get(colour) as Bytes);

  it('is found in the dictionary under the paper’s plain derivation (control)', async () => {
    const { found } = await recover(await Promise.all(chosen.map(plainDerivation)), colours, [plainDerivation]);
    expect(found).toEqual([0, 0xfff, 0x3a7, 0x111]);
  });

  it('is not found under a convergence secret', async () => {
    const seen = await Promise.all(chosen.map(keyedDerivation(fixedBytes('secret of the epoch', 32))));
    const { found } = await recover(seen, colours, attackers.slice(0, 2));
    expect(found).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('has a Hamming code that depends on the secret alone: every bit of it is even over 1,000 epochs', async () => {
    const ones = new Array<number>(10).fill(0);
    for (let epoch = 0; epoch < 1000; epoch++) {
      const { hamming } = await keyedDerivation(fixedBytes(`epoch ${epoch}`, 32))(chosen[2] as Bytes);
      for (let bit = 0; bit < 10; bit++) ones[bit] = (ones[bit] as number) + ((hamming >> bit) & 1);
    }
    // Five standard deviations of 1,000 fair coins are 79; the seeds are fixed.
    for (const count of ones) expect(Math.abs(count - 500)).toBeLessThan(79);
  });
});
