// Whether a picture's samples may be shown as they are, and how they become RGBA. What needs colour management
// or turning is left to the browser's own decoder and the rebuilt file (app.md: the two must look alike). Read from
// the container's own bytes in the frame, never from a claim beside them.
import { bmpLayout } from './bmp.ts';
import { skeleton } from './carved.ts';
import { containers, type Frame } from './frame.ts';
import type { Display } from './picture.ts';
import { readPngBody } from './png.ts';
import { readChunks, type PngChunk } from './png-chunks.ts';
import type { PngHeader } from './png-rows.ts';
import { tiffPages } from './tiff.ts';

/**
 * @returns what turns RGBA as blocks hold it into RGBA for the screen (sRGB, alpha not premultiplied); undefined
 *   where only the file tells
 * @throws VaultError `format`, `coverage`
 */
export function displayOf(frame: Frame): Display | undefined {
  if (frame.container === containers.png) return pngDisplay(frame);
  return frame.container === containers.bmp ? bmpDisplay(frame) : tiffDisplay(frame);
}

const asIs: Display = () => undefined;

const opaque: Display = (rgba) => {
  for (let i = 3; i < rgba.length; i += 4) rgba[i] = 255;
};

function bmpDisplay(frame: Frame): Display | undefined {
  const layout = bmpLayout(skeleton(frame).file);
  return typeof layout !== 'string' && layout.opaque ? opaque : undefined;
}

function tiffDisplay(frame: Frame): Display | undefined {
  const pages = tiffPages(skeleton(frame).file);
  const page = typeof pages === 'string' ? undefined : pages[0];
  if (!page || page.orientation !== 1 || page.hasProfile || page.extraSample === 1) return undefined;
  if (page.photometric === 3) return undefined;
  if (page.photometric === 0) return page.carving.channels === 1 ? inverted : undefined;
  return page.extraSample === 0 ? opaque : asIs;
}

const inverted: Display = (rgba) => {
  for (let i = 0; i < rgba.length; i += 4) {
    for (let channel = 0; channel < 3; channel++) rgba[i + channel] = 255 - (rgba[i + channel] as number);
  }
};

function u16At(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

function u32At(bytes: Uint8Array, at: number): number {
  return u16At(bytes, at) * 65_536 + u16At(bytes, at + 2);
}

/** Gamma 1/2.2 and the primaries of sRGB, in PNG's hundred-thousandths. */
const srgbGamma = 45_455;
const srgbPrimaries = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000];

/** Profiles, other colour spaces and animation are the browser's to draw. */
function needsFile(chunks: readonly PngChunk[]): boolean {
  const find = (type: string) => chunks.find((chunk) => chunk.type === type)?.data;
  if (['iCCP', 'cICP', 'acTL', 'mDCV'].some((type) => find(type) !== undefined)) return true;
  const exif = find('eXIf');
  if (exif && exifOrientation(exif) !== 1) return true;
  if (find('sRGB')) return false;
  const gamma = find('gAMA');
  if (gamma && (gamma.length !== 4 || u32At(gamma, 0) !== srgbGamma)) return true;
  const primaries = find('cHRM');
  return (
    primaries !== undefined &&
    (primaries.length !== 32 || srgbPrimaries.some((value, i) => u32At(primaries, 4 * i) !== value))
  );
}

/** @returns 0 where it cannot be read */
function exifOrientation(exif: Uint8Array): number {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.length);
  if (exif.length < 14) return 0;
  const little = view.getUint16(0) === 0x4949;
  const start = view.getUint32(4, little);
  if (start + 2 > exif.length) return 0;
  const entries = view.getUint16(start, little);
  for (let i = 0; i < entries && start + 14 + 12 * i <= exif.length; i++) {
    const at = start + 2 + 12 * i;
    if (view.getUint16(at, little) === 0x0112) return view.getUint16(at + 8, little);
  }
  return 1;
}

function pngDisplay(frame: Frame): Display | undefined {
  const { header, before, behind } = readPngBody(frame);
  const chunks = [...(readChunks(before, 8, false) ?? []), ...(readChunks(behind, 0, false) ?? [])];
  if (needsFile(chunks)) return undefined;
  const transparent = chunks.find((chunk) => chunk.type === 'tRNS')?.data;
  if (header.colourType === 3) {
    const palette = chunks.find((chunk) => chunk.type === 'PLTE')?.data;
    return palette && paletteDisplay(palette, transparent);
  }
  if (header.colourType === 0) return grayDisplay(header, transparent);
  return transparent && header.colourType === 2 ? keyedDisplay(transparent) : asIs;
}

/** An index beyond the palette is an error that browsers treat differently; such a pixel is drawn black, as libpng does. */
function paletteDisplay(palette: Uint8Array, alpha: Uint8Array | undefined): Display {
  const colours = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) {
    colours.set(palette.subarray(3 * i, 3 * i + 3), 4 * i);
    colours[4 * i + 3] = alpha?.[i] ?? 255;
  }
  return (rgba) => {
    for (let i = 0; i < rgba.length; i += 4) {
      const at = 4 * (rgba[i] as number);
      rgba[i] = colours[at] as number;
      rgba[i + 1] = colours[at + 1] as number;
      rgba[i + 2] = colours[at + 2] as number;
      rgba[i + 3] = colours[at + 3] as number;
    }
  };
}

function grayDisplay({ depth }: PngHeader, transparent: Uint8Array | undefined): Display {
  const scale = 255 / ((1 << depth) - 1);
  const key = transparent?.length === 2 ? u16At(transparent, 0) : -1;
  return (rgba) => {
    for (let i = 0; i < rgba.length; i += 4) {
      const sample = rgba[i] as number;
      rgba.fill(Math.min(255, sample * scale), i, i + 3);
      rgba[i + 3] = sample === key ? 0 : 255;
    }
  };
}

function keyedDisplay(transparent: Uint8Array): Display | undefined {
  if (transparent.length !== 6) return undefined;
  const [red, green, blue] = [0, 2, 4].map((at) => u16At(transparent, at));
  return (rgba) => {
    for (let i = 0; i < rgba.length; i += 4) {
      if (rgba[i] === red && rgba[i + 1] === green && rgba[i + 2] === blue) rgba[i + 3] = 0;
    }
  };
}
