// The veil (design §7; FORMAT.md, "Fingerprints"): a fingerprint as a CSP may see it. The epoch's veil key shuffles the
// bits within each half and complements some of them, which keeps every distance and commutes with k-means. It is no
// encryption: who can have chosen photos put into the group, or compares many, learns the shuffle (17 known photos
// reveal 99 % of the bits), and distances are plain to see by design. So hosts get none unless a group says so.
import type { Bytes } from '../bytes.ts';
import { VaultError } from '../errors.ts';
import { bitOf, setBit } from './bits.ts';
import { fingerprintBytes } from './photo-fingerprint.ts';

const halfBits = 256;
/** tgh's last bit is always 0: moved or complemented it would tell where it went. It stays, as 0. */
const constantBit = 255;
const wordRange = 2 ** 32;
/** Pad first, then words for the shuffles: 509 are drawn, plus one in millions rejected. */
const streamBytes = fingerprintBytes + 4 * 1024;

export class Veil {
  private constructor(
    /** Veiled bit i is bit source[i] of the fingerprint, complemented where the pad is set. */
    private readonly source: Uint16Array,
    private readonly pad: Bytes,
  ) {}

  /** @param key  32 bytes: the epoch's veil key, used for nothing else; stays the caller's */
  static async fromKey(key: Bytes): Promise<Veil> {
    if (key.length !== 32) throw new VaultError('internal', 'a veil key has 32 bytes');
    const aes = await crypto.subtle.importKey('raw', key, 'AES-CTR', false, ['encrypt']);
    const counter = { name: 'AES-CTR', counter: new Uint8Array(16), length: 128 };
    const stream = new Uint8Array(await crypto.subtle.encrypt(counter, aes, new Uint8Array(streamBytes)));
    const pad = stream.slice(0, fingerprintBytes);
    pad[constantBit >> 3] = (pad[constantBit >> 3] as number) & 0x7f;
    const words = new DataView(stream.buffer, fingerprintBytes);
    let read = 0;
    /** Below `bound` without bias: words of the last, incomplete round are passed over. */
    const draw = (bound: number): number => {
      const whole = wordRange - (wordRange % bound);
      for (;;) {
        const word = words.getUint32(4 * read++);
        if (word < whole) return word % bound;
      }
    };
    const source = Uint16Array.from({ length: 2 * halfBits }, (_, i) => i);
    shuffle(source.subarray(0, constantBit), draw);
    shuffle(source.subarray(halfBits), draw);
    stream.fill(0);
    return new Veil(source, pad);
  }

  /** @param fingerprint  64 bytes */
  apply(fingerprint: Uint8Array): Bytes {
    if (fingerprint.length !== fingerprintBytes) throw new VaultError('format', 'not a fingerprint');
    const veiled = new Uint8Array(this.pad);
    for (let i = 0; i < this.source.length; i++)
      if (bitOf(fingerprint, this.source[i] as number) === 1)
        veiled[i >> 3] = (veiled[i >> 3] as number) ^ (1 << (i & 7));
    return veiled;
  }

  /** The inverse of {@link apply}: a group's own devices read what a CSP kept. */
  lift(veiled: Uint8Array): Bytes {
    if (veiled.length !== fingerprintBytes) throw new VaultError('format', 'not a fingerprint');
    const fingerprint = new Uint8Array(fingerprintBytes);
    for (let i = 0; i < this.source.length; i++)
      if (bitOf(veiled, i) !== bitOf(this.pad, i)) setBit(fingerprint, this.source[i] as number);
    return fingerprint;
  }
}

/** Fisher–Yates, from the end. */
function shuffle(places: Uint16Array, draw: (bound: number) => number): void {
  for (let i = places.length - 1; i > 0; i--) {
    const other = draw(i + 1);
    const held = places[i] as number;
    places[i] = places[other] as number;
    places[other] = held;
  }
}
