// <tessera-photo-stage>: what stands in the middle of the photo page, and nothing else decides it: a picture with its
// status, a video, a file that is kept, an empty frame with the blocks that failed, or a sentence about why not.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { formatBytes, formatCount } from '../../app/format.ts';
import { saveFile } from '../../app/hand-out.ts';
import { errorSentence, noticeWords, statusWords } from '../../app/words.ts';
import type { Damage, PhotoDetail } from '../../vault/api.ts';
import { placedAreas } from '../inspect/inspector.ts';
import type { BlockState } from '../inspect/block-map.ts';
import { countedTiles } from '../kit/mosaic.ts';
import { base } from '../kit/tokens.ts';
import type { TesseraPhotoCanvas } from './photo-canvas.ts';
import type { PhotoState, Showing } from './photo-session.ts';
import { photoStageStyles } from './photo-stage.css.ts';
import { proofWords } from './proof-words.ts';
import './photo-canvas.ts';
import '../inspect/block-map.ts';
import '../kit/button.ts';
import '../kit/empty.ts';
import '../kit/icon.ts';
import '../kit/mosaic.ts';
import '../kit/status.ts';

@customElement('tessera-photo-stage')
export class TesseraPhotoStage extends LitElement {
  static override readonly styles = [base, photoStageStyles];

  @property({ attribute: false }) state: PhotoState | undefined;
  @property({ attribute: false }) detail: PhotoDetail | undefined;
  @query('tessera-photo-canvas') readonly canvas!: TesseraPhotoCanvas | null;
  #video: { readonly file: Blob; readonly url: string } | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#releaseVideo();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('state')) return;
    const before = changed.get('state');
    if (before?.id !== this.state?.id) this.canvas?.reset();
    const showing = this.state?.showing;
    if (showing?.kind !== 'file' || showing.file !== this.#video?.file) this.#releaseVideo();
  }

  protected override render(): TemplateResult {
    const { state } = this;
    const { kind, word } = proofWords(state);
    return html`
      <div class="middle">${this.#renderShowing(state?.showing)}</div>
      <div class="below">
        ${this.#renderMosaic(state)}
        <tessera-status kind=${kind} role="status">${word}</tessera-status>
        ${this.#renderNotices()}
      </div>
    `;
  }

