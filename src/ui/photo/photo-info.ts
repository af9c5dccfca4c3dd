// <tessera-photo-info>: what is known of a photo: caption, date, file, camera, place, albums, labels, every path it
// was imported under, and the files that belong to it. Captions are edited in place; the rest through dialogs.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { act } from '../../app/commands.ts';
import { formatBytes, formatCount, formatDateTime } from '../../app/format.ts';
import { noticeWords } from '../../app/words.ts';
import type { PhotoDetail } from '../../vault/api.ts';
import type { TesseraField } from '../kit/field.ts';
import { base } from '../kit/tokens.ts';
import { clockTime, daysLeft, takenMoment } from '../photos/taken.ts';
import { removeFromAlbum, changeLabels } from '../photos/batch-actions.ts';
import '../photos/album-dialog.ts';
import '../photos/date-dialog.ts';
import '../photos/label-dialog.ts';
import '../kit/button.ts';
import '../kit/field.ts';
import '../kit/icon.ts';

const sourceWords: Readonly<Record<PhotoDetail['takenSource'], string>> = {
  exif: 'as the camera wrote it',
  file: 'the file’s own date; it carries no capture date',
  shifted: 'shifted by you; the file keeps its own',
};
const roleWords = { primary: 'shown', raw: 'RAW', video: 'live photo', sidecar: 'sidecar' } as const;

