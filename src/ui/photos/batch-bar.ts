// <tessera-batch-bar>: what can be done with the selected photos, in place of the toolbar while any are selected.
// Ids are asked for at the moment of the act (`ids`), so that selecting 100,000 costs nothing before.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { trash } from '../../app/commands.ts';
import { formatCount } from '../../app/format.ts';
import { showError } from '../../app/notices.ts';
import type { FileId } from '../../core/ids.ts';
import type { IconName } from '../kit/icon-paths.ts';
import type { MenuItem } from '../kit/menu.ts';
import { base } from '../kit/tokens.ts';
import { favourite, purge, removeFromAlbum, verifyPhotos } from './batch-actions.ts';
import type { LibraryScope } from './library-session.ts';
import './album-dialog.ts';
import './date-dialog.ts';
import './export-dialog.ts';
import './label-dialog.ts';
import './share-dialog.ts';
import '../kit/button.ts';
import '../kit/dialog.ts';
import '../kit/menu.ts';

type Ask = 'album' | 'label' | 'date' | 'share' | 'export' | 'purge';

@customElement('tessera-batch-bar')
export class TesseraBatchBar extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 60px;
        padding: var(--space-2) var(--space-4);
        background: var(--accent-soft);
      }
      .count {
        font-weight: 600;
        white-space: nowrap;
      }
      .all {
        margin-right: auto;
      }
      .acts {
        display: flex;
        align-items: center;
        gap: 2px;
        margin-left: auto;
      }
      @media (max-width: 699px) {
        :host {
          padding: var(--space-2);
          gap: 0;
        }
        .roomy {
          display: none;
        }
      }
      @media (min-width: 700px) {
        .tight {
          display: none;
        }
      }
    `,
  ];

  @property({ type: Number }) count = 0;
  @property({ type: Number }) total = 0;
  @property({ attribute: false }) scope: LibraryScope = {};
  /** The selection's ids, in order. */
  @property({ attribute: false }) ids: () => Promise<readonly FileId[]> = async () => [];
  @state() private asking: Ask | undefined;
  @state() private photos: readonly FileId[] = [];

  protected override render(): TemplateResult {
    return html`
      <tessera-button variant="quiet" icon="close" label="End selecting" @click=${this.#end}></tessera-button>
      <span class="count" role="status">${formatCount(this.count)} selected</span>
      <tessera-button class="all roomy" variant="quiet" ?disabled=${this.count === this.total} @click=${this.#all}
        >Select all</tessera-button
      >
      <div class="acts" role="toolbar" aria-label="Do with the selected photos">
        ${this.scope.trash ? this.#renderTrashActs() : this.#renderActs()}
      </div>
      ${this.#renderDialogs()}
    `;
  }

  #renderActs(): TemplateResult {
    const more: MenuItem[] = [
      { label: 'Select all', icon: 'select', run: this.#all },
      { label: 'Labels…', icon: 'label', run: () => void this.#ask('label') },
      { label: 'Shift date…', icon: 'calendar', run: () => void this.#ask('date') },
      { label: 'Export…', icon: 'export', run: () => void this.#ask('export') },
      { label: 'Verify', icon: 'proof', run: () => void this.#verify() },
      { label: 'No longer favourite', icon: 'heart', run: () => void this.#favourite(false) },
    ];
    const { album } = this.scope;
    const out: MenuItem[] = album
      ? [{ label: 'Take out of this album', icon: 'close', run: () => void this.#takeOut() }]
      : [];
    const roomy: MenuItem[] = [...more.slice(4), ...out];
    return html`
      ${this.#button('heart', 'Favourite', () => void this.#favourite(true))}
      ${this.#button('albums', 'Add to album', () => void this.#ask('album'))}
      ${this.#button('label', 'Labels', () => void this.#ask('label'), true)}
      ${this.#button('calendar', 'Shift date', () => void this.#ask('date'), true)}
      ${this.#button('share', 'Share copies', () => void this.#ask('share'))}
      ${this.#button('export', 'Export', () => void this.#ask('export'), true)}
      ${this.#button('trash', 'Move to trash', () => void this.moveToTrash())}
      <tessera-menu class="roomy" label="More" .items=${roomy}></tessera-menu>
      <tessera-menu class="tight" label="More" .items=${[...more, ...out]}></tessera-menu>
    `;
  }

  #renderTrashActs(): TemplateResult {
    return html`<tessera-button icon="restore" @click=${(): void => void this.restore()}>Put back</tessera-button>
      <tessera-button variant="danger" icon="trash" @click=${(): void => void this.#ask('purge')}
        >Delete for good</tessera-button
      >`;
  }

  #button(icon: IconName, label: string, run: () => void, roomy = false): TemplateResult {
    return html`<tessera-button
      class=${roomy ? 'roomy' : ''}
      variant="quiet"
      .icon=${icon}
      .label=${label}
      @click=${run}
    ></tessera-button>`;
  }

  #renderDialogs(): TemplateResult | typeof nothing {
    const { photos } = this;
    const close = (): void => {
      this.asking = undefined;
    };
    switch (this.asking) {
      case 'album':
        return html`<tessera-album-dialog open .photos=${photos} @close=${close}></tessera-album-dialog>`;
      case 'label':
        return html`<tessera-label-dialog open .photos=${photos} @close=${close}></tessera-label-dialog>`;
      case 'date':
        return html`<tessera-date-dialog open .photos=${photos} @close=${close}></tessera-date-dialog>`;
      case 'share':
        return html`<tessera-share-dialog open .photos=${photos} @close=${close}></tessera-share-dialog>`;
      case 'export':
        return html`<tessera-export-dialog open .photos=${photos} @close=${close}></tessera-export-dialog>`;
      case 'purge':
        return html`<tessera-dialog open heading="Delete ${formatCount(photos.length)} for good?" @close=${close}>
          <p>They leave this device and cannot be put back. Backups that you made keep their copies.</p>
          <tessera-button slot="actions" @click=${close}>Keep them</tessera-button>
          <tessera-button
            slot="actions"
            variant="danger"
            icon="trash"
            @click=${async (): Promise<void> => {
              close();
              if (await purge(photos)) this.#end();
            }}
            >Delete for good</tessera-button
          >
        </tessera-dialog>`;
      case undefined:
        return nothing;
    }
  }

  /** The selected ids; says why where the vault refused. */
  async #take(): Promise<readonly FileId[] | undefined> {
    try {
      this.photos = await this.ids();
      return this.photos;
    } catch (error) {
      showError(error);
      return undefined;
    }
  }

  async #ask(what: Ask): Promise<void> {
    if (await this.#take()) this.asking = what;
  }

  async moveToTrash(): Promise<void> {
    const photos = await this.#take();
    if (photos && (await trash(photos, true))) this.#end();
  }
  async restore(): Promise<void> {
    const photos = await this.#take();
    if (photos && (await trash(photos, false))) this.#end();
  }
  async #favourite(value: boolean): Promise<void> {
    const photos = await this.#take();
    if (photos) await favourite(photos, value);
  }
  async #verify(): Promise<void> {
    const photos = await this.#take();
    if (photos) await verifyPhotos(photos);
  }
  async #takeOut(): Promise<void> {
    const photos = await this.#take();
    const { album } = this.scope;
    if (photos && album && (await removeFromAlbum(photos, album))) this.#end();
  }

  readonly #all = (): void => {
    this.dispatchEvent(new Event('all'));
  };
  readonly #end = (): void => {
    this.dispatchEvent(new Event('end'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-batch-bar': TesseraBatchBar;
  }
}
