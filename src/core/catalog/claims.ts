// Which claim stands for a file. Entries are a set keyed by (file, signer): no device overwrites another's
// (design §5). A file's row holds the chosen claim; the others wait beside it as bytes. A tombstone silences the
// claims of one owner (a person's devices) that are older than it, until a newer claim or a keep (design §2).
import type { Bytes } from '../bytes.ts';
import { CborReader, decodeCbor, encodeCbor } from '../cbor.ts';
import type { DeviceId } from '../ids.ts';
import { limits } from '../limits.ts';
import { EntryColumns, flag, type Claim } from './columns.ts';
import { entryFromCbor, entryToCbor, type Entry } from './entry.ts';
import type { Fields } from './fields.ts';
import { compareStamps } from './stamp.ts';

export interface ClaimPolicy {
  /** This device: its own claims, which it has verified, are shown before others'. */
  readonly self?: DeviceId;
  /** Whose devices they are; without it all are one person's, as in Private. */
  readonly ownerOf?: (device: DeviceId) => string;
}

/** A claim that was not chosen. */
export interface SpareClaim extends Claim {
  /** Entry in canonical CBOR. */
  readonly bytes: Bytes;
}

export class Claims {
  readonly spares = new Map<number, SpareClaim[]>();

  constructor(
    private readonly store: EntryColumns,
    private readonly fields: Fields,
    private readonly policy: ClaimPolicy,
  ) {}

  add(row: number, entry: Entry, claim: Claim): void {
    const store = this.store;
    if (!store.has(row, flag.filled)) store.put(row, entry, claim);
    else {
      const held = store.claim(row);
      if (held.signer === claim.signer) {
        if (claim.lamport >= held.lamport) store.put(row, entry, claim);
      } else this.addSpare(row, entry, claim);
    }
    this.settle(row);
  }

  /** Chooses again after a claim, a tombstone or a keep. Depends on the set alone, not on the order it came in. */
  settle(row: number): void {
    const store = this.store;
    if (!store.has(row, flag.filled)) return;
    let best = store.claim(row);
    let spare: SpareClaim | undefined;
    for (const candidate of this.spares.get(row) ?? []) {
      if (!this.precedes(row, candidate, best)) continue;
      best = candidate;
      spare = candidate;
    }
    if (spare) this.exchange(row, spare);
    store.setAlive(row, this.isAlive(row, best));
  }

  /** The living claims on a file that were not chosen. */
  *livingSpares(row: number): Iterable<{ entry: Entry; claim: Claim }> {
    for (const spare of this.spares.get(row) ?? [])
      if (this.isAlive(row, spare)) yield { entry: readSpare(spare.bytes), claim: spare };
  }

  isAlive(row: number, claim: Pick<Claim, 'signer' | 'lamport'>): boolean {
    const { purge, keep } = this.tombOf(row, claim.signer);
    return purge === 0 || claim.lamport > purge || keep >= purge;
  }

  /**
   * What was said at or before this Lamport number does not count any more: the file was purged and later
   * imported anew. A keep brings everything back.
   */
  floor(row: number): number {
    if (!this.fields.tombs.has(row) || !this.store.has(row, flag.filled)) return 0;
    const { purge, keep } = this.tombOf(row, this.store.claim(row).signer);
    return keep >= purge ? 0 : purge;
  }

  private tombOf(row: number, signer: DeviceId): { purge: number; keep: number } {
    let purge = 0;
    let keep = 0;
    for (const tomb of this.fields.tombs.get(row) ?? []) {
      if (!this.sameOwner(this.store.devices.text(tomb.device), signer)) continue;
      purge = Math.max(purge, tomb.purge);
      keep = Math.max(keep, tomb.keep);
    }
    return { purge, keep };
  }

  private sameOwner(a: DeviceId, b: DeviceId): boolean {
    const { ownerOf } = this.policy;
    return a === b || !ownerOf || ownerOf(a) === ownerOf(b);
  }

  /** Living before purged, own before others', older before newer. */
  private precedes(row: number, a: Claim, b: Claim): boolean {
    const alive = Number(this.isAlive(row, a)) - Number(this.isAlive(row, b));
    if (alive !== 0) return alive > 0;
    const own = Number(a.signer === this.policy.self) - Number(b.signer === this.policy.self);
    if (own !== 0) return own > 0;
    return compareStamps({ lamport: a.lamport, device: a.signer }, { lamport: b.lamport, device: b.signer }) < 0;
  }

  private addSpare(row: number, entry: Entry, claim: Claim): void {
    const spare: SpareClaim = { ...claim, bytes: encodeCbor(entryToCbor(entry)) };
    const list = this.spares.get(row) ?? [];
    const at = list.findIndex((known) => known.signer === claim.signer);
    if (at < 0) list.push(spare);
    else if (claim.lamport >= (list[at] as SpareClaim).lamport) list[at] = spare;
    this.spares.set(row, list);
  }

  private exchange(row: number, spare: SpareClaim): void {
    const list = this.spares.get(row) ?? [];
    const chosen = readSpare(spare.bytes);
    const { signer, lamport, sequence } = spare;
    list[list.indexOf(spare)] = { ...this.store.claim(row), bytes: encodeCbor(entryToCbor(this.store.get(row))) };
    this.store.put(row, chosen, { signer, lamport, sequence });
  }
}

function readSpare(bytes: Bytes): Entry {
  return entryFromCbor(new CborReader(decodeCbor(bytes, limits.batchBytes), 'entry'));
}
