// <tessera-export-dialog>: where verified files go, byte for byte: into a folder, into one zip file that is written
// as it is made, or, where this browser can neither, as a download.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { canSaveFile, canUseFolders } from '../../app/capabilities.ts';
import { countOf } from '../../app/format.ts';
import { exportPhotos, type Wrapping } from '../../app/hand-out.ts';
import type { FileId } from '../../core/ids.ts';
import { base } from '../kit/tokens.ts';
import '../kit/button.ts';
import '../kit/dialog.ts';

@customElement('tessera-export-dialog')
export class TesseraExportDialog extends LitElement {
  static override readonly styles = [
    base,
    css`
      .ways {
        display: grid;
        gap: var(--space-2);
      }
    `,
  ];

  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) photos: readonly FileId[] | 'all' = [];

  protected override render(): TemplateResult {
    const what = this.photos === 'all' ? 'everything' : countOf(this.photos.length, 'photo');
    return html`<tessera-dialog ?open=${this.open} heading="Export ${what}" @close=${this.#close}>
      <p class="soft">
        The files as they were imported, in their folders, byte for byte. Each is verified before it is written.
        Captions, labels and albums come along as JSON.
      </p>
      <div class="ways">
        ${
          canUseFolders()
            ? html`<tessera-button wide variant="primary" icon="folder" @click=${(): void => this.#into('folder')}
                >Into a folder…</tessera-button
              >`
            : nothing
        }
        ${
          canSaveFile()
            ? html`<tessera-button wide icon="file" @click=${(): void => this.#into('file')}
                >As one zip file…</tessera-button
              >`
            : html`<tessera-button wide icon="download" @click=${(): void => this.#into('file')}
                >As one zip in your downloads</tessera-button
              >`
        }
      </div>
    </tessera-dialog>`;
  }

  #into(wrapping: Wrapping): void {
    this.#close();
    void exportPhotos(this.photos, wrapping);
  }

  readonly #close = (): void => {
    this.dispatchEvent(new Event('close'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-export-dialog': TesseraExportDialog;
  }
}
