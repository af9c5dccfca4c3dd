// <tessera-groups-page>: what a space is, in the paper's terms, and the one there is: Private, a group of one. It
// promises nothing that this version does not do.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, state as reactive } from 'lit/decorators.js';
import { countOf, formatBytes } from '../../app/format.ts';
import { showError } from '../../app/notices.ts';
import { state } from '../../app/state.ts';
import { vault } from '../../app/vault-client.ts';
import type { SafetyReport } from '../../vault/api.ts';
import { page } from '../kit/page.ts';
import { base } from '../kit/tokens.ts';
import '../kit/icon.ts';
import '../kit/status.ts';

@customElement('tessera-groups-page')
export class TesseraGroupsPage extends LitElement {
  static override readonly styles = [
    base,
    page,
    css`
      .space {
        display: flex;
        align-items: center;
        gap: var(--space-4);
      }
      .space > tessera-icon {
        width: 32px;
        height: 32px;
      }
      .space div {
        flex: 1;
      }
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: var(--space-2) var(--space-5);
      }
      dt {
        color: var(--text-soft);
      }
    `,
  ];

  @reactive() private report: SafetyReport | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    vault()
      .safety()
      .then(
        (report) => {
          this.report = report;
        },
        (error: unknown) => showError(error),
      );
  }

  protected override render(): TemplateResult {
    const { report } = this;
    return html`<div class="page">
      <div class="head"><h1>Groups</h1></div>
      <section class="card" aria-labelledby="private">
        <div class="space">
          <tessera-icon name="lock"></tessera-icon>
          <div>
            <h2 id="private">Private</h2>
            <p class="soft">
              ${report ? `${countOf(report.photos, 'photo')} · ${formatBytes(report.storedBytes)} stored` : ' '}
            </p>
          </div>
        </div>
        <dl>
          <dt>Members</dt>
          <dd>${state.status.value?.name ?? 'You'}, on this device</dd>
          <dt>Stored at</dt>
          <dd>this browser, nowhere else</dd>
          <dt>Keys</dt>
          <dd>its own; no other space can open its blocks</dd>
        </dl>
      </section>
      <p class="soft text">
        A space has its own secrets and its own store. Within it, a block that occurs twice is sealed to the same
        ciphertext, gets the same tag, and is stored once. Private is a space with one member: you.
      </p>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-groups-page': TesseraGroupsPage;
  }
}
