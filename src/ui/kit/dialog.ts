// <tessera-dialog>: a native <dialog>, so that focus is trapped and handed back and Esc closes it, with one head
// and one row of actions. The owner says whether it is open; `close` tells it that the person closed it.
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base } from './tokens.ts';
import './button.ts';

@customElement('tessera-dialog')
export class TesseraDialog extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: contents;
      }
      dialog {
        width: min(var(--dialog-width, 480px), calc(100vw - 2 * var(--space-4)));
        max-height: calc(100dvh - 2 * var(--space-4));
        padding: 0;
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
        background: var(--surface-raised);
        color: var(--text);
        box-shadow: var(--shadow);
      }
      dialog::backdrop {
        background: var(--shade);
      }
      .inside {
        display: grid;
        gap: var(--space-4);
        padding: var(--space-5) var(--space-6) var(--space-6);
      }
      header {
        display: flex;
        align-items: start;
        justify-content: space-between;
        gap: var(--space-4);
      }
      header h2 {
        padding-top: var(--space-2);
      }
      header tessera-button {
        margin-right: calc(-1 * var(--space-3));
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: end;
        gap: var(--space-2);
      }
      @media (prefers-reduced-motion: no-preference) {
        dialog[open] {
          animation: rise 140ms ease-out;
        }
      }
      @keyframes rise {
        from {
          opacity: 0;
          transform: translateY(8px);
        }
      }
    `,
  ];

  @property({ type: Boolean }) open = false;
  @property() heading = '';
  /** Without a way out but its own actions: for steps that must not be lost by a stray Esc. */
  @property({ type: Boolean }) firm = false;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('open')) return;
    if (this.open && !this.dialog.open) this.dialog.showModal();
    if (!this.open && this.dialog.open) this.dialog.close();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && this.open) this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog
      aria-labelledby="heading"
      @close=${this.#closed}
      @cancel=${this.#cancel}
      @click=${this.#outside}
    >
      <div class="inside">
        <header>
          <h2 id="heading">${this.heading}</h2>
          ${
            this.firm
              ? nothing
              : html`<tessera-button variant="quiet" icon="close" label="Close" @click=${this.#leave}></tessera-button>`
          }
        </header>
        <slot></slot>
        <div class="actions"><slot name="actions"></slot></div>
      </div>
    </dialog>`;
  }

  readonly #leave = (): void => {
    this.dialog.close();
  };
  readonly #cancel = (event: Event): void => {
    if (this.firm) event.preventDefault();
  };
  readonly #outside = (event: MouseEvent): void => {
    if (!this.firm && event.target === this.dialog) this.dialog.close();
  };
  readonly #closed = (): void => {
    if (!this.open) return;
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-dialog': TesseraDialog;
  }
}
