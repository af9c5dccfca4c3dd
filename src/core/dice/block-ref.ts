// A reference to a sealed block, as recipes hold it (design §5): everything needed to fetch, check and read one
// block. It is a secret: tag and key open the block for whoever holds the reference.
import type { Bytes } from '../bytes.ts';
import type { Kind } from '../segment/segmenter.ts';

export interface BlockRef {
  /** 32 bytes: hash of the ciphertext; the right to read the block from a CSP. */
  readonly tag: Bytes;
  /** 32 bytes: the convergence key. */
  readonly key: Bytes;
  /** Bytes of the block, 1 to limits.blockBytes; the ciphertext is as long. */
  readonly length: number;
  readonly kind: Kind;
  /** 3 bytes: extended Hamming code of the ciphertext. */
  readonly parity: Bytes;
}
