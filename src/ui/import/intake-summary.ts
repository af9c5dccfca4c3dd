// What is about to be imported, in numbers: how many pictures, videos and others, how much, from which folders. By
// name only; the vault looks into each file and decides.
import type { ImportFile } from '../../vault/api.ts';

export interface IntakeSummary {
  readonly pictures: number;
  readonly videos: number;
  /** Neither by their name: they will be looked at, and refused with a reason if they are not. */
  readonly others: number;
  readonly bytes: number;
  /** Folders that hold files, which could become albums. */
  readonly folders: number;
  /** The common top folder, where there is one. */
  readonly top: string | undefined;
}

const pictureEnd = /\.(jpe?g|jfif|png|tiff?|hei[cf]|avif|webp|gif|bmp|dng|cr2|cr3|nef|arw|raf|orf|rw2|pef|srw)$/i;
const videoEnd = /\.(mp4|m4v|mov|webm)$/i;

const known = new WeakMap<readonly ImportFile[], IntakeSummary>();

/** Counted once per list: the sheet renders more often than its files change. */
export function summarise(files: readonly ImportFile[]): IntakeSummary {
  const summary = known.get(files) ?? count(files);
  known.set(files, summary);
  return summary;
}

function count(files: readonly ImportFile[]): IntakeSummary {
  let pictures = 0;
  let videos = 0;
  let bytes = 0;
  const folders = new Set<string>();
  const tops = new Set<string>();
  for (const { file, path } of files) {
    bytes += file.size;
    if (pictureEnd.test(path) || file.type.startsWith('image/')) pictures++;
    else if (videoEnd.test(path) || file.type.startsWith('video/')) videos++;
    const cut = path.lastIndexOf('/');
    folders.add(cut < 0 ? '' : path.slice(0, cut));
    tops.add(path.includes('/') ? (path.split('/', 1)[0] ?? '') : '');
  }
  folders.delete('');
  const [top] = tops;
  return {
    pictures,
    videos,
    others: files.length - pictures - videos,
    bytes,
    folders: folders.size,
    top: tops.size === 1 && top !== '' ? top : undefined,
  };
}
