// <tessera-photos-toolbar>: everything that changes what the grid shows: search, filters as chips, sort, grouping,
// tile size; and the way in, Import. Says changes of the query as `ask`; holds nothing itself.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { navigate } from '../../app/routes.ts';
import { vault } from '../../app/vault-client.ts';
import type { MediaType } from '../../core/ports.ts';
import type { AlbumInfo, GroupKey, LibraryQuery, SortKey } from '../../vault/api.ts';
import type { MenuItem } from '../kit/menu.ts';
import { base } from '../kit/tokens.ts';
import type { LibraryScope } from './library-session.ts';
import type { Suggestion, TesseraSearchField } from './search-field.ts';
import './search-field.ts';
import '../kit/button.ts';
import '../kit/icon.ts';
import '../kit/menu.ts';

export type QueryChange = { readonly [Key in keyof LibraryQuery]?: LibraryQuery[Key] | undefined };

const sorts: readonly { readonly label: string; readonly sort: SortKey; readonly descending: boolean }[] = [
  { label: 'Newest first', sort: 'taken', descending: true },
  { label: 'Oldest first', sort: 'taken', descending: false },
  { label: 'Last imported first', sort: 'imported', descending: true },
  { label: 'By name', sort: 'name', descending: false },
  { label: 'Largest first', sort: 'size', descending: true },
];
const groups: readonly { readonly label: string; readonly group: GroupKey }[] = [
  { label: 'By day', group: 'day' },
  { label: 'By month', group: 'month' },
  { label: 'By year', group: 'year' },
  { label: 'Not grouped', group: 'none' },
];
const videos: readonly MediaType[] = ['mp4', 'mov', 'webm'];
const pictures: readonly MediaType[] = ['jpeg', 'png', 'tiff', 'heic', 'avif', 'webp', 'gif', 'bmp', 'raw'];
const typeChoices: readonly { readonly label: string; readonly types: readonly MediaType[] }[] = [
  { label: 'Pictures', types: pictures },
  { label: 'Videos', types: videos },
  { label: 'RAW', types: ['raw'] },
  ...(['jpeg', 'heic', 'png', 'tiff', 'avif', 'webp', 'gif', 'bmp'] as const).map((type) => ({
    label: type === 'webp' ? 'WebP' : type.toUpperCase(),
    types: [type],
  })),
];

export const tileEdges = { least: 72, most: 360 } as const;

