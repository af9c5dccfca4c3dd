import { userEvent } from 'vitest/browser';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { FakeVault } from '../../support/fake-vault.ts';
import { deep, deepAll, everyText, focused, mountApp } from './mount.ts';

describe('A locked vault', () => {
  afterEach(() => document.body.replaceChildren());

  async function locked(): Promise<FakeVault> {
    const vault = new FakeVault({ phase: 'locked', passphrase: 'right one here' });
    await mountApp(vault);
    await vi.waitFor(() => expect(focused()).toBe(deepAll('input')[0]));
    return vault;
  }

  test('stays locked for a wrong passphrase, says so, and empties the field', async () => {
    const vault = await locked();
    await userEvent.keyboard('wrong one here{Enter}');
    await vi.waitFor(() => expect(everyText()).toContain('That passphrase does not open this vault.'));
    expect((await vault.status()).phase).toBe('locked');
    expect(everyText()).not.toContain('wrong one here');
    expect(focused()).toBe(deep('input'));
  });

  test('opens for the right one and shows the five places', async () => {
    const vault = await locked();
    await userEvent.keyboard('right one here{Enter}');
    await vi.waitFor(() => expect(deepAll('nav[aria-label="Places"] a')).toHaveLength(5));
    expect((await vault.status()).phase).toBe('open');
    expect(everyText()).not.toContain('right one here');
  });

  test('says how many files wait sealed', async () => {
    const vault = await locked();
    vault.setStatus({ inbox: 2 });
    await vi.waitFor(() => expect(everyText()).toContain('2 files have'));
  });

  test('offers passkeys only where the vault has one', async () => {
    const vault = await locked();
    expect(everyText()).not.toContain('Unlock with a passkey');
    vault.setStatus({ passkeys: [{ credential: 'AAAA', label: 'Laptop', addedMs: 0, prfSalt: new Uint8Array(32) }] });
    await vi.waitFor(() => expect(everyText()).toContain('Unlock with a passkey'));
  });
});
