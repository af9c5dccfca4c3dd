// <tessera-recovery-words>: the 24 words in numbered columns, to be copied by hand or printed. Printing opens a
// plain sheet of its own: the page around it would waste ink and tell more than needed.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../kit/tokens.ts';
import '../kit/button.ts';

@customElement('tessera-recovery-words')
export class TesseraRecoveryWords extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
      }
      ol {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        grid-template-rows: repeat(8, auto);
        grid-auto-flow: column;
        gap: var(--space-1) var(--space-4);
        padding: var(--space-4) var(--space-5);
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
        background: var(--surface-raised);
        list-style: none;
        user-select: none;
      }
      li {
        display: flex;
        gap: var(--space-3);
        padding: var(--space-1) 0;
        font-size: 1.0625rem;
      }
      .number {
        width: 2ch;
        color: var(--text-soft);
        text-align: end;
      }
      @media (max-width: 480px) {
        ol {
          grid-template-columns: repeat(2, 1fr);
          grid-template-rows: repeat(12, auto);
          padding: var(--space-3);
        }
      }
    `,
  ];

  @property({ attribute: false }) words: readonly string[] = [];

  protected override render(): TemplateResult {
    return html`<ol aria-label="Recovery words">
        ${this.words.map(
          (word, at) => html`<li><span class="number">${at + 1}</span><span translate="no">${word}</span></li>`,
        )}
      </ol>
      <div><tessera-button icon="print" @click=${this.#print}>Print them</tessera-button></div>`;
  }

  readonly #print = (): void => {
    const frame = document.createElement('iframe');
    frame.hidden = true;
    frame.title = 'Recovery words, to print';
    document.body.append(frame);
    const sheet = frame.contentDocument;
    const view = frame.contentWindow;
    if (!sheet || !view) return;
    const title = sheet.createElement('h1');
    title.textContent = 'Tessera: recovery words';
    const list = sheet.createElement('ol');
    list.style.cssText = 'columns: 3; font: 16px/2 sans-serif';
    for (const word of this.words) {
      const item = sheet.createElement('li');
      item.textContent = word;
      list.append(item);
    }
    const note = sheet.createElement('p');
    note.textContent = 'They open the vault. The photos must also exist somewhere else. Keep this sheet private.';
    sheet.body.append(title, list, note);
    // The frame goes when printing ends, and with it the words.
    view.addEventListener('afterprint', () => frame.remove(), { once: true });
    view.print();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-recovery-words': TesseraRecoveryWords;
  }
}
