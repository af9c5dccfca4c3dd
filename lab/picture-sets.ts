// Which pictures the experiments run on: the folder's where it is laid out as shared/photos is (kodak/ and distorted/),
// else drawn ones with the browser's own codecs in the place of JPEG 2000 and LAR.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sampleOf, type Sample } from './lbph/hashes.ts';
import { present, type Decoder } from './decoder.ts';
import { changed, drawnPicture, type Picture } from './pictures.ts';

export interface PictureSets {
  readonly what: string;
  /** For DICE: eleven sources at least as large as its windows. */
  readonly sources: readonly Picture[];
  /** One picture at two JPEG qualities, both on the same pixels. */
  readonly recompressed: readonly [Picture, Picture];
  readonly samples: readonly Sample[];
}

const list = (folder: string, wanted: RegExp) =>
  readdirSync(folder)
    .filter((name) => wanted.test(name))
    .sort()
    .map((name) => ({ name, path: join(folder, name) }));

export async function photoSets(decoder: Decoder, photos: string): Promise<PictureSets> {
  const sources = await decoder.decode(list(join(photos, 'kodak'), /\.png$/));
  const samples: Sample[] = [];
  const jpegs: Picture[] = [];
  for (const { name: original, path } of list(join(photos, 'distorted'), /^[^.]+$/)) {
    const [source] = await decoder.decode(
      present([{ name: original, path: join(photos, 'kodak', `${original}.png`) }]),
    );
    if (!source) continue;
    samples.push(sampleOf(source, original, 'original'));
    for (const file of list(path, /\.(jpg|webp)$/)) {
      const [picture] = await decoder.decode([file]);
      if (!picture) continue;
      const variant = file.name.replace(/\.\w+$/, '');
      samples.push(sampleOf({ ...picture, name: `${original}/${variant}` }, original, variant));
      if (jpegs.length < 2 && variant.startsWith('jpeg-')) jpegs.push(picture);
    }
  }
  return { what: `${samples.length} photos of ${photos}`, sources, recompressed: pairOf(jpegs), samples };
}

export async function drawnSets(decoder: Decoder): Promise<PictureSets> {
  const sources = Array.from({ length: 11 }, (_, i) => drawnPicture(i + 1));
  const samples: Sample[] = [];
  const jpegs: Picture[] = [];
  for (const picture of sources.slice(0, 8)) {
    const original = picture.name;
    samples.push(sampleOf(picture, original, 'original'));
    const add = (variant: string, made: Picture) =>
      samples.push(sampleOf({ ...made, name: `${original}/${variant}` }, original, variant));
    for (const quality of [0.7, 0.4, 0.2, 0.1, 0.05])
      for (const type of ['image/jpeg', 'image/webp'] as const) {
        const variant = `${type.slice(6)}-q${String(100 * quality).padStart(2, '0')}`;
        const path = await decoder.encode(picture, type, quality);
        const [made] = await decoder.decode([{ name: variant, path }]);
        if (!made) continue;
        add(variant, made);
        if (jpegs.length < 2 && type === 'image/jpeg') jpegs.push(made);
      }
    for (const levels of [8, 12, 20, 32, 48])
      add(
        `levels-${levels}`,
        changed(picture, (value) => levels * Math.round(value / levels)),
      );
    add('rotate-180', halfTurned(picture));
  }
  return { what: `${samples.length} drawn pictures`, sources, recompressed: pairOf(jpegs), samples };
}

function pairOf([one, other]: readonly Picture[]): readonly [Picture, Picture] {
  if (!one || !other) throw new Error('There are no two JPEG copies of one picture.');
  return [one, other];
}

function halfTurned(picture: Picture): Picture {
  const pixels = picture.rgba.length / 4;
  const rgba = new Uint8Array(picture.rgba.length);
  for (let i = 0; i < pixels; i++) rgba.set(picture.rgba.subarray(4 * i, 4 * i + 4), 4 * (pixels - 1 - i));
  return { ...picture, rgba };
}
