// The part of the grid that is in the page: rows in sight plus a margin, as recycled nodes moved by transform.
// photo-grid.ts owns scroll and gestures and calls `draw`; nothing here reads layout back from the DOM, so a fling
// costs style and compositing only.
import type { GroupKey, LibraryView } from '../../vault/api.ts';
import { bandsBetween, tilesOf, type GridLayout } from './grid-layout.ts';
import { drawIcon, GridTile } from './grid-tile.ts';
import type { IndexRanges } from './index-ranges.ts';
import type { RowPages } from './row-pages.ts';
import { groupTitle } from './taken.ts';
import type { ThumbnailCache } from './thumbnail-cache.ts';

export interface WindowScene {
  readonly view: LibraryView;
  readonly layout: GridLayout;
  readonly rows: RowPages;
  readonly thumbnails: ThumbnailCache;
  readonly selection: IndexRanges;
  readonly group: GroupKey;
  /** The photo that Tab reaches. */
  readonly focus: number;
  /** Content offset at the top of the viewport, px. */
  readonly offset: number;
  readonly viewport: number;
  /** What is added to content offsets because the scrolled element is shorter than the content (ScrollMap). */
  readonly shift: number;
  /** A fling: average colours only, thumbnails when it settles. */
  readonly fast: boolean;
}

interface Line {
  band: number;
  readonly element: HTMLDivElement;
  readonly tiles: GridTile[];
  readonly head: HeadParts | undefined;
}
interface HeadParts {
  readonly check: HTMLButtonElement;
  readonly title: HTMLSpanElement;
  readonly count: HTMLSpanElement;
}

const marginPx = 400;
/** Time per frame for ThumbHashes, ms: they are a comfort, frames are not. */
const blurBudgetMs = 3;

export class GridWindow {
  readonly #container: HTMLElement;
  readonly #lines = new Map<number, Line>();
  readonly #spareRows: Line[] = [];
  readonly #spareHeads: Line[] = [];
  readonly #spareTiles: GridTile[] = [];

  constructor(container: HTMLElement) {
    this.#container = container;
  }

  /** @returns whether another frame has work left (ThumbHashes) */
  draw(scene: WindowScene): boolean {
    const { layout, offset, viewport } = scene;
    const { start, end } = bandsBetween(layout, offset - marginPx, offset + viewport + marginPx);
    const pinned = this.#focusedBand(layout);
    for (const [band, line] of this.#lines) {
      if ((band < start || band >= end) && band !== pinned) this.#retire(band, line);
    }
    for (let band = start; band < end; band++) this.#place(scene, band);
    if (pinned >= 0 && (pinned < start || pinned >= end)) this.#place(scene, pinned);

    const first = layout.first[start] ?? 0;
    const last = layout.first[end] ?? layout.count;
    scene.rows.want(first, last);
    if (!scene.fast) this.#wantThumbnails(scene, start, end);
    return !scene.fast && this.#paintBlurs();
  }

