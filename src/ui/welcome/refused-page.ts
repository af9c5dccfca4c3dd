// <tessera-refused-page>: shown instead of the app where it cannot run safely: an address that is not secure, or a
// browser that lacks what sealing needs. Says why, and what to do.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Capability } from '../../app/capabilities.ts';
import { brand, front } from '../kit/front.ts';
import { base } from '../kit/tokens.ts';
import '../kit/button.ts';
import '../kit/icon.ts';

@customElement('tessera-refused-page')
export class TesseraRefusedPage extends LitElement {
  static override readonly styles = [
    base,
    front,
    css`
      .front {
        --front-width: 560px;
      }
      ul {
        display: grid;
        gap: var(--space-3);
        list-style: none;
      }
      li {
        display: flex;
        gap: var(--space-3);
      }
      li tessera-icon {
        margin-top: 2px;
        color: var(--attention);
      }
    `,
  ];

  @property({ attribute: false }) lacking: readonly Capability[] = [];

  protected override render(): TemplateResult {
    const insecure = this.lacking.some(({ name }) => name === 'secure-context');
    return html`<div class="front">${brand()} ${insecure ? this.renderInsecure() : this.renderUnsupported()}</div>`;
  }

  private renderInsecure(): TemplateResult {
    const secure = new URL(location.href);
    secure.protocol = 'https:';
    return html`<h1>This address is not secure</h1>
      <p class="lead">
        The page came over plain HTTP. On the way somebody could have changed it, so browsers withhold encryption from
        such pages, and Tessera does not run without it. No photo was read and nothing was stored.
      </p>
      <div class="stack">
        <h2>What to do</h2>
        <ul>
          <li>
            <tessera-icon name="lock"></tessera-icon>
            <span>Open the same page over HTTPS, if its host offers that.</span>
          </li>
          <li>
            <tessera-icon name="device"></tessera-icon>
            <span
              >On your own computer, use <span class="mono">http://localhost</span>: browsers trust it, since nothing
              travels.</span
            >
          </li>
        </ul>
      </div>
      <div class="actions">
        <tessera-button variant="primary" href=${secure.href}>Try HTTPS</tessera-button>
      </div>`;
  }

  private renderUnsupported(): TemplateResult {
    return html`<h1>This browser cannot run Tessera</h1>
      <p class="lead">It lacks what sealing photos needs. No photo was read and nothing was stored.</p>
      <ul>
        ${this.lacking.map(
          ({ title, without }) =>
            html`<li>
              <tessera-icon name="warning"></tessera-icon>
              <span><b>${title}.</b> ${without}</span>
            </li>`,
        )}
      </ul>
      <p>Update the browser, or use a recent Chrome, Edge, Firefox or Safari in an ordinary window.</p> `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-refused-page': TesseraRefusedPage;
  }
}
