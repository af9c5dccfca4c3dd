// <tessera-app>: the shell. Decides from the vault's phase what the whole window is (first run, locked, open), and
// when open draws the five places, the notices above them, the activity tray, and what lies over the page (one
// photo, the import sheet). Pages come as chunks of their own.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state as reactive } from 'lit/decorators.js';
import { isVaultError } from '../core/errors.ts';
import type { Capability } from '../app/capabilities.ts';
import { lock } from '../app/commands.ts';
import { dismissToast, showError } from '../app/notices.ts';
import { leave, type Route } from '../app/routes.ts';
import { state } from '../app/state.ts';
import { loadImport, loadPhoto, loadTray, loadUnlock, loadWelcome, places, type PlaceName } from './app-shell-pages.ts';
import { shellStyles } from './app-shell.css.ts';
import type { IconName } from './kit/icon-paths.ts';
import { base } from './kit/tokens.ts';
import { Watch } from './kit/watch.ts';
import './app-shell-banner.ts';
import './kit/button.ts';
import './kit/icon.ts';
import './kit/toast.ts';

const fivePlaces: readonly { readonly place: PlaceName; readonly icon: IconName }[] = [
  { place: 'photos', icon: 'photos' },
  { place: 'albums', icon: 'albums' },
  { place: 'groups', icon: 'groups' },
  { place: 'safety', icon: 'safety' },
  { place: 'settings', icon: 'settings' },
];

/** Which of the five is marked while another place is shown. */
const within: Partial<Record<PlaceName, PlaceName>> = { trash: 'photos', album: 'albums' };

@customElement('tessera-app')
export class TesseraApp extends LitElement {
  static override readonly styles = [base, shellStyles];

  /** Needed capabilities that this browser lacks; with any, nothing else is shown. */
  @reactive() private lacking: readonly Capability[] = [];
  /** The place under a photo or the import sheet. */
  @reactive() private under: Route = { page: 'photos' };
  /** Chunks that have arrived, by name. */
  @reactive() private arrived: ReadonlySet<string> = new Set();
  #asked = new Set<string>();
  #focusNext = false;
  #stopDrop: (() => void) | undefined;

  constructor() {
    super();
    new Watch(this, state.status, state.worker, state.route, state.toasts, state.jobs, state.trayOpen);
  }

  /** Shows what this browser lacks instead of the app. */
  refuse(lacking: readonly Capability[]): void {
    this.lacking = lacking;
    this.#need('refused', () => import('./welcome/refused-page.ts'));
  }

  protected override willUpdate(): void {
    const route = state.route.value;
    if (route.page !== 'photo' && route.page !== 'import' && route.page !== 'welcome') {
      if (route !== this.under) this.#focusNext = this.hasUpdated && this.under.page !== route.page;
      this.under = route;
    }
  }

