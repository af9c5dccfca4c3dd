import { userEvent } from 'vitest/browser';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { FakeVault } from '../../support/fake-vault.ts';
import { deepAll, everyText, focused, mountApp } from './mount.ts';

afterEach(() => document.body.replaceChildren());

async function settings(vault: FakeVault): Promise<void> {
  await mountApp(vault, '#/settings');
  await vi.waitFor(() => expect(everyText()).toContain('Erase this vault'));
}

function press(label: string): void {
  const button = deepAll('tessera-button').find((element) => element.textContent.trim() === label);
  button?.shadowRoot?.querySelector('button')?.click();
}

describe('Settings', () => {
  test('keeps a chosen theme and shows it at once', async () => {
    const vault = new FakeVault();
    await settings(vault);
    deepAll<HTMLInputElement>('input[value="dark"]')[0]?.click();
    await vi.waitFor(() => expect(vault.settings.theme).toBe('dark'));
  });

  test('goes back to what was where the vault refuses a setting, and says why', async () => {
    const vault = new FakeVault();
    await settings(vault);
    vault.failNext.set('putSettings', 'writer-elsewhere');
    deepAll<HTMLInputElement>('input[value="grid8"]')[0]?.click();
    await vi.waitFor(() => expect(everyText()).toContain('Tessera is in use in another tab.'));
    await vi.waitFor(() => expect(deepAll<HTMLInputElement>('input[value="tiles"]')[0]?.checked).toBe(true));
  });

  test('changes the passphrase only with the one that opens the vault', async () => {
    const vault = new FakeVault({ passphrase: 'old words here' });
    await settings(vault);
    press('Change passphrase');
    await vi.waitFor(() => expect(focused()?.getAttribute('name')).toBe('current'));
    await userEvent.keyboard('not these words{Tab}{Tab}new words there{Tab}{Tab}new words there{Enter}');
    await vi.waitFor(() => expect(everyText()).toContain('That passphrase does not open this vault.'));
    expect(vault.passphrase).toBe('old words here');
    await vi.waitFor(() => expect(focused()?.getAttribute('name')).toBe('current'));
    await userEvent.keyboard('old words here{Enter}');
    await vi.waitFor(() => expect(vault.passphrase).toBe('new words there'));
    await vi.waitFor(() => expect(everyText()).not.toContain('new words there'));
  });

  test('erases only after the word was typed', async () => {
    const vault = new FakeVault({ photos: 3 });
    await settings(vault);
    press('Erase vault…');
    await vi.waitFor(() => expect(everyText()).toContain('3 photos will be gone. There is no backup.'));
    await vi.waitFor(() => expect(focused()?.getAttribute('name')).toBe('confirmation'));
    await userEvent.keyboard('erase{Enter}');
    await vi.waitFor(() => expect(everyText()).toContain('in capitals'));
    expect(vault.called('destroyVault')).toHaveLength(0);
    await userEvent.keyboard('{Control>}a{/Control}ERASE{Enter}');
    await vi.waitFor(() => expect(vault.called('destroyVault')).toHaveLength(1));
    await vi.waitFor(() => expect(everyText()).toContain('I had one before'));
  });
});
