// <tessera-photo-where>: Safety's answer for one photo: only on this device and may be cleared, only on this device,
// or in a backup of a day; each with its one button.
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatBytes, formatDate } from '../../app/format.ts';
import { showError } from '../../app/notices.ts';
import { vault } from '../../app/vault-client.ts';
import { statusWords } from '../../app/words.ts';
import type { PhotoDetail, SafetyReport } from '../../vault/api.ts';
import { base } from '../kit/tokens.ts';
import '../kit/button.ts';
import '../kit/icon.ts';
import '../kit/status.ts';

@customElement('tessera-photo-where')
export class TesseraPhotoWhere extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: grid;
        justify-items: start;
        gap: var(--space-4);
      }
      ul {
        display: grid;
        gap: var(--space-3);
        width: 100%;
        padding-top: var(--space-4);
        border-top: 1px solid var(--line);
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 20px 1fr;
        gap: 0 var(--space-3);
      }
      li tessera-icon {
        margin-top: 2px;
        color: var(--text-soft);
      }
    `,
  ];

  @property({ attribute: false }) detail: PhotoDetail | undefined;
  @state() private report: SafetyReport | undefined;

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('detail') && this.detail && !this.report) void this.#load();
  }

  async #load(): Promise<void> {
    try {
      this.report = await vault().safety();
    } catch (error) {
      showError(error);
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { detail, report } = this;
    if (!detail || !report) return nothing;
    const { lastBackupMs } = report;
    const backedUp = lastBackupMs !== undefined && detail.importedMs <= lastBackupMs;
    return html`
      ${backedUp ? this.#renderBackedUp(lastBackupMs) : this.#renderOnlyHere(report.persisted)}
      <ul>
        <li>
          <tessera-icon name="lock"></tessera-icon>
          <span>Space: <strong>Private</strong><br /><span class="soft small">Nobody else has a key.</span></span>
        </li>
        <li>
          <tessera-icon name="device"></tessera-icon>
          <span
            >This device<br /><span class="soft small"
              >${formatBytes(detail.files.reduce((sum, file) => sum + file.size, 0))} of originals, sealed; imported on
              ${formatDate(detail.importedMs)}</span
            ></span
          >
        </li>
        ${
          backedUp
            ? html`<li>
                <tessera-icon name="backup"></tessera-icon><span>Your backup of ${formatDate(lastBackupMs)}</span>
              </li>`
            : nothing
        }
      </ul>
    `;
  }

  #renderBackedUp(atMs: number): TemplateResult {
    return html`<tessera-status kind="neutral">${statusWords.backedUp} on ${formatDate(atMs)}</tessera-status>
      <p>It is on this device and in the backup you made on ${formatDate(atMs)}. The backup opens with your words.</p>
      <tessera-button href="#/safety" icon="safety">Open Safety</tessera-button>`;
  }
  #renderOnlyHere(persisted: boolean): TemplateResult {
    return html`<tessera-status kind="attention"
        >${persisted ? statusWords.onlyHere : `${statusWords.onlyHere}, ${statusWords.mayBeCleared.toLowerCase()}`}</tessera-status
      >
      <p>
        ${
          persisted
            ? 'If this device is lost, so is this photo.'
            : 'The browser may clear it when space runs short; if this device is lost, so is this photo.'
        }
      </p>
      <tessera-button href="#/safety" variant="primary" icon="backup">Back up</tessera-button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-photo-where': TesseraPhotoWhere;
  }
}
