// The DICE paper's CSP: the tag store with Tag1, Tag2, users and Hamming codes, and its half of Algorithms 1, 2, 4 and of
// the download. The paper has no Algorithm 3. Readings: Tag1 = Rehash(Tag) = SHA-256(Tag) names a block (Algorithm 1,
// lines 5 and 6; line 9's "Hash(Cipher) ∈ Blocks List" is the same look-up); Algorithm 2's Tag2 = Hash(Tag) is stored for a block
// that existed already, as a line for its further user. A user proves a right to a block by its Tag, which a CSP can hash.
import { hammingCode, sha256 } from './blocks.ts';

interface Row {
  readonly cipher: Buffer;
  readonly tag1: Buffer;
  /** Of users after the first, one line each. */
  readonly tag2: Buffer[];
  readonly users: Set<string>;
  readonly hamming: number;
}

export class TagStore {
  private readonly rows = new Map<string, Row>();
  /** Bytes that went over the wire, both ways. */
  traffic = 0;

  get blocks(): number {
    return this.rows.size;
  }

  get cipherBytes(): number {
    let bytes = 0;
    for (const { cipher } of this.rows.values()) bytes += cipher.length;
    return bytes;
  }

  /** Tag1 and Tag2 lines of 32 bytes, and 2 bytes of Hamming code. */
  get indexBytes(): number {
    let bytes = 0;
    for (const { tag2 } of this.rows.values()) bytes += 32 + 2 + 32 * tag2.length;
    return bytes;
  }

  /** Algorithm 1, lines 8 to 11. */
  verifyExistence(tag1: Buffer): boolean {
    this.traffic += tag1.length + 1;
    return this.rows.has(tag1.toString('hex'));
  }

  /** Algorithm 1, line 6, and Algorithm 2 for a block that is new; Algorithm 4's first half. */
  upload(user: string, tag1: Buffer, cipher: Buffer, hamming: number): void {
    this.traffic += tag1.length + cipher.length + 2;
    this.rows.set(tag1.toString('hex'), { cipher, tag1, tag2: [], users: new Set([user]), hamming });
  }

  /** Algorithm 2, line 3: the block exists, so its further user gets a Tag2 line. */
  share(user: string, tag: Buffer): void {
    this.traffic += tag.length;
    const row = this.rows.get(sha256(tag).toString('hex'));
    if (!row || row.users.has(user)) return;
    row.users.add(user);
    row.tag2.push(sha256(tag));
  }

  /** Download, lines 2 to 5. */
  download(user: string, tag: Buffer): { cipher: Buffer; hamming: number } | undefined {
    this.traffic += tag.length;
    const row = this.rows.get(sha256(tag).toString('hex'));
    if (!row || !row.users.has(user)) return undefined;
    this.traffic += row.cipher.length + 2;
    return { cipher: row.cipher, hamming: row.hamming };
  }

  /** What rot or an attacker does to a stored block. */
  flipBit(tag: Buffer, bit: number): void {
    const cipher = this.rows.get(sha256(tag).toString('hex'))?.cipher;
    if (cipher) cipher[bit >> 3] = (cipher[bit >> 3] as number) ^ (1 << (bit & 7));
  }

  /** Algorithm 4: H(i) at upload against H(j) at download, over the tag of what is stored. */
  static remainedSame(cipher: Buffer, stored: number): boolean {
    return hammingCode(sha256(cipher)) === stored;
  }
}
