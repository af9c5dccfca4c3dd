// <tessera-inspector>: "Look inside", the DICE paper's screens: the picture with its blocks in place, numbers that say
// what sealing it cost and saved, and, block by block, names, checks and algorithms. The only place where hex appears.
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { countOf, formatBytes, formatCount } from '../../app/format.ts';
import { codeOf } from '../../app/notices.ts';
import { vault } from '../../app/vault-client.ts';
import { errorSentence } from '../../app/words.ts';
import type { ErrorCode } from '../../core/errors.ts';
import type { FileId } from '../../core/ids.ts';
import type { BlockArea } from '../../core/segment/segmenter.ts';
import type { Damage, InspectedBlock, Inspection, PhotoDetail } from '../../vault/api.ts';
import { base } from '../kit/tokens.ts';
import { uprightArea, uprightSize } from './block-geometry.ts';
import type { BlockState } from './block-map.ts';
import './block-details.ts';
import './block-map.ts';
import '../kit/button.ts';
import '../kit/empty.ts';

const methodWords: Readonly<Record<Inspection['method'], string>> = {
  chunks: 'Cut where its content says (chunks of the file’s bytes)',
  'raster-tiles': 'Cut into tiles of exact pixels',
  grid4: 'Cut into the paper’s 4 × 4 grid',
  grid8: 'Cut into the paper’s 8 × 8 grid',
  grid16: 'Cut into the paper’s 16 × 16 grid',
};
const fallbackWords: Readonly<Record<string, string>> = {
  'too-large': 'too large to be tiled',
  'not-reproducible': 'tiles could not rebuild this file bit for bit',
  broken: 'the file breaks its own format',
  coding: 'this coding has no tiles yet',
  deadline: 'tiling took too long',
  larger: 'tiles would have been larger',
};
const legend: readonly { readonly state: BlockState; readonly word: string; readonly colour: string }[] = [
  { state: 'new', word: 'new at import', colour: '--tile-new' },
  { state: 'shared', word: 'shared', colour: '--tile-shared' },
  { state: 'mended', word: 'mended', colour: '--tile-mended' },
  { state: 'broken', word: 'broken', colour: '--tile-broken' },
  { state: 'inline', word: 'inline', colour: '--tile-done' },
];

