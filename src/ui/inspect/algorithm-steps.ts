// <tessera-algorithm-steps>: the DICE paper's Algorithms 1, 2 and 4 and the download, replayed on one stored block,
// one line at a time, each check with both values that were compared. Next, back, or play all of it.
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { AlgorithmStep } from '../../vault/api.ts';
import { base } from '../kit/tokens.ts';
import '../kit/button.ts';
import '../kit/icon.ts';

const titles: Readonly<Record<AlgorithmStep['algorithm'], { readonly title: string; readonly says: string }>> = {
  upload: { title: 'Algorithm 1: upload', says: 'How this device sealed the block and named it.' },
  storage: { title: 'Algorithm 2: storage', says: 'How the store checks a block that it is given, without any key.' },
  integrity: { title: 'Algorithm 4: integrity', says: 'How one flipped bit is found, mended and proved mended.' },
  download: { title: 'Download', says: 'How a block is verified before a single pixel of it is used.' },
};
const playMs = 420;

@customElement('tessera-algorithm-steps')
export class TesseraAlgorithmSteps extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
      }
      .controls {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
        position: sticky;
        bottom: 0;
        padding: var(--space-2) 0;
        background: var(--steps-background, var(--surface-raised));
      }
      .at {
        margin-left: auto;
        color: var(--text-soft);
        font-size: var(--text-small);
      }
      section {
        display: grid;
        gap: var(--space-2);
      }
      h3 {
        margin-top: var(--space-2);
      }
      ol {
        display: grid;
        gap: 2px;
        list-style: none;
      }
      li {
        display: grid;
        gap: var(--space-1);
        padding: var(--space-2) var(--space-3);
        border-left: 3px solid var(--line);
      }
      li[aria-current] {
        border-left-color: var(--accent);
        background: var(--accent-soft);
        border-radius: 0 var(--radius) var(--radius) 0;
      }
      .ahead {
        color: var(--text-soft);
      }
      .line {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: var(--space-2);
      }
      .line code {
        font-family: var(--mono);
        font-size: var(--text-small);
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .holds {
        flex: none;
        display: inline-flex;
        align-items: center;
        gap: 4px;
        font-size: var(--text-small);
        font-weight: 600;
      }
      .yes {
        color: var(--proved);
      }
      .no {
        color: var(--damaged);
      }
      .values {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: var(--space-2);
      }
      .values.one {
        grid-template-columns: 1fr;
      }
      .value {
        padding: var(--space-1) var(--space-2);
        border-radius: 4px;
        background: var(--surface-sunk);
        font-family: var(--mono);
        font-size: 11px;
        line-height: 1.45;
        overflow-wrap: anywhere;
      }
      mark {
        background: var(--damaged);
        color: var(--surface);
      }
    `,
  ];

  @property({ attribute: false }) steps: readonly AlgorithmStep[] = [];
  /** How many steps have been taken. */
  @state() private taken = 1;
  @state() private playing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('steps')) return;
    this.#stop();
    this.taken = Math.min(1, this.steps.length);
  }
  protected override updated(): void {
    this.renderRoot.querySelector('li[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }

  protected override render(): TemplateResult {
    const { steps, taken } = this;
    return html`
      ${runsOf(steps).map((run) => this.#renderRun(run))}
      <div class="controls" role="group" aria-label="Steps">
        <tessera-button
          icon="left"
          label="Step back"
          ?disabled=${taken <= 1}
          @click=${(): void => this.#go(this.taken - 1)}
        ></tessera-button>
        <tessera-button
          icon="right"
          label="Next step"
          ?disabled=${taken >= steps.length}
          @click=${(): void => this.#go(this.taken + 1)}
        ></tessera-button>
        <tessera-button icon=${this.playing ? 'pause' : 'play'} ?disabled=${steps.length === 0} @click=${this.#play}
          >${this.playing ? 'Stop' : 'Play all'}</tessera-button
        >
        <span class="at" aria-live="polite">Step ${taken} of ${steps.length}</span>
      </div>
    `;
  }

  #renderRun({ algorithm, start, end }: Run): TemplateResult {
    const { title, says } = titles[algorithm];
    const isFirst = this.steps.findIndex((step) => step.algorithm === algorithm) === start;
    return html`<section>
      <div>
        <h3>${isFirst ? title : `${title}, continued`}</h3>
        ${isFirst ? html`<p class="soft small">${says}</p>` : nothing}
      </div>
      <ol>
        ${this.steps.slice(start, end).map((step, index) => this.#renderStep(step, start + index))}
      </ol>
    </section>`;
  }

  #renderStep(step: AlgorithmStep, index: number): TemplateResult {
    const taken = index < this.taken;
    const { left, right, holds } = step;
    return html`<li class=${taken ? '' : 'ahead'} aria-current=${index === this.taken - 1 ? 'step' : nothing}>
      <div class="line">
        <code>${lineName(step.line)}</code>
        ${
          taken && holds !== undefined
            ? html`<span class="holds ${holds ? 'yes' : 'no'}"
                ><tessera-icon name=${holds ? 'check' : 'close'}></tessera-icon>${holds ? 'equal' : 'different'}</span
              >`
            : nothing
        }
      </div>
      <p class="small">${step.what}</p>
      ${
        taken && left !== undefined
          ? html`<div class="values ${right === undefined ? 'one' : ''}">
              <div class="value">${right === undefined ? left : marked(left, right)}</div>
              ${right === undefined ? nothing : html`<div class="value">${marked(right, left)}</div>`}
            </div>`
          : nothing
      }
    </li>`;
  }

  #go(taken: number): void {
    this.#stop();
    this.taken = Math.max(1, Math.min(this.steps.length, taken));
  }
  #stop(): void {
    clearTimeout(this.#timer);
    this.playing = false;
  }
  readonly #play = (): void => {
    if (this.playing) {
      this.#stop();
      return;
    }
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.taken = this.steps.length;
      return;
    }
    if (this.taken >= this.steps.length) this.taken = 1;
    this.playing = true;
    const next = (): void => {
      if (this.taken >= this.steps.length) {
        this.playing = false;
        return;
      }
      this.taken += 1;
      this.#timer = setTimeout(next, playMs);
    };
    this.#timer = setTimeout(next, playMs);
  };
}

interface Run {
  readonly algorithm: AlgorithmStep['algorithm'];
  readonly start: number;
  readonly end: number;
}

/** Steps in their order, cut where the algorithm changes: a check of one may stand in the middle of another. */
function runsOf(steps: readonly AlgorithmStep[]): readonly Run[] {
  const runs: Run[] = [];
  for (const [index, { algorithm }] of steps.entries()) {
    const last = runs.at(-1);
    if (last?.algorithm === algorithm) runs[runs.length - 1] = { ...last, end: index + 1 };
    else runs.push({ algorithm, start: index, end: index + 1 });
  }
  return runs;
}

/** Numbers are lines of the paper's algorithm; a plus is a check that Tessera makes beyond it. */
function lineName(line: string): string {
  if (line === '+') return 'Beyond the paper';
  return /^\d/.test(line) ? `Line ${line}` : line;
}

/** Where two values differ, the characters that do are marked. */
function marked(value: string, other: string): TemplateResult | string {
  if (value === other) return value;
  return html`${[...value].map((character, i) => (character === other[i] ? character : html`<mark>${character}</mark>`))}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-algorithm-steps': TesseraAlgorithmSteps;
  }
}
