// <tessera-sheet>: content beside the page (right, from 700 px) or above its lower edge (below). Modal sheets are
// native dialogs; the others are a landmark that leaves the page usable, as the photo page's panels are.
import { LitElement, css, html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base } from './tokens.ts';
import './button.ts';

@customElement('tessera-sheet')
export class TesseraSheet extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: contents;
      }
      dialog,
      aside {
        position: fixed;
        inset: 0 0 0 auto;
        z-index: 5;
        width: min(var(--sheet-width, 400px), 100vw);
        height: 100dvh;
        max-width: none;
        max-height: none;
        margin: 0;
        padding: 0;
        border: 0;
        border-left: 1px solid var(--line);
        background: var(--surface-raised);
        color: var(--text);
        box-shadow: var(--shadow);
      }
      dialog[open],
      aside {
        display: grid;
        grid-template-rows: auto 1fr;
      }
      dialog::backdrop {
        background: var(--shade);
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-2);
        padding: var(--space-2) var(--space-2) var(--space-2) var(--space-5);
        border-bottom: 1px solid var(--line);
      }
      .body {
        overflow: auto;
        overscroll-behavior: contain;
        padding: var(--space-4) var(--space-5) var(--space-6);
      }
      @media (max-width: 699px) {
        dialog,
        aside {
          inset: auto 0 0;
          width: 100vw;
          height: auto;
          max-height: var(--sheet-height, 85dvh);
          border: 0;
          border-top: 1px solid var(--line);
          border-radius: var(--radius-large) var(--radius-large) 0 0;
        }
      }
      @media (prefers-reduced-motion: no-preference) {
        dialog[open],
        aside {
          animation: slide 160ms ease-out;
        }
      }
      @keyframes slide {
        from {
          opacity: 0;
          transform: translate(var(--slide-x, 16px), var(--slide-y, 0));
        }
      }
    `,
  ];

  @property({ type: Boolean }) open = false;
  @property({ type: Boolean }) modal = false;
  @property() heading = '';
  @query('dialog') private readonly dialog!: HTMLDialogElement | null;

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('open') || !this.dialog) return;
    if (this.open && !this.dialog.open) this.dialog.showModal();
    if (!this.open && this.dialog.open) this.dialog.close();
  }

  protected override render(): TemplateResult {
    const inside = html`<header>
        <slot name="head"><h2 id="heading">${this.heading}</h2></slot>
        <tessera-button variant="quiet" icon="close" label="Close" @click=${this.#closed}></tessera-button>
      </header>
      <div class="body" tabindex="0" role="region" aria-label=${this.heading}><slot></slot></div>`;
    if (this.modal) {
      return html`<dialog aria-label=${this.heading} @close=${this.#closed} @click=${this.#outside}>${inside}</dialog>`;
    }
    return this.open ? html`<aside aria-label=${this.heading} @keydown=${this.#escape}>${inside}</aside>` : html``;
  }

  readonly #outside = (event: MouseEvent): void => {
    if (event.target === this.dialog) this.dialog?.close();
  };
  readonly #escape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.#closed();
    }
  };
  readonly #closed = (): void => {
    if (!this.open) return;
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-sheet': TesseraSheet;
  }
}