  /** After the fling: rows stand in the DOM in reading order, which is what a screen reader walks. */
  settle(): void {
    const inOrder = [...this.#lines.values()].sort((a, b) => a.band - b.band);
    let next: Element | null = null;
    for (const line of inOrder.reverse()) {
      // The line that holds the focus stays where it is: moving a node takes the focus from it.
      const focused = line.element.contains(this.#active());
      if (!focused && line.element.nextElementSibling !== next) this.#container.insertBefore(line.element, next);
      next = line.element;
    }
  }

  tile(index: number): GridTile | undefined {
    for (const line of this.#lines.values()) {
      for (const tile of line.tiles) if (tile.index === index) return tile;
    }
    return undefined;
  }

  /** The tile or header that an event came from. */
  at(target: EventTarget | null): { photo: number; group: number } {
    const element = target instanceof Element ? target : undefined;
    const tile = element?.closest<HTMLElement>('.tile');
    const head = element?.closest<HTMLElement>('.head');
    return { photo: Number(tile?.dataset['index'] ?? -1), group: Number(head?.dataset['group'] ?? -1) };
  }

  clear(): void {
    for (const [band, line] of this.#lines) this.#retire(band, line);
  }

  #active(): Element | null {
    const root = this.#container.getRootNode();
    return root instanceof ShadowRoot ? root.activeElement : null;
  }

  /** The row that holds the keyboard focus stays in the page wherever the view goes. */
  #focusedBand(layout: GridLayout): number {
    const active = this.#active();
    if (!active) return -1;
    for (const [band, line] of this.#lines) {
      if (line.element.contains(active)) return band < layout.bands ? band : -1;
    }
    return -1;
  }

  #place(scene: WindowScene, band: number): void {
    const { layout } = scene;
    const group = layout.header[band] ?? -1;
    let line = this.#lines.get(band);
    if (line && (line.head !== undefined) !== group >= 0) {
      this.#retire(band, line);
      line = undefined;
    }
    if (!line) {
      line = (group >= 0 ? this.#spareHeads.pop() : this.#spareRows.pop()) ?? makeLine(group >= 0);
      line.band = band;
      this.#lines.set(band, line);
      if (line.element.parentNode !== this.#container) this.#container.append(line.element);
    }
    const { style } = line.element;
    style.visibility = '';
    const y = (layout.top[band] ?? 0) + scene.shift;
    style.transform = `translateY(${Math.round(y)}px)`;
    style.height = `${Math.round(y + (layout.height[band] ?? 0)) - Math.round(y)}px`;
    line.element.setAttribute('aria-rowindex', String(band + 1));
    if (line.head) showHead(line.element, line.head, scene, group);
    else this.#fill(scene, line);
  }

  #fill(scene: WindowScene, line: Line): void {
    const boxes = tilesOf(scene.layout, line.band);
    while (line.tiles.length > boxes.length) {
      const tile = line.tiles.pop();
      if (!tile) break;
      tile.element.remove();
      this.#spareTiles.push(tile);
    }
    while (line.tiles.length < boxes.length) {
      const tile = this.#spareTiles.pop() ?? new GridTile();
      line.tiles.push(tile);
      line.element.append(tile.element);
    }
    for (const [column, box] of boxes.entries()) {
      const tile = line.tiles[column];
      if (!tile) continue;
      tile.place(box.index, box.x, box.width, column + 1);
      const row = scene.rows.row(box.index);
      tile.show(row, row && scene.thumbnails.get(row.id));
      tile.select(scene.selection.has(box.index));
      tile.element.tabIndex = box.index === scene.focus ? 0 : -1;
    }
  }

  #retire(band: number, line: Line): void {
    this.#lines.delete(band);
    // Left in the page, unseen: the next row takes the node over without touching the tree.
    line.element.style.visibility = 'hidden';
    (line.head ? this.#spareHeads : this.#spareRows).push(line);
    const spare = line.head ? this.#spareHeads : this.#spareRows;
    if (spare.length > 24) spare.shift()?.element.remove();
  }

  #wantThumbnails(scene: WindowScene, start: number, end: number): void {
    const { layout, offset, viewport, rows } = scene;
    const sight = bandsBetween(layout, offset, offset + viewport);
    const ids = [];
    const from = layout.first[start] ?? 0;
    const until = layout.first[end] ?? layout.count;
    const top = layout.first[sight.start] ?? from;
    const bottom = layout.first[sight.end] ?? until;
    for (let i = top; i < bottom; i++) ids.push(rows.row(i)?.id);
    for (let i = bottom; i < until; i++) ids.push(rows.row(i)?.id);
    for (let i = from; i < top; i++) ids.push(rows.row(i)?.id);
    scene.thumbnails.want(ids.filter((id) => id !== undefined));
  }

  #paintBlurs(): boolean {
    const until = performance.now() + blurBudgetMs;
    for (const line of this.#lines.values()) {
      for (const tile of line.tiles) {
        if (!tile.wantsBlur) continue;
        if (performance.now() > until) return true;
        tile.paintBlur();
      }
    }
    return false;
  }
}

function makeLine(isHead: boolean): Line {
  const element = document.createElement('div');
  element.setAttribute('role', 'row');
  if (!isHead) {
    element.className = 'row';
    return { band: -1, element, tiles: [], head: undefined };
  }
  element.className = 'head';
  const cell = document.createElement('div');
  cell.setAttribute('role', 'gridcell');
  const check = document.createElement('button');
  check.type = 'button';
  check.className = 'day';
  check.tabIndex = -1;
  check.setAttribute('role', 'checkbox');
  const mark = document.createElement('span');
  mark.className = 'mark';
  mark.append(drawIcon('check'));
  const title = document.createElement('span');
  title.className = 'title';
  const count = document.createElement('span');
  count.className = 'count';
  check.append(mark, title, count);
  cell.append(check);
  element.append(cell);
  return { band: -1, element, tiles: [], head: { check, title, count } };
}

function showHead(element: HTMLElement, head: HeadParts, scene: WindowScene, group: number): void {
  const span = scene.view.groups[group];
  if (!span) return;
  element.dataset['group'] = String(group);
  const title = groupTitle(span.startMs, scene.group);
  if (head.title.textContent !== title) head.title.textContent = title;
  const count = span.count.toLocaleString();
  if (head.count.textContent !== count) head.count.textContent = count;
  const chosen = scene.selection.countIn(span.start, span.start + span.count);
  head.check.setAttribute('aria-checked', chosen === 0 ? 'false' : chosen === span.count ? 'true' : 'mixed');
  head.check.setAttribute('aria-label', `Select ${title}, ${span.count === 1 ? '1 photo' : `${count} photos`}`);
}
