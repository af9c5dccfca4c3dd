// The pages as a person meets them, with a scripted vault: axe in light and dark, and the flows that no part alone
// could show: search, batch acts with Undo, Back finding its place, a damaged photo never drawn, Reveal and its end.
import { cdp } from 'vitest/browser';
import { afterAll, afterEach, beforeAll, describe, expect, it, test, vi } from 'vitest';
import type { FileId } from '../../../src/core/ids.ts';
import { navigate } from '../../../src/app/routes.ts';
import { state } from '../../../src/app/state.ts';
import { closeLibrarySessions, librarySession } from '../../../src/ui/photos/library-session.ts';
import { IndexRanges } from '../../../src/ui/photos/index-ranges.ts';
import { FakeVault } from '../../support/fake-vault.ts';
import { axe, deep, deepAll, everyText, mountApp } from '../ui-a/mount.ts';

beforeAll(() => emulate('reduce'));
afterAll(() => emulate(''));
afterEach(() => {
  document.body.replaceChildren();
  closeLibrarySessions();
  delete document.documentElement.dataset['theme'];
});

async function emulate(motion: 'reduce' | ''): Promise<void> {
  await cdp().send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-reduced-motion', value: motion }] });
}
const shows = (text: string): Promise<void> =>
  vi.waitFor(() => expect(everyText()).toContain(text), { timeout: 10_000 });
const firstId = (vault: FakeVault): FileId => {
  const [id] = vault.library.photos.keys();
  if (!id) throw new Error('no photos');
  return id;
};
/** The photo that the grid shows first. */
async function topPhoto(vault: FakeVault): Promise<FileId> {
  const view = await vault.query({ sort: 'taken', descending: true, group: 'day' });
  const [id] = await vault.ids(view.query, 0, 1);
  if (!id) throw new Error('no photos');
  return id;
}
function button(label: string): HTMLElement {
  const found = deepAll('tessera-button, button').find(
    (one) => (one.getAttribute('label') ?? one.getAttribute('aria-label') ?? one.textContent?.trim()) === label,
  );
  if (!found) throw new Error(`no button ${label}`);
  return found.shadowRoot?.querySelector<HTMLElement>('button, a') ?? found;
}

interface Screen {
  readonly name: string;
  readonly shows: string;
  readonly fragment: (vault: FakeVault) => string;
  readonly script?: (vault: FakeVault) => void;
  readonly then?: () => Promise<void>;
  readonly photos?: number;
}
const photoAt =
  (query = '') =>
  (vault: FakeVault): string =>
    `#/photo/${firstId(vault)}${query}`;

const screens: readonly Screen[] = [
  { name: 'the library', fragment: () => '#/photos', shows: '24 photos' },
  { name: 'an empty library', fragment: () => '#/photos', shows: 'No photos yet', photos: 0 },
  {
    name: 'photos selected',
    fragment: () => '#/photos',
    shows: '24 photos',
    then: async () => {
      librarySession({}).select(IndexRanges.of(1, 4));
      await shows('3 selected');
    },
  },
  {
    name: 'the trash',
    fragment: () => '#/trash',
    shows: 'Empty now',
    script: (vault) => {
      for (const photo of [...vault.library.photos.values()].slice(0, 5)) photo.trashed = true;
    },
  },
  { name: 'an album', fragment: (vault) => `#/album/${vault.library.albums[0]?.id ?? ''}`, shows: 'Rome' },
  { name: 'a photo', fragment: photoAt(), shows: 'Original verified' },
  { name: 'a photo with Info', fragment: photoAt('?panel=info'), shows: 'Caption' },
  { name: 'a photo with Proof', fragment: photoAt('?panel=proof'), shows: 'exactly what was imported' },
  { name: 'a photo with Where it is', fragment: photoAt('?panel=where'), shows: 'Nobody else has a key' },
  {
    name: 'a damaged photo',
    fragment: photoAt(),
    shows: 'blocks are damaged',
    script: (vault) => {
      vault.damagedIds.add(firstId(vault));
    },
  },
  {
    name: 'look inside',
    fragment: photoAt('?panel=inside'),
    shows: 'Choose a block',
    then: async () => {
      await chooseBlock();
      await shows('Algorithm 4');
    },
  },
  { name: 'import', fragment: () => '#/import', shows: 'Into Private' },
];

