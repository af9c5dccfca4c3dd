// What can be done with many photos at once, each as one act with one Undo (app/commands.ts). The batch bar and the
// photo page ask for the same things here, so that both say the same words.
import { act, attempt, showTray } from '../../app/commands.ts';
import { canShareFiles } from '../../app/capabilities.ts';
import { countOf } from '../../app/format.ts';
import { saveFile } from '../../app/hand-out.ts';
import { showError, toast } from '../../app/notices.ts';
import { vault } from '../../app/vault-client.ts';
import type { AlbumId, FileId } from '../../core/ids.ts';
import type { ActResult } from '../../vault/api.ts';

type Photos = readonly FileId[];
type Done = Promise<ActResult | undefined>;

const photoCount = (count: number): string => countOf(count, 'photo');

export function favourite(photos: Photos, value: boolean): Done {
  return act({ act: 'favourite', photos, value }, (changed) =>
    value ? `${photoCount(changed)} marked as favourite.` : `${photoCount(changed)} no longer favourite.`,
  );
}

export function addToAlbum(photos: Photos, album: AlbumId, name: string): Done {
  return act({ act: 'album', photos, album, member: true }, (changed) => `${photoCount(changed)} added to “${name}”.`);
}

export function removeFromAlbum(photos: Photos, album: AlbumId): Done {
  return act(
    { act: 'album', photos, album, member: false },
    (changed) => `${photoCount(changed)} taken out of the album.`,
  );
}

export function newAlbum(photos: Photos, name: string): Done {
  return act({ act: 'new-album', photos, name }, () => `Album “${name}” made with ${photoCount(photos.length)}.`);
}

export function changeLabels(photos: Photos, add: readonly string[], remove: readonly string[]): Done {
  return act({ act: 'label', photos, add, remove }, (changed) => `Labels changed on ${photoCount(changed)}.`);
}

export function shiftDates(photos: Photos, byMs: number): Done {
  return act({ act: 'shift-date', photos, byMs }, (changed) => `Date of ${photoCount(changed)} shifted.`);
}

export function verifyPhotos(photos: Photos): Promise<boolean> {
  return attempt(async () => {
    await vault().verifyEverything(photos);
    showTray();
  });
}

export function purge(photos: Photos | undefined): Promise<boolean> {
  return attempt(async () => {
    await vault().purge(photos);
    toast(photos ? `${photoCount(photos.length)} deleted for good.` : 'The trash is empty.');
  });
}

/** Verified copies to another app, or as downloads where this browser cannot share files. */
export async function shareOut(photos: Photos, withoutLocation: boolean): Promise<void> {
  try {
    const files = [...(await vault().shareCopies(photos, withoutLocation))];
    if (canShareFiles(files)) {
      await offerToShare(files);
      return;
    }
    for (const file of files) saveFile(file, file.name);
    toast(`This browser cannot share files; ${countOf(files.length, 'copy goes', 'copies go')} to your downloads.`);
  } catch (error) {
    showError(error);
  }
}

/** Browsers open their share sheet only soon after a press; where making the copies took longer, one more is asked. */
async function offerToShare(files: File[]): Promise<void> {
  try {
    await navigator.share({ files });
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    // The person closed the browser's own share sheet.
    if (error.name === 'AbortError') return;
    if (error.name !== 'NotAllowedError') throw error;
    toast(`${countOf(files.length, 'copy is', 'copies are')} ready.`, {
      action: { label: 'Share', run: () => void attempt(() => offerToShare(files)) },
    });
  }
}
