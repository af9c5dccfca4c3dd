// What pages share: one column of readable width that scrolls by itself, its heading row, and cards. Each page is
// its own scroll container, so that going back finds it where it was.
import { css, type CSSResult } from 'lit';

export const page: CSSResult = css`
  :host {
    display: block;
    height: 100%;
    overflow: auto;
    overscroll-behavior: contain;
  }
  .page {
    display: grid;
    align-content: start;
    gap: var(--space-6);
    max-width: var(--page-width, 760px);
    margin: 0 auto;
    padding: var(--space-6) var(--space-6) var(--space-16);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-3);
    min-height: var(--touch);
  }
  .card {
    display: grid;
    gap: var(--space-4);
    padding: var(--space-5);
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface-raised);
  }
  .card > p,
  .text {
    max-width: 64ch;
    text-wrap: pretty;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2);
  }
  .stack {
    display: grid;
    gap: var(--space-4);
  }
  @media (max-width: 699px) {
    .page {
      padding: var(--space-4) var(--space-4) var(--space-12);
    }
    .card {
      padding: var(--space-4);
    }
  }
`;
