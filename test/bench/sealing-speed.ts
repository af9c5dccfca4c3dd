// How fast blocks are sealed, beside the same chain of hashes and ciphers called bare: what the difference costs is
// ours (contexts, the Hamming code, bookkeeping), the rest is the browser's.
import { Sealer } from '../../src/core/dice/seal.ts';
import { kinds } from '../../src/core/segment/segmenter.ts';

export interface SealingSpeed {
  /** MB/s, one per round; both in turn, so that other load on the machine meets both. */
  readonly ours: readonly number[];
  readonly bare: readonly number[];
}

/** Blocks sealed at once, as the block writer does with a batch. */
const atOnce = 32;

export async function sealingSpeed(blockBytes: number, totalBytes: number, rounds: number): Promise<SealingSpeed> {
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const secret = await crypto.subtle.importKey('raw', new Uint8Array(32), hmac, false, ['sign', 'verify']);
  const sealer = new Sealer(secret);
  const blocks = Array.from({ length: atOnce }, (_, index) => {
    const block = new Uint8Array(blockBytes);
    for (let at = 0; at < blockBytes; at += 65_536) crypto.getRandomValues(block.subarray(at, at + 65_536));
    block[0] = index;
    return block;
  });
  const speed = async (seal: (block: Uint8Array<ArrayBuffer>) => Promise<unknown>): Promise<number> => {
    const batches = Math.ceil(totalBytes / (blockBytes * atOnce));
    const start = performance.now();
    for (let batch = 0; batch < batches; batch++) await Promise.all(blocks.map(seal));
    return (batches * atOnce * blockBytes) / 1_000 / (performance.now() - start);
  };
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const [first, second] = [
      await speed((block) => sealer.seal(kinds.rasterTile, block)),
      await speed((block) => bareChain(secret, block)),
    ];
    // The first round warms both up.
    if (round > 0) {
      ours.push(first);
      bare.push(second);
    }
  }
  return { ours, bare };
}

/** Hash, key, cipher, tag, rehash, with nothing around them. */
async function bareChain(secret: CryptoKey, block: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const { subtle } = crypto;
  const hash = await subtle.digest('SHA-256', block);
  const key = await subtle.sign('HMAC', secret, hash);
  const aes = await subtle.importKey('raw', key, 'AES-CTR', false, ['encrypt']);
  const cipher = await subtle.encrypt({ name: 'AES-CTR', counter: new Uint8Array(16), length: 128 }, aes, block);
  return subtle.digest('SHA-256', await subtle.digest('SHA-256', cipher));
}
