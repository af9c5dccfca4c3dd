// <tessera-toast>: short notices above the page, each with at most one action (mostly Undo). Announced politely;
// the owner keeps the list and its time, so that nothing vanishes while it is being read or focused.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Toast } from '../../app/state.ts';
import { base } from './tokens.ts';
import './button.ts';
import './icon.ts';

@customElement('tessera-toast')
export class TesseraToast extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        position: fixed;
        inset: auto 0 calc(var(--toast-bottom, 0px) + var(--space-4)) 0;
        z-index: 20;
        display: grid;
        justify-items: center;
        gap: var(--space-2);
        padding: 0 var(--space-4);
        pointer-events: none;
      }
      .toast {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        width: fit-content;
        max-width: min(560px, 100%);
        padding: var(--space-1) var(--space-1) var(--space-1) var(--space-4);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--surface-raised);
        box-shadow: var(--shadow);
        pointer-events: auto;
      }
      .text {
        padding: var(--space-2) 0;
      }
      .attention tessera-icon {
        color: var(--attention);
      }
      .damaged tessera-icon {
        color: var(--damaged);
      }
      .buttons {
        display: flex;
        margin-left: auto;
      }
      @media (prefers-reduced-motion: no-preference) {
        .toast {
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

  @property({ attribute: false }) toasts: readonly Toast[] = [];

  protected override render(): TemplateResult {
    return html`<div role="log" aria-live="polite" aria-label="Notices">
      ${this.toasts.map((toast) => this.renderToast(toast))}
    </div>`;
  }

  private renderToast(toast: Toast): TemplateResult {
    const { action } = toast;
    return html`<div class="toast ${toast.tone}">
      ${
        toast.tone === 'plain'
          ? nothing
          : html`<tessera-icon name=${toast.tone === 'damaged' ? 'damaged' : 'warning'}></tessera-icon>`
      }
      <span class="text">${toast.text}</span>
      <span class="buttons">
        ${
          action
            ? html`<tessera-button
                variant="quiet"
                @click=${(): void => {
                  this.#dismiss(toast.id);
                  action.run();
                }}
                >${action.label}</tessera-button
              >`
            : nothing
        }
        <tessera-button
          variant="quiet"
          icon="close"
          label="Dismiss"
          @click=${(): void => this.#dismiss(toast.id)}
        ></tessera-button>
      </span>
    </div>`;
  }

  #dismiss(id: number): void {
    this.dispatchEvent(new CustomEvent<number>('dismiss', { detail: id }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-toast': TesseraToast;
  }
}
