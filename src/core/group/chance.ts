// Randomness as a parameter: every ephemeral key, salt and nonce of the group's formats is drawn through it, so
// that vectors can state every byte. The app never passes anything but `secureChance`.
import type { Bytes } from '../bytes.ts';

/** @returns that many fresh bytes, owned by the caller */
export type Chance = (bytes: number) => Bytes;

export const secureChance: Chance = (bytes) => crypto.getRandomValues(new Uint8Array(bytes));
