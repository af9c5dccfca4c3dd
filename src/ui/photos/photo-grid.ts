// <tessera-photo-grid>: the library as a wall of pictures. It owns scroll, keyboard and pointers and says what was
// asked for (`open`, `select`, `zoom`); geometry is grid-layout.ts, nodes are grid-window.ts. The page that holds
// it owns the query and the selection.
import { LitElement, html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { GroupKey, LibraryView } from '../../vault/api.ts';
import { base } from '../kit/tokens.ts';
import { GridGestures, type GestureTarget } from './grid-gestures.ts';
import { bandAt, bandOf, groupOf, layOut, neighbour, photoAt, scrollMap, type GridLayout } from './grid-layout.ts';
import { GridWindow } from './grid-window.ts';
import { IndexRanges } from './index-ranges.ts';
import { photoGridStyles } from './photo-grid.css.ts';
import { RowPages } from './row-pages.ts';
import type { ThumbnailCache } from './thumbnail-cache.ts';

export interface OpenDetail {
  readonly index: number;
}

/** Faster than this, px per ms, and the eye sees colours only. */
const flingSpeed = 4;
/** After the last scroll event of this long ago the view has settled. */
const settleMs = 60;

@customElement('tessera-photo-grid')
export class TesseraPhotoGrid extends LitElement {
  static override readonly styles = [base, photoGridStyles];

  @property({ attribute: false }) view: LibraryView | undefined;
  @property({ attribute: false }) rows: RowPages | undefined;
  @property({ attribute: false }) thumbnails: ThumbnailCache | undefined;
  @property({ attribute: false }) selection: IndexRanges = IndexRanges.none;
  @property({ attribute: false }) group: GroupKey = 'day';
  @property({ type: Number }) tileEdge = 180;
  @property() label = 'Photos';
  @query('.scroller') private readonly scroller!: HTMLElement;
  @query('.content') private readonly content!: HTMLElement;

  #layout: GridLayout = layOut(new Uint16Array(0), [], { width: 1, tileEdge: 1, gap: 0, headerHeight: 0 });
  #window: GridWindow | undefined;
  #gestures: GridGestures | undefined;
  #width = 0;
  #viewport = 0;
  #scale = 1;
  /** Scroll offset as last set or heard of, so that drawing never asks the DOM. */
  #scrolled = 0;
  #lastScroll = { at: 0, top: 0, speed: 0 };
  #frame = 0;
  #settle: ReturnType<typeof setTimeout> | undefined;
  #focus = 0;
  /** Where a shift range or a sweep began, and what was selected then. */
  #anchor = 0;
  #sweepBase = IndexRanges.none;
  #sweepAdds = true;
  #ends: (() => void)[] = [];
  readonly #resize = new ResizeObserver(() => this.#measure());

  /** Content offset at the top of the viewport, px. */
  get offset(): number {
    return this.#scrolled * this.#scale;
  }
  get layout(): GridLayout {
    return this.#layout;
  }
  /** The photo nearest to the top edge; −1 where there are none. */
  get topIndex(): number {
    const band = bandAt(this.#layout, this.offset + 1);
    return band < 0 || this.#layout.count === 0 ? -1 : (this.#layout.first[band] ?? 0);
  }
  /** The photo that has or last had the keyboard focus. */
  get focusIndex(): number {
    return this.#focus;
  }
  /** Photos [start, end) in sight. */
  get inSight(): { start: number; end: number } {
    const { first, count } = this.#layout;
    const top = bandAt(this.#layout, this.offset);
    const bottom = bandAt(this.#layout, this.offset + this.#viewport);
    return top < 0 ? { start: 0, end: 0 } : { start: first[top] ?? 0, end: first[bottom + 1] ?? count };
  }

  /** The photo at a share of the way down: 0 is the top, 1 the end. */
  indexAtShare(share: number): number {
    const band = bandAt(this.#layout, share * Math.max(0, this.#layout.total - this.#viewport));
    return Math.max(0, Math.min(this.#layout.first[band] ?? 0, this.#layout.count - 1));
  }
  shareOfIndex(index: number): number {
    const top = this.#layout.top[bandOf(this.#layout, index)] ?? 0;
    return Math.min(1, top / Math.max(1, this.#layout.total - this.#viewport));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#gestures?.dispose();
    this.#gestures = undefined;
    this.#unsubscribe();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#settle);
  }
  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#attach();
  }

  scrollToOffset(offset: number): void {
    const top = Math.max(0, offset) / this.#scale;
    this.scroller.scrollTop = top;
    this.#scrolled = Math.min(top, Math.max(0, this.content.offsetHeight - this.#viewport));
    this.#schedule();
  }

  /** Brings a photo into sight. @param align  'top' for jumps, 'nearest' for steps */
  scrollToPhoto(index: number, align: 'top' | 'nearest' = 'nearest'): void {
    const band = bandOf(this.#layout, index);
    const top = this.#layout.top[band] ?? 0;
    const header = this.#layout.header[band - 1] === -1 ? 0 : this.#layout.spec.headerHeight;
    const bottom = top + (this.#layout.height[band] ?? 0);
    if (align === 'top') this.scrollToOffset(top - header);
    else if (top - header < this.offset) this.scrollToOffset(top - header);
    else if (bottom > this.offset + this.#viewport) this.scrollToOffset(bottom + 8 - this.#viewport);
  }

  focusPhoto(index: number): void {
    if (index < 0 || index >= this.#layout.count) return;
    this.#focus = index;
    this.scrollToPhoto(index);
    this.#draw();
    this.#window?.tile(index)?.element.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    return html`<div class="scroller" tabindex="-1" @scroll=${this.#scroll}>
      <div
        class="content"
        role="grid"
        aria-label=${this.label}
        aria-multiselectable="true"
        @keydown=${this.#key}
        @click=${this.#click}
        @focusin=${this.#focused}
      ></div>
    </div>`;
  }

  protected override firstUpdated(): void {
    this.#window = new GridWindow(this.content);
    this.#attach();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('rows') || changed.has('thumbnails')) this.#subscribe();
    if (changed.has('view') || changed.has('tileEdge') || changed.has('group')) this.#relayout(changed.has('view'));
    this.content.classList.toggle('selecting', !this.selection.isEmpty);
    this.#draw();
  }

  #attach(): void {
    this.#resize.observe(this.scroller);
    this.#gestures = new GridGestures(this.scroller, this.#target);
    this.#subscribe();
    this.#measure();
  }

  #subscribe(): void {
    this.#unsubscribe();
    for (const source of [this.rows, this.thumbnails]) {
      if (source) this.#ends.push(source.subscribe(() => this.#schedule()));
    }
  }
  #unsubscribe(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
  }

  #measure(): void {
    const style = getComputedStyle(this.scroller);
    const width = this.scroller.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const viewport = this.scroller.clientHeight;
    if (width === this.#width && viewport === this.#viewport) return;
    this.#width = width;
    this.#viewport = viewport;
    this.#relayout(false);
    this.#draw();
  }

  /** @param fresh  a new query: its order has nothing to do with what was on top */
  #relayout(fresh: boolean): void {
    if (!this.view || this.#width <= 0) return;
    const top = fresh ? -1 : this.topIndex;
    const into = top < 0 ? 0 : this.offset - (this.#layout.top[bandOf(this.#layout, top)] ?? 0);
    const wasAtTop = this.offset < 8;
    this.#layout = layOut(this.view.aspects, this.view.groups, {
      width: this.#width,
      tileEdge: this.tileEdge,
      gap: this.tileEdge < 110 ? 2 : 4,
      headerHeight: this.group === 'none' ? 0 : 48,
    });
    const { physical, scale } = scrollMap(this.#layout.total, this.#viewport);
    this.#scale = scale;
    this.content.style.height = `${physical}px`;
    this.content.setAttribute('aria-rowcount', String(this.#layout.bands));
    this.#focus = Math.max(0, Math.min(this.#focus, this.#layout.count - 1));
    const most = Math.max(0, physical - this.#viewport);
    if (top >= 0 && !wasAtTop) {
      this.scrollToOffset((this.#layout.top[bandOf(this.#layout, top)] ?? 0) + into);
    } else {
      this.#scrolled = Math.min(this.#scrolled, most);
    }
    this.dispatchEvent(new Event('layout'));
  }

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const { view, rows, thumbnails } = this;
    if (!view || !rows || !thumbnails || !this.#window || this.#viewport <= 0) return;
    const more = this.#window.draw({
      view,
      layout: this.#layout,
      rows,
      thumbnails,
      selection: this.selection,
      group: this.group,
      focus: this.#focus,
      offset: this.offset,
      viewport: this.#viewport,
      shift: this.#scrolled - this.offset,
      fast: this.#lastScroll.speed > flingSpeed,
    });
    if (more) this.#schedule();
  }

  readonly #scroll = (): void => {
    const top = this.scroller.scrollTop;
    const now = performance.now();
    const { at, top: before } = this.#lastScroll;
    const elapsed = now - at;
    const speed = elapsed > 0 && elapsed < 200 ? (Math.abs(top - before) * this.#scale) / elapsed : 0;
    this.#lastScroll = { at: now, top, speed };
    this.#scrolled = top;
    this.#schedule();
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => {
      this.#lastScroll = { ...this.#lastScroll, speed: 0 };
      this.#draw();
      this.#window?.settle();
    }, settleMs);
    this.dispatchEvent(new Event('moved'));
  };

  #select(selection: IndexRanges): void {
    this.selection = selection;
    this.dispatchEvent(new CustomEvent<IndexRanges>('select', { detail: selection }));
  }

  /** Everything between the anchor and `index`, over what was selected when the range began. */
  #range(index: number): IndexRanges {
    const start = Math.min(this.#anchor, index);
    const end = Math.max(this.#anchor, index) + 1;
    return this.#sweepAdds ? this.#sweepBase.add(start, end) : this.#sweepBase.remove(start, end);
  }
  #startRange(anchor: number, adds = true): void {
    this.#anchor = anchor;
    this.#sweepBase = this.selection;
    this.#sweepAdds = adds;
  }

  #toggle(index: number): void {
    this.#select(this.selection.toggle(index));
    this.#startRange(index, this.selection.has(index));
  }

  #toggleGroup(group: number): void {
    const span = this.view?.groups[group];
    if (!span) return;
    const end = span.start + span.count;
    const all = this.selection.countIn(span.start, end) === span.count;
    this.#select(all ? this.selection.remove(span.start, end) : this.selection.add(span.start, end));
    this.#startRange(span.start, !all);
  }

  readonly #target: GestureTarget = {
    photoAt: (clientX, clientY, nearest) => {
      const box = this.scroller.getBoundingClientRect();
      const inset = (box.width - this.#width) / 2;
      return photoAt(this.#layout, clientX - box.left - inset, clientY - box.top + this.offset, nearest);
    },
    tap: (photo, event) => {
      this.#focus = photo;
      const path = event.composedPath();
      const onCheck = path.some((node) => node instanceof Element && node.classList.contains('check'));
      if (event.shiftKey) this.#select(this.#range(photo));
      else if (event.ctrlKey || event.metaKey || onCheck || !this.selection.isEmpty) this.#toggle(photo);
      else this.#open(photo);
      this.#window?.tile(photo)?.element.focus({ preventScroll: true });
      this.#draw();
    },
    sweepStart: (photo) => {
      this.#startRange(photo, !this.selection.has(photo));
      this.#select(this.#range(photo));
    },
    sweepTo: (photo) => {
      if (photo >= 0) this.#select(this.#range(photo));
    },
    sweepEnd: () => undefined,
    scrollBy: (px) => this.scrollToOffset(this.offset + px),
    zoom: (factor) => this.dispatchEvent(new CustomEvent<number>('zoom', { detail: factor })),
  };

  #open(index: number): void {
    this.dispatchEvent(new CustomEvent<OpenDetail>('open', { detail: { index } }));
  }

  /** Headers are buttons; screen readers also click tiles without a pointer. */
  readonly #click = (event: MouseEvent): void => {
    const at = this.#window?.at(event.composedPath()[0] ?? null);
    if (!at) return;
    if (at.group >= 0) this.#toggleGroup(at.group);
    else if (at.photo >= 0 && event.detail === 0) this.#open(at.photo);
  };

  readonly #focused = (event: FocusEvent): void => {
    const at = this.#window?.at(event.composedPath()[0] ?? null);
    if (!at || at.photo < 0 || at.photo === this.#focus) return;
    this.#focus = at.photo;
    this.#schedule();
  };

  readonly #key = (event: KeyboardEvent): void => {
    const { key } = event;
    const from = this.#focus;
    const plain = !event.altKey && !(event.ctrlKey || event.metaKey);
    if (event.composedPath()[0] instanceof HTMLButtonElement && (key === 'Enter' || key === ' ')) return;
    const to = this.#destination(event, from);
    if (to !== undefined) {
      event.preventDefault();
      if (event.shiftKey) {
        if (this.selection.isEmpty) this.#startRange(from);
        this.#select(this.#range(to));
      }
      this.focusPhoto(to);
    } else if (key === 'Enter' && plain) {
      event.preventDefault();
      this.#open(from);
    } else if ((key === ' ' || key.toLowerCase() === 'x') && plain) {
      event.preventDefault();
      if (event.shiftKey) this.#select(this.#range(from));
      else this.#toggle(from);
    } else if (key.toLowerCase() === 'd' && plain) {
      this.#toggleGroup(groupOf(this.view?.groups ?? [], from));
    } else if (key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#select(IndexRanges.of(0, this.#layout.count));
    }
  };

  #destination(event: KeyboardEvent, from: number): number | undefined {
    const last = this.#layout.count - 1;
    switch (event.key) {
      case 'ArrowLeft':
        return neighbour(this.#layout, from, 'left');
      case 'ArrowRight':
        return neighbour(this.#layout, from, 'right');
      case 'ArrowUp':
        return neighbour(this.#layout, from, 'up');
      case 'ArrowDown':
        return neighbour(this.#layout, from, 'down');
      case 'Home':
        return 0;
      case 'End':
        return last;
      case 'PageUp':
      case 'PageDown': {
        const by = (event.key === 'PageUp' ? -1 : 1) * this.#viewport;
        const top = this.#layout.top[bandOf(this.#layout, from)] ?? 0;
        return Math.max(0, photoAt(this.#layout, 0, Math.min(top + by, this.#layout.total - 1), true));
      }
      default:
        return undefined;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-photo-grid': TesseraPhotoGrid;
  }
}
