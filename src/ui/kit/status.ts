// <tessera-status kind="proved">Original verified</tessera-status>: a state as icon, word and colour together.
// Green is only for what was proved in full; "checked" (a sealed preview) is neutral on purpose.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { IconName } from './icon-paths.ts';
import { base } from './tokens.ts';
import './icon.ts';

export type StatusKind = 'proved' | 'checked' | 'busy' | 'attention' | 'damaged' | 'neutral';

const icons: Readonly<Record<StatusKind, IconName>> = {
  proved: 'proof',
  checked: 'eye',
  busy: 'refresh',
  attention: 'warning',
  damaged: 'damaged',
  neutral: 'info',
};

@customElement('tessera-status')
export class TesseraStatus extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        padding: 2px var(--space-3) 2px var(--space-2);
        border: 1px solid var(--line);
        border-radius: 999px;
        background: var(--surface-sunk);
        color: var(--text);
        font-size: var(--text-small);
        font-weight: 550;
        line-height: 1.5;
      }
      :host([kind='proved']) {
        background: var(--proved-soft);
        border-color: transparent;
        color: var(--proved);
      }
      :host([kind='attention']) {
        background: var(--attention-soft);
        border-color: transparent;
        color: var(--attention);
      }
      :host([kind='damaged']) {
        background: var(--damaged-soft);
        border-color: transparent;
        color: var(--damaged);
      }
      @media (forced-colors: active) {
        :host {
          border-color: CanvasText;
        }
      }
    `,
  ];

  @property({ reflect: true }) kind: StatusKind = 'neutral';
  /** Another drawing than the kind's own, where the word asks for it. */
  @property() icon: IconName | undefined;

  protected override render(): TemplateResult {
    return html`<tessera-icon name=${this.icon ?? icons[this.kind]}></tessera-icon><span><slot></slot></span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-status': TesseraStatus;
  }
}
