import { describe, expect, it } from 'vitest';
import { recoveryIdentity } from '../../../src/core/group/identities.ts';
import { entropyFromWords, newRecoveryEntropy, wordsFromEntropy } from '../../../src/core/group/recovery-words.ts';

describe('recovery words', () => {
  it('are BIP 39’s: its published vectors for 256 bits', async () => {
    const zoo = await wordsFromEntropy(new Uint8Array(32).fill(255));
    expect(zoo).toEqual([...Array<string>(23).fill('zoo'), 'vote']);
    const abandon = await wordsFromEntropy(new Uint8Array(32));
    expect(abandon).toEqual([...Array<string>(23).fill('abandon'), 'art']);
  });

  it('give their entropy back however they are typed', async () => {
    const entropy = newRecoveryEntropy();
    const words = await wordsFromEntropy(entropy);
    expect(words).toHaveLength(24);
    expect(await entropyFromWords(words)).toEqual(entropy);
    const typed = [`  ${words.slice(0, 12).join(' \t ').toUpperCase()}\n`, ...words.slice(12), ''];
    expect(await entropyFromWords(typed)).toEqual(entropy);
  });

  it('are refused when one is missing, unknown, or swapped so that the checksum fails', async () => {
    const words = [...(await wordsFromEntropy(new Uint8Array(32).map((_, i) => i)))];
    for (const wrong of [words.slice(1), words.with(3, 'tessera'), words.with(0, words[5] as string), []])
      await expect(entropyFromWords(wrong)).rejects.toMatchObject({ code: 'wrong-words' });
  });

  it('quote no word in the error', async () => {
    const secretive = await entropyFromWords(Array<string>(24).fill('notaword')).catch((error: unknown) => error);
    expect(String(secretive)).not.toContain('notaword');
    expect((secretive as Error).cause).toBeUndefined();
  });

  it('derive the same identity on every device', async () => {
    const entropy = new Uint8Array(32).fill(7);
    const [one, two] = [await recoveryIdentity(entropy), await recoveryIdentity(entropy)];
    expect(one.id).toBe(two.id);
    expect(one.signPublic).toEqual(two.signPublic);
    expect(one.agreeSeed).toEqual(two.agreeSeed);
    expect(one.signKey.extractable).toBe(false);
    expect(entropy).toEqual(new Uint8Array(32).fill(7));
  });
});
