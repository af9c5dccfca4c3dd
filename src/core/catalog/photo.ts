// One photo read out of the view: the chosen claim, with everything that was said about it laid over it.
import type { AlbumId, DeviceId, FileId } from '../ids.ts';
import { flag } from './columns.ts';
import { drawnStates, fromNumber, mediaTypes, noticesFromBits } from './entry.ts';
import type { CatalogRow, EntryPath, EntryView } from './entry-view.ts';
import { baseName, compareText, sortKey } from './fold.ts';
import type { PartRole } from './records.ts';
import { compareDevices } from './stamp.ts';
import type { CatalogView } from './view.ts';

/** @param row  of a living entry */
export function readPhotoRow(view: CatalogView, row: number): CatalogRow {
  const { store } = view;
  const c = store.columns;
  const poster = view.posterOf(row);
  const blur = poster?.blur ?? store.blur(row);
  const ownDuration = store.has(row, flag.duration) ? (c.duration[row] as number) : undefined;
  const durationMs = poster?.durationMs ?? ownDuration;
  const notices = noticesFromBits(c.notices[row] as number);
  const drawn = fromNumber(drawnStates, c.drawn[row] as number);
  return {
    id: store.id(row),
    name: baseName(store.path(row)),
    type: fromNumber(mediaTypes, c.type[row] as number),
    drawn: poster && drawn === 'kept' ? 'part' : drawn,
    notices: poster ? notices.filter((notice) => notice !== 'no-poster' && notice !== 'cannot-draw') : notices,
    width: poster?.width ?? (c.width[row] as number),
    height: poster?.height ?? (c.height[row] as number),
    takenMs: view.takenMs(row),
    favourite: view.isOn(view.fields.favourites, row),
    ...(blur ? { blur } : {}),
    parts: [...new Set(partRows(view, row).map((part) => part.role))].sort(),
    ...(durationMs === undefined ? {} : { durationMs }),
  };
}

/** @param row  of a living entry */
export function readPhoto(view: CatalogView, row: number): EntryView {
  const { store, fields } = view;
  const { signer, sequence } = store.claim(row);
  const caption = fields.captions.get(row);
  const primary = view.primaryOf(row);
  const trash = view.trashMark(row);
  const thumbnail = view.thumbnailOf(row);
  const shiftMs = view.shiftMs(row);
  const entry = store.get(row);
  return {
    ...readPhotoRow(view, row),
    entry,
    source: { device: signer, sequence },
    takenSource: shiftMs === 0 ? entry.takenFrom : 'shifted',
    shiftMs,
    caption: caption && view.counts(row, caption.code) ? caption.text : '',
    labels: labelsOf(view, row),
    albums: albumsOf(view, row),
    paths: pathsOf(view, row),
    partFiles: partRows(view, row).map((part) => ({ id: store.id(part.row), role: part.role })),
    ...(primary < 0 ? {} : { partOf: store.id(primary) }),
    ...(thumbnail ? { thumbnail } : {}),
    ...(trash ? { trash } : {}),
  };
}

/** Every path a living claim or a path record gives the file: the chosen claim's first, then by time of import. */
export function pathsOf(view: CatalogView, row: number): EntryPath[] {
  const paths = new Map<string, EntryPath & { readonly lamport: number; readonly by: DeviceId }>();
  const add = (path: EntryPath, lamport: number, by: DeviceId): void => {
    const known = paths.get(path.path);
    if (known && (known.lamport > lamport || (known.lamport === lamport && compareDevices(known.by, by) > 0))) return;
    paths.set(path.path, { ...path, lamport, by });
  };
  const chosen = view.store.claim(row);
  add(view.store.get(row), chosen.lamport, chosen.signer);
  for (const { entry, claim } of view.claims.livingSpares(row)) add(entry, claim.lamport, claim.signer);
  const { stamps } = view.fields;
  for (const field of view.fields.paths.get(row) ?? []) {
    const by = stamps.device(field.code);
    const lamport = stamps.lamport(field.code);
    if (view.claims.isAlive(row, { signer: by, lamport })) add(field, lamport, by);
  }
  const first = view.store.path(row);
  return [...paths.values()]
    .sort(
      (a, b) =>
        Number(b.path === first) - Number(a.path === first) ||
        a.importedMs - b.importedMs ||
        compareText(a.path, b.path),
    )
    .map(({ path, modifiedMs, importedMs }) => ({ path, modifiedMs, importedMs }));
}

/** Files that are parts of this row's photo now, by role, then id. */
export function partRows(view: CatalogView, row: number): { row: number; role: PartRole }[] {
  const candidates = view.fields.partCandidates.get(row);
  if (!candidates) return [];
  const parts: { row: number; role: PartRole; id: FileId }[] = [];
  for (const part of candidates) {
    const field = view.fields.attached.get(part);
    if (field && view.store.has(part, flag.alive) && view.primaryOf(part) === row)
      parts.push({ row: part, role: field.role, id: view.store.id(part) });
  }
  return parts.sort((a, b) => compareText(a.role, b.role) || compareText(a.id, b.id));
}

function labelsOf(view: CatalogView, row: number): string[] {
  const labels: string[] = [];
  for (const [label, field] of view.fields.labels) if (view.isOn(field, row)) labels.push(label);
  return labels.sort((a, b) => compareText(sortKey(a), sortKey(b)) || compareText(a, b));
}

function albumsOf(view: CatalogView, row: number): { id: AlbumId; name: string }[] {
  const albums: { id: AlbumId; name: string }[] = [];
  for (const [id, field] of view.fields.members) {
    const name = view.isOn(field, row) ? view.albumName(id) : undefined;
    if (name !== undefined) albums.push({ id, name });
  }
  return albums.sort((a, b) => compareText(sortKey(a.name), sortKey(b.name)) || compareText(a.id, b.id));
}
