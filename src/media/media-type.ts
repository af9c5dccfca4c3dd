// Tells a file's type by its content; its name decides only between a TIFF and a RAW made like one. What is
// neither a picture nor a video that Tessera knows is refused at the door (issue: refusals).
import type { MediaType } from '../core/ports.ts';
import { ascii, view } from './byte-source.ts';

/** The head that {@link mediaTypeOf} wants: the longest magic is an ISO-BMFF brand list. */
export const headBytes = 4096;

const rawName =
  /\.(3fr|arw|cr2|cr3|crw|dcr|dng|erf|fff|iiq|k25|kdc|mef|mos|mrw|nef|nrw|orf|pef|raf|raw|rw2|rwl|sr2|srf|srw)$/i;

/** ISO-BMFF brands (ISO/IEC 14496-12, 23008-12; MPEG's and the vendors' registrations). */
const brands: readonly (readonly [MediaType, RegExp])[] = [
  ['raw', /^crx $/],
  ['avif', /^(avif|avis)$/],
  ['heic', /^(heic|heix|heim|heis|hevc|hevx|mif1|mif2|msf1)$/],
  ['mov', /^qt {2}$/],
  [
    'mp4',
    /^(isom|iso[2-9a-c]|mp4[12]|avc[1-4]|hvc1|hev1|av01|M4V[ HP]|MSNV|mmp4|dash|f4v |3g[p2].|3gr.|3gs.|kddi|XAVC|NDXM|NDXC|NDXS|dby1|cmfc|qt {2})$/,
  ],
];

function brandType(head: Uint8Array): MediaType | undefined {
  const end = Math.min(head.length, view(head).getUint32(0));
  const listed: string[] = [];
  for (let at = 16; at + 4 <= end; at += 4) listed.push(ascii(head, at, at + 4));
  const major = ascii(head, 8, 12);
  // Many writers put the generic brand first and the real coding into the list.
  if ((major === 'mif1' || major === 'msf1') && listed.some((brand) => brand === 'avif' || brand === 'avis'))
    return 'avif';
  // Sound alone: neither picture nor video.
  if (/^(M4A |M4B |M4P |F4A |F4B )$/.test(major)) return undefined;
  for (const brand of [major, ...listed]) {
    const known = brands.find(([, pattern]) => pattern.test(brand));
    if (known !== undefined) return known[0];
  }
  return undefined;
}

function isBitmap(head: Uint8Array): boolean {
  if (head.length < 26 || ascii(head, 0, 2) !== 'BM') return false;
  const header = view(head);
  return [12, 16, 40, 52, 56, 64, 108, 124].includes(header.getUint32(14, true)) && header.getUint32(6, true) === 0;
}

/** Films from before ISO-BMFF begin without `ftyp`. */
function isOldMovie(head: Uint8Array): boolean {
  const type = ascii(head, 4, 8);
  if (!/^(moov|mdat|wide|free|skip|pnot)$/.test(type)) return false;
  const size = view(head).getUint32(0);
  return size === 0 || size === 1 || size >= 8;
}

function tiffType(head: Uint8Array, name: string): MediaType | undefined {
  const start = ascii(head, 0, 4);
  if (/^(IIRO|IIRS|MMOR|IIU\0)$/.test(start)) return 'raw';
  const isTiff = start === 'II*\0' || start === 'MM\0*' || start === 'II+\0' || start === 'MM\0+';
  if (!isTiff) return undefined;
  return rawName.test(name) || ascii(head, 8, 10) === 'CR' ? 'raw' : 'tiff';
}

/** @returns undefined for what is neither picture nor video; a sound start of a broken file is enough */
export function mediaTypeOf(head: Uint8Array, name: string): MediaType | undefined {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'jpeg';
  if (ascii(head, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (/^GIF8[79]a$/.test(ascii(head, 0, 6))) return 'gif';
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 12) === 'WEBP') return 'webp';
  if (ascii(head, 0, 15) === 'FUJIFILMCCD-RAW' || ascii(head, 0, 4) === 'FOVb') return 'raw';
  if (ascii(head, 0, 4) === '\x1aE\xdf\xa3') return /webm|matroska/.test(ascii(head, 0, 256)) ? 'webm' : undefined;
  if (isBitmap(head)) return 'bmp';
  const tiff = tiffType(head, name);
  if (tiff !== undefined || head.length < 12) return tiff;
  if (ascii(head, 4, 8) === 'ftyp') return brandType(head);
  return isOldMovie(head) ? 'mov' : undefined;
}
