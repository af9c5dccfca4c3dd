// The vault worker's one object: everything src/vault/api.ts promises the page, each method handed to the part that
// does it. Owns no logic but who is asked and what the page is told.
import { runQuery } from '../core/catalog/query.ts';
import { isVaultError, VaultError } from '../core/errors.ts';
import type { FileId, JobId } from '../core/ids.ts';
import type {
  ActResult,
  AlbumInfo,
  AlgorithmStep,
  AppSettings,
  BackupSource,
  BackupTarget,
  Damage,
  ExportTarget,
  ImportFile,
  ImportOptions,
  Inspection,
  JobProgress,
  LibraryAct,
  LibraryQuery,
  LibraryView,
  OpenStage,
  PasskeyInfo,
  PhotoDetail,
  PhotoRow,
  Profile,
  SafetyReport,
  VaultApi,
  VaultEvent,
  VaultStatus,
} from './api.ts';
import { defaultSettings, readSettings, writeSettings } from './app-settings.ts';
import { Care } from './care.ts';
import { Caretaker } from './caretaker.ts';
import type { Environment, TabMessage } from './environment.ts';
import { ImportDesk } from './import-desk.ts';
import { inspectPhoto, replayBlock, revealKey } from './inspect-photo.ts';
import { Jobs } from './jobs.ts';
import { layoutOf, layoutRecord } from './layout.ts';
import { Library } from './library.ts';
import type { OpenVault } from './open-vault.ts';
import { Outgoing } from './outgoing.ts';
import { Pen } from './pen.ts';
import { addPoster, postersWanted } from './posters.ts';
import { recover } from './recovery.ts';
import { safetyReport } from './safety-report.ts';
import { Session } from './session.ts';
import { shareCopies } from './share-copies.ts';
import { skippable, Upkeep } from './upkeep.ts';
import { Viewing } from './viewing.ts';

/** A lock waits this long for files at work; what is not done by then starts over after the unlock. */
const lockPatienceMs = 10_000;
export class VaultService implements VaultApi {
  private listener: ((event: VaultEvent) => void) | undefined;
  private settings: AppSettings = defaultSettings;
  private isLocking = false;
  private locked: Promise<void> = Promise.resolve();
  private readonly upkeep: Upkeep;
  private readonly pen: Pen;
  private readonly session: Session;
  private readonly jobsOfTab: Jobs;
  private readonly library: Library;
  private readonly care: Care;
  private readonly caretaker: Caretaker;
  private readonly imports: ImportDesk;
  private readonly viewing: Viewing;
  private readonly outgoing: Outgoing;

  private constructor(private readonly environment: Environment) {
    this.pen = new Pen(environment, () => void this.tellStatus());
    this.session = new Session(environment, this.pen, () => {
      environment.tabs.post('log-grew');
      this.upkeep.libraryChanged();
    });
    this.jobsOfTab = new Jobs(environment.clock, (job) => {
      this.tell({ type: 'job', job });
    });
    this.care = new Care(environment.store.settings);
    this.library = new Library(this.vault, this.care.isDamaged);
    this.caretaker = new Caretaker(this.vault, environment.blockUse, this.jobsOfTab, this.care, this.pen, () => {
      this.upkeep.libraryChanged();
    });
    this.upkeep = new Upkeep(this.session, this.pen, this.jobsOfTab, this.caretaker, () => this.settings.idleLockMs, {
      changed: (version) => {
        if (!this.isLocking) this.tell({ type: 'library', version });
      },
      lock: () => this.lock(),
      report: (work) => {
        this.report(work);
      },
    });
    this.imports = new ImportDesk(
      environment,
      this.session,
      this.jobsOfTab,
      this.care,
      this.caretaker,
      () => this.settings.layout,
      {
        ended: () => {
          this.upkeep.alive();
          this.upkeep.libraryChanged();
        },
        inboxChanged: () => this.tellStatus(),
      },
    );
    this.viewing = new Viewing(this.vault, environment.codec, this.caretaker);
    this.outgoing = new Outgoing(environment, this.vault, this.jobsOfTab, this.care);
    environment.tabs.listen((message) => {
      this.report(this.hear(message));
    });
  }

