// How a space cuts new pictures (design §3): named in its log, so that every device cuts alike and deduplication finds
// its own. A change starts a new generation of blocks and never touches stored photos.
import type { CatalogRecord } from '../core/catalog/records.ts';
import type { CatalogView } from '../core/catalog/view.ts';
import { kinds, methods, type Layout } from '../core/segment/segmenter.ts';

const methodOf = {
  tiles: methods.rasterTiles,
  grid4: methods.grid4,
  grid8: methods.grid8,
  grid16: methods.grid16,
} as const;

/** @returns undefined where the space has not said yet, or says something newer than this build */
export function layoutOf(view: CatalogView): Layout | undefined {
  const method = view.kinds()?.method;
  return (Object.keys(methodOf) as Layout[]).find((layout) => methodOf[layout] === method);
}

export function layoutRecord(layout: Layout): CatalogRecord {
  const picture = layout === 'tiles' ? kinds.rasterTile : kinds.gridCell;
  return { type: 'kinds', method: methodOf[layout], kinds: [kinds.chunks, picture] };
}
