// The schemes the DICE paper measures itself against, on whole images (its §II; Bellare, Keelveedhi, Ristenpart 2013):
// convergent encryption, HCE1 and HCE2 (hash and convergent encryption without and with a tag check), RCE (randomised).
// Each as its definition has it, with what is stored and what is sent.
import { createHash, randomBytes } from 'node:crypto';
import { decrypt, encrypt, sha256 } from './blocks.ts';

export type Scheme = 'CE' | 'HCE1' | 'HCE2' | 'RCE';
export const schemes: readonly Scheme[] = ['CE', 'HCE1', 'HCE2', 'RCE'];

interface Stored {
  readonly cipher: Buffer;
  /** RCE: the random key under the message's. */
  readonly wrapped?: Buffer;
}

/** SHA-256 of many bytes at once, as the scheme's K. */
function keyOf(message: Uint8Array): Buffer {
  return createHash('sha256').update(message).digest();
}

export class WholeImageStore {
  private readonly stored = new Map<string, Stored>();
  traffic = 0;

  constructor(readonly scheme: Scheme) {}

  get bytes(): number {
    let bytes = 0;
    for (const { cipher, wrapped } of this.stored.values()) bytes += cipher.length + 32 + (wrapped?.length ?? 0);
    return bytes;
  }

  /** @returns what the user keeps: key and tag */
  upload(message: Uint8Array): { key: Buffer; tag: Buffer } {
    const key = keyOf(message);
    // CE's tag is the hash of the ciphertext, so the client must encrypt before it can ask; the others hash the key.
    const tag = this.scheme === 'CE' ? sha256(encrypt(key, message)) : sha256(key);
    this.traffic += tag.length + 1;
    const name = tag.toString('hex');
    if (this.stored.has(name)) return { key, tag };
    const made = this.seal(key, message);
    this.traffic += made.cipher.length + (made.wrapped?.length ?? 0);
    this.stored.set(name, made);
    return { key, tag };
  }

  /** @returns undefined where nothing is stored, or where the scheme notices that it is something else */
  download(key: Buffer, tag: Buffer): Buffer | undefined {
    this.traffic += tag.length;
    const found = this.stored.get(tag.toString('hex'));
    if (!found) return undefined;
    this.traffic += found.cipher.length + (found.wrapped?.length ?? 0);
    const message = decrypt(found.wrapped ? xor(found.wrapped, key) : key, found.cipher);
    switch (this.scheme) {
      case 'CE':
        return sha256(found.cipher).equals(tag) ? message : undefined;
      case 'HCE1':
        return message;
      case 'HCE2':
      case 'RCE':
        return sha256(keyOf(message)).equals(tag) ? message : undefined;
    }
  }

  /** A first uploader who lies: under the tag of a message it stores something else. */
  poison(message: Uint8Array, other: Uint8Array): void {
    const key = keyOf(message);
    const made = this.seal(key, other);
    const tag = this.scheme === 'CE' ? sha256(encrypt(key, message)) : sha256(key);
    // Under CE the store itself can hash what it got, and refuses.
    if (this.scheme === 'CE' && !sha256(made.cipher).equals(tag)) return;
    this.stored.set(tag.toString('hex'), made);
  }

  private seal(key: Buffer, message: Uint8Array): Stored {
    if (this.scheme !== 'RCE') return { cipher: encrypt(key, message) };
    const random = randomBytes(32);
    return { cipher: encrypt(random, message), wrapped: xor(random, key) };
  }
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, i) => byte ^ (b[i] as number)));
}