async function chooseBlock(key = 'Home'): Promise<void> {
  await vi.waitFor(() => deep('[role="listbox"][aria-label^="Blocks"]'));
  deep('[role="listbox"][aria-label^="Blocks"]').dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, composed: true }),
  );
}

describe.each(['light', 'dark'] as const)('In %s', (theme) => {
  test.each(screens)('axe finds nothing wrong with $name', async ({ fragment, script, then, shows: text, photos }) => {
    document.documentElement.dataset['theme'] = theme;
    const vault = new FakeVault({ photos: photos ?? 24 });
    script?.(vault);
    await mountApp(vault, fragment(vault));
    await shows(text);
    await then?.();
    expect(await axe()).toEqual([]);
  });
});

describe('the library', () => {
  it('searches for what was typed and offers everything again', async () => {
    const vault = new FakeVault({ photos: 40 });
    await mountApp(vault);
    await shows('40 photos');
    const input = deep<HTMLInputElement>('input[role="combobox"]');
    input.value = 'no such thing';
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await shows('Nothing found');
    expect(vault.called('query').at(-1)?.[0]).toMatchObject({ text: 'no such thing' });
    button('Show all photos').click();
    await shows('40 photos');
  });

  it('moves the selection to the trash as one act, and Undo brings it back', async () => {
    const vault = new FakeVault({ photos: 40 });
    await mountApp(vault);
    await shows('40 photos');
    librarySession({}).select(IndexRanges.of(0, 30));
    await shows('30 selected');
    button('Move to trash').click();
    await shows('30 photos moved to the trash.');
    await shows('10 photos');
    expect(vault.called('act')).toHaveLength(1);
    button('Undo').click();
    await shows('40 photos');
  });

  it('keeps the same photos selected when others arrive above them', async () => {
    const vault = new FakeVault({ photos: 40 });
    await mountApp(vault);
    await shows('40 photos');
    const session = librarySession({});
    session.select(IndexRanges.of(2, 5));
    const before = await session.selectedIds();
    vault.library.add({ takenMs: Date.UTC(2030, 0, 1) });
    vault.library.version += 1;
    vault.libraryChanged();
    await vi.waitFor(() => expect(session.answer.value?.view.count).toBe(41));
    await vi.waitFor(() => expect(session.selection.value.ranges).toEqual([{ start: 3, end: 6 }]));
    expect(await session.selectedIds()).toEqual(before);
  });

  it('comes back from a photo with the focus on it', async () => {
    const vault = new FakeVault({ photos: 300 });
    await mountApp(vault);
    await shows('300 photos');
    const grid = deep('tessera-photo-grid') as HTMLElement & {
      scrollToPhoto(i: number): void;
      focusPhoto(i: number): void;
    };
    grid.focusPhoto(200);
    await vi.waitFor(() => deep('.tile[data-index="200"][aria-label*="IMG"]'));
    deep('.tile[data-index="200"]').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true }),
    );
    await shows('Original verified');
    navigate({ page: 'photos' });
    await vi.waitFor(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      expect((active as HTMLElement).dataset['index']).toBe('200');
    });
  });

  it('drops every answer and every picture when the vault locks', async () => {
    const vault = new FakeVault({ photos: 40 });
    await mountApp(vault);
    await shows('40 photos');
    const session = librarySession({});
    await vault.lock();
    await shows('Your vault is locked');
    expect(librarySession({})).not.toBe(session);
  });

  it('puts sample pictures into an empty vault, two of them alike', async () => {
    const vault = new FakeVault({ photos: 0 });
    await mountApp(vault);
    await shows('Add sample pictures');
    button('Add sample pictures').click();
    await vi.waitFor(() => expect(vault.called('startImport')).toHaveLength(1), { timeout: 15_000 });
    const [files] = vault.called('startImport')[0] as [readonly { file: File; path: string }[]];
    expect(files).toHaveLength(8);
    for (const { file } of files) expect(file.type).toBe('image/png');
    expect(files.map(({ path }) => path)).toContain('Tessera samples/lake-with-caption.png');
  });
});

