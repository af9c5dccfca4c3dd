import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ImportSummary } from '../../../src/vault/api.ts';
import { groupRefusals } from '../../../src/ui/tray/refusals.ts';
import { FakeVault } from '../../support/fake-vault.ts';
import { state } from '../../../src/app/state.ts';
import { deepAll, everyText, mountApp } from './mount.ts';

afterEach(() => document.body.replaceChildren());

function press(label: string): void {
  const button = deepAll('tessera-button').find((element) => element.textContent.trim() === label);
  if (!button) throw new Error(`no button “${label}”`);
  button.shadowRoot?.querySelector('button')?.click();
}

const summary: ImportSummary = {
  kind: 'import',
  imported: 54,
  known: 2,
  refused: [
    { path: 'a/LICENCES.md', code: 'file-type' },
    { path: 'a/readme.txt', code: 'file-type' },
    { path: 'a/x.pdf', code: 'file-type' },
    { path: 'a/empty.jpg', code: 'file-empty' },
  ],
  originalBytes: 240_000_000,
  storedBytes: 170_000_000,
  sharedBytes: 11_000_000,
  photos: [],
};

describe('Refused files', () => {
  test('are grouped by reason, in words', () => {
    expect(groupRefusals(summary.refused).map(({ sentence }) => sentence)).toEqual([
      '3 documents: neither pictures nor videos',
      '1 empty file',
    ]);
  });
  test('that may succeed later are told from those that never will', () => {
    const groups = groupRefusals([
      { path: 'a', code: 'file-unreadable' },
      { path: 'b', code: 'file-type' },
    ]);
    expect(groups.map(({ retry }) => retry)).toEqual([true, false]);
  });
});

describe('The activity tray', () => {
  async function tray(vault: FakeVault): Promise<void> {
    await mountApp(vault, '#/groups');
    state.trayOpen.set(true);
    await vi.waitFor(() => expect(everyText()).toContain('Activity'));
  }

  test('shows count, bytes and time left, and pauses, goes on, cancels', async () => {
    const vault = new FakeVault();
    await tray(vault);
    const job = vault.setJob({
      kind: 'import',
      done: 12,
      total: 60,
      doneBytes: 50_000_000,
      totalBytes: 240_000_000,
      msLeft: 41_000,
    });
    await vi.waitFor(() => expect(everyText()).toContain('12 of 60'));
    const text = everyText();
    expect(text).toContain('50 MB');
    expect(text).toContain('41 s');
    press('Pause');
    await vi.waitFor(() => expect(vault.called('pauseJob')).toEqual([[job.id]]));
    await vi.waitFor(() => expect(everyText()).toContain('Go on'));
    press('Go on');
    await vi.waitFor(() => expect(vault.called('resumeJob')).toHaveLength(1));
    press('Cancel');
    await vi.waitFor(() => expect(vault.called('cancelJob')).toHaveLength(1));
    await vi.waitFor(() => expect(everyText()).toContain('cancelled'));
  });

  test('explains a pause for lack of room and leads to Safety', async () => {
    const vault = new FakeVault();
    await tray(vault);
    vault.setJob({ kind: 'import', state: 'paused', error: 'quota', done: 3, total: 9 });
    await vi.waitFor(() => expect(everyText()).toContain('This browser has no more room for Tessera.'));
    expect(deepAll('a[href="#/safety"]').length).toBeGreaterThan(1);
  });

  test('sums up a finished import with its refusals and tries them again', async () => {
    const vault = new FakeVault();
    await tray(vault);
    const job = vault.setJob({ kind: 'import', state: 'done', done: 60, total: 60, summary });
    await vi.waitFor(() => expect(everyText()).toContain('3 documents: neither pictures nor videos'));
    expect(everyText()).toContain('54 photos');
    press('Try the refused again');
    await vi.waitFor(() => expect(vault.called('retryJob')).toEqual([[job.id]]));
    press('Dismiss');
    await vi.waitFor(() => expect(vault.called('dismissJob')).toEqual([[job.id]]));
    await vi.waitFor(() => expect(everyText()).not.toContain('3 documents'));
  });
});
