// The first look at a file that someone wants to import: is it a picture or a video, and what do its headers say?
// Runs in a codec worker under limits.sniffDeadlineMs.
import { VaultError } from '../core/errors.ts';
import type { MediaInfo } from '../core/ports.ts';
import { FileSource } from './byte-source.ts';
import { headBytes, mediaTypeOf } from './media-type.ts';
import { mediaInfo, readFacts } from './metadata.ts';

/** @throws VaultError file-empty, file-type, file-unreadable */
export async function sniff(file: Blob, name: string): Promise<MediaInfo> {
  if (file.size === 0) throw new VaultError('file-empty', 'the file is empty');
  const source = new FileSource(file);
  const type = mediaTypeOf(await source.read(0, headBytes), name);
  if (type === undefined) throw new VaultError('file-type', 'neither a picture nor a video');
  return mediaInfo(type, await readFacts(source, type));
}
