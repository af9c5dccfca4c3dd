// The scripted vault's photos: who, when, where, in plain memory. Answers queries as the vault's library does, so
// that pages and their tests can be made without storage or keys.
import { toBase64url } from '../../src/core/bytes.ts';
import { VaultError } from '../../src/core/errors.ts';
import type { AlbumId, FileId } from '../../src/core/ids.ts';
import type { MediaType } from '../../src/core/ports.ts';
import type {
  ActResult,
  AlbumInfo,
  GroupKey,
  LibraryAct,
  LibraryQuery,
  LibraryView,
  PhotoDetail,
  PhotoRow,
} from '../../src/vault/api.ts';
import { chance, drawnBlur } from './drawn-photos.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface FakePhoto extends Mutable<Omit<PhotoDetail, 'blur' | 'albums'>> {
  readonly seed: number;
  trashed: boolean;
  readonly inAlbums: Set<AlbumId>;
}

interface FakeAlbum {
  id: AlbumId;
  name: string;
}

const places = ['Rome', 'Lofoten', 'Garden', 'Lisbon', 'Alps', 'Birthday', 'Harbour', 'Walk'] as const;
const cameras = ['Fujifilm X-T5', 'Pixel 9', 'iPhone 15 Pro', 'Canon EOS R6'] as const;
const sizes = [
  [4000, 3000],
  [3000, 4000],
  [6000, 4000],
  [4032, 2268],
  [2400, 2400],
] as const;

/** 43 characters, as a 32-byte id has. */
export function fakeId(kind: number, number: number): string {
  const bytes = new Uint8Array(32);
  const next = chance(kind * 1_000_003 + number);
  for (let at = 0; at < 32; at++) bytes[at] = Math.floor(next() * 256);
  return toBase64url(bytes);
}

export class FakeLibrary {
  readonly photos = new Map<FileId, FakePhoto>();
  readonly albums: FakeAlbum[] = [];
  version = 1;
  readonly #queries = new Map<number, { readonly version: number; readonly ids: readonly FileId[] }>();
  #nextQuery = 1;
  #nextSeed = 1;
  readonly #undos = new Map<number, () => void>();

  /** @param endMs  capture time of the newest; the others lie over the six years before */
  constructor(count: number, endMs = Date.UTC(2026, 8, 20, 17, 30)) {
    for (const [index, name] of ['Rome', 'Lofoten', 'Garden'].entries()) {
      this.albums.push({ id: fakeId(2, index) as AlbumId, name });
    }
    const next = chance(4242);
    let takenMs = endMs;
    for (let at = 0; at < count; at++) {
      // Bursts: several photos within minutes, then days of nothing.
      takenMs -= next() < 0.86 ? 60_000 * (1 + next() * 40) : 86_400_000 * (1 + next() * (20_000 / (count + 100)));
      this.add({ takenMs });
    }
  }

