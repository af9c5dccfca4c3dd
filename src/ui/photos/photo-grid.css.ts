// The grid's styles, apart from its logic: rows and tiles are placed by hand, everything else about them is here.
import { css } from 'lit';

export const photoGridStyles = css`
  :host {
    display: block;
    position: relative;
    min-height: 0;
    contain: strict;
  }
  .scroller {
    height: 100%;
    overflow-x: hidden;
    overflow-y: scroll;
    overflow-anchor: none;
    overscroll-behavior-y: contain;
    scrollbar-width: none;
    user-select: none;
    -webkit-user-select: none;
    -webkit-touch-callout: none;
    padding: 0 var(--grid-inset, 0px);
  }
  .scroller::-webkit-scrollbar {
    display: none;
  }
  .content {
    position: relative;
    contain: layout style size;
    width: 100%;
  }
  .row,
  .head {
    position: absolute;
    top: 0;
    left: 0;
    right: 0;
    contain: layout style size;
  }
  .tile {
    position: absolute;
    top: 0;
    bottom: 0;
    overflow: hidden;
    contain: strict;
    border-radius: 3px;
    background: var(--tile);
    cursor: pointer;
  }
  .tile:focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: -3px;
    z-index: 1;
  }
  .tile:focus-visible::after {
    content: '';
    position: absolute;
    inset: 3px;
    border: 1px solid var(--surface);
    border-radius: 2px;
    pointer-events: none;
  }
  .blur,
  img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
    transition: transform var(--motion);
  }
  img {
    opacity: 0;
    transition:
      opacity var(--motion),
      transform var(--motion);
  }
  img.sharp {
    opacity: 1;
  }
  .card {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 2px;
    padding: var(--space-2);
    background: var(--surface-sunk);
    border: 1px solid var(--line);
    border-radius: 3px;
    color: var(--text-soft);
    font-size: var(--text-small);
  }
  .card b {
    color: var(--text);
    letter-spacing: 0.04em;
  }
  .card .name {
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .card .icon {
    width: 24px;
    height: 24px;
  }
  .icon {
    width: 16px;
    height: 16px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .badges {
    position: absolute;
    inset: auto 4px 4px 4px;
    display: flex;
    flex-wrap: wrap-reverse;
    gap: 4px;
    pointer-events: none;
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    height: 20px;
    padding: 0 5px;
    border-radius: 10px;
    background: rgb(0 0 0 / 0.62);
    color: #fff;
    font-size: 11px;
    font-weight: 600;
    line-height: 20px;
    white-space: nowrap;
  }
  .badge .icon {
    width: 13px;
    height: 13px;
  }
  .badge.favourite {
    margin-left: auto;
  }
  .badge.favourite .icon {
    fill: currentColor;
  }
  .badge.damaged {
    background: var(--damaged);
    color: var(--surface);
  }
  /* A card says its type itself. */
  .card ~ .badges .raw,
  .card ~ .badges .video {
    display: none;
  }
  .is-damaged .card .name {
    display: none;
  }
  .is-damaged img,
  .is-damaged .blur {
    filter: grayscale(1) opacity(0.35);
  }
  .is-damaged {
    box-shadow: inset 0 0 0 2px var(--damaged);
  }

  /* Selecting */
  .check {
    position: absolute;
    top: 6px;
    left: 6px;
    display: grid;
    place-items: center;
    width: 24px;
    height: 24px;
    border-radius: 50%;
    border: 2px solid #fff;
    background: rgb(0 0 0 / 0.3);
    color: transparent;
    opacity: 0;
  }
  .check .icon {
    stroke-width: 3;
  }
  /* The touch area of the mark is larger than its drawing. */
  .check::before {
    content: '';
    position: absolute;
    inset: -10px;
  }
  @media (hover: hover) {
    .tile:hover .check,
    .head:hover .mark {
      opacity: 1;
    }
  }
  .selecting .check,
  .selecting .mark {
    opacity: 1;
  }
  .selected .check {
    opacity: 1;
    background: var(--accent);
    border-color: var(--accent);
    color: var(--accent-text);
  }
  .tile.selected {
    background-color: var(--accent-soft) !important;
    box-shadow: inset 0 0 0 3px var(--accent);
  }
  .selected img,
  .selected .blur {
    transform: scale(0.86);
    border-radius: 3px;
  }
  .head {
    display: flex;
    align-items: end;
  }
  .day {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-height: 40px;
    padding: 0 var(--space-2) 0 var(--space-1);
    border: 0;
    background: none;
    color: var(--text);
    font: inherit;
    cursor: pointer;
  }
  .day:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
    border-radius: var(--radius);
  }
  .title {
    font-weight: 600;
  }
  .count {
    color: var(--text-soft);
    font-size: var(--text-small);
  }
  .mark {
    order: 3;
    display: grid;
    place-items: center;
    width: 20px;
    height: 20px;
    border-radius: 50%;
    border: 2px solid var(--line-strong);
    color: transparent;
    opacity: 0;
  }
  .mark .icon {
    width: 12px;
    height: 12px;
    stroke-width: 3.5;
  }
  .day:focus-visible .mark {
    opacity: 1;
  }
  .day[aria-checked='true'] .mark {
    opacity: 1;
    background: var(--accent);
    border-color: var(--accent);
    color: var(--accent-text);
  }
  .day[aria-checked='mixed'] .mark {
    opacity: 1;
    border-color: var(--accent);
    box-shadow: inset 0 0 0 4px var(--surface);
    background: var(--accent);
  }
  @media (forced-colors: active) {
    .tile.selected {
      outline: 3px solid Highlight;
      outline-offset: -3px;
    }
  }
`;
