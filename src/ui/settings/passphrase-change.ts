// <tessera-passphrase-change>: old passphrase, new one twice. A wrong old one changes nothing. All three leave the
// page as soon as they were tried.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, query, queryAll, state as reactive } from 'lit/decorators.js';
import { codeOf, toast } from '../../app/notices.ts';
import { vault } from '../../app/vault-client.ts';
import { errorSentence } from '../../app/words.ts';
import type { TesseraField } from '../kit/field.ts';
import { base } from '../kit/tokens.ts';
import { strengthOf, strengthWords, type Strength } from '../welcome/passphrase-strength.ts';
import '../kit/button.ts';
import '../kit/dialog.ts';
import '../kit/field.ts';

@customElement('tessera-passphrase-change')
export class TesseraPassphraseChange extends LitElement {
  static override readonly styles = [
    base,
    css`
      form {
        display: grid;
        gap: var(--space-4);
      }
    `,
  ];

  @reactive() private open = false;
  @reactive() private busy = false;
  @reactive() private errors: { readonly current?: string; readonly next?: string; readonly again?: string } = {};
  @reactive() private strength: Strength | undefined;
  @query('[name="current"]') private readonly currentField!: TesseraField;
  @query('[name="next"]') private readonly nextField!: TesseraField;
  @query('[name="again"]') private readonly againField!: TesseraField;
  @queryAll('tessera-field') private readonly fields!: NodeListOf<TesseraField>;

  protected override render(): TemplateResult {
    return html`<tessera-button icon="key" @click=${this.#begin}>Change passphrase</tessera-button>
      <tessera-dialog heading="Change passphrase" .open=${this.open} @close=${this.#end}>
        <form @submit=${this.#submit}>
          <tessera-field
            label="Passphrase now"
            name="current"
            type="password"
            autocomplete="current-password"
            .error=${this.errors.current ?? ''}
          ></tessera-field>
          <tessera-field
            label="New passphrase"
            name="next"
            type="password"
            autocomplete="new-password"
            .hint=${strengthWords[this.strength ?? 'short']}
            .error=${this.errors.next ?? ''}
            @input=${(): void => {
              this.strength = this.nextField.value ? strengthOf(this.nextField.value) : undefined;
            }}
          ></tessera-field>
          <tessera-field
            label="New passphrase again"
            name="again"
            type="password"
            autocomplete="new-password"
            .error=${this.errors.again ?? ''}
          ></tessera-field>
        </form>
        <tessera-button slot="actions" variant="primary" .busy=${this.busy} @click=${this.#submit}
          >Change</tessera-button
        >
      </tessera-dialog>`;
  }

  readonly #begin = (): void => {
    this.errors = {};
    this.open = true;
    void this.updateComplete.then(() => this.currentField.focus());
  };

  readonly #end = (): void => {
    this.open = false;
    this.strength = undefined;
    for (const field of this.fields) field.clear();
  };

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    if (this.busy) return;
    const [current, next, again] = [this.currentField.value, this.nextField.value, this.againField.value];
    this.errors = {
      ...(!current && { current: 'Type the passphrase that opens the vault now.' }),
      ...(strengthOf(next) === 'short' && { next: strengthWords.short }),
      ...(next !== again && { again: 'The two are not the same.' }),
    };
    if (Object.keys(this.errors).length === 0) void this.#change(current, next);
  };

  async #change(current: string, next: string): Promise<void> {
    this.busy = true;
    try {
      await vault().changePassphrase(current, next);
      this.#end();
      toast('The passphrase is changed. Your recovery words stay the same.');
    } catch (error) {
      const { what, means } = errorSentence(codeOf(error));
      this.errors = { current: `${what} ${means}` };
      this.currentField.clear();
      this.currentField.focus();
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-passphrase-change': TesseraPassphraseChange;
  }
}
