// <tessera-field>: one labelled text input with hint and error, named for screen readers. Enter submits the form
// around it. Secrets: `clear()` empties the native input too, so that no passphrase stays in the page after use.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { base } from './tokens.ts';
import './button.ts';

@customElement('tessera-field')
export class TesseraField extends LitElement {
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
      label {
        display: block;
        margin-bottom: var(--space-1);
        font-weight: 550;
      }
      .optional {
        font-weight: 400;
        color: var(--text-soft);
      }
      .row {
        display: flex;
        align-items: stretch;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--surface-raised);
      }
      .row:focus-within {
        outline: 2px solid var(--accent);
        outline-offset: 1px;
      }
      .row.wrong {
        border-color: var(--damaged);
      }
      input,
      textarea {
        flex: 1;
        width: 100%;
        min-width: 0;
        min-height: var(--touch);
        padding: var(--space-2) var(--space-3);
        border: 0;
        border-radius: var(--radius);
        background: transparent;
        /* Below 16 px, phones zoom into the field. */
        font-size: max(16px, var(--text-body));
      }
      /* The row around it shows the focus. */
      input:focus-visible,
      textarea:focus-visible {
        outline: none;
      }
      textarea {
        resize: vertical;
        line-height: 1.5;
      }
      .below {
        margin-top: var(--space-1);
        font-size: var(--text-small);
        color: var(--text-soft);
      }
      .error {
        color: var(--damaged);
      }
    `,
  ];

  @property() label = '';
  @property() hint = '';
  @property() error = '';
  @property() value = '';
  @property() name = '';
  @property() type: 'text' | 'password' | 'email' | 'search' | 'datetime-local' = 'text';
  @property() autocomplete: string | undefined;
  @property() placeholder: string | undefined;
  @property({ type: Number }) rows = 0;
  @property({ type: Number }) maxlength: number | undefined;
  @property({ type: Boolean }) required = false;
  @property({ type: Boolean }) optional = false;
  @property({ type: Boolean }) disabled = false;
  @property({ type: Boolean, attribute: 'hide-label' }) hideLabel = false;
  @state() private shown = false;
  @query('input, textarea') private readonly input!: HTMLInputElement | HTMLTextAreaElement;

  /** Empties the field in the page itself, not only on the next render. */
  clear(): void {
    this.value = '';
    this.shown = false;
    if (this.hasUpdated) this.input.value = '';
  }

  select(): void {
    this.input.select();
  }

  protected override render(): TemplateResult {
    const below = [this.error ? 'error' : '', this.hint ? 'hint' : ''].filter(Boolean).join(' ');
    return html`
      <label for="input" class=${this.hideLabel ? 'visually-hidden' : ''}
        >${this.label}${this.optional ? html` <span class="optional">(optional)</span>` : nothing}</label
      >
      <div class="row ${this.error ? 'wrong' : ''}">${this.renderInput(below)}${this.renderReveal()}</div>
      ${this.error ? html`<p class="below error" id="error">${this.error}</p>` : nothing}
      ${this.hint ? html`<p class="below" id="hint">${this.hint}</p>` : nothing}
      <div aria-live="polite" class="visually-hidden">${this.error}</div>
    `;
  }

  private renderInput(below: string): TemplateResult {
    if (this.rows > 0) {
      return html`<textarea
        id="input"
        rows=${this.rows}
        name=${this.name}
        placeholder=${this.placeholder ?? nothing}
        maxlength=${this.maxlength ?? nothing}
        ?required=${this.required}
        ?disabled=${this.disabled}
        spellcheck="false"
        autocapitalize="none"
        aria-invalid=${this.error ? 'true' : nothing}
        aria-describedby=${below || nothing}
        .value=${this.value}
        @input=${this.#typed}
      ></textarea>`;
    }
    return html`<input
      id="input"
      type=${this.type === 'password' && this.shown ? 'text' : this.type}
      name=${this.name}
      autocomplete=${this.autocomplete ?? nothing}
      placeholder=${this.placeholder ?? nothing}
      maxlength=${this.maxlength ?? nothing}
      ?required=${this.required}
      ?disabled=${this.disabled}
      spellcheck="false"
      autocapitalize=${this.type === 'text' ? nothing : 'none'}
      aria-invalid=${this.error ? 'true' : nothing}
      aria-describedby=${below || nothing}
      .value=${this.value}
      @input=${this.#typed}
      @keydown=${this.#keydown}
    />`;
  }

  private renderReveal(): TemplateResult | typeof nothing {
    if (this.type !== 'password') return nothing;
    return html`<tessera-button
      variant="quiet"
      icon=${this.shown ? 'eye-off' : 'eye'}
      label=${this.shown ? 'Hide what you typed' : 'Show what you typed'}
      @click=${(): void => {
        this.shown = !this.shown;
      }}
    ></tessera-button>`;
  }

  readonly #typed = (): void => {
    this.value = this.input.value;
  };
  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.isComposing) this.closest('form')?.requestSubmit();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-field': TesseraField;
  }
}
