import { afterAll, expect, test } from 'vitest';
import type { Drawing, MediaInfo, Rendition } from '../../src/core/ports.ts';
import { PooledCodec } from '../../src/media/codec-pool.ts';
import { codedPicture, quarterColours, type CodedPicture } from '../support/coded-pictures.ts';
import { codedTwins, madeFiles, type Look } from '../support/media-table.ts';
import { sharedPhoto } from '../support/shared-photos.ts';

const codec = new PooledCodec({
  spawn: () => new Worker(new URL('../../workers/codec.ts', import.meta.url), { type: 'module' }),
  size: 2,
});
afterAll(() => codec.close());

function pixels(picture: ImageBitmap): { data: Uint8ClampedArray; width: number; height: number } {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, picture.width, picture.height);
}

/** The middle of each quarter, left to right, top to bottom. */
function quarters(picture: ImageBitmap): number[][] {
  const { data, width, height } = pixels(picture);
  return [0, 1, 2, 3].map((quarter) => {
    const x = Math.floor(((quarter % 2) * 2 + 1) * (width / 4));
    const y = Math.floor((Math.floor(quarter / 2) * 2 + 1) * (height / 4));
    return [...data.slice((y * width + x) * 4, (y * width + x) * 4 + 3)];
  });
}

function expectLook(picture: ImageBitmap, look: Look): void {
  const [red, green, blue, white] = quarterColours;
  const luma = ([r = 0, g = 0, b = 0]: readonly number[]): number[] =>
    Array<number>(3).fill(0.299 * r + 0.587 * g + 0.114 * b);
  const expected: Record<Look, readonly (readonly number[])[]> = {
    flag: quarterColours,
    'flag, turned': [blue, red, white, green],
    grey: quarterColours.map(luma),
    'black quarter': [
      [0, 0, 0],
      [255, 255, 255],
      [255, 255, 255],
      [255, 255, 255],
    ],
  };
  quarters(picture).forEach((seen, quarter) => {
    const wanted = expected[look][quarter] ?? [];
    const worst = Math.max(...seen.map((value, channel) => Math.abs(value - (wanted[channel] ?? 0))));
    // Lossy codings and CMYK without a profile stay near; a swapped channel or quarter is off by 100 and more.
    expect({ quarter, seen, near: worst <= 24 }).toEqual({ quarter, seen, near: true });
  });
}

async function show(
  file: Blob,
  name: string,
): Promise<{ info: MediaInfo; rendition: Rendition; drawing: Drawing | undefined }> {
  const info = await codec.sniff(file, name);
  const rendition = await codec.render(file, info);
  const drawing = rendition.drawn === 'kept' ? undefined : await codec.draw(file, info);
  return { info, rendition, drawing };
}

test.each(Object.entries(codedTwins))('%s is shown as the table says, in its colours', async (name, expected) => {
  const { rendition, drawing } = await show(new Blob([codedPicture(name as CodedPicture)]), name);
  expect(rendition).toMatchObject({ drawn: expected.drawn, notices: expected.notices ?? [] });
  const thumbnail = await createImageBitmap(new Blob([rendition.thumbnail ?? new Uint8Array(0)]));
  expectLook(thumbnail, expected.look);
  expectLook(drawing?.bitmap as ImageBitmap, expected.look);
  expect([drawing?.bitmap.width, drawing?.bitmap.height]).toEqual([rendition.width, rendition.height]);
  expect(rendition.blur?.length).toBeGreaterThan(4);
});

test('every file of shared/photos/made is shown as the table says', async () => {
  for (const [name, expected] of Object.entries(madeFiles)) {
    const bytes = await sharedPhoto(`made/${name}`);
    if (bytes === undefined) continue;
    const file = new Blob([bytes]);
    if ('refused' in expected) {
      await expect(codec.sniff(file, name), name).rejects.toMatchObject({ code: expected.refused });
      continue;
    }
    const { rendition, drawing } = await show(file, name);
    expect({ name, drawn: rendition.drawn, notices: rendition.notices }).toEqual({
      name,
      drawn: expected.drawn,
      notices: expected.notices ?? [],
    });
    expect(drawing?.bitmap.width, name).toBe(rendition.width);
  }
});
