// The shell's layout: a rail beside the page from 700 px, a bar below it under that. The page itself scrolls.
import { css, type CSSResult } from 'lit';

export const shellStyles: CSSResult = css`
  :host {
    display: block;
    height: 100dvh;
    overflow: hidden;
  }
  main {
    height: 100%;
    min-height: 0;
    outline: none;
  }
  .lost {
    display: grid;
    align-content: center;
    justify-items: start;
    gap: var(--space-4);
    max-width: 520px;
    margin: 0 auto;
    padding: var(--space-6);
  }
  .skip {
    position: fixed;
    inset: var(--space-2) auto auto var(--space-2);
    z-index: 30;
    min-height: var(--touch);
    padding: 0 var(--space-4);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface-raised);
    transform: translateY(-200%);
  }
  .skip:focus {
    transform: none;
  }
  .shell {
    display: grid;
    grid-template-columns: var(--rail) minmax(0, 1fr);
    height: 100%;
  }
  /* The tray stands beside the page where there is room, above it elsewhere. */
  @media (min-width: 1100px) {
    .with-tray {
      padding-right: 400px;
    }
  }
  .side {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: auto minmax(0, 1fr);
    min-width: 0;
    min-height: 0;
  }
  nav {
    display: flex;
    flex-direction: column;
    gap: var(--space-1);
    padding: var(--space-3) var(--space-2);
    overflow: auto;
    border-right: 1px solid var(--line);
    background: var(--surface-sunk);
  }
  nav a,
  nav button {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: 2px;
    min-height: 56px;
    padding: var(--space-1);
    border: 0;
    border-radius: var(--radius);
    background: none;
    color: var(--text-soft);
    font-size: 0.75rem;
    font-weight: 550;
    text-decoration: none;
    cursor: pointer;
  }
  nav a:hover,
  nav button:hover {
    background: var(--surface-hover);
    color: var(--text);
  }
  nav a[aria-current] {
    background: var(--accent-soft);
    color: var(--accent);
  }
  nav tessera-icon {
    width: 24px;
    height: 24px;
  }
  nav b {
    padding: 0 5px;
    border-radius: 999px;
    background: var(--accent);
    color: var(--accent-text);
    font-weight: 600;
  }
  .grow {
    flex: 1;
  }
  @media (max-width: 699px) {
    :host {
      --toast-bottom: calc(var(--bar) + env(safe-area-inset-bottom));
    }
    .shell {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr) auto;
    }
    nav {
      order: 1;
      flex-direction: row;
      justify-content: space-around;
      gap: 0;
      padding: 0 var(--space-1) env(safe-area-inset-bottom);
      border-right: 0;
      border-top: 1px solid var(--line);
    }
    nav a {
      flex: 1;
      min-height: var(--bar);
    }
    nav a[aria-current] {
      background: none;
    }
    .rail-only,
    .grow {
      display: none !important;
    }
  }
  @media (forced-colors: active) {
    nav a[aria-current] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
