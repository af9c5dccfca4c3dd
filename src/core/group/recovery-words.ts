// The 24 recovery words: 256 random bits as BIP 39 writes them, English list, with its 8 checksum bits. The list
// (13 kB) is loaded only when words are shown or read.
import { owned, type Bytes } from '../bytes.ts';
import { VaultError } from '../errors.ts';
import { secureChance, type Chance } from './chance.ts';

const entropyBytes = 32;
const wordCount = 24;

export function newRecoveryEntropy(chance: Chance = secureChance): Bytes {
  return chance(entropyBytes);
}

/** @param entropy  32 bytes */
export async function wordsFromEntropy(entropy: Bytes): Promise<readonly string[]> {
  if (entropy.length !== entropyBytes) throw new VaultError('internal', 'recovery entropy is 32 bytes');
  const { entropyToMnemonic, wordlist } = await loadBip39();
  return entropyToMnemonic(entropy, wordlist).split(' ');
}

/**
 * @param words  as typed: case, surrounding space and Unicode form do not matter; one string may hold several
 * @throws VaultError `wrong-words` where they are not 24 words of the list with a sound checksum
 */
export async function entropyFromWords(words: readonly string[]): Promise<Bytes> {
  const typed = words.join(' ').normalize('NFKD').toLowerCase().split(/\s+/u).filter(Boolean);
  if (typed.length !== wordCount) throw new VaultError('wrong-words', 'not 24 words', { words: typed.length });
  const { mnemonicToEntropy, wordlist } = await loadBip39();
  try {
    return owned(mnemonicToEntropy(typed.join(' '), wordlist));
  } catch {
    // The cause is left behind on purpose: its message may quote a word.
    throw new VaultError('wrong-words', 'not words of the list, or their checksum fails');
  }
}

async function loadBip39() {
  const [bip39, english] = await Promise.all([import('@scure/bip39'), import('@scure/bip39/wordlists/english.js')]);
  return { ...bip39, wordlist: english.wordlist };
}
