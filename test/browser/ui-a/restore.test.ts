import { afterEach, describe, expect, test, vi } from 'vitest';
import { FakeVault } from '../../support/fake-vault.ts';
import { deep, deepAll, everyText, mountApp } from './mount.ts';
import type { TesseraWordsEntry } from '../../../src/ui/welcome/words-entry.ts';

afterEach(() => document.body.replaceChildren());

async function entry(vault: FakeVault): Promise<TesseraWordsEntry> {
  await mountApp(vault, '#/welcome/restore');
  await vi.waitFor(() => expect(deepAll('tessera-words-entry')).toHaveLength(1));
  const element = deep<TesseraWordsEntry>('tessera-words-entry');
  await element.updateComplete;
  return element;
}

function paste(element: TesseraWordsEntry, text: string): void {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text', text);
  deep('input', element.renderRoot).dispatchEvent(
    new ClipboardEvent('paste', { clipboardData, bubbles: true, composed: true, cancelable: true }),
  );
}

describe('Recovery words', () => {
  test('are taken from one paste, whatever stands between them', async () => {
    const vault = new FakeVault({ phase: 'none' });
    const element = await entry(vault);
    paste(element, vault.words.map((word, at) => `${at + 1}. ${word.toUpperCase()}`).join('\n'));
    expect(deepAll<HTMLInputElement>('input', element.renderRoot).map((input) => input.value)).toEqual(vault.words);
    element.renderRoot.querySelector('form')?.requestSubmit();
    await vi.waitFor(() => expect(everyText()).toContain('Where is the backup?'));
    expect(everyText()).not.toContain(vault.words[0]);
  });

  test('that are not in the list are named by number, apart from those missing', async () => {
    const vault = new FakeVault({ phase: 'none' });
    const element = await entry(vault);
    const words = [...vault.words];
    words[4] = 'tesserra';
    paste(element, words.join(' '));
    element.renderRoot.querySelector('form')?.requestSubmit();
    await vi.waitFor(() => expect(everyText()).toContain('Not in the list of recovery words: number 5.'));
    deepAll<HTMLInputElement>('input', element.renderRoot)[4]!.value = '';
    element.renderRoot.querySelector('form')?.requestSubmit();
    await vi.waitFor(() => expect(everyText()).toContain('A word is missing.'));
  });
});
