// The DICE paper's user: uploads a picture block by block, keeps keys and tags, and has it back. Every step can be
// printed as the algorithms name it.
import { blocksOf, decrypt, hammingCode, seal, sha256, type BlockEdge, type Held } from './blocks.ts';
import { TagStore } from './tag-store.ts';
import type { Picture } from '../pictures.ts';

export type Print = (line: string) => void;
const silent: Print = () => undefined;

const short = (bytes: Uint8Array) => `${Buffer.from(bytes.subarray(0, 6)).toString('hex')}…`;

/** Algorithms 1, 2 and the first half of 4. @returns what the user must keep: 64 bytes per block */
export function uploadPicture(
  store: TagStore,
  user: string,
  picture: Picture,
  edge: BlockEdge,
  print: Print = silent,
): Held[] {
  return blocksOf(picture, edge).map((block, i) => {
    const { key, cipher, tag, tag1 } = seal(block);
    print(`block ${i}  ${block.length} bytes`);
    print(`  A1.2  Key    ← Hash(Block)       ${short(key)}`);
    print(`  A1.3  Cipher ← Encrypt(Key, Block) ${short(cipher)}`);
    print(`  A1.4  Tag    ← Hash(Cipher)      ${short(tag)}`);
    print(`  A1.5  Tag1   ← Rehash(Tag)       ${short(tag1)}`);
    const exists = store.verifyExistence(tag1);
    print(`  A1.8  CSP: EXISTENCE(Tag1) = ${exists ? 'TRUE' : 'FALSE'}`);
    if (exists) {
      store.share(user, tag);
      print(`  A2.3  CSP: Tag2 ← Hash(Tag), one more user; nothing is uploaded`);
    } else {
      const code = hammingCode(tag);
      store.upload(user, tag1, cipher, code);
      print(`  A1.6  Upload(Rehash(Tag), Cipher)`);
      print(`  A2.2  CSP: Store Tag1`);
      print(`  A4.3  H(T) ← Hamming(Tag) = ${code.toString(2).padStart(10, '0')}`);
    }
    return { key, tag };
  });
}

/** @returns the blocks; undefined where the CSP has none or what came is corrupted */
export function downloadPicture(
  store: TagStore,
  user: string,
  held: readonly Held[],
  print: Print = silent,
): (Buffer | undefined)[] {
  return held.map(({ key, tag }, i) => {
    print(`block ${i}`);
    print(`  D.2   user sends Tag ${short(tag)} and user id "${user}"`);
    const found = store.download(user, tag);
    print(`  D.3   CSP: Ti = Ti' ${found ? 'match found, cipher sent' : 'match not found'}`);
    if (!found) return undefined;
    const same = TagStore.remainedSame(found.cipher, found.hamming);
    print(`  A4.4  H(i) = H(j): image ${same ? 'remained same' : 'corrupted'}`);
    const again = sha256(found.cipher);
    print(`  D.7   Ti'' ← H(Ci) ${short(again)}`);
    if (!again.equals(tag)) {
      print(`  D.12  block is corrupted`);
      return undefined;
    }
    print(`  D.10  Bi ← D(Ki, Ci)`);
    return decrypt(key, found.cipher);
  });
}