  static async start(environment: Environment): Promise<VaultService> {
    const service = new VaultService(environment);
    await service.session.load();
    service.settings = await readSettings(environment.store.settings);
    await environment.scratch.clear();
    return service;
  }

  // — Opening and closing. —

  async subscribe(listener: (event: VaultEvent) => void): Promise<void> {
    this.listener = listener;
    await this.tellStatus();
  }

  async status(): Promise<VaultStatus> {
    const { person, passkeys } = this.session;
    const isOpen = this.session.phase === 'open' && !this.isLocking;
    return {
      phase: this.isLocking ? 'locked' : this.session.phase,
      passkeys,
      pen: this.pen.where,
      inbox: (await this.environment.store.inbox.list()).length,
      ...(isOpen && person ? { name: person.name } : {}),
      ...(isOpen && person?.email !== undefined ? { email: person.email } : {}),
      ...(isOpen ? { space: this.session.vault().space, device: this.session.vault().device.id } : {}),
    };
  }

  beginRegistration(profile: Profile): Promise<readonly string[]> {
    return this.session.beginRegistration(profile);
  }

  async finishRegistration(): Promise<void> {
    await this.session.finishRegistration();
    await this.opened();
  }

  async unlock(passphrase: string): Promise<void> {
    await this.locked;
    await this.session.unlock(passphrase);
    await this.opened();
  }

  async unlockWithPasskey(credential: string, prf: Uint8Array): Promise<void> {
    await this.locked;
    await this.session.unlockWithPasskey(credential, prf);
    await this.opened();
  }

  async addPasskey(passkey: Omit<PasskeyInfo, 'addedMs'>, prf: Uint8Array): Promise<void> {
    await this.session.addPasskey(passkey, prf);
    await this.tellStatus();
  }

  async removePasskey(credential: string): Promise<void> {
    await this.session.removePasskey(credential);
    await this.tellStatus();
  }

  async lock(): Promise<void> {
    if (this.session.phase !== 'open' || this.isLocking) return this.locked;
    this.isLocking = true;
    this.locked = this.lockNow().finally(() => (this.isLocking = false));
    await this.tellStatus();
    await this.locked;
    await this.tellStatus();
  }

  touch(): Promise<void> {
    this.upkeep.alive();
    return Promise.resolve();
  }

  changePassphrase(current: string, next: string): Promise<void> {
    return this.session.changePassphrase(current, next);
  }

  async recover(words: readonly string[], profile: Profile, source: BackupSource): Promise<JobId> {
    const { environment, session, jobsOfTab } = this;
    session.refuseSecondVault();
    await this.pen.need();
    return recover(words, profile, source, environment, session, jobsOfTab, () => this.opened());
  }

  async writeHere(): Promise<void> {
    await this.pen.take(true);
    if (this.session.phase === 'open') await this.session.vault().catchUp();
    for (const job of this.jobsOfTab.all())
      if (job.pausedBy === 'writer-lost' || job.pausedBy === 'writer-elsewhere') job.resume();
    this.upkeep.libraryChanged();
    await this.tellStatus();
  }

  /** The store is closed afterwards: the page reloads. */
  async destroyVault(): Promise<void> {
    await this.pen.need();
    for (const job of this.jobsOfTab.all()) job.cancel();
    this.session.close();
    await this.environment.store.destroy();
    await this.environment.scratch.clear();
    this.environment.tabs.post('vault-erased');
  }

  getSettings(): Promise<AppSettings> {
    return Promise.resolve(this.settings);
  }

  async putSettings(changes: Partial<AppSettings>): Promise<void> {
    await this.pen.need();
    this.settings = await writeSettings(this.environment.store.settings, changes);
    if (changes.layout !== undefined && this.session.phase === 'open')
      await this.session.vault().publish([layoutRecord(this.settings.layout)]);
    this.environment.tabs.post('settings-changed');
    this.upkeep.alive();
  }

  // — Importing. —

  startImport(files: readonly ImportFile[], options: ImportOptions): Promise<JobId> {
    return this.writing(() => Promise.resolve(this.imports.start(files, options)));
  }

