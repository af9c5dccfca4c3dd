// <tessera-export-dialog>: where verified files go, byte for byte: into a folder, into one zip file that is written
// as it is made, or, where this browser can neither, as a download.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { canSaveFile, canUseFolders } from '../../app/capabilities.ts';
import { countOf } from '../../app/format.ts';
import { showError } from '../../app/notices.ts';
import type { FileId } from '../../core/ids.ts';
import type { ExportTarget } from '../../vault/api.ts';
import { base } from '../kit/tokens.ts';
import { exportPhotos } from './batch-actions.ts';
import '../kit/button.ts';
import '../kit/dialog.ts';

interface Pickers {
  showDirectoryPicker(options: { id: string; mode: 'readwrite' }): Promise<FileSystemDirectoryHandle>;
  showSaveFilePicker(options: { id: string; suggestedName: string }): Promise<FileSystemFileHandle>;
}

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
            ? html`<tessera-button wide variant="primary" icon="folder" @click=${(): void => void this.#into('folder')}
                >Into a folder…</tessera-button
              >`
            : nothing
        }
        ${
          canSaveFile()
            ? html`<tessera-button wide icon="file" @click=${(): void => void this.#into('zip')}
                >As one zip file…</tessera-button
              >`
            : html`<tessera-button wide icon="download" @click=${(): void => void this.#into('download')}
                >As one zip in your downloads</tessera-button
              >`
        }
      </div>
    </tessera-dialog>`;
  }

  async #into(to: ExportTarget['to']): Promise<void> {
    try {
      const target = await pickTarget(to);
      this.#close();
      await exportPhotos(this.photos, target);
    } catch (error) {
      // The person closed the browser's picker: the dialog stays as it was.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      showError(error);
    }
  }

  readonly #close = (): void => {
    this.dispatchEvent(new Event('close'));
  };
}

async function pickTarget(to: ExportTarget['to']): Promise<ExportTarget> {
  const pickers = globalThis as unknown as Pickers;
  switch (to) {
    case 'folder':
      return { to, handle: await pickers.showDirectoryPicker({ id: 'tessera-export', mode: 'readwrite' }) };
    case 'zip': {
      const day = new Date().toISOString().slice(0, 10);
      return {
        to,
        handle: await pickers.showSaveFilePicker({ id: 'tessera-export', suggestedName: `tessera-${day}.zip` }),
      };
    }
    case 'download':
      return { to };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-export-dialog': TesseraExportDialog;
  }
}
