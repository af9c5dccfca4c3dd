// Copies to share outside: the verified files themselves, or the same pictures without where they were taken.
import { VaultError } from '../core/errors.ts';
import type { FileId } from '../core/ids.ts';
import type { Codec } from '../core/ports.ts';
import type { OpenVault } from './open-vault.ts';
import { BlockReader, readFile, readRecipe } from './read-photo.ts';

const mimeTypes = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  tiff: 'image/tiff',
  heic: 'image/heic',
  avif: 'image/avif',
  webp: 'image/webp',
  gif: 'image/gif',
  bmp: 'image/bmp',
  raw: 'image/x-raw',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
} as const;

const videos: ReadonlySet<string> = new Set(['mp4', 'mov', 'webm']);

/** @throws VaultError location-kept where a film is among what must not tell its place */
export async function shareCopies(
  vault: OpenVault,
  codec: Codec,
  ids: readonly FileId[],
  withoutLocation: boolean,
): Promise<File[]> {
  if (withoutLocation && ids.some((id) => videos.has(vault.entry(id).type)))
    throw new VaultError('location-kept', 'a film’s metadata is not cut out');
  const copies: File[] = [];
  for (const id of ids) {
    const { entry, name } = vault.entry(id);
    await vault.verifyEntry(id);
    const recipe = await readRecipe(vault, entry.recipe);
    const file = await readFile(vault, codec, recipe, new BlockReader(vault, recipe));
    const content = withoutLocation ? new Blob([await codec.withoutLocation(file, entry)]) : file;
    copies.push(new File([content], name, { type: mimeTypes[entry.type], lastModified: entry.modifiedMs }));
  }
  return copies;
}
