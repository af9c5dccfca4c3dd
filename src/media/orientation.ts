// Turns a bitmap upright where neither the browser nor the container did (EXIF orientation 1 to 8).

/** Canvas transforms per orientation, for a picture of w × h before turning. */
function transformFor(orientation: number, w: number, h: number): [number, number, number, number, number, number] {
  switch (orientation) {
    case 2:
      return [-1, 0, 0, 1, w, 0];
    case 3:
      return [-1, 0, 0, -1, w, h];
    case 4:
      return [1, 0, 0, -1, 0, h];
    case 5:
      return [0, 1, 1, 0, 0, 0];
    case 6:
      return [0, 1, -1, 0, h, 0];
    case 7:
      return [0, -1, -1, 0, h, w];
    case 8:
      return [0, -1, 1, 0, 0, w];
    default:
      return [1, 0, 0, 1, 0, 0];
  }
}

/** Takes the bitmap; returns it, or a turned one in its place. */
export function upright(bitmap: ImageBitmap, orientation: number): ImageBitmap {
  if (orientation < 2 || orientation > 8) return bitmap;
  const { width, height } = bitmap;
  const canvas = orientation >= 5 ? new OffscreenCanvas(height, width) : new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) return bitmap;
  context.setTransform(...transformFor(orientation, width, height));
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.transferToImageBitmap();
}
