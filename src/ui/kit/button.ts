// <tessera-button>: the one button. With `href` it is a link that looks the same; with only an icon it needs a
// `label`. type="submit" submits the form around it, which a button in a shadow tree does not do by itself.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { IconName } from './icon-paths.ts';
import { base } from './tokens.ts';
import './icon.ts';

export type ButtonVariant = 'plain' | 'primary' | 'quiet' | 'danger';

@customElement('tessera-button')
export class TesseraButton extends LitElement {
  static override readonly shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  };
  static override readonly styles = [
    base,
    css`
      :host {
        display: inline-flex;
      }
      :host([wide]) {
        display: flex;
      }
      .button {
        display: inline-flex;
        align-items: center;
        justify-content: center;
        gap: var(--space-2);
        flex: 1;
        min-height: var(--touch);
        min-width: var(--touch);
        padding: var(--space-1) var(--space-4);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--surface-raised);
        color: var(--text);
        font: 550 var(--text-body) / 1.25 var(--font);
        text-align: center;
        text-decoration: none;
        cursor: pointer;
        transition: background-color var(--motion);
      }
      .button:hover {
        background: var(--surface-hover);
      }
      .button:active {
        background: var(--surface-pressed);
      }
      .icon-only {
        padding: 0;
      }
      :host([variant='primary']) .button {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--accent-text);
      }
      :host([variant='primary']) .button:hover {
        background: var(--accent-hover);
        border-color: var(--accent-hover);
      }
      :host([variant='quiet']) .button {
        background: transparent;
        border-color: transparent;
      }
      :host([variant='quiet']) .button:hover {
        background: var(--surface-hover);
      }
      :host([variant='danger']) .button {
        background: transparent;
        border-color: var(--damaged);
        color: var(--damaged);
      }
      :host([variant='danger']) .button:hover {
        background: var(--damaged-soft);
      }
      .button[aria-pressed='true'] {
        background: var(--accent-soft);
        color: var(--accent);
      }
      .button[aria-disabled='true'],
      .button:disabled {
        cursor: default;
        opacity: 0.55;
      }
      @media (forced-colors: active) {
        .button[aria-pressed='true'] {
          outline: 2px solid Highlight;
        }
      }
    `,
  ];

  @property({ reflect: true }) variant: ButtonVariant = 'plain';
  @property() icon: IconName | undefined;
  /** The accessible name where there is only an icon; also its tooltip. */
  @property() label: string | undefined;
  @property() type: 'button' | 'submit' = 'button';
  @property() href: string | undefined;
  @property({ type: Boolean, reflect: true }) disabled = false;
  /** Work that this button began is under way: named, not clickable, still focusable. */
  @property({ type: Boolean, reflect: true }) busy = false;
  @property({ attribute: false }) pressed: boolean | undefined;
  @property({ attribute: false }) expanded: boolean | undefined;
  @property({ type: Boolean, reflect: true }) wide = false;

  protected override render(): TemplateResult {
    const kind = `button${this.label !== undefined ? ' icon-only' : ''}`;
    const inside = html`${this.icon ? html`<tessera-icon name=${this.icon}></tessera-icon>` : nothing}<slot></slot>`;
    if (this.href !== undefined && !this.disabled) {
      return html`<a class=${kind} href=${this.href} aria-label=${this.label ?? nothing} title=${this.label ?? nothing}
        >${inside}</a
      >`;
    }
    return html`<button
      class=${kind}
      type="button"
      ?disabled=${this.disabled}
      aria-disabled=${this.busy ? 'true' : nothing}
      aria-busy=${this.busy ? 'true' : nothing}
      aria-label=${this.label ?? nothing}
      title=${this.label ?? nothing}
      aria-pressed=${this.pressed ?? nothing}
      aria-expanded=${this.expanded ?? nothing}
      @click=${this.#click}
    >
      ${inside}
    </button>`;
  }

  readonly #click = (event: Event): void => {
    if (this.busy) {
      event.stopImmediatePropagation();
      return;
    }
    if (this.type === 'submit') this.closest('form')?.requestSubmit();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-button': TesseraButton;
  }
}
