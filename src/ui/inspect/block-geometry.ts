// Where blocks stand on the screen, as pure numbers: at their place in the upright picture where they are tiles, and
// as a ribbon of lengths in proportion to their bytes where they are chunks of a file. Also: which block is under a
// point, and which is next in a direction.
import type { BlockArea } from '../../core/segment/segmenter.ts';

/** A piece of a block on the screen; a chunk that crosses the end of a line has several. */
export interface Piece {
  readonly block: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}
export type Direction = 'left' | 'right' | 'up' | 'down';

/** Turns an area of the stored raster the way EXIF orientation (1 to 8) turns the picture. */
export function uprightArea(area: BlockArea, stored: Size, orientation: number): BlockArea {
  const { x, y, width, height } = area;
  const right = stored.width - x - width;
  const below = stored.height - y - height;
  switch (orientation) {
    case 2:
      return { x: right, y, width, height };
    case 3:
      return { x: right, y: below, width, height };
    case 4:
      return { x, y: below, width, height };
    case 5:
      return { x: y, y: x, width: height, height: width };
    case 6:
      return { x: below, y: x, width: height, height: width };
    case 7:
      return { x: below, y: right, width: height, height: width };
    case 8:
      return { x: y, y: right, width: height, height: width };
    default:
      return area;
  }
}

export function uprightSize(stored: Size, orientation: number): Size {
  return orientation >= 5 && orientation <= 8 ? { width: stored.height, height: stored.width } : stored;
}

/** @param at  the picture's rectangle on the screen */
export function placeAreas(areas: readonly BlockArea[], picture: Size, at: Size & { x: number; y: number }): Piece[] {
  const across = at.width / Math.max(1, picture.width);
  const down = at.height / Math.max(1, picture.height);
  return areas.map((area, block) => {
    const x = Math.round(at.x + area.x * across);
    const y = Math.round(at.y + area.y * down);
    return {
      block,
      x,
      y,
      width: Math.max(1, Math.round(at.x + (area.x + area.width) * across) - x),
      height: Math.max(1, Math.round(at.y + (area.y + area.height) * down) - y),
    };
  });
}

/**
 * Chunks as a ribbon laid in lines over the box, each as long as its share of the bytes.
 *
 * @param lineHeight  aimed at; fewer, taller lines fill a box that has room
 */
export function placeRibbon(bytes: readonly number[], box: Size, lineHeight = 34): Piece[] {
  const total = bytes.reduce((sum, length) => sum + Math.max(1, length), 0);
  if (total === 0 || box.width <= 0 || box.height <= 0) return [];
  const lines = Math.max(1, Math.min(Math.floor(box.height / lineHeight), Math.ceil(bytes.length / 4)));
  const height = Math.min(2 * lineHeight, box.height / lines);
  const scale = (lines * box.width) / total;
  const pieces: Piece[] = [];
  let start = 0;
  for (const [block, length] of bytes.entries()) {
    const end = start + Math.max(1, length) * scale;
    for (let line = Math.floor(start / box.width); line * box.width < end - 1e-6 && line < lines; line++) {
      const from = Math.max(start, line * box.width) - line * box.width;
      const to = Math.min(end, (line + 1) * box.width) - line * box.width;
      pieces.push({ block, x: from, y: line * height, width: Math.max(0.5, to - from), height: height - 3 });
    }
    start = end;
  }
  return pieces;
}

export function blockAt(pieces: readonly Piece[], x: number, y: number): number {
  const piece = pieces.find((one) => x >= one.x && x < one.x + one.width && y >= one.y && y < one.y + one.height);
  return piece?.block ?? -1;
}

/** The nearest block whose middle lies that way; the same block at an edge. */
export function blockTowards(pieces: readonly Piece[], from: number, direction: Direction): number {
  const at = pieces.find((piece) => piece.block === from);
  if (!at) return pieces[0]?.block ?? -1;
  const across = direction === 'left' || direction === 'right';
  const sign = direction === 'left' || direction === 'up' ? -1 : 1;
  const middle = (piece: Piece): [number, number] => [piece.x + piece.width / 2, piece.y + piece.height / 2];
  const [startX, startY] = middle(at);
  let best = from;
  let least = Infinity;
  for (const piece of pieces) {
    if (piece.block === from) continue;
    const [x, y] = middle(piece);
    const along = sign * (across ? x - startX : y - startY);
    if (along <= 0.5) continue;
    const aside = Math.abs(across ? y - startY : x - startX);
    // Straight ahead beats nearer but askew.
    const distance = along + 3 * aside;
    if (distance < least) {
      least = distance;
      best = piece.block;
    }
  }
  return best;
}
