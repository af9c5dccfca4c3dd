// @ts-check
// Draws the app's icons into public/: a mosaic of blocks, the last of them just being set. The same geometry becomes
// the SVG and every PNG, so that nothing is edited by hand. Run: node scripts/draw-icons.mjs
import { encode } from 'fast-png';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../public/', import.meta.url));

const ground = '#14171c';
const mosaic = [
  ['#f4b860', '#e98a5b', '#c8577a', '#7a4f9a'],
  ['#f0d9a0', '#f4b860', '#d96c6c', '#5a5fb0'],
  ['#bfe3d0', '#7cc6b8', '#4f9fc0', '#3f74b8'],
  ['#8fd3a8', '#4fae9a', '#2f7f9f', '#ffffff'],
];
/** Of a tile's pitch. */
const gap = 0.1;
const tileRadius = 0.12;
/** Samples per pixel and axis: the corners are round. */
const oversampling = 4;

/** @typedef {{ x: number, y: number, edge: number, radius: number, colour: string }} Square in units of the icon's edge */

/** @param {number} margin @param {number} cornerRadius of the ground @returns {Square[]} from back to front */
function squares(margin, cornerRadius) {
  const pitch = (1 - 2 * margin) / mosaic.length;
  const tiles = mosaic.flatMap((row, y) =>
    row.map((colour, x) => ({
      x: margin + (x + gap / 2) * pitch,
      y: margin + (y + gap / 2) * pitch,
      edge: pitch * (1 - gap),
      radius: pitch * tileRadius,
      colour,
    })),
  );
  return [{ x: 0, y: 0, edge: 1, radius: cornerRadius, colour: ground }, ...tiles];
}

/** @param {Square} square @param {number} x @param {number} y */
function covers({ x: left, y: top, edge, radius }, x, y) {
  const half = edge / 2;
  const dx = Math.max(Math.abs(x - left - half) - (half - radius), 0);
  const dy = Math.max(Math.abs(y - top - half) - (half - radius), 0);
  return dx * dx + dy * dy <= radius * radius;
}

/** @param {Square[]} shapes @param {number} edgePx */
function png(shapes, edgePx) {
  const data = new Uint8Array(edgePx * edgePx * 4);
  const steps = edgePx * oversampling;
  const colours = shapes.map(({ colour }) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)));
  for (let pixel = 0; pixel < edgePx * edgePx; pixel++) {
    const sum = [0, 0, 0];
    let hits = 0;
    for (let sample = 0; sample < oversampling ** 2; sample++) {
      const x = ((pixel % edgePx) * oversampling + (sample % oversampling) + 0.5) / steps;
      const y = (Math.floor(pixel / edgePx) * oversampling + Math.floor(sample / oversampling) + 0.5) / steps;
      const top = shapes.findLastIndex((shape) => covers(shape, x, y));
      if (top < 0) continue;
      hits++;
      colours[top]?.forEach((value, channel) => (sum[channel] = (sum[channel] ?? 0) + value));
    }
    const mean = sum.map((value) => (hits === 0 ? 0 : Math.round(value / hits)));
    data.set([...mean, Math.round((255 * hits) / oversampling ** 2)], pixel * 4);
  }
  return encode({ width: edgePx, height: edgePx, data, channels: 4, depth: 8 });
}

/** @param {Square[]} shapes */
function svg(shapes) {
  /** @param {number} value */
  const units = (value) => String(Math.round(value * 51_200) / 100);
  const rects = shapes.map(
    ({ x, y, edge, radius, colour }) =>
      `  <rect x="${units(x)}" y="${units(y)}" width="${units(edge)}" height="${units(edge)}" rx="${units(radius)}" fill="${colour}"/>`,
  );
  return ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">', ...rects, '</svg>', ''].join('\n');
}

const rounded = squares(0.13, 0.22);
// Phones cut their own shape: the mosaic stays inside the inner 80 %, the ground reaches every edge.
const fullBleed = squares(0.22, 0);

writeFileSync(`${folder}icon.svg`, svg(rounded));
writeFileSync(`${folder}icon-192.png`, png(rounded, 192));
writeFileSync(`${folder}icon-512.png`, png(rounded, 512));
writeFileSync(`${folder}icon-maskable-512.png`, png(fullBleed, 512));
writeFileSync(`${folder}icon-180.png`, png(squares(0.15, 0), 180));