  /** Adds one believable photo and returns it; what is given wins over what is drawn. */
  add(given: Partial<FakePhoto> = {}): FakePhoto {
    const seed = this.#nextSeed++;
    const next = chance(seed);
    const [width, height] = sizes[Math.floor(next() * sizes.length)] ?? sizes[0];
    const place = places[Math.floor(next() * places.length)] ?? 'Walk';
    const takenMs = given.takenMs ?? Date.UTC(2026, 8, 21) + seed * 60_000;
    const year = new Date(takenMs).getUTCFullYear();
    const roll = next();
    const type: MediaType = roll < 0.86 ? 'jpeg' : roll < 0.92 ? 'png' : roll < 0.96 ? 'heic' : 'mp4';
    const name = given.name ?? `IMG_${String(1000 + seed)}.${type === 'jpeg' ? 'jpg' : type}`;
    const size = Math.round(width * height * (0.18 + next() * 0.2));
    const id = fakeId(1, seed) as FileId;
    const camera = cameras[Math.floor(next() * cameras.length)] ?? cameras[0];
    const photo: FakePhoto = {
      seed,
      id,
      name,
      type,
      drawn: 'whole',
      notices: [],
      width,
      height,
      takenMs,
      favourite: next() < 0.08,
      parts: [],
      damaged: false,
      size,
      importedMs: Date.UTC(2026, 9, 1) + seed * 1000,
      takenSource: 'exif',
      camera,
      caption: '',
      labels: next() < 0.1 ? ['family'] : [],
      paths: [{ path: `${String(year)}/${place}/${name}`, modifiedMs: takenMs, importedMs: Date.UTC(2026, 9, 1) }],
      files: [{ id, role: 'primary', name, type, size }],
      decoder: 'canvas',
      trashed: false,
      inAlbums: new Set(this.albums.filter((album) => album.name === place).map((album) => album.id)),
      ...(type === 'mp4' && { durationMs: 4000 + Math.floor(next() * 60_000) }),
      ...(next() < 0.6 && { location: { latitude: 41.9 + next(), longitude: 12.4 + next() } }),
      ...given,
    };
    this.photos.set(photo.id, photo);
    return photo;
  }

