// The pictures that tests draw for themselves: photograph-like noise, text, gradients, one colour, alpha ramps.
// Deterministic by seed, without canvas, so that Node and browsers see the same samples.
import { randomInteger, seededRandom, type Random } from './random.ts';

/** RGBA, 8 bits, alpha not premultiplied. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array<ArrayBuffer>;
}

type Pixel = readonly [red: number, green: number, blue: number, alpha: number];

function draw(width: number, height: number, pixel: (x: number, y: number) => Pixel): Drawing {
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgba.set(pixel(x, y), 4 * (y * width + x));
  return { width, height, rgba };
}

/** Smooth value noise on a lattice of random values. */
function valueNoise(random: Random): (x: number, y: number) => number {
  const size = 64;
  const lattice = Float64Array.from({ length: size * size }, random);
  const at = (x: number, y: number) => lattice[(y & (size - 1)) * size + (x & (size - 1))] as number;
  const smooth = (t: number) => t * t * (3 - 2 * t);
  return (x, y) => {
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    const fx = smooth(x - x0);
    const fy = smooth(y - y0);
    const top = at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx;
    const bottom = at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx;
    return top * (1 - fy) + bottom * fy;
  };
}

/** Fractal noise with sensor grain: compresses about as a photograph does. */
export function photograph(width: number, height: number, seed = 1): Drawing {
  const random = seededRandom(seed);
  const octaves = [256, 128, 64, 32, 16, 8, 4].map((scale) => ({
    scale,
    noise: valueNoise(random),
    weight: scale ** 0.8,
  }));
  const total = octaves.reduce((sum, { weight }) => sum + weight, 0);
  const tint = valueNoise(random);
  return draw(width, height, (x, y) => {
    const light =
      octaves.reduce((sum, { scale, noise, weight }) => sum + weight * noise(x / scale, y / scale), 0) / total;
    const warm = tint(x / 200, y / 200) - 0.5;
    const channel = (shift: number) =>
      Math.max(0, Math.min(255, Math.round(255 * (1.6 * light - 0.3 + shift * warm) + 5 * (random() - 0.5))));
    return [channel(0.5), channel(0), channel(-0.5), 255];
  });
}

/** Lines of little dark glyphs on paper, as a screenshot of a page. */
export function text(width: number, height: number, seed = 1): Drawing {
  const random = seededRandom(seed);
  const glyphs = Array.from({ length: 40 }, () => Array.from({ length: 35 }, () => random() < 0.45));
  const columns = Math.ceil(width / 7);
  const page = Array.from({ length: columns * Math.ceil(height / 11) }, () => randomInteger(random, 52));
  return draw(width, height, (x, y) => {
    const glyph = glyphs[page[Math.floor(y / 11) * columns + Math.floor(x / 7)] as number];
    const inked = glyph !== undefined && x % 7 < 5 && y % 11 < 7 && glyph[(y % 11) * 5 + (x % 7)] === true;
    return inked ? [32, 32, 40, 255] : [252, 250, 244, 255];
  });
}

export function gradient(width: number, height: number): Drawing {
  return draw(width, height, (x, y) => [
    Math.floor((255 * x) / Math.max(1, width - 1)),
    Math.floor((255 * y) / Math.max(1, height - 1)),
    (x + y) & 255,
    255,
  ]);
}

export function singleColour(width: number, height: number, colour: Pixel = [180, 40, 90, 255]): Drawing {
  return draw(width, height, () => colour);
}

/** Colour everywhere, alpha from 0 to 255: what lies under alpha 0 must survive too. */
export function alphaRamp(width: number, height: number, seed = 1): Drawing {
  const colours = photograph(width, height, seed);
  for (let i = 0; i < width * height; i++)
    colours.rgba[4 * i + 3] = Math.floor((255 * (i % width)) / Math.max(1, width - 1));
  return colours;
}

/** Incompressible samples in all four channels. */
export function noise(width: number, height: number, seed = 1): Drawing {
  const random = seededRandom(seed);
  return draw(width, height, () => {
    const bits = Math.floor(random() * 4_294_967_296);
    return [bits & 255, (bits >>> 8) & 255, (bits >>> 16) & 255, bits >>> 24];
  });
}

/** @returns the same drawing with its right and lower parts cut off or moved to begin elsewhere */
export function crop(drawing: Drawing, left: number, top: number, width: number, height: number): Drawing {
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const from = 4 * ((top + y) * drawing.width + left);
    rgba.set(drawing.rgba.subarray(from, from + 4 * width), 4 * y * width);
  }
  return { width, height, rgba };
}

export const drawings = { photograph, text, gradient, singleColour, alphaRamp, noise } as const;
