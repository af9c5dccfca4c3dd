// <tessera-safety-page>: are my photos safe, how much room do they take, are they still what they were, and how do
// they get out. One answer first, with one button; the rest below it.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state as reactive } from 'lit/decorators.js';
import { askToKeepStorage, canUseFolders } from '../../app/capabilities.ts';
import { attempt, showTray } from '../../app/commands.ts';
import { countOf, formatBytes, formatDateTime } from '../../app/format.ts';
import { backUp, exportPhotos } from '../../app/hand-out.ts';
import { showError, toast } from '../../app/notices.ts';
import { navigate } from '../../app/routes.ts';
import { state } from '../../app/state.ts';
import { vault } from '../../app/vault-client.ts';
import type { SafetyReport } from '../../vault/api.ts';
import { page } from '../kit/page.ts';
import { Thumbnails } from '../kit/thumbnails.ts';
import { base } from '../kit/tokens.ts';
import '../kit/button.ts';
import '../kit/icon.ts';
import '../kit/progress.ts';
import '../kit/status.ts';
import { safetyAnswer } from './answer.ts';
import './storage-picture.ts';

@customElement('tessera-safety-page')
export class TesseraSafetyPage extends LitElement {
  static override readonly styles = [
    base,
    page,
    css`
      .answer {
        gap: var(--space-3);
        justify-items: start;
      }
      .answer h2 {
        font-size: var(--text-title);
        text-wrap: balance;
      }
      .damaged {
        border-color: var(--damaged);
      }
      .damaged ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(96px, 1fr));
        gap: var(--space-2);
        list-style: none;
      }
      .damaged a {
        position: relative;
        display: grid;
        place-items: center;
        aspect-ratio: 1;
        overflow: hidden;
        border-radius: var(--radius);
        background: var(--tile);
        color: var(--damaged);
      }
      .damaged img {
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
      .damaged img + tessera-icon {
        position: absolute;
        right: var(--space-1);
        bottom: var(--space-1);
        width: 24px;
        height: 24px;
        padding: 3px;
        border-radius: var(--radius);
        background: var(--damaged-soft);
      }
      .scrub {
        display: grid;
        gap: var(--space-2);
      }
    `,
  ];

