// <tessera-drop-veil>: lies over the window while files hover above it, and says where they will go.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { base } from '../kit/tokens.ts';
import '../kit/icon.ts';

@customElement('tessera-drop-veil')
export class TesseraDropVeil extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        position: fixed;
        inset: 0;
        z-index: 40;
        display: grid;
        place-items: center;
        padding: var(--space-4);
        background: var(--shade);
        pointer-events: none;
      }
      div {
        display: grid;
        justify-items: center;
        gap: var(--space-3);
        padding: var(--space-8) var(--space-12);
        border: 2px dashed var(--accent);
        border-radius: var(--radius-large);
        background: var(--surface-raised);
        color: var(--text);
        text-align: center;
      }
      tessera-icon {
        width: 40px;
        height: 40px;
        color: var(--accent);
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<div>
      <tessera-icon name="import"></tessera-icon>
      <h2>Drop to import</h2>
      <p class="soft">Into Private: sealed on this device, seen by nobody else.</p>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-drop-veil': TesseraDropVeil;
  }
}