  addPoster(id: FileId, poster: Blob, width: number, height: number, durationMs: number): Promise<void> {
    const { blockUse, codec } = this.environment;
    return blockUse.adding(() => addPoster(this.vault(), codec, id, poster, { width, height, durationMs }));
  }

  postersWanted(): Promise<readonly FileId[]> {
    return this.answer(() => (this.pen.where === 'here' ? postersWanted(this.vault()) : []));
  }

  putInbox(files: readonly File[]): Promise<void> {
    return this.imports.keepInInbox(files);
  }

  importInbox(): Promise<JobId | undefined> {
    return this.writing(() => this.imports.takeInbox());
  }

  pauseJob(job: JobId): Promise<void> {
    return this.answer(() => {
      this.jobsOfTab.get(job).pause();
    });
  }

  resumeJob(job: JobId): Promise<void> {
    return this.answer(() => {
      this.jobsOfTab.get(job).resume();
    });
  }

  cancelJob(job: JobId): Promise<void> {
    return this.answer(() => {
      if (!this.viewing.cancel(job)) this.jobsOfTab.get(job).cancel();
    });
  }

  async dismissJob(job: JobId): Promise<void> {
    await this.outgoing.forget(job);
    this.jobsOfTab.dismiss(job);
    this.imports.forget(job);
  }

  retryJob(job: JobId): Promise<JobId> {
    return this.writing(() => {
      const next = this.imports.retry(job);
      this.jobsOfTab.dismiss(job);
      return Promise.resolve(next);
    });
  }

  jobs(): Promise<readonly JobProgress[]> {
    return Promise.resolve(this.jobsOfTab.all().map((job) => job.progress()));
  }

  // — The library. —

  query(query: LibraryQuery): Promise<LibraryView> {
    return this.answer(() => this.library.query(query));
  }

  rows(query: number, start: number, end: number): Promise<readonly PhotoRow[]> {
    return this.answer(() => this.library.rows(query, start, end));
  }

  ids(query: number, start: number, end: number): Promise<readonly FileId[]> {
    return this.answer(() => this.library.ids(query, start, end));
  }

  indexOf(query: number, id: FileId): Promise<number> {
    return this.answer(() => this.library.indexOf(query, id));
  }

  thumbnails(ids: readonly FileId[]): Promise<readonly (Uint8Array<ArrayBuffer> | undefined)[]> {
    return this.library.thumbnails(ids);
  }

  photo(id: FileId): Promise<PhotoDetail> {
    return this.answer(() => this.library.photo(id));
  }

  albums(): Promise<readonly AlbumInfo[]> {
    return this.answer(() => this.vault().view.albums());
  }

  labels(): Promise<readonly { readonly label: string; readonly count: number }[]> {
    return this.answer(() => this.vault().view.labels());
  }

  act(act: LibraryAct): Promise<ActResult> {
    return this.writing(() => this.library.act(act));
  }

  undo(token: number): Promise<void> {
    return this.writing(() => this.library.undo(token));
  }

  purge(ids?: readonly FileId[]): Promise<void> {
    return this.writing(async () => {
      const inTrash = this.vault()
        .view.trashed()
        .map(({ id }) => id);
      const wanted = ids && new Set(ids);
      await this.caretaker.purge(wanted ? inTrash.filter((id) => wanted.has(id)) : inTrash);
    });
  }

  // — Viewing. —

  open(id: FileId, job: JobId, onStage: (stage: OpenStage) => void): Promise<void> {
    return this.viewing.open(id, job, onStage);
  }

  damage(id: FileId): Promise<Damage | undefined> {
    return this.viewing.damage(id);
  }

  inspect(id: FileId): Promise<Inspection> {
    return inspectPhoto(this.vault(), this.environment.codec, id);
  }

  replay(id: FileId, block: number): Promise<readonly AlgorithmStep[]> {
    return replayBlock(this.vault(), id, block);
  }

  revealKey(id: FileId, block: number): Promise<string> {
    return revealKey(this.vault(), id, block);
  }

  // — Safety. —

  safety(): Promise<SafetyReport> {
    return safetyReport(this.vault(), this.environment, this.care.facts);
  }

