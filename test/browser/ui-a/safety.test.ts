import { afterEach, describe, expect, test, vi } from 'vitest';
import { safetyAnswer } from '../../../src/ui/safety/answer.ts';
import { FakeVault } from '../../support/fake-vault.ts';
import { deep, deepAll, everyText, mountApp } from './mount.ts';

afterEach(() => document.body.replaceChildren());

async function answerFor(report: FakeVault['report'], photos = 12): Promise<ReturnType<typeof safetyAnswer>> {
  const vault = new FakeVault({ photos });
  vault.report = report;
  return safetyAnswer(await vault.safety());
}

describe('The one answer of Safety', () => {
  test('is that the browser may clear them where it promised nothing', async () => {
    expect(await answerFor({})).toMatchObject({ needsYou: true, word: 'May be cleared', button: 'back-up' });
  });
  test('is that they are only here where it promised, and never that a private window is safe', async () => {
    expect(await answerFor({ persisted: true })).toMatchObject({ needsYou: true, word: 'Only on this device' });
    expect(await answerFor({ persisted: true, privateWindow: 'likely' })).toMatchObject({ word: 'May be cleared' });
  });
  test('is the date of the backup only where every photo is in it', async () => {
    const lastBackupMs = Date.UTC(2026, 4, 3, 12);
    expect(await answerFor({ lastBackupMs, notBackedUp: 0 })).toMatchObject({ needsYou: false, word: 'Backed up' });
    expect(await answerFor({ lastBackupMs, notBackedUp: 1 })).toMatchObject({ needsYou: true, button: 'back-up' });
  });
  test('asks for photos where there are none', async () => {
    expect(await answerFor({}, 0)).toMatchObject({ needsYou: false, button: 'import' });
  });
});

describe('The Safety page', () => {
  test('says net of everything what the originals weigh and what is stored', async () => {
    await mountApp(new FakeVault({ photos: 40 }), '#/safety');
    await vi.waitFor(() => expect(everyText()).toContain('everything counted'));
    expect(everyText()).toMatch(/\d+ % less/);
    expect(everyText()).toContain('Saved by coding');
    expect(everyText()).toContain('Saved by storing equal blocks once');
  });

  test('links every damaged photo to its proof', async () => {
    const vault = new FakeVault({ photos: 5 });
    const damaged = [...vault.library.photos.keys()].slice(0, 2);
    vault.report = { damaged };
    await mountApp(vault, '#/safety');
    await vi.waitFor(() => expect(everyText()).toContain('2 damaged photos'));
    expect(deepAll<HTMLAnchorElement>('.damaged a').map((link) => link.hash)).toEqual(
      damaged.map((id) => `#/photo/${id}?panel=proof`),
    );
  });

  test('is green only after every block was checked and none was damaged', async () => {
    const vault = new FakeVault({ photos: 5 });
    vault.report = { lastBackupMs: Date.now(), notBackedUp: 0 };
    await mountApp(vault, '#/safety');
    await vi.waitFor(() => expect(everyText()).toContain('Backed up on'));
    expect(deepAll('tessera-status[kind="proved"]')).toHaveLength(0);
    vault.report = { ...vault.report, lastVerify: { atMs: Date.now(), photos: 5, damaged: 0 } };
    vault.library.version += 1;
    vault.libraryChanged();
    await vi.waitFor(() => expect(deep('tessera-status[kind="proved"]').textContent).toBe('Everything verified'));
  });
});