  query(query: LibraryQuery): LibraryView {
    const words = query.text?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
    const found = [...this.photos.values()].filter(
      (photo) =>
        photo.trashed === (query.trash ?? false) &&
        (query.album === undefined || photo.inAlbums.has(query.album)) &&
        (query.label === undefined || photo.labels.includes(query.label)) &&
        (!query.favourites || photo.favourite) &&
        (!query.types || query.types.includes(photo.type)) &&
        words.every((word) => this.#text(photo).includes(word)),
    );
    const sign = query.descending ? -1 : 1;
    const by = { taken: 'takenMs', imported: 'importedMs', size: 'size', name: 'name' } as const;
    const key = by[query.sort];
    found.sort((a, b) => {
      const [left, right] = [a[key], b[key]];
      const order = typeof left === 'string' ? left.localeCompare(String(right)) : left - Number(right);
      return sign * (order || a.seed - b.seed);
    });
    const number = this.#nextQuery++;
    this.#queries.set(number, { version: this.version, ids: found.map((photo) => photo.id) });
    return {
      version: this.version,
      query: number,
      count: found.length,
      total: [...this.photos.values()].filter((photo) => !photo.trashed).length,
      groups: groupsOf(found, query.group, query.sort === 'imported' ? 'importedMs' : 'takenMs'),
      aspects: Uint16Array.from(found, (photo) =>
        photo.width > 0 ? Math.min(65_535, Math.round((photo.width * 1000) / photo.height)) : 1000,
      ),
    };
  }

  ids(query: number, start: number, end: number): readonly FileId[] {
    const found = this.#queries.get(query);
    if (!found || found.version !== this.version) throw new VaultError('not-found', 'an old query');
    return found.ids.slice(start, end);
  }

  indexOf(query: number, id: FileId): number {
    return this.ids(query, 0, Infinity).indexOf(id);
  }

  get(id: FileId): FakePhoto {
    const photo = this.photos.get(id);
    if (!photo) throw new VaultError('not-found', 'no such photo');
    return photo;
  }

  row(photo: FakePhoto): PhotoRow {
    return { ...photo, blur: drawnBlur(photo.seed, photo.width, photo.height) };
  }

  detail(id: FileId): PhotoDetail {
    const photo = this.get(id);
    return {
      ...photo,
      blur: drawnBlur(photo.seed, photo.width, photo.height),
      albums: this.albums.filter((album) => photo.inAlbums.has(album.id)),
      ...(photo.trashed && { trashLeftMs: 26 * 86_400_000 }),
    };
  }

  albumInfos(): readonly AlbumInfo[] {
    return this.albums.map((album) => {
      const inside = [...this.photos.values()].filter((photo) => photo.inAlbums.has(album.id) && !photo.trashed);
      const cover = inside[0]?.id;
      return { ...album, count: inside.length, ...(cover && { cover }) };
    });
  }

  labels(): readonly { label: string; count: number }[] {
    const counts = new Map<string, number>();
    for (const photo of this.photos.values()) {
      for (const label of photo.labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    return [...counts].map(([label, count]) => ({ label, count }));
  }

  act(act: LibraryAct): ActResult {
    const before = new Map([...this.photos].map(([id, photo]) => [id, { ...photo, in: new Set(photo.inAlbums) }]));
    const albums = this.albums.map((album) => ({ ...album }));
    const undo = (): void => {
      for (const [id, { in: inAlbums, ...photo }] of before) this.photos.set(id, { ...photo, inAlbums });
      this.albums.splice(0, Infinity, ...albums);
    };
    const made = this.#apply(act);
    this.version += 1;
    this.#undos.set(this.version, undo);
    return {
      changed: 'photos' in act ? act.photos.length : 1,
      undo: this.version,
      ...(made && { album: made }),
    };
  }

  undo(token: number): void {
    const undo = this.#undos.get(token);
    if (!undo) throw new VaultError('not-found', 'nothing to undo');
    undo();
    this.#undos.delete(token);
    this.version += 1;
  }

  #apply(act: LibraryAct): AlbumId | undefined {
    switch (act.act) {
      case 'new-album': {
        const id = fakeId(2, this.albums.length + this.version * 100) as AlbumId;
        this.albums.push({ id, name: act.name });
        for (const photo of act.photos) this.get(photo).inAlbums.add(id);
        return id;
      }
      case 'rename-album':
        for (const album of this.albums) if (album.id === act.album) album.name = act.name;
        return undefined;
      case 'delete-album':
        this.albums.splice(0, Infinity, ...this.albums.filter((album) => album.id !== act.album));
        return undefined;
      default:
        for (const id of act.photos) this.#change(this.get(id), act);
        return undefined;
    }
  }

  #change(photo: FakePhoto, act: Extract<LibraryAct, { photos: readonly FileId[] }>): void {
    if (act.act === 'favourite') photo.favourite = act.value;
    else if (act.act === 'trash') photo.trashed = act.value;
    else if (act.act === 'caption') photo.caption = act.text;
    else if (act.act === 'shift-date') {
      photo.takenMs += act.byMs;
      photo.takenSource = 'shifted';
    } else if (act.act === 'label') {
      const kept = photo.labels.filter((label) => !act.remove.includes(label) && !act.add.includes(label));
      photo.labels = [...kept, ...act.add];
    } else if (act.act === 'album') {
      if (act.member) photo.inAlbums.add(act.album);
      else photo.inAlbums.delete(act.album);
    }
  }

  #text(photo: FakePhoto): string {
    const taken = new Date(photo.takenMs);
    const month = taken.toLocaleString('en', { month: 'long', timeZone: 'UTC' });
    const names = this.albums.filter((album) => photo.inAlbums.has(album.id)).map((album) => album.name);
    return [
      photo.name,
      photo.caption,
      photo.camera,
      ...photo.labels,
      ...names,
      ...photo.paths.map((path) => path.path),
      taken.toISOString().slice(0, 10),
      month,
    ]
      .join(' ')
      .toLowerCase();
  }
}

function groupsOf(
  photos: readonly FakePhoto[],
  group: GroupKey,
  time: 'takenMs' | 'importedMs',
): LibraryView['groups'] {
  if (group === 'none') return photos.length ? [{ key: '', startMs: 0, start: 0, count: photos.length }] : [];
  const length = { day: 10, month: 7, year: 4 }[group];
  const groups: Mutable<LibraryView['groups'][number]>[] = [];
  photos.forEach((photo, index) => {
    const key = new Date(photo[time]).toISOString().slice(0, length);
    const last = groups.at(-1);
    if (last?.key === key) last.count += 1;
    else groups.push({ key, startMs: Date.parse(key), start: index, count: 1 });
  });
  return groups;
}
