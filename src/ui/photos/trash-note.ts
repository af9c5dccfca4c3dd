// <tessera-trash-note>: what the trash is, and the way to empty it now, asked twice.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { countOf } from '../../app/format.ts';
import { base } from '../kit/tokens.ts';
import { purge } from './batch-actions.ts';
import '../kit/button.ts';
import '../kit/dialog.ts';

@customElement('tessera-trash-note')
export class TesseraTrashNote extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-2) var(--space-4);
        padding: 0 var(--space-4);
      }
      p {
        max-width: 64ch;
      }
      @media (max-width: 699px) {
        :host {
          padding: 0 var(--space-3);
        }
      }
    `,
  ];

  @property({ type: Number }) count = 0;
  @state() private asking = false;

  protected override render(): TemplateResult {
    return html`
      <p class="soft">Photos stay here for 30 days; then they leave this device and their space is freed.</p>
      <tessera-button
        variant="danger"
        icon="trash"
        ?disabled=${this.count === 0}
        @click=${(): void => {
          this.asking = true;
        }}
        >Empty now</tessera-button
      >
      <tessera-dialog ?open=${this.asking} heading="Empty the trash?" @close=${this.#close}>
        <p>
          ${countOf(this.count, 'photo')} will leave this device now and cannot be put back. Backups that you made keep
          their copies.
        </p>
        <tessera-button slot="actions" @click=${this.#close}>Keep them</tessera-button>
        <tessera-button slot="actions" variant="danger" icon="trash" @click=${this.#empty}
          >Empty the trash</tessera-button
        >
      </tessera-dialog>
    `;
  }

  readonly #empty = (): void => {
    this.#close();
    void purge(undefined);
  };
  readonly #close = (): void => {
    this.asking = false;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-trash-note': TesseraTrashNote;
  }
}
