// One tile of the grid, drawn by hand into a recycled node: no template runs while the library flies past. A tile
// says everything in its label; a picture that is kept but cannot be drawn is a card with its type, never a
// broken image; a damaged one is covered in red with the word.
import { thumbHashToAverageRGBA, thumbHashToRGBA } from 'thumbhash';
import { statusWords } from '../../app/words.ts';
import type { PhotoRow } from '../../vault/api.ts';
import { iconPaths, type IconName } from '../kit/icon-paths.ts';
import { clockTime, daysLeft, takenDay } from './taken.ts';

/** @returns a drawing of the kit's set, for nodes that no template makes */
export function drawIcon(name: IconName): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const icon = document.createElementNS(space, 'svg');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  icon.setAttribute('class', 'icon');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', iconPaths[name]);
  icon.append(path);
  return icon;
}

/** What a screen reader says of a photo: name, date, then everything a badge would show. */
export function tileLabel(row: PhotoRow): string {
  const words = [row.name, takenDay(row.takenMs)];
  if (row.damaged) words.push(statusWords.damaged.toLowerCase());
  if (isVideo(row)) words.push(row.durationMs ? `video, ${clockTime(row.durationMs)}` : 'video');
  if (isRaw(row)) words.push('RAW');
  if (isLive(row)) words.push('live photo');
  if (row.drawn === 'kept' && !isVideo(row)) words.push(statusWords.keptOnly.toLowerCase());
  if (row.drawn === 'part') words.push(statusWords.shownInPart.toLowerCase());
  if (row.favourite) words.push('favourite');
  if (row.trashLeftMs !== undefined) words.push(`${daysLeft(row.trashLeftMs)} left in the trash`);
  return words.join(', ');
}

export function isVideo(row: Pick<PhotoRow, 'type'>): boolean {
  return row.type === 'mp4' || row.type === 'mov' || row.type === 'webm';
}
function isRaw(row: PhotoRow): boolean {
  return row.type === 'raw' || row.parts.includes('raw');
}
function isLive(row: PhotoRow): boolean {
  return row.parts.includes('video');
}

export class GridTile {
  readonly element = document.createElement('div');
  index = -1;
  #row: PhotoRow | undefined;
  #url: string | null | undefined;
  readonly #image = document.createElement('img');
  readonly #badges = document.createElement('span');
  readonly #check = document.createElement('span');
  #blur: HTMLCanvasElement | undefined;
  #card: HTMLElement | undefined;
  #cardRow: PhotoRow | undefined;

  constructor() {
    this.element.className = 'tile';
    this.element.setAttribute('role', 'gridcell');
    this.element.tabIndex = -1;
    this.#image.alt = '';
    this.#image.decoding = 'async';
    this.#image.draggable = false;
    this.#image.addEventListener('load', () => this.#image.classList.add('sharp'));
    this.#badges.className = 'badges';
    this.#check.className = 'check';
    this.#check.append(drawIcon('check'));
    this.element.append(this.#image, this.#badges, this.#check);
  }

  get row(): PhotoRow | undefined {
    return this.#row;
  }

  place(index: number, x: number, width: number, column: number): void {
    const { style } = this.element;
    style.left = `${x}px`;
    style.width = `${width}px`;
    if (index === this.index) return;
    this.index = index;
    this.element.dataset['index'] = String(index);
    this.element.setAttribute('aria-colindex', String(column));
    this.show(undefined, undefined);
  }

  /** @param url  as ThumbnailCache.get: null where there is none, undefined while it is not here yet */
  show(row: PhotoRow | undefined, url: string | null | undefined): void {
    if (row !== this.#row) {
      const same = row !== undefined && row.id === this.#row?.id;
      this.#row = row;
      if (!same) this.#clearPicture();
      this.#label(row);
      this.#badge(row);
    }
    if (url !== this.#url) {
      this.#url = url;
      this.#image.classList.remove('sharp');
      if (url) this.#image.src = url;
      else this.#image.removeAttribute('src');
    }
    this.#showCard(row !== undefined && url === null);
  }

  select(selected: boolean): void {
    this.element.classList.toggle('selected', selected);
    this.element.setAttribute('aria-selected', String(selected));
  }

  /** Whether it still shows only its average colour: worth a ThumbHash when there is a moment. */
  get wantsBlur(): boolean {
    return this.#row?.blur !== undefined && this.#blur === undefined && !this.#url;
  }

  /** Draws the ThumbHash, about 0.1 ms. */
  paintBlur(): void {
    const hash = this.#row?.blur;
    if (!hash || hash.length < 5) return;
    const { w, h, rgba } = thumbHashToRGBA(hash);
    if (!(w > 0 && w <= 64 && h > 0 && h <= 64) || rgba.length !== w * h * 4) return;
    const canvas = document.createElement('canvas');
    canvas.width = w;
    canvas.height = h;
    canvas.className = 'blur';
    canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(rgba), w, h), 0, 0);
    this.#blur = canvas;
    this.element.prepend(canvas);
  }

  #clearPicture(): void {
    this.#blur?.remove();
    this.#blur = undefined;
    const hash = this.#row?.blur;
    let colour = '';
    if (hash && hash.length >= 5) {
      const { r, g, b } = thumbHashToAverageRGBA(hash);
      colour = `rgb(${Math.round(r * 255)} ${Math.round(g * 255)} ${Math.round(b * 255)})`;
    }
    this.element.style.backgroundColor = colour;
  }

  #label(row: PhotoRow | undefined): void {
    if (row) this.element.setAttribute('aria-label', tileLabel(row));
    else this.element.setAttribute('aria-label', `Photo ${this.index + 1}`);
  }

  #badge(row: PhotoRow | undefined): void {
    const nodes: Node[] = [];
    const add = (name: string, icon: IconName | undefined, text = ''): void => {
      const badge = document.createElement('span');
      badge.className = `badge ${name}`;
      if (icon) badge.append(drawIcon(icon));
      badge.append(text);
      nodes.push(badge);
    };
    if (row?.damaged) add('damaged', 'damaged', statusWords.damaged);
    if (row && isVideo(row)) add('video', 'video', row.durationMs ? clockTime(row.durationMs) : '');
    if (row && isRaw(row)) add('raw', undefined, 'RAW');
    if (row && isLive(row)) add('live', 'live-photo');
    if (row?.drawn === 'part' && row.type !== 'raw') add('part', 'info');
    if (row?.favourite) add('favourite', 'heart');
    if (row?.trashLeftMs !== undefined) add('left', 'trash', daysLeft(row.trashLeftMs));
    this.#badges.replaceChildren(...nodes);
    this.element.classList.toggle('is-damaged', row?.damaged ?? false);
  }

  /** A file without a picture: its type, its name, and that it can be downloaded. */
  #showCard(shown: boolean): void {
    const row = shown ? this.#row : undefined;
    if (row === this.#cardRow) return;
    this.#cardRow = row;
    this.#card?.remove();
    this.#card = undefined;
    if (!row) return;
    const card = document.createElement('span');
    card.className = 'card';
    const type = document.createElement('b');
    type.textContent = row.type.toUpperCase();
    const name = document.createElement('span');
    name.className = 'name';
    name.textContent = row.name;
    card.append(drawIcon(row.damaged ? 'no-picture' : isVideo(row) ? 'video' : 'download'), type, name);
    this.#card = card;
    this.element.insertBefore(card, this.#badges);
  }
}
