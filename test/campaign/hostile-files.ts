// Hostile variants of every coding, by seed: bits flipped, cut short, zeroed, two files spliced, sizes that lie. A seed
// names its file for good, so that a failure of a campaign is repeated by one number.
import { codedPicture, type CodedPicture } from '../support/coded-pictures.ts';
import { mutate } from '../support/mutations.ts';
import { writeBmp } from '../support/pictures/bmp.ts';
import { photograph, text } from '../support/pictures/drawings.ts';
import { writeFilm } from '../support/pictures/film.ts';
import { writeGif } from '../support/pictures/gif.ts';
import { join, writePng } from '../support/pictures/png.ts';
import { randomInteger, seededRandom, type Random } from '../support/pictures/random.ts';
import { writeTiff } from '../support/pictures/tiff.ts';

interface Sound {
  readonly extension: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface HostileFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const coded: readonly (readonly [string, readonly CodedPicture[]])[] = [
  ['jpg', ['jpegBaseline', 'jpegProgressive', 'jpegArithmetic', 'jpegGray', 'jpegCmyk']],
  ['png', ['png16', 'pngPalette', 'pngInterlaced']],
  ['gif', ['gif', 'gifAnimated']],
  ['webp', ['webpLossless']],
  ['heic', ['heic']],
  ['avif', ['avif']],
  ['tif', ['tiffLzw', 'tiffDeflate', 'tiffTiled', 'tiffJpeg', 'tiffPages', 'tiffGroup4', 'tiffPlanar']],
];

/** One list per coding, so that each coding has as many variants whatever its number of samples. */
function soundFiles(): readonly (readonly Sound[])[] {
  const picture = photograph(150, 110, 4);
  const own: readonly Sound[] = [
    { extension: 'png', bytes: writePng(picture) },
    { extension: 'tif', bytes: writeTiff([picture, text(40, 40)], { rowsPerStrip: 9 }) },
    { extension: 'tif', bytes: writeTiff(picture, { tile: 32, bigEndian: true }) },
    { extension: 'bmp', bytes: writeBmp(picture) },
    { extension: 'gif', bytes: writeGif([picture, text(150, 110)]) },
    { extension: 'mp4', bytes: writeFilm(60_000) },
  ];
  const all = coded
    .flatMap(([extension, names]) => names.map((name) => ({ extension, bytes: codedPicture(name) })))
    .concat(own);
  return [...new Set(all.map(({ extension }) => extension))].map((extension) =>
    all.filter((one) => one.extension === extension),
  );
}

const codings = soundFiles();

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[randomInteger(random, items.length)] as Item;
}

/** The head of one file, the tail of another. */
function splice(random: Random, head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  return join([
    head.subarray(0, 1 + randomInteger(random, head.length)),
    tail.subarray(randomInteger(random, tail.length)),
  ]);
}

const lies = [0, 1, 30_000, 0x7fff, 0xffff, 0x7fff_ffff, 0xffff_ffff];

/** One to three integers near the front say something else: 16 or 32 bits, either order. */
function lie(random: Random, sound: Uint8Array): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(sound);
  const view = new DataView(file.buffer);
  for (let times = 1 + randomInteger(random, 3); times > 0; times--) {
    const at = randomInteger(random, Math.min(512, file.length - 4));
    if (random() < 0.5) view.setUint16(at, pick(random, lies) & 0xffff, random() < 0.5);
    else view.setUint32(at, pick(random, lies), random() < 0.5);
  }
  return file;
}

export function hostileFile(seed: number): HostileFile {
  const random = seededRandom(seed * 7_919 + 3);
  const { extension, bytes } = pick(random, codings[seed % codings.length] ?? []);
  const chance = random();
  const damaged =
    chance < 0.6
      ? mutate(bytes, seed)
      : chance < 0.8
        ? lie(random, bytes)
        : splice(random, bytes, pick(random, pick(random, codings)).bytes);
  return { name: `hostile-${String(seed).padStart(7, '0')}.${extension}`, bytes: damaged };
}
