// <tessera-choice>: a few exclusive options side by side, as native radio buttons in one group. `change` fires after
// `value` has its new value.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from './tokens.ts';

export interface ChoiceOption {
  readonly value: string;
  readonly label: string;
}

@customElement('tessera-choice')
export class TesseraChoice extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
      }
      fieldset {
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        margin-bottom: var(--space-1);
        padding: 0;
        font-weight: 550;
      }
      .options {
        display: inline-flex;
        flex-wrap: wrap;
        gap: 2px;
        padding: 2px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
      }
      label {
        position: relative;
        display: grid;
        place-items: center;
        min-height: calc(var(--touch) - 6px);
        padding: 0 var(--space-4);
        border-radius: calc(var(--radius) - 3px);
        cursor: pointer;
      }
      label:hover {
        background: var(--surface-hover);
      }
      input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      label:has(:checked) {
        background: var(--accent);
        color: var(--accent-text);
        font-weight: 550;
      }
      label:has(:focus-visible) {
        outline: 2px solid var(--accent);
        outline-offset: 3px;
      }
      @media (max-width: 480px) {
        label {
          padding: 0 var(--space-2);
        }
      }
      .hint {
        margin-top: var(--space-1);
      }
      @media (forced-colors: active) {
        label:has(:checked) {
          outline: 2px solid Highlight;
        }
      }
    `,
  ];

  @property() label = '';
  @property() hint = '';
  @property() value = '';
  @property({ attribute: false }) options: readonly ChoiceOption[] = [];

  protected override render(): TemplateResult {
    return html`<fieldset aria-describedby=${this.hint ? 'hint' : nothing}>
      <legend>${this.label}</legend>
      <div class="options">
        ${this.options.map(
          ({ value, label }) =>
            html`<label>
              <input
                type="radio"
                name="choice"
                value=${value}
                .checked=${value === this.value}
                @change=${(): void => this.#choose(value)}
              />
              ${label}
            </label>`,
        )}
      </div>
      ${this.hint ? html`<p id="hint" class="hint soft small">${this.hint}</p>` : nothing}
    </fieldset>`;
  }

  #choose(value: string): void {
    this.value = value;
    this.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-choice': TesseraChoice;
  }
}
