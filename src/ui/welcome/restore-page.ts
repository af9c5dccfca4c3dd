// <tessera-restore-page>: "I had one before": the 24 words, the backup (folder or file), and a name and passphrase for
// this device, which joins as a new one. The words are checked as they are typed and cleared once used.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state as reactive } from 'lit/decorators.js';
import { canUseFolders } from '../../app/capabilities.ts';
import { showTray } from '../../app/commands.ts';
import { pickFolder } from '../../app/file-pickers.ts';
import { codeOf } from '../../app/notices.ts';
import { navigate } from '../../app/routes.ts';
import { state } from '../../app/state.ts';
import { vault } from '../../app/vault-client.ts';
import { errorSentence } from '../../app/words.ts';
import type { BackupSource, Profile } from '../../vault/api.ts';
import { brand, front } from '../kit/front.ts';
import { base } from '../kit/tokens.ts';
import '../kit/button.ts';
import '../kit/icon.ts';
import './profile-form.ts';
import './words-entry.ts';
import type { TesseraWordsEntry } from './words-entry.ts';

type Step = 'words' | 'backup' | 'profile';
const steps: readonly Step[] = ['words', 'backup', 'profile'];

@customElement('tessera-restore-page')
export class TesseraRestorePage extends LitElement {
  static override readonly styles = [
    base,
    front,
    css`
      .words {
        --front-width: 720px;
      }
      .top {
        display: flex;
        align-items: center;
        justify-content: space-between;
      }
      input[type='file'] {
        display: none;
      }
    `,
  ];

  @reactive() private step: Step = 'words';
  @reactive() private busy = false;
  @reactive() private problem = '';
  @reactive() private chosen: { readonly source: BackupSource; readonly name: string } | undefined;
  #words: readonly string[] = [];
  @query('h1') private readonly heading!: HTMLElement;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#words = [];
    this.step = 'words';
  }

  protected override render(): TemplateResult {
    return html`<div class="front ${this.step === 'words' ? 'words' : ''}">
      <div class="top">
        ${brand()}
        <span class="soft small">Step ${steps.indexOf(this.step) + 1} of ${steps.length}</span>
      </div>
      ${this.renderStep()}
      <p class="note wrong" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
    </div>`;
  }

  private renderStep(): TemplateResult {
    switch (this.step) {
      case 'words':
        return html`<div class="stack">
            <h1 tabindex="-1">Your 24 recovery words</h1>
            <p class="lead">
              With them and one copy of your vault, a backup folder or file, everything comes back: photos, albums,
              captions.
            </p>
          </div>
          <tessera-words-entry @words=${this.#wordsGiven}></tessera-words-entry>
          <div class="actions">
            <tessera-button variant="quiet" icon="back" href="#/welcome">Back</tessera-button>
          </div>`;
      case 'backup':
        return this.renderBackup();
      case 'profile':
        return html`<div class="stack">
            <h1 tabindex="-1">A passphrase for this device</h1>
            <p class="lead">
              Restoring from <b>${this.chosen?.name}</b>. This device joins your vault as a new one, so it gets its own
              passphrase.
            </p>
          </div>
          <tessera-profile-form
            action="Restore my vault"
            .busy=${this.busy}
            @profile=${this.#restore}
          ></tessera-profile-form>
          <div class="actions">
            <tessera-button variant="quiet" icon="back" @click=${(): void => this.#go('backup')}>Back</tessera-button>
          </div>`;
    }
  }

  private renderBackup(): TemplateResult {
    return html`<div class="stack">
        <h1 tabindex="-1">Where is the backup?</h1>
        <p class="lead">The folder you backed up to, or the one file. It is only read.</p>
      </div>
      <div class="stack">
        <tessera-button icon="folder" wide variant="primary" @click=${(): void => void this.#pickFolder()}
          >Choose the backup folder</tessera-button
        >
        <tessera-button icon="file" wide @click=${(): void => this.#input('file')?.click()}
          >Choose a backup file</tessera-button
        >
        <input id="file" type="file" tabindex="-1" aria-hidden="true" @change=${this.#fileChosen} />
        <input id="folder" type="file" webkitdirectory tabindex="-1" aria-hidden="true" @change=${this.#filesChosen} />
      </div>
      ${state.online.value ? nothing : html`<p class="soft small">No network is needed.</p>`}
      <p class="soft text">
        Without a backup, nothing can be brought back on this device: the words open sealed photos, they do not contain
        them.
      </p>
      <div class="actions">
        <tessera-button variant="quiet" icon="back" @click=${(): void => this.#go('words')}>Back</tessera-button>
      </div>`;
  }

  readonly #wordsGiven = (event: CustomEvent<readonly string[]>): void => {
    this.#words = event.detail;
    this.#go('backup');
  };

  async #pickFolder(): Promise<void> {
    if (!canUseFolders()) {
      this.#input('folder')?.click();
      return;
    }
    try {
      const handle = await pickFolder('tessera-backup', 'read');
      if (handle) this.#choose({ from: 'folder', handle }, handle.name);
    } catch (error) {
      this.#say(error);
    }
  }

  readonly #fileChosen = (): void => {
    const file = this.#input('file')?.files?.[0];
    if (file) this.#choose({ from: 'file', file }, file.name);
  };

  readonly #filesChosen = (): void => {
    const files = [...(this.#input('folder')?.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath }));
    const [first] = files;
    if (first) this.#choose({ from: 'files', files }, first.path.split('/')[0] ?? 'a folder');
  };

  #choose(source: BackupSource, name: string): void {
    this.chosen = { source, name };
    this.#go('profile');
  }

  readonly #restore = (event: CustomEvent<Profile>): void => {
    const { chosen } = this;
    if (chosen && !this.busy) void this.#recover(event.detail, chosen.source);
  };

  async #recover(profile: Profile, source: BackupSource): Promise<void> {
    this.busy = true;
    this.problem = '';
    try {
      await vault().recover(this.#words, profile, source);
      this.#words = [];
      showTray();
      navigate({ page: 'photos' }, true);
    } catch (error) {
      this.#say(error);
    } finally {
      this.busy = false;
    }
  }

  #say(error: unknown): void {
    const { what, means, next } = errorSentence(codeOf(error));
    this.problem = `${what} ${means} ${next}`;
  }

  #input(id: 'file' | 'folder'): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`);
  }

  #go(step: Step): void {
    if (step === 'words') this.renderRoot.querySelector<TesseraWordsEntry>('tessera-words-entry')?.clear();
    this.step = step;
    this.problem = '';
    void this.updateComplete.then(() => this.heading.focus());
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-restore-page': TesseraRestorePage;
  }
}
