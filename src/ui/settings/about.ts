// <tessera-about>: which build this is, and what this browser can and cannot do, each gap with its one sentence.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state as reactive } from 'lit/decorators.js';
import { findCapabilities, type Capability } from '../../app/capabilities.ts';
import { page } from '../kit/page.ts';
import { base } from '../kit/tokens.ts';
import '../kit/icon.ts';

@customElement('tessera-about')
export class TesseraAbout extends LitElement {
  static override readonly styles = [
    base,
    page,
    css`
      :host {
        height: auto;
        overflow: visible;
      }
      ul {
        display: grid;
        gap: var(--space-2);
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0 var(--space-3);
        align-items: start;
      }
      li p {
        grid-column: 2;
      }
      .lacks tessera-icon {
        color: var(--attention);
      }
      h3 {
        margin-top: var(--space-2);
      }
    `,
  ];

  @reactive() private capabilities: readonly Capability[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void findCapabilities().then((capabilities) => {
      this.capabilities = capabilities;
    });
  }

  protected override render(): TemplateResult {
    const lacks = this.capabilities.filter(({ works }) => !works);
    const works = this.capabilities.filter((capability) => capability.works);
    return html`<section class="card" aria-labelledby="about">
      <h2 id="about">About</h2>
      <p>
        Tessera, build <span class="mono">${__BUILD__}</span>. Open source, not audited. Nothing on this page talks to a
        server.
      </p>
      ${
        lacks.length > 0
          ? html`<h3>What this browser cannot do</h3>
              <ul>
                ${lacks.map(
                  ({ title, without }) =>
                    html`<li class="lacks">
                      <tessera-icon name="warning"></tessera-icon><span>${title}</span>
                      <p class="soft small">${without}</p>
                    </li>`,
                )}
              </ul>`
          : nothing
      }
      <h3>What this browser can do</h3>
      <ul>
        ${works.map(({ title }) => html`<li><tessera-icon name="check"></tessera-icon><span>${title}</span></li>`)}
      </ul>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-about': TesseraAbout;
  }
}
