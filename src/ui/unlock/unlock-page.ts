// <tessera-unlock-page>: the vault is here and locked. Opens it by passphrase or passkey; a wrong one says so and
// changes nothing. The passphrase leaves the page the moment it was tried.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state as reactive } from 'lit/decorators.js';
import { canUsePasskeys } from '../../app/capabilities.ts';
import { codeOf } from '../../app/notices.ts';
import { usePasskey } from '../../app/passkey.ts';
import { state } from '../../app/state.ts';
import { vault } from '../../app/vault-client.ts';
import { errorSentence } from '../../app/words.ts';
import { brand, front } from '../kit/front.ts';
import type { TesseraField } from '../kit/field.ts';
import { base } from '../kit/tokens.ts';
import { Watch } from '../kit/watch.ts';
import '../kit/button.ts';
import '../kit/field.ts';
import '../kit/icon.ts';

@customElement('tessera-unlock-page')
export class TesseraUnlockPage extends LitElement {
  static override readonly styles = [base, front];

  @reactive() private busy: 'no' | 'passphrase' | 'passkey' = 'no';
  @reactive() private fieldError = '';
  @reactive() private problem = '';
  @query('tessera-field') private readonly field!: TesseraField;

  constructor() {
    super();
    new Watch(this, state.status);
  }

  protected override firstUpdated(): void {
    void this.field.updateComplete.then(() => this.field.focus());
  }

  protected override render(): TemplateResult {
    const { passkeys = [], inbox = 0, pen } = state.status.value ?? {};
    return html`<div class="front">
      ${brand()}
      <div class="stack">
        <h1>Your vault is locked</h1>
        <p class="lead">Photos are sealed on this device. Their keys are not in memory until you unlock.</p>
      </div>
      ${
        inbox > 0
          ? html`<p class="note">
              <tessera-icon name="import"></tessera-icon>
              <span>
                ${inbox === 1 ? '1 file has' : `${inbox} files have`} arrived and wait sealed. They are imported when
                you unlock.
              </span>
            </p>`
          : nothing
      }
      <form @submit=${this.#submit}>
        <tessera-field
          label="Passphrase"
          type="password"
          name="passphrase"
          autocomplete="current-password"
          .error=${this.fieldError}
          @input=${(): void => {
            this.fieldError = '';
          }}
        ></tessera-field>
        <tessera-button type="submit" variant="primary" icon="unlock" wide .busy=${this.busy === 'passphrase'}
          >${this.busy === 'passphrase' ? 'Opening…' : 'Unlock'}</tessera-button
        >
        ${
          passkeys.length > 0 && canUsePasskeys()
            ? html`<tessera-button icon="passkey" wide .busy=${this.busy === 'passkey'} @click=${this.#passkey}
                >Unlock with a passkey</tessera-button
              >`
            : nothing
        }
      </form>
      <p class="note wrong" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
      ${
        pen === 'elsewhere'
          ? html`<p class="note">
              <tessera-icon name="copy"></tessera-icon>
              <span>Tessera is also open in another tab. Unlock it there, or here to look at your photos.</span>
            </p>`
          : nothing
      }
      <details class="soft">
        <summary>Forgotten the passphrase?</summary>
        <p>
          Nobody can reset it. With your 24 recovery words and a backup, open Tessera in another browser profile or on
          another device and choose “I had one before”.
        </p>
      </details>
    </div>`;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    if (this.busy !== 'no') return;
    const passphrase = this.field.value;
    if (passphrase === '') {
      this.fieldError = 'Type your passphrase.';
      this.field.focus();
      return;
    }
    void this.#open('passphrase', () => vault().unlock(passphrase));
  };

  readonly #passkey = (): void => {
    const passkeys = state.status.value?.passkeys ?? [];
    void this.#open('passkey', async () => {
      const { credential, prf } = await usePasskey(passkeys);
      try {
        await vault().unlockWithPasskey(credential, prf);
      } finally {
        prf.fill(0);
      }
    });
  };

  async #open(how: 'passphrase' | 'passkey', unlock: () => Promise<void>): Promise<void> {
    this.busy = how;
    this.fieldError = '';
    this.problem = '';
    try {
      await unlock();
    } catch (error) {
      const code = codeOf(error);
      const { what, means, next } = errorSentence(code);
      if (code === 'wrong-passphrase') this.fieldError = `${what} ${means}`;
      else if (code === 'unsupported') this.problem = 'This passkey cannot open a vault here. Use your passphrase.';
      else if (code !== 'cancelled') this.problem = `${what} ${next}`;
    } finally {
      this.busy = 'no';
      this.field.clear();
    }
    if (this.fieldError) this.field.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-unlock-page': TesseraUnlockPage;
  }
}
