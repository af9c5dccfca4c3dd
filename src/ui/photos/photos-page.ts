// <tessera-photos-page>: the library, an album or the trash: toolbar, grid, scrubber, batch bar and what each of
// them says when there is nothing to show. It joins a LibrarySession to the elements; it stays in the page under
// an open photo, so that closing the photo finds everything where it was.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state as reactive } from 'lit/decorators.js';
import { putSettings } from '../../app/commands.ts';
import { countOf } from '../../app/format.ts';
import { codeOf } from '../../app/notices.ts';
import { startPosters } from '../../app/posters.ts';
import { navigate } from '../../app/routes.ts';
import { state } from '../../app/state.ts';
import { vault } from '../../app/vault-client.ts';
import { errorSentence } from '../../app/words.ts';
import type { AlbumId } from '../../core/ids.ts';
import { base } from '../kit/tokens.ts';
import { Watch } from '../kit/watch.ts';
import { favourite } from './batch-actions.ts';
import type { TesseraBatchBar } from './batch-bar.ts';
import type { ScrubMark, TesseraDateScrubber } from './date-scrubber.ts';
import { groupOf } from './grid-layout.ts';
import { IndexRanges } from './index-ranges.ts';
import { librarySession, type Answer, type LibrarySession } from './library-session.ts';
import type { OpenDetail, TesseraPhotoGrid } from './photo-grid.ts';
import { photosPageStyles } from './photos-page.css.ts';
import { tileEdges, type QueryChange, type TesseraPhotosToolbar } from './photos-toolbar.ts';
import { scrubberTitle, yearOf } from './taken.ts';
import '../kit/button.ts';
import '../kit/empty.ts';
import './album-page.ts';
import './batch-bar.ts';
import './date-scrubber.ts';
import './empty-library.ts';
import './photo-grid.ts';
import './photos-toolbar.ts';
import './trash-note.ts';

/** Tiles on phones are smaller than the setting, so that three stand side by side. */
const narrowPx = 700;
const narrowFactor = 0.55;
const saveTileEdgeMs = 600;

@customElement('tessera-photos-page')
export class TesseraPhotosPage extends LitElement {
  static override readonly styles = [base, photosPageStyles];

  @property({ type: Boolean }) trash = false;
  @property({ attribute: false }) album: AlbumId | undefined;
  /** The page's heading; seen only where it is not the whole library. */
  @property() heading = 'Photos';
  @reactive() private tileEdge = 180;
  @reactive() private narrow = false;
  @reactive() private at = 0;
  @query('tessera-photo-grid') private readonly grid!: TesseraPhotoGrid | null;
  @query('tessera-date-scrubber') private readonly scrubber!: TesseraDateScrubber | null;
  @query('tessera-photos-toolbar') private readonly toolbar!: TesseraPhotosToolbar | null;
  @query('tessera-batch-bar') private readonly batchBar!: TesseraBatchBar | null;

