// Sealing and opening one block (design §4, FORMAT.md "Sealing a block"): the middle of every import and of every
// look at a photo. Convergent: the same block under the same epoch's secret gives the same ciphertext, tag and
// rehash on every device, so that it is stored and sent once.
import { concat, equalBytes, owned, type Bytes } from '../bytes.ts';
import { contextLength, contexts } from '../contexts.ts';
import { VaultError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { SealedBlock } from '../ports.ts';
import type { Kind } from '../segment/segmenter.ts';
import type { BlockRef } from './block-ref.ts';
import { hammingOfTag, hammingParity, mendOneBit } from './hamming.ts';

/** Constant: a key encrypts one message, the block it was derived from. */
const counterZero = { name: 'AES-CTR', counter: new Uint8Array(16), length: 128 } as const;

/** SHA-256(context ‖ ciphertext): the right to read the block from a CSP. */
export async function tagOf(cipher: Uint8Array): Promise<Bytes> {
  return contextDigest(contexts.blockTag, cipher);
}

/** SHA-256(context ‖ tag): the public name a CSP indexes the block by. */
export async function rehashOf(tag: Uint8Array): Promise<Bytes> {
  return contextDigest(contexts.blockRehash, tag);
}

/** SHA-256(context ‖ block): the hash the key is made from. Secret: it names the content. */
export async function blockHashOf(block: Uint8Array): Promise<Bytes> {
  return contextDigest(contexts.blockHash, block);
}

/** What the convergence key is the HMAC of: context ‖ kind u16 ‖ length u32 ‖ block hash. */
export function keyMessage(kind: Kind, length: number, blockHash: Uint8Array): Bytes {
  const head = new DataView(new ArrayBuffer(6));
  head.setUint16(0, kind);
  head.setUint32(2, length);
  return concat(contexts.blockKey, new Uint8Array(head.buffer), blockHash);
}

export class Sealer {
  /** @param convergence  the epoch's convergence secret: HMAC-SHA-256, usages sign and verify */
  constructor(private readonly convergence: CryptoKey) {}

  /**
   * @param block  1 to limits.blockBytes bytes; stays the caller's
   * @throws VaultError `limit` for a block outside its bounds
   */
  async seal(kind: Kind, block: Bytes): Promise<{ ref: BlockRef; sealed: SealedBlock }> {
    checkLength(block.length);
    const message = keyMessage(kind, block.length, await blockHashOf(block));
    const key = new Uint8Array(await crypto.subtle.sign('HMAC', this.convergence, message));
    const cipher = await applyBlockKey(key, block);
    const hashing = tagOf(cipher);
    const parity = hammingParity(cipher);
    const tag = await hashing;
    const rehash = await rehashOf(tag);
    return {
      ref: { tag, key, length: block.length, kind, parity },
      sealed: { rehash, hamming: hammingOfTag(tag), cipher },
    };
  }

  /**
   * Checks, then decrypts: length, tag over the ciphertext (mended first where the parity names one bit), and
   * the key derived again from what came out.
   *
   * @param ref  from a recipe whose signature was checked
   * @param cipher  untrusted; never mutated
   * @returns the block, and the corrected ciphertext where a flipped bit was mended, to be written back
   * @throws VaultError `tag-mismatch` where the bytes are not the block's, `key-mismatch` where they are but the
   *   reference's key, kind or length is not what the block derives, `limit` or `format` for a reference out of bounds
   */
  async open(ref: BlockRef, cipher: Bytes): Promise<{ block: Bytes; mended?: Bytes }> {
    checkLength(ref.length);
    if (ref.key.length !== 32 || ref.tag.length !== 32) throw new VaultError('format', 'not a block reference');
    if (cipher.length !== ref.length)
      throw new VaultError('tag-mismatch', 'ciphertext has another length', { bytes: cipher.length });
    let sound = cipher;
    let mended: Bytes | undefined;
    if (!equalBytes(await tagOf(cipher), ref.tag)) {
      mended = owned(cipher);
      if (mendOneBit(mended, ref.parity) !== 'corrected' || !equalBytes(await tagOf(mended), ref.tag))
        throw new VaultError('tag-mismatch', 'ciphertext does not hash to its tag');
      sound = mended;
    }
    const block = await applyBlockKey(ref.key, sound);
    const message = keyMessage(ref.kind, ref.length, await blockHashOf(block));
    if (!(await crypto.subtle.verify('HMAC', this.convergence, ref.key, message)))
      throw new VaultError('key-mismatch', 'block does not derive the key it was opened with');
    return mended === undefined ? { block } : { block, mended };
  }
}

function checkLength(bytes: number): void {
  if (bytes < 1 || bytes > limits.blockBytes) throw new VaultError('limit', 'block length', { bytes });
}

/** AES-256-CTR with a counter from 0: encrypting and decrypting are one operation. */
export async function applyBlockKey(key: Bytes, data: Bytes): Promise<Bytes> {
  const aes = await crypto.subtle.importKey('raw', key, 'AES-CTR', false, ['encrypt']);
  return new Uint8Array(await crypto.subtle.encrypt(counterZero, aes, data));
}

/** Joins a context and bytes for hashing; most blocks fit. Zero between calls. */
const scratch = new Uint8Array(contextLength + 128 * 1024);

/**
 * SHA-256(context ‖ bytes). WebCrypto copies its input before it returns its promise (Web Cryptography API,
 * digest, step 2), so one buffer serves all calls and a block leaves no garbage of its own size behind.
 */
async function contextDigest(context: Bytes, bytes: Uint8Array): Promise<Bytes> {
  const length = contextLength + bytes.length;
  const message = length <= scratch.length ? scratch.subarray(0, length) : new Uint8Array(length);
  message.set(context);
  message.set(bytes, contextLength);
  const hash = crypto.subtle.digest('SHA-256', message);
  message.fill(0);
  return new Uint8Array(await hash);
}
