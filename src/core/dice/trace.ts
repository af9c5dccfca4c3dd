// The DICE paper's algorithms replayed on one block, line by line, with both values of every comparison: what
// "Look inside" shows. Line numbers are the paper's (Algorithm 1, 2, 4 and Download); lines marked + are ours.
// It recomputes everything with the same functions that seal and open, and never throws for a bad block: it shows.
import { equalBytes, owned, toHex, type Bytes } from '../bytes.ts';
import type { SealedBlock } from '../ports.ts';
import type { Kind } from '../segment/segmenter.ts';
import type { BlockRef } from './block-ref.ts';
import { hammingOfTag, hammingParity, mendOneBit } from './hamming.ts';
import { applyBlockKey, blockHashOf, keyMessage, rehashOf, tagOf } from './seal.ts';

/** Same structure as the page's AlgorithmStep. Values are hexadecimal unless `what` says otherwise. */
export interface TraceStep {
  readonly algorithm: 'upload' | 'storage' | 'integrity' | 'download';
  readonly line: string;
  readonly what: string;
  readonly left?: string;
  readonly right?: string;
  readonly holds?: boolean;
}

/** Ciphertext shown: enough to see that bytes are the same, too little to fill the screen. */
const shownBytes = 16;

/**
 * Algorithms 1 and 2: what sealing this block yields now (left), beside what the recipe and the store have (right).
 *
 * @param convergence  as for Sealer
 * @param stored  what the store has under the block's rehash; undefined where it has nothing
 * @param reveal  whether the key itself may be shown
 */
export async function traceSeal(
  convergence: CryptoKey,
  kind: Kind,
  block: Bytes,
  ref: BlockRef | undefined,
  stored: SealedBlock | undefined,
  reveal = false,
): Promise<TraceStep[]> {
  const hash = await blockHashOf(block);
  const message = keyMessage(kind, block.length, hash);
  const key = new Uint8Array(await crypto.subtle.sign('HMAC', convergence, message));
  const cipher = await applyBlockKey(key, block);
  const tag = await tagOf(cipher);
  const rehash = await rehashOf(tag);
  const exists = stored !== undefined && equalBytes(stored.rehash, rehash);
  const steps: TraceStep[] = [
    { algorithm: 'upload', line: '2', what: 'Hash(Block)', left: toHex(hash) },
    compare('upload', '2', 'Key ← HMAC(secret of the space, Hash(Block))', key, ref?.key, reveal),
    compareStart('upload', '3', 'Cipher ← Encrypt(Key, Block), first bytes shown', cipher, stored?.cipher),
    compare('upload', '4', 'Tag ← Hash(Cipher)', tag, ref?.tag),
    compare('upload', '5', 'Tag1 ← Rehash(Tag)', rehash, stored?.rehash),
    exists
      ? { algorithm: 'upload', line: '7', what: 'EXISTENCE = TRUE: nothing is sent', left: toHex(rehash) }
      : { algorithm: 'upload', line: '6', what: 'EXISTENCE = FALSE: Upload(Rehash(Tag), Cipher)', left: toHex(rehash) },
  ];
  if (stored === undefined) {
    steps.push({ algorithm: 'upload', line: '11', what: 'Cloud: no block of this name: FALSE', left: toHex(rehash) });
    return steps;
  }
  const storedTag = await tagOf(stored.cipher);
  const storedRehash = await rehashOf(storedTag);
  steps.push(
    compare('upload', '9', 'Cloud: Hash(Cipher) ∈ Blocks List', storedTag, tag),
    { algorithm: 'storage', line: '2', what: 'Store Tag1', left: toHex(stored.rehash) },
    compare('storage', '3', 'Tag2 ← Hash(Tag) of the stored bytes is Tag1', storedRehash, stored.rehash),
  );
  return steps;
}

/**
 * Download and Algorithm 4: the stored bytes (left) against the recipe's reference and the code made at upload
 * (right). Stops where the paper stops: a block whose tag does not match is not decrypted, unless one flipped bit
 * explains it.
 */
export async function traceOpen(
  convergence: CryptoKey,
  ref: BlockRef,
  stored: SealedBlock,
  reveal = false,
): Promise<TraceStep[]> {
  const name = await rehashOf(ref.tag);
  const received = await tagOf(stored.cipher);
  const steps: TraceStep[] = [
    compare('download', '3', 'Ti = Ti′: Rehash(Tag asked for) is in the tag store', name, stored.rehash),
    compare('download', '8', 'Ti″ ← Hash(Ci) of what was received = Ti', received, ref.tag),
    compareCode(
      'integrity',
      '3',
      'H(T) ← Hamming(Tag) at download = at upload',
      hammingOfTag(received),
      stored.hamming,
    ),
    compare('integrity', '+', 'Hamming(Cipher) at download = in the recipe', hammingParity(stored.cipher), ref.parity),
  ];
  let sound = stored.cipher;
  if (!equalBytes(received, ref.tag)) {
    const mended = owned(stored.cipher);
    const verdict = mendOneBit(mended, ref.parity);
    if (verdict === 'corrected') {
      const tag = await tagOf(mended);
      steps.push(compare('integrity', '+', 'One bit turned back: Hash(Ci) = Ti', tag, ref.tag));
      if (equalBytes(tag, ref.tag)) sound = mended;
    }
    if (sound === stored.cipher) {
      steps.push(
        { algorithm: 'integrity', line: '7', what: 'Image corrupted', holds: false },
        { algorithm: 'download', line: '12', what: 'return "block is corrupted"', holds: false },
      );
      return steps;
    }
  }
  const block = await applyBlockKey(ref.key, sound);
  const message = keyMessage(ref.kind, ref.length, await blockHashOf(block));
  const key = new Uint8Array(await crypto.subtle.sign('HMAC', convergence, message));
  steps.push(
    { algorithm: 'integrity', line: '5', what: 'Image remained same', holds: true },
    { algorithm: 'download', line: '10', what: 'Bi ← D(Ki, Ci), bytes', left: String(block.length) },
    compare('download', '+', 'Key of the decrypted block = Ki', key, ref.key, reveal),
  );
  return steps;
}

function compare(
  algorithm: TraceStep['algorithm'],
  line: string,
  what: string,
  left: Uint8Array,
  right: Uint8Array | undefined,
  show = true,
): TraceStep {
  const shown = show ? { left: toHex(left), ...(right && { right: toHex(right) }) } : {};
  return { algorithm, line, what, ...shown, ...(right && { holds: equalBytes(left, right) }) };
}

function compareCode(
  algorithm: TraceStep['algorithm'],
  line: string,
  what: string,
  left: number,
  right: number,
): TraceStep {
  const bits = (code: number): string => code.toString(2).padStart(10, '0');
  return { algorithm, line, what, left: bits(left), right: bits(right), holds: left === right };
}

/** Compares whole ciphertexts and shows how they begin. */
function compareStart(
  algorithm: TraceStep['algorithm'],
  line: string,
  what: string,
  left: Uint8Array,
  right: Uint8Array | undefined,
): TraceStep {
  const { holds, ...step } = compare(algorithm, line, what, left, right, false);
  const start = (bytes: Uint8Array): string => toHex(bytes.subarray(0, shownBytes));
  return {
    ...step,
    left: start(left),
    ...(right && { right: start(right) }),
    ...(holds !== undefined && { holds }),
  };
}
