// What the lab's experiments work on: decoded pictures, drawn ones, and what is done to them. Nothing of the lab is
// shipped; it shares the product's fingerprints and, where the attack is shown, its sealing.
export interface Picture {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** 4 bytes per pixel. */
  readonly rgba: Uint8Array;
}

/** mulberry32: the lab's chance, so that a report can be made again. */
export function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Soft blobs with a sensor's grain: no two blocks alike, as in a photo. */
export function drawnPicture(seed: number, width = 384, height = 256): Picture {
  const chance = chanceFrom(seed);
  const blobs = Array.from({ length: 9 }, () => Array.from({ length: 6 }, chance));
  const rgba = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x);
      for (let c = 0; c < 3; c++) {
        let value = 70 + (60 * x) / width + 8 * chance();
        for (const blob of blobs as [number, number, number, number, number, number][]) {
          const size = (0.03 + 0.06 * blob[2]) ** 2;
          const far = (x / width - blob[0]) ** 2 + (y / height - blob[1]) ** 2;
          value += (240 * ((blob[3 + c] as number) - 0.4) * size) / (size + far);
        }
        rgba[at + c] = Math.max(0, Math.min(255, value));
      }
      rgba[at + 3] = 255;
    }
  return { name: `drawn-${seed}`, width, height, rgba };
}

/** The part of a picture from (left, top); beyond the border nothing. */
export function cropped(picture: Picture, left: number, top: number, width: number, height: number): Picture {
  const rgba = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) {
    const start = 4 * ((y + top) * picture.width + left);
    rgba.set(picture.rgba.subarray(start, start + 4 * width), 4 * y * width);
  }
  return { name: picture.name, width, height, rgba };
}

export function changed(picture: Picture, change: (value: number, x: number, y: number) => number): Picture {
  const rgba = picture.rgba.map((value, i) => {
    if (i % 4 === 3) return value;
    const pixel = i >> 2;
    return Math.max(0, Math.min(255, change(value, pixel % picture.width, Math.floor(pixel / picture.width))));
  });
  return { ...picture, rgba };
}
