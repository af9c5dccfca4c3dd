// <tessera-mosaic>: the signature (app.md "Look"). Tiles fill in as blocks are sealed, fetched and verified; the
// same tiles show what is new, shared, mended or broken. One canvas; thousands of blocks are drawn as fewer tiles,
// each showing the worst of what it stands for, so that one broken block is never averaged away.
import { LitElement, css, html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base } from './tokens.ts';

/** Ascending by how much it matters to be seen. */
export const tileStates = ['empty', 'done', 'proved', 'shared', 'new', 'mended', 'broken'] as const;
export type TileState = (typeof tileStates)[number];

const colours: Readonly<Record<TileState, string>> = {
  empty: '--tile',
  done: '--tile-done',
  proved: '--tile-proved',
  shared: '--tile-shared',
  new: '--tile-new',
  mended: '--tile-mended',
  broken: '--tile-broken',
};

/** @returns cells for work that is only counted: the first `done` of `total` in the given state */
export function countedTiles(done: number, total: number, state: TileState = 'done', mended = 0): Uint8Array {
  const cells = new Uint8Array(Math.max(0, total));
  cells.fill(tileStates.indexOf(state), 0, Math.min(done, total));
  cells.fill(tileStates.indexOf('mended'), 0, Math.min(mended, done, total));
  return cells;
}

@customElement('tessera-mosaic')
export class TesseraMosaic extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
        height: 48px;
      }
      canvas {
        display: block;
        width: 100%;
        height: 100%;
        forced-color-adjust: none;
      }
    `,
  ];

  /** One index of `tileStates` per block, in order. */
  @property({ attribute: false }) cells: Uint8Array = new Uint8Array(0);
  /** Fixed columns where the blocks are a picture's grid; chosen to fill the box otherwise. */
  @property({ type: Number }) columns = 0;
  /** What it shows, in words: "84 of 192 blocks verified". */
  @property() label = '';
  @query('canvas') private readonly canvas!: HTMLCanvasElement;

  readonly #resize = new ResizeObserver(() => this.#draw());
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
    return html`<canvas role="img" aria-label=${this.label}></canvas>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('cells') || changed.has('columns')) this.#draw();
  }

  #draw(): void {
    if (!this.hasUpdated) return;
    const ratio = devicePixelRatio || 1;
    const width = Math.round(this.clientWidth * ratio);
    const height = Math.round(this.clientHeight * ratio);
    if (width === 0 || height === 0) return;
    this.canvas.width = width;
    this.canvas.height = height;
    const context = this.canvas.getContext('2d');
    const count = this.cells.length;
    if (!context || count === 0) return;
    const style = getComputedStyle(this);
    const palette = tileStates.map((state) => style.getPropertyValue(colours[state]).trim());
    const { columns, rows } = this.#grid(count, width, height, 5 * ratio);
    const shown = Math.min(count, columns * rows);
    const step = Math.min(width / columns, height / rows);
    const gap = step > 4 * ratio ? Math.max(1, Math.round(ratio)) : 0;
    for (let tile = 0; tile < shown; tile++) {
      const from = Math.floor((tile * count) / shown);
      const to = Math.max(from + 1, Math.floor(((tile + 1) * count) / shown));
      let worst = 0;
      for (let cell = from; cell < to; cell++) worst = Math.max(worst, this.cells[cell] ?? 0);
      // A tile is filled only when all that it stands for is: an empty cell shows through unless one is broken.
      if (worst < 5 && to - from > 1 && this.cells.subarray(from, to).includes(0)) worst = 0;
      context.fillStyle = palette[worst] ?? '';
      const column = tile % columns;
      const row = Math.floor(tile / columns);
      const left = Math.round(column * step);
      const top = Math.round(row * step);
      context.fillRect(
        left,
        top,
        Math.round((column + 1) * step) - left - gap,
        Math.round((row + 1) * step) - top - gap,
      );
    }
  }

  /** The largest squares that show all, with the fewest left over; none below `least` pixels. */
  #grid(count: number, width: number, height: number, least: number): { columns: number; rows: number } {
    if (this.columns > 0) return { columns: this.columns, rows: Math.ceil(count / this.columns) };
    let best = {
      columns: Math.max(1, Math.floor(width / least)),
      rows: Math.max(1, Math.floor(height / least)),
      edge: 0,
    };
    for (let rows = 1; rows <= height / least; rows++) {
      const columns = Math.ceil(count / rows);
      const edge = Math.min(width / columns, height / rows);
      if (edge >= least && edge > best.edge) best = { columns, rows, edge };
    }
    return best;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-mosaic': TesseraMosaic;
  }
}
