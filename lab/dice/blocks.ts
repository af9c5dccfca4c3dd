// The DICE paper's client, block by block (its §II "Proposed System" and Algorithm 1), literally: decoded pixels, plain
// SHA-256 of a block as its key, AES, the hash of the ciphertext as its tag, the tag hashed again. No group's secret
// takes part; attack.ts shows what follows. Reading: "4 × 4 … cm" are pixels; AES is AES-256 in counter mode from zero.
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import type { Picture } from '../pictures.ts';

export type BlockEdge = 4 | 8 | 16;

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** RGB, row by row of blocks; those at the right and lower border are smaller. */
export function blocksOf({ width, height, rgba }: Picture, edge: BlockEdge): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let top = 0; top < height; top += edge)
    for (let left = 0; left < width; left += edge) {
      const right = Math.min(width, left + edge);
      const bottom = Math.min(height, top + edge);
      const block = new Uint8Array(3 * (right - left) * (bottom - top));
      let at = 0;
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++)
          for (let c = 0; c < 3; c++) block[at++] = rgba[4 * (y * width + x) + c] as number;
      blocks.push(block);
    }
  return blocks;
}

export function encrypt(key: Uint8Array, block: Uint8Array): Buffer {
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(block);
}

export function decrypt(key: Uint8Array, cipher: Uint8Array): Buffer {
  return createDecipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(cipher);
}

/** What the user keeps of a block: without key and tag it cannot be had back. */
export interface Held {
  readonly key: Buffer;
  readonly tag: Buffer;
}

export interface SealedBlock extends Held {
  readonly cipher: Buffer;
  readonly tag1: Buffer;
}

/** Algorithm 1, lines 2 to 5. */
export function seal(block: Uint8Array): SealedBlock {
  const key = sha256(block);
  const cipher = encrypt(key, block);
  const tag = sha256(cipher);
  return { key, cipher, tag, tag1: sha256(tag) };
}

/** Algorithm 4's Hamming code of a tag: the check bits of the extended code over 256 data bits, as one number. */
export function hammingCode(tag: Uint8Array): number {
  let checks = 0;
  let parity = 0;
  let position = 0;
  for (let i = 0; i < 256; i++) {
    do position++;
    while ((position & (position - 1)) === 0);
    if ((((tag[i >> 3] as number) >> (i & 7)) & 1) === 0) continue;
    checks ^= position;
    parity ^= 1;
  }
  for (let left = checks; left > 0; left &= left - 1) parity ^= 1;
  return checks | (parity << 9);
}
