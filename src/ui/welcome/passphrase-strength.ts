// A hint while a passphrase is chosen: how long guessing would take, roughly and without a dictionary. It advises;
// only the length in limits.ts is enforced.
import { limits } from '../../core/limits.ts';

export type Strength = 'short' | 'weak' | 'fair' | 'good';

const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/] as const;

export function strengthOf(passphrase: string): Strength {
  const characters = [...passphrase];
  if (characters.length < limits.passphraseCharacters) return 'short';
  const kindCount = kinds.filter((kind) => kind.test(passphrase)).length;
  // Repeats and runs ("aaaa", "1234") add next to nothing.
  let surprising = 1;
  for (let at = 1; at < characters.length; at++) {
    const step = (characters[at]?.codePointAt(0) ?? 0) - (characters[at - 1]?.codePointAt(0) ?? 0);
    if (Math.abs(step) > 1) surprising += 1;
  }
  const bits = Math.min(new Set(characters).size, surprising) * (2.2 + 0.8 * kindCount);
  if (bits < 30) return 'weak';
  return bits < 48 ? 'fair' : 'good';
}

export const strengthWords: Readonly<Record<Strength, string>> = {
  short: `At least ${limits.passphraseCharacters} characters.`,
  weak: 'Easy to guess. Four or five unrelated words are easy to type and hard to guess.',
  fair: 'Fair. One more unrelated word makes it good.',
  good: 'Good.',
};
