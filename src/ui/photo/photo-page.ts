// <tessera-photo-page>: one photo, full screen, at its own address. It joins the session that opens it, the order it
// was opened from (next, previous), the side sheet with its three panels, and "Look inside".
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query, state as reactive } from 'lit/decorators.js';
import { trash } from '../../app/commands.ts';
import { leave, navigate, type PhotoPanel, type Route } from '../../app/routes.ts';
import { state } from '../../app/state.ts';
import { vault } from '../../app/vault-client.ts';
import type { FileId } from '../../core/ids.ts';
import type { PhotoDetail } from '../../vault/api.ts';
import type { MenuItem } from '../kit/menu.ts';
import type { Tab } from '../kit/tabs.ts';
import { base } from '../kit/tokens.ts';
import { Watch } from '../kit/watch.ts';
import { favourite, verifyPhotos } from '../photos/batch-actions.ts';
import { librarySession } from '../photos/library-session.ts';
import { takenDay } from '../photos/taken.ts';
import { findNeighbours, type Neighbours } from './neighbours.ts';
import { photoPageStyles } from './photo-page.css.ts';
import { PhotoSession } from './photo-session.ts';
import type { TesseraPhotoStage } from './photo-stage.ts';
import './photo-info.ts';
import './photo-proof.ts';
import './photo-stage.ts';
import './photo-where.ts';
import '../inspect/inspector.ts';
import '../photos/export-dialog.ts';
import '../photos/share-dialog.ts';
import '../kit/button.ts';
import '../kit/menu.ts';
import '../kit/sheet.ts';
import '../kit/tabs.ts';

type PhotoRoute = Route & { readonly page: 'photo' };
type SheetPanel = Exclude<PhotoPanel, 'inside'>;

const tabs: readonly Tab[] = [
  { id: 'info', label: 'Info', icon: 'info' },
  { id: 'proof', label: 'Proof', icon: 'proof' },
  { id: 'where', label: 'Where it is', icon: 'device' },
];
const nobody: Neighbours = { previous: undefined, next: undefined, index: -1, count: 0 };

@customElement('tessera-photo-page')
export class TesseraPhotoPage extends LitElement {
  static override readonly styles = [base, photoPageStyles];

  @reactive() private detail: PhotoDetail | undefined;
  @reactive() private neighbours: Neighbours = nobody;
  @reactive() private asking: 'share' | 'export' | undefined;
  @query('tessera-photo-stage') private readonly stage!: TesseraPhotoStage | null;
  readonly #session = new PhotoSession(vault);
  #id: FileId | undefined;
  #lastPanel: SheetPanel = 'info';
  #ends: (() => void)[] = [];

