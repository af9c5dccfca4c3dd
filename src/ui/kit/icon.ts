// <tessera-icon name="lock">: one drawing in the colour of the text around it. Hidden from screen readers: the
// words beside it speak.
import { LitElement, css, html, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { iconPaths, type IconName } from './icon-paths.ts';

@customElement('tessera-icon')
export class TesseraIcon extends LitElement {
  static override readonly styles = css`
    :host {
      display: inline-flex;
      flex: none;
      width: 1.25em;
      height: 1.25em;
      vertical-align: -0.25em;
    }
    svg {
      width: 100%;
      height: 100%;
      fill: none;
      stroke: currentColor;
      stroke-width: 1.75;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    :host([filled]) svg {
      fill: currentColor;
    }
  `;

  @property() name: IconName = 'circle';
  /** Filled instead of outlined: a favourite, a pressed star. */
  @property({ type: Boolean, reflect: true }) filled = false;

  protected override render(): TemplateResult {
    return html`<svg viewBox="0 0 24 24" aria-hidden="true">${svg`<path d=${iconPaths[this.name]}></path>`}</svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-icon': TesseraIcon;
  }
}
