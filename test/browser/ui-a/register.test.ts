import { userEvent } from 'vitest/browser';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { FakeVault } from '../../support/fake-vault.ts';
import { deepAll, everyText, focused, mountApp } from './mount.ts';

const passphrase = 'plum orbit lantern 42';

/** Tabs until what has the focus carries this name; a page that cannot be reached by keyboard never ends well. */
async function tabTo(name: string): Promise<void> {
  for (let step = 0; step < 60; step++) {
    if (nameOf(focused()) === name) return;
    await userEvent.keyboard('{Tab}');
  }
  throw new Error(`Tab never reached “${name}”`);
}

function nameOf(element: Element | null): string {
  const label = element?.getRootNode() instanceof ShadowRoot && element.id ? labelOf(element) : undefined;
  const host = element?.getRootNode() instanceof ShadowRoot ? (element.getRootNode() as ShadowRoot).host : undefined;
  return (element?.getAttribute('aria-label') ?? label ?? host?.textContent ?? '').trim();
}
function labelOf(element: Element): string | undefined {
  return (element.getRootNode() as ShadowRoot).querySelector(`label[for="${element.id}"]`)?.textContent.trim();
}

async function heading(text: string): Promise<void> {
  await vi.waitFor(() => expect(deepAll('h1').map((element) => element.textContent.trim())).toContain(text));
}

describe('A new vault', () => {
  afterEach(() => document.body.replaceChildren());

  test('is made with the keyboard alone, and keeps neither words nor passphrase in the page', async () => {
    const vault = new FakeVault({ phase: 'none' });
    await mountApp(vault, '#/welcome');
    await vi.waitFor(() => expect(everyText()).toContain('New vault'));
    const door = deepAll<HTMLAnchorElement>('a[href="#/welcome/new"]')[0];
    for (let step = 0; step < 10 && focused() !== door; step++) await userEvent.keyboard('{Tab}');
    expect(focused()).toBe(door);
    await userEvent.keyboard('{Enter}');

    await heading('A new vault');
    await tabTo('Your name');
    await userEvent.keyboard('Ada');
    await tabTo('Passphrase');
    await userEvent.keyboard(passphrase);
    await tabTo('The passphrase again');
    await userEvent.keyboard(`${passphrase}{Enter}`);

    await heading('Write down these 24 words');
    expect(everyText()).not.toContain(passphrase);
    expect(deepAll('[aria-label="Recovery words"] li')).toHaveLength(24);
    expect(vault.words.every((word) => everyText().includes(word))).toBe(true);
    await tabTo('I have written them down');
    await userEvent.keyboard('{Enter}');

    await heading('Three of them, please');
    for (const field of deepAll('input[name^="word-"]')) {
      const position = Number(field.getAttribute('name')?.split('-')[1]);
      await tabTo(`Word ${position}`);
      await userEvent.keyboard(vault.words[position - 1] ?? '');
    }
    await userEvent.keyboard('{Enter}');

    await heading('Before your first photo');
    expect(vault.called('finishRegistration')).toHaveLength(0);
    await tabTo('Open my vault');
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(vault.called('finishRegistration')).toHaveLength(1));
    expect(vault.called('beginRegistration')[0]).toEqual([{ name: 'Ada', passphrase }]);
    await vi.waitFor(() => expect(deepAll('nav[aria-label="Places"]')).toHaveLength(1));
    expect(deepAll('tessera-recovery-words, tessera-words-asked-back')).toHaveLength(0);
    expect(everyText()).not.toContain(passphrase);
  });

  test('asks for the words again where one is wrong, and stores nothing', async () => {
    const vault = new FakeVault({ phase: 'none' });
    await mountApp(vault, '#/welcome/new');
    await heading('A new vault');
    await tabTo('Your name');
    await userEvent.keyboard('Ada');
    await tabTo('Passphrase');
    await userEvent.keyboard(passphrase);
    await tabTo('The passphrase again');
    await userEvent.keyboard(`${passphrase}{Enter}`);
    await heading('Write down these 24 words');
    await tabTo('I have written them down');
    await userEvent.keyboard('{Enter}');
    await heading('Three of them, please');
    await tabTo('Check');
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(everyText()).toMatch(/That is not word \d+/));
    expect(vault.called('finishRegistration')).toHaveLength(0);
  });

  test('is not begun with a short passphrase or two that differ', async () => {
    const vault = new FakeVault({ phase: 'none' });
    await mountApp(vault, '#/welcome/new');
    await heading('A new vault');
    await tabTo('Your name');
    await userEvent.keyboard('Ada');
    await tabTo('Passphrase');
    await userEvent.keyboard('short{Enter}');
    await vi.waitFor(() => expect(everyText()).toContain('The two are not the same.'));
    expect(everyText()).toContain('At least 8 characters.');
    expect(vault.called('beginRegistration')).toHaveLength(0);
  });
});