@customElement('tessera-photos-toolbar')
export class TesseraPhotosToolbar extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
        padding: var(--space-2) var(--space-4) 0;
      }
      .top {
        display: flex;
        align-items: center;
        gap: var(--space-2);
      }
      tessera-search-field {
        flex: 1;
        max-width: 560px;
      }
      .end {
        display: flex;
        align-items: center;
        gap: var(--space-1);
        margin-left: auto;
      }
      .size {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        color: var(--text-soft);
        padding: 0 var(--space-2);
      }
      .size input {
        width: 110px;
        accent-color: var(--accent);
      }
      .chips {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        margin: 0 calc(-1 * var(--space-4));
        padding: var(--space-2) var(--space-4);
        overflow-x: auto;
        scrollbar-width: none;
      }
      .chips::-webkit-scrollbar {
        display: none;
      }
      .chip {
        display: inline-flex;
        flex: none;
        align-items: center;
        gap: 6px;
        min-height: 36px;
        padding: 0 var(--space-3);
        border: 1px solid var(--line);
        border-radius: 18px;
        background: var(--surface);
        font-size: var(--text-small);
        font-weight: 550;
        cursor: pointer;
      }
      .chip:hover {
        background: var(--surface-hover);
      }
      .chip[aria-pressed='true'] {
        border-color: var(--accent);
        background: var(--accent-soft);
        color: var(--accent);
      }
      .menus {
        display: contents;
      }
      .menus tessera-menu {
        flex: none;
        --text-body: var(--text-small);
        --touch: 40px;
        --space-4: 10px;
      }
      .count {
        flex: none;
        margin-left: auto;
        padding-left: var(--space-3);
        color: var(--text-soft);
        font-size: var(--text-small);
        white-space: nowrap;
      }
      h1 {
        font-size: var(--text-large);
        white-space: nowrap;
      }
      @media (max-width: 699px) {
        .size {
          display: none;
        }
        :host {
          padding: var(--space-2) var(--space-3) 0;
        }
        .chips {
          margin: 0 calc(-1 * var(--space-3));
          padding: var(--space-2) var(--space-3);
        }
      }
      @media (min-width: 700px) {
        .narrow {
          display: none;
        }
      }
      @media (max-width: 699px) {
        .wide {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) query: LibraryQuery = { sort: 'taken', descending: true, group: 'day' };
  @property({ attribute: false }) scope: LibraryScope = {};
  @property({ type: Number }) tileEdge = 180;
  @property() count = '';
  @state() private albums: readonly AlbumInfo[] = [];
  @state() private labels: readonly { readonly label: string; readonly count: number }[] = [];
  @query('tessera-search-field') private readonly search!: TesseraSearchField;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#loadNames();
  }

  focusSearch(): void {
    this.search.focus();
  }

  async #loadNames(): Promise<void> {
    const [albums, labels] = await Promise.allSettled([vault().albums(), vault().labels()]);
    // Suggestions are a comfort: without them the search still searches.
    if (albums.status === 'fulfilled') this.albums = albums.value;
    if (labels.status === 'fulfilled') this.labels = labels.value;
  }

  #ask(change: QueryChange): void {
    this.dispatchEvent(new CustomEvent<QueryChange>('ask', { detail: change }));
  }

  protected override render(): TemplateResult {
    return html`
      <div class="top">
        <tessera-search-field
          .text=${this.query.text ?? ''}
          .albums=${this.scope.album ? [] : this.albums}
          .labels=${this.labels}
          @asked=${(): void => void this.#loadNames()}
          @search=${(event: CustomEvent<string>): void => this.#ask({ text: event.detail || undefined })}
          @suggestion=${this.#suggested}
        ></tessera-search-field>
        <div class="end">
          <label class="size">
            <tessera-icon name="inside"></tessera-icon>
            <input
              type="range"
              aria-label="Size of the tiles"
              min=${tileEdges.least}
              max=${tileEdges.most}
              step="4"
              .value=${String(this.tileEdge)}
              @input=${this.#resized}
            />
          </label>
          <slot name="actions"></slot>
          ${
            this.scope.trash
              ? nothing
              : html`<tessera-button
                    class="wide"
                    variant="primary"
                    icon="import"
                    @click=${(): void => navigate({ page: 'import' })}
                    >Import</tessera-button
                  ><tessera-button
                    class="narrow"
                    variant="primary"
                    icon="plus"
                    label="Import"
                    @click=${(): void => navigate({ page: 'import' })}
                  ></tessera-button>`
          }
        </div>
      </div>
      ${this.#renderChips()}
    `;
  }

  #renderChips(): TemplateResult {
    const { query } = this;
    const sort = sorts.find((one) => one.sort === query.sort && one.descending === query.descending) ?? sorts[0];
    const group = groups.find((one) => one.group === query.group) ?? groups[0];
    const album = this.scope.album ? undefined : this.albums.find(({ id }) => id === query.album);
    return html`<div class="chips" role="group" aria-label="Filters and order">
      <button
        class="chip"
        type="button"
        aria-pressed=${query.favourites === true}
        @click=${(): void => this.#ask({ favourites: query.favourites ? undefined : true })}
      >
        <tessera-icon name="heart" ?filled=${query.favourites === true}></tessera-icon>Favourites
      </button>
      ${album ? this.#renderRemovable('albums', album.name, { album: undefined }) : nothing}
      ${query.label ? this.#renderRemovable('label', query.label, { label: undefined }) : nothing}
      <span class="menus">
        ${this.#renderMenu('filter', typeLabel(query.types) ?? 'All types', this.#typeItems())}
        ${this.scope.album || this.albums.length === 0 || album ? nothing : this.#renderMenu('albums', 'Album', this.#albumItems())}
        ${this.labels.length === 0 || query.label ? nothing : this.#renderMenu('label', 'Label', this.#labelItems())}
        ${this.#renderMenu(
          'sort',
          sort?.label ?? '',
          sorts.map((one) => ({
            label: one.label,
            chosen: one === sort,
            run: () =>
              this.#ask({ sort: one.sort, descending: one.descending, group: groupFor(one.sort, query.group) }),
          })),
        )}
        ${
          query.sort === 'taken' || query.sort === 'imported'
            ? this.#renderMenu(
                'calendar',
                group?.label ?? '',
                groups.map((one) => ({
                  label: one.label,
                  chosen: one === group,
                  run: () => this.#ask({ group: one.group }),
                })),
              )
            : nothing
        }
        ${
          this.scope.trash || this.scope.album
            ? nothing
            : html`<button class="chip" type="button" @click=${(): void => navigate({ page: 'trash' })}>
                <tessera-icon name="trash"></tessera-icon>Trash
              </button>`
        }
      </span>
      <span class="count" aria-live="polite">${this.count}</span>
    </div>`;
  }

  #renderRemovable(icon: 'albums' | 'label', text: string, change: QueryChange): TemplateResult {
    return html`<button
      class="chip"
      type="button"
      aria-pressed="true"
      aria-label="${text}: remove this filter"
      @click=${(): void => this.#ask(change)}
    >
      <tessera-icon name=${icon}></tessera-icon>${text}<tessera-icon name="close"></tessera-icon>
    </button>`;
  }

  #renderMenu(
    icon: 'filter' | 'albums' | 'label' | 'sort' | 'calendar',
    label: string,
    items: MenuItem[],
  ): TemplateResult {
    return html`<tessera-menu text .icon=${icon} .label=${label} .items=${items}></tessera-menu>`;
  }

  #typeItems(): MenuItem[] {
    const now = typeLabel(this.query.types);
    return [
      { label: 'All types', chosen: now === undefined, run: () => this.#ask({ types: undefined }) },
      ...typeChoices.map(({ label, types }) => ({
        label,
        chosen: now === label,
        run: () => this.#ask({ types }),
      })),
    ];
  }
  #albumItems(): MenuItem[] {
    return this.albums.map(({ id, name }) => ({ label: name, run: () => this.#ask({ album: id }) }));
  }
  #labelItems(): MenuItem[] {
    return this.labels.map(({ label }) => ({ label, run: () => this.#ask({ label }) }));
  }

  readonly #suggested = (event: CustomEvent<Suggestion>): void => {
    const { detail } = event;
    if (detail.kind === 'album') this.#ask({ album: detail.album.id, text: undefined });
    else this.#ask({ label: detail.label, text: undefined });
  };
  readonly #resized = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    this.dispatchEvent(new CustomEvent<number>('tile-edge', { detail: Number(value) }));
  };
}

function typeLabel(types: readonly MediaType[] | undefined): string | undefined {
  return types && typeChoices.find((choice) => choice.types.join() === types.join())?.label;
}

/** Names and sizes have no days; coming back from them, days return. */
function groupFor(sort: SortKey, group: GroupKey): GroupKey {
  if (sort === 'name' || sort === 'size') return 'none';
  return group === 'none' ? 'day' : group;
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-photos-toolbar': TesseraPhotosToolbar;
  }
}
