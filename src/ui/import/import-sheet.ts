// <tessera-import-sheet>: the way in: choose files or a folder, or find here what was dropped or pasted; see how
// much it is, where it goes and whether this browser promised to keep it; then start. What goes on afterwards is the
// activity tray's.
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state as reactive } from 'lit/decorators.js';
import { askToKeepStorage, canUseFolders, guessPrivateWindow, type PersistAnswer } from '../../app/capabilities.ts';
import { attempt, importFiles } from '../../app/commands.ts';
import { filesFromFolder, filesFromInput, type Intake } from '../../app/file-intake.ts';
import { countOf, formatBytes, formatCount } from '../../app/format.ts';
import { pickFolder } from '../../app/file-pickers.ts';
import type { TesseraSwitch } from '../kit/switch.ts';
import { base } from '../kit/tokens.ts';
import { Watch } from '../kit/watch.ts';
import { summarise } from './intake-summary.ts';
import { forgetPending, pending, takeIn, type Pending } from './pending-intake.ts';
import './drop-veil.ts';
import '../kit/button.ts';
import '../kit/icon.ts';
import '../kit/progress.ts';
import '../kit/sheet.ts';
import '../kit/status.ts';
import '../kit/switch.ts';

export { installDropAndPaste } from './pending-intake.ts';

const accepted =
  'image/*,video/*,.heic,.heif,.avif,.tif,.tiff,.dng,.cr2,.cr3,.nef,.arw,.raf,.orf,.rw2,.mov,.mp4,.webm,.xmp';

interface Room {
  readonly persist: PersistAnswer;
  readonly privateWindow: 'likely' | 'no' | 'unknown';
  /** Bytes this browser would still give; undefined where it does not say. */
  readonly free: number | undefined;
}

@customElement('tessera-import-sheet')
export class TesseraImportSheet extends LitElement {
  static override readonly styles = [
    base,
    css`
      .stack {
        display: grid;
        gap: var(--space-5);
      }
      .drop {
        display: grid;
        justify-items: stretch;
        gap: var(--space-3);
        padding: var(--space-6) var(--space-5);
        border: 2px dashed var(--line-strong);
        border-radius: var(--radius-large);
        text-align: center;
      }
      .drop > tessera-icon {
        justify-self: center;
        width: 36px;
        height: 36px;
        color: var(--text-soft);
      }
      .fact {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--space-1) var(--space-3);
      }
      .fact tessera-icon {
        margin-top: 2px;
        color: var(--text-soft);
      }
      .fact p + p {
        grid-column: 2;
      }
      .attention tessera-icon {
        color: var(--attention);
      }
      .sum {
        padding: var(--space-4) var(--space-5);
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
      }
      .sum b {
        display: block;
        font-size: var(--text-title);
        line-height: 1.3;
      }
      ul {
        margin-top: var(--space-1);
        list-style: none;
      }
      details {
        font-size: var(--text-small);
      }
      details ul {
        max-height: 140px;
        overflow: auto;
      }
      .go {
        display: grid;
        gap: var(--space-2);
      }
    `,
  ];

  @property({ type: Boolean }) open = false;
  @reactive() private room: Room | undefined;
  @reactive() private albums = true;
  #focusedFor: string | undefined = 'nothing yet';
  @query('#files') private readonly filesInput!: HTMLInputElement;
  @query('#folder') private readonly folderInput!: HTMLInputElement;

