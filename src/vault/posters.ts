// Posters of videos: the page draws a frame (only a page has a <video>), the vault seals it as the photo's thumbnail.
import { runQuery } from '../core/catalog/query.ts';
import { VaultError } from '../core/errors.ts';
import type { FileId } from '../core/ids.ts';
import type { Codec } from '../core/ports.ts';
import { kinds } from '../core/segment/segmenter.ts';
import { BlockWriter } from './block-writer.ts';
import type { OpenVault } from './open-vault.ts';

/** Asked for at a time: the page plays them one by one. */
const wantedAtOnce = 20;

export function postersWanted(vault: OpenVault): FileId[] {
  const { view } = vault;
  const { order } = runQuery(view, {
    types: ['mp4', 'mov', 'webm'],
    sort: 'imported',
    descending: true,
    group: 'none',
  });
  return view
    .rows(order)
    .filter((row) => row.notices.includes('no-poster'))
    .slice(0, wantedAtOnce)
    .map((row) => row.id);
}

/** @throws VaultError cannot-draw where the poster itself does not decode */
export async function addPoster(
  vault: OpenVault,
  codec: Codec,
  id: FileId,
  poster: Blob,
  size: { readonly width: number; readonly height: number; readonly durationMs: number },
): Promise<void> {
  vault.entry(id);
  const rendition = await codec.render(poster, await codec.sniff(poster, 'poster.webp'));
  if (!rendition.thumbnail) throw new VaultError('cannot-draw', 'the poster does not decode');
  const writer = new BlockWriter(() => vault, vault.clock);
  const [thumbnail] = await writer.add([{ kind: kinds.thumbnail, bytes: rendition.thumbnail }]);
  if (!thumbnail) throw new VaultError('internal', 'a block was not written');
  if (rendition.preview) await vault.previews.put(id, rendition.preview);
  writer.finish({
    records: () => [
      {
        type: 'poster',
        file: id,
        thumbnail: thumbnail.ref,
        epoch: vault.epoch,
        width: Math.round(size.width),
        height: Math.round(size.height),
        ...(Number.isFinite(size.durationMs) ? { durationMs: Math.round(size.durationMs) } : {}),
        ...(rendition.blur ? { blur: rendition.blur } : {}),
      },
    ],
    acknowledged: () => undefined,
  });
  await writer.flush();
}
