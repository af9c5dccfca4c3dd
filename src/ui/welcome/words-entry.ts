// <tessera-words-entry>: 24 numbered fields; pasting a whole list fills them all. The word list is fetched when the
// first letter is typed, and each word is checked against it as soon as it is left.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, queryAll, state as reactive } from 'lit/decorators.js';
import { showError } from '../../app/notices.ts';
import { base } from '../kit/tokens.ts';
import '../kit/button.ts';

const wordCount = 24;

@customElement('tessera-words-entry')
export class TesseraWordsEntry extends LitElement {
  static override readonly styles = [
    base,
    css`
      form {
        display: grid;
        gap: var(--space-4);
      }
      ol {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: var(--space-2) var(--space-3);
        list-style: none;
      }
      label {
        display: flex;
        align-items: center;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--surface-raised);
      }
      label:focus-within {
        outline: 2px solid var(--accent);
        outline-offset: 1px;
      }
      label.wrong {
        border-color: var(--damaged);
        background: var(--damaged-soft);
      }
      .number {
        width: 4ch;
        color: var(--text-soft);
        font-size: var(--text-small);
        text-align: center;
      }
      input {
        flex: 1;
        width: 100%;
        min-width: 0;
        min-height: var(--touch);
        padding: 0 var(--space-2) 0 0;
        border: 0;
        background: none;
        font-size: 16px;
      }
      input:focus-visible {
        outline: none;
      }
      .error {
        color: var(--damaged);
      }
      @media (max-width: 520px) {
        ol {
          grid-template-columns: repeat(2, 1fr);
        }
      }
    `,
  ];

  @reactive() private unknown: ReadonlySet<number> = new Set();
  @reactive() private error = '';
  @queryAll('input') private readonly inputs!: NodeListOf<HTMLInputElement>;
  #list: Promise<ReadonlySet<string>> | undefined;

  clear(): void {
    for (const input of this.inputs) input.value = '';
    this.unknown = new Set();
    this.error = '';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.clear();
  }

  protected override render(): TemplateResult {
    return html`<form @submit=${this.#submit} @paste=${this.#paste}>
      <ol>
        ${Array.from(
          { length: wordCount },
          (_, at) =>
            html`<li>
              <label class=${this.unknown.has(at) ? 'wrong' : ''}>
                <span class="number" aria-hidden="true">${at + 1}</span>
                <input
                  aria-label="Word ${at + 1}"
                  aria-invalid=${this.unknown.has(at) ? 'true' : 'false'}
                  autocomplete="off"
                  autocapitalize="none"
                  autocorrect="off"
                  spellcheck="false"
                  translate="no"
                  @keydown=${(event: KeyboardEvent): void => this.#key(event, at)}
                  @input=${(): void => void this.#words()}
                  @blur=${(): void => void this.#check(at)}
                />
              </label>
            </li>`,
        )}
      </ol>
      <p class="error" role="alert" ?hidden=${!this.error}>${this.error}</p>
      <div><tessera-button type="submit" variant="primary">Continue</tessera-button></div>
    </form>`;
  }

  #words(): Promise<ReadonlySet<string>> {
    this.#list ??= import('@scure/bip39/wordlists/english.js').then(({ wordlist }) => new Set(wordlist));
    return this.#list;
  }

  #value(at: number): string {
    return this.inputs[at]?.value.trim().toLowerCase() ?? '';
  }

  async #check(at: number): Promise<void> {
    const word = this.#value(at);
    try {
      const known = !word || (await this.#words()).has(word);
      const unknown = new Set(this.unknown);
      if (known) unknown.delete(at);
      else unknown.add(at);
      this.unknown = unknown;
    } catch (error) {
      showError(error);
    }
  }

  /** A space ends a word, as it does on paper. */
  #key(event: KeyboardEvent, at: number): void {
    if (event.key === ' ') {
      event.preventDefault();
      this.inputs[at + 1]?.focus();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      this.renderRoot.querySelector('form')?.requestSubmit();
    }
  }

  readonly #paste = (event: ClipboardEvent): void => {
    const words = event.clipboardData
      ?.getData('text')
      .toLowerCase()
      .split(/[^a-z]+/)
      .filter(Boolean);
    if (!words || words.length < 2) return;
    event.preventDefault();
    const start = words.length >= wordCount ? 0 : [...this.inputs].findIndex((input) => input.matches(':focus'));
    words.slice(0, wordCount).forEach((word, at) => {
      const input = this.inputs[Math.max(0, start) + at];
      if (input) input.value = word;
    });
    for (let at = 0; at < wordCount; at++) void this.#check(at);
  };

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    void this.#give();
  };

  async #give(): Promise<void> {
    const words = Array.from({ length: wordCount }, (_, at) => this.#value(at));
    const list = await this.#words();
    const missing = words.flatMap((word, at) => (word === '' ? [at] : []));
    const unknown = words.flatMap((word, at) => (word === '' || list.has(word) ? [] : [at]));
    this.unknown = new Set(unknown);
    const first = unknown[0] ?? missing[0];
    if (first === undefined) {
      this.error = '';
      this.dispatchEvent(new CustomEvent<readonly string[]>('words', { detail: words }));
      return;
    }
    this.error =
      unknown.length > 0
        ? `Not in the list of recovery words: number ${unknown.map((at) => at + 1).join(', ')}. Look for a slip of the pen.`
        : `${missing.length === 1 ? 'A word is' : `${missing.length} words are`} missing.`;
    this.inputs[first]?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-words-entry': TesseraWordsEntry;
  }
}
