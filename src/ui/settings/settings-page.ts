// <tessera-settings-page>: who, how it locks, how it looks, how pictures are cut, what this browser can do, and the
// way to erase it all. Each section is its own element where it has state of its own.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { lock, putSettings } from '../../app/commands.ts';
import { state } from '../../app/state.ts';
import type { AppSettings } from '../../vault/api.ts';
import type { TesseraChoice } from '../kit/choice.ts';
import { page } from '../kit/page.ts';
import { base } from '../kit/tokens.ts';
import { Watch } from '../kit/watch.ts';
import '../kit/button.ts';
import '../kit/choice.ts';
import './about.ts';
import './erase-vault.ts';
import './passkeys.ts';
import './passphrase-change.ts';

const minutes = [1, 5, 15, 60, 240] as const;
const themes: readonly AppSettings['theme'][] = ['system', 'light', 'dark'];
const layouts: readonly AppSettings['layout'][] = ['tiles', 'grid4', 'grid8', 'grid16'];

@customElement('tessera-settings-page')
export class TesseraSettingsPage extends LitElement {
  static override readonly styles = [
    base,
    page,
    css`
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: var(--space-2) var(--space-5);
      }
      dt {
        color: var(--text-soft);
      }
      dd {
        overflow-wrap: anywhere;
      }
      .range {
        display: grid;
        gap: var(--space-1);
      }
      .range span {
        font-weight: 550;
      }
      input[type='range'] {
        width: min(100%, 320px);
        min-height: var(--touch);
        accent-color: var(--accent);
      }
    `,
  ];

  constructor() {
    super();
    new Watch(this, state.settings, state.status);
  }

  protected override render(): TemplateResult {
    const { name = '', email } = state.status.value ?? {};
    return html`<div class="page">
      <div class="head">
        <h1>Settings</h1>
        <tessera-button icon="lock" @click=${(): void => void lock()}>Lock now</tessera-button>
      </div>
      <section class="card" aria-labelledby="you">
        <h2 id="you">You</h2>
        <dl>
          <dt>Name</dt>
          <dd>${name}</dd>
          <dt>E-mail</dt>
          <dd>${email ?? 'none given'}</dd>
        </dl>
      </section>
      ${this.renderLock()} ${this.renderLook()} ${this.renderCutting()}
      <tessera-about></tessera-about>
      <tessera-erase-vault></tessera-erase-vault>
    </div>`;
  }

  private renderLock(): TemplateResult {
    const idle = Math.round(state.settings.value.idleLockMs / 60_000);
    return html`<section class="card" aria-labelledby="lock">
      <h2 id="lock">Opening and locking</h2>
      <tessera-choice
        label="Lock when nobody is here for"
        .value=${String(idle)}
        .options=${minutes.map((value) => ({
          value: String(value),
          label: value < 60 ? `${value} min` : `${value / 60} h`,
        }))}
        @change=${(event: Event): void => {
          void putSettings({ idleLockMs: Number((event.target as TesseraChoice).value) * 60_000 });
        }}
      ></tessera-choice>
      <tessera-passphrase-change></tessera-passphrase-change>
      <tessera-passkeys></tessera-passkeys>
    </section>`;
  }

  private renderLook(): TemplateResult {
    const { theme, tileEdgePx } = state.settings.value;
    return html`<section class="card" aria-labelledby="look">
      <h2 id="look">Look</h2>
      <tessera-choice
        label="Theme"
        .value=${theme}
        .options=${[
          { value: 'system', label: 'As the system' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
        @change=${(event: Event): void => {
          const chosen = themes.find((value) => value === (event.target as TesseraChoice).value);
          if (chosen) void putSettings({ theme: chosen });
        }}
      ></tessera-choice>
      <label class="range">
        <span>Size of tiles in Photos</span>
        <input
          type="range"
          min="100"
          max="320"
          step="20"
          .value=${String(tileEdgePx)}
          @change=${(event: Event): void => {
            void putSettings({ tileEdgePx: Number((event.target as HTMLInputElement).value) });
          }}
        />
      </label>
    </section>`;
  }

  private renderCutting(): TemplateResult {
    return html`<section class="card" aria-labelledby="cutting">
      <h2 id="cutting">How pictures are cut into blocks</h2>
      <tessera-choice
        label="For photos imported from now on"
        .value=${state.settings.value.layout}
        hint="Tiles let crops and edited copies share most of their blocks. The grids are the DICE paper’s: a crop shares nothing. Photos already here stay as they are."
        .options=${[
          { value: 'tiles', label: 'Tiles' },
          { value: 'grid4', label: '4×4' },
          { value: 'grid8', label: '8×8' },
          { value: 'grid16', label: '16×16' },
        ]}
        @change=${(event: Event): void => {
          const chosen = layouts.find((value) => value === (event.target as TesseraChoice).value);
          if (chosen) void putSettings({ layout: chosen });
        }}
      ></tessera-choice>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-settings-page': TesseraSettingsPage;
  }
}
