// <tessera-erase-vault>: erases everything Tessera keeps in this browser. Asked twice: a button that says what is
// lost, then a word to type.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, query, state as reactive } from 'lit/decorators.js';
import { attempt } from '../../app/commands.ts';
import { countOf, formatDate } from '../../app/format.ts';
import { showError } from '../../app/notices.ts';
import { navigate } from '../../app/routes.ts';
import { state } from '../../app/state.ts';
import { vault } from '../../app/vault-client.ts';
import type { SafetyReport } from '../../vault/api.ts';
import type { TesseraField } from '../kit/field.ts';
import { page } from '../kit/page.ts';
import { base } from '../kit/tokens.ts';
import '../kit/button.ts';
import '../kit/dialog.ts';
import '../kit/field.ts';

const confirmation = 'ERASE';

@customElement('tessera-erase-vault')
export class TesseraEraseVault extends LitElement {
  static override readonly styles = [
    base,
    page,
    css`
      :host {
        height: auto;
        overflow: visible;
      }
      .loss {
        padding: var(--space-3) var(--space-4);
        border-radius: var(--radius);
        background: var(--damaged-soft);
      }
    `,
  ];

  @reactive() private open = false;
  @reactive() private report: SafetyReport | undefined;
  @reactive() private error = '';
  @reactive() private busy = false;
  @query('tessera-field') private readonly field!: TesseraField;

  protected override render(): TemplateResult {
    return html`<section class="card" aria-labelledby="erase">
        <h2 id="erase">Erase this vault</h2>
        <p class="soft">Removes every photo, album and key that Tessera keeps in this browser. Backups stay.</p>
        <div class="row">
          <tessera-button variant="danger" icon="trash" @click=${(): void => void this.#begin()}
            >Erase vault…</tessera-button
          >
        </div>
      </section>
      <tessera-dialog heading="Erase this vault?" .open=${this.open} @close=${this.#close}>
        <p class="loss">${this.#loss()}</p>
        <form @submit=${this.#submit}>
          <tessera-field
            label="Type ${confirmation} to erase it"
            name="confirmation"
            autocomplete="off"
            .error=${this.error}
          ></tessera-field>
        </form>
        <tessera-button slot="actions" variant="quiet" @click=${this.#close}>Keep everything</tessera-button>
        <tessera-button slot="actions" variant="danger" .busy=${this.busy} @click=${this.#submit}
          >Erase for good</tessera-button
        >
      </tessera-dialog>`;
  }

  #loss(): string {
    const { report } = this;
    if (!report) return '';
    if (report.photos === 0) return 'There are no photos in it.';
    if (report.lastBackupMs === undefined) {
      return `${countOf(report.photos, 'photo')} will be gone. There is no backup.`;
    }
    const made = `The last backup is of ${formatDate(report.lastBackupMs)}`;
    return report.notBackedUp === 0
      ? `${made} and holds all ${countOf(report.photos, 'photo')}.`
      : `${made}; ${countOf(report.notBackedUp, 'photo')} since then will be gone.`;
  }

  async #begin(): Promise<void> {
    try {
      this.report = await vault().safety();
    } catch (error) {
      showError(error);
      return;
    }
    this.error = '';
    this.field.clear();
    this.open = true;
    void this.updateComplete.then(() => this.field.focus());
  }

  readonly #close = (): void => {
    this.open = false;
  };

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    if (this.busy) return;
    if (this.field.value.trim() !== confirmation) {
      this.error = `Type ${confirmation}, in capitals.`;
      this.field.focus();
      return;
    }
    void this.#erase();
  };

  async #erase(): Promise<void> {
    this.busy = true;
    await attempt(async () => {
      await vault().destroyVault();
      this.open = false;
      navigate({ page: 'welcome' }, true);
      state.worker.set('over');
    });
    this.busy = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-erase-vault': TesseraEraseVault;
  }
}
