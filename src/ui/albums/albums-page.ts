// <tessera-albums-page>: all albums with their covers; new, rename, delete. Deleting an album never deletes photos,
// and can be undone.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state as reactive } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { act } from '../../app/commands.ts';
import { countOf } from '../../app/format.ts';
import { showError } from '../../app/notices.ts';
import { navigate } from '../../app/routes.ts';
import { state } from '../../app/state.ts';
import { vault } from '../../app/vault-client.ts';
import type { AlbumInfo } from '../../vault/api.ts';
import type { TesseraField } from '../kit/field.ts';
import { page } from '../kit/page.ts';
import { Thumbnails } from '../kit/thumbnails.ts';
import { base } from '../kit/tokens.ts';
import '../kit/button.ts';
import '../kit/dialog.ts';
import '../kit/empty.ts';
import '../kit/field.ts';
import '../kit/icon.ts';
import '../kit/menu.ts';

/** What the name dialog is for. */
type Naming = { readonly for: 'new' } | { readonly for: 'rename'; readonly album: AlbumInfo };

@customElement('tessera-albums-page')
export class TesseraAlbumsPage extends LitElement {
  static override readonly styles = [
    base,
    page,
    css`
      .page {
        --page-width: 1200px;
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(160px, 44vw), 1fr));
        gap: var(--space-5) var(--space-4);
        list-style: none;
      }
      li {
        position: relative;
        min-width: 0;
      }
      .cover {
        display: grid;
        place-items: center;
        aspect-ratio: 1;
        overflow: hidden;
        border-radius: var(--radius);
        background: var(--tile);
        color: var(--text-soft);
      }
      .cover img {
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
      .cover tessera-icon {
        width: 32px;
        height: 32px;
      }
      a {
        display: block;
        border-radius: var(--radius);
        color: inherit;
        text-decoration: none;
      }
      .about {
        display: flex;
        align-items: start;
        padding-top: var(--space-1);
      }
      .about a {
        flex: 1;
        min-width: 0;
        padding-top: var(--space-1);
      }
      .name {
        display: block;
        overflow: hidden;
        font-weight: 550;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  @reactive() private albums: readonly AlbumInfo[] | undefined;
  @reactive() private naming: Naming | undefined;
  @reactive() private nameError = '';
  @query('tessera-field') private readonly field!: TesseraField;
  readonly #thumbnails = new Thumbnails(this);
  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = state.libraryVersion.subscribe(() => void this.#load());
    void this.#load();
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  protected override render(): TemplateResult {
    return html`<div class="page">
        <div class="head">
          <h1>Albums</h1>
          ${
            this.albums?.length
              ? html`<tessera-button icon="plus" @click=${(): void => this.#name({ for: 'new' })}
                  >New album</tessera-button
                >`
              : nothing
          }
        </div>
        ${this.albums === undefined ? nothing : this.albums.length === 0 ? this.renderNone() : this.renderAlbums()}
      </div>
      ${this.renderDialog()}`;
  }

  private renderNone(): TemplateResult {
    return html`<tessera-empty icon="albums" heading="No albums yet">
      An album gathers photos without moving them; a photo can be in several. Importing a folder can make albums of the
      folders inside it.
      <tessera-button slot="actions" variant="primary" icon="plus" @click=${(): void => this.#name({ for: 'new' })}
        >New album</tessera-button
      >
    </tessera-empty>`;
  }

  private renderAlbums(): TemplateResult {
    return html`<ul>
      ${repeat(
        this.albums ?? [],
        (album) => album.id,
        (album) => this.renderAlbum(album),
      )}
    </ul>`;
  }

  private renderAlbum(album: AlbumInfo): TemplateResult {
    const cover = album.cover && this.#thumbnails.url(album.cover);
    const href = `#/album/${album.id}`;
    return html`<li>
      <a class="cover" href=${href} tabindex="-1" aria-hidden="true">
        ${cover ? html`<img src=${cover} alt="" />` : html`<tessera-icon name="albums"></tessera-icon>`}
      </a>
      <div class="about">
        <a href=${href}>
          <span class="name">${album.name}</span>
          <span class="soft small">${countOf(album.count, 'photo')}</span>
        </a>
        <tessera-menu
          label="Actions for ${album.name}"
          .items=${[
            {
              label: 'Rename',
              icon: 'edit',
              run: (): void => this.#name({ for: 'rename', album }),
            },
            {
              label: 'Delete album',
              icon: 'trash',
              danger: true,
              run: (): void => void this.#delete(album),
            },
          ]}
        ></tessera-menu>
      </div>
    </li>`;
  }

  private renderDialog(): TemplateResult {
    const { naming } = this;
    return html`<tessera-dialog
      heading=${naming?.for === 'rename' ? 'Rename album' : 'New album'}
      .open=${naming !== undefined}
      @close=${(): void => {
        this.naming = undefined;
      }}
    >
      <form id="name" @submit=${this.#submit}>
        <tessera-field label="Name" name="name" maxlength="200" .error=${this.nameError}></tessera-field>
      </form>
      <tessera-button slot="actions" variant="primary" @click=${this.#submit}
        >${naming?.for === 'rename' ? 'Rename' : 'Make album'}</tessera-button
      >
    </tessera-dialog>`;
  }

  #name(naming: Naming): void {
    this.naming = naming;
    this.nameError = '';
    this.field.value = naming.for === 'rename' ? naming.album.name : '';
    void this.updateComplete.then(() => {
      this.field.focus();
      this.field.select();
    });
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const name = this.field.value.trim();
    const { naming } = this;
    if (!naming) return;
    if (!name) {
      this.nameError = 'Give it a name.';
      this.field.focus();
      return;
    }
    this.naming = undefined;
    if (naming.for === 'new') void this.#make(name);
    else if (name !== naming.album.name) {
      void act({ act: 'rename-album', album: naming.album.id, name }, () => `Renamed to “${name}”.`);
    }
  };

  async #make(name: string): Promise<void> {
    const made = await act({ act: 'new-album', name, photos: [] }, () => `“${name}” is ready for photos.`);
    if (made?.album) navigate({ page: 'album', id: made.album });
  }

  async #delete(album: AlbumInfo): Promise<void> {
    await act({ act: 'delete-album', album: album.id }, () => `“${album.name}” deleted. Its photos are still here.`);
  }

  async #load(): Promise<void> {
    try {
      this.albums = await vault().albums();
      void this.#thumbnails.want(this.albums.flatMap(({ cover }) => (cover ? [cover] : [])));
    } catch (error) {
      showError(error);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-albums-page': TesseraAlbumsPage;
  }
}
