import { userEvent } from 'vitest/browser';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { formatRoute, navigate, parseRoute, type Route } from '../../../src/app/routes.ts';
import { state } from '../../../src/app/state.ts';
import type { AlbumId, FileId } from '../../../src/core/ids.ts';
import { FakeVault } from '../../support/fake-vault.ts';
import { deep, deepAll, everyText, focused, mountApp } from './mount.ts';

afterEach(() => document.body.replaceChildren());

describe('Addresses', () => {
  const routes: Route[] = [
    { page: 'photos' },
    { page: 'trash' },
    { page: 'albums' },
    { page: 'groups' },
    { page: 'safety' },
    { page: 'settings' },
    { page: 'import' },
    { page: 'welcome' },
    { page: 'welcome', door: 'restore' },
    { page: 'album', id: 'abc_-9' as AlbumId },
    { page: 'photo', id: 'xyz' as FileId },
    { page: 'photo', id: 'xyz' as FileId, panel: 'proof', album: 'abc' as AlbumId },
    { page: 'photo', id: 'xyz' as FileId, panel: 'inside', trash: true },
  ];
  test.each(routes)('come back from their text: %o', (route) => {
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });
  test.each(['', '#', '#/nowhere', '#/photo/', '#/photo/<script>', '#/album/a b'])(
    'that are not ours lead to a place all the same: %s',
    (fragment) => {
      expect(['photos', 'albums']).toContain(parseRoute(fragment).page);
    },
  );
});

describe('The shell', () => {
  test('moves the focus to the heading of the place it goes to, names it, and comes back', async () => {
    await mountApp(new FakeVault({ photos: 3 }), '#/albums');
    await vi.waitFor(() => expect(everyText()).toContain('Lofoten'));
    deep<HTMLAnchorElement>('nav a[href="#/groups"]').click();
    await vi.waitFor(() => expect(focused()?.textContent).toBe('Groups'));
    expect(document.title).toBe('Groups · Tessera');
    expect(deep('nav a[aria-current="page"]').textContent).toContain('Groups');
    history.back();
    await vi.waitFor(() => expect(document.title).toBe('Albums · Tessera'));
  });

  test('skips to the content with the first Tab', async () => {
    await mountApp(new FakeVault(), '#/groups');
    await vi.waitFor(() => expect(everyText()).toContain('A space has its own secrets'));
    await userEvent.keyboard('{Tab}{Enter}');
    expect(focused()?.id).toBe('main');
  });

  test('in a second tab offers to write here, and asks the vault for the pen', async () => {
    const vault = new FakeVault();
    await mountApp(vault, '#/groups');
    vault.setStatus({ pen: 'elsewhere' });
    await vi.waitFor(() => expect(everyText()).toContain('in use in another tab'));
    deepAll('tessera-app-banner tessera-button, tessera-button')
      .find((button) => button.textContent.includes('Use Tessera here'))
      ?.shadowRoot?.querySelector('button')
      ?.click();
    await vi.waitFor(() => expect(vault.called('writeHere')).toHaveLength(1));
    await vi.waitFor(() => expect(everyText()).not.toContain('in use in another tab'));
  });

  test('says before the first import that the browser has not promised to keep the photos', async () => {
    await mountApp(new FakeVault(), '#/groups');
    await vi.waitFor(() => expect(everyText()).toContain('The browser may clear these photos'));
  });

  test('offers a newer build and lets the person choose when', async () => {
    const update = vi.fn();
    const vault = new FakeVault();
    vault.report = { persisted: true };
    await mountApp(vault, '#/groups');
    state.update.set(update);
    await vi.waitFor(() => expect(everyText()).toContain('A newer Tessera is ready'));
    expect(update).not.toHaveBeenCalled();
    deepAll('tessera-button')
      .find((button) => button.textContent.includes('Update now'))
      ?.shadowRoot?.querySelector('button')
      ?.click();
    expect(update).toHaveBeenCalledOnce();
    state.update.set(undefined);
  });

  test('says what happened and how to go on when the vault worker died', async () => {
    await mountApp(new FakeVault(), '#/groups');
    state.worker.set('lost');
    await vi.waitFor(() => expect(everyText()).toContain('What was acknowledged is stored.'));
    state.worker.set('ready');
  });

  test('locks by its button and hides everything', async () => {
    const vault = new FakeVault({ photos: 3 });
    await mountApp(vault, '#/albums');
    await vi.waitFor(() => expect(everyText()).toContain('Lofoten'));
    deepAll<HTMLButtonElement>('nav button')
      .find((button) => button.textContent.includes('Lock'))
      ?.click();
    await vi.waitFor(() => expect(everyText()).toContain('Your vault is locked'));
    expect(everyText()).not.toContain('Lofoten');
  });

  test('keeps the address of a photo while it is open over the place', async () => {
    await mountApp(new FakeVault({ photos: 3 }), '#/albums');
    await vi.waitFor(() => expect(everyText()).toContain('Lofoten'));
    navigate({ page: 'photo', id: 'unknown' as FileId });
    await vi.waitFor(() => expect(deepAll('.shell[inert]')).toHaveLength(1));
    history.back();
    await vi.waitFor(() => expect(deepAll('.shell[inert]')).toHaveLength(0));
  });
});
