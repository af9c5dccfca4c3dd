// The table of issue 2: for every file of shared/photos/made and its self-drawn twins, how this browser shows it:
// whole · part (with a notice) · kept byte for byte with a tile that says so · refused at the door.
import type { ErrorCode } from '../../src/core/errors.ts';
import type { DrawNotice, Drawn } from '../../src/core/ports.ts';
import type { CodedPicture } from './coded-pictures.ts';

export interface Expected {
  readonly drawn: Drawn;
  readonly notices?: readonly DrawNotice[];
}

/** Files of shared/photos/made. */
export const madeFiles: Readonly<Record<string, Expected | { readonly refused: ErrorCode }>> = {
  'arithmetic-coded.jpg': { drawn: 'whole' },
  'baseline-420-as-progressive.jpg': { drawn: 'whole' },
  'baseline-420-cropped.jpg': { drawn: 'whole' },
  'baseline-420-optimised.jpg': { drawn: 'whole' },
  'baseline-420.jpg': { drawn: 'whole' },
  'baseline-422-restarts.jpg': { drawn: 'whole' },
  'baseline-444.jpg': { drawn: 'whole' },
  'bilevel-g4.tif': { drawn: 'whole' },
  'cmyk.jpg': { drawn: 'whole' },
  'empty.jpg': { refused: 'file-empty' },
  'gray8-none.tif': { drawn: 'whole' },
  'gray8.png': { drawn: 'whole' },
  'grayscale.jpg': { drawn: 'whole' },
  'lossless.webp': { drawn: 'whole' },
  'lossy.webp': { drawn: 'whole' },
  'not-an-image.jpg': { refused: 'file-type' },
  'palette.png': { drawn: 'whole' },
  'photo.avif': { drawn: 'whole' },
  'photo.bmp': { drawn: 'whole' },
  'photo.gif': { drawn: 'whole' },
  'photo.heic': { drawn: 'whole' },
  'progressive.jpg': { drawn: 'whole' },
  'rgb16-deflate.tif': { drawn: 'whole', notices: ['sixteen-bit'] },
  'rgb16.png': { drawn: 'whole', notices: ['sixteen-bit'] },
  'rgb8-deflate.tif': { drawn: 'whole' },
  'rgb8-interlaced.png': { drawn: 'whole' },
  'rgb8-level1.png': { drawn: 'whole' },
  'rgb8-lzw-tiled.tif': { drawn: 'whole' },
  'rgb8-lzw.tif': { drawn: 'whole' },
  'rgb8-none.tif': { drawn: 'whole' },
  'rgb8-packbits.tif': { drawn: 'whole' },
  'rgba8-alpha-ramp.png': { drawn: 'whole' },
  'trailing-garbage.jpg': { drawn: 'whole' },
  'truncated.jpg': { drawn: 'part', notices: ['truncated'] },
  'two-pages.tif': { drawn: 'part', notices: ['first-page'] },
};

/** Which quarters a drawing shows: the flag's four colours, its grey, a black quarter, or whatever it likes. */
export type Look = 'flag' | 'flag, turned' | 'grey' | 'black quarter';

/** The self-drawn twins, coded beforehand (coded-pictures.ts). */
export const codedTwins: Readonly<Record<CodedPicture, Expected & { readonly look: Look }>> = {
  jpegBaseline: { drawn: 'whole', look: 'flag' },
  jpegProgressive: { drawn: 'whole', look: 'flag' },
  jpegArithmetic: { drawn: 'whole', look: 'flag' },
  jpegGray: { drawn: 'whole', look: 'grey' },
  jpegCmyk: { drawn: 'whole', look: 'flag' },
  png: { drawn: 'whole', look: 'flag' },
  pngInterlaced: { drawn: 'whole', look: 'flag' },
  pngPalette: { drawn: 'whole', look: 'flag' },
  png16: { drawn: 'whole', notices: ['sixteen-bit'], look: 'flag' },
  pngAlpha: { drawn: 'whole', look: 'flag' },
  gif: { drawn: 'whole', look: 'flag' },
  gifAnimated: { drawn: 'whole', notices: ['animated'], look: 'flag' },
  bmp: { drawn: 'whole', look: 'flag' },
  webpLossless: { drawn: 'whole', look: 'flag' },
  heic: { drawn: 'whole', look: 'flag' },
  avif: { drawn: 'whole', look: 'flag' },
  tiffLzw: { drawn: 'whole', look: 'flag' },
  tiffDeflate: { drawn: 'whole', look: 'flag' },
  tiffPackbits: { drawn: 'whole', look: 'flag' },
  tiffTiled: { drawn: 'whole', look: 'flag' },
  tiffPredictor: { drawn: 'whole', look: 'flag' },
  tiff16: { drawn: 'whole', notices: ['sixteen-bit'], look: 'flag' },
  tiff16BigEndian: { drawn: 'whole', notices: ['sixteen-bit'], look: 'flag' },
  tiffPalette: { drawn: 'whole', look: 'flag' },
  tiffCmyk: { drawn: 'whole', look: 'flag' },
  tiffJpeg: { drawn: 'whole', look: 'flag' },
  tiffPlanar: { drawn: 'whole', look: 'flag' },
  tiffPages: { drawn: 'part', notices: ['first-page'], look: 'flag' },
  tiffTurned: { drawn: 'whole', look: 'flag, turned' },
  tiffGroup3: { drawn: 'whole', look: 'black quarter' },
  tiffGroup4: { drawn: 'whole', look: 'black quarter' },
};
