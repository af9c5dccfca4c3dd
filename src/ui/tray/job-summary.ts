// <tessera-job-summary>: what came of finished work, per kind: counts, what was saved, and every failure by name,
// grouped by reason.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { countOf, formatBytes } from '../../app/format.ts';
import type { ErrorCode } from '../../core/errors.ts';
import type {
  BackupSummary,
  ExportSummary,
  ImportSummary,
  JobProgress,
  JobSummary,
  VerifySummary,
} from '../../vault/api.ts';
import { base } from '../kit/tokens.ts';
import '../kit/status.ts';
import { groupRefusals } from './refusals.ts';

/** Names shown per group; the rest is counted, so that 10,000 refusals stay a readable list. */
const namesShown = 50;

@customElement('tessera-job-summary')
export class TesseraJobSummary extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
      }
      summary {
        min-height: 32px;
        cursor: pointer;
      }
      ul {
        display: grid;
        gap: 2px;
        max-height: 200px;
        overflow: auto;
        padding-left: var(--space-5);
        font-size: var(--text-small);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) job!: JobProgress;
  @property({ attribute: false }) summary!: JobSummary;

  protected override render(): TemplateResult {
    const { summary } = this;
    switch (summary.kind) {
      case 'import':
        return this.renderImport(summary);
      case 'export':
        return this.renderExport(summary);
      case 'verify':
      case 'scrub':
        return this.renderVerify(summary);
      case 'backup':
      case 'restore':
        return this.renderBackup(summary);
    }
  }

  private renderImport(summary: ImportSummary): TemplateResult {
    const saved = summary.originalBytes - summary.storedBytes;
    return html`<p>
        ${countOf(summary.imported, 'photo')}
        imported${summary.known > 0 ? html`, ${countOf(summary.known, 'file')} known already` : nothing}.
      </p>
      ${
        summary.imported > 0
          ? html`<p class="soft">
              ${formatBytes(summary.originalBytes)} became
              ${formatBytes(summary.storedBytes)}${
                saved > 0 ? html`, ${Math.round((saved / summary.originalBytes) * 100)} % less` : nothing
              }${summary.sharedBytes > 0 ? html`; ${formatBytes(summary.sharedBytes)} were stored already` : nothing}.
            </p>`
          : nothing
      }
      ${this.renderFailures(summary.refused)}`;
  }

  private renderExport(summary: ExportSummary): TemplateResult {
    return html`<p>${countOf(summary.files, 'file')}, ${formatBytes(summary.bytes)}, each compared with its SHA-256.</p>
      ${this.renderFailures(summary.failed)}`;
  }

  private renderVerify(summary: VerifySummary): TemplateResult {
    const { damaged } = summary;
    return html`<p>
        ${countOf(summary.photos, 'photo')}, ${countOf(summary.blocks, 'block')}
        checked${summary.mended > 0 ? html`, ${countOf(summary.mended, 'block')} mended` : nothing}.
      </p>
      ${
        damaged.length === 0
          ? html`<div><tessera-status kind="proved">Everything verified</tessera-status></div>`
          : html`<div><tessera-status kind="damaged">${countOf(damaged.length, 'damaged photo')}</tessera-status></div>
              <ul>
                ${damaged.map(
                  ({ id, name, blocks }) =>
                    html`<li><a href="#/photo/${id}?panel=proof">${name}</a>, ${countOf(blocks.length, 'block')}</li>`,
                )}
              </ul>`
      }`;
  }

  private renderBackup(summary: BackupSummary): TemplateResult {
    const { damaged } = summary;
    return html`<p>
        ${countOf(summary.photos, 'photo')},
        ${formatBytes(summary.bytes)}${
          summary.kind === 'backup' && summary.packsSkipped > 0
            ? html`; ${countOf(summary.packsWritten, 'pack')} new, ${summary.packsSkipped} there already`
            : nothing
        }.
      </p>
      ${
        damaged.length > 0
          ? html`<div>
                <tessera-status kind="damaged">${countOf(damaged.length, 'damaged file')} left out</tessera-status>
              </div>
              ${this.renderNames(damaged)}`
          : nothing
      }`;
  }

  private renderFailures(failed: readonly { readonly path: string; readonly code: ErrorCode }[]): TemplateResult[] {
    return groupRefusals(failed).map(
      ({ sentence, paths }) =>
        html`<details ?open=${paths.length <= 3}>
          <summary>${sentence}</summary>
          ${this.renderNames(paths)}
        </details>`,
    );
  }

  private renderNames(names: readonly string[]): TemplateResult {
    const hidden = names.length - namesShown;
    return html`<ul>
      ${names.slice(0, namesShown).map((name) => html`<li>${name}</li>`)}
      ${hidden > 0 ? html`<li>and ${countOf(hidden, 'other')}</li>` : nothing}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-job-summary': TesseraJobSummary;
  }
}
