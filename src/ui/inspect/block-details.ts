// <tessera-block-details>: everything about one block: its sealed size, its names in hex, where it is stored, who
// shares it, the algorithms replayed on it, and, only after Reveal, its key. The key is dropped with the block, with
// this element, and when the window is hidden.
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { countOf, formatBytes, formatCount } from '../../app/format.ts';
import { codeOf, showError } from '../../app/notices.ts';
import { vault } from '../../app/vault-client.ts';
import { errorSentence } from '../../app/words.ts';
import type { ErrorCode } from '../../core/errors.ts';
import type { FileId } from '../../core/ids.ts';
import type { AlgorithmStep, InspectedBlock } from '../../vault/api.ts';
import { Thumbnails } from '../kit/thumbnails.ts';
import { base } from '../kit/tokens.ts';
import './algorithm-steps.ts';
import '../kit/button.ts';
import '../kit/status.ts';

@customElement('tessera-block-details')
export class TesseraBlockDetails extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: grid;
        gap: var(--space-4);
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--space-1) var(--space-4);
      }
      dt {
        color: var(--text-soft);
      }
      .hex {
        font-family: var(--mono);
        font-size: 12px;
        line-height: 1.5;
        overflow-wrap: anywhere;
      }
      .sharers {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1);
        margin-top: var(--space-2);
      }
      .sharers a {
        width: 52px;
        height: 52px;
        border-radius: 4px;
        overflow: hidden;
        background: var(--tile);
      }
      .sharers img {
        width: 100%;
        height: 100%;
        object-fit: cover;
        display: block;
      }
      .key {
        display: grid;
        justify-items: start;
        gap: var(--space-2);
        padding: var(--space-3) var(--space-4);
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
    `,
  ];

  @property({ attribute: false }) photo: FileId | undefined;
  @property({ attribute: false }) block: InspectedBlock | undefined;
  @property({ type: Number }) total = 0;
  @property({ attribute: false }) broken: ErrorCode | undefined;
  @state() private steps: readonly AlgorithmStep[] = [];
  @state() private key: string | undefined;
  readonly #thumbnails = new Thumbnails(this);
  readonly #hidden = (): void => {
    if (document.visibilityState === 'hidden') this.key = undefined;
  };

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#hidden);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#hidden);
    this.key = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('block') && !changed.has('photo')) return;
    this.key = undefined;
    this.steps = [];
    if (this.photo && this.block && !this.block.inline) void this.#replay(this.photo, this.block);
    if (this.block) void this.#thumbnails.want(this.block.sharedWith);
  }

  async #replay(photo: FileId, block: InspectedBlock): Promise<void> {
    try {
      const steps = await vault().replay(photo, block.index);
      if (this.block === block) this.steps = steps;
    } catch (error) {
      // A block that is missing has nothing to replay; the heading says that it is broken.
      if (this.block === block && !this.broken) showError(codeOf(error));
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { block } = this;
    if (!block) return nothing;
    return html`
      <h2>Block ${formatCount(block.index + 1)} of ${formatCount(this.total)}</h2>
      ${this.broken ? html`<tessera-status kind="damaged">${errorSentence(this.broken).what}</tessera-status>` : nothing}
      ${block.inline ? this.#renderInline(block) : this.#renderSealed(block)}
    `;
  }

  #renderInline(block: InspectedBlock): TemplateResult {
    return html`<p>
      <strong>Inline.</strong> One colour, or only ${countOf(block.bytes, 'byte')}: a tag of so little would name its
      content, so it is kept inside the sealed recipe and never reaches a store.
    </p>`;
  }

  #renderSealed(block: InspectedBlock): TemplateResult {
    return html`
      <dl>
        <dt>Sealed size</dt>
        <dd>${formatBytes(block.bytes)} (${countOf(block.bytes, 'byte')})</dd>
        <dt>Stored in</dt>
        <dd>${block.pack === undefined ? 'no pack: it is missing' : `pack ${formatCount(block.pack)}`}</dd>
        <dt>At import</dt>
        <dd>${block.isNew ? 'new: stored for this photo' : 'already here: stored only once'}</dd>
        <dt>Tag</dt>
        <dd class="hex">${block.tag}</dd>
        <dt>Rehash</dt>
        <dd class="hex">${block.rehash}</dd>
        <dt>Hamming</dt>
        <dd class="hex">${block.hamming}</dd>
        <dt>Shared with</dt>
        <dd>${this.#renderSharers(block)}</dd>
      </dl>
      ${this.#renderKey()}
      ${this.steps.length > 0 ? html`<tessera-algorithm-steps .steps=${this.steps}></tessera-algorithm-steps>` : nothing}
    `;
  }

  #renderSharers(block: InspectedBlock): TemplateResult | string {
    if (block.sharedCount === 0) return 'no other photo';
    return html`${countOf(block.sharedCount, 'other photo')}
      <div class="sharers">
        ${block.sharedWith.map((id, index) => {
          const url = this.#thumbnails.url(id);
          return html`<a href="#/photo/${id}?panel=inside" aria-label="Look inside the other photo ${index + 1}"
            >${url ? html`<img src=${url} alt="" />` : nothing}</a
          >`;
        })}
      </div>`;
  }

  #renderKey(): TemplateResult {
    if (this.key !== undefined) {
      return html`<div class="key">
        <strong>Key of this block</strong>
        <p class="hex" id="key">${this.key}</p>
        <tessera-button
          icon="eye-off"
          @click=${(): void => {
            this.key = undefined;
          }}
          >Hide</tessera-button
        >
      </div>`;
    }
    return html`<div class="key">
      <p class="small">
        Whoever has a block’s key and its sealed bytes can read this part of the picture. It leaves the vault only when
        you ask, and is cleared when you move on.
      </p>
      <tessera-button icon="eye" @click=${this.#reveal}>Reveal the key</tessera-button>
    </div>`;
  }

  readonly #reveal = async (): Promise<void> => {
    const { photo, block } = this;
    if (!photo || !block) return;
    try {
      const key = await vault().revealKey(photo, block.index);
      if (this.isConnected && this.block === block && this.photo === photo) this.key = key;
    } catch (error) {
      showError(error);
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-block-details': TesseraBlockDetails;
  }
}
