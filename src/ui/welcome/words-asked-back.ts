// <tessera-words-asked-back>: three of the 24 words, chosen by chance, typed again. `right` fires when all match;
// `back` shows the words once more.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property, queryAll, state as reactive } from 'lit/decorators.js';
import type { TesseraField } from '../kit/field.ts';
import { base } from '../kit/tokens.ts';
import '../kit/button.ts';
import '../kit/field.ts';

/** Three different positions of `length`, ascending. */
function choosePositions(length: number): number[] {
  const left = Array.from({ length }, (_, at) => at);
  const chosen: number[] = [];
  while (chosen.length < Math.min(3, length)) {
    const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
    chosen.push(...left.splice(random % left.length, 1));
  }
  return chosen.sort((a, b) => a - b);
}

@customElement('tessera-words-asked-back')
export class TesseraWordsAskedBack extends LitElement {
  static override readonly styles = [
    base,
    css`
      form {
        display: grid;
        gap: var(--space-4);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
    `,
  ];

  @property({ attribute: false }) words: readonly string[] = [];
  @reactive() private asked: readonly number[] = [];
  @reactive() private wrong: ReadonlySet<number> = new Set();
  @queryAll('tessera-field') private readonly fields!: NodeListOf<TesseraField>;

  protected override willUpdate(): void {
    if (this.asked.length === 0) this.asked = choosePositions(this.words.length);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const field of this.fields) field.clear();
  }

  protected override render(): TemplateResult {
    return html`<form @submit=${this.#check}>
      ${this.asked.map(
        (at) =>
          html`<tessera-field
            label="Word ${at + 1}"
            name="word-${at + 1}"
            autocomplete="off"
            .error=${this.wrong.has(at) ? `That is not word ${at + 1}.` : ''}
          ></tessera-field>`,
      )}
      <div class="actions">
        <tessera-button type="submit" variant="primary">Check</tessera-button>
        <tessera-button
          variant="quiet"
          icon="back"
          @click=${(): void => {
            this.dispatchEvent(new Event('back'));
          }}
          >Show the words again</tessera-button
        >
      </div>
    </form>`;
  }

  readonly #check = (event: Event): void => {
    event.preventDefault();
    const fields = [...this.fields];
    const wrongAt = fields.findIndex(
      (field, index) => field.value.trim().toLowerCase() !== this.words[this.asked[index] ?? -1],
    );
    this.wrong = new Set(
      this.asked.filter((at, index) => fields[index]?.value.trim().toLowerCase() !== this.words[at]),
    );
    if (wrongAt >= 0) fields[wrongAt]?.focus();
    else this.dispatchEvent(new Event('right'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-words-asked-back': TesseraWordsAskedBack;
  }
}
