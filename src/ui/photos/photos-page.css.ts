// The photos page fills its place: tools above, the grid takes the rest and scrolls by itself.
import { css } from 'lit';

export const photosPageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 0;
  }
  .title {
    padding: var(--space-4) var(--space-4) var(--space-1);
    font-size: var(--text-title);
  }
  .stage {
    position: relative;
    flex: 1;
    min-height: 0;
  }
  tessera-photo-grid {
    height: 100%;
    --grid-inset: var(--space-4);
  }
  tessera-empty,
  tessera-empty-library {
    height: 100%;
    overflow: auto;
  }
  @media (max-width: 699px) {
    tessera-photo-grid {
      --grid-inset: 4px;
    }
    .title {
      padding: var(--space-3) var(--space-3) 0;
    }
  }
`;
