// <tessera-share-dialog>: one question before copies leave the vault: with or without the place where they were
// taken. Without is the first choice, because it cannot be taken back.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { countOf } from '../../app/format.ts';
import type { FileId } from '../../core/ids.ts';
import { base } from '../kit/tokens.ts';
import { shareOut } from './batch-actions.ts';
import '../kit/button.ts';
import '../kit/dialog.ts';
import '../kit/switch.ts';
import type { TesseraSwitch } from '../kit/switch.ts';

@customElement('tessera-share-dialog')
export class TesseraShareDialog extends LitElement {
  static override readonly styles = [
    base,
    css`
      p {
        text-wrap: pretty;
      }
    `,
  ];

  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) photos: readonly FileId[] = [];
  @state() private withoutLocation = true;

  protected override render(): TemplateResult {
    return html`<tessera-dialog
      ?open=${this.open}
      heading="Share ${countOf(this.photos.length, 'copy', 'copies')}"
      @close=${this.#close}
    >
      <p class="soft">Copies leave the vault unsealed: whoever gets them can read and pass them on.</p>
      <tessera-switch
        label="Without location"
        hint="Leaves out where it was taken and the camera’s serial number."
        ?checked=${this.withoutLocation}
        @change=${(event: Event): void => {
          this.withoutLocation = (event.target as TesseraSwitch).checked;
        }}
      ></tessera-switch>
      <tessera-button slot="actions" @click=${this.#close}>Cancel</tessera-button>
      <tessera-button slot="actions" variant="primary" icon="share" @click=${this.#share}>Share</tessera-button>
    </tessera-dialog>`;
  }

  readonly #share = (): void => {
    this.#close();
    void shareOut(this.photos, this.withoutLocation);
  };
  readonly #close = (): void => {
    this.dispatchEvent(new Event('close'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-share-dialog': TesseraShareDialog;
  }
}
