// Sample pictures, drawn by this script, so that a person with no photos at hand can try everything: eight scenes,
// one of them twice, the second time with a caption painted on. Those two share most blocks, which "Look inside" shows.
// PNG, with `lastModified` spread over months so that the grid has days.
import type { ImportFile } from '../../vault/api.ts';
import { writePng } from './png-file.ts';

type Draw = (context: CanvasRenderingContext2D, width: number, height: number, random: () => number) => void;

interface Scene {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly takenMs: number;
  readonly draw: Draw;
  readonly caption?: string;
}

/** Mulberry32: the same pictures, and so the same blocks, on every device. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function sky(context: CanvasRenderingContext2D, width: number, height: number, stops: readonly string[]): void {
  const gradient = context.createLinearGradient(0, 0, 0, height);
  for (const [i, stop] of stops.entries()) gradient.addColorStop(i / (stops.length - 1), stop);
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
}

/** A line of hills: a sum of three waves, filled to the lower edge. */
function ridge(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  at: number,
  rise: number,
  colour: string,
  random: () => number,
): void {
  const phase = [random() * 9, random() * 9, random() * 9] as const;
  context.beginPath();
  context.moveTo(0, height);
  for (let x = 0; x <= width; x += 4) {
    const t = x / width;
    const wave =
      Math.sin(t * 4 + phase[0]) * 0.5 + Math.sin(t * 11 + phase[1]) * 0.3 + Math.sin(t * 31 + phase[2]) * 0.12;
    context.lineTo(x, at - wave * rise);
  }
  context.lineTo(width, height);
  context.fillStyle = colour;
  context.fill();
}

const dawn: Draw = (context, width, height, random) => {
  sky(context, width, height, ['#2b3a67', '#b56576', '#eaac8b', '#ffe5c4']);
  context.fillStyle = '#fff3d6';
  context.beginPath();
  context.arc(width * 0.66, height * 0.52, height * 0.07, 0, 7);
  context.fill();
  const colours = ['#8d6a86', '#6b4d70', '#4a3558', '#2f2440'];
  for (const [i, colour] of colours.entries())
    ridge(context, width, height, height * (0.58 + i * 0.1), height * 0.09, colour, random);
};

const lake: Draw = (context, width, height, random) => {
  sky(context, width, height, ['#7fb7d9', '#cfe6ee', '#f6f3e7']);
  for (const [i, colour] of ['#8fa9b8', '#5f7f8e', '#38596a'].entries())
    ridge(context, width, height * 0.62, height * (0.4 + i * 0.07), height * 0.1, colour, random);
  // The lake mirrors what stands above it, stretched and dimmed.
  context.save();
  context.translate(0, height * 1.24);
  context.scale(1, -1);
  context.globalAlpha = 0.75;
  context.drawImage(context.canvas, 0, 0, width, height * 0.62, 0, height * 0.24, width, height * 0.38);
  context.restore();
  context.globalAlpha = 0.14;
  context.fillStyle = '#ffffff';
  for (let i = 0; i < 90; i++)
    context.fillRect(random() * width, height * (0.64 + random() * 0.36), 40 + random() * 160, 2);
  context.globalAlpha = 1;
};

const night: Draw = (context, width, height, random) => {
  sky(context, width, height, ['#05060f', '#0f1a3c', '#27406b']);
  for (let i = 0; i < 700; i++) {
    context.fillStyle = `rgb(255 255 255 / ${0.2 + random() * 0.8})`;
    const size = random() < 0.06 ? 3 : 1.4;
    context.fillRect(random() * width, random() * height * 0.8, size, size);
  }
  for (let i = 0; i < 26; i++) {
    const w = width * (0.03 + random() * 0.05);
    const h = height * (0.12 + random() * 0.3);
    const x = random() * width;
    context.fillStyle = '#070a18';
    context.fillRect(x, height - h, w, h);
    context.fillStyle = '#ffd98a';
    for (let wx = x + 5; wx < x + w - 8; wx += 12)
      for (let wy = height - h + 8; wy < height - 10; wy += 16) if (random() < 0.3) context.fillRect(wx, wy, 5, 8);
  }
};

const dunes: Draw = (context, width, height, random) => {
  sky(context, width, height, ['#f3c98b', '#f7e1b5']);
  for (let i = 0; i < 7; i++) {
    const light = 74 - i * 7;
    ridge(context, width, height, height * (0.34 + i * 0.11), height * 0.13, `hsl(28 62% ${light}%)`, random);
  }
};

const meadow: Draw = (context, width, height, random) => {
  sky(context, width, height, ['#9fd0f0', '#e9f5fb', '#dcefc3']);
  ridge(context, width, height, height * 0.56, height * 0.06, '#86b25a', random);
  ridge(context, width, height, height * 0.66, height * 0.05, '#679847', random);
  const colours = ['#e4572e', '#f3a712', '#ffffff', '#a23b72', '#f7d6e0'];
  for (let i = 0; i < 900; i++) {
    const y = height * (0.68 + random() * 0.32);
    const size = 1.5 + ((y / height - 0.68) / 0.32) * 9;
    context.fillStyle = colours[Math.floor(random() * colours.length)] ?? '#ffffff';
    context.beginPath();
    context.arc(random() * width, y, size * (0.5 + random() * 0.5), 0, 7);
    context.fill();
  }
};

