// <tessera-app-banner>: what needs to be known whatever the page: a second tab, a newer build, storage that may be
// cleared, no network. At most one is shown, the most pressing first; each has one button.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state as reactive } from 'lit/decorators.js';
import { attempt } from '../app/commands.ts';
import { navigate } from '../app/routes.ts';
import { state } from '../app/state.ts';
import { vault } from '../app/vault-client.ts';
import type { IconName } from './kit/icon-paths.ts';
import { base } from './kit/tokens.ts';
import { Watch } from './kit/watch.ts';
import './kit/button.ts';
import './kit/icon.ts';

interface Banner {
  readonly id: string;
  readonly icon: IconName;
  readonly needsYou: boolean;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
  readonly dismissible: boolean;
}

@customElement('tessera-app-banner')
export class TesseraAppBanner extends LitElement {
  static override readonly styles = [
    base,
    css`
      .banner {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-1) var(--space-3);
        padding: var(--space-1) var(--space-2) var(--space-1) var(--space-4);
        border-bottom: 1px solid var(--line);
        background: var(--surface-sunk);
      }
      .needs-you tessera-icon {
        color: var(--attention);
      }
      .needs-you {
        background: var(--attention-soft);
      }
      p {
        flex: 1 1 180px;
        padding: var(--space-1) 0;
        text-wrap: pretty;
      }
      .buttons {
        display: flex;
        gap: var(--space-1);
        margin-left: auto;
      }
    `,
  ];

  /** Not yet known until the vault has been asked once. */
  @reactive() private mayBeCleared: 'private' | 'refused' | undefined;
  @reactive() private dismissed: ReadonlySet<string> = new Set();

  constructor() {
    super();
    new Watch(this, state.status, state.update, state.online, state.route);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#askStorage();
  }

  protected override render(): TemplateResult | typeof nothing {
    const banner = this.#banners().find(({ id }) => !this.dismissed.has(id));
    if (!banner) return nothing;
    return html`<section class="banner ${banner.needsYou ? 'needs-you' : ''}" aria-label="Notice">
      <tessera-icon name=${banner.icon}></tessera-icon>
      <p>${banner.text}</p>
      <div class="buttons">
        ${
          banner.action
            ? html`<tessera-button @click=${banner.action.run}>${banner.action.label}</tessera-button>`
            : nothing
        }
        ${
          banner.dismissible
            ? html`<tessera-button
                variant="quiet"
                icon="close"
                label="Dismiss"
                @click=${(): void => {
                  this.dismissed = new Set([...this.dismissed, banner.id]);
                }}
              ></tessera-button>`
            : nothing
        }
      </div>
    </section>`;
  }

  #banners(): Banner[] {
    const banners: Banner[] = [];
    if (state.status.value?.pen === 'elsewhere') {
      banners.push({
        id: 'tab',
        icon: 'copy',
        needsYou: true,
        text: 'Tessera is in use in another tab. This one shows your photos but changes nothing.',
        action: { label: 'Use Tessera here', run: () => void attempt(() => vault().writeHere()) },
        dismissible: false,
      });
    }
    const update = state.update.value;
    if (update) {
      banners.push({
        id: 'update',
        icon: 'refresh',
        needsYou: false,
        text: `A newer Tessera is ready. You are using build ${__BUILD__}.`,
        action: { label: 'Update now', run: update },
        dismissible: true,
      });
    }
    // Safety says it itself, with more room.
    if (this.mayBeCleared && state.route.value.page !== 'safety') {
      banners.push({
        id: 'storage',
        icon: 'warning',
        needsYou: true,
        text:
          this.mayBeCleared === 'private'
            ? 'This looks like a private window: everything here vanishes when it closes.'
            : 'The browser may clear these photos when space runs short.',
        action: { label: 'Safety', run: () => navigate({ page: 'safety' }) },
        dismissible: true,
      });
    }
    if (!state.online.value) {
      banners.push({
        id: 'offline',
        icon: 'offline',
        needsYou: false,
        text: 'No network. Everything here works without one.',
        dismissible: true,
      });
    }
    return banners;
  }

  async #askStorage(): Promise<void> {
    try {
      const { persisted, privateWindow } = await vault().safety();
      if (privateWindow === 'likely') this.mayBeCleared = 'private';
      else if (!persisted) this.mayBeCleared = 'refused';
    } catch {
      // Safety's own page says why it cannot be told; a banner without knowledge would only worry.
      this.mayBeCleared = undefined;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-app-banner': TesseraAppBanner;
  }
}
