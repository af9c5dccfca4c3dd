// Trees of files on this machine's disk to drop into the app, as a person keeps them: self-drawn pictures in every
// coding in nested folders with odd names, the same bytes under two paths, and what is no picture at all. The real
// photos of ../shared/photos are such a tree too, where they lie beside the checkout.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codedPicture, type CodedPicture } from './coded-pictures.ts';
import { exifSegment, intoJpeg, talkativeCamera } from './exif-writer.ts';
import { writeBmp } from './pictures/bmp.ts';
import { alphaRamp, crop, gradient, noise, photograph, singleColour, text, type Drawing } from './pictures/drawings.ts';
import { writeFilm } from './pictures/film.ts';
import { writeGif } from './pictures/gif.ts';
import { writePng } from './pictures/png.ts';
import { writeTiff } from './pictures/tiff.ts';

/** Files by path; '/'-separated, the dropped folder's own name first. */
export type Files = Readonly<Record<string, Uint8Array>>;

export interface PhotoTree {
  /** The folder to drop. */
  readonly folder: string;
  /** What an export of everything must hold: SHA-256 in hex by path, as an import of `folder` names it. */
  readonly good: Readonly<Record<string, string>>;
  /** Paths of what must be refused and named. */
  readonly refused: readonly string[];
  /** Different contents among the good ones: so many tiles there are at most, one per photo. */
  readonly photos: number;
}

const sharedPhotos = fileURLToPath(new URL('../../../shared/photos', import.meta.url));

/** What no picture is, by name, in the drawn tree as in shared/photos. */
const refusedNames: ReadonlySet<string> = new Set(['empty.jpg', 'not-an-image.jpg', 'LICENCES.md']);

const codings: readonly (readonly [CodedPicture, string])[] = [
  ['jpegBaseline', 'baseline.jpg'],
  ['jpegProgressive', 'progressive.jpg'],
  ['jpegArithmetic', 'arithmetic.jpg'],
  ['jpegGray', 'grey.jpeg'],
  ['jpegCmyk', 'cmyk.jpg'],
  ['png', 'plain.png'],
  ['pngInterlaced', 'interlaced.png'],
  ['pngPalette', 'palette.png'],
  ['png16', 'deep.png'],
  ['pngAlpha', 'alpha.png'],
  ['gif', 'still.gif'],
  ['gifAnimated', 'animated.gif'],
  ['bmp', 'plain.bmp'],
  ['webpLossless', 'lossless.webp'],
  ['heic', 'phone.heic'],
  ['avif', 'small.avif'],
  ['tiffLzw', 'lzw.tif'],
  ['tiffDeflate', 'deflate.tif'],
  ['tiffPackbits', 'packbits.tif'],
  ['tiffTiled', 'tiled.tif'],
  ['tiffPredictor', 'predictor.tif'],
  ['tiff16', 'deep.tif'],
  ['tiff16BigEndian', 'deep-mm.tif'],
  ['tiffPalette', 'palette.tiff'],
  ['tiffCmyk', 'cmyk.tif'],
  ['tiffJpeg', 'jpeg.tif'],
  ['tiffPlanar', 'planar.tif'],
  ['tiffPages', 'pages.tif'],
  ['tiffTurned', 'turned.tif'],
  ['tiffGroup3', 'fax3.tif'],
  ['tiffGroup4', 'fax4.tif'],
];

/** The largest picture of the drawn tree: opening it takes long enough for its preview to be seen first. */
export const largeDrawing = 'large photograph.png';

export function drawnFiles(): Files {
  const bytes = (content: string): Uint8Array => new Uint8Array(Buffer.from(content));
  const rome = intoJpeg(codedPicture('jpegBaseline'), exifSegment(talkativeCamera));
  const large = photograph(1600, 1200, 7);
  const files: Record<string, Uint8Array> = {
    'LICENCES.md': bytes('# Licences\n\nDrawn by the tests themselves.\n'),
    'oddities/empty.jpg': new Uint8Array(0),
    'oddities/not-an-image.jpg': bytes('This is a text that calls itself a picture.\n'.repeat(20)),
    [`drawn/${largeDrawing}`]: quickPng(large),
    'drawn/cropped.png': quickPng(crop(large, 64, 64, 640, 512)),
    'drawn/page of text.png': writePng(text(400, 300, 3), { level: 9 }),
    'drawn/gradient.tif': writeTiff(gradient(320, 200)),
    'drawn/one colour.bmp': writeBmp(singleColour(120, 90)),
    'drawn/noise.png': writePng(noise(96, 64, 5)),
    'drawn/see-through.png': writePng(alphaRamp(128, 96), { colour: 'rgba' }),
    'drawn/grey.png': writePng(photograph(200, 150, 9), { colour: 'gray' }),
    'drawn/blinking.gif': writeGif([photograph(48, 32, 1), photograph(48, 32, 2)]),
    '2019/Rome 🇮🇹/Forum.jpg': rome,
    '2019/Rome 🇮🇹/Über den Dächern.png': writePng(photograph(240, 160, 21)),
    '2019/Rome 🇮🇹/deeper/still deeper/été.tif': writeTiff(photograph(160, 120, 22)),
    "2020/birthday (2)/cake & candles, 'our' best #1.png": writePng(photograph(180, 240, 23)),
    // The same bytes once more, in another folder and under another name.
    '2020/copies/Forum again.jpg': rome,
    '2020/copies/IMG 0001.mp4': writeFilm(60_000),
  };
  for (const [coding, name] of codings) files[`codings/${name}`] = codedPicture(coding);
  return files;
}

/** As `writePng` does, at the speed that a test has time for. */
function quickPng(drawing: Drawing): Uint8Array {
  return writePng(drawing, { level: 1, filter: 2 });
}

/** Lays the drawn files out in a temporary folder. */
export async function drawnTree(): Promise<PhotoTree> {
  return layOut('drawn tree', drawnFiles());
}

/** Lays files out under a folder of the given name; each file gets a modification time of its own. */
export async function layOut(name: string, files: Files): Promise<PhotoTree> {
  const folder = join(await mkdtemp(join(tmpdir(), 'tessera-tree-')), name);
  let modified = Date.UTC(2021, 2, 4, 5, 6, 7) / 1000;
  for (const [path, bytes] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
    modified += 86_400;
    await utimes(file, modified, modified);
  }
  return treeAt(folder);
}

/** Removes a tree that was laid out here. */
export async function removeTreeOnDisk(tree: PhotoTree): Promise<void> {
  await rm(dirname(tree.folder), { recursive: true, force: true });
}

/** The real photos, or undefined where they are not beside this checkout. */
export async function sharedTree(): Promise<PhotoTree | undefined> {
  return existsSync(sharedPhotos) ? treeAt(sharedPhotos) : undefined;
}

async function treeAt(folder: string): Promise<PhotoTree> {
  const good: Record<string, string> = {};
  const refused: string[] = [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `${basename(folder)}/${relative(folder, file).replaceAll('\\', '/')}`;
    if (refusedNames.has(entry.name)) refused.push(path);
    else good[path] = sha256(await readFile(file));
  }
  return { folder, good, refused: refused.sort(), photos: new Set(Object.values(good)).size };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
