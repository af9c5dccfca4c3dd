// <tessera-storage-picture>: the paper's figure 4.14: what the originals weigh against what is stored, as two bars on
// one scale, and what was saved under the length it saved. "Stored" counts everything, so that the lead is net.
import { LitElement, css, html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatBytes } from '../../app/format.ts';
import type { SafetyReport } from '../../vault/api.ts';
import { base } from '../kit/tokens.ts';

interface Part {
  readonly label: string;
  readonly bytes: number;
  readonly look: 'original' | 'blocks' | 'overhead' | 'coding' | 'deduplication';
}

const width = 600;
const barHeight = 34;

@customElement('tessera-storage-picture')
export class TesseraStoragePicture extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: grid;
        gap: var(--space-4);
      }
      .lead {
        font-size: var(--text-large);
      }
      figure {
        display: grid;
        gap: var(--space-1);
      }
      .bar {
        display: flex;
        justify-content: space-between;
        margin-top: var(--space-2);
      }
      svg {
        display: block;
        width: 100%;
        height: ${barHeight}px;
        forced-color-adjust: none;
      }
      .original {
        fill: var(--tile-done);
      }
      .blocks {
        fill: var(--accent);
      }
      .overhead {
        fill: var(--tile-shared);
      }
      .coding,
      .deduplication {
        fill: var(--surface-sunk);
        stroke: var(--line-strong);
        stroke-dasharray: 4 3;
        vector-effect: non-scaling-stroke;
      }
      .deduplication {
        fill: var(--accent-soft);
        stroke: var(--accent);
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(230px, 1fr));
        gap: var(--space-1) var(--space-6);
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        padding: 2px 0;
      }
      li svg {
        flex: none;
        width: 14px;
        height: 14px;
      }
      .bytes {
        margin-left: auto;
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) report!: SafetyReport;

  protected override render(): TemplateResult {
    const { originalBytes, storedBytes, breakdown, savedByCoding, savedByDeduplication, previewBytes } = this.report;
    const stored: Part[] = [
      { label: 'Blocks of your photos', bytes: breakdown.blocks, look: 'blocks' },
      { label: 'Thumbnails, recipes, catalog, index', bytes: storedBytes - breakdown.blocks, look: 'overhead' },
    ];
    const saved: Part[] = [
      { label: 'Saved by storing equal blocks once', bytes: savedByDeduplication, look: 'deduplication' },
      { label: savedByCoding < 0 ? 'Added by coding' : 'Saved by coding', bytes: savedByCoding, look: 'coding' },
    ];
    const net = originalBytes - storedBytes;
    const percent = originalBytes > 0 ? Math.abs(Math.round((net / originalBytes) * 100)) : 0;
    const scale = Math.max(originalBytes, storedBytes, 1);
    return html`<p class="lead">
        ${formatBytes(originalBytes)} of originals take <b>${formatBytes(storedBytes)}</b> here,
        ${net >= 0 ? html`<b>${percent} % less</b>` : html`${percent} % more`}, everything counted.
      </p>
      <figure aria-label="Originals against what is stored">
        <div class="bar"><span>Originals</span><span>${formatBytes(originalBytes)}</span></div>
        ${this.#bar([{ label: 'Originals', bytes: originalBytes, look: 'original' }], scale)}
        <div class="bar"><span>Stored, all counted</span><span>${formatBytes(storedBytes)}</span></div>
        ${this.#bar(stored, scale)}
        ${
          savedByCoding + savedByDeduplication > 0
            ? html`<div class="bar">
                  <span>Saved</span><span>${formatBytes(savedByCoding + savedByDeduplication)}</span>
                </div>
                ${this.#bar(saved, scale, breakdown.blocks)}`
            : nothing
        }
      </figure>
      <ul>
        ${[...stored, ...saved].map(
          ({ label, bytes, look }) =>
            html`<li>
              <svg viewBox="0 0 14 14" aria-hidden="true">
                ${svg`<rect x="1" y="1" width="12" height="12" class=${look}></rect>`}
              </svg>
              ${label}<span class="bytes">${formatBytes(Math.abs(bytes))}</span>
            </li>`,
        )}
      </ul>
      ${
        previewBytes > 0
          ? html`<p class="soft small">
              Beside that, ${formatBytes(previewBytes)} of screen previews: a cache that the browser may drop at any
              time.
            </p>`
          : nothing
      }`;
  }

  #bar(parts: readonly Part[], scale: number, startBytes = 0): TemplateResult {
    let at = (startBytes / scale) * width;
    const drawn: SVGTemplateResult[] = [];
    for (const { bytes, look } of parts) {
      const length = (Math.max(0, bytes) / scale) * width;
      if (length > 0) {
        drawn.push(
          svg`<rect x=${at + 0.5} y="0.5" width=${Math.max(1, length - 1)} height=${barHeight - 1} class=${look}></rect>`,
        );
      }
      at += length;
    }
    return html`<svg viewBox="0 0 ${width} ${barHeight}" preserveAspectRatio="none" aria-hidden="true">${drawn}</svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-storage-picture': TesseraStoragePicture;
  }
}
