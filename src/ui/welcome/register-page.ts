// <tessera-register-page>: a new vault in four steps: profile, 24 words on paper, three of them asked back, and
// what the browser promises. Nothing is stored before the last step. The words live in this element only and are
// cleared with it.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, query, state as reactive } from 'lit/decorators.js';
import { askToKeepStorage, guessPrivateWindow, type PersistAnswer } from '../../app/capabilities.ts';
import { codeOf } from '../../app/notices.ts';
import { navigate } from '../../app/routes.ts';
import { vault } from '../../app/vault-client.ts';
import { errorSentence } from '../../app/words.ts';
import type { Profile } from '../../vault/api.ts';
import { brand, front } from '../kit/front.ts';
import { base } from '../kit/tokens.ts';
import '../kit/button.ts';
import '../kit/icon.ts';
import './profile-form.ts';
import './recovery-words.ts';
import './words-asked-back.ts';

type Step = 'profile' | 'words' | 'ask-back' | 'promise';
const steps: readonly Step[] = ['profile', 'words', 'ask-back', 'promise'];

@customElement('tessera-register-page')
export class TesseraRegisterPage extends LitElement {
  static override readonly styles = [
    base,
    front,
    css`
      .words {
        --front-width: 640px;
      }
      .top {
        display: flex;
        align-items: center;
        justify-content: space-between;
      }
    `,
  ];

  @reactive() private step: Step = 'profile';
  @reactive() private busy = false;
  @reactive() private problem = '';
  @reactive() private words: readonly string[] = [];
  @reactive() private persist: PersistAnswer = 'unknown';
  @reactive() private privateWindow: 'likely' | 'no' | 'unknown' = 'unknown';
  @query('h1') private readonly heading!: HTMLElement;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.words = [];
    this.step = 'profile';
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
      case 'profile':
        return html`<div class="stack">
            <h1 tabindex="-1">A new vault</h1>
            <p class="lead">The passphrase opens it on this device. Nobody can reset it, not even we.</p>
          </div>
          <tessera-profile-form action="Continue" .busy=${this.busy} @profile=${this.#begin}></tessera-profile-form>
          <div class="actions">
            <tessera-button variant="quiet" icon="back" href="#/welcome">Back</tessera-button>
          </div>`;
      case 'words':
        return html`<div class="stack">
            <h1 tabindex="-1">Write down these 24 words</h1>
            <p class="lead">
              Whoever has these words and a copy of your photos’ blocks can open your vault. They are shown this once.
              Paper in a drawer is better than a picture or a note on this device.
            </p>
          </div>
          <tessera-recovery-words .words=${this.words}></tessera-recovery-words>
          <p class="note needs-you">
            <tessera-icon name="warning"></tessera-icon>
            <span>
              The words open the vault; they do not contain your photos. Those must also exist somewhere else: after
              importing, make a backup in Safety.
            </span>
          </p>
          <div class="actions">
            <tessera-button variant="primary" @click=${(): void => this.#go('ask-back')}
              >I have written them down</tessera-button
            >
          </div>`;
      case 'ask-back':
        return html`<div class="stack">
            <h1 tabindex="-1">Three of them, please</h1>
            <p class="lead">So that a slip of the pen shows now and not in five years.</p>
          </div>
          <tessera-words-asked-back
            .words=${this.words}
            @right=${(): void => void this.#ask()}
            @back=${(): void => this.#go('words')}
          ></tessera-words-asked-back>`;
      case 'promise':
        return this.renderPromise();
    }
  }

  private renderPromise(): TemplateResult {
    const kept = this.persist === 'kept' && this.privateWindow !== 'likely';
    return html`<div class="stack">
        <h1 tabindex="-1">Before your first photo</h1>
      </div>
      ${
        this.privateWindow === 'likely'
          ? html`<p class="note needs-you">
              <tessera-icon name="warning"></tessera-icon>
              <span>
                This looks like a private window. Everything in it vanishes when it is closed: try Tessera here, but
                keep nothing you need.
              </span>
            </p>`
          : html`<p class="note ${kept ? '' : 'needs-you'}">
              <tessera-icon name=${kept ? 'check-circle' : 'warning'}></tessera-icon>
              <span>
                ${
                  kept
                    ? 'This browser has promised to keep your vault until you remove it.'
                    : 'This browser has not promised to keep your vault: when space runs short it may clear it. Browsers often agree once Tessera is installed or used for a while; Safety asks again.'
                }
              </span>
            </p>`
      }
      <p>
        Until you make a backup, your photos exist only on this device. Keep the originals where they are until Safety
        says <b>backed up</b>.
      </p>
      <div class="actions">
        <tessera-button variant="primary" icon="unlock" .busy=${this.busy} @click=${(): void => void this.#finish()}
          >Open my vault</tessera-button
        >
      </div>`;
  }

  readonly #begin = (event: CustomEvent<Profile>): void => {
    void this.#try(async () => {
      this.words = await vault().beginRegistration(event.detail);
      this.#go('words');
    });
  };

  async #ask(): Promise<void> {
    await this.#try(async () => {
      [this.persist, this.privateWindow] = await Promise.all([askToKeepStorage(), guessPrivateWindow()]);
      this.#go('promise');
    });
  }

  async #finish(): Promise<void> {
    await this.#try(async () => {
      await vault().finishRegistration();
      this.words = [];
      navigate({ page: 'photos' }, true);
    });
  }

  #go(step: Step): void {
    this.step = step;
    this.problem = '';
    void this.updateComplete.then(() => this.heading.focus());
  }

  async #try(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = '';
    try {
      await work();
    } catch (error) {
      const { what, means, next } = errorSentence(codeOf(error));
      this.problem = `${what} ${means} ${next}`;
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-register-page': TesseraRegisterPage;
  }
}
