// Pictures decoded to RGBA by a real Chromium, since every format people have is decoded there, and encoded by its codecs.
// Nothing of the lab is shipped.
import { existsSync, readFileSync } from 'node:fs';
import { chromium, type Browser } from 'playwright';
import { chromiumFlags, requireChromium } from '../scripts/chromium.mjs';
import type { Picture } from './pictures.ts';

/** A file by its path, or its bytes. */
export interface EncodedFile {
  readonly name: string;
  readonly path: string | Buffer;
}

export class Decoder {
  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<Decoder> {
    return new Decoder(await chromium.launch({ executablePath: requireChromium(), args: chromiumFlags }));
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  /** @throws Error where Chromium cannot decode a file: the experiments' sets are all decodable */
  async decode(files: readonly EncodedFile[]): Promise<Picture[]> {
    const page = await this.browser.newPage();
    const pictures: Picture[] = [];
    for (const { name, path } of files) {
      const { width, height, pixels } = await page.evaluate(
        async (encoded) => {
          const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes]), { colorSpaceConversion: 'none' });
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          const context = canvas.getContext('2d', { willReadFrequently: true });
          if (!context) throw new Error('no canvas');
          context.drawImage(bitmap, 0, 0);
          const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
          let binary = '';
          for (let at = 0; at < data.length; at += 32768)
            binary += String.fromCharCode(...data.subarray(at, at + 32768));
          return { width: bitmap.width, height: bitmap.height, pixels: btoa(binary) };
        },
        (typeof path === 'string' ? readFileSync(path) : path).toString('base64'),
      );
      pictures.push({ name, width, height, rgba: new Uint8Array(Buffer.from(pixels, 'base64')) });
    }
    await page.close();
    return pictures;
  }

  /** The picture as a file of one of Chromium's codecs: where no folder of distorted photos is at hand. */
  async encode(picture: Picture, type: 'image/jpeg' | 'image/webp', quality: number): Promise<Buffer> {
    const page = await this.browser.newPage();
    const { width, height, rgba } = picture;
    const file = await page.evaluate(
      async (asked) => {
        const bytes = Uint8ClampedArray.from(atob(asked.pixels), (character) => character.charCodeAt(0));
        const canvas = new OffscreenCanvas(asked.width, asked.height);
        canvas.getContext('2d')?.putImageData(new ImageData(bytes, asked.width, asked.height), 0, 0);
        const blob = await canvas.convertToBlob({ type: asked.type, quality: asked.quality });
        let binary = '';
        for (const byte of new Uint8Array(await blob.arrayBuffer())) binary += String.fromCharCode(byte);
        return btoa(binary);
      },
      { width, height, pixels: Buffer.from(rgba).toString('base64'), type, quality },
    );
    await page.close();
    return Buffer.from(file, 'base64');
  }
}

export function present(paths: readonly { name: string; path: string }[]): EncodedFile[] {
  return paths.filter(({ path }) => existsSync(path));
}
