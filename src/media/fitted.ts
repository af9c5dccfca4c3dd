// Scales down what no canvas or texture can hold (limits.drawEdgePx).
import { limits } from '../core/limits.ts';

/** Takes the bitmap; returns it, or a smaller one in its place. */
export async function fitted(bitmap: ImageBitmap): Promise<ImageBitmap> {
  const { width, height } = bitmap;
  const scale = limits.drawEdgePx / Math.max(width, height);
  if (scale >= 1) return bitmap;
  const smaller = await createImageBitmap(bitmap, {
    resizeWidth: Math.max(1, Math.floor(width * scale)),
    resizeHeight: Math.max(1, Math.floor(height * scale)),
    resizeQuality: 'high',
  });
  bitmap.close();
  return smaller;
}
