// <tessera-empty>: what a page shows when there is nothing to show: one drawing, one sentence, what to do next.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { IconName } from './icon-paths.ts';
import { base } from './tokens.ts';
import './icon.ts';

@customElement('tessera-empty')
export class TesseraEmpty extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: grid;
        justify-items: center;
        align-content: center;
        gap: var(--space-3);
        padding: var(--space-12) var(--space-4);
        text-align: center;
      }
      tessera-icon {
        width: 40px;
        height: 40px;
        color: var(--text-soft);
      }
      .text {
        max-width: 46ch;
        color: var(--text-soft);
        text-wrap: pretty;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: var(--space-2);
        margin-top: var(--space-2);
      }
    `,
  ];

  @property() icon: IconName = 'photos';
  @property() heading = '';

  protected override render(): TemplateResult {
    return html`<tessera-icon name=${this.icon}></tessera-icon>
      <h2>${this.heading}</h2>
      <div class="text"><slot></slot></div>
      <div class="actions"><slot name="actions"></slot></div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-empty': TesseraEmpty;
  }
}
