// <tessera-photo-proof>: one plain sentence, then the receipt of the last check, then the way to look inside.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatBytes, formatCount, formatDateTime } from '../../app/format.ts';
import type { Receipt } from '../../vault/api.ts';
import { base } from '../kit/tokens.ts';
import { proofWords } from './proof-words.ts';
import type { PhotoState } from './photo-session.ts';
import '../kit/button.ts';
import '../kit/status.ts';

@customElement('tessera-photo-proof')
export class TesseraPhotoProof extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: grid;
        justify-items: start;
        gap: var(--space-4);
      }
      .sentence {
        text-wrap: pretty;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--space-1) var(--space-4);
        width: 100%;
        padding: var(--space-4) 0;
        border-top: 1px solid var(--line);
        border-bottom: 1px solid var(--line);
      }
      dt {
        color: var(--text-soft);
      }
      dd {
        text-align: end;
      }
    `,
  ];

  @property({ attribute: false }) state: PhotoState | undefined;

  protected override render(): TemplateResult {
    const { kind, word, sentence } = proofWords(this.state);
    const showing = this.state?.showing;
    const receipt = showing?.kind === 'original' || showing?.kind === 'file' ? showing.receipt : undefined;
    return html`
      <tessera-status kind=${kind}>${word}</tessera-status>
      <p class="sentence">${sentence}</p>
      ${receipt ? this.#renderReceipt(receipt) : nothing}
      <tessera-button icon="inside" @click=${(): boolean => this.dispatchEvent(new Event('inside'))}
        >Look inside</tessera-button
      >
      <p class="soft small">The picture with its blocks, and every check step by step.</p>
    `;
  }

  #renderReceipt(receipt: Receipt): TemplateResult {
    return html`<dl>
      <dt>Checked</dt>
      <dd>${formatDateTime(receipt.checkedMs)}</dd>
      <dt>Sealed blocks</dt>
      <dd>${formatCount(receipt.blocks)}</dd>
      <dt>and inside the recipe</dt>
      <dd>${formatCount(receipt.inline)}</dd>
      <dt>Mended</dt>
      <dd>${receipt.mended === 0 ? 'none needed it' : formatCount(receipt.mended)}</dd>
      <dt>Sealed bytes read</dt>
      <dd>${formatBytes(receipt.bytes)}</dd>
      <dt>Recipe signed by</dt>
      <dd>${receipt.signedByThisDevice ? 'this device' : 'another device of yours'}</dd>
      <dt>Named in its log</dt>
      <dd>batch ${formatCount(receipt.batch)}</dd>
      <dt>Whole file’s SHA-256</dt>
      <dd>${receipt.fileHashChecked ? 'equal' : 'compared when you export'}</dd>
    </dl>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-photo-proof': TesseraPhotoProof;
  }
}
