// <tessera-welcome-page>: the first screen: three equal doors, and what lies behind each. Where the person stands is
// in the address, so that Back leads to the doors.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { WelcomeDoor } from '../../app/routes.ts';
import { state } from '../../app/state.ts';
import type { IconName } from '../kit/icon-paths.ts';
import { brand, front } from '../kit/front.ts';
import { tileStates } from '../kit/mosaic.ts';
import { base } from '../kit/tokens.ts';
import { Watch } from '../kit/watch.ts';
import '../kit/button.ts';
import '../kit/icon.ts';
import './register-page.ts';
import './restore-page.ts';

const doors: readonly { readonly door: WelcomeDoor; icon: IconName; title: string; text: string }[] = [
  {
    door: 'new',
    icon: 'plus',
    title: 'New vault',
    text: 'Begin here, on this device. It takes a minute and a sheet of paper.',
  },
  {
    door: 'restore',
    icon: 'restore',
    title: 'I had one before',
    text: 'Browsers can clear sites. Your words and a backup bring everything back.',
  },
  {
    door: 'join',
    icon: 'groups',
    title: 'Join a group',
    text: 'Somebody invited you to photos that you keep together.',
  },
];

const landscapeColumns = 24;
const landscapeRows = 14;
/** Hills, a sun and their sky in the mosaic's own states: the app's mark, large. */
const landscape = Uint8Array.from({ length: landscapeColumns * landscapeRows }, (_, cell) => {
  const x = cell % landscapeColumns;
  const y = Math.floor(cell / landscapeColumns);
  const far = 7.5 + Math.sin(x / 3.1 + 1) * 1.6;
  const near = 10 + Math.sin(x / 4.3 + 3.6) * 2;
  if (Math.hypot(x - 17, y - 3.5) < 2.2) return tileStates.indexOf('new');
  if (y > near) return tileStates.indexOf('new');
  if (y > far) return tileStates.indexOf('shared');
  return tileStates.indexOf('empty');
});

@customElement('tessera-welcome-page')
export class TesseraWelcomePage extends LitElement {
  static override readonly styles = [
    base,
    front,
    css`
      .doors {
        --front-width: 880px;
      }
      .hero {
        display: grid;
        grid-template-columns: 1fr 300px;
        gap: var(--space-8);
        align-items: center;
      }
      tessera-mosaic {
        height: 175px;
      }
      nav {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: var(--space-4);
      }
      nav a {
        display: grid;
        align-content: start;
        gap: var(--space-2);
        padding: var(--space-5);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-large);
        background: var(--surface-raised);
        color: inherit;
        text-decoration: none;
        transition: background-color var(--motion);
      }
      nav a:hover {
        background: var(--surface-hover);
      }
      nav tessera-icon {
        width: 28px;
        height: 28px;
        margin-bottom: var(--space-2);
        color: var(--accent);
      }
      nav p {
        color: var(--text-soft);
        text-wrap: pretty;
      }
      .lead {
        max-width: 62ch;
        font-size: var(--text-large);
        line-height: 1.45;
      }
      h1 {
        font-size: clamp(1.75rem, 5vw, 2.5rem);
        line-height: 1.15;
        letter-spacing: -0.02em;
      }
      footer {
        max-width: 62ch;
        font-size: var(--text-small);
        color: var(--text-soft);
      }
      @media (max-width: 699px) {
        .front {
          padding-top: var(--space-6);
        }
        .hero {
          grid-template-columns: 1fr;
        }
        tessera-mosaic {
          display: none;
        }
        nav {
          grid-template-columns: 1fr;
          gap: var(--space-3);
        }
        nav a {
          grid-template-columns: auto 1fr;
          column-gap: var(--space-4);
          padding: var(--space-4);
        }
        nav tessera-icon {
          grid-row: span 2;
          margin: 2px 0 0;
        }
      }
    `,
  ];

  constructor() {
    super();
    new Watch(this, state.route);
  }

  protected override render(): TemplateResult {
    const route = state.route.value;
    switch (route.page === 'welcome' ? route.door : undefined) {
      case 'new':
        return html`<tessera-register-page></tessera-register-page>`;
      case 'restore':
        return html`<tessera-restore-page></tessera-restore-page>`;
      case 'join':
        return this.renderJoin();
      default:
        return this.renderDoors();
    }
  }

  private renderDoors(): TemplateResult {
    return html`<div class="front doors">
      ${brand()}
      <div class="hero">
        <div class="stack">
          <h1>Your photos, sealed in your own browser</h1>
          <p class="lead">
            Tessera cuts each photo into blocks, encrypts them, stores equal ones once, and shows nothing before it has
            been verified. Every file comes back byte for byte. There is no account and no server.
          </p>
        </div>
        <tessera-mosaic
          .cells=${landscape}
          .columns=${landscapeColumns}
          label="A landscape made of tiles"
        ></tessera-mosaic>
      </div>
      <nav aria-label="How to begin">
        ${doors.map(
          ({ door, icon, title, text }) =>
            html`<a href="#/welcome/${door}">
              <tessera-icon name=${icon}></tessera-icon>
              <h2>${title}</h2>
              <p>${text}</p>
            </a>`,
        )}
      </nav>
      <footer>Build <span class="mono">${__BUILD__}</span>. The code of this page has not been audited.</footer>
    </div>`;
  }

  private renderJoin(): TemplateResult {
    return html`<div class="front">
      ${brand()}
      <div class="stack">
        <h1>Join a group</h1>
        <p class="lead">
          Joining needs an invitation from a member, and this version of Tessera cannot join groups yet.
        </p>
      </div>
      <div class="actions">
        <tessera-button icon="back" href="#/welcome">Back to the three doors</tessera-button>
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-welcome-page': TesseraWelcomePage;
  }
}