  protected override updated(_changed: PropertyValues): void {
    this.#title();
    if (this.#focusNext) void this.#focusHeading();
    if (state.status.value?.phase === 'open') this.#takeFiles();
    else this.#stopTakingFiles();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopTakingFiles();
  }

  protected override render(): TemplateResult {
    return html`${this.renderPhase()}
      <tessera-toast
        .toasts=${state.toasts.value}
        @dismiss=${(event: CustomEvent<number>): void => dismissToast(event.detail)}
      ></tessera-toast>`;
  }

  private renderPhase(): TemplateResult | typeof nothing {
    if (this.lacking.length > 0) {
      return html`<main><tessera-refused-page .lacking=${this.lacking}></tessera-refused-page></main>`;
    }
    if (state.worker.value === 'lost') return this.renderLost();
    switch (state.status.value?.phase) {
      case undefined:
        return html`<main class="starting" aria-busy="true" aria-label="Tessera is starting"></main>`;
      case 'none':
        this.#need('welcome', loadWelcome);
        return html`<main><tessera-welcome-page></tessera-welcome-page></main>`;
      case 'locked':
        this.#need('unlock', loadUnlock);
        return html`<main><tessera-unlock-page></tessera-unlock-page></main>`;
      case 'open':
        return this.renderOpen();
    }
  }

  private renderLost(): TemplateResult {
    return html`<main class="lost">
      <h1>Tessera stopped</h1>
      <p class="soft">
        The browser ended the part that holds your vault, perhaps for lack of memory. What was acknowledged is stored.
      </p>
      <tessera-button variant="primary" icon="refresh" @click=${(): void => location.reload()}
        >Start again</tessera-button
      >
    </main>`;
  }

  private renderOpen(): TemplateResult {
    const route = state.route.value;
    const place = this.#placeName();
    this.#need(place, places[place].load);
    if (route.page === 'photo') this.#need('photo', loadPhoto);
    if (route.page === 'import') this.#need('import', loadImport);
    if (state.jobs.value.length > 0 || state.trayOpen.value) this.#need('tray', loadTray);
    const over = route.page === 'photo';
    return html`
      <button class="skip" type="button" @click=${this.#skip}>Skip to content</button>
      <div class="shell ${state.trayOpen.value ? 'with-tray' : ''}" ?inert=${over}>
        ${this.renderNavigation(within[place] ?? place)}
        <div class="side">
          <tessera-app-banner></tessera-app-banner>
          <main id="main" tabindex="-1">${this.arrived.has(place) ? places[place].render(this.under) : nothing}</main>
        </div>
      </div>
      ${over ? html`<tessera-photo-page></tessera-photo-page>` : nothing}
      ${
        route.page === 'import'
          ? html`<tessera-import-sheet open @close=${(): void => leave({ page: 'photos' })}></tessera-import-sheet>`
          : nothing
      }
      <tessera-tray></tessera-tray>
    `;
  }

  private renderNavigation(current: PlaceName): TemplateResult {
    const running = state.jobs.value.filter((job) => job.state === 'running' || job.state === 'paused').length;
    return html`<nav aria-label="Places">
      ${fivePlaces.map(
        ({ place, icon }) =>
          html`<a href="#/${place}" aria-current=${place === current ? 'page' : nothing}>
            <tessera-icon name=${icon}></tessera-icon><span>${places[place].title}</span>
          </a>`,
      )}
      <span class="grow"></span>
      <button
        class="rail-only"
        type="button"
        aria-expanded=${state.trayOpen.value}
        @click=${(): void => state.trayOpen.set(!state.trayOpen.value)}
      >
        <tessera-icon name="activity"></tessera-icon
        ><span>Activity${running ? html` <b>${running}</b>` : nothing}</span>
      </button>
      <button class="rail-only" type="button" @click=${(): void => void lock()}>
        <tessera-icon name="lock"></tessera-icon><span>Lock</span>
      </button>
    </nav>`;
  }

  #placeName(): PlaceName {
    const { page } = this.under;
    return page in places ? (page as PlaceName) : 'photos';
  }

  /** Fetches a chunk once; the page renders again when it is here. */
  #need(name: string, load: () => Promise<unknown>): void {
    if (this.#asked.has(name)) return;
    this.#asked.add(name);
    load().then(
      () => {
        this.arrived = new Set([...this.arrived, name]);
      },
      (error: unknown) => {
        this.#asked.delete(name);
        showError(isVaultError(error) ? error : 'worker-died');
      },
    );
  }

  #title(): void {
    const route = state.route.value;
    const { phase } = state.status.value ?? {};
    if (phase === 'locked') document.title = 'Locked · Tessera';
    else if (phase !== 'open') document.title = 'Tessera';
    else if (route.page !== 'photo') document.title = `${places[this.#placeName()].title} · Tessera`;
  }

  /** A new place begins at its heading, for those who do not see it change. */
  async #focusHeading(): Promise<void> {
    const page = this.renderRoot.querySelector('main > *');
    if (!(page instanceof LitElement)) return;
    this.#focusNext = false;
    const heading = await headingOf(page);
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  readonly #skip = (): void => {
    this.renderRoot.querySelector('main')?.focus();
  };

  #takeFiles(): void {
    if (this.#stopDrop) return;
    this.#stopDrop = (): void => undefined;
    loadImport().then(
      (module) => {
        if (this.#stopDrop) this.#stopDrop = module.installDropAndPaste(window);
      },
      (error: unknown) => showError(error),
    );
  }
  #stopTakingFiles(): void {
    this.#stopDrop?.();
    this.#stopDrop = undefined;
  }
}

/** The page's h1, also where the page is made of another page. */
async function headingOf(page: LitElement): Promise<HTMLElement | undefined> {
  await page.updateComplete;
  const heading = page.renderRoot.querySelector('h1');
  if (heading) return heading;
  const inner = [...page.renderRoot.children].find((child) => child instanceof LitElement);
  return inner && headingOf(inner);
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-app': TesseraApp;
  }
}
