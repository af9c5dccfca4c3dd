// The look in one place (app.md "Look"): neutral surfaces in light and dark, one accent, a 4 px scale, the system
// font, tabular figures. Green is only *proved*, amber only *needs you*, red only *damaged*. `tokens` is adopted
// by the document once; `base` is what every element of ours begins its own styles with.
import { css, type CSSResult } from 'lit';

const light = css`
  color-scheme: light;
  --surface: #ffffff;
  --surface-sunk: #f3f3f2;
  --surface-raised: #ffffff;
  --surface-hover: #ebebea;
  --surface-pressed: #dfdfdd;
  --line: #dcdcda;
  --line-strong: #8c8c89;
  --text: #1b1b1a;
  --text-soft: #5c5c59;
  --accent: #3453c4;
  --accent-hover: #2a45a8;
  --accent-soft: #e8ecfb;
  --accent-text: #ffffff;
  --proved: #17703f;
  --proved-soft: #e2f3e8;
  --attention: #8a5300;
  --attention-soft: #fdf0d8;
  --damaged: #b3261e;
  --damaged-hover: #931c16;
  --damaged-soft: #fbe6e4;
  --tile: #e4e4e2;
  --tile-done: #a9a9a5;
  --tile-new: #3453c4;
  --tile-shared: #9db0ee;
  --tile-proved: #2f9e63;
  --tile-mended: #d98a12;
  --tile-broken: #c8372d;
  --shade: rgb(0 0 0 / 0.42);
  --shadow: 0 1px 2px rgb(0 0 0 / 0.1), 0 8px 28px rgb(0 0 0 / 0.14);
`;

const dark = css`
  color-scheme: dark;
  --surface: #161616;
  --surface-sunk: #0e0e0e;
  --surface-raised: #212120;
  --surface-hover: #2b2b2a;
  --surface-pressed: #383836;
  --line: #333331;
  --line-strong: #858581;
  --text: #f1f1ee;
  --text-soft: #aeaeaa;
  --accent: #a3b6ff;
  --accent-hover: #bccaff;
  --accent-soft: #242b48;
  --accent-text: #10173a;
  --proved: #6fd79b;
  --proved-soft: #14301f;
  --attention: #f2b75c;
  --attention-soft: #362709;
  --damaged: #ff9d94;
  --damaged-hover: #ffb7b0;
  --damaged-soft: #421815;
  --tile: #30302e;
  --tile-done: #6d6d69;
  --tile-new: #a3b6ff;
  --tile-shared: #56669f;
  --tile-proved: #4cbd7e;
  --tile-mended: #e5a23c;
  --tile-broken: #f0695e;
  --shade: rgb(0 0 0 / 0.62);
  --shadow: 0 1px 2px rgb(0 0 0 / 0.5), 0 8px 28px rgb(0 0 0 / 0.5);
`;

const tokens = css`
  :root {
    ${light}
    --space-1: 4px;
    --space-2: 8px;
    --space-3: 12px;
    --space-4: 16px;
    --space-5: 20px;
    --space-6: 24px;
    --space-8: 32px;
    --space-12: 48px;
    --space-16: 64px;
    --touch: 44px;
    --radius: 8px;
    --radius-large: 14px;
    --font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
    --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'Roboto Mono', monospace;
    --text-small: 0.8125rem;
    --text-body: 0.9375rem;
    --text-large: 1.125rem;
    --text-title: 1.5rem;
    --motion: 140ms;
    --bar: 60px;
    --rail: 84px;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      ${dark}
    }
  }
  :root[data-theme='light'] {
    ${light}
  }
  :root[data-theme='dark'] {
    ${dark}
  }
  @media (prefers-reduced-motion: reduce) {
    :root {
      --motion: 0ms;
    }
  }
  body {
    margin: 0;
    background: var(--surface);
    color: var(--text);
    font: var(--text-body) / 1.5 var(--font);
    font-variant-numeric: tabular-nums;
    -webkit-text-size-adjust: 100%;
  }
`;

/** Puts the tokens under everything; `[data-theme]` on the root element overrides what the system prefers. */
export function adoptTokens(target: Document): void {
  const sheet = tokens.styleSheet;
  if (sheet && !target.adoptedStyleSheets.includes(sheet)) target.adoptedStyleSheets.push(sheet);
}

/** Box model, headings, links, focus ring and the few classes that every element's shadow tree shares. */
export const base: CSSResult = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  h1 {
    font-size: var(--text-title);
    line-height: 1.25;
    font-weight: 650;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  h2 {
    font-size: var(--text-large);
    line-height: 1.3;
    font-weight: 600;
  }
  h3 {
    font-size: var(--text-body);
    font-weight: 600;
  }
  h1:focus {
    outline: none;
  }
  a {
    color: var(--accent);
    text-underline-offset: 2px;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .soft {
    color: var(--text-soft);
  }
  .small {
    font-size: var(--text-small);
  }
  .mono {
    font-family: var(--mono);
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
