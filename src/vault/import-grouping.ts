// What an import does once its files are durable: folders become albums, and files that belong together (a live
// photo's picture and video, a RAW and its JPEG) become one photo. Runs again harmlessly: a resumed import finds
// what is already grouped.
import type { CatalogRecord } from '../core/catalog/records.ts';
import type { AlbumId, FileId } from '../core/ids.ts';
import { idFromBytes } from '../core/ids.ts';
import type { MediaType } from '../core/ports.ts';
import type { ImportOptions } from './api.ts';
import type { ImportedFile } from './import-file.ts';
import type { OpenVault } from './open-vault.ts';
import { fileName, folderOf, stemOf } from './paths.ts';

const pictures: ReadonlySet<MediaType> = new Set(['heic', 'jpeg', 'png', 'tiff', 'avif', 'webp']);
const livePictures: ReadonlySet<MediaType> = new Set(['heic', 'jpeg']);

export async function groupImported(
  vault: OpenVault,
  imported: readonly ImportedFile[],
  options: Pick<ImportOptions, 'albumsFromFolders'>,
): Promise<void> {
  const records = [...pairs(vault, imported), ...(options.albumsFromFolders ? folderAlbums(vault, imported) : [])];
  if (records.length > 0) await vault.publish(records);
}

/** Same folder, same name but for the extension: the picture leads, RAW and video follow. */
function pairs(vault: OpenVault, imported: readonly ImportedFile[]): CatalogRecord[] {
  const byStem = new Map<string, ImportedFile[]>();
  for (const one of imported) {
    const stem = stemOf(one.path);
    const group = byStem.get(stem);
    if (group) group.push(one);
    else byStem.set(stem, [one]);
  }
  const records: CatalogRecord[] = [];
  const attach = (primary: FileId, file: FileId, role: 'raw' | 'video'): void => {
    if (primary !== file && vault.view.entry(file)?.partOf === undefined)
      records.push({ type: 'attach', primary, file, role, on: true });
  };
  for (const group of byStem.values()) {
    const primary = group.find((one) => livePictures.has(one.type)) ?? group.find((one) => pictures.has(one.type));
    if (!primary) continue;
    for (const one of group) {
      if (one.type === 'raw') attach(primary.id, one.id, 'raw');
      else if (one.type === 'mov' && livePictures.has(primary.type)) attach(primary.id, one.id, 'video');
    }
  }
  return records;
}

/** One album per folder that holds photos, named by the folder; an album of that name is used again. */
function folderAlbums(vault: OpenVault, imported: readonly ImportedFile[]): CatalogRecord[] {
  const records: CatalogRecord[] = [];
  const albums = new Map<string, AlbumId>();
  for (const album of vault.view.albums()) if (!albums.has(album.name)) albums.set(album.name, album.id);
  for (const one of imported) {
    const folder = fileName(folderOf(one.path));
    if (folder === '') continue;
    let album = albums.get(folder);
    if (!album) {
      album = idFromBytes<AlbumId>(crypto.getRandomValues(new Uint8Array(16)));
      albums.set(folder, album);
      records.push({ type: 'album', album, name: folder });
    }
    const target = album;
    if (!vault.view.entry(one.id)?.albums.some((inside) => inside.id === target))
      records.push({ type: 'member', album, file: one.id, on: true });
  }
  return records;
}
