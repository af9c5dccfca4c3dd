// The middle of the photo page: the picture takes all room; what is said about it stands on a line below.
import { css } from 'lit';

export const photoStageStyles = css`
  :host {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    min-width: 0;
    min-height: 0;
  }
  .middle {
    position: relative;
    min-height: 0;
    min-width: 0;
  }
  tessera-photo-canvas {
    position: absolute;
    inset: 0;
  }
  video {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: contain;
    background: #000;
  }
  tessera-empty {
    height: 100%;
    overflow: auto;
  }
  .below {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: var(--space-1) var(--space-3);
    min-height: 48px;
    padding: var(--space-2) var(--space-4) calc(var(--space-2) + env(safe-area-inset-bottom));
  }
  .below tessera-mosaic {
    flex: none;
    width: min(180px, 40vw);
    height: 24px;
  }
  .notice {
    color: var(--text-soft);
    font-size: var(--text-small);
  }
  .damaged {
    display: grid;
    grid-template-rows: minmax(120px, 1fr) auto;
    gap: var(--space-5);
    height: 100%;
    padding: var(--space-4);
    overflow: auto;
  }
  .damaged tessera-block-map {
    min-height: 0;
  }
  .what {
    display: grid;
    justify-items: center;
    gap: var(--space-3);
    text-align: center;
  }
  .what p {
    max-width: 56ch;
    text-wrap: pretty;
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: var(--space-2);
  }
`;
