// <tessera-switch>: on or off, at once. `change` fires after `checked` has its new value.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from './tokens.ts';

@customElement('tessera-switch')
export class TesseraSwitch extends LitElement {
  static override readonly shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  };
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
      }
      button {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-4);
        width: 100%;
        min-height: var(--touch);
        padding: 0;
        border: 0;
        background: none;
        text-align: start;
        cursor: pointer;
      }
      .track {
        flex: none;
        display: flex;
        width: 44px;
        height: 26px;
        padding: 2px;
        border: 1px solid var(--line-strong);
        border-radius: 13px;
        background: var(--surface-sunk);
        transition: background-color var(--motion);
      }
      .thumb {
        width: 20px;
        height: 20px;
        border-radius: 50%;
        background: var(--line-strong);
        transition: transform var(--motion);
      }
      [aria-checked='true'] .track {
        background: var(--accent);
        border-color: var(--accent);
      }
      [aria-checked='true'] .thumb {
        background: var(--accent-text);
        transform: translateX(18px);
      }
      @media (forced-colors: active) {
        .thumb {
          background: CanvasText;
        }
        [aria-checked='true'] .track {
          background: Highlight;
        }
      }
    `,
  ];

  @property({ type: Boolean }) checked = false;
  @property({ type: Boolean }) disabled = false;
  @property() label = '';
  @property() hint = '';

  protected override render(): TemplateResult {
    return html`<button
      type="button"
      role="switch"
      aria-checked=${this.checked}
      aria-describedby=${this.hint ? 'hint' : nothing}
      aria-label=${this.label}
      ?disabled=${this.disabled}
      @click=${this.#toggle}
    >
      <span>
        ${this.label} ${this.hint ? html`<span id="hint" class="soft small"><br />${this.hint}</span>` : nothing}
      </span>
      <span class="track"><span class="thumb"></span></span>
    </button>`;
  }

  readonly #toggle = (): void => {
    this.checked = !this.checked;
    this.dispatchEvent(new Event('change', { bubbles: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-switch': TesseraSwitch;
  }
}
