// Where a picture stands in its box, as pure numbers: a zoom relative to "fits whole" and a centre in shares of the
// picture. Free of pixels of either, so that the view stays put when the original takes the preview's place.

export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface View {
  /** 1 shows it whole. */
  readonly zoom: number;
  /** The picture's point in the middle of the box, 0 to 1. */
  readonly x: number;
  readonly y: number;
}
export interface Placement extends Size {
  readonly x: number;
  readonly y: number;
}

export const whole: View = { zoom: 1, x: 0.5, y: 0.5 };
/** One pixel of the picture is shown no larger than this, in px of the page. */
const largestPixel = 12;

/** Px of the page per pixel of the picture when it is shown whole; small pictures are not blown up. */
export function fitScale(picture: Size, box: Size): number {
  if (picture.width <= 0 || picture.height <= 0) return 1;
  return Math.min(1, box.width / picture.width, box.height / picture.height);
}

export function mostZoom(picture: Size, box: Size): number {
  return Math.max(1, largestPixel / fitScale(picture, box));
}

/** Keeps the zoom in bounds, and the picture's edges at or outside the box wherever it is larger than the box. */
export function bounded(view: View, picture: Size, box: Size): View {
  const zoom = Math.min(mostZoom(picture, box), Math.max(1, view.zoom));
  const scale = fitScale(picture, box) * zoom;
  const within = (at: number, length: number, room: number): number => {
    const half = room / (2 * Math.max(1e-9, length * scale));
    return half >= 0.5 ? 0.5 : Math.min(1 - half, Math.max(half, at));
  };
  return { zoom, x: within(view.x, picture.width, box.width), y: within(view.y, picture.height, box.height) };
}

/** The picture's rectangle in the box, px of the page. */
export function placement(view: View, picture: Size, box: Size): Placement {
  const scale = fitScale(picture, box) * view.zoom;
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { x: box.width / 2 - view.x * width, y: box.height / 2 - view.y * height, width, height };
}

/** Zooms so that what is under the point (px of the box) stays under it. */
export function zoomedAt(view: View, factor: number, pointX: number, pointY: number, picture: Size, box: Size): View {
  const before = placement(view, picture, box);
  const zoom = Math.min(mostZoom(picture, box), Math.max(1, view.zoom * factor));
  const scale = fitScale(picture, box) * zoom;
  const shareX = (pointX - before.x) / before.width;
  const shareY = (pointY - before.y) / before.height;
  const x = shareX - (pointX - box.width / 2) / (picture.width * scale);
  const y = shareY - (pointY - box.height / 2) / (picture.height * scale);
  return bounded({ zoom, x, y }, picture, box);
}

export function panned(view: View, byX: number, byY: number, picture: Size, box: Size): View {
  const scale = fitScale(picture, box) * view.zoom;
  const x = view.x - byX / (picture.width * scale);
  const y = view.y - byY / (picture.height * scale);
  return bounded({ ...view, x, y }, picture, box);
}

/** The zoom at which one pixel of the picture is one pixel of the screen. */
export function actualSize(picture: Size, box: Size, devicePixelRatio: number): number {
  return Math.max(1, 1 / (devicePixelRatio * fitScale(picture, box)));
}
