// <tessera-tabs>: a row of tabs as the ARIA pattern has it: arrows move and select, one stop for Tab. The panel
// is the slot; it carries the selected tab's name. `select` tells the owner, who sets `selected`.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { IconName } from './icon-paths.ts';
import { base } from './tokens.ts';
import './icon.ts';

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
}

@customElement('tessera-tabs')
export class TesseraTabs extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
      }
      [role='tablist'] {
        display: flex;
        gap: var(--space-1);
        border-bottom: 1px solid var(--line);
      }
      button {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        min-height: var(--touch);
        padding: 0 var(--space-3);
        border: 0;
        border-bottom: 2px solid transparent;
        background: none;
        color: var(--text-soft);
        font-weight: 550;
        cursor: pointer;
      }
      button:focus-visible {
        outline-offset: -2px;
      }
      button:hover {
        color: var(--text);
      }
      [aria-selected='true'] {
        border-bottom-color: var(--accent);
        color: var(--text);
      }
      [role='tabpanel'] {
        padding-top: var(--space-4);
      }
    `,
  ];

  @property({ attribute: false }) tabs: readonly Tab[] = [];
  @property() selected = '';
  @property() label = '';

  protected override render(): TemplateResult {
    return html`<div role="tablist" aria-label=${this.label} @keydown=${this.#move}>
        ${this.tabs.map(
          (tab) =>
            html`<button
              type="button"
              role="tab"
              id="tab-${tab.id}"
              aria-selected=${tab.id === this.selected}
              aria-controls="panel"
              tabindex=${tab.id === this.selected ? 0 : -1}
              @click=${(): void => this.#select(tab.id)}
            >
              ${tab.icon ? html`<tessera-icon name=${tab.icon}></tessera-icon>` : nothing}${tab.label}
            </button>`,
        )}
      </div>
      <div role="tabpanel" id="panel" aria-labelledby="tab-${this.selected}"><slot></slot></div>`;
  }

  #select(id: string): void {
    this.selected = id;
    this.dispatchEvent(new CustomEvent<string>('select', { detail: id }));
  }

  readonly #move = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = this.tabs.findIndex((tab) => tab.id === this.selected);
    const next = this.tabs.at((at + by) % this.tabs.length);
    if (!next) return;
    this.#select(next.id);
    this.renderRoot.querySelector<HTMLElement>(`#tab-${CSS.escape(next.id)}`)?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-tabs': TesseraTabs;
  }
}
