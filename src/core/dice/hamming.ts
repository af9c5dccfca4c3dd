// Hamming codes of DICE: the parity of a ciphertext that mends one rotten bit, and the Hamming code of a tag
// that is compared between upload and download (DICE, Algorithm 4). Neither is authentication: whatever they
// propose, the tag decides. Bit i of a byte string is (byte[i >> 3] >> (i & 7)) & 1. FORMAT.md, Sealing a block.
import type { Bytes } from '../bytes.ts';
import { VaultError } from '../errors.ts';
import { limits } from '../limits.ts';

/** Bits of a position inside a block: 8 × limits.blockBytes positions stay below 2^23. */
const positionBits = 23;

/**
 * The syndrome of the bytes under the extended Hamming code of length 2^23, whose check column for position i is
 * (1, i): overall parity in bit 23, XOR of the positions of all set bits below it. Its own bits lie in a signed
 * recipe and need no protection, so no position is reserved for them.
 *
 * @param bytes  at most limits.blockBytes
 * @returns 3 bytes, big-endian
 * @throws VaultError `limit` where positions would not fit
 */
export function hammingParity(bytes: Uint8Array): Bytes {
  const code = syndrome(bytes);
  return new Uint8Array([code >>> 16, (code >>> 8) & 0xff, code & 0xff]);
}

/**
 * Repairs a ciphertext in place if exactly one of its bits has flipped.
 *
 * The parity only proposes: a triple flip can mimic a single one, so the caller must compare the tag again
 * before it trusts the bytes.
 *
 * @param bytes  mutated when the result is 'corrected'
 * @param parity  3 bytes from the recipe, made by {@link hammingParity} over the same length
 * @returns 'beyond' where the syndrome shows an even number of flips, or a position outside the bytes
 */
export function mendOneBit(bytes: Uint8Array, parity: Uint8Array): 'sound' | 'corrected' | 'beyond' {
  if (parity.length !== 3) throw new VaultError('format', 'parity is not 3 bytes', { bytes: parity.length });
  const stored = ((parity[0] as number) << 16) | ((parity[1] as number) << 8) | (parity[2] as number);
  const difference = syndrome(bytes) ^ stored;
  if (difference === 0) return 'sound';
  const position = difference & ((1 << positionBits) - 1);
  if (difference >>> positionBits === 0 || position >= 8 * bytes.length) return 'beyond';
  const at = position >>> 3;
  bytes[at] = (bytes[at] as number) ^ (1 << (position & 7));
  return 'corrected';
}

/**
 * The classical extended Hamming code (265, 256) of a tag plus overall parity: data bits stand at the positions
 * 1 to 265 that are not powers of two, bit k of the result is the check bit of position 2^k, bit 9 makes the
 * parity of data and check bits even. A CSP keeps it, unsigned, beside R; so here the check bits have positions.
 *
 * @param tag  32 bytes
 * @returns 10 bits
 */
export function hammingOfTag(tag: Uint8Array): number {
  if (tag.length !== 32) throw new VaultError('format', 'tag is not 32 bytes', { bytes: tag.length });
  let checks = 0;
  let ones = 0;
  let position = 0;
  for (const byte of tag) {
    for (let bit = 0; bit < 8; bit++) {
      do position++;
      while ((position & (position - 1)) === 0);
      if (((byte >> bit) & 1) === 1) {
        checks ^= position;
        ones++;
      }
    }
  }
  return checks | (((ones + parityOf(checks)) & 1) << 9);
}

/**
 * 24 bits: parity ‖ XOR of positions. Words of 32 bits are folded eight at a time: which of the eight, and which
 * bit, comes from XORs over all groups; which group, from the parity of the group.
 */
function syndrome(bytes: Uint8Array): number {
  if (bytes.length > limits.blockBytes) throw new VaultError('limit', 'block too long', { bytes: bytes.length });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const groups = bytes.length >>> 5;
  let all = 0;
  let word0 = 0;
  let word1 = 0;
  let word2 = 0;
  let group = 0;
  for (let index = 0, at = 0; index < groups; index++, at += 32) {
    const a = view.getInt32(at, true);
    const b = view.getInt32(at + 4, true);
    const c = view.getInt32(at + 8, true);
    const d = view.getInt32(at + 12, true);
    const e = view.getInt32(at + 16, true);
    const f = view.getInt32(at + 20, true);
    const g = view.getInt32(at + 24, true);
    const h = view.getInt32(at + 28, true);
    const bf = b ^ f;
    const dh = d ^ h;
    const cg = c ^ g;
    const efgh = e ^ f ^ g ^ h;
    const whole = a ^ b ^ c ^ d ^ efgh;
    all ^= whole;
    word0 ^= bf ^ dh;
    word1 ^= cg ^ dh;
    word2 ^= efgh;
    group ^= index & -parityOf(whole);
  }
  let parity = parityOf(all);
  let positions =
    (group << 8) | (parityOf(word2) << 7) | (parityOf(word1) << 6) | (parityOf(word0) << 5) | foldBits(all);
  for (let i = groups << 5; i < bytes.length; i++) {
    for (let left = bytes[i] as number; left !== 0; left &= left - 1) {
      positions ^= (i << 3) | (31 - Math.clz32(left & -left));
      parity ^= 1;
    }
  }
  return (parity << positionBits) | positions;
}

/** XOR of the numbers (0 to 31) of the word's set bits. */
function foldBits(word: number): number {
  return (
    parityOf(word & 0xaaaaaaaa) |
    (parityOf(word & 0xcccccccc) << 1) |
    (parityOf(word & 0xf0f0f0f0) << 2) |
    (parityOf(word & 0xff00ff00) << 3) |
    (parityOf(word & 0xffff0000) << 4)
  );
}

function parityOf(word: number): number {
  let folded = word ^ (word >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  return (0x6996 >>> (folded & 15)) & 1;
}