@customElement('tessera-inspector')
export class TesseraInspector extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(320px, 420px);
        height: 100%;
        min-height: 0;
        background: var(--surface);
      }
      .picture {
        display: grid;
        grid-template-rows: auto 1fr auto;
        gap: var(--space-4);
        min-width: 0;
        min-height: 0;
        padding: var(--space-4) var(--space-5) var(--space-5);
      }
      .numbers {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(104px, 1fr));
        gap: var(--space-2) var(--space-4);
      }
      .number b {
        display: block;
        font-size: var(--text-large);
        line-height: 1.3;
      }
      .number span {
        color: var(--text-soft);
        font-size: var(--text-small);
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-4);
        list-style: none;
        font-size: var(--text-small);
      }
      .legend li {
        display: inline-flex;
        align-items: center;
        gap: 6px;
      }
      .swatch {
        width: 14px;
        height: 14px;
        border-radius: 3px;
        forced-color-adjust: none;
      }
      .side {
        overflow: auto;
        min-height: 0;
        padding: var(--space-4) var(--space-5) 0;
        border-left: 1px solid var(--line);
        background: var(--surface-raised);
      }
      .hint {
        display: grid;
        gap: var(--space-3);
        padding-bottom: var(--space-5);
      }
      @media (max-width: 899px) {
        /* One column that scrolls; rows of a grid would share the height of the page instead. */
        :host {
          display: block;
          overflow: auto;
        }
        .picture {
          grid-template-rows: auto 44dvh auto;
          padding: var(--space-3) var(--space-4);
        }
        .side {
          overflow: visible;
          border-left: 0;
          border-top: 1px solid var(--line);
          padding: var(--space-4);
        }
      }
    `,
  ];

  @property({ attribute: false }) photo: FileId | undefined;
  @property({ attribute: false }) detail: PhotoDetail | undefined;
  /** The picture under the blocks, verified or preview; owned by the photo page. */
  @property({ attribute: false }) bitmap: ImageBitmap | undefined;
  /** Known once the photo proved damaged: then nothing of it is drawn. */
  @property({ attribute: false }) damage: Damage | undefined;
  @state() private inspection: Inspection | undefined;
  @state() private failure: ErrorCode | undefined;
  @state() private chosen = -1;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('photo')) return;
    this.inspection = undefined;
    this.failure = undefined;
    this.chosen = -1;
    if (this.photo) void this.#load(this.photo);
  }

  async #load(photo: FileId): Promise<void> {
    try {
      const inspection = await vault().inspect(photo);
      if (this.photo === photo) this.inspection = inspection;
    } catch (error) {
      if (this.photo === photo) this.failure = codeOf(error);
    }
  }

  protected override render(): TemplateResult {
    if (this.failure) {
      const { what, means, next } = errorSentence(this.failure);
      return html`<tessera-empty icon="warning" heading=${what}>${means} ${next}</tessera-empty>`;
    }
    const { inspection } = this;
    if (!inspection) return html`<div class="picture" aria-busy="true"><p class="soft">Looking inside…</p></div>`;
    const block = inspection.blocks[this.chosen];
    return html`
      <div class="picture">
        ${this.#renderNumbers(inspection)} ${this.#renderMap(inspection)} ${this.#renderLegend(inspection)}
      </div>
      <div class="side" role="region" aria-label="The chosen block" tabindex="0">
        ${
          block
            ? html`<tessera-block-details
                .photo=${this.photo}
                .block=${block}
                .total=${inspection.blocks.length}
                .broken=${this.damage?.failed.find((one) => one.block === block.index)?.code}
              ></tessera-block-details>`
            : this.#renderHint(inspection)
        }
      </div>
    `;
  }

  #renderHint(inspection: Inspection): TemplateResult {
    const fallback = inspection.fallback && (fallbackWords[inspection.fallback] ?? inspection.fallback);
    return html`<div class="hint">
      <h2>Choose a block</h2>
      <p>
        Press one in the picture, or use the arrow keys. You see its names, where it is stored and who shares it, and
        can step through every check that guards it.
      </p>
      <p class="soft">${methodWords[inspection.method]}${fallback ? html`: ${fallback}` : nothing}.</p>
    </div>`;
  }

  #renderNumbers(inspection: Inspection): TemplateResult {
    const sealed = inspection.blocks.filter((block) => !block.inline);
    const bytes = sum(sealed);
    const fresh = sum(sealed.filter((block) => block.isNew));
    const kept = fresh + inspection.recipeBytes;
    const saved = 1 - kept / Math.max(1, inspection.originalBytes);
    return html`<div class="numbers">
      ${number(countOf(inspection.blocks.length, 'block'), 'in this photo')}
      ${number(formatBytes(inspection.originalBytes), 'the original')}
      ${number(formatBytes(bytes), 'its blocks, sealed')} ${number(formatBytes(fresh), 'new at import')}
      ${number(formatBytes(inspection.recipeBytes), 'the recipe')}
      ${number(`${saved >= 0 ? '−' : '+'}${Math.abs(Math.floor(saved * 100))} %`, 'stored, of the original')}
    </div>`;
  }

  #renderMap(inspection: Inspection): TemplateResult {
    const placed = placedAreas(inspection);
    return html`<tessera-block-map
      .states=${inspection.blocks.map((block) => this.#stateOf(block))}
      .areas=${placed?.areas}
      .size=${placed?.size ?? { width: 1, height: 1 }}
      .bytes=${inspection.blocks.map((block) => block.bytes)}
      .bitmap=${this.damage ? undefined : this.bitmap}
      .selected=${this.chosen}
      .label="Blocks of ${this.detail?.name ?? 'this photo'}"
      .describe=${(index: number): string => this.#describe(inspection, index)}
      @choose=${(event: CustomEvent<number>): void => {
        this.chosen = event.detail;
      }}
    ></tessera-block-map>`;
  }

  #renderLegend(inspection: Inspection): TemplateResult {
    const states = inspection.blocks.map((block) => this.#stateOf(block));
    return html`<ul class="legend" aria-label="What the colours mean">
      ${legend.map(({ state: name, word, colour }) => {
        const count = states.filter((one) => one === name).length;
        return html`<li>
          <span class="swatch" style="background: var(${colour})"></span>${word}
          <span class="soft">${formatCount(count)}</span>
        </li>`;
      })}
    </ul>`;
  }

  #stateOf(block: InspectedBlock): BlockState {
    if (this.damage?.failed.some((one) => one.block === block.index)) return 'broken';
    if (block.inline) return 'inline';
    if (block.sharedCount > 0 || !block.isNew) return 'shared';
    return 'new';
  }

  #describe(inspection: Inspection, index: number): string {
    const block = inspection.blocks[index];
    if (!block) return '';
    const word = legend.find(({ state: name }) => name === this.#stateOf(block))?.word ?? '';
    return `Block ${formatCount(index + 1)}, ${word}, ${formatBytes(block.bytes)}`;
  }
}

function number(value: string, says: string): TemplateResult {
  return html`<div class="number"><b>${value}</b><span>${says}</span></div>`;
}

function sum(blocks: readonly InspectedBlock[]): number {
  return blocks.reduce((total, block) => total + block.bytes, 0);
}

/** Areas and their picture, upright; the stored raster's size is what its areas cover. */
export function placedAreas(
  source: Pick<Inspection, 'areas' | 'orientation'>,
):
  | { readonly areas: readonly BlockArea[]; readonly size: { readonly width: number; readonly height: number } }
  | undefined {
  const { areas, orientation = 1 } = source;
  if (!areas || areas.length === 0) return undefined;
  let width = 1;
  let height = 1;
  for (const area of areas) {
    width = Math.max(width, area.x + area.width);
    height = Math.max(height, area.y + area.height);
  }
  const stored = { width, height };
  return {
    areas: orientation === 1 ? areas : areas.map((area) => uprightArea(area, stored, orientation)),
    size: uprightSize(stored, orientation),
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-inspector': TesseraInspector;
  }
}
