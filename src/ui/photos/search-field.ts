// <tessera-search-field>: words to search for, with the vault's own labels and albums offered as they match. A
// combobox as the ARIA pattern has it; typing searches after a short pause, a suggestion becomes a filter.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { AlbumInfo } from '../../vault/api.ts';
import { base } from '../kit/tokens.ts';
import '../kit/icon.ts';

export type Suggestion =
  | { readonly kind: 'album'; readonly album: AlbumInfo }
  | { readonly kind: 'label'; readonly label: string; readonly count: number };

const pauseMs = 180;
const offered = 7;

@customElement('tessera-search-field')
export class TesseraSearchField extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
        min-width: 0;
      }
      .box {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: var(--touch);
        padding: 0 var(--space-3);
        border: 1px solid var(--line);
        border-radius: 22px;
        background: var(--surface-sunk);
      }
      .box:focus-within {
        outline: 2px solid var(--accent);
        outline-offset: -1px;
        background: var(--surface-raised);
      }
      .box tessera-icon {
        color: var(--text-soft);
      }
      input {
        flex: 1;
        min-width: 0;
        height: 42px;
        border: 0;
        background: none;
        outline: none;
        font-size: max(16px, var(--text-body));
      }
      input::-webkit-search-cancel-button {
        display: none;
      }
      input::placeholder {
        color: var(--text-soft);
      }
      .clear {
        display: grid;
        place-items: center;
        width: 32px;
        height: 32px;
        margin-right: -6px;
        border: 0;
        border-radius: 50%;
        background: none;
        cursor: pointer;
      }
      .clear:hover {
        background: var(--surface-hover);
      }
      ul {
        position: absolute;
        inset: calc(100% + 4px) 0 auto 0;
        z-index: 8;
        max-height: 60dvh;
        overflow: auto;
        padding: var(--space-1);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface-raised);
        box-shadow: var(--shadow);
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: var(--touch);
        padding: 0 var(--space-3);
        border-radius: calc(var(--radius) - 2px);
        cursor: pointer;
      }
      li[aria-selected='true'],
      li:hover {
        background: var(--surface-hover);
      }
      .count {
        margin-left: auto;
        color: var(--text-soft);
        font-size: var(--text-small);
      }
    `,
  ];

  @property() text = '';
  @property({ attribute: false }) albums: readonly AlbumInfo[] = [];
  @property({ attribute: false }) labels: readonly { readonly label: string; readonly count: number }[] = [];
  @state() private open = false;
  @state() private active = -1;
  @query('input') private readonly input!: HTMLInputElement;
  #pause: ReturnType<typeof setTimeout> | undefined;

  override focus(): void {
    this.input.focus();
    this.input.select();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
  }

  protected override render(): TemplateResult {
    const suggestions = this.open ? this.#suggestions() : [];
    const shown = suggestions.length > 0;
    return html`
      <div class="box">
        <tessera-icon name="search"></tessera-icon>
        <input
          type="search"
          role="combobox"
          aria-label="Search photos"
          aria-autocomplete="list"
          aria-expanded=${shown}
          aria-controls="suggestions"
          aria-activedescendant=${shown && this.active >= 0 ? `option-${this.active}` : nothing}
          placeholder="Search name, date, album, camera"
          autocomplete="off"
          spellcheck="false"
          enterkeyhint="search"
          .value=${this.text}
          @input=${this.#typed}
          @focus=${this.#opened}
          @blur=${this.#left}
          @keydown=${this.#key}
        />
        ${
          this.text
            ? html`<button class="clear" type="button" aria-label="Clear the search" @click=${this.#clear}>
                <tessera-icon name="close"></tessera-icon>
              </button>`
            : nothing
        }
      </div>
      <ul id="suggestions" role="listbox" aria-label="Albums and labels" ?hidden=${!shown}>
        ${suggestions.map(
          (suggestion, index) =>
            html`<li
              id="option-${index}"
              role="option"
              aria-selected=${index === this.active}
              @pointerdown=${(event: Event): void => {
                event.preventDefault();
                this.#choose(suggestion);
              }}
            >
              <tessera-icon name=${suggestion.kind === 'album' ? 'albums' : 'label'}></tessera-icon>
              <span>${suggestion.kind === 'album' ? suggestion.album.name : suggestion.label}</span>
              <span class="count"
                >${(suggestion.kind === 'album' ? suggestion.album.count : suggestion.count).toLocaleString()}</span
              >
            </li>`,
        )}
      </ul>
    `;
  }

  #suggestions(): Suggestion[] {
    const words = this.text.trim().toLowerCase();
    const fits = (name: string): boolean => name.toLowerCase().includes(words);
    return [
      ...this.albums.filter((album) => fits(album.name)).map((album): Suggestion => ({ kind: 'album', album })),
      ...this.labels.filter(({ label }) => fits(label)).map((one): Suggestion => ({ kind: 'label', ...one })),
    ].slice(0, offered);
  }

  #choose(suggestion: Suggestion): void {
    clearTimeout(this.#pause);
    this.text = '';
    this.open = false;
    this.active = -1;
    this.dispatchEvent(new CustomEvent<Suggestion>('suggestion', { detail: suggestion }));
  }

  #search(): void {
    clearTimeout(this.#pause);
    this.dispatchEvent(new CustomEvent<string>('search', { detail: this.text.trim() }));
  }

  readonly #opened = (): void => {
    this.open = true;
    this.dispatchEvent(new Event('asked'));
  };
  readonly #left = (): void => {
    this.open = false;
    this.active = -1;
  };
  readonly #typed = (): void => {
    this.text = this.input.value;
    this.open = true;
    this.active = -1;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#search(), pauseMs);
  };
  readonly #clear = (): void => {
    this.text = '';
    this.#search();
    this.input.focus();
  };
  readonly #key = (event: KeyboardEvent): void => {
    const suggestions = this.open ? this.#suggestions() : [];
    const chosen = suggestions[this.active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.open = true;
      this.active = Math.max(-1, Math.min(suggestions.length - 1, this.active + step));
    } else if (event.key === 'Enter') {
      if (chosen) this.#choose(chosen);
      else {
        this.open = false;
        this.#search();
      }
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (this.open && suggestions.length > 0) this.open = false;
      else if (this.text) this.#clear();
      else this.input.blur();
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-search-field': TesseraSearchField;
  }
}