  @reactive() private report: SafetyReport | undefined;
  readonly #thumbnails = new Thumbnails(this);
  #stops: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const load = (): void => void this.#load();
    this.#stops = [
      state.libraryVersion.subscribe(load),
      // A job that ends may have changed the answer.
      state.jobs.subscribe((jobs) => {
        const over = jobs.filter((job) => job.state === 'done').length;
        if (over !== this.#jobsOver) load();
        this.#jobsOver = over;
      }),
    ];
    load();
  }
  #jobsOver = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops) stop();
  }

  protected override render(): TemplateResult {
    const { report } = this;
    return html`<div class="page">
      <div class="head"><h1>Safety</h1></div>
      ${
        report
          ? html`${this.renderAnswer(report)} ${report.damaged.length > 0 ? this.renderDamaged(report) : nothing}
            ${report.photos > 0 ? html`${this.renderRoom(report)} ${this.renderVerify(report)}` : nothing}
            ${this.renderOut(report)} ${this.renderPromise(report)}`
          : nothing
      }
    </div>`;
  }

  private renderAnswer(report: SafetyReport): TemplateResult {
    const answer = safetyAnswer(report);
    return html`<section class="card answer" aria-labelledby="answer">
      <tessera-status
        kind=${answer.needsYou ? 'attention' : 'neutral'}
        .icon=${answer.needsYou ? undefined : 'check-circle'}
        >${answer.word}</tessera-status
      >
      <h2 id="answer">${answer.heading}</h2>
      <p class="soft">${answer.text}</p>
      ${
        answer.button === 'import'
          ? html`<tessera-button variant="primary" icon="import" href="#/import">Import photos</tessera-button>`
          : answer.button === 'verify'
            ? html`<tessera-button icon="proof" @click=${this.#verify}>Verify everything now</tessera-button>`
            : html`<tessera-button variant="primary" icon="backup" @click=${this.#backUp}
                >Make a backup</tessera-button
              >`
      }
    </section>`;
  }

  private renderDamaged(report: SafetyReport): TemplateResult {
    void this.#thumbnails.want(report.damaged.slice(0, 24));
    return html`<section class="card damaged" aria-labelledby="damaged">
      <div><tessera-status kind="damaged">${countOf(report.damaged.length, 'damaged photo')}</tessera-status></div>
      <h2 id="damaged">Some stored blocks are not what they were</h2>
      <p class="soft">
        These photos are not drawn until they verify. Import the originals again or restore from a backup: sound blocks
        replace the damaged ones.
      </p>
      <ul>
        ${report.damaged.slice(0, 24).map((id) => {
          const url = this.#thumbnails.url(id);
          return html`<li>
            <a href="#/photo/${id}?panel=proof" aria-label="Damaged photo">
              ${url ? html`<img src=${url} alt="" />` : nothing}<tessera-icon name="damaged"></tessera-icon>
            </a>
          </li>`;
        })}
      </ul>
    </section>`;
  }

  private renderRoom(report: SafetyReport): TemplateResult {
    return html`<section class="card" aria-labelledby="room">
      <h2 id="room">Room</h2>
      <tessera-storage-picture .report=${report}></tessera-storage-picture>
    </section>`;
  }

  private renderVerify(report: SafetyReport): TemplateResult {
    const { lastVerify, scrubbed } = report;
    const sound = lastVerify?.damaged === 0;
    return html`<section class="card" aria-labelledby="verify">
      <h2 id="verify">Verified</h2>
      ${
        lastVerify
          ? html`<div>
                <tessera-status kind=${sound ? 'proved' : 'damaged'}
                  >${sound ? 'Everything verified' : countOf(lastVerify.damaged, 'damaged photo')}</tessera-status
                >
              </div>
              <p>${formatDateTime(lastVerify.atMs)}: ${countOf(lastVerify.photos, 'photo')}, every block.</p>`
          : html`<p class="soft">Photos are verified each time they are opened. All at once they never were.</p>`
      }
      <div class="scrub">
        <tessera-progress label="This month’s check" .value=${scrubbed}></tessera-progress>
        <p class="soft small">
          A thirtieth of all blocks is checked each day Tessera is open: ${Math.round(scrubbed * 100)} % of this round.
        </p>
      </div>
      <div class="row">
        <tessera-button icon="proof" @click=${this.#verify}>Verify everything now</tessera-button>
      </div>
    </section>`;
  }

  private renderOut(report: SafetyReport): TemplateResult {
    const folders = canUseFolders();
    return html`<section class="card" aria-labelledby="backup">
        <h2 id="backup">Backup</h2>
        <p class="soft">
          Sealed as it is stored: whoever finds it sees nothing. It needs your 24 words. Into the same folder, the next
          one writes only what is new.
        </p>
        <div class="row">
          ${
            folders
              ? html`<tessera-button icon="folder" @click=${(): void => void backUp('folder')}
                  >Back up into a folder</tessera-button
                >`
              : nothing
          }
          <tessera-button icon="file" @click=${(): void => void backUp('file')}>Back up into one file</tessera-button>
        </div>
        <p class="soft small">
          To restore, open Tessera where there is no vault (another browser, another device, or here after the site was
          cleared) and choose “I had one before”.
        </p>
      </section>
      ${
        report.photos > 0
          ? html`<section class="card" aria-labelledby="export">
              <h2 id="export">Export</h2>
              <p class="soft">
                The files themselves, byte for byte and unsealed, in the folders they came from, with captions, labels
                and albums beside them.
              </p>
              <div class="row">
                ${
                  folders
                    ? html`<tessera-button icon="folder" @click=${(): void => void exportPhotos('all', 'folder')}
                        >Export all into a folder</tessera-button
                      >`
                    : nothing
                }
                <tessera-button icon="file" @click=${(): void => void exportPhotos('all', 'file')}
                  >Export all as one zip</tessera-button
                >
              </div>
            </section>`
          : nothing
      }`;
  }

  private renderPromise(report: SafetyReport): TemplateResult {
    return html`<section class="card" aria-labelledby="promise">
      <h2 id="promise">The browser’s promise</h2>
      <p>
        ${
          report.privateWindow === 'likely'
            ? 'This looks like a private window: everything in it vanishes when it is closed.'
            : report.persisted
              ? 'This browser has promised to keep Tessera’s storage until you remove it.'
              : 'This browser has not promised to keep Tessera’s storage. It often agrees once Tessera is installed or used for a while.'
        }
      </p>
      <p class="soft">
        ${formatBytes(report.usageBytes)} used; the browser speaks of ${formatBytes(report.quotaBytes)} in all, which
        may be more than the disk has free.
      </p>
      ${
        report.persisted
          ? nothing
          : html`<div class="row">
              <tessera-button @click=${(): void => void this.#persist()}>Ask the browser to keep it</tessera-button>
            </div>`
      }
    </section>`;
  }

  readonly #backUp = (): void => {
    void backUp(canUseFolders() ? 'folder' : 'file');
  };

  readonly #verify = (): void => {
    void attempt(async () => {
      await vault().verifyEverything();
      showTray();
    });
  };

  async #persist(): Promise<void> {
    await attempt(async () => {
      const kept = (await askToKeepStorage()) === 'kept';
      toast(
        kept ? 'The browser promised to keep it.' : 'The browser did not agree. Keep a backup, and ask again later.',
        {
          tone: kept ? 'plain' : 'attention',
        },
      );
      await this.#load();
    });
  }

  async #load(): Promise<void> {
    try {
      this.report = await vault().safety();
    } catch (error) {
      showError(error);
      if (!this.report) navigate({ page: 'photos' }, true);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-safety-page': TesseraSafetyPage;
  }
}
