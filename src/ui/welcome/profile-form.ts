// <tessera-profile-form>: name, e-mail, passphrase twice; shared by "New vault" and "I had one before". It hands the
// profile over once, in a `profile` event, and then empties its passphrase fields.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state as reactive } from 'lit/decorators.js';
import type { Profile } from '../../vault/api.ts';
import type { TesseraField } from '../kit/field.ts';
import { base } from '../kit/tokens.ts';
import '../kit/button.ts';
import '../kit/field.ts';
import { strengthOf, strengthWords, type Strength } from './passphrase-strength.ts';

const steps: readonly Strength[] = ['weak', 'fair', 'good'];

@customElement('tessera-profile-form')
export class TesseraProfileForm extends LitElement {
  static override readonly styles = [
    base,
    css`
      form {
        display: grid;
        gap: var(--space-4);
      }
      .strength {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: 3px;
        margin-top: calc(-1 * var(--space-2));
      }
      .strength span {
        height: 4px;
        background: var(--tile);
        border-radius: 1px;
      }
      .strength .filled {
        background: var(--accent);
      }
    `,
  ];

  @property() action = 'Continue';
  @property({ type: Boolean }) busy = false;
  @reactive() private errors: { readonly name?: string; readonly first?: string; readonly second?: string } = {};
  @reactive() private strength: Strength | undefined;
  @query('[name="name"]') private readonly nameField!: TesseraField;
  @query('[name="email"]') private readonly emailField!: TesseraField;
  @query('[name="new-passphrase"]') private readonly firstField!: TesseraField;
  @query('[name="again"]') private readonly secondField!: TesseraField;

  override focus(): void {
    void this.updateComplete.then(() => this.nameField.focus());
  }

  protected override render(): TemplateResult {
    const reached = this.strength ? steps.indexOf(this.strength) : -1;
    return html`<form @submit=${this.#submit}>
      <tessera-field
        label="Your name"
        name="name"
        autocomplete="name"
        maxlength="120"
        hint="Stays on this device, sealed."
        .error=${this.errors.name ?? ''}
      ></tessera-field>
      <tessera-field
        label="E-mail"
        name="email"
        type="email"
        optional
        autocomplete="email"
        maxlength="200"
        hint="Never sent anywhere."
      ></tessera-field>
      <tessera-field
        label="Passphrase"
        name="new-passphrase"
        type="password"
        autocomplete="new-password"
        .hint=${this.strength ? strengthWords[this.strength] : strengthWords.short}
        .error=${this.errors.first ?? ''}
        @input=${this.#typed}
      ></tessera-field>
      <div class="strength" aria-hidden="true">
        ${steps.map((_step, at) => html`<span class=${at <= reached ? 'filled' : ''}></span>`)}
      </div>
      <tessera-field
        label="The passphrase again"
        name="again"
        type="password"
        autocomplete="new-password"
        .error=${this.errors.second ?? ''}
      ></tessera-field>
      <tessera-button type="submit" variant="primary" wide .busy=${this.busy}>${this.action}</tessera-button>
      ${this.busy ? html`<p class="soft small" role="status">Stretching the passphrase takes a moment.</p>` : nothing}
    </form>`;
  }

  readonly #typed = (): void => {
    const { value } = this.firstField;
    this.strength = value ? strengthOf(value) : undefined;
  };

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    if (this.busy) return;
    const name = this.nameField.value.trim();
    const email = this.emailField.value.trim();
    const passphrase = this.firstField.value;
    this.errors = {
      ...(!name && { name: 'Type the name that your vault greets you with.' }),
      ...(strengthOf(passphrase) === 'short' && { first: strengthWords.short }),
      ...(passphrase !== this.secondField.value && { second: 'The two are not the same.' }),
    };
    const wrong = this.errors.name
      ? this.nameField
      : this.errors.first
        ? this.firstField
        : this.errors.second
          ? this.secondField
          : undefined;
    if (wrong) {
      wrong.focus();
      return;
    }
    this.firstField.clear();
    this.secondField.clear();
    this.strength = undefined;
    const detail: Profile = { name, passphrase, ...(email && { email }) };
    this.dispatchEvent(new CustomEvent<Profile>('profile', { detail }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-profile-form': TesseraProfileForm;
  }
}
