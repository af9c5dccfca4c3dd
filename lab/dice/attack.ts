// Why the product does not seal with plain hashes: who stores the blocks knows what a block could be, and tries. A
// scan of a card number has 16 digits, 10^16 numbers; cut into blocks of one digit each they fall to 10 guesses per block.
// Then the same attack against the product's sealing, whose keys need the epoch's secret.
import { webcrypto } from 'node:crypto';
import { Sealer } from '../../src/core/dice/seal.ts';
import { kinds } from '../../src/core/segment/segmenter.ts';
import { chanceFrom, type Picture } from '../pictures.ts';
import { blocksOf, seal } from './blocks.ts';

/** 5 × 7 digits, one row per hexadecimal pair. */
const glyphs = [
  '0e11131519110e',
  '040c040404040e',
  '0e11010204081f',
  '1f02040201110e',
  '02060a121f0202',
  '1f101e0101110e',
  '0608101e11110e',
  '1f010204080808',
  '0e11110e11110e',
  '0e11110f01020c',
];

/** A digit in a block of 16 × 16, black on white. */
function drawDigits(digits: readonly number[]): Picture {
  const [width, height] = [16 * digits.length, 16];
  const rgba = new Uint8Array(4 * width * height).fill(255);
  for (const [place, digit] of digits.entries())
    for (let row = 0; row < 7; row++) {
      const bits = parseInt((glyphs[digit] as string).slice(2 * row, 2 * row + 2), 16);
      for (let column = 0; column < 5; column++)
        if (((bits >> (4 - column)) & 1) === 1) {
          const at = 4 * ((4 + row) * width + 16 * place + 5 + column);
          rgba.fill(0, at, at + 3);
        }
    }
  return { name: 'card', width, height, rgba };
}

export interface AttackResult {
  readonly secret: string;
  readonly guesses: number;
  /** What the storer reads out of unkeyed blocks; "?" where nothing matched. */
  readonly unkeyed: string;
  readonly sealed: string;
}

export async function attackDigits(seed: number): Promise<AttackResult> {
  const chance = chanceFrom(seed);
  const digits = Array.from({ length: 16 }, () => Math.floor(10 * chance()));
  const blocks = blocksOf(drawDigits(digits), 16).map((block) => new Uint8Array(block));
  const guesses = Array.from({ length: 10 }, (_, digit) => new Uint8Array(blocksOf(drawDigits([digit]), 16)[0] ?? []));

  // The storer sees Tag1 of every block, and makes Tag1 of every guess.
  const plainNames = new Map(guesses.map((guess, digit) => [seal(guess).tag1.toString('hex'), digit]));
  const read = (names: readonly string[], known: ReadonlyMap<string, number>) =>
    names.map((name) => known.get(name) ?? '?').join('');
  const unkeyed = read(
    blocks.map((block) => seal(block).tag1.toString('hex')),
    plainNames,
  );

  const secretOf = () =>
    webcrypto.subtle.importKey(
      'raw',
      webcrypto.getRandomValues(new Uint8Array(32)),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign', 'verify'],
    );
  // The storer has no epoch secret: any of its own is as good as a guess among 2^256.
  const [group, storer] = [new Sealer(await secretOf()), new Sealer(await secretOf())];
  const nameOf = async (sealer: Sealer, block: Uint8Array<ArrayBuffer>) =>
    Buffer.from((await sealer.seal(kinds.chunks, block)).sealed.rehash).toString('hex');
  const sealedNames = await Promise.all(blocks.map((block) => nameOf(group, block)));
  const storerNames = await Promise.all(guesses.map((guess) => nameOf(storer, guess)));
  const known = new Map([...plainNames, ...storerNames.map((name, digit) => [name, digit] as const)]);
  return { secret: digits.join(''), guesses: 10 * digits.length, unkeyed, sealed: read(sealedNames, known) };
}
