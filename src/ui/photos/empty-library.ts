// <tessera-empty-library>: the first sight of an empty vault: what to do, and sample pictures to try everything with.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { importFiles } from '../../app/commands.ts';
import { showError } from '../../app/notices.ts';
import { navigate } from '../../app/routes.ts';
import { base } from '../kit/tokens.ts';
import '../kit/button.ts';
import '../kit/empty.ts';

@customElement('tessera-empty-library')
export class TesseraEmptyLibrary extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: grid;
        align-content: center;
      }
      .samples {
        display: grid;
        justify-items: center;
        gap: var(--space-2);
        max-width: 46ch;
        margin: 0 auto var(--space-8);
        padding: var(--space-5);
        border-top: 1px solid var(--line);
        text-align: center;
        text-wrap: pretty;
      }
    `,
  ];

  @state() private drawing = false;

  protected override render(): TemplateResult {
    return html`
      <tessera-empty icon="photos" heading="No photos yet">
        Drop photos, videos or whole folders anywhere on this page. They are sealed on this device before they are
        stored.
        <tessera-button
          slot="actions"
          variant="primary"
          icon="import"
          @click=${(): void => navigate({ page: 'import' })}
          >Import photos</tessera-button
        >
      </tessera-empty>
      <div class="samples">
        <p class="soft">Nothing at hand? Eight sample pictures, drawn by a script, show everything Tessera does.</p>
        <tessera-button ?busy=${this.drawing} @click=${this.#samples}>Add sample pictures</tessera-button>
      </div>
    `;
  }

  readonly #samples = async (): Promise<void> => {
    this.drawing = true;
    try {
      const { drawSamplePictures } = await import('../import/sample-pictures.ts');
      await importFiles(await drawSamplePictures(), { albumsFromFolders: true });
    } catch (error) {
      showError(error);
    } finally {
      this.drawing = false;
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-empty-library': TesseraEmptyLibrary;
  }
}