  #session: LibrarySession | undefined;
  #watch: Watch | undefined;
  #saveEdge: ReturnType<typeof setTimeout> | undefined;
  #wasOver = false;
  #shown: Answer | undefined;
  readonly #resize = new ResizeObserver(([entry]) => {
    this.narrow = (entry?.contentRect.width ?? 0) < narrowPx;
  });

  constructor() {
    super();
    new Watch(this, state.route, state.settings);
    this.tileEdge = state.settings.value.tileEdgePx;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
    addEventListener('keydown', this.#key);
    startPosters();
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    removeEventListener('keydown', this.#key);
    clearTimeout(this.#saveEdge);
    this.#rememberPlace();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('trash') && !changed.has('album') && this.#session) return;
    this.#rememberPlace();
    this.#session = librarySession({ ...(this.album && { album: this.album }), ...(this.trash && { trash: true }) });
    this.#watch?.hostDisconnected();
    if (this.#watch) this.removeController(this.#watch);
    const { answer, query: asked, selection, failure } = this.#session;
    this.#watch = new Watch(this, answer, asked, selection, failure);
    if (this.trash) this.heading = 'Trash';
  }

  protected override updated(): void {
    this.#restorePlace();
    const over = state.route.value.page === 'photo';
    if (this.#wasOver && !over) void this.#returnFromPhoto();
    this.#wasOver = over;
  }

  protected override render(): TemplateResult {
    const session = this.#session;
    if (!session) return html``;
    const answer = session.answer.value;
    const selected = session.selection.value.size;
    return html`
      <h1 class=${this.trash || this.album ? 'title' : 'visually-hidden'}>${this.heading}</h1>
      ${this.trash ? html`<tessera-trash-note .count=${answer?.view.count ?? 0}></tessera-trash-note>` : nothing}
      ${
        selected > 0
          ? html`<tessera-batch-bar
              .count=${selected}
              .total=${answer?.view.count ?? 0}
              .scope=${session.scope}
              .ids=${(): ReturnType<LibrarySession['selectedIds']> => session.selectedIds()}
              @all=${(): void => session.select(IndexRanges.of(0, answer?.view.count ?? 0))}
              @end=${(): void => session.select(IndexRanges.none)}
            ></tessera-batch-bar>`
          : this.#isBare(answer)
            ? nothing
            : html`<tessera-photos-toolbar
                .query=${session.query.value}
                .scope=${session.scope}
                .tileEdge=${this.tileEdge}
                .count=${answer ? countOf(answer.view.count, 'photo') : ''}
                @ask=${(event: CustomEvent<QueryChange>): void => session.ask(event.detail)}
                @tile-edge=${(event: CustomEvent<number>): void => this.#setTileEdge(event.detail)}
                ><slot name="actions" slot="actions"></slot
              ></tessera-photos-toolbar>`
      }
      <div class="stage">${this.#renderStage(session, answer)}</div>
    `;
  }

  /** A library without photos needs no tools to look through them. */
  #isBare(answer: Answer | undefined): boolean {
    return !this.album && !this.trash && answer?.view.total === 0 && answer.view.count === 0;
  }

  #renderStage(session: LibrarySession, answer: Answer | undefined): TemplateResult | typeof nothing {
    if (!answer) return session.failure.value ? this.#renderFailure(session) : nothing;
    if (answer.view.count === 0) return this.#renderEmpty(session, answer);
    const { view } = answer;
    return html`
      <tessera-photo-grid
        .view=${view}
        .rows=${answer.rows}
        .thumbnails=${session.thumbnails}
        .selection=${session.selection.value}
        .group=${answer.query.group}
        .tileEdge=${Math.round(this.tileEdge * (this.narrow ? narrowFactor : 1))}
        .label=${this.heading}
        @select=${(event: CustomEvent<IndexRanges>): void => session.select(event.detail)}
        @open=${(event: CustomEvent<OpenDetail>): void => void this.#open(session, event.detail.index)}
        @zoom=${(event: CustomEvent<number>): void => this.#setTileEdge(this.tileEdge * event.detail)}
        @moved=${this.#moved}
        @layout=${this.#moved}
      ></tessera-photo-grid>
      <tessera-date-scrubber
        .at=${this.at}
        .marks=${this.#marks(answer)}
        .describe=${(at: number): string => this.#describe(answer, at)}
        @scrub=${(event: CustomEvent<number>): void => this.#scrub(event.detail)}
      ></tessera-date-scrubber>
    `;
  }

  #renderFailure(session: LibrarySession): TemplateResult {
    const { what, means, next } = errorSentence(codeOf(session.failure.value));
    return html`<tessera-empty icon="warning" heading=${what}>
      ${means} ${next}
      <tessera-button slot="actions" icon="refresh" @click=${(): void => void session.refresh()}
        >Try again</tessera-button
      >
    </tessera-empty>`;
  }

  #renderEmpty(session: LibrarySession, answer: Answer): TemplateResult {
    if (this.#isBare(answer) && !isFiltered(session)) return html`<tessera-empty-library></tessera-empty-library>`;
    if (isFiltered(session)) {
      return html`<tessera-empty icon="search" heading="Nothing found">
        No photo here matches. Words are looked for in names, dates, albums, labels, captions and cameras.
        <tessera-button slot="actions" @click=${(): void => session.ask(noFilters)}>Show all photos</tessera-button>
      </tessera-empty>`;
    }
    if (this.trash) {
      return html`<tessera-empty icon="trash" heading="The trash is empty">
        Photos that you delete wait here for 30 days before they leave this device.
      </tessera-empty>`;
    }
    return html`<tessera-empty icon="albums" heading="No photos in this album yet">
      Select photos in your library and choose “Add to album”.
      <tessera-button slot="actions" href="#/photos">Go to your photos</tessera-button>
    </tessera-empty>`;
  }

  // — Place. —

  #rememberPlace(): void {
    if (!this.#session || !this.grid) return;
    this.#session.offset = this.grid.offset;
    this.#session.inSight = this.grid.inSight;
  }

  /** Once per answer: the place remembered from before, or the photo that was on top. */
  #restorePlace(): void {
    const session = this.#session;
    const answer = session?.answer.value;
    const { grid } = this;
    if (!session || !answer || !grid || answer === this.#shown) return;
    const before = this.#shown;
    this.#shown = answer;
    void grid.updateComplete.then(() => {
      if (before?.query === answer.query) void this.#keepTop(before, answer);
      else grid.scrollToOffset(session.offset);
    });
  }

  /** The same query answered anew (photos came or went): what the person looks at stays where it is. */
  async #keepTop(before: Answer, after: Answer): Promise<void> {
    const { grid } = this;
    if (!grid || grid.offset < 8) return;
    const top = before.rows.row(this.#session?.inSight.start ?? 0);
    if (!top) return;
    const index = await vault()
      .indexOf(after.view.query, top.id)
      .catch(() => -1);
    if (index >= 0 && this.#shown === after) grid.scrollToPhoto(index, 'top');
  }

  async #returnFromPhoto(): Promise<void> {
    const session = this.#session;
    const answer = session?.answer.value;
    if (!session?.opened || !answer) return;
    const index = await vault()
      .indexOf(answer.view.query, session.opened)
      .catch(() => -1);
    if (index >= 0) this.grid?.focusPhoto(index);
  }

  readonly #moved = (): void => {
    const { grid } = this;
    if (!grid) return;
    if (this.#session) this.#session.inSight = grid.inSight;
    const most = Math.max(1, grid.layout.total - grid.clientHeight);
    this.at = Math.min(1, grid.offset / most);
    this.scrubber?.flash();
  };

  #scrub(at: number): void {
    const { grid } = this;
    if (grid) grid.scrollToOffset(at * Math.max(0, grid.layout.total - grid.clientHeight));
  }

  #describe(answer: Answer, at: number): string {
    const { grid } = this;
    const { view, query: asked } = answer;
    if (!grid || view.count === 0) return '';
    const index = grid.indexAtShare(at);
    if (view.groups.length === 0) return `${(index + 1).toLocaleString()} of ${view.count.toLocaleString()}`;
    const group = view.groups[groupOf(view.groups, index)];
    return group ? scrubberTitle(group.startMs, asked.group) : '';
  }

  /** A mark where each year begins. */
  #marks(answer: Answer): ScrubMark[] {
    const { groups } = answer.view;
    const marks: ScrubMark[] = [];
    let before: number | undefined;
    for (const group of groups) {
      const year = yearOf(group.startMs);
      if (year === before) continue;
      before = year;
      marks.push({ at: this.grid?.shareOfIndex(group.start) ?? 0, label: String(year) });
    }
    return marks;
  }

  // — Acts. —

  async #open(session: LibrarySession, index: number): Promise<void> {
    const answer = session.answer.value;
    await answer?.rows.load(index, index + 1);
    const row = answer?.rows.row(index);
    if (!row) return;
    session.opened = row.id;
    navigate({ page: 'photo', id: row.id, ...session.scope });
  }

  #setTileEdge(px: number): void {
    this.tileEdge = Math.min(tileEdges.most, Math.max(tileEdges.least, px));
    clearTimeout(this.#saveEdge);
    this.#saveEdge = setTimeout(() => void putSettings({ tileEdgePx: Math.round(this.tileEdge) }), saveTileEdgeMs);
  }

  /** Keys that work wherever the focus is on this page, unless something is being typed or lies above it. */
  readonly #key = (event: KeyboardEvent): void => {
    const session = this.#session;
    const { page } = state.route.value;
    if (!session || page === 'photo' || page === 'import' || event.defaultPrevented) return;
    const from = event.composedPath()[0];
    if (from instanceof HTMLElement && from.matches('input, textarea, select, [contenteditable], dialog *')) return;
    if (event.key === 'Escape' && !session.selection.value.isEmpty) {
      session.select(IndexRanges.none);
    } else if (event.key === '/' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.toolbar?.focusSearch();
    } else if (event.key === 'Delete' && !this.trash) {
      void this.batchBar?.moveToTrash();
    } else if (event.key === 'f' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      void this.#favourite(session);
    }
  };

  /** The selection, or the photo that has the focus. */
  async #favourite(session: LibrarySession): Promise<void> {
    const answer = session.answer.value;
    if (!answer || this.trash) return;
    if (session.selection.value.isEmpty) {
      const row = answer.rows.row(this.grid?.focusIndex ?? 0);
      if (row) await favourite([row.id], !row.favourite);
    } else {
      await favourite(await session.selectedIds(), true);
    }
  }
}

const noFilters: QueryChange = {
  text: undefined,
  album: undefined,
  label: undefined,
  favourites: undefined,
  types: undefined,
};

function isFiltered(session: LibrarySession): boolean {
  const { text, label, favourites, types, album } = session.query.value;
  return Boolean(text || label || favourites || types || (album && !session.scope.album));
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-photos-page': TesseraPhotosPage;
  }
}
