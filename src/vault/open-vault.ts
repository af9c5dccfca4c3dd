// A vault while it is open: the keys of one space, its catalog, and where its bytes lie. Exists only in the vault
// worker, only between unlock and lock; closing it drops every content key.
import type { EntryView, TrashMark } from '../core/catalog/entry-view.ts';
import { CatalogView } from '../core/catalog/view.ts';
import { loadPages, savePages } from '../core/catalog/page-store.ts';
import type { PageSet } from '../core/catalog/pages.ts';
import type { Bytes } from '../core/bytes.ts';
import { Sealer } from '../core/dice/seal.ts';
import { isVaultError, VaultError } from '../core/errors.ts';
import {
  epochKeys,
  lifetimeKeys,
  type EpochKeys,
  type EpochSecrets,
  type LifetimeKeys,
} from '../core/group/epoch-keys.ts';
import type { Device } from '../core/group/identities.ts';
import { readMembership, type Membership } from '../core/group/membership.ts';
import type { DeviceId, EpochId, FileId, SpaceId } from '../core/ids.ts';
import type { Clock, SpaceStore } from '../core/ports.ts';
import { agreesWithLogs, CatalogLog, type NewRecords } from './catalog-log.ts';
import type { ElapsedTime } from './elapsed-time.ts';
import { trashLeft } from './library.ts';
import type { PreviewCache } from './preview-cache.ts';

export interface OpenVaultParts {
  readonly space: SpaceId;
  readonly device: Device;
  readonly epochs: readonly EpochSecrets[];
  readonly store: SpaceStore;
  readonly clock: Clock;
  readonly elapsed: ElapsedTime;
  readonly previews: PreviewCache;
  /** HKDF base of the installation's local key: catalog pages are sealed under it. */
  readonly localBase: CryptoKey;
  /** Told after something was written here and is durable. */
  readonly grew: () => void;
}

interface EpochUse {
  readonly keys: EpochKeys;
  readonly sealer: Sealer;
}

export class OpenVault {
  private isClosed = false;
  private saving: Promise<void> = Promise.resolve();

  private constructor(
    private readonly parts: OpenVaultParts,
    readonly membership: Membership,
    private readonly uses: Map<EpochId, EpochUse>,
    /** The epoch that new blocks are sealed in. */
    readonly epoch: EpochId,
    private lifetime: LifetimeKeys | undefined,
    readonly view: CatalogView,
    private readonly log: CatalogLog,
    private pageSet: PageSet | undefined,
  ) {}

  /** @throws VaultError signature, format … where records or logs were tampered with */
  static async open(parts: OpenVaultParts): Promise<OpenVault> {
    const membership = await readMembership(await parts.store.records.all());
    if (membership.space !== parts.space) throw new VaultError('format', 'records of another space');
    const uses = new Map<EpochId, EpochUse>();
    for (const secrets of parts.epochs) {
      const keys = await epochKeys(secrets);
      uses.set(secrets.epoch, { keys, sealer: new Sealer(keys.convergence) });
    }
    const newest = parts.epochs.at(-1);
    if (!newest) throw new VaultError('format', 'a keyring without an epoch');
    const lifetime = await lifetimeKeys(newest.lifetimeKey);
    const place = { cache: parts.store.pages, space: parts.space, base: parts.localBase };
    const pages = await loadPages(place);
    const isUsable = pages !== undefined && (await agreesWithLogs(pages.view, parts.store.logs));
    const view = isUsable ? pages.view : new CatalogView();
    const keysOf = (epoch: EpochId): EpochKeys | undefined => uses.get(epoch)?.keys;
    const { space, device, store, grew } = parts;
    const makeRoom = async (): Promise<boolean> => {
      if ((await store.previews.size()).entries === 0) return false;
      await store.previews.clear();
      return true;
    };
    const log = new CatalogLog(space, device, membership, keysOf, newest.epoch, store.logs, view, grew, makeRoom);
    await log.catchUp();
    return new OpenVault(parts, membership, uses, newest.epoch, lifetime, view, log, isUsable ? pages.set : undefined);
  }

  get space(): SpaceId {
    return this.parts.space;
  }
  get device(): Device {
    return this.parts.device;
  }
  get store(): SpaceStore {
    return this.parts.store;
  }
  get clock(): Clock {
    return this.parts.clock;
  }
  get previews(): PreviewCache {
    return this.parts.previews;
  }
  get sealer(): Sealer {
    return this.sealerOf(this.epoch);
  }
  get gear(): Bytes {
    return this.lifetimeKeys.gear;
  }

  fileId(sha256: Uint8Array): Promise<FileId> {
    return this.lifetimeKeys.fileId(sha256);
  }

  /** @throws VaultError locked after closing, key-mismatch for an epoch this device was never given */
  sealerOf(epoch: EpochId): Sealer {
    return this.useOf(epoch).sealer;
  }

  convergenceOf(epoch: EpochId): CryptoKey {
    return this.useOf(epoch).keys.convergence;
  }

  /** @throws VaultError not-found */
  entry(id: FileId): EntryView {
    const entry = this.view.entry(id);
    if (!entry) throw new VaultError('not-found', 'no such photo');
    return entry;
  }

  /** @throws VaultError locked, quota, writer-lost */
  publish(records: NewRecords): Promise<void> {
    return this.log.append(records);
  }

  verifyEntry(id: FileId): Promise<{ device: DeviceId; sequence: number }> {
    return this.log.verifyEntry(id);
  }

  /** True where some log ends at a damaged batch: the library may lack what followed. */
  get isLogBroken(): boolean {
    return this.log.brokenLogs.size > 0;
  }

  /** Takes in what another tab wrote. @returns whether anything was new */
  async catchUp(): Promise<boolean> {
    return (await this.log.catchUp()) > 0;
  }

  /** Writes the catalog's pages, so that the next unlock need not replay the logs. One save at a time. */
  savePages(): Promise<void> {
    const { pages: cache } = this.store;
    const turn = this.saving.then(async () => {
      if (this.isClosed) return;
      this.pageSet = await savePages(this.view, { cache, space: this.space, base: this.parts.localBase }, this.pageSet);
    });
    this.saving = turn.catch((error: unknown) => {
      if (!isVaultError(error)) throw error;
    });
    return turn;
  }

  elapsedMs(): number {
    return this.parts.elapsed.now();
  }

  /** So that the trash's days go on after a restart. */
  keepElapsed(): Promise<void> {
    return this.parts.elapsed.keep();
  }

  /** Only the device that put a photo into the trash counts its days (design §5). */
  trashLeftMs(mark: TrashMark): number {
    return trashLeft(mark.device === this.device.id ? this.elapsedMs() - mark.elapsedMs : 0);
  }

  /** Drops the keys; whoever still holds this vault can no longer seal or open. */
  close(): void {
    this.isClosed = true;
    this.log.close();
    this.uses.clear();
    this.lifetime = undefined;
  }

  private get lifetimeKeys(): LifetimeKeys {
    if (!this.lifetime) throw new VaultError('locked', 'the vault was closed');
    return this.lifetime;
  }

  private useOf(epoch: EpochId): EpochUse {
    const use = this.uses.get(epoch);
    if (!use) throw new VaultError(this.isClosed ? 'locked' : 'key-mismatch', 'no key for this epoch');
    return use;
  }
}
