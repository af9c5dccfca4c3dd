// A folder of self-drawn holiday photos on disk, for screens and measurements: JPEG with EXIF as a camera writes
// them, PNG as a phone's screenshots are. Drawn by a browser from seeds, so that they are nobody's photos.
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright/test';
import { build, type Rollup } from 'vite';
import { exifSegment, intoJpeg } from './exif-writer.ts';
import { crop, type Drawing } from './pictures/drawings.ts';
import { writeTiff } from './pictures/tiff.ts';

export interface HolidayPhoto {
  /** Below the folder, e.g. "Tatra/IMG_0007.jpg". */
  readonly path: string;
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  /** "YYYY-MM-DDTHH:MM:SS", the camera's own time. */
  readonly taken: string;
}

const places = ['Tatra', 'Lofoten', 'Garden'] as const;
const days = ['2025-09-21', '2025-09-20', '2025-07-03', '2025-04-12'] as const;
const shapes = [
  [1200, 800],
  [1200, 800],
  [900, 1200],
  [1400, 788],
] as const;

/** Spread over four days and three folders; the same every time. */
export function holidayPlan(count: number): HolidayPhoto[] {
  return Array.from({ length: count }, (_, at) => {
    const [width, height] = shapes[(at * 7) % shapes.length] ?? shapes[0];
    const day = Math.floor((at * days.length) / count);
    const hour = String(8 + (at % 11)).padStart(2, '0');
    return {
      path: `${places[day % places.length] ?? 'Tatra'}/IMG_${String(1040 + at)}.jpg`,
      seed: at + 3,
      width,
      height,
      taken: `${days[day] ?? days[0]}T${hour}:24:11`,
    };
  });
}

let script: Promise<string> | undefined;

/** `drawPhoto` for the page, which cannot load TypeScript. */
async function bundleDrawing(): Promise<string> {
  const entry = fileURLToPath(new URL('drawn-photos.ts', import.meta.url));
  const built = (await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'drawing' } },
  })) as Rollup.RollupOutput[];
  const code = built[0]?.output[0].code;
  if (code === undefined) throw new Error('The drawing did not build.');
  return `globalThis.drawing = (() => { ${code}\nreturn drawing; })(); undefined`;
}

async function teachDrawing(page: Page): Promise<void> {
  script ??= bundleDrawing();
  if (!(await page.evaluate(() => 'drawing' in globalThis))) await page.evaluate(await script);
}

/** @param type  the coding that the page's own encoder makes */
export async function drawInPage(
  page: Page,
  { seed, width, height }: Omit<HolidayPhoto, 'path' | 'taken'>,
  type: 'image/jpeg' | 'image/png' = 'image/jpeg',
): Promise<Buffer> {
  await teachDrawing(page);
  const base64 = await page.evaluate(
    async ([number, across, down, coding]) => {
      const { drawing } = globalThis as unknown as { drawing: typeof import('./drawn-photos.ts') };
      const canvas = drawing.drawPhoto(number, across, down);
      const context = canvas.getContext('2d');
      if (context && coding === 'image/jpeg') {
        // Grain as a sensor leaves it: without any, a JPEG of flat colours is a tenth of a photograph's size.
        const next = drawing.chance(number);
        const picture = context.getImageData(0, 0, across, down);
        for (let at = 0; at < picture.data.length; at++) {
          if (at % 4 !== 3) picture.data[at] = (picture.data[at] ?? 0) + 10 * (next() - 0.5);
        }
        context.putImageData(picture, 0, 0);
      }
      const blob = await canvas.convertToBlob({ type: coding, quality: 0.9 });
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      return btoa(text);
    },
    [seed, width, height, type] as const,
  );
  return Buffer.from(base64, 'base64');
}

async function drawPixels(page: Page, seed: number, width: number, height: number): Promise<Drawing> {
  await teachDrawing(page);
  const base64 = await page.evaluate(
    ([number, across, down]) => {
      const { drawing } = globalThis as unknown as { drawing: typeof import('./drawn-photos.ts') };
      const pixels = drawing.drawPhoto(number, across, down).getContext('2d')?.getImageData(0, 0, across, down).data;
      let text = '';
      for (const byte of pixels ?? []) text += String.fromCharCode(byte);
      return btoa(text);
    },
    [seed, width, height] as const,
  );
  return { width, height, rgba: Uint8Array.from(Buffer.from(base64, 'base64')) };
}

/** Uncompressed scans, one of them cropped from another at an edge of its tiles, so that the two share blocks. */
export async function drawScans(page: Page, folder: string): Promise<void> {
  const whole = await drawPixels(page, 61, 1024, 768);
  const other = await drawPixels(page, 60, 1024, 768);
  const scans = { 'valley.tif': whole, 'valley-cropped.tif': crop(whole, 0, 0, 1024, 640), 'coast.tif': other };
  await mkdir(folder, { recursive: true });
  for (const [name, drawing] of Object.entries(scans)) {
    const file = join(folder, name);
    await writeFile(file, writeTiff(drawing));
    const time = new Date('1998-06-14T12:00:00');
    await utimes(file, time, time);
  }
}

/** Draws the photos and lays them out under `folder`, with the times a camera would have left. */
export async function drawHoliday(page: Page, folder: string, photos: readonly HolidayPhoto[]): Promise<void> {
  for (const photo of photos) {
    const stamp = photo.taken.replaceAll('-', ':').replace('T', ' ');
    const exif = exifSegment({
      main: { 0x010f: { text: 'Larch' }, 0x0110: { text: 'Larch M2' } },
      exif: {
        0x829a: { rationals: [[1, 250]] },
        0x829d: { rationals: [[28, 10]] },
        0x8827: { short: 100 },
        0x9003: { text: stamp },
        0x920a: { rationals: [[35, 1]] },
      },
    });
    const file = join(folder, photo.path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, intoJpeg(await drawInPage(page, photo), exif));
    const time = new Date(photo.taken);
    await utimes(file, time, time);
  }
}
