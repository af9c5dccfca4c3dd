// <tessera-block-map>: a picture under the mosaic of its blocks, or an empty frame where the photo is damaged and must
// not be drawn. The same colours mean the same as everywhere: new, shared, mended, broken. One canvas for any number
// of blocks; to keyboards and screen readers a list with one option in reach, the chosen block.
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { BlockArea } from '../../core/segment/segmenter.ts';
import { base } from '../kit/tokens.ts';
import { blockAt, blockTowards, placeAreas, placeRibbon, type Direction, type Piece } from './block-geometry.ts';

export const blockStates = ['new', 'shared', 'mended', 'broken', 'inline', 'sound'] as const;
export type BlockState = (typeof blockStates)[number];

const colours: Readonly<Record<BlockState, string>> = {
  new: '--tile-new',
  shared: '--tile-shared',
  mended: '--tile-mended',
  broken: '--tile-broken',
  inline: '--tile-done',
  sound: '--tile',
};
const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

@customElement('tessera-block-map')
export class TesseraBlockMap extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
        min-height: 120px;
        contain: layout style;
      }
      .list {
        position: absolute;
        inset: 0;
        cursor: pointer;
        border-radius: var(--radius);
      }
      .list:focus-visible {
        outline: 2px solid var(--accent);
        outline-offset: 3px;
      }
      :host([still]) .list {
        cursor: default;
      }
      canvas {
        width: 100%;
        height: 100%;
        display: block;
        forced-color-adjust: none;
      }
    `,
  ];

  /** One per block, in order. */
  @property({ attribute: false }) states: readonly BlockState[] = [];
  /** Upright, in pixels of `size`; undefined for chunks. */
  @property({ attribute: false }) areas: readonly BlockArea[] | undefined;
  @property({ attribute: false }) size = { width: 1, height: 1 };
  /** For the ribbon of chunks. */
  @property({ attribute: false }) bytes: readonly number[] = [];
  /** Drawn underneath; owned by whoever gives it. */
  @property({ attribute: false }) bitmap: ImageBitmap | undefined;
  @property({ type: Number }) selected = -1;
  /** Nothing to choose: only to be seen. */
  @property({ type: Boolean, reflect: true }) still = false;
  @property() label = 'Blocks';
  /** The chosen block in words. */
  @property({ attribute: false }) describe: (block: number) => string = (block) => `Block ${block + 1}`;
  @query('canvas') private readonly canvas!: HTMLCanvasElement;

  #pieces: readonly Piece[] = [];
  #picture = { x: 0, y: 0, width: 0, height: 0 };
  readonly #resize = new ResizeObserver(() => this.#layOut());
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');
  readonly #redraw = (): void => this.#draw();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
    this.#dark.addEventListener('change', this.#redraw);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#dark.removeEventListener('change', this.#redraw);
  }

  protected override render(): TemplateResult {
    if (this.still) return html`<div class="list"><canvas role="img" aria-label=${this.label}></canvas></div>`;
    return html`<div
      class="list"
      role="listbox"
      tabindex="0"
      aria-label=${this.label}
      aria-activedescendant=${this.selected >= 0 ? 'chosen' : nothing}
      @keydown=${this.#key}
      @click=${this.#click}
    >
      <canvas aria-hidden="true"></canvas>
      <div
        id="chosen"
        class="visually-hidden"
        role="option"
        aria-selected=${this.selected >= 0}
        aria-setsize=${this.states.length}
        aria-posinset=${Math.max(0, this.selected) + 1}
      >
        ${this.selected >= 0 ? this.describe(this.selected) : 'No block chosen'}
      </div>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (['areas', 'size', 'bytes', 'bitmap'].some((name) => changed.has(name as keyof TesseraBlockMap))) this.#layOut();
    else this.#draw();
  }

  #layOut(): void {
    const width = this.clientWidth;
    const height = this.clientHeight;
    if (width === 0 || height === 0 || !this.hasUpdated) return;
    const ratio = devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    if (this.areas) {
      const scale = Math.min(width / this.size.width, height / this.size.height);
      const [w, h] = [this.size.width * scale, this.size.height * scale];
      this.#picture = { x: (width - w) / 2, y: (height - h) / 2, width: w, height: h };
      this.#pieces = placeAreas(this.areas, this.size, this.#picture);
    } else {
      this.#layOutRibbon(width, height);
    }
    this.#draw();
  }

  /** Chunks have no place in the picture: their ribbon stands above it, and it is only shown for company. */
  #layOutRibbon(width: number, height: number): void {
    const { bitmap } = this;
    const pictured = bitmap !== undefined && bitmap.width > 0;
    this.#pieces = placeRibbon(this.bytes, { width, height: pictured ? Math.max(70, height * 0.42) : height });
    this.#picture = { x: 0, y: 0, width: 0, height: 0 };
    if (!pictured) return;
    const below = this.#pieces.reduce((most, piece) => Math.max(most, piece.y + piece.height), 0) + 16;
    const scale = Math.min(width / bitmap.width, (height - below) / bitmap.height);
    if (scale <= 0) return;
    const [w, h] = [bitmap.width * scale, bitmap.height * scale];
    this.#picture = { x: (width - w) / 2, y: below, width: w, height: h };
  }

  #draw(): void {
    const context = this.hasUpdated ? this.canvas.getContext('2d') : null;
    if (!context || this.canvas.width === 0) return;
    const ratio = this.canvas.width / Math.max(1, this.clientWidth);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.clientWidth, this.clientHeight);
    const style = getComputedStyle(this);
    const colour = (state: BlockState): string => style.getPropertyValue(colours[state]).trim();
    const { x, y, width, height } = this.#picture;
    const pictured = this.areas !== undefined && this.bitmap !== undefined && this.bitmap.width > 0;
    if (this.bitmap && this.bitmap.width > 0 && width > 0) {
      context.imageSmoothingQuality = 'high';
      context.drawImage(this.bitmap, x, y, width, height);
    }
    for (const piece of this.#pieces) this.#drawPiece(context, piece, colour, pictured);
    this.#drawChosen(context, style.getPropertyValue('--text').trim(), style.getPropertyValue('--surface').trim());
  }

  #drawPiece(
    context: CanvasRenderingContext2D,
    { block, x, y, width, height }: Piece,
    colour: (state: BlockState) => string,
    pictured: boolean,
  ): void {
    const state = this.states[block] ?? 'sound';
    const gap = width > 5 && height > 5 ? 1 : 0;
    context.fillStyle = colour(state);
    // Over a picture only what needs to be seen is tinted strongly; what is plainly new stays almost clear.
    context.globalAlpha = !pictured ? 1 : state === 'new' ? 0.1 : state === 'inline' ? 0.45 : 0.55;
    context.fillRect(x, y, width - gap, height - gap);
    if (pictured && gap > 0) {
      context.globalAlpha = 0.6;
      context.strokeStyle = colour(state);
      context.lineWidth = 1;
      context.strokeRect(x + 0.5, y + 0.5, width - 2, height - 2);
    }
    context.globalAlpha = 1;
    // A broken block carries a cross: colour alone never says it.
    if (state === 'broken' && width > 8 && height > 8) {
      const inset = Math.min(width, height) * 0.3;
      context.strokeStyle = '#ffffff';
      context.lineWidth = Math.max(1.5, Math.min(width, height) / 14);
      context.beginPath();
      context.moveTo(x + inset, y + inset);
      context.lineTo(x + width - inset, y + height - inset);
      context.moveTo(x + width - inset, y + inset);
      context.lineTo(x + inset, y + height - inset);
      context.stroke();
    }
  }

  #drawChosen(context: CanvasRenderingContext2D, ink: string, paper: string): void {
    for (const { block, x, y, width, height } of this.#pieces) {
      if (block !== this.selected) continue;
      context.lineWidth = 5;
      context.strokeStyle = paper;
      context.strokeRect(x, y, Math.max(4, width), Math.max(4, height));
      context.lineWidth = 2.5;
      context.strokeStyle = ink;
      context.strokeRect(x, y, Math.max(4, width), Math.max(4, height));
    }
  }

  #choose(block: number): void {
    if (block < 0 || block >= this.states.length || block === this.selected) return;
    this.selected = block;
    this.dispatchEvent(new CustomEvent<number>('choose', { detail: block }));
  }

  readonly #click = (event: MouseEvent): void => {
    const box = this.getBoundingClientRect();
    this.#choose(blockAt(this.#pieces, event.clientX - box.left, event.clientY - box.top));
  };
  readonly #key = (event: KeyboardEvent): void => {
    const direction = directions[event.key];
    const last = this.states.length - 1;
    const to =
      direction !== undefined
        ? this.selected < 0
          ? 0
          : blockTowards(this.#pieces, this.selected, direction)
        : event.key === 'Home'
          ? 0
          : event.key === 'End'
            ? last
            : undefined;
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#choose(to);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-block-map': TesseraBlockMap;
  }
}
