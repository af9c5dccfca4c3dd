// The grid's geometry as pure numbers: justified rows under fixed-height group headers, found by scroll offset with
// a binary search and hit-tested by point. Nothing here touches the DOM, so 100,000 photos lay out in a few
// milliseconds; photo-grid.ts draws only the bands that are in sight.

/** What a layout depends on; a change of any of it means a new layout. */
export interface GridSpec {
  /** Width that rows fill, px. */
  readonly width: number;
  /** Height a row aims at, px; rows come out within a factor of about 1.5 of it. */
  readonly tileEdge: number;
  readonly gap: number;
  /** Height of a group's header, px; 0 where groups are not shown. */
  readonly headerHeight: number;
}

interface GroupSpan {
  readonly start: number;
  readonly count: number;
}

/** Bands from top to bottom: a header or a row of photos each. Parallel arrays, one element per band. */
export interface GridLayout {
  readonly spec: GridSpec;
  readonly count: number;
  readonly bands: number;
  /** Distance of a band from the top of the content, px. */
  readonly top: Float64Array;
  /** Height of a band without the gap below it, px. */
  readonly height: Float64Array;
  /** First photo of a band; a header has that of its group. One more element than bands: the photo count. */
  readonly first: Uint32Array;
  /** The group whose header the band is; −1 for a row of photos. */
  readonly header: Int32Array;
  /** Content height, px. */
  readonly total: number;
  readonly aspects: Uint16Array;
}

export interface TileBox {
  readonly index: number;
  readonly x: number;
  readonly width: number;
}

// A panorama or a scanned strip may not squeeze its neighbours to slivers: the tile crops, the viewer does not.
const narrowest = 0.45;
const widest = 2.8;

function tileAspect(aspects: Uint16Array, index: number): number {
  const aspect = (aspects[index] ?? 1000) / 1000;
  return aspect < narrowest ? narrowest : aspect > widest ? widest : aspect;
}

/**
 * @param groups  in order and without gaps; ignored where `headerHeight` is 0
 * @param aspects  width ÷ height × 1000 per photo
 */
export function layOut(aspects: Uint16Array, groups: readonly GroupSpan[], spec: GridSpec): GridLayout {
  const count = aspects.length;
  const shown = spec.headerHeight > 0 && groups.length > 0 ? groups : [{ start: 0, count }];
  const withHeaders = spec.headerHeight > 0 && groups.length > 0;
  const most = count + groups.length;
  const top = new Float64Array(most);
  const height = new Float64Array(most);
  const first = new Uint32Array(most + 1);
  const header = new Int32Array(most);
  let band = 0;
  let y = 0;

  for (const [g, group] of shown.entries()) {
    const end = Math.min(group.start + group.count, count);
    if (end <= group.start) continue;
    if (withHeaders) {
      top[band] = y;
      height[band] = spec.headerHeight;
      first[band] = group.start;
      header[band] = g;
      band++;
      y += spec.headerHeight;
    }
    let start = group.start;
    while (start < end) {
      const [next, rowHeight] = fillRow(aspects, start, end, spec);
      top[band] = y;
      height[band] = rowHeight;
      first[band] = start;
      header[band] = -1;
      band++;
      y += rowHeight + spec.gap;
      start = next;
    }
  }
  first[band] = count;
  return {
    spec,
    count,
    bands: band,
    top: top.subarray(0, band),
    height: height.subarray(0, band),
    first: first.subarray(0, band + 1),
    header: header.subarray(0, band),
    total: band === 0 ? 0 : y,
    aspects,
  };
}

/** Takes photos until the row is full; the one that crosses the edge goes wherever the row stays nearer its aim. */
function fillRow(aspects: Uint16Array, start: number, end: number, spec: GridSpec): [next: number, height: number] {
  const { width, tileEdge, gap } = spec;
  let sum = 0;
  for (let i = start; i < end; i++) {
    const aspect = tileAspect(aspects, i);
    const free = width - gap * (i - start);
    sum += aspect;
    if (sum * tileEdge < free) continue;
    const including = free / sum;
    if (i > start) {
      const excluding = (free + gap) / (sum - aspect);
      if (excluding / tileEdge < tileEdge / including) return [i, excluding];
    }
    return [i + 1, Math.min(including, tileEdge * 1.5)];
  }
  // A last row that is nearly full closes flush; a short one keeps the aimed height and leaves its right side empty.
  const flush = (width - gap * (end - start - 1)) / sum;
  return [end, flush <= tileEdge * 1.15 ? flush : tileEdge];
}

