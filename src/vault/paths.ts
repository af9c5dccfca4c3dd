// Paths of imported files: hostile text in, safe relative paths out; and the trees that exports rebuild.
import { utf8 } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';

/**
 * A path as the catalog keeps it: '/'-separated, no empty, '.' or '..' component, no NUL.
 *
 * @throws VaultError limit where it is too long
 */
export function cleanPath(path: string): string {
  const parts = path
    .replaceAll('\\', '/')
    .split('/')
    .map((part) => part.replaceAll('\0', ''))
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  const clean = parts.join('/') || 'unnamed';
  if (utf8(clean).length > limits.pathBytes) throw new VaultError('limit', 'path too long');
  return clean;
}

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** "Rome/IMG_1.HEIC" → "rome/img_1": what pairs a live photo's picture with its video. */
export function stemOf(path: string): string {
  const dot = path.lastIndexOf('.');
  return (dot > path.lastIndexOf('/') ? path.slice(0, dot) : path).toLowerCase();
}

/** Characters that Windows refuses in names, and names it reserves. */
const refused = /[<>:"|?*\p{Cc}]/gu;
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** One component as every file system accepts it; unchanged where it is ordinary. */
export function portableName(name: string): string {
  let portable = name.replace(refused, '_').replace(/[. ]+$/, (tail) => '_'.repeat(tail.length));
  if (reserved.test(portable)) portable = `_${portable}`;
  return portable || '_';
}

/**
 * Gives every file a path of its own: a second, different file at a taken path becomes "name (2).ext", and so does a
 * folder where a file of that name stands, or a file where a folder does.
 */
export class PathTree {
  private readonly files = new Set<string>();
  private readonly folders = new Set<string>();

  /** @param caseSensitive  false where the target would take "A.jpg" and "a.jpg" for one file */
  constructor(private readonly caseSensitive: boolean) {}

  place(path: string): string {
    const parts = cleanPath(path).split('/').map(portableName);
    const name = parts.pop() as string;
    let folder = '';
    for (const part of parts) {
      folder = this.free(folder, part, '', (candidate) => this.files.has(candidate));
      this.folders.add(this.fold(folder));
    }
    const dot = name.lastIndexOf('.');
    const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    const isTaken = (candidate: string): boolean => this.files.has(candidate) || this.folders.has(candidate);
    const placed = this.free(folder, stem, extension, isTaken);
    this.files.add(this.fold(placed));
    return placed;
  }

  private free(folder: string, stem: string, extension: string, isTaken: (candidate: string) => boolean): string {
    const inside = folder === '' ? stem : `${folder}/${stem}`;
    let candidate = inside + extension;
    for (let n = 2; isTaken(this.fold(candidate)); n++) candidate = `${inside} (${String(n)})${extension}`;
    return candidate;
  }

  private fold(path: string): string {
    return this.caseSensitive ? path : path.toLowerCase();
  }
}
