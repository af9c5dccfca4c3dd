// <tessera-menu>: a button that opens a short list of actions, as the ARIA menu button pattern has it: arrows move,
// Home and End jump, Esc closes and gives focus back. A popover, so nothing clips it.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { IconName } from './icon-paths.ts';
import { base } from './tokens.ts';
import './button.ts';
import type { ButtonVariant, TesseraButton } from './button.ts';

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** Set for a choice among several: the chosen one is marked. */
  readonly chosen?: boolean;
  readonly run: () => void;
}

@customElement('tessera-menu')
export class TesseraMenu extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: inline-flex;
      }
      [popover] {
        position: fixed;
        margin: 0;
        min-width: 200px;
        max-width: calc(100vw - 2 * var(--space-2));
        max-height: calc(100dvh - 2 * var(--space-2));
        overflow: auto;
        padding: var(--space-1);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface-raised);
        color: var(--text);
        box-shadow: var(--shadow);
      }
      .item {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        width: 100%;
        min-height: var(--touch);
        padding: var(--space-1) var(--space-3);
        border: 0;
        border-radius: calc(var(--radius) - 2px);
        background: transparent;
        text-align: start;
        cursor: pointer;
      }
      .item:hover,
      .item:focus-visible {
        background: var(--surface-hover);
        outline-offset: -2px;
      }
      .item[aria-disabled='true'] {
        opacity: 0.55;
        cursor: default;
      }
      .danger {
        color: var(--damaged);
      }
      .room {
        width: 1.25em;
      }
    `,
  ];

  @property() label = '';
  @property() icon: IconName | undefined = 'more';
  @property() variant: ButtonVariant = 'quiet';
  /** Shows the label beside the icon instead of only naming it. */
  @property({ type: Boolean }) text = false;
  @property({ attribute: false }) items: readonly MenuItem[] = [];
  @state() private open = false;
  @query('[popover]') private readonly popup!: HTMLElement;
  @query('tessera-button') private readonly opener!: TesseraButton;

  protected override render(): TemplateResult {
    const choices = this.items.some((item) => item.chosen !== undefined);
    return html`
      <tessera-button
        variant=${this.variant}
        .icon=${this.icon}
        .label=${this.text ? undefined : this.label}
        .expanded=${this.open}
        @click=${this.#toggle}
        @keydown=${this.#openByKey}
        >${this.text ? this.label : nothing}</tessera-button
      >
      <div popover="auto" role="menu" aria-label=${this.label} @toggle=${this.#toggled} @keydown=${this.#move}>
        ${this.items.map(
          (item) =>
            html`<button
              class="item ${item.danger ? 'danger' : ''}"
              type="button"
              tabindex="-1"
              role=${item.chosen === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked=${item.chosen ?? nothing}
              aria-disabled=${item.disabled ? 'true' : nothing}
              @click=${(): void => this.#pick(item)}
            >
              ${
                choices
                  ? item.chosen
                    ? html`<tessera-icon name="check"></tessera-icon>`
                    : html`<span class="room"></span>`
                  : item.icon
                    ? html`<tessera-icon name=${item.icon}></tessera-icon>`
                    : nothing
              }
              <span>${item.label}</span>
            </button>`,
        )}
      </div>
    `;
  }

  #pick(item: MenuItem): void {
    if (item.disabled) return;
    this.popup.hidePopover();
    this.opener.focus();
    item.run();
  }

  readonly #toggle = (): void => {
    this.popup.togglePopover();
  };
  readonly #openByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    this.popup.showPopover();
  };
  readonly #toggled = (event: ToggleEvent): void => {
    this.open = event.newState === 'open';
    if (!this.open) return;
    this.#place();
    this.#focus(0);
  };
  readonly #move = (event: KeyboardEvent): void => {
    const entries = this.#entries();
    const at = entries.findIndex((entry) => entry.matches(':focus'));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.#focus(to);
    } else if (event.key === 'Tab') {
      this.popup.hidePopover();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.popup.hidePopover();
      this.opener.focus();
    }
  };

  #entries(): HTMLButtonElement[] {
    return [...this.popup.querySelectorAll<HTMLButtonElement>('.item')];
  }
  #focus(index: number): void {
    const entries = this.#entries();
    entries.at(index % Math.max(1, entries.length))?.focus();
  }
  #place(): void {
    const from = this.opener.getBoundingClientRect();
    const size = this.popup.getBoundingClientRect();
    const gap = 4;
    const below = from.bottom + gap + size.height <= innerHeight - 8;
    const top = below ? from.bottom + gap : Math.max(8, from.top - gap - size.height);
    const left = Math.min(Math.max(8, from.left), innerWidth - size.width - 8);
    this.popup.style.top = `${top}px`;
    this.popup.style.left = `${left}px`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-menu': TesseraMenu;
  }
}
