// Decoded pixels that did not come from the browser: 8-bit RGBA, alpha not premultiplied, rows from the top.
export interface Samples {
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  /** Who decoded them, with its version. */
  readonly decoder: string;
}

/** The samples as a bitmap for display; the browser premultiplies on its own. */
export function samplesToBitmap({ rgba, width, height }: Omit<Samples, 'decoder'>): Promise<ImageBitmap> {
  return createImageBitmap(new ImageData(rgba, width, height));
}
