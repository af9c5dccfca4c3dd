// The photo page covers the window: a head, the stage, and a sheet at its side that takes its room from the stage.
import { css } from 'lit';

export const photoPageStyles = css`
  .page {
    position: fixed;
    inset: 0;
    z-index: 10;
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    background: var(--surface-sunk);
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-height: 56px;
    padding: var(--space-1) var(--space-3);
  }
  .title {
    flex: 1;
    min-width: 0;
  }
  .title h1 {
    font-size: var(--text-body);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    min-height: 1.25em;
  }
  .title p {
    min-height: 1.5em;
  }
  .acts {
    display: flex;
    align-items: center;
  }
  .stage {
    position: relative;
    display: grid;
    min-height: 0;
    min-width: 0;
  }
  tessera-inspector {
    min-height: 0;
  }
  .step {
    position: absolute;
    top: 50%;
    display: grid;
    place-items: center;
    width: 48px;
    height: 64px;
    margin-top: -56px;
    border: 0;
    border-radius: var(--radius);
    background: color-mix(in srgb, var(--surface) 78%, transparent);
    color: var(--text);
    cursor: pointer;
    opacity: 0.75;
  }
  .step:hover,
  .step:focus-visible {
    opacity: 1;
    background: var(--surface);
  }
  .step tessera-icon {
    width: 24px;
    height: 24px;
  }
  .previous {
    left: var(--space-3);
  }
  .next {
    right: var(--space-3);
  }
  @media (min-width: 700px) {
    .with-sheet {
      padding-right: 400px;
    }
    .page tessera-sheet {
      --sheet-width: 400px;
    }
  }
  @media (max-width: 699px) {
    .roomy {
      display: none;
    }
    .with-sheet {
      --sheet-height: 60dvh;
      padding-bottom: 60dvh;
    }
  }
  @media (hover: none) {
    .step {
      display: none;
    }
  }
`;
