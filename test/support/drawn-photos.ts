// Believable pictures for screens and component tests: landscapes drawn from a seed, so that grids, viewers and
// screenshots look like somebody's holidays without anybody's photos. The same seed draws the same picture.
import { rgbaToThumbHash } from 'thumbhash';

/** mulberry32: small, seeded, good enough to draw with. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

interface Palette {
  readonly sky: readonly [string, string];
  readonly sun: string;
  readonly hills: readonly string[];
  readonly water: string;
}

const palettes: readonly Palette[] = [
  {
    sky: ['#2f6fb5', '#cfe6f5'],
    sun: '#fff6d8',
    hills: ['#7f9fb5', '#547a5e', '#2f5238', '#1d3524'],
    water: '#3f7fa8',
  },
  {
    sky: ['#33305e', '#f3a26b'],
    sun: '#ffe3a1',
    hills: ['#8a5470', '#5b3a5a', '#33243f', '#1c1528'],
    water: '#a86a6a',
  },
  {
    sky: ['#8fa3b0', '#e5e4dd'],
    sun: '#f7f3e6',
    hills: ['#a9b2b0', '#7d8a84', '#56625a', '#333b35'],
    water: '#8ba0a8',
  },
  {
    sky: ['#0c1330', '#3a4a7c'],
    sun: '#eef1ff',
    hills: ['#26304f', '#1a2239', '#111726', '#090d17'],
    water: '#1f2b52',
  },
  {
    sky: ['#5aa2d8', '#f4ead0'],
    sun: '#fffbe8',
    hills: ['#d8b98a', '#c08f5a', '#8c5f38', '#5a3c24'],
    water: '#59a9b0',
  },
  {
    sky: ['#b8d4e8', '#ffffff'],
    sun: '#ffffff',
    hills: ['#d5dfe8', '#aebfcd', '#7c90a3', '#4b5d70'],
    water: '#9cc0d8',
  },
];

/** Draws picture number `seed`; every size of it is the same picture. */
export function drawPhoto(seed: number, width: number, height: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2d canvas');
  const next = chance(seed * 7919 + 17);
  const palette = palettes[Math.floor(next() * palettes.length)] ?? palettes[0]!;
  const horizon = 0.4 + next() * 0.25;

  const sky = context.createLinearGradient(0, 0, 0, height * horizon);
  sky.addColorStop(0, palette.sky[0]);
  sky.addColorStop(1, palette.sky[1]);
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);

  const sunX = width * (0.15 + next() * 0.7);
  const sunY = height * horizon * (0.2 + next() * 0.7);
  const sunRadius = Math.min(width, height) * (0.04 + next() * 0.05);
  const glow = context.createRadialGradient(sunX, sunY, 0, sunX, sunY, sunRadius * 6);
  glow.addColorStop(0, palette.sun);
  glow.addColorStop(0.16, palette.sun);
  glow.addColorStop(0.2, `${palette.sun}55`);
  glow.addColorStop(1, `${palette.sun}00`);
  context.fillStyle = glow;
  context.fillRect(0, 0, width, height);

  if (next() < 0.45) {
    context.fillStyle = palette.water;
    context.fillRect(0, height * horizon, width, height);
    context.fillStyle = `${palette.sun}40`;
    for (let line = 0; line < 26; line++) {
      const y = height * (horizon + (1 - horizon) * next());
      const length = width * (0.03 + next() * 0.15);
      context.fillRect(sunX - length / 2 + width * (next() - 0.5) * 0.2, y, length, Math.max(1, height * 0.004));
    }
  }
  palette.hills.forEach((colour, layer) => {
    drawHill(context, width, height, height * (horizon + layer * (0.9 - horizon) * 0.27), next, colour, layer);
  });
  if (next() < 0.5) drawTrees(context, width, height, next, palette.hills.at(-1) ?? '#000000');
  return canvas;
}

function drawHill(
  context: OffscreenCanvasRenderingContext2D,
  width: number,
  height: number,
  base: number,
  next: () => number,
  colour: string,
  layer: number,
): void {
  const waves = [1.3, 2.7, 5.9, 13].map((frequency) => ({ frequency, phase: next() * 7, size: next() / frequency }));
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(0, height);
  for (let step = 0; step <= 96; step++) {
    const at = step / 96;
    let rise = 0;
    for (const wave of waves) rise += Math.sin(at * wave.frequency * 3 + wave.phase) * wave.size;
    context.lineTo(at * width, base - rise * height * (0.16 - layer * 0.025));
  }
  context.lineTo(width, height);
  context.fill();
}

function drawTrees(
  context: OffscreenCanvasRenderingContext2D,
  width: number,
  height: number,
  next: () => number,
  colour: string,
): void {
  context.fillStyle = colour;
  const count = 3 + Math.floor(next() * 7);
  for (let tree = 0; tree < count; tree++) {
    const x = next() * width;
    const size = height * (0.12 + next() * 0.22);
    for (let tier = 0; tier < 4; tier++) {
      const top = height - size * (1 - tier * 0.12);
      const spread = size * (0.09 + tier * 0.055);
      context.beginPath();
      context.moveTo(x, top);
      context.lineTo(x - spread, top + size * 0.36);
      context.lineTo(x + spread, top + size * 0.36);
      context.fill();
    }
    context.fillRect(x - size * 0.02, height - size * 0.3, size * 0.04, size * 0.3);
  }
}

/** Picture number `seed` as an encoded WebP whose longer edge is at most `edgePx`. */
export async function drawnWebp(
  seed: number,
  width: number,
  height: number,
  edgePx: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const scale = Math.min(1, edgePx / Math.max(width, height));
  const canvas = drawPhoto(seed, Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 });
  return new Uint8Array(await blob.arrayBuffer());
}

/** Its ThumbHash, as an import would have made it. */
export function drawnBlur(seed: number, width: number, height: number): Uint8Array {
  const scale = 32 / Math.max(width, height);
  const across = Math.max(1, Math.round(width * scale));
  const down = Math.max(1, Math.round(height * scale));
  const pixels = drawPhoto(seed, across, down).getContext('2d')?.getImageData(0, 0, across, down).data;
  return rgbaToThumbHash(across, down, pixels ?? new Uint8ClampedArray(across * down * 4));
}
