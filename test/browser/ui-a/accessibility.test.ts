import { cdp } from 'vitest/browser';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { state } from '../../../src/app/state.ts';
import { FakeVault } from '../../support/fake-vault.ts';
import { axe, deepAll, everyText, mountApp } from './mount.ts';

interface Screen {
  readonly name: string;
  readonly fragment: string;
  readonly phase?: 'none' | 'locked' | 'open';
  /** On the screen once it is complete. */
  readonly shows: string;
  readonly script?: (vault: FakeVault) => void;
}

const screens: readonly Screen[] = [
  { name: 'first run', fragment: '#/welcome', phase: 'none', shows: 'New vault' },
  { name: 'register', fragment: '#/welcome/new', phase: 'none', shows: 'The passphrase opens it' },
  { name: 'restore', fragment: '#/welcome/restore', phase: 'none', shows: 'Your 24 recovery words' },
  { name: 'join', fragment: '#/welcome/join', phase: 'none', shows: 'Joining needs an invitation' },
  { name: 'locked', fragment: '#/photos', phase: 'locked', shows: 'Your vault is locked' },
  { name: 'albums', fragment: '#/albums', shows: 'Lofoten' },
  { name: 'groups', fragment: '#/groups', shows: 'A space has its own secrets' },
  { name: 'safety', fragment: '#/safety', shows: 'everything counted' },
  {
    name: 'safety with damage',
    fragment: '#/safety',
    shows: '2 damaged photos',
    script: (vault) => {
      vault.report = { damaged: [...vault.library.photos.keys()].slice(0, 2) };
    },
  },
  { name: 'settings', fragment: '#/settings', shows: 'What this browser can do' },
  {
    name: 'tray',
    fragment: '#/groups',
    shows: 'This browser has no more room',
    script: (vault) => {
      vault.setJob({ kind: 'verify', done: 3, total: 9, doneBytes: 3, totalBytes: 9 });
      vault.setJob({ kind: 'import', state: 'paused', error: 'quota', done: 3, total: 9 });
      state.trayOpen.set(true);
    },
  },
  {
    name: 'second tab',
    fragment: '#/groups',
    shows: 'in use in another tab',
    script: (vault) => vault.setStatus({ pen: 'elsewhere' }),
  },
];

// What is still coming in is half transparent, and so without contrast.
beforeAll(() => emulate('reduce'));
afterAll(() => emulate(''));

async function emulate(motion: 'reduce' | ''): Promise<void> {
  const features = [{ name: 'prefers-reduced-motion', value: motion }];
  await cdp().send('Emulation.setEmulatedMedia', { features });
}

describe.each(['light', 'dark'] as const)('In %s', (theme) => {
  afterEach(() => {
    document.body.replaceChildren();
    delete document.documentElement.dataset['theme'];
  });

  test.each(screens)('axe finds nothing wrong with: $name', async ({ fragment, phase, shows, script }) => {
    document.documentElement.dataset['theme'] = theme;
    const vault = new FakeVault({ phase: phase ?? 'open', photos: 12 });
    await mountApp(vault, fragment);
    script?.(vault);
    await vi.waitFor(() => expect(everyText()).toContain(shows), { timeout: 10_000 });
    expect(await axe()).toEqual([]);
    expect(deepAll('h1')).toHaveLength(1);
  });
});