  constructor() {
    super();
    new Watch(this, state.route, this.#session.state);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.#key);
    this.#ends = [state.libraryVersion.subscribe(() => void this.#loadDetail())];
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.#key);
    for (const end of this.#ends) end();
    this.#session.close();
    this.#id = undefined;
  }

  protected override willUpdate(): void {
    const route = this.#route;
    if (!route || route.id === this.#id) return;
    this.#id = route.id;
    this.detail = undefined;
    librarySession(scopeOf(route)).opened = route.id;
    void this.#session.show(route.id);
    void this.#loadDetail();
    void this.#loadNeighbours(route);
  }
  protected override firstUpdated(_changed: PropertyValues): void {
    this.renderRoot.querySelector<HTMLElement>('#back')?.focus();
  }

  get #route(): PhotoRoute | undefined {
    const route = state.route.value;
    return route.page === 'photo' ? route : undefined;
  }

  async #loadDetail(): Promise<void> {
    const id = this.#id;
    if (!id) return;
    try {
      const detail = await vault().photo(id);
      if (this.#id !== id) return;
      this.detail = detail;
      document.title = `${detail.name} · Tessera`;
    } catch {
      // Opening the photo fails for the same reason and says it in the middle of the page.
      if (this.#id === id) this.detail = undefined;
    }
  }

  async #loadNeighbours(route: PhotoRoute): Promise<void> {
    const neighbours = await findNeighbours(librarySession(scopeOf(route)), route.id);
    if (this.#id === route.id) this.neighbours = neighbours;
  }

  protected override render(): TemplateResult | typeof nothing {
    const route = this.#route;
    if (!route) return nothing;
    const shown = this.#session.state.value;
    const sheet = route.panel !== undefined && route.panel !== 'inside';
    return html`
      <div
        class="page ${sheet ? 'with-sheet' : ''}"
        role="dialog"
        aria-modal="true"
        aria-label=${this.detail?.name ?? 'Photo'}
      >
        ${this.#renderHead(route)}
        ${
          route.panel === 'inside'
            ? html`<tessera-inspector
                .photo=${route.id}
                .detail=${this.detail}
                .bitmap=${shown?.showing.kind === 'original' || shown?.showing.kind === 'preview' ? shown.showing.bitmap : undefined}
                .damage=${shown?.showing.kind === 'damaged' ? shown.showing.damage : undefined}
              ></tessera-inspector>`
            : html`<div class="stage">
                <tessera-photo-stage
                  .state=${shown}
                  .detail=${this.detail?.id === route.id ? this.detail : undefined}
                  @swipe=${(event: CustomEvent<1 | -1>): void => this.#step(event.detail)}
                  @way=${this.#way}
                ></tessera-photo-stage>
                ${this.#renderStep('previous')} ${this.#renderStep('next')}
              </div>`
        }
        ${this.#renderSheet(route)}
      </div>
      ${this.#renderDialogs(route)}
    `;
  }

  #renderHead(route: PhotoRoute): TemplateResult {
    const { detail } = this;
    const inside = route.panel === 'inside';
    return html`<header>
      <tessera-button
        id="back"
        variant="quiet"
        icon="back"
        label=${inside ? 'Back to the photo' : 'Back'}
        @click=${(): void => (inside ? this.#show('proof') : this.#leave())}
      ></tessera-button>
      <div class="title">
        <h1>${inside ? 'Look inside' : (detail?.name ?? '')}</h1>
        <p class="soft small">${inside ? (detail?.name ?? '') : detail ? takenDay(detail.takenMs) : ''}</p>
      </div>
      ${inside || !detail ? nothing : this.#renderActs(route, detail)}
    </header>`;
  }

  #renderActs(route: PhotoRoute, detail: PhotoDetail): TemplateResult {
    const inTrash = detail.trashLeftMs !== undefined;
    return html`<div class="acts" role="toolbar" aria-label="This photo">
      ${
        inTrash
          ? html`<tessera-button icon="restore" @click=${(): void => void this.#trash(false)}>Put back</tessera-button>`
          : html`<tessera-button
                class=${detail.favourite ? 'favourite' : ''}
                variant="quiet"
                icon="heart"
                label=${detail.favourite ? 'No longer favourite' : 'Favourite'}
                .pressed=${detail.favourite}
                @click=${(): void => void favourite([detail.id], !detail.favourite)}
              ></tessera-button>
              <tessera-button
                class="roomy"
                variant="quiet"
                icon="share"
                label="Share a copy"
                @click=${(): void => this.#ask('share')}
              ></tessera-button>
              <tessera-button
                variant="quiet"
                icon="trash"
                label="Move to trash"
                @click=${(): void => void this.#trash(true)}
              ></tessera-button>`
      }
      <tessera-button
        variant="quiet"
        icon="info"
        label="Details"
        .pressed=${route.panel !== undefined}
        @click=${(): void => this.#show(route.panel ? undefined : this.#lastPanel)}
      ></tessera-button>
      <tessera-menu label="More" .items=${this.#menu(detail)}></tessera-menu>
    </div>`;
  }

  #menu(detail: PhotoDetail): MenuItem[] {
    const { canvas } = this.stage ?? {};
    return [
      { label: 'Share a copy…', icon: 'share', run: () => this.#ask('share') },
      { label: 'Export…', icon: 'export', run: () => this.#ask('export') },
      { label: 'Verify', icon: 'proof', run: () => void verifyPhotos([detail.id]) },
      { label: 'Look inside', icon: 'inside', run: () => this.#show('inside') },
      { label: 'Zoom in', icon: 'zoom-in', disabled: !canvas, run: () => this.stage?.canvas?.zoomBy(1.6) },
      { label: 'Zoom out', icon: 'zoom-out', disabled: !canvas, run: () => this.stage?.canvas?.zoomBy(1 / 1.6) },
      { label: 'Actual size', icon: 'fit', disabled: !canvas, run: () => this.stage?.canvas?.showActualSize() },
    ];
  }

  #renderStep(way: 'previous' | 'next'): TemplateResult | typeof nothing {
    if (!this.neighbours[way]) return nothing;
    return html`<button
      class="step ${way}"
      type="button"
      aria-label=${way === 'next' ? 'Next photo' : 'Previous photo'}
      @click=${(): void => this.#step(way === 'next' ? 1 : -1)}
    >
      <tessera-icon name=${way === 'next' ? 'right' : 'left'}></tessera-icon>
    </button>`;
  }

  #renderSheet(route: PhotoRoute): TemplateResult {
    const panel = route.panel && route.panel !== 'inside' ? route.panel : undefined;
    if (panel) this.#lastPanel = panel;
    return html`<tessera-sheet
      ?open=${panel !== undefined}
      heading="Details"
      @close=${(): void => this.#show(undefined)}
    >
      ${
        panel
          ? html`<tessera-tabs
              label="Details"
              .tabs=${tabs}
              .selected=${panel}
              @select=${(event: CustomEvent<string>): void => this.#show(event.detail as SheetPanel)}
            >
              ${
                panel === 'info'
                  ? html`<tessera-photo-info .detail=${this.detail}></tessera-photo-info>`
                  : panel === 'proof'
                    ? html`<tessera-photo-proof
                        .state=${this.#session.state.value}
                        @inside=${(): void => this.#show('inside')}
                      ></tessera-photo-proof>`
                    : html`<tessera-photo-where .detail=${this.detail}></tessera-photo-where>`
              }
            </tessera-tabs>`
          : nothing
      }
    </tessera-sheet>`;
  }

  #renderDialogs(route: PhotoRoute): TemplateResult | typeof nothing {
    const close = (): void => {
      this.asking = undefined;
    };
    const photos = [route.id];
    switch (this.asking) {
      case 'share':
        return html`<tessera-share-dialog open .photos=${photos} @close=${close}></tessera-share-dialog>`;
      case 'export':
        return html`<tessera-export-dialog open .photos=${photos} @close=${close}></tessera-export-dialog>`;
      case undefined:
        return nothing;
    }
  }

  #ask(what: 'share' | 'export'): void {
    this.asking = what;
  }
  #show(panel: PhotoPanel | undefined): void {
    const route = this.#route;
    if (!route) return;
    const { panel: _before, ...rest } = route;
    navigate(panel ? { ...rest, panel } : rest, true);
  }
  #leave(): void {
    const route = this.#route;
    leave(route?.trash ? { page: 'trash' } : route?.album ? { page: 'album', id: route.album } : { page: 'photos' });
  }
  #step(by: 1 | -1): void {
    const route = this.#route;
    const id = by === 1 ? this.neighbours.next : this.neighbours.previous;
    if (route && id) navigate({ ...route, id }, true);
  }

  /** Goes on to the next photo, as there is nothing more to see of this one here. */
  async #trash(value: boolean): Promise<void> {
    const route = this.#route;
    const { next, previous } = this.neighbours;
    if (!route || !(await trash([route.id], value)) || this.#id !== route.id) return;
    const id = next ?? previous;
    if (id) navigate({ ...route, id }, true);
    else this.#leave();
  }

  readonly #way = (event: CustomEvent<'again' | 'verify' | 'import-again'>): void => {
    const id = this.#id;
    if (!id) return;
    if (event.detail === 'import-again') navigate({ page: 'import' });
    else {
      if (event.detail === 'verify') void verifyPhotos([id]);
      void this.#session.show(id);
    }
  };

  readonly #key = (event: KeyboardEvent): void => {
    const from = event.composedPath()[0];
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (from instanceof HTMLElement && from.matches('input, textarea, select, dialog *, [role="menu"] *')) return;
    const inside = this.#route?.panel === 'inside';
    const canvas = this.stage?.canvas;
    const inControl = from instanceof HTMLElement && from.matches('[role="tab"], video');
    switch (event.key) {
      case 'Escape':
        if (inside) this.#show('proof');
        else if (this.#route?.panel) this.#show(undefined);
        else this.#leave();
        break;
      case 'ArrowLeft':
      case 'ArrowRight':
        if (inside || inControl) return;
        this.#step(event.key === 'ArrowRight' ? 1 : -1);
        break;
      case '+':
      case '=':
        canvas?.zoomBy(1.4);
        break;
      case '-':
        canvas?.zoomBy(1 / 1.4);
        break;
      case '0':
        canvas?.showWhole();
        break;
      case '1':
        canvas?.showActualSize();
        break;
      case 'i':
        this.#show(this.#route?.panel ? undefined : this.#lastPanel);
        break;
      case 'f':
        if (this.detail) void favourite([this.detail.id], !this.detail.favourite);
        break;
      case 'Delete':
        if (!this.#route?.trash) void this.#trash(true);
        break;
      default:
        return;
    }
    event.preventDefault();
  };
}

function scopeOf(route: PhotoRoute): Parameters<typeof librarySession>[0] {
  return { ...(route.album && { album: route.album }), ...(route.trash && { trash: true }) };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-photo-page': TesseraPhotoPage;
  }
}
