import { userEvent } from 'vitest/browser';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { FakeVault } from '../../support/fake-vault.ts';
import { deepAll, everyText, focused, mountApp } from './mount.ts';

afterEach(() => document.body.replaceChildren());

function press(label: string): void {
  const button = deepAll('tessera-button').find((element) => element.textContent.trim() === label);
  button?.shadowRoot?.querySelector('button')?.click();
}

describe('Albums', () => {
  test('are deleted without their photos, and come back with Undo', async () => {
    const vault = new FakeVault({ photos: 20 });
    await mountApp(vault, '#/albums');
    await vi.waitFor(() => expect(everyText()).toContain('Lofoten'));
    deepAll<HTMLButtonElement>('button[aria-label="Actions for Lofoten"]')[0]?.focus();
    await userEvent.keyboard('{ArrowDown}');
    await vi.waitFor(() => expect(focused()?.getAttribute('role')).toBe('menuitem'));
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await vi.waitFor(() => expect(everyText()).toContain('“Lofoten” deleted. Its photos are still here.'));
    expect(vault.library.photos.size).toBe(20);
    expect(vault.library.albums.map(({ name }) => name)).toEqual(['Rome', 'Garden']);
    press('Undo');
    await vi.waitFor(() => expect(vault.library.albums.map(({ name }) => name)).toContain('Lofoten'));
  });

  test('need a name', async () => {
    const vault = new FakeVault({ photos: 3 });
    await mountApp(vault, '#/albums');
    await vi.waitFor(() => expect(everyText()).toContain('New album'));
    press('New album');
    await vi.waitFor(() => expect(focused()?.getAttribute('name')).toBe('name'));
    await userEvent.keyboard('  {Enter}');
    await vi.waitFor(() => expect(everyText()).toContain('Give it a name.'));
    expect(vault.called('act')).toHaveLength(0);
    await userEvent.keyboard('Summer{Enter}');
    await vi.waitFor(() => expect(vault.called('act')).toEqual([[{ act: 'new-album', name: 'Summer', photos: [] }]]));
  });
});