describe('a photo', () => {
  it('walks to the next with the arrow and cancels the photo it leaves', async () => {
    const vault = new FakeVault({ photos: 40 });
    vault.stepMs = 400;
    const id = await topPhoto(vault);
    await mountApp(vault, `#/photo/${id}`);
    await vi.waitFor(() => button('Next photo'));
    const [[, job] = []] = vault.called('open');
    dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
    await vi.waitFor(() => expect(vault.called('open').length).toBeGreaterThan(1));
    expect(vault.called('cancelJob').map(([cancelled]) => cancelled)).toContain(job);
    expect(state.route.value).not.toMatchObject({ id });
  });

  it('is never drawn when it is damaged', async () => {
    const vault = new FakeVault({ photos: 12 });
    vault.damagedIds.add(firstId(vault));
    await mountApp(vault, photoAt()(vault));
    await shows('2 of');
    expect(deepAll('tessera-photo-canvas')).toEqual([]);
    expect(everyText()).not.toContain('Original verified');
    expect(everyText()).toContain('Restore from a backup');
  });

  it('shows hex nowhere but inside, and a key only after Reveal, gone with the next block', async () => {
    const vault = new FakeVault({ photos: 12 });
    const hex = /\b[0-9a-f]{32,}\b/;
    await mountApp(vault, photoAt('?panel=proof')(vault));
    await shows('exactly what was imported');
    expect(everyText()).not.toMatch(hex);
    button('Look inside').click();
    await shows('Choose a block');
    await chooseBlock('Home');
    await shows('Reveal the key');
    expect(everyText()).toMatch(hex);
    const key = await vault.revealKey(firstId(vault), 0);
    expect(everyText()).not.toContain(key);
    button('Reveal the key').click();
    await shows(key);
    await chooseBlock('ArrowRight');
    await vi.waitFor(() => expect(everyText()).not.toContain(key));
    await shows('Reveal the key');
    button('Reveal the key').click();
    await shows(key);
    button('Back to the photo').click();
    await vi.waitFor(() => expect(everyText()).not.toContain(key));
  });

  it('steps through the algorithms and shows both compared values only once reached', async () => {
    const vault = new FakeVault({ photos: 12 });
    await mountApp(vault, photoAt('?panel=inside')(vault));
    await chooseBlock('Home');
    await shows('Step 1 of');
    const values = (): number => deepAll('.values:not(.one)').length;
    expect(values()).toBe(0);
    for (let step = 1; step < 4; step++) button('Next step').click();
    await vi.waitFor(() => expect(values()).toBe(1));
    button('Step back').click();
    await vi.waitFor(() => expect(values()).toBe(0));
    button('Play all').click();
    await vi.waitFor(() => expect(values()).toBeGreaterThan(2));
  });

  it('saves a caption as one act', async () => {
    const vault = new FakeVault({ photos: 12 });
    await mountApp(vault, photoAt('?panel=info')(vault));
    await shows('Caption');
    const field = deep<HTMLTextAreaElement>('textarea');
    field.value = 'Evening at the lake';
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await vi.waitFor(() => button('Save'));
    button('Save').click();
    await vi.waitFor(() =>
      expect(vault.called('act')[0]?.[0]).toMatchObject({ act: 'caption', text: 'Evening at the lake' }),
    );
  });
});