const tiles: Draw = (context, width, height, random) => {
  context.fillStyle = '#f4efe6';
  context.fillRect(0, 0, width, height);
  const colours = ['#1d3557', '#457b9d', '#e63946', '#f1a208', '#2a9d8f'];
  const edge = width / 8;
  for (let x = 0; x < width; x += edge) {
    for (let y = 0; y < height; y += edge) {
      context.fillStyle = colours[Math.floor(random() * colours.length)] ?? '#1d3557';
      context.beginPath();
      const corner = Math.floor(random() * 4);
      const cx = x + (corner % 2) * edge;
      const cy = y + (corner > 1 ? edge : 0);
      context.moveTo(cx, cy);
      const start = [0, Math.PI / 2, -Math.PI / 2, Math.PI][corner] ?? 0;
      context.arc(cx, cy, edge * 0.96, start, start + Math.PI / 2);
      context.fill();
    }
  }
};

const waves: Draw = (context, width, height, random) => {
  sky(context, width, height, ['#12324a', '#1f6f8b', '#99c5cf']);
  for (let i = 0; i < 60; i++) {
    const y = (i / 60) * height;
    context.strokeStyle = `hsl(${190 + random() * 14} 60% ${28 + i * 0.9}%)`;
    context.lineWidth = 3 + i * 0.16;
    const phase = random() * 7;
    context.beginPath();
    for (let x = 0; x <= width; x += 8) context.lineTo(x, y + Math.sin(x / (46 + i * 2.2) + phase) * (4 + i * 0.28));
    context.stroke();
  }
};

const day = (year: number, month: number, date: number, hour: number): number =>
  new Date(year, month - 1, date, hour, 24).getTime();

const scenes: readonly Scene[] = [
  { name: 'dawn-over-the-hills.png', width: 1152, height: 768, seed: 11, takenMs: day(2025, 10, 4, 7), draw: dawn },
  { name: 'lake.png', width: 1152, height: 768, seed: 23, takenMs: day(2025, 10, 4, 12), draw: lake },
  {
    name: 'lake-with-caption.png',
    width: 1152,
    height: 768,
    seed: 23,
    takenMs: day(2025, 10, 5, 9),
    draw: lake,
    caption: 'The lake, in autumn',
  },
  { name: 'dunes.png', width: 768, height: 1024, seed: 37, takenMs: day(2025, 8, 19, 18), draw: dunes },
  { name: 'meadow.png', width: 1152, height: 768, seed: 41, takenMs: day(2025, 5, 30, 14), draw: meadow },
  { name: 'night-in-the-city.png', width: 768, height: 1024, seed: 53, takenMs: day(2025, 5, 30, 23), draw: night },
  { name: 'tiled-floor.png', width: 768, height: 768, seed: 67, takenMs: day(2025, 3, 9, 11), draw: tiles },
  { name: 'waves.png', width: 1152, height: 648, seed: 79, takenMs: day(2024, 12, 27, 16), draw: waves },
];

/** Draws them one by one, giving the page its turn in between. */
export async function drawSamplePictures(): Promise<readonly ImportFile[]> {
  const files: ImportFile[] = [];
  for (const scene of scenes) {
    const file = await drawScene(scene);
    files.push({ file, path: `Tessera samples/${scene.name}` });
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return files;
}

/** Film grain: without it a drawing compresses like no photo does, and the numbers would promise too much. */
function addGrain(pixels: Uint8ClampedArray, random: () => number): void {
  for (let i = 0; i < pixels.length; i += 4) {
    const light = Math.floor(random() * 5) - 2;
    for (let channel = i; channel < i + 3; channel++) pixels[channel] = (pixels[channel] ?? 0) + light;
  }
}

async function drawScene(scene: Scene): Promise<File> {
  const { width, height } = scene;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new TypeError('this browser gives no canvas to draw on');
  scene.draw(context, width, height, seeded(scene.seed));
  if (scene.caption) {
    // One strip at the lower edge: all blocks above it stay as they are in the picture without caption.
    context.fillStyle = '#ffffff';
    context.fillRect(0, height - 96, width, 96);
    context.fillStyle = '#223';
    context.font = '600 40px Georgia, serif';
    context.textBaseline = 'middle';
    context.fillText(scene.caption, 36, height - 46);
  }
  const { data } = context.getImageData(0, 0, width, height);
  addGrain(data, seeded(scene.seed + 1));
  canvas.width = 0;
  const blob = await writePng(data, width, height);
  return new File([blob], scene.name, { type: 'image/png', lastModified: scene.takenMs });
}
