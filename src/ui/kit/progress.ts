// <tessera-progress>: a bar for work that knows how far it is, and a quiet stripe for work that does not.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import { base } from './tokens.ts';

@customElement('tessera-progress')
export class TesseraProgress extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
      }
      .bar {
        height: 6px;
        overflow: hidden;
        border-radius: 3px;
        background: var(--tile);
        forced-color-adjust: none;
      }
      .fill {
        height: 100%;
        border-radius: 3px;
        background: var(--accent);
        transition: width var(--motion) linear;
      }
      .unknown .fill {
        width: 30%;
      }
      @media (prefers-reduced-motion: no-preference) {
        .unknown .fill {
          animation: pass 1.4s ease-in-out infinite alternate;
        }
      }
      @keyframes pass {
        to {
          transform: translateX(233%);
        }
      }
    `,
  ];

  /** 0 to 1; undefined where unknown. */
  @property({ attribute: false }) value: number | undefined;
  @property() label = '';

  protected override render(): TemplateResult {
    const known = this.value !== undefined && Number.isFinite(this.value);
    const percent = known ? Math.round(Math.min(1, Math.max(0, this.value ?? 0)) * 1000) / 10 : 0;
    return html`<div
      class="bar ${known ? '' : 'unknown'}"
      role="progressbar"
      aria-label=${this.label}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${known ? percent : nothing}
    >
      <div class="fill" style=${styleMap(known ? { width: `${percent}%` } : {})}></div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-progress': TesseraProgress;
  }
}
