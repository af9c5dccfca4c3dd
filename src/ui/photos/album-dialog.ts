// <tessera-album-dialog>: puts photos into an album, one that is there or a new one.
import { LitElement, css, html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { countOf } from '../../app/format.ts';
import { showError } from '../../app/notices.ts';
import { vault } from '../../app/vault-client.ts';
import type { FileId } from '../../core/ids.ts';
import type { AlbumInfo } from '../../vault/api.ts';
import type { TesseraField } from '../kit/field.ts';
import { base } from '../kit/tokens.ts';
import { addToAlbum, newAlbum } from './batch-actions.ts';
import '../kit/button.ts';
import '../kit/dialog.ts';
import '../kit/field.ts';
import '../kit/icon.ts';

@customElement('tessera-album-dialog')
export class TesseraAlbumDialog extends LitElement {
  static override readonly styles = [
    base,
    css`
      ul {
        display: grid;
        gap: 2px;
        max-height: 40dvh;
        overflow: auto;
        list-style: none;
      }
      .album {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        width: 100%;
        min-height: var(--touch);
        padding: 0 var(--space-3);
        border: 0;
        border-radius: var(--radius);
        background: none;
        text-align: start;
        cursor: pointer;
      }
      .album:hover {
        background: var(--surface-hover);
      }
      .album .soft {
        margin-left: auto;
      }
      form {
        display: flex;
        align-items: end;
        gap: var(--space-2);
      }
      tessera-field {
        flex: 1;
      }
    `,
  ];

  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) photos: readonly FileId[] = [];
  @state() private albums: readonly AlbumInfo[] = [];
  @query('tessera-field') private readonly field!: TesseraField;

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('open') && this.open) void this.#load();
  }

  async #load(): Promise<void> {
    try {
      this.albums = await vault().albums();
    } catch (error) {
      showError(error);
    }
  }

  protected override render(): TemplateResult {
    return html`<tessera-dialog
      ?open=${this.open}
      heading="Add ${countOf(this.photos.length, 'photo')} to an album"
      @close=${this.#close}
    >
      <ul>
        ${this.albums.map(
          (album) =>
            html`<li>
              <button class="album" type="button" @click=${(): void => this.#put(album)}>
                <tessera-icon name="albums"></tessera-icon><span>${album.name}</span
                ><span class="soft small">${album.count.toLocaleString()}</span>
              </button>
            </li>`,
        )}
      </ul>
      <form @submit=${this.#make}>
        <tessera-field label="New album" name="album" maxlength="200" autocomplete="off"></tessera-field>
        <tessera-button type="submit" variant="primary" icon="plus">Make</tessera-button>
      </form>
    </tessera-dialog>`;
  }

  #put(album: AlbumInfo): void {
    this.#close();
    void addToAlbum(this.photos, album.id, album.name);
  }
  readonly #make = (event: Event): void => {
    event.preventDefault();
    const name = this.field.value.trim();
    if (!name) return;
    this.#close();
    void newAlbum(this.photos, name);
  };
  readonly #close = (): void => {
    this.dispatchEvent(new Event('close'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-album-dialog': TesseraAlbumDialog;
  }
}
