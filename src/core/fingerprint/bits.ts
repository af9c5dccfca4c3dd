// Strings of bits as fingerprints are kept: bit i is bit (i mod 8) of byte (i div 8) (FORMAT.md, "Fingerprints").
import type { Bytes } from '../bytes.ts';
import { VaultError } from '../errors.ts';

export function packBits(bits: readonly boolean[]): Bytes {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) if (bit) setBit(bytes, i);
  return bytes;
}

export function bitOf(bytes: Uint8Array, i: number): 0 | 1 {
  return (((bytes[i >> 3] as number) >> (i & 7)) & 1) === 1 ? 1 : 0;
}

export function setBit(bytes: Uint8Array, i: number): void {
  bytes[i >> 3] = (bytes[i >> 3] as number) | (1 << (i & 7));
}

/** Bits set in each byte. */
const onesOf = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let left = byte; left > 0; left &= left - 1) ones++;
  return ones;
});

/** Number of differing bits. @throws VaultError `internal` where the lengths differ */
export function hammingDistance(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) throw new VaultError('internal', 'bit strings of different lengths');
  let distance = 0;
  for (let i = 0; i < a.length; i++) distance += onesOf[(a[i] as number) ^ (b[i] as number)] as number;
  return distance;
}
