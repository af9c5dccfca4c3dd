// <tessera-album-page>: one album as its own place: its name as heading, the same grid, tools to rename or delete
// the album (which deletes no photo).
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state as reactive } from 'lit/decorators.js';
import { act } from '../../app/commands.ts';
import { showError } from '../../app/notices.ts';
import { navigate } from '../../app/routes.ts';
import { state } from '../../app/state.ts';
import { vault } from '../../app/vault-client.ts';
import type { AlbumId } from '../../core/ids.ts';
import type { TesseraField } from '../kit/field.ts';
import { base } from '../kit/tokens.ts';
import '../kit/button.ts';
import '../kit/dialog.ts';
import '../kit/field.ts';
import '../kit/menu.ts';

@customElement('tessera-album-page')
export class TesseraAlbumPage extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
        height: 100%;
      }
      tessera-photos-page {
        height: 100%;
      }
    `,
  ];

  @property({ attribute: false }) album: AlbumId | undefined;
  @reactive() private name = '';
  @reactive() private asking: 'rename' | 'delete' | undefined;
  @query('tessera-field') private readonly field!: TesseraField;

  #ends: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ends = state.libraryVersion.subscribe(() => void this.#loadName());
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ends?.();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('album')) void this.#loadName();
  }

  async #loadName(): Promise<void> {
    try {
      const albums = await vault().albums();
      this.name = albums.find(({ id }) => id === this.album)?.name ?? '';
    } catch (error) {
      showError(error);
    }
  }

  protected override render(): TemplateResult {
    return html`
      <tessera-photos-page .album=${this.album} .heading=${this.name || 'Album'}>
        <tessera-menu
          slot="actions"
          label="Album"
          .items=${[
            { label: 'Rename…', icon: 'edit', run: (): void => this.#ask('rename') },
            { label: 'Delete album…', icon: 'trash', danger: true, run: (): void => this.#ask('delete') },
          ]}
        ></tessera-menu>
      </tessera-photos-page>
      ${this.#renderDialog()}
    `;
  }

  #renderDialog(): TemplateResult | typeof nothing {
    switch (this.asking) {
      case 'rename':
        return html`<tessera-dialog open heading="Rename the album" @close=${this.#close}>
          <form @submit=${this.#rename}>
            <tessera-field
              label="Name"
              name="album"
              maxlength="200"
              autocomplete="off"
              .value=${this.name}
            ></tessera-field>
          </form>
          <tessera-button slot="actions" @click=${this.#close}>Cancel</tessera-button>
          <tessera-button slot="actions" variant="primary" @click=${this.#rename}>Rename</tessera-button>
        </tessera-dialog>`;
      case 'delete':
        return html`<tessera-dialog open heading="Delete “${this.name}”?" @close=${this.#close}>
          <p>Only the album goes; its photos stay in your library.</p>
          <tessera-button slot="actions" @click=${this.#close}>Keep it</tessera-button>
          <tessera-button slot="actions" variant="danger" icon="trash" @click=${this.#delete}
            >Delete album</tessera-button
          >
        </tessera-dialog>`;
      case undefined:
        return nothing;
    }
  }

  #ask(what: 'rename' | 'delete'): void {
    this.asking = what;
  }
  readonly #close = (): void => {
    this.asking = undefined;
  };
  readonly #rename = (event: Event): void => {
    event.preventDefault();
    const name = this.field.value.trim();
    if (!name || !this.album) return;
    this.#close();
    void act({ act: 'rename-album', album: this.album, name }, () => `The album is now “${name}”.`);
  };
  readonly #delete = async (): Promise<void> => {
    const { album, name } = this;
    this.#close();
    if (album && (await act({ act: 'delete-album', album }, () => `Album “${name}” deleted; its photos stay.`))) {
      navigate({ page: 'albums' }, true);
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-album-page': TesseraAlbumPage;
  }
}