/** The band that covers offset `y`, or the nearest one; −1 only where there are none. */
export function bandAt(layout: GridLayout, y: number): number {
  let low = 0;
  let high = layout.bands - 1;
  if (high < 0) return -1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((layout.top[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Bands [start, end) that touch the offsets [from, to). */
export function bandsBetween(layout: GridLayout, from: number, to: number): { start: number; end: number } {
  const start = bandAt(layout, from);
  if (start < 0) return { start: 0, end: 0 };
  return { start, end: bandAt(layout, Math.max(from, to - 1e-6)) + 1 };
}

/** The row of photos that holds photo `index`. */
export function bandOf(layout: GridLayout, index: number): number {
  let low = 0;
  let high = layout.bands - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((layout.first[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  // A header starts at the same photo as the row below it; the search above ends on the later of the two.
  return low;
}

/** Where the photos of a row stand; empty for a header. Flush rows end exactly at the width. */
export function tilesOf(layout: GridLayout, band: number): TileBox[] {
  if (band < 0 || band >= layout.bands || layout.header[band] !== -1) return [];
  const start = layout.first[band] ?? 0;
  const end = layout.first[band + 1] ?? start;
  const rowHeight = layout.height[band] ?? 0;
  const { width, gap } = layout.spec;
  const tiles: TileBox[] = [];
  let x = 0;
  for (let index = start; index < end; index++) {
    const left = Math.round(x);
    x += tileAspect(layout.aspects, index) * rowHeight;
    const right = Math.min(width, Math.round(x));
    tiles.push({ index, x: left, width: Math.max(1, right - left) });
    x += gap;
  }
  return tiles;
}

/** The photo under a point of the content; −1 over headers and, unless `nearest`, beside the tiles. */
export function photoAt(layout: GridLayout, x: number, y: number, nearest = false): number {
  let band = bandAt(layout, Math.max(0, y));
  if (band < 0) return -1;
  if (layout.header[band] !== -1) {
    if (!nearest) return -1;
    band++;
  }
  const bottom = (layout.top[band] ?? 0) + (layout.height[band] ?? 0);
  if (!nearest && y >= bottom) return -1;
  const tiles = tilesOf(layout, band);
  for (const tile of tiles) {
    if (x < tile.x + tile.width) return nearest || x >= tile.x ? tile.index : -1;
  }
  return nearest ? (tiles.at(-1)?.index ?? -1) : -1;
}

/** Where the arrow keys lead from photo `index`; the same photo at an edge. */
export function neighbour(layout: GridLayout, index: number, direction: 'left' | 'right' | 'up' | 'down'): number {
  if (direction === 'left') return Math.max(0, index - 1);
  if (direction === 'right') return Math.min(layout.count - 1, index + 1);
  const step = direction === 'up' ? -1 : 1;
  const from = bandOf(layout, index);
  let band = from + step;
  while (band >= 0 && band < layout.bands && layout.header[band] !== -1) band += step;
  if (band < 0 || band >= layout.bands) return index;
  const tile = tilesOf(layout, from).find((box) => box.index === index);
  const middle = tile ? tile.x + tile.width / 2 : 0;
  let best = index;
  let distance = Infinity;
  for (const box of tilesOf(layout, band)) {
    const away = Math.abs(box.x + box.width / 2 - middle);
    if (away < distance) {
      distance = away;
      best = box.index;
    }
  }
  return best;
}

/** The group that photo `index` belongs to; −1 where there are no groups. */
export function groupOf(groups: readonly GroupSpan[], index: number): number {
  let low = 0;
  let high = groups.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((groups[middle]?.start ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return high < 0 ? -1 : low;
}

/**
 * Content height that browsers can lay out: Firefox caps elements near 17.8 M px, Chromium and WebKit near 33.5 M.
 * A taller library scrolls through a shorter element, each scrolled pixel standing for `scale` of them.
 */
const tallestElementPx = 15_000_000;

export interface ScrollMap {
  /** Height to give the scrolled element. */
  readonly physical: number;
  /** Content px per scrolled px; 1 except in huge libraries. */
  readonly scale: number;
}

export function scrollMap(total: number, viewport: number, tallest = tallestElementPx): ScrollMap {
  if (total <= tallest) return { physical: total, scale: 1 };
  return { physical: tallest, scale: (total - viewport) / Math.max(1, tallest - viewport) };
}
