// <tessera-tray-job>: one piece of work: how far, how long, what at; pause, go on, cancel; and when it is over, what
// came of it, with each failure named and grouped.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { attempt } from '../../app/commands.ts';
import { formatBytes, formatCount, formatDuration } from '../../app/format.ts';
import { navigate } from '../../app/routes.ts';
import { state } from '../../app/state.ts';
import { vault } from '../../app/vault-client.ts';
import { errorSentence, jobStateWords, jobWords } from '../../app/words.ts';
import type { JobProgress, JobState } from '../../vault/api.ts';
import type { IconName } from '../kit/icon-paths.ts';
import { countedTiles } from '../kit/mosaic.ts';
import { base } from '../kit/tokens.ts';
import '../kit/button.ts';
import '../kit/mosaic.ts';
import '../kit/status.ts';
import './job-summary.ts';

/** Tiles of the mosaic: enough to look like a mosaic, few enough to be seen filling. */
const mosaicTiles = 96;

const stateIcons: Partial<Readonly<Record<JobState, IconName>>> = {
  done: 'check',
  paused: 'pause',
  cancelled: 'close',
};

@customElement('tessera-tray-job')
export class TesseraTrayJob extends LitElement {
  static override readonly styles = [
    base,
    css`
      article {
        display: grid;
        gap: var(--space-3);
        padding: var(--space-4);
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
      }
      header,
      .buttons {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-2);
      }
      .buttons {
        justify-content: start;
      }
      .current {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .needs-you {
        padding: var(--space-3);
        border-radius: var(--radius);
        background: var(--attention-soft);
      }
      tessera-mosaic {
        height: 36px;
      }
    `,
  ];

  @property({ attribute: false }) job!: JobProgress;

  protected override render(): TemplateResult {
    const { job } = this;
    const over = job.state !== 'running' && job.state !== 'paused';
    return html`<article aria-label=${jobWords[job.kind].done}>
      <header>
        <h3>${over ? jobWords[job.kind].done : jobWords[job.kind].running}</h3>
        ${
          job.state === 'running'
            ? nothing
            : html`<tessera-status
                kind=${job.state === 'failed' || job.error ? 'attention' : 'neutral'}
                .icon=${stateIcons[job.state]}
                >${jobStateWords[job.state]}</tessera-status
              >`
        }
      </header>
      ${over ? nothing : this.renderProgress()} ${job.error ? this.renderError() : nothing}
      ${job.summary ? html`<tessera-job-summary .job=${job} .summary=${job.summary}></tessera-job-summary>` : nothing}
      <div class="buttons">${over ? this.renderOverButtons() : this.renderButtons()}</div>
    </article>`;
  }

  private renderProgress(): TemplateResult {
    const { job } = this;
    const share = job.totalBytes > 0 ? job.doneBytes / job.totalBytes : job.total > 0 ? job.done / job.total : 0;
    const counted = `${formatCount(job.done)} of ${formatCount(job.total)}`;
    return html`<tessera-mosaic
        .cells=${countedTiles(Math.round(share * mosaicTiles), mosaicTiles, job.kind === 'verify' ? 'proved' : 'new')}
        label="${jobWords[job.kind].running}: ${counted}"
      ></tessera-mosaic>
      <div>
        <p>
          ${counted}${
            job.totalBytes > 0 ? html` · ${formatBytes(job.doneBytes)} of ${formatBytes(job.totalBytes)}` : nothing
          }${
            job.state === 'running' && job.msLeft !== undefined ? html` · ${formatDuration(job.msLeft)} left` : nothing
          }
        </p>
        ${job.current ? html`<p class="soft small current" title=${job.current}>${job.current}</p>` : nothing}
      </div>`;
  }

  private renderError(): TemplateResult {
    const code = this.job.error ?? 'internal';
    const { what, means, next } = errorSentence(code);
    return html`<div class="needs-you" role="alert">
      <p><b>${what}</b> ${means} ${next}</p>
      ${
        code === 'quota'
          ? html`<p>
              <a
                href="#/safety"
                @click=${(): void => {
                  state.trayOpen.set(false);
                }}
                >See in Safety what takes how much room</a
              >
            </p>`
          : nothing
      }
    </div>`;
  }

  private renderButtons(): TemplateResult {
    const { id, state: now, canPause } = this.job;
    return html`${
        canPause && now === 'running'
          ? html`<tessera-button icon="pause" @click=${(): void => this.#ask(() => vault().pauseJob(id))}
              >Pause</tessera-button
            >`
          : nothing
      }
      ${
        now === 'paused'
          ? html`<tessera-button
              variant="primary"
              icon="play"
              @click=${(): void => this.#ask(() => vault().resumeJob(id))}
              >Go on</tessera-button
            >`
          : nothing
      }
      <tessera-button variant="quiet" @click=${(): void => this.#ask(() => vault().cancelJob(id))}
        >Cancel</tessera-button
      >`;
  }

  private renderOverButtons(): TemplateResult {
    const { id, kind, summary } = this.job;
    const retry = kind === 'import' && summary?.kind === 'import' && summary.refused.length > 0;
    return html`${
        retry
          ? html`<tessera-button
              icon="refresh"
              @click=${(): void => this.#ask(async () => void (await vault().retryJob(id)))}
              >Try the refused again</tessera-button
            >`
          : nothing
      }
      ${
        kind === 'verify'
          ? html`<tessera-button
              @click=${(): void => {
                state.trayOpen.set(false);
                navigate({ page: 'safety' });
              }}
              >Open Safety</tessera-button
            >`
          : nothing
      } <tessera-button @click=${(): void => this.#ask(() => this.#dismiss())}>Dismiss</tessera-button>`;
  }

  async #dismiss(): Promise<void> {
    const { id } = this.job;
    await vault().dismissJob(id);
    state.jobs.set(state.jobs.value.filter((job) => job.id !== id));
  }

  #ask(command: () => Promise<void>): void {
    void attempt(command);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-tray-job': TesseraTrayJob;
  }
}
