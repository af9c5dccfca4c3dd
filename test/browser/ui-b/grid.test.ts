// The grid at 100,000 photos: few nodes, thumbnails only for what is in sight, selection by every means, one tab stop.
import { afterEach, describe, expect, it } from 'vitest';
import type { FileId } from '../../../src/core/ids.ts';
import { IndexRanges } from '../../../src/ui/photos/index-ranges.ts';
import { TesseraPhotoGrid } from '../../../src/ui/photos/photo-grid.ts';
import { RowPages } from '../../../src/ui/photos/row-pages.ts';
import { ThumbnailCache } from '../../../src/ui/photos/thumbnail-cache.ts';
import { adoptTokens } from '../../../src/ui/kit/tokens.ts';
import type { LibraryView, PhotoRow } from '../../../src/vault/api.ts';

const dayMs = 86_400_000;

function viewOf(count: number, perDay: number): LibraryView {
  const groups = Array.from({ length: Math.ceil(count / perDay) }, (_, g) => ({
    key: String(g),
    startMs: Date.UTC(2026, 0, 1) - g * dayMs,
    start: g * perDay,
    count: Math.min(perDay, count - g * perDay),
  }));
  const aspects = Uint16Array.from({ length: count }, (_, i) => 700 + ((i * 7919) % 1100));
  return { version: 1, query: 1, count, total: count, groups, aspects };
}
function rowOf(index: number): PhotoRow {
  return {
    id: `photo-${index}` as FileId,
    name: `IMG_${index}.jpg`,
    type: index % 9 === 4 ? 'mp4' : 'jpeg',
    drawn: index % 11 === 5 ? 'kept' : 'whole',
    notices: [],
    width: 4000,
    height: 3000,
    takenMs: Date.UTC(2026, 0, 1),
    favourite: false,
    parts: [],
    damaged: index % 13 === 6,
    ...(index % 9 === 4 && { durationMs: 12_000 }),
  };
}

interface Mounted {
  readonly grid: TesseraPhotoGrid;
  readonly asked: FileId[][];
  readonly selections: IndexRanges[];
  readonly opened: number[];
}

async function mount(count = 100_000, perDay = 120): Promise<Mounted> {
  adoptTokens(document);
  const canvas = new OffscreenCanvas(24, 16);
  canvas.getContext('2d')?.fillRect(0, 0, 24, 16);
  const webp = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp' })).arrayBuffer());
  const asked: FileId[][] = [];
  const grid = new TesseraPhotoGrid();
  grid.view = viewOf(count, perDay);
  grid.rows = new RowPages(
    async (start, end) => Array.from({ length: end - start }, (_, i) => rowOf(start + i)),
    count,
  );
  grid.thumbnails = new ThumbnailCache(async (ids) => {
    asked.push([...ids]);
    return ids.map((id) => (rowOf(Number(id.slice(6))).drawn === 'kept' ? undefined : webp));
  });
  grid.style.cssText = 'height: 600px; width: 900px';
  const selections: IndexRanges[] = [];
  const opened: number[] = [];
  grid.addEventListener('select', (event) => selections.push((event as CustomEvent<IndexRanges>).detail));
  grid.addEventListener('open', (event) => opened.push((event as CustomEvent<{ index: number }>).detail.index));
  document.body.replaceChildren(grid);
  await grid.updateComplete;
  await expect.poll(() => tiles(grid).some((tile) => tile.querySelector('img.sharp'))).toBe(true);
  return { grid, asked, selections, opened };
}
function tiles(grid: TesseraPhotoGrid): HTMLElement[] {
  return [...grid.renderRoot.querySelectorAll<HTMLElement>('.row')]
    .filter((row) => row.style.visibility !== 'hidden')
    .flatMap((row) => [...row.querySelectorAll<HTMLElement>('.tile')]);
}
function tile(grid: TesseraPhotoGrid, index: number): HTMLElement {
  const found = tiles(grid).find((one) => one.dataset['index'] === String(index));
  if (!found) throw new Error(`photo ${index} is not in the page`);
  return found;
}
function press(grid: TesseraPhotoGrid, index: number, options: PointerEventInit = {}, part?: string): void {
  const target = (part && tile(grid, index).querySelector(part)) || tile(grid, index);
  const box = target.getBoundingClientRect();
  const init: PointerEventInit = {
    bubbles: true,
    composed: true,
    isPrimary: true,
    button: 0,
    pointerId: 1,
    pointerType: 'mouse',
    clientX: box.x + box.width / 2,
    clientY: box.y + box.height / 2,
    ...options,
  };
  target.dispatchEvent(new PointerEvent('pointerdown', init));
  target.dispatchEvent(new PointerEvent('pointerup', init));
}
function key(grid: TesseraPhotoGrid, name: string, options: KeyboardEventInit = {}): void {
  const root = grid.renderRoot as ShadowRoot;
  const from = root.activeElement ?? tile(grid, grid.focusIndex);
  from.dispatchEvent(
    new KeyboardEvent('keydown', { key: name, bubbles: true, composed: true, cancelable: true, ...options }),
  );
}
const scroller = (grid: TesseraPhotoGrid): HTMLElement => {
  const found = grid.renderRoot.querySelector<HTMLElement>('.scroller');
  if (!found) throw new Error('no scroller');
  return found;
};