@customElement('tessera-photo-info')
export class TesseraPhotoInfo extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: grid;
        gap: var(--space-5);
      }
      section {
        display: grid;
        grid-template-columns: 20px minmax(0, 1fr) auto;
        gap: 0 var(--space-3);
        align-items: start;
      }
      section > tessera-icon {
        margin-top: 2px;
        color: var(--text-soft);
      }
      section > tessera-button {
        margin: -11px -12px -11px 0;
      }
      .text {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .chips {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-2);
      }
      .chip {
        display: inline-flex;
        align-items: center;
        border: 1px solid var(--line);
        border-radius: 999px;
        font-size: var(--text-small);
      }
      .chip span,
      .chip a {
        padding: 4px 0 4px 12px;
        color: inherit;
      }
      .chip button {
        display: grid;
        place-items: center;
        width: 30px;
        height: 30px;
        border: 0;
        border-radius: 50%;
        background: none;
        cursor: pointer;
      }
      .chip button:hover {
        background: var(--surface-hover);
      }
      .chip tessera-icon {
        width: 14px;
        height: 14px;
      }
      ul {
        display: grid;
        gap: var(--space-2);
        list-style: none;
      }
      .caption {
        display: grid;
        gap: var(--space-2);
      }
      .save {
        display: flex;
        justify-content: end;
        gap: var(--space-2);
      }
    `,
  ];

  @property({ attribute: false }) detail: PhotoDetail | undefined;
  @state() private asking: 'album' | 'label' | 'date' | undefined;
  @state() private caption: string | undefined;
  @query('tessera-field') private readonly field!: TesseraField;

  protected override render(): TemplateResult | typeof nothing {
    const { detail } = this;
    if (!detail) return nothing;
    return html`
      ${this.#renderCaption(detail)}
      ${
        detail.trashLeftMs === undefined
          ? nothing
          : this.#section('trash', html`In the trash: leaves this device in ${daysLeft(detail.trashLeftMs)}.`)
      }
      ${this.#section(
        'calendar',
        html`${takenMoment(detail.takenMs)}
          <p class="soft small">${sourceWords[detail.takenSource]}</p>`,
        html`<tessera-button
          variant="quiet"
          icon="edit"
          label="Shift the date"
          @click=${(): void => this.#ask('date')}
        ></tessera-button>`,
      )}
      ${this.#section(
        'file',
        html`${detail.name}
          <p class="soft small">
            ${detail.type.toUpperCase()}${
              detail.width > 0 ? html`, ${formatCount(detail.width)} × ${formatCount(detail.height)} px` : nothing
            }${detail.durationMs ? html`, ${clockTime(detail.durationMs)}` : nothing},
            ${formatBytes(detail.size)}
          </p>
          ${detail.notices.map((notice) => html`<p class="soft small">${noticeWords[notice]}</p>`)}`,
      )}
      ${detail.camera ? this.#section('camera', html`${detail.camera}`) : nothing}
      ${detail.location ? this.#section('place', html`${coordinates(detail.location)}`) : nothing}
      ${this.#section(
        'albums',
        detail.albums.length === 0
          ? html`<span class="soft">In no album</span>`
          : html`<div class="chips">
              ${detail.albums.map(({ id, name }) =>
                this.#chip(html`<a href="#/album/${id}">${name}</a>`, `Take out of ${name}`, () => {
                  void removeFromAlbum([detail.id], id);
                }),
              )}
            </div>`,
        html`<tessera-button
          variant="quiet"
          icon="plus"
          label="Add to an album"
          @click=${(): void => this.#ask('album')}
        ></tessera-button>`,
      )}
      ${this.#section(
        'label',
        detail.labels.length === 0
          ? html`<span class="soft">No labels</span>`
          : html`<div class="chips">
              ${detail.labels.map((label) =>
                this.#chip(html`<span>${label}</span>`, `Take away the label ${label}`, () => {
                  void changeLabels([detail.id], [], [label]);
                }),
              )}
            </div>`,
        html`<tessera-button
          variant="quiet"
          icon="plus"
          label="Add a label"
          @click=${(): void => this.#ask('label')}
        ></tessera-button>`,
      )}
      ${detail.files.length > 1 ? this.#renderParts(detail) : nothing} ${this.#renderPaths(detail)}
      ${this.#renderDialogs(detail)}
    `;
  }

  #section(
    icon: 'calendar' | 'file' | 'camera' | 'place' | 'albums' | 'label' | 'folder' | 'trash' | 'live-photo',
    text: TemplateResult,
    edit?: TemplateResult,
  ): TemplateResult {
    return html`<section>
      <tessera-icon name=${icon}></tessera-icon>
      <div class="text">${text}</div>
      ${edit ?? nothing}
    </section>`;
  }

  #chip(text: TemplateResult, remove: string, run: () => void): TemplateResult {
    return html`<span class="chip"
      >${text}<button type="button" aria-label=${remove} title=${remove} @click=${run}>
        <tessera-icon name="close"></tessera-icon></button
    ></span>`;
  }

  #renderCaption(detail: PhotoDetail): TemplateResult {
    const changed = this.caption !== undefined && this.caption.trim() !== detail.caption;
    return html`<div class="caption">
      <tessera-field
        label="Caption"
        rows="2"
        maxlength="2000"
        placeholder="What is in it?"
        .value=${this.caption ?? detail.caption}
        @input=${(): void => {
          this.caption = this.field.value;
        }}
      ></tessera-field>
      ${
        changed
          ? html`<div class="save">
              <tessera-button @click=${(): void => this.#forget()}>Cancel</tessera-button>
              <tessera-button variant="primary" @click=${(): void => void this.#save(detail)}>Save</tessera-button>
            </div>`
          : nothing
      }
    </div>`;
  }

  #renderParts(detail: PhotoDetail): TemplateResult {
    return this.#section(
      'live-photo',
      html`<p>Belong together as one photo:</p>
        <ul>
          ${detail.files.map(
            (file) =>
              html`<li>
                ${file.name}
                <span class="soft small"
                  >${roleWords[file.role]}, ${file.type.toUpperCase()}, ${formatBytes(file.size)}</span
                >
              </li>`,
          )}
        </ul>`,
    );
  }

  #renderPaths(detail: PhotoDetail): TemplateResult {
    return this.#section(
      'folder',
      html`<ul>
        ${detail.paths.map(
          ({ path, modifiedMs, importedMs }) =>
            html`<li>
              ${path}
              <p class="soft small">modified ${formatDateTime(modifiedMs)}, imported ${formatDateTime(importedMs)}</p>
            </li>`,
        )}
      </ul>`,
    );
  }

  #renderDialogs(detail: PhotoDetail): TemplateResult | typeof nothing {
    const close = (): void => {
      this.asking = undefined;
    };
    const photos = [detail.id];
    switch (this.asking) {
      case 'album':
        return html`<tessera-album-dialog open .photos=${photos} @close=${close}></tessera-album-dialog>`;
      case 'label':
        return html`<tessera-label-dialog open .photos=${photos} @close=${close}></tessera-label-dialog>`;
      case 'date':
        return html`<tessera-date-dialog
          open
          .photos=${photos}
          .takenMs=${detail.takenMs}
          @close=${close}
        ></tessera-date-dialog>`;
      case undefined:
        return nothing;
    }
  }

  #ask(what: 'album' | 'label' | 'date'): void {
    this.asking = what;
  }
  #forget(): void {
    this.caption = undefined;
  }
  async #save(detail: PhotoDetail): Promise<void> {
    const text = (this.caption ?? '').trim();
    if (await act({ act: 'caption', photos: [detail.id], text }, () => 'Caption saved.')) this.#forget();
  }
}

/** Degrees in the form people can paste into any map. No map is loaded: that would tell where your photos are. */
function coordinates({ latitude, longitude }: { latitude: number; longitude: number }): string {
  const side = (value: number, positive: string, negative: string): string =>
    `${Math.abs(value).toFixed(5)}° ${value >= 0 ? positive : negative}`;
  return `${side(latitude, 'N', 'S')}, ${side(longitude, 'E', 'W')}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-photo-info': TesseraPhotoInfo;
  }
}
