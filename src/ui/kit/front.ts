// The pages before the vault is open (first run, unlock, refused) share one quiet frame: a centred column under the
// mark, which is the app's mosaic in small.
import { css, html, svg, type CSSResult, type TemplateResult } from 'lit';

export const front: CSSResult = css`
  :host {
    display: block;
    height: 100%;
    overflow: auto;
  }
  .front {
    display: grid;
    align-content: start;
    gap: var(--space-6);
    width: min(100%, var(--front-width, 440px));
    min-height: 100%;
    margin: 0 auto;
    padding: max(var(--space-8), 9vh) var(--space-5) var(--space-12);
  }
  @media (max-width: 699px) {
    .front {
      padding-top: var(--space-6);
    }
  }
  .brand {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    font-size: var(--text-large);
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  .brand svg {
    width: 32px;
    height: 32px;
    fill: var(--accent);
  }
  .brand .faint {
    opacity: 0.35;
  }
  .lead {
    color: var(--text-soft);
    text-wrap: pretty;
  }
  form,
  .stack {
    display: grid;
    gap: var(--space-4);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    margin-top: var(--space-2);
  }
  .actions > [variant='quiet']:first-child {
    margin-left: calc(-1 * var(--space-4));
  }
  .note {
    display: flex;
    gap: var(--space-3);
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius);
    background: var(--surface-sunk);
    text-wrap: pretty;
  }
  .note tessera-icon {
    margin-top: 2px;
  }
  .note.needs-you {
    background: var(--attention-soft);
  }
  .note.needs-you tessera-icon {
    color: var(--attention);
  }
  .note.wrong {
    background: var(--damaged-soft);
    color: var(--damaged);
  }
`;

const tiles: readonly (readonly [x: number, y: number, faint: boolean])[] = [
  [0, 0, false],
  [11, 0, false],
  [22, 0, true],
  [0, 11, false],
  [11, 11, true],
  [22, 11, false],
  [0, 22, true],
  [11, 22, false],
  [22, 22, false],
];

export function brand(): TemplateResult {
  return html`<div class="brand">
    <svg viewBox="0 0 32 32" aria-hidden="true">
      ${tiles.map(
        ([x, y, faint]) =>
          svg`<rect x=${x} y=${y} width="10" height="10" rx="1.500" class=${faint ? 'faint' : ''}></rect>`,
      )}
    </svg>
    Tessera
  </div>`;
}