afterEach(() => document.body.replaceChildren());

describe('windowing', () => {
  it('keeps a few screens of nodes, wherever it stands in 100,000 photos', async () => {
    const { grid } = await mount();
    const most = scroller(grid).scrollHeight;
    for (const share of [0, 0.3, 0.99, 0.5, 1, 0]) {
      scroller(grid).scrollTop = share * most;
      await expect.poll(() => Math.abs(grid.offset - scroller(grid).scrollTop)).toBeLessThan(2);
      await expect.poll(() => tiles(grid).length).toBeGreaterThan(5);
      expect(grid.renderRoot.querySelectorAll('.tile').length).toBeLessThan(260);
    }
  });

  it('covers the viewport with the photos that belong there', async () => {
    const { grid } = await mount();
    grid.scrollToPhoto(73_210, 'top');
    await expect.poll(() => tiles(grid).some((one) => one.dataset['index'] === '73210')).toBe(true);
    const box = tile(grid, 73_210).getBoundingClientRect();
    const frame = grid.getBoundingClientRect();
    expect(box.top).toBeGreaterThanOrEqual(frame.top - 1);
    expect(box.bottom).toBeLessThanOrEqual(frame.bottom);
    expect(tile(grid, 73_210).getAttribute('aria-label')).toContain('IMG_73210.jpg');
  });

  it('asks for thumbnails of what is in sight, not of what flew past', async () => {
    const { grid, asked } = await mount();
    asked.length = 0;
    for (let step = 1; step <= 30; step++) {
      scroller(grid).scrollTop = step * 12_000;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    await expect.poll(() => tiles(grid).every((one) => one.querySelector('img.sharp, .card'))).toBe(true);
    expect(asked.flat().length).toBeLessThan(400);
  });

  it('revokes thumbnails that have long been out of sight', async () => {
    const made = new Set<string>();
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (blob: Blob): string => {
      const url = createObjectURL.call(URL, blob);
      made.add(url);
      return url;
    };
    URL.revokeObjectURL = (url: string): void => {
      made.delete(url);
      revokeObjectURL.call(URL, url);
    };
    try {
      const cache = new ThumbnailCache(async (ids) => ids.map(() => new Uint8Array(4)), 100);
      for (let from = 0; from < 2000; from += 50) {
        const ids = Array.from({ length: 50 }, (_, i) => `id-${from + i}` as FileId);
        cache.want(ids);
        await expect.poll(() => ids.every((id) => cache.get(id))).toBe(true);
      }
      expect(made.size).toBeLessThanOrEqual(100);
      cache.dispose();
      expect(made.size).toBe(0);
    } finally {
      URL.createObjectURL = createObjectURL;
      URL.revokeObjectURL = revokeObjectURL;
    }
  });
});

describe('tiles', () => {
  it('show a kept file as a card with its type, never as a broken image', async () => {
    const { grid } = await mount();
    await expect.poll(() => tile(grid, 5).querySelector('.card b')?.textContent).toBe('JPEG');
    expect(tile(grid, 5).querySelector('img')?.hasAttribute('src')).toBe(false);
    expect(tile(grid, 5).getAttribute('aria-label')).toContain('kept, not drawn');
  });

  it('say damaged in a word, and a video its length', async () => {
    const { grid } = await mount();
    expect(tile(grid, 6).querySelector('.badge.damaged')?.textContent).toBe('Damaged');
    expect(tile(grid, 4).getAttribute('aria-label')).toContain('video, 0:12');
  });
});

describe('selecting', () => {
  it('opens on a press, and selects on a press of the mark', async () => {
    const { grid, opened } = await mount();
    press(grid, 3);
    expect(opened).toEqual([3]);
    press(grid, 2, {}, '.check');
    expect(grid.selection.ranges).toEqual([{ start: 2, end: 3 }]);
  });

  it('adds single photos once any is selected, and ranges with shift', async () => {
    const { grid, opened } = await mount();
    press(grid, 1, { ctrlKey: true });
    press(grid, 4);
    press(grid, 9, { shiftKey: true });
    expect(grid.selection.ranges).toEqual([
      { start: 1, end: 2 },
      { start: 4, end: 10 },
    ]);
    press(grid, 6, { shiftKey: true });
    expect(grid.selection.ranges).toEqual([
      { start: 1, end: 2 },
      { start: 4, end: 7 },
    ]);
    expect(opened).toEqual([]);
  });

  it('sweeps with a dragged mouse and takes back what the sweep leaves', async () => {
    const { grid } = await mount();
    const at = (index: number): PointerEventInit => {
      const box = tile(grid, index).getBoundingClientRect();
      return {
        bubbles: true,
        composed: true,
        isPrimary: true,
        button: 0,
        pointerId: 1,
        pointerType: 'mouse',
        clientX: box.x + box.width / 2,
        clientY: box.y + box.height / 2,
      };
    };
    const surface = scroller(grid);
    surface.setPointerCapture = (): void => undefined;
    tile(grid, 1).dispatchEvent(new PointerEvent('pointerdown', at(1)));
    surface.dispatchEvent(new PointerEvent('pointermove', at(8)));
    expect(grid.selection.ranges).toEqual([{ start: 1, end: 9 }]);
    surface.dispatchEvent(new PointerEvent('pointermove', at(3)));
    expect(grid.selection.ranges).toEqual([{ start: 1, end: 4 }]);
    surface.dispatchEvent(new PointerEvent('pointerup', at(3)));
    expect(grid.selection.size).toBe(3);
  });

  it('selects a whole day by its header and says when only some are', async () => {
    const { grid } = await mount(400, 10);
    const head = (): HTMLElement | null => grid.renderRoot.querySelector('.head[data-group="0"] .day');
    head()?.click();
    await grid.updateComplete;
    expect(grid.selection.ranges).toEqual([{ start: 0, end: 10 }]);
    expect(head()?.getAttribute('aria-checked')).toBe('true');
    press(grid, 2);
    await grid.updateComplete;
    expect(head()?.getAttribute('aria-checked')).toBe('mixed');
    head()?.click();
    head()?.click();
    expect(grid.selection.isEmpty).toBe(true);
  });

  it('selects all 100,000 with ctrl+A in under 50 ms', async () => {
    const { grid, selections } = await mount();
    grid.focusPhoto(0);
    const before = performance.now();
    key(grid, 'a', { ctrlKey: true });
    await grid.updateComplete;
    expect(performance.now() - before).toBeLessThan(50);
    expect(selections.at(-1)?.size).toBe(100_000);
    expect(tiles(grid).every((one) => one.getAttribute('aria-selected') === 'true')).toBe(true);
  });
});

describe('keyboard', () => {
  it('has one tab stop that follows the arrows, and Enter opens what has the focus', async () => {
    const { grid, opened } = await mount();
    grid.focusPhoto(0);
    key(grid, 'ArrowRight');
    key(grid, 'ArrowRight');
    key(grid, 'ArrowDown');
    const at = grid.focusIndex;
    expect(at).toBeGreaterThan(2);
    expect(
      tiles(grid)
        .filter((one) => one.tabIndex === 0)
        .map((one) => one.dataset['index']),
    ).toEqual([String(at)]);
    key(grid, 'Enter');
    expect(opened).toEqual([at]);
  });

  it('extends with shift and the arrows, and x toggles', async () => {
    const { grid } = await mount();
    grid.focusPhoto(5);
    key(grid, 'ArrowRight', { shiftKey: true });
    key(grid, 'ArrowRight', { shiftKey: true });
    expect(grid.selection.ranges).toEqual([{ start: 5, end: 8 }]);
    key(grid, 'ArrowLeft', { shiftKey: true });
    expect(grid.selection.ranges).toEqual([{ start: 5, end: 7 }]);
    key(grid, 'x');
    expect(grid.selection.ranges).toEqual([{ start: 5, end: 6 }]);
  });

  it('goes to the end of the library and back, with the focus in sight', async () => {
    const { grid } = await mount();
    grid.focusPhoto(0);
    key(grid, 'End');
    expect(grid.focusIndex).toBe(99_999);
    expect(tile(grid, 99_999).getBoundingClientRect().bottom).toBeLessThanOrEqual(
      grid.getBoundingClientRect().bottom + 9,
    );
    key(grid, 'Home');
    expect(grid.focusIndex).toBe(0);
    expect((grid.renderRoot as ShadowRoot).activeElement).toBe(tile(grid, 0));
  });

  it('keeps the focused photo in the page when the view flies away', async () => {
    const { grid } = await mount();
    grid.focusPhoto(7);
    scroller(grid).scrollTop = 400_000;
    await expect.poll(() => grid.offset).toBeGreaterThan(300_000);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    expect((grid.renderRoot as ShadowRoot).activeElement).toBe(tile(grid, 7));
  });

  it('tells its size and place to a screen reader', async () => {
    const { grid } = await mount(400, 10);
    const content = grid.renderRoot.querySelector('[role="grid"]');
    expect(Number(content?.getAttribute('aria-rowcount'))).toBeGreaterThan(80);
    expect(tile(grid, 3).closest('[role="row"]')?.getAttribute('aria-rowindex')).toBe('2');
    expect(tile(grid, 3).getAttribute('role')).toBe('gridcell');
  });
});
