// What a person does to many photos at once, as log records, and the records that undo it. An act changes only
// what is not so already, so its inverse restores exactly what was.
import type { CatalogRecord } from '../core/catalog/records.ts';
import type { EntryView } from '../core/catalog/entry-view.ts';
import { utf8 } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import { idFromBytes, type AlbumId, type FileId } from '../core/ids.ts';
import { limits } from '../core/limits.ts';
import type { LibraryAct } from './api.ts';
import type { OpenVault } from './open-vault.ts';

export interface PlannedAct {
  readonly records: readonly CatalogRecord[];
  readonly inverse: readonly CatalogRecord[];
  /** Photos (or albums) that really change. */
  readonly changed: number;
  readonly album?: AlbumId;
}

/** @throws VaultError limit for too long a text, not-found for an unknown album */
export function planAct(vault: OpenVault, act: LibraryAct): PlannedAct {
  switch (act.act) {
    case 'favourite':
      return perPhoto(vault, act.photos, (entry) =>
        entry.favourite === act.value ? [] : [toggle((on) => ({ type: 'favourite', file: entry.id, on }), act.value)],
      );
    case 'label': {
      const add = act.add.map(checkedText);
      return perPhoto(vault, act.photos, (entry) => {
        const label = (name: string, on: boolean): Change =>
          toggle((isOn) => ({ type: 'label', file: entry.id, label: name, on: isOn }), on);
        const missing = add.filter((name) => !entry.labels.includes(name));
        if (entry.labels.length + missing.length > limits.labelsPerPhoto)
          throw new VaultError('limit', 'too many labels on one photo');
        return [
          ...missing.map((name) => label(name, true)),
          ...act.remove.filter((name) => entry.labels.includes(name)).map((name) => label(name, false)),
        ];
      });
    }
    case 'caption': {
      const text = act.text.trim() === '' ? '' : checkedText(act.text);
      return perPhoto(vault, act.photos, (entry) =>
        entry.caption === text
          ? []
          : [
              {
                record: { type: 'caption', file: entry.id, text },
                inverse: { type: 'caption', file: entry.id, text: entry.caption },
              },
            ],
      );
    }
    case 'shift-date':
      return perPhoto(vault, act.photos, (entry) =>
        act.byMs === 0
          ? []
          : [
              {
                record: { type: 'shift', file: entry.id, byMs: entry.shiftMs + act.byMs },
                inverse: { type: 'shift', file: entry.id, byMs: entry.shiftMs },
              },
            ],
      );
    case 'album':
      albumName(vault, act.album);
      return perPhoto(vault, act.photos, (entry) =>
        entry.albums.some((album) => album.id === act.album) === act.member
          ? []
          : [toggle((on) => ({ type: 'member', album: act.album, file: entry.id, on }), act.member)],
      );
    case 'trash': {
      const elapsedMs = vault.elapsedMs();
      return perPhoto(vault, act.photos, (entry) =>
        (entry.trash !== undefined) === act.value
          ? []
          : [
              toggle(
                (on) => ({ type: 'trash', file: entry.id, on, elapsedMs: entry.trash?.elapsedMs ?? elapsedMs }),
                act.value,
              ),
            ],
      );
    }
    case 'new-album': {
      if (vault.view.albums().length >= limits.albums) throw new VaultError('limit', 'too many albums');
      const album = idFromBytes<AlbumId>(crypto.getRandomValues(new Uint8Array(16)));
      const members: CatalogRecord[] = act.photos.map((file) => ({ type: 'member', album, file, on: true }));
      return {
        records: [{ type: 'album', album, name: checkedText(act.name) }, ...members],
        inverse: [{ type: 'album', album }],
        changed: 1,
        album,
      };
    }
    case 'rename-album': {
      const name = checkedText(act.name);
      const before = albumName(vault, act.album);
      return {
        records: [{ type: 'album', album: act.album, name }],
        inverse: [{ type: 'album', album: act.album, name: before }],
        changed: 1,
      };
    }
    case 'delete-album': {
      const before = albumName(vault, act.album);
      return {
        records: [{ type: 'album', album: act.album }],
        inverse: [{ type: 'album', album: act.album, name: before }],
        changed: 1,
      };
    }
  }
}

interface Change {
  readonly record: CatalogRecord;
  readonly inverse: CatalogRecord;
}

function toggle(record: (on: boolean) => CatalogRecord, on: boolean): Change {
  return { record: record(on), inverse: record(!on) };
}

function perPhoto(
  vault: OpenVault,
  photos: readonly FileId[],
  changesOf: (entry: EntryView) => readonly Change[],
): PlannedAct {
  const records: CatalogRecord[] = [];
  const inverse: CatalogRecord[] = [];
  let changed = 0;
  for (const id of new Set(photos)) {
    const entry = vault.view.entry(id);
    if (!entry) continue;
    const changes = changesOf(entry);
    if (changes.length > 0) changed++;
    for (const change of changes) {
      records.push(change.record);
      inverse.push(change.inverse);
    }
  }
  return { records, inverse, changed };
}

function checkedText(text: string): string {
  const trimmed = text.trim().normalize('NFC');
  if (trimmed === '') throw new VaultError('format', 'empty text');
  if (utf8(trimmed).length > limits.textBytes) throw new VaultError('limit', 'text too long');
  return trimmed;
}

function albumName(vault: OpenVault, album: AlbumId): string {
  const found = vault.view.albums().find((one) => one.id === album);
  if (!found) throw new VaultError('not-found', 'no such album');
  return found.name;
}
