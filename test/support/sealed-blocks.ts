// Sealed blocks for store tests: seeded ciphertexts under the names they really hash to, as FORMAT.md says.
import { concat, type Bytes } from '../../src/core/bytes.ts';
import { contexts } from '../../src/core/contexts.ts';
import type { SealedBlock } from '../../src/core/ports.ts';

async function sha256(...parts: readonly Uint8Array[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', concat(...parts)));
}

/** Bytes from a 32-bit xorshift: the same for the same seed, everywhere. */
export function seededBytes(length: number, seed: number): Bytes {
  const bytes = new Uint8Array(length);
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1;
  for (let at = 0; at < length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

export async function sealedBlock(seed: number, length = 100 + (seed % 50)): Promise<SealedBlock> {
  const cipher = seededBytes(length, seed);
  const tag = await sha256(contexts.blockTag, cipher);
  return { rehash: await sha256(contexts.blockRehash, tag), hamming: seed % 1024, cipher };
}

export async function sealedBlocks(from: number, count: number, length?: number): Promise<SealedBlock[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => sealedBlock(from + index, length)));
}
