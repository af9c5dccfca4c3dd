// What people said about photos: last-writer-wins maps over all logs (design §5). Rows stand for files. Yes/no
// fields pack their stamp and value into one double, since a folder import makes every photo a member of an
// album; the rarer fields are objects.
import { VaultError } from '../errors.ts';
import type { AlbumId, DeviceId } from '../ids.ts';
import type { Interned } from './interned.ts';
import type { PartRole, PosterRecord } from './records.ts';
import { compareDevices, maxLamport } from './stamp.ts';

/** Lamport × 2^13 + device number × 2 + value: exact in a double up to `maxLamport`. */
export type StampCode = number;
const lamportUnit = 2 ** 13;

export class StampCodes {
  constructor(readonly devices: Interned<DeviceId>) {}

  make(lamport: number, device: number, on = false): StampCode {
    if (lamport > maxLamport || device >= lamportUnit / 2) throw new VaultError('limit', 'stamp out of range');
    return lamport * lamportUnit + 2 * device + (on ? 1 : 0);
  }

  lamport(code: StampCode): number {
    return Math.floor(code / lamportUnit);
  }

  device(code: StampCode): DeviceId {
    return this.devices.text(Math.floor((code % lamportUnit) / 2));
  }

  on(code: StampCode): boolean {
    return code % 2 === 1;
  }

  /** Whether what comes now replaces what is there: the order of stamps, later in one log over earlier. */
  wins(now: StampCode, before: StampCode | undefined): boolean {
    if (before === undefined) return true;
    const difference = this.lamport(now) - this.lamport(before);
    return difference !== 0 ? difference > 0 : compareDevices(this.device(now), this.device(before)) >= 0;
  }
}

/** A yes/no per row. */
export type BitField = Map<number, StampCode>;

export interface PathField {
  readonly code: StampCode;
  readonly path: string;
  readonly modifiedMs: number;
  readonly importedMs: number;
}
/** Whether one device gave a file up, and took that back. */
export interface Tomb {
  readonly device: number;
  /** Stamps' Lamport numbers; 0 for never. */
  purge: number;
  keep: number;
}
export interface PosterField {
  readonly code: StampCode;
  readonly poster: PosterRecord;
}
export interface AttachField {
  readonly code: StampCode;
  readonly primary: number;
  readonly role: PartRole;
}

export class Fields {
  readonly favourites: BitField = new Map();
  readonly labels = new Map<string, BitField>();
  readonly members = new Map<AlbumId, BitField>();
  readonly albums = new Map<AlbumId, { readonly code: StampCode; readonly name?: string }>();
  readonly captions = new Map<number, { readonly code: StampCode; readonly text: string }>();
  readonly shifts = new Map<number, { readonly code: StampCode; readonly byMs: number }>();
  readonly trash = new Map<number, { readonly code: StampCode; readonly elapsedMs: number }>();
  readonly attached = new Map<number, AttachField>();
  readonly posters = new Map<number, PosterField>();
  /** One per path and device. */
  readonly paths = new Map<number, PathField[]>();
  readonly tombs = new Map<number, Tomb[]>();
  kinds?: { readonly code: StampCode; readonly method: number; readonly kinds: readonly number[] };
  /** Rows that some attach record ever made a part of this row; `attached` decides. */
  readonly partCandidates = new Map<number, Set<number>>();

  constructor(readonly stamps: StampCodes) {}

  setBit(field: BitField, row: number, code: StampCode): boolean {
    if (!this.stamps.wins(code, field.get(row))) return false;
    field.set(row, code);
    return true;
  }

  /** @returns whether `value` won */
  set<Key, Value extends { readonly code: StampCode }>(field: Map<Key, Value>, key: Key, value: Value): boolean {
    if (!this.stamps.wins(value.code, field.get(key)?.code)) return false;
    field.set(key, value);
    return true;
  }

  setAttached(row: number, field: AttachField): boolean {
    if (!this.set(this.attached, row, field)) return false;
    const candidates = this.partCandidates.get(field.primary);
    if (candidates) candidates.add(row);
    else this.partCandidates.set(field.primary, new Set([row]));
    return true;
  }

  setPath(row: number, field: PathField): void {
    const device = this.stamps.device(field.code);
    const list = this.paths.get(row) ?? [];
    const at = list.findIndex((known) => known.path === field.path && this.stamps.device(known.code) === device);
    if (at < 0) list.push(field);
    else if (this.stamps.wins(field.code, (list[at] as PathField).code)) list[at] = field;
    this.paths.set(row, list);
  }

  tomb(row: number, device: number): Tomb {
    const list = this.tombs.get(row) ?? [];
    this.tombs.set(row, list);
    const known = list.find((tomb) => tomb.device === device);
    if (known) return known;
    const tomb: Tomb = { device, purge: 0, keep: 0 };
    list.push(tomb);
    return tomb;
  }
}
