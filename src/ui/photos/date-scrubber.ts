// <tessera-date-scrubber>: the library's own scroll bar at the right edge: a thumb to drag, years beside it while it
// is in use, and a label that names the day, month or year under it. A slider to keyboards and screen readers.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import { base } from '../kit/tokens.ts';

/** A place on the bar: 0 at the top of the content, 1 at its end. */
export interface ScrubMark {
  readonly at: number;
  readonly label: string;
}

const keySteps: Readonly<Record<string, number>> = {
  ArrowUp: -0.01,
  ArrowDown: 0.01,
  PageUp: -0.1,
  PageDown: 0.1,
  Home: -1,
  End: 1,
};
/** How long the bar stays after the last movement. */
const lingerMs = 900;

@customElement('tessera-date-scrubber')
export class TesseraDateScrubber extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        position: absolute;
        inset: 8px 0 8px auto;
        width: 26px;
        z-index: 3;
        touch-action: none;
      }
      .bar {
        position: relative;
        height: 100%;
        outline: none;
        cursor: ns-resize;
      }
      .thumb {
        position: absolute;
        top: 0;
        right: 0;
        width: 26px;
        height: 44px;
        margin-top: -22px;
        display: grid;
        place-items: center;
        opacity: 0;
        transition: opacity var(--motion);
      }
      .thumb::before {
        content: '';
        width: 6px;
        height: 32px;
        border-radius: 3px;
        background: var(--line-strong);
      }
      .shown .thumb,
      .bar:hover .thumb,
      .bar:focus-visible .thumb {
        opacity: 1;
      }
      .dragging .thumb::before,
      .bar:focus-visible .thumb::before {
        background: var(--accent);
      }
      .label {
        position: absolute;
        right: 30px;
        top: 0;
        transform: translateY(-50%);
        padding: var(--space-1) var(--space-3);
        border-radius: 999px;
        background: var(--text);
        color: var(--surface);
        font-size: var(--text-small);
        font-weight: 600;
        white-space: nowrap;
        pointer-events: none;
      }
      .mark {
        position: absolute;
        right: 30px;
        transform: translateY(-50%);
        padding: 0 var(--space-2);
        border-radius: 999px;
        background: var(--surface-raised);
        border: 1px solid var(--line);
        font-size: 11px;
        color: var(--text-soft);
        pointer-events: none;
      }
    `,
  ];

  /** Where the view is, 0 to 1. */
  @property({ type: Number }) at = 0;
  /** What is at a place, in words. */
  @property({ attribute: false }) describe: (at: number) => string = () => '';
  /** Ascending; as many are shown as have room. */
  @property({ attribute: false }) marks: readonly ScrubMark[] = [];
  @state() private dragging = false;
  @state() private shown = false;
  @query('.bar') private readonly bar!: HTMLElement;
  #hide: ReturnType<typeof setTimeout> | undefined;

  /** Shows the thumb for a moment: the view moved. */
  flash(): void {
    this.shown = true;
    clearTimeout(this.#hide);
    this.#hide = setTimeout(() => {
      this.shown = false;
    }, lingerMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#hide);
  }

  protected override render(): TemplateResult {
    const percent = `${Math.min(1, Math.max(0, this.at)) * 100}%`;
    const label = this.describe(this.at);
    return html`<div
      class="bar ${this.shown || this.dragging ? 'shown' : ''} ${this.dragging ? 'dragging' : ''}"
      role="slider"
      tabindex="0"
      aria-label="Place in the library"
      aria-orientation="vertical"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(this.at * 100)}
      aria-valuetext=${label}
      @pointerdown=${this.#down}
      @pointermove=${this.#move}
      @pointerup=${this.#up}
      @pointercancel=${this.#up}
      @keydown=${this.#key}
    >
      ${
        this.dragging
          ? this.#roomyMarks().map(
              (mark) => html`<span class="mark" style=${styleMap({ top: `${mark.at * 100}%` })}>${mark.label}</span>`,
            )
          : nothing
      }
      <span class="thumb" style=${styleMap({ top: percent })}></span>
      ${this.dragging && label ? html`<span class="label" style=${styleMap({ top: percent })}>${label}</span>` : nothing}
    </div>`;
  }

  #roomyMarks(): ScrubMark[] {
    const height = Math.max(1, this.clientHeight);
    const shown: ScrubMark[] = [];
    let last = -Infinity;
    for (const mark of this.marks) {
      const near = Math.abs(mark.at - this.at) * height < 24;
      if (near || (mark.at - last) * height < 22) continue;
      shown.push(mark);
      last = mark.at;
    }
    return shown;
  }

  #scrub(at: number): void {
    this.at = Math.min(1, Math.max(0, at));
    this.dispatchEvent(new CustomEvent<number>('scrub', { detail: this.at }));
  }

  #fromPointer(event: PointerEvent): number {
    const box = this.bar.getBoundingClientRect();
    return (event.clientY - box.top) / Math.max(1, box.height);
  }

  readonly #down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    this.bar.setPointerCapture(event.pointerId);
    this.dragging = true;
    this.#scrub(this.#fromPointer(event));
  };
  readonly #move = (event: PointerEvent): void => {
    if (this.dragging) this.#scrub(this.#fromPointer(event));
  };
  readonly #up = (): void => {
    this.dragging = false;
    this.flash();
  };
  readonly #key = (event: KeyboardEvent): void => {
    const step = keySteps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.flash();
    this.#scrub(this.at + step);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-date-scrubber': TesseraDateScrubber;
  }
}