  #renderShowing(showing: Showing | undefined): TemplateResult {
    switch (showing?.kind) {
      case undefined:
      case 'opening':
        return html`<div class="opening" aria-busy="true"></div>`;
      case 'preview':
      case 'original':
        return html`<tessera-photo-canvas
          .bitmap=${showing.bitmap}
          .size=${this.#size(showing.bitmap)}
          .label="${this.detail?.name ?? 'Photo'}, ${showing.kind === 'original' ? statusWords.originalVerified : statusWords.previewChecked}"
        ></tessera-photo-canvas>`;
      case 'file':
        return this.#renderFile(showing);
      case 'damaged':
        return this.#renderDamaged(showing.damage, showing);
      case 'failed': {
        const { what, means, next } = errorSentence(showing.code);
        return html`<tessera-empty icon="warning" heading=${what}>
          ${means} ${next}
          <tessera-button slot="actions" icon="refresh" @click=${(): void => this.#say('again')}
            >Try again</tessera-button
          >
        </tessera-empty>`;
      }
    }
  }

  /** The picture's own size, so that a preview stands exactly where the original will. */
  #size(bitmap: ImageBitmap): { width: number; height: number } {
    const { detail } = this;
    return detail && detail.width > 0 && detail.height > 0 ? detail : { width: bitmap.width, height: bitmap.height };
  }

  #renderFile(showing: Showing & { readonly kind: 'file' }): TemplateResult {
    const name = this.detail?.name ?? `photo.${showing.type}`;
    const save = html`<tessera-button
      slot="actions"
      variant="primary"
      icon="download"
      @click=${(): void => saveFile(showing.file, name)}
      >Download</tessera-button
    >`;
    if (showing.type === 'mp4' || showing.type === 'mov' || showing.type === 'webm') {
      this.#video ??= { file: showing.file, url: URL.createObjectURL(showing.file) };
      return html`<video
          controls
          playsinline
          src=${this.#video.url}
          aria-label=${name}
          @error=${this.#cannotPlay}
        ></video>
        <tessera-empty class="cannot-play" hidden icon="video" heading="This browser cannot play this video">
          It is verified and kept byte for byte. Download it to watch it elsewhere. ${save}
        </tessera-empty>`;
    }
    return html`<tessera-empty icon="file" heading="${showing.type.toUpperCase()}, kept byte for byte">
      This browser cannot draw this file (${formatBytes(showing.file.size)}). It is verified: what you download is
      exactly what was imported. ${save}
    </tessera-empty>`;
  }

  /** Never drawn: an empty frame of its shape, with the blocks that failed where they lie. */
  #renderDamaged(damage: Damage | undefined, showing: Showing & { readonly kind: 'damaged' }): TemplateResult {
    const { means } = errorSentence(showing.code);
    const failed = damage?.failed.length ?? 0;
    return html`<div class="damaged">
      ${damage ? this.#renderFrame(damage) : nothing}
      <div class="what">
        <h2>
          ${
            damage && failed > 0
              ? `${formatCount(failed)} of ${formatCount(damage.total)} blocks ${failed === 1 ? 'is' : 'are'} damaged`
              : errorSentence(showing.code).what
          }
        </h2>
        <p class="soft">${means} The rest of your library is unharmed.</p>
        <div class="ways">
          <tessera-button icon="restore" href="#/safety">Restore from a backup</tessera-button>
          <tessera-button icon="import" @click=${(): void => this.#say('import-again')}
            >Import the file again</tessera-button
          >
          <tessera-button icon="proof" @click=${(): void => this.#say('verify')}>Verify again</tessera-button>
        </div>
      </div>
    </div>`;
  }

  #renderFrame(damage: Damage): TemplateResult {
    const placed = placedAreas(damage);
    const broken = new Set(damage.failed.map((one) => one.block));
    const states = Array.from({ length: damage.total }, (_, block): BlockState =>
      broken.has(block) ? 'broken' : 'sound',
    );
    return html`<tessera-block-map
      still
      .states=${states}
      .areas=${placed?.areas}
      .size=${placed?.size ?? { width: 1, height: 1 }}
      .bytes=${placed ? [] : states.map(() => 1)}
      .label="${formatCount(broken.size)} of ${formatCount(damage.total)} blocks are broken"
    ></tessera-block-map>`;
  }

  #renderMosaic(state: PhotoState | undefined): TemplateResult | typeof nothing {
    const blocks = state?.blocks;
    const kind = state?.showing.kind;
    if (!blocks || (kind !== 'opening' && kind !== 'preview')) return nothing;
    const { done, total, mended } = blocks;
    return html`<tessera-mosaic
      .cells=${countedTiles(done, total, 'proved', mended)}
      .label="${formatCount(done)} of ${formatCount(total)} blocks verified"
    ></tessera-mosaic>`;
  }

  #renderNotices(): TemplateResult | typeof nothing {
    const showing = this.state?.showing;
    const notices = showing?.kind === 'original' ? showing.notices : [];
    if (notices.length === 0) return nothing;
    return html`<span class="notice">${notices.map((notice) => noticeWords[notice]).join(' ')}</span>`;
  }

  readonly #cannotPlay = (event: Event): void => {
    const video = event.target as HTMLElement;
    video.hidden = true;
    video.nextElementSibling?.removeAttribute('hidden');
  };

  #releaseVideo(): void {
    if (this.#video) URL.revokeObjectURL(this.#video.url);
    this.#video = undefined;
  }

  #say(what: 'again' | 'verify' | 'import-again'): void {
    this.dispatchEvent(new CustomEvent('way', { detail: what }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-photo-stage': TesseraPhotoStage;
  }
}