  constructor() {
    super();
    new Watch(this, pending);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('open') && this.open) void this.#askForRoom();
    // The next thing to do has the focus; a modal dialog would give it to its scrolling body.
    const step = pending.value?.step;
    if (this.open && step !== this.#focusedFor) {
      this.#focusedFor = step;
      void this.#focusNext();
    }
  }

  async #focusNext(): Promise<void> {
    await this.renderRoot.querySelector('tessera-sheet')?.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('tessera-button[variant="primary"]')?.focus();
  }

  /** Asked when the sheet opens, so that a refusal is read before the first import, not after. */
  async #askForRoom(): Promise<void> {
    const [persist, privateWindow, estimate] = await Promise.all([
      askToKeepStorage(),
      guessPrivateWindow(),
      navigator.storage.estimate(),
    ]);
    const { quota, usage = 0 } = estimate;
    this.room = { persist, privateWindow, free: quota === undefined ? undefined : Math.max(0, quota - usage) };
  }

  protected override render(): TemplateResult {
    const now = pending.value;
    return html`<tessera-sheet modal ?open=${this.open} heading="Import" @close=${this.#close}>
      <div class="stack">
        ${now === undefined ? this.#renderWays() : now.step === 'reading' ? this.#renderReading(now) : this.#renderFound(now.intake)}
        ${this.#renderDestination()} ${now?.step === 'read' ? this.#renderGo(now.intake) : nothing}
      </div>
      <input id="files" type="file" hidden multiple accept=${accepted} @change=${this.#chosen} />
      <input id="folder" type="file" hidden multiple webkitdirectory @change=${this.#chosen} />
    </tessera-sheet>`;
  }

  #renderWays(): TemplateResult {
    return html`<div class="drop">
      <tessera-icon name="import"></tessera-icon>
      <p>Drop photos, videos or whole folders here, paste them, or</p>
      <tessera-button wide variant="primary" icon="photos" @click=${(): void => this.filesInput.click()}
        >Choose files…</tessera-button
      >
      <tessera-button wide icon="folder" @click=${this.#chooseFolder}>Choose a folder…</tessera-button>
      <p class="soft small">
        JPEG, PNG, TIFF, HEIC, AVIF, WebP, GIF, BMP, RAW, MP4, MOV and WebM. Files are read, never moved or changed.
      </p>
    </div>`;
  }

  #renderReading(now: Pending & { readonly step: 'reading' }): TemplateResult {
    return html`<div class="sum" aria-live="polite">
      <b>${countOf(now.files, 'file')}</b>
      <p class="soft">${formatBytes(now.bytes)} so far</p>
      <tessera-progress label="Reading the folder"></tessera-progress>
      <tessera-button variant="quiet" @click=${forgetPending}>Stop</tessera-button>
    </div>`;
  }

  #renderFound(intake: Intake): TemplateResult {
    const { pictures, videos, others, bytes, folders, top } = summarise(intake.files);
    return html`
      <div class="sum">
        <b>${countOf(intake.files.length, 'file')}, ${formatBytes(bytes)}</b>
        ${top ? html`<p>from “${top}”</p>` : nothing}
        <ul class="soft">
          ${pictures > 0 ? html`<li>${countOf(pictures, 'picture')}</li>` : nothing}
          ${videos > 0 ? html`<li>${countOf(videos, 'video')}</li>` : nothing}
          ${
            others > 0
              ? html`<li>
                  ${countOf(others, 'other file')}: what is neither picture nor video will be left out, and named
                </li>`
              : nothing
          }
        </ul>
      </div>
      ${
        intake.unreadable.length > 0
          ? html`<div class="fact attention">
              <tessera-icon name="warning"></tessera-icon>
              <div>
                <p>
                  ${countOf(intake.unreadable.length, 'file')} could not be opened: moved, locked, or the medium is
                  gone.
                </p>
                <details>
                  <summary>Which</summary>
                  <ul>
                    ${intake.unreadable.slice(0, 200).map((path) => html`<li>${path}</li>`)}
                  </ul>
                </details>
              </div>
            </div>`
          : nothing
      }
      ${
        folders > 0
          ? html`<tessera-switch
              label=${folders === 1 ? 'Make an album of its folder' : `Make albums of its ${formatCount(folders)} folders`}
              hint="One album for each folder that holds photos."
              ?checked=${this.albums}
              @change=${(event: Event): void => {
                this.albums = (event.target as TesseraSwitch).checked;
              }}
            ></tessera-switch>`
          : nothing
      }
    `;
  }

  #renderDestination(): TemplateResult {
    const { room } = this;
    return html`
      <div class="fact">
        <tessera-icon name="lock"></tessera-icon>
        <p><strong>Into Private.</strong> Sealed on this device; nobody else has a key.</p>
        ${room?.free === undefined ? nothing : html`<p class="soft">${formatBytes(room.free)} free for Tessera here.</p>`}
      </div>
      ${room ? this.#renderRoom(room) : nothing}
    `;
  }

  #renderRoom(room: Room): TemplateResult | typeof nothing {
    if (room.privateWindow === 'likely') {
      return html`<div class="fact attention">
        <tessera-icon name="warning"></tessera-icon>
        <p>
          <strong>This looks like a private window.</strong> The browser forgets everything in it when it is closed.
        </p>
        <p>Use an ordinary window for photos that you want to keep.</p>
      </div>`;
    }
    if (room.persist === 'kept') {
      return html`<div class="fact">
        <tessera-icon name="check-circle"></tessera-icon>
        <p>This browser promised not to clear Tessera on its own.</p>
      </div>`;
    }
    return html`<div class="fact attention">
      <tessera-icon name="warning"></tessera-icon>
      <p>
        <strong
          >This browser ${room.persist === 'refused' ? 'did not promise' : 'cannot promise'} to keep what is
          stored.</strong
        >
        It may clear Tessera when the device runs short of space.
      </p>
      <p>Keep your originals, or make a backup in Safety after importing.</p>
    </div>`;
  }

  #renderGo(intake: Intake): TemplateResult {
    const { bytes } = summarise(intake.files);
    const { free } = this.room ?? {};
    const tight = free !== undefined && bytes > free;
    return html`<div class="go">
      ${
        tight
          ? html`<tessera-status kind="attention">More than the ${formatBytes(free)} that are free</tessera-status>
              <p class="small">You can start; the import waits when the room ends, and goes on after you make some.</p>`
          : nothing
      }
      <tessera-button
        wide
        variant="primary"
        icon="import"
        ?disabled=${intake.files.length === 0}
        @click=${(): void => this.#start(intake)}
        >Import ${countOf(intake.files.length, 'file')}</tessera-button
      >
      <tessera-button wide variant="quiet" @click=${forgetPending}>Choose something else</tessera-button>
    </div>`;
  }

  #start(intake: Intake): void {
    const folders = summarise(intake.files).folders > 0;
    pending.set(undefined);
    this.#leave();
    void importFiles(intake.files, { albumsFromFolders: folders && this.albums });
  }

  readonly #chooseFolder = async (): Promise<void> => {
    if (!canUseFolders()) {
      this.folderInput.click();
      return;
    }
    await attempt(async () => {
      const folder = await pickFolder('tessera-import', 'read');
      if (folder) await takeIn((watch) => filesFromFolder(folder, watch));
    });
  };

  readonly #chosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length > 0) void takeIn((watch) => filesFromInput(files, watch));
  };

  readonly #close = (): void => {
    forgetPending();
    this.#leave();
  };
  #leave(): void {
    this.dispatchEvent(new Event('close'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-import-sheet': TesseraImportSheet;
  }
}