  verifyEverything(ids?: readonly FileId[]): Promise<JobId> {
    return this.answer(() => this.caretaker.verify(ids ?? this.allFiles()).id);
  }

  // — Export and backup. —

  exportPhotos(ids: readonly FileId[] | 'all', target: ExportTarget): Promise<JobId> {
    return this.outgoing.export(ids === 'all' ? this.allPhotos() : ids, target);
  }

  shareCopies(ids: readonly FileId[], withoutLocation: boolean): Promise<readonly File[]> {
    return shareCopies(this.vault(), this.environment.codec, ids, withoutLocation);
  }

  async backUp(target: BackupTarget): Promise<JobId> {
    this.vault();
    return this.outgoing.backUp(target);
  }

  takeDownload(job: JobId): Promise<File> {
    return this.outgoing.download(job);
  }

  // — Within. —

  /** The vault for whoever shows content: closed from the moment a lock was asked for. */
  private readonly vault = (): OpenVault => {
    if (this.isLocking) throw new VaultError('locked', 'the vault is being locked');
    return this.session.vault();
  };

  private async opened(): Promise<void> {
    await this.care.load();
    await this.pen.take(false);
    await this.agreeOnLayout();
    for (const job of this.jobsOfTab.all()) if (job.pausedBy === 'locked') job.resume();
    this.upkeep.begin();
    await this.tellStatus();
    if (this.session.vault().isLogBroken) this.tell({ type: 'error', code: 'signature' });
  }

  /** What the space's log says goes before what this device was set to; a new space says what it begins with. */
  private async agreeOnLayout(): Promise<void> {
    const vault = this.session.vault();
    const layout = layoutOf(vault.view);
    if (layout !== undefined) this.settings = { ...this.settings, layout };
    else if (this.pen.where === 'here' && vault.view.kinds() === undefined && !vault.isLogBroken)
      await vault.publish([layoutRecord(this.settings.layout)]);
  }

  private async lockNow(): Promise<void> {
    this.upkeep.end();
    this.viewing.cancelAll('locked');
    for (const job of this.jobsOfTab.all()) {
      if (job.kind === 'import') job.pause('locked');
      else if (!job.finished && job.kind !== 'backup') job.cancel();
    }
    await Promise.race([this.imports.settle(), this.patience(lockPatienceMs)]);
    await this.upkeep.savePages();
    this.session.close();
    this.library.clear();
  }

  private patience(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Every file, parts and trash included: what a full check reads. */
  private allFiles(): FileId[] {
    return [...new Set([...this.vault().view.recipeRefs()].map(({ id }) => id))];
  }

  private allPhotos(): FileId[] {
    const { view } = this.vault();
    return view.ids(runQuery(view, { sort: 'imported', descending: false, group: 'none' }).order);
  }

  private async hear(message: TabMessage): Promise<void> {
    switch (message) {
      case 'log-grew':
        if (this.session.phase === 'open' && (await this.session.vault().catchUp())) this.upkeep.libraryChanged();
        break;
      case 'settings-changed':
        this.settings = await readSettings(this.environment.store.settings);
        break;
      case 'vault-created':
        await this.session.load();
        await this.tellStatus();
        break;
      case 'vault-erased':
        this.session.close();
        this.tell({ type: 'error', code: 'storage-closed' });
        break;
      case 'pen-moved':
        await this.tellStatus();
    }
  }

  private answer<Result>(give: () => Result): Promise<Result> {
    return Promise.resolve().then(give);
  }

  private async writing<Result>(write: () => Promise<Result>): Promise<Result> {
    this.vault();
    await this.pen.need();
    try {
      return await write();
    } catch (error) {
      this.pen.notice(error);
      throw error;
    }
  }

  private async tellStatus(): Promise<void> {
    this.tell({ type: 'status', status: await this.status() });
  }

  private tell(event: VaultEvent): void {
    this.listener?.(event);
  }

  /** For work nobody waits for: its failure becomes an event. */
  private report(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.pen.notice(error);
      const code = isVaultError(error) ? error.code : 'internal';
      if (code === 'internal') console.error(error);
      if (!skippable.has(code)) this.tell({ type: 'error', code });
    });
  }
}
