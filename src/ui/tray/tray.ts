// <tessera-tray>: the activity tray: every import, export, backup, check of this session in one place, behind a pill
// that says how far the running work is. The sheet opens by itself when work begins or needs a decision.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { formatCount, formatDuration } from '../../app/format.ts';
import { state } from '../../app/state.ts';
import { jobStateWords, jobWords } from '../../app/words.ts';
import type { JobId } from '../../core/ids.ts';
import type { JobProgress } from '../../vault/api.ts';
import { base } from '../kit/tokens.ts';
import { Watch } from '../kit/watch.ts';
import '../kit/empty.ts';
import '../kit/icon.ts';
import '../kit/progress.ts';
import '../kit/sheet.ts';
import './tray-job.ts';

/** A look that found nothing to look at, or nothing wrong with it, is not worth a line. */
const isQuiet = ({ kind, summary }: JobProgress): boolean =>
  kind === 'scrub' && summary?.kind === 'scrub' && summary.damaged.length === 0 && summary.mended === 0;
const atWork = (job: JobProgress): boolean => job.state === 'running' || job.state === 'paused';

@customElement('tessera-tray')
export class TesseraTray extends LitElement {
  static override readonly styles = [
    base,
    css`
      .pill {
        position: fixed;
        right: var(--space-4);
        bottom: calc(var(--toast-bottom, 0px) + var(--space-4));
        z-index: 4;
        display: grid;
        gap: var(--space-2);
        width: min(280px, calc(100vw - 2 * var(--space-4)));
        min-height: var(--touch);
        padding: var(--space-2) var(--space-4) var(--space-3);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--surface-raised);
        box-shadow: var(--shadow);
        text-align: start;
        cursor: pointer;
      }
      .pill:hover {
        background: var(--surface-hover);
      }
      .line {
        display: flex;
        justify-content: space-between;
        gap: var(--space-3);
        font-size: var(--text-small);
        font-weight: 550;
      }
      .needs-you {
        color: var(--attention);
      }
      ul {
        display: grid;
        gap: var(--space-4);
        list-style: none;
      }
      tessera-empty {
        padding: var(--space-8) 0;
      }
    `,
  ];

  readonly #seen = new Set<JobId>();

  constructor() {
    super();
    new Watch(this, state.jobs, state.trayOpen);
  }

  protected override willUpdate(): void {
    if (!state.trayOpen.value) return;
    for (const job of state.jobs.value) if (!atWork(job)) this.#seen.add(job.id);
  }

  protected override render(): TemplateResult {
    return html`${state.trayOpen.value ? nothing : this.renderPill()}
      <tessera-sheet heading="Activity" .open=${state.trayOpen.value} @close=${(): void => state.trayOpen.set(false)}
        >${state.trayOpen.value ? this.renderJobs() : nothing}</tessera-sheet
      >`;
  }

  private renderPill(): TemplateResult | typeof nothing {
    const jobs = state.jobs.value.filter(atWork);
    const job = jobs.find(({ error }) => error !== undefined) ?? jobs.at(-1);
    if (!job) return this.renderOver();
    const more = jobs.length > 1 ? ` · ${jobs.length - 1} more` : '';
    const waits = job.state === 'paused';
    const left = !waits && job.msLeft !== undefined ? ` · ${formatDuration(job.msLeft)}` : '';
    const done = `${formatCount(job.done)} of ${formatCount(job.total)}${left}`;
    return html`<button class="pill" type="button" @click=${(): void => state.trayOpen.set(true)}>
      <span class="line">
        <span class=${job.error ? 'needs-you' : ''}>
          ${job.error ? html`<tessera-icon name="warning"></tessera-icon>` : nothing}
          ${jobWords[job.kind].running}${waits ? ', paused' : ''}${more}
        </span>
        <span class="soft">${done}</span>
      </span>
      <tessera-progress
        label=${jobWords[job.kind].running}
        .value=${job.totalBytes > 0 ? job.doneBytes / job.totalBytes : undefined}
      ></tessera-progress>
    </button>`;
  }

  /** What ended since the tray was last looked at stays in sight until it is. */
  private renderOver(): TemplateResult | typeof nothing {
    const job = state.jobs.value.findLast((known) => !atWork(known) && !isQuiet(known) && !this.#seen.has(known.id));
    if (!job) return nothing;
    return html`<button class="pill" type="button" @click=${(): void => state.trayOpen.set(true)}>
      <span class="line">
        <span class=${job.state === 'failed' ? 'needs-you' : ''}>
          <tessera-icon name=${job.state === 'failed' ? 'warning' : 'check'}></tessera-icon>
          ${jobWords[job.kind].done} ${jobStateWords[job.state]}
        </span>
        <span class="soft">See what came of it</span>
      </span>
    </button>`;
  }

  private renderJobs(): TemplateResult {
    const jobs = state.jobs.value.filter((job) => !isQuiet(job)).reverse();
    if (jobs.length === 0) {
      return html`<tessera-empty icon="activity" heading="Nothing is going on">
        Imports, exports, backups and checks show their progress here.
      </tessera-empty>`;
    }
    return html`<ul>
      ${repeat(
        jobs,
        (job) => job.id,
        (job) => html`<li><tessera-tray-job .job=${job}></tessera-tray-job></li>`,
      )}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-tray': TesseraTray;
  }
}
