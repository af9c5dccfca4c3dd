// This device's hand in the catalog's log, and its reading of everyone's (design §5): replays what is stored into
// the view, appends what is decided here — sealed, signed, chained, durable — and only then shows it.
import {
  batchHash,
  noPrevious,
  openBatch,
  sealBatch,
  splitRecords,
  type BatchReading,
  type OpenedBatch,
} from '../core/catalog/batch.ts';
import type { CatalogRecord } from '../core/catalog/records.ts';
import { LamportClock, maxLamport } from '../core/catalog/stamp.ts';
import type { CatalogView } from '../core/catalog/view.ts';
import { isVaultError, VaultError, type ErrorCode } from '../core/errors.ts';
import type { EpochKeys } from '../core/group/epoch-keys.ts';
import type { Device } from '../core/group/identities.ts';
import type { Membership } from '../core/group/membership.ts';
import type { DeviceId, EpochId, FileId, SpaceId } from '../core/ids.ts';
import { equalBytes } from '../core/bytes.ts';
import type { LogStore } from '../core/ports.ts';

/** Records, or what decides them once it is their turn, when everything said before is in the view. */
export type NewRecords = readonly CatalogRecord[] | (() => readonly CatalogRecord[]);

export class CatalogLog {
  private isClosed = false;
  private chain: Promise<unknown> = Promise.resolve();
  private readonly broken = new Map<DeviceId, ErrorCode>();

  /**
   * @param grew  told after batches written here are durable and applied
   * @param makeRoom  gives up what can be made again; false where there is nothing of that kind
   */
  constructor(
    private readonly space: SpaceId,
    private readonly device: Device,
    private readonly membership: Membership,
    private readonly keysOf: (epoch: EpochId) => EpochKeys | undefined,
    /** Written in. */
    private readonly epoch: EpochId,
    private readonly store: LogStore,
    private readonly view: CatalogView,
    private readonly grew: () => void,
    private readonly makeRoom: () => Promise<boolean>,
  ) {}

  /**
   * Applies every stored batch that the view does not have yet, each after its signature and chain were checked. A
   * log that was tampered with, or rotted, ends there (see `brokenLogs`).
   *
   * @returns how many were applied
   */
  catchUp(): Promise<number> {
    return this.inTurn(() => this.readNew());
  }

  /**
   * Resolves once every record is durable and in the view. Records of one call share their order.
   *
   * @throws VaultError quota, writer-lost, writer-elsewhere: then those after the last durable batch are not written
   */
  append(records: NewRecords): Promise<void> {
    return this.inTurn(async () => {
      await this.readNew();
      const parts = splitRecords(typeof records === 'function' ? records() : records);
      for (const part of parts) await this.appendBatch(part);
      if (parts.length > 0) this.grew();
    });
  }

  /**
   * Logs that end at a batch that is rotten or forged: what came before it stands, what follows is not believed. While
   * there is one nothing may be swept, since unread entries may refer to anything; and this device's own is closed.
   */
  get brokenLogs(): ReadonlyMap<DeviceId, ErrorCode> {
    return this.broken;
  }

  /** Nothing is read or written from here on, even by what was begun before. */
  close(): void {
    this.isClosed = true;
  }

  /**
   * Checks that the batch which brought an entry carries its signer's signature and names this very recipe.
   *
   * @throws VaultError signature, format, seal-broken, not-found
   */
  async verifyEntry(id: FileId): Promise<{ device: DeviceId; sequence: number }> {
    const shown = this.view.entry(id);
    if (!shown) throw new VaultError('not-found', 'no such photo');
    const { device, sequence } = shown.source;
    const [batch, before] = await Promise.all([
      this.store.read(device, sequence),
      sequence === 0 ? undefined : this.store.read(device, sequence - 1),
    ]);
    if (!batch || (sequence > 0 && !before)) throw new VaultError('signature', 'the log that names this photo is gone');
    const previous = before ? await batchHash(before) : noPrevious();
    const { records } = await openBatch(batch, this.reading(device, sequence, previous));
    const named = records.find((record) => record.type === 'entry' && record.entry.id === id);
    const isSame =
      named?.type === 'entry' &&
      named.entry.recipe.pieces.length === shown.entry.recipe.pieces.length &&
      named.entry.recipe.pieces.every((piece, index) => {
        const other = shown.entry.recipe.pieces[index];
        return other !== undefined && equalBytes(piece.tag, other.tag) && equalBytes(piece.key, other.key);
      });
    if (!isSame) throw new VaultError('signature', 'the signed log names another recipe');
    return { device, sequence };
  }

