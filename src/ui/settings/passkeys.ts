// <tessera-passkeys>: the passkeys that open this vault; add one, take one away. The secret bytes pass through this
// page once, on their way to the vault worker, and are zeroed.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, query, state as reactive } from 'lit/decorators.js';
import { canUsePasskeys } from '../../app/capabilities.ts';
import { attempt } from '../../app/commands.ts';
import { formatDate } from '../../app/format.ts';
import { codeOf, showError, toast } from '../../app/notices.ts';
import { makePasskey } from '../../app/passkey.ts';
import { state } from '../../app/state.ts';
import { vault } from '../../app/vault-client.ts';
import type { PasskeyInfo } from '../../vault/api.ts';
import type { TesseraField } from '../kit/field.ts';
import { base } from '../kit/tokens.ts';
import { Watch } from '../kit/watch.ts';
import '../kit/button.ts';
import '../kit/dialog.ts';
import '../kit/field.ts';
import '../kit/icon.ts';

@customElement('tessera-passkeys')
export class TesseraPasskeys extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
        justify-items: start;
      }
      ul {
        display: grid;
        width: 100%;
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: var(--touch);
      }
      li span {
        flex: 1;
      }
    `,
  ];

  @reactive() private naming = false;
  @reactive() private busy = false;
  @reactive() private removing: PasskeyInfo | undefined;
  @query('tessera-field') private readonly field!: TesseraField;

  constructor() {
    super();
    new Watch(this, state.status);
  }

  protected override render(): TemplateResult {
    const passkeys = state.status.value?.passkeys ?? [];
    return html`<h3>Passkeys</h3>
      ${
        passkeys.length > 0
          ? html`<ul>
              ${passkeys.map(
                (passkey) =>
                  html`<li>
                    <tessera-icon name="passkey"></tessera-icon>
                    <span>${passkey.label}<br /><small class="soft">added ${formatDate(passkey.addedMs)}</small></span>
                    <tessera-button
                      variant="quiet"
                      icon="trash"
                      label="Remove ${passkey.label}"
                      @click=${(): void => {
                        this.removing = passkey;
                      }}
                    ></tessera-button>
                  </li>`,
              )}
            </ul>`
          : html`<p class="soft">Fingerprint, face, device PIN or security key instead of typing the passphrase.</p>`
      }
      ${
        canUsePasskeys()
          ? html`<tessera-button icon="plus" @click=${this.#begin}>Add a passkey</tessera-button>`
          : html`<p class="soft">This browser has no passkeys.</p>`
      }
      ${this.renderNaming()} ${this.renderRemoving()}`;
  }

  private renderNaming(): TemplateResult {
    return html`<tessera-dialog heading="Add a passkey" .open=${this.naming} @close=${this.#close}>
      <form @submit=${this.#add}>
        <tessera-field
          label="Its name"
          name="label"
          maxlength="60"
          hint="So that you recognise it here, for instance “Laptop fingerprint”."
        ></tessera-field>
      </form>
      <tessera-button slot="actions" variant="primary" .busy=${this.busy} @click=${this.#add}>Continue</tessera-button>
    </tessera-dialog>`;
  }

  private renderRemoving(): TemplateResult {
    const { removing } = this;
    const keep = (): void => {
      this.removing = undefined;
    };
    return html`<tessera-dialog
      heading="Remove “${removing?.label ?? ''}”?"
      .open=${removing !== undefined}
      @close=${keep}
    >
      <p>It will no longer open this vault. The passphrase still does.</p>
      <tessera-button slot="actions" variant="quiet" @click=${keep}>Keep it</tessera-button>
      <tessera-button
        slot="actions"
        variant="danger"
        @click=${(): void => {
          keep();
          if (removing) void attempt(() => vault().removePasskey(removing.credential));
        }}
        >Remove</tessera-button
      >
    </tessera-dialog>`;
  }

  readonly #begin = (): void => {
    this.naming = true;
    this.field.value = '';
    void this.updateComplete.then(() => this.field.focus());
  };
  readonly #close = (): void => {
    this.naming = false;
  };

  readonly #add = (event: Event): void => {
    event.preventDefault();
    if (!this.busy) void this.#make(this.field.value.trim() || 'Passkey');
  };

  async #make(label: string): Promise<void> {
    this.busy = true;
    const prfSalt = crypto.getRandomValues(new Uint8Array(32));
    try {
      const { credential, prf } = await makePasskey(state.status.value?.name ?? 'vault', prfSalt);
      try {
        await vault().addPasskey({ credential, label, prfSalt }, prf);
      } finally {
        prf.fill(0);
      }
      toast(`“${label}” opens this vault from now on.`);
    } catch (error) {
      if (codeOf(error) === 'unsupported') {
        toast('This passkey cannot keep a secret for the vault (no PRF). Try another one, or keep the passphrase.', {
          tone: 'attention',
        });
      } else showError(error);
    } finally {
      this.busy = false;
      this.naming = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-passkeys': TesseraPasskeys;
  }
}
