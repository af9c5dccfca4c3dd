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
    const { imported, known, originalBytes, storedBytes, sharedBytes } = summary;
    const less = originalBytes > 0 ? Math.round(((originalBytes - storedBytes) / originalBytes) * 100) : 0;
    const counts = [`${countOf(imported, 'photo')} imported`];
    if (known > 0) counts.push(`${countOf(known, 'file')} known already`);
    const room = [`${formatBytes(originalBytes)} became ${formatBytes(storedBytes)}`];
    if (less > 0) room.push(`${less} % less`);
    if (sharedBytes > 0) room.push(`${formatBytes(sharedBytes)} were stored already`);
    return html`<p>${counts.join(', ')}.</p>
      ${imported > 0 ? html`<p class="soft">${room.join(', ')}.</p>` : nothing} ${this.renderFailures(summary.refused)}`;
  }

  private renderExport({ files, bytes, failed }: ExportSummary): TemplateResult {
    const done = `${countOf(files, 'file')}, ${formatBytes(bytes)}, each compared with its SHA-256.`;
    return html`<p>${done}</p>
      ${this.renderFailures(failed)}`;
  }

  private renderVerify(summary: VerifySummary): TemplateResult {
    const { photos, blocks, mended, damaged } = summary;
    const done = [countOf(photos, 'photo'), `${countOf(blocks, 'block')} checked`];
    if (mended > 0) done.push(`${countOf(mended, 'block')} mended`);
    if (damaged.length === 0)
      return html`<p>${done.join(', ')}.</p>
        ${this.renderSound(summary)}`;
    return html`<p>${done.join(', ')}.</p>
      <div><tessera-status kind="damaged">${countOf(damaged.length, 'damaged photo')}</tessera-status></div>
      <ul>
        ${damaged.map(
          ({ id, name, blocks: failed }) =>
            html`<li><a href="#/photo/${id}?panel=proof">${name}</a>, ${countOf(failed.length, 'block')}</li>`,
        )}
      </ul>`;
  }

  /** Green only for what was checked: a look at nothing proves nothing, a day's share not everything. */
  private renderSound({ kind, blocks }: VerifySummary): TemplateResult | typeof nothing {
    if (blocks === 0) return nothing;
    const word = kind === 'verify' ? 'Everything verified' : 'All of these verified';
    return html`<div><tessera-status kind="proved">${word}</tessera-status></div>`;
  }

  private renderBackup(summary: BackupSummary): TemplateResult {
    const { kind, photos, bytes, packsWritten, packsSkipped, damaged } = summary;
    const done = [`${countOf(photos, 'photo')}, ${formatBytes(bytes)}`];
    if (kind === 'backup' && packsSkipped > 0) {
      done.push(`${countOf(packsWritten, 'pack')} new, ${packsSkipped} there already`);
    }
    if (damaged.length === 0) return html`<p>${done.join('; ')}.</p>`;
    return html`<p>${done.join('; ')}.</p>
      <div><tessera-status kind="damaged">${countOf(damaged.length, 'damaged file')} left out</tessera-status></div>
      ${this.renderNames(damaged)}`;
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