  /** Each log in its order, and a batch after those its author had seen, so that its stamp can be judged. */
  private async readNew(): Promise<number> {
    const before = this.view.version;
    const counts = await this.store.heads();
    let waiting = [...counts.keys()].filter((device) => this.next(device) < (counts.get(device) ?? 0));
    while (waiting.length > 0) {
      const left: DeviceId[] = [];
      const round = this.view.version;
      for (const device of waiting) if (!(await this.readLog(device, counts))) left.push(device);
      // Logs that wait for each other in a ring are nobody's honest work: judge them by what is known.
      if (this.view.version === round) counts.clear();
      waiting = left;
    }
    return this.view.version - before;
  }

  /** @returns false where it has to wait for a batch of another log that is held but not read yet */
  private async readLog(device: DeviceId, counts: ReadonlyMap<DeviceId, number>): Promise<boolean> {
    for await (const { sequence, batch } of this.store.since(device, this.next(device))) {
      const previous = this.view.head(device)?.hash ?? noPrevious();
      let isEarly = false;
      const lamportAt = (author: DeviceId, at: number): number | undefined => {
        const head = this.view.head(author);
        if (head === undefined || head.sequence < at) isEarly ||= at < (counts.get(author) ?? 0);
        // Stamps only grow along a log: a later one of it is a bound, if a generous one.
        return isEarly ? maxLamport : head?.lamport;
      };
      let opened: OpenedBatch;
      try {
        opened = await openBatch(batch, { ...this.reading(device, sequence, previous), lamportAt });
      } catch (error) {
        if (!isVaultError(error) || !damagedBatch.has(error.code)) throw error;
        this.broken.set(device, error.code);
        return true;
      }
      if (isEarly) return false;
      this.view.apply(device, opened.lamport, opened.records, { sequence, hash: opened.hash });
    }
    return true;
  }

  private next(device: DeviceId): number {
    return (this.view.head(device)?.sequence ?? -1) + 1;
  }

  private async appendBatch(records: readonly CatalogRecord[]): Promise<void> {
    const keys = this.keysOf(this.epoch);
    if (!keys) throw new VaultError('locked', 'the vault was closed');
    const broken = this.broken.get(this.device.id);
    if (broken !== undefined) throw new VaultError(broken, 'this device’s log is damaged: restore from a backup');
    const heads = this.view.logHeads();
    const own = this.view.head(this.device.id);
    const sequence = (own?.sequence ?? -1) + 1;
    const lamport = new LamportClock(this.view.lamport).next();
    const { batch, hash } = await sealBatch({
      space: this.space,
      epoch: this.epoch,
      device: this.device.id,
      sequence,
      previous: own?.hash ?? noPrevious(),
      lamport,
      seen: heads.filter((head) => head.device !== this.device.id),
      records,
      base: keys.base,
      signKey: this.device.signKey,
    });
    this.refuseClosed();
    try {
      await this.store.append(this.device.id, sequence, batch);
    } catch (error) {
      // A full disk must not refuse what makes room, such as emptying the trash.
      if (!isVaultError(error, 'quota') || !(await this.makeRoom())) throw error;
      await this.store.append(this.device.id, sequence, batch);
    }
    this.view.apply(this.device.id, lamport, records, { sequence, hash });
  }

  private refuseClosed(): void {
    if (this.isClosed) throw new VaultError('locked', 'the vault was closed');
  }

  private reading(device: DeviceId, sequence: number, previous: BatchReading['previous']): BatchReading {
    const member = this.membership.devices.get(device);
    if (!member) throw new VaultError('signature', 'a log of a device that was never admitted');
    return {
      space: this.space,
      device,
      sequence,
      previous,
      signPublic: member.signPublic,
      base: (epoch) => {
        this.refuseClosed();
        return this.keysOf(epoch)?.base;
      },
    };
  }

  private inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const turn = this.chain.then(() => {
      this.refuseClosed();
      return act();
    });
    this.chain = turn.then(nothing, nothing);
    return turn;
  }
}

const damagedBatch: ReadonlySet<ErrorCode> = new Set(['signature', 'format', 'limit', 'seal-broken']);

/**
 * Whether a view read from pages continues what the logs hold: each of its heads is a stored batch with that hash.
 * Where not (a restored log, pages of another time), the logs are replayed instead.
 */
export async function agreesWithLogs(view: CatalogView, store: LogStore): Promise<boolean> {
  for (const { device, sequence, hash } of view.logHeads()) {
    const batch = await store.read(device, sequence);
    if (!batch || !equalBytes(await batchHash(batch), hash)) return false;
  }
  return true;
}

/** Keeps the order of appends; the failure belongs to whoever awaits the append. */
function nothing(): void {
  return;
}
