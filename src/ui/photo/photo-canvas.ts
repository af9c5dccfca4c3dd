// <tessera-photo-canvas>: draws one ImageBitmap and lets it be moved: wheel, pinch, double tap, drag, and a swipe to
// the next when it is shown whole. It draws what it is given and claims nothing about it; the page says what it is.
import { LitElement, css, html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base } from '../kit/tokens.ts';
import { CanvasPointers } from './canvas-pointers.ts';
import {
  actualSize,
  bounded,
  fitScale,
  panned,
  placement,
  whole,
  zoomedAt,
  type Placement,
  type Size,
  type View,
} from './view-transform.ts';

/** Above this many screen pixels per pixel, pixels are shown as squares: here one looks at data. */
const squaresFrom = 3;

@customElement('tessera-photo-canvas')
export class TesseraPhotoCanvas extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
        overflow: hidden;
        contain: strict;
        touch-action: none;
        cursor: grab;
        user-select: none;
      }
      :host(:active) {
        cursor: grabbing;
      }
      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
    `,
  ];

  /** Owned by whoever gives it. */
  @property({ attribute: false }) bitmap: ImageBitmap | undefined;
  /** The picture's own size, which the bitmap may only approximate (a preview). */
  @property({ attribute: false }) size: Size | undefined;
  /** What is drawn, for those who do not see it. */
  @property() label = '';
  @query('canvas') private readonly canvas!: HTMLCanvasElement;

  #view: View = whole;
  #box: Size = { width: 0, height: 0 };
  #frame = 0;
  #pointers: CanvasPointers | undefined;
  readonly #resize = new ResizeObserver(() => this.#measure());

  get zoom(): number {
    return this.#view.zoom;
  }
  /** Where the picture stands, px of this element. */
  get placement(): Placement {
    return placement(this.#view, this.#picture, this.#box);
  }
  get #picture(): Size {
    const { size, bitmap } = this;
    return size ?? (bitmap && bitmap.width > 0 ? bitmap : { width: 1, height: 1 });
  }

  zoomBy(factor: number): void {
    this.#zoomAt(factor, this.#box.width / 2, this.#box.height / 2);
  }
  showWhole(): void {
    this.#setView(whole);
  }
  showActualSize(): void {
    this.zoomBy(actualSize(this.#picture, this.#box, devicePixelRatio) / this.#view.zoom);
  }
  panBy(x: number, y: number): void {
    this.#setView(panned(this.#view, x, y, this.#picture, this.#box));
  }
  /** Another photo: begins whole. */
  reset(): void {
    this.#view = whole;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
    this.#pointers = new CanvasPointers(this, {
      isWhole: () => this.#view.zoom <= 1.001,
      pan: (x, y) => this.panBy(x, y),
      zoomAt: (factor, x, y) => this.#zoomAt(factor, x, y),
      doubleTap: (x, y) => this.#doubleTap(x, y),
      swipe: (direction) => this.dispatchEvent(new CustomEvent<1 | -1>('swipe', { detail: direction })),
    });
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#pointers?.dispose();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  protected override render(): TemplateResult {
    return html`<canvas role="img" aria-label=${this.label}></canvas>`;
  }
  protected override updated(changed: PropertyValues<this>): void {
    // Drawn at once: by the next frame the owner may have closed the bitmap.
    if (changed.has('bitmap') || changed.has('size')) this.#setView(this.#view, true);
  }

  #measure(): void {
    this.#box = { width: this.clientWidth, height: this.clientHeight };
    const ratio = devicePixelRatio || 1;
    this.canvas.width = Math.max(1, Math.round(this.#box.width * ratio));
    this.canvas.height = Math.max(1, Math.round(this.#box.height * ratio));
    this.#setView(this.#view, true);
  }

  #zoomAt(factor: number, x: number, y: number): void {
    this.#setView(zoomedAt(this.#view, factor, x, y, this.#picture, this.#box));
  }
  #doubleTap(x: number, y: number): void {
    if (this.#view.zoom > 1.001) this.showWhole();
    else this.#zoomAt(Math.max(2.5, actualSize(this.#picture, this.#box, devicePixelRatio)), x, y);
  }

  #setView(view: View, now = false): void {
    this.#view = bounded(view, this.#picture, this.#box);
    this.dispatchEvent(new Event('moved'));
    if (now) this.#draw();
    else if (this.#frame === 0) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.#draw();
      });
    }
  }

  #draw(): void {
    const context = this.canvas.getContext('2d');
    if (!context || this.#box.width === 0) return;
    const { bitmap } = this;
    const ratio = this.canvas.width / this.#box.width;
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    // A closed bitmap has no size; drawing it would throw.
    if (!bitmap || bitmap.width === 0) return;
    const { x, y, width, height } = this.placement;
    const perPixel = fitScale(this.#picture, this.#box) * this.#view.zoom * ratio;
    context.imageSmoothingEnabled = perPixel < squaresFrom;
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, x * ratio, y * ratio, width * ratio, height * ratio);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-photo-canvas': TesseraPhotoCanvas;
  }
}
