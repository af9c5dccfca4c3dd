// The vault worker's one object: everything src/vault/api.ts promises the page, each method handed to the part that
// does it. Owns no logic but who is asked and what the page is told.
import { runQuery } from '../core/catalog/query.ts';
import { isVaultError, VaultError, type ErrorCode } from '../core/errors.ts';
import { openInbox, sealToInbox } from '../core/group/inbox.ts';
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
import { backUp } from './back-up.ts';
import { listBackup } from './backup-source.ts';
import { Care } from './care.ts';
import { Caretaker } from './caretaker.ts';
import type { Environment, TabMessage } from './environment.ts';
import { exportPhotos } from './export-photos.ts';
import { ImportRun } from './import-photos.ts';
import { inspectPhoto, replayBlock, revealKey } from './inspect-photo.ts';
import { Jobs, type Job } from './jobs.ts';
import { Library } from './library.ts';
import { assessDamage, openPhoto } from './open-photo.ts';
import type { OpenVault } from './open-vault.ts';
import { cleanPath } from './paths.ts';
import { Pen } from './pen.ts';
import { addPoster, postersWanted } from './posters.ts';
import { readRecipe } from './read-photo.ts';
import { openBackup, restoreBackup } from './restore-backup.ts';
import { safetyReport } from './safety-report.ts';
import { Session } from './session.ts';
import { shareCopies } from './share-copies.ts';
import { openTarget } from './tree-target.ts';

/** A lock waits this long for files at work; what is not done by then starts over after the unlock. */
const lockPatienceMs = 10_000;
const libraryEventMs = 80;
const pagesDelayMs = 2_000;
/** The day's scrub lets the first pictures come first. */
const caretakerDelayMs = 20_000;

export class VaultService implements VaultApi {
  private listener: ((event: VaultEvent) => void) | undefined;
  private settings: AppSettings = defaultSettings;
  private isLocking = false;
  private locked: Promise<void> = Promise.resolve();
  private libraryTimer: ReturnType<typeof setTimeout> | undefined;
  private pagesTimer: ReturnType<typeof setTimeout> | undefined;
  private idleTimer: ReturnType<typeof setTimeout> | undefined;
  private careTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly pen: Pen;
  private readonly session: Session;
  private readonly jobsOfTab: Jobs;
  private readonly library: Library;
  private readonly care: Care;
  private readonly caretaker: Caretaker;
  private readonly imports = new Map<JobId, ImportRun>();
  private readonly retries = new Map<JobId, { files: ImportFile[]; options: ImportOptions }>();
  private readonly openings = new Map<JobId, AbortController>();
  private readonly downloads = new Map<JobId, FileSystemFileHandle>();

  private constructor(private readonly environment: Environment) {
    this.pen = new Pen(environment, () => void this.tellStatus());
    this.session = new Session(environment, this.pen, () => {
      environment.tabs.post('log-grew');
      this.libraryChanged();
    });
    this.jobsOfTab = new Jobs(environment.clock, (job) => {
      this.tell({ type: 'job', job });
    });
    this.care = new Care(environment.store.settings);
    this.library = new Library(this.vault, this.care.isDamaged);
    this.caretaker = new Caretaker(this.vault, this.jobsOfTab, this.care, this.pen, () => {
      this.libraryChanged();
    });
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
    this.restartIdle();
    return Promise.resolve();
  }

  changePassphrase(current: string, next: string): Promise<void> {
    return this.session.changePassphrase(current, next);
  }

  async recover(words: readonly string[], profile: Profile, source: BackupSource): Promise<JobId> {
    this.session.refuseSecondVault();
    const files = await listBackup(source);
    const opening = await openBackup(words, files);
    await this.pen.need();
    const { environment, jobsOfTab } = this;
    const job = jobsOfTab.start('restore', true, async (running) => {
      const restored = await restoreBackup(opening, files, environment.store, environment.clock, running);
      await this.session.install(profile, restored.device, [{ space: restored.space, epochs: restored.epochs }]);
      await this.restartTrash();
      environment.tabs.post('vault-created');
      await this.opened();
      const { packsWritten, packsSkipped, bytes, damaged } = restored;
      const { photos } = this.vault().view.totals();
      return { kind: 'restore', photos, packsWritten, packsSkipped, bytes, damaged };
    });
    return job.id;
  }

  async writeHere(): Promise<void> {
    await this.pen.take(true);
    if (this.session.phase === 'open') await this.session.vault().catchUp();
    for (const job of this.jobsOfTab.all())
      if (job.pausedBy === 'writer-lost' || job.pausedBy === 'writer-elsewhere') job.resume();
    this.libraryChanged();
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
    this.environment.tabs.post('settings-changed');
    this.restartIdle();
  }

  // — Importing. —

  async startImport(files: readonly ImportFile[], options: ImportOptions): Promise<JobId> {
    this.vault();
    await this.pen.need();
    return this.runImport(files, options, () => undefined);
  }

  addPoster(id: FileId, poster: Blob, width: number, height: number, durationMs: number): Promise<void> {
    return addPoster(this.vault(), this.environment.codec, id, poster, { width, height, durationMs });
  }

  postersWanted(): Promise<readonly FileId[]> {
    return Promise.resolve(this.pen.where === 'here' ? postersWanted(this.vault()) : []);
  }

  async putInbox(files: readonly File[]): Promise<void> {
    const agreePublic = this.session.inboxKey;
    for (const file of files) {
      const { name, type, lastModified } = file;
      await this.environment.store.inbox.add(await sealToInbox(agreePublic, { name, type, lastModified }, file));
    }
    await this.tellStatus();
  }

  async importInbox(): Promise<JobId | undefined> {
    const { inbox } = this.environment.store;
    const { agreeSeed } = this.session;
    await this.pen.need();
    const items = new Map<string, number>();
    const files: ImportFile[] = [];
    for (const id of await inbox.list()) {
      const item = await inbox.read(id);
      if (!item) continue;
      const { name, type, lastModified, data } = await openInbox(agreeSeed, item);
      const path = cleanPath(`Shared/${String(id)}/${name}`);
      items.set(path, id);
      files.push({ path, file: new File([data], name, { type, lastModified }) });
    }
    if (files.length === 0) return undefined;
    const options = { space: this.vault().space, albumsFromFolders: false };
    return this.runImport(files, options, (source) => {
      const id = items.get(source.path);
      if (id !== undefined) this.report(inbox.delete(id).then(() => this.tellStatus()));
    });
  }

  pauseJob(job: JobId): Promise<void> {
    this.jobsOfTab.get(job).pause();
    return Promise.resolve();
  }

  resumeJob(job: JobId): Promise<void> {
    this.jobsOfTab.get(job).resume();
    return Promise.resolve();
  }

  cancelJob(job: JobId): Promise<void> {
    const opening = this.openings.get(job);
    if (opening) opening.abort(new VaultError('cancelled', 'no longer looked at'));
    else this.jobsOfTab.get(job).cancel();
    return Promise.resolve();
  }

  dismissJob(job: JobId): Promise<void> {
    this.jobsOfTab.dismiss(job);
    this.retries.delete(job);
    return Promise.resolve();
  }

  async retryJob(job: JobId): Promise<JobId> {
    const again = this.retries.get(job);
    if (!again || again.files.length === 0) throw new VaultError('not-found', 'nothing to try again');
    const next = await this.startImport(again.files, again.options);
    await this.dismissJob(job);
    return next;
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

  async open(id: FileId, job: JobId, onStage: (stage: OpenStage) => void): Promise<void> {
    const abort = new AbortController();
    this.openings.set(job, abort);
    try {
      await openPhoto(this.vault(), this.environment.codec, id, abort.signal, onStage, () => {
        this.caretaker.verdict(id, true);
      });
      this.caretaker.verdict(id, false);
    } finally {
      this.openings.delete(job);
    }
  }

  async damage(id: FileId): Promise<Damage | undefined> {
    const vault = this.vault();
    const entry = vault.entry(id);
    try {
      const recipe = await readRecipe(vault, entry.entry.recipe);
      const damage = await assessDamage(vault, this.environment.codec, entry, recipe);
      return damage.failed.length === 0 ? undefined : damage;
    } catch (error) {
      if (!isVaultError(error)) throw error;
      return { id, total: 1, failed: [{ block: 0, code: error.code }], width: entry.width, height: entry.height };
    }
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

  async exportPhotos(ids: readonly FileId[] | 'all', target: ExportTarget): Promise<JobId> {
    const wanted = ids === 'all' ? this.allPhotos() : ids;
    const { codec } = this.environment;
    return this.intoTarget('export', 'tessera-export.zip', target, async (job, tree) =>
      exportPhotos(this.vault, codec, wanted, tree, job),
    );
  }

  shareCopies(ids: readonly FileId[], withoutLocation: boolean): Promise<readonly File[]> {
    return shareCopies(this.vault(), this.environment.codec, ids, withoutLocation);
  }

  async backUp(target: BackupTarget): Promise<JobId> {
    const { clock } = this.environment;
    return this.intoTarget('backup', 'tessera-backup.zip', target, async (job, tree) => {
      const vault = this.vault();
      const { photos, files } = vault.view.totals();
      const summary = await backUp(vault.store, vault.space, photos, tree, clock, job);
      await this.care.keep({ lastBackup: { atMs: clock.now(), files } });
      return summary;
    });
  }

  async takeDownload(job: JobId): Promise<File> {
    const handle = this.downloads.get(job);
    if (!handle) throw new VaultError('not-found', 'no such download');
    return handle.getFile();
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
    for (const job of this.jobsOfTab.all()) if (job.pausedBy === 'locked') job.resume();
    this.restartIdle();
    this.libraryChanged();
    await this.tellStatus();
    this.careTimer = setTimeout(() => {
      this.report(this.caretaker.catchUp());
    }, caretakerDelayMs);
  }

  private async lockNow(): Promise<void> {
    clearTimeout(this.careTimer);
    clearTimeout(this.idleTimer);
    clearTimeout(this.pagesTimer);
    for (const opening of this.openings.values()) opening.abort(new VaultError('locked', 'the vault was locked'));
    for (const job of this.jobsOfTab.all()) {
      if (job.kind === 'import') job.pause('locked');
      else if (!job.finished && job.kind !== 'backup') job.cancel();
    }
    const settled = Promise.all([...this.imports.values()].map((run) => run.settle()));
    await Promise.race([settled, this.patience(lockPatienceMs)]);
    if (this.pen.where === 'here') await this.savePages();
    this.session.close();
    this.library.clear();
  }

  private patience(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  private runImport(files: readonly ImportFile[], options: ImportOptions, taken: (source: ImportFile) => void): JobId {
    const refused: ImportFile[] = [];
    const { clock, codec, codecWidth } = this.environment;
    const job = this.jobsOfTab.start('import', true, async (running) => {
      const run = new ImportRun(
        files,
        options,
        {
          vault: this.session.vault,
          clock,
          codec,
          codecWidth,
          layout: this.settings.layout,
          isDamaged: this.care.isDamaged,
          healed: (id) => {
            this.caretaker.verdict(id, false);
          },
          taken,
          refused: (source, code) => {
            refused.push(source);
            if (code === 'file-type' || code === 'file-empty') taken(source);
          },
        },
        running,
      );
      this.imports.set(running.id, run);
      try {
        return await run.run();
      } finally {
        this.imports.delete(running.id);
        this.restartIdle();
        this.libraryChanged();
      }
    });
    this.retries.set(job.id, { files: refused, options });
    return job.id;
  }

  private async intoTarget(
    kind: 'export' | 'backup',
    name: string,
    target: ExportTarget,
    body: (job: Job, tree: Awaited<ReturnType<typeof openTarget>>) => ReturnType<Parameters<Jobs['start']>[2]>,
  ): Promise<JobId> {
    this.vault();
    const place =
      target.to === 'download' ? { to: 'zip' as const, handle: await this.environment.scratch.create(name) } : target;
    const tree = await openTarget(place);
    const job = this.jobsOfTab.start(kind, true, (running) => body(running, tree));
    if (target.to === 'download' && place.to === 'zip') this.downloads.set(job.id, place.handle);
    return job.id;
  }

  /** Every file, parts and trash included: what a full check reads. */
  private allFiles(): FileId[] {
    return [...new Set([...this.vault().view.recipeRefs()].map(({ id }) => id))];
  }

  private allPhotos(): FileId[] {
    const { view } = this.vault();
    return view.ids(runQuery(view, { sort: 'imported', descending: false, group: 'none' }).order);
  }

  /** A restored device counts the trash's days itself from now on; whoever began them is gone. */
  private async restartTrash(): Promise<void> {
    const vault = this.session.vault();
    const elapsedMs = vault.elapsedMs();
    const records = vault.view.trashed().map(({ id }) => ({ type: 'trash', file: id, on: true, elapsedMs }) as const);
    if (records.length > 0) await vault.publish(records);
  }

  private async hear(message: TabMessage): Promise<void> {
    switch (message) {
      case 'log-grew':
        if (this.session.phase === 'open' && (await this.session.vault().catchUp())) this.libraryChanged();
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

  private libraryChanged(): void {
    this.libraryTimer ??= setTimeout(() => {
      this.libraryTimer = undefined;
      if (this.session.phase !== 'open' || this.isLocking) return;
      this.tell({ type: 'library', version: this.session.vault().view.version });
    }, libraryEventMs);
    if (this.pen.where !== 'here') return;
    clearTimeout(this.pagesTimer);
    this.pagesTimer = setTimeout(() => {
      this.report(this.savePages());
    }, pagesDelayMs);
  }

  /** Pages and the trash's clock are conveniences: a full disk or a lost pen only costs a slower unlock. */
  private async savePages(): Promise<void> {
    if (this.session.phase !== 'open') return;
    const vault = this.session.vault();
    try {
      await vault.savePages();
      await vault.keepElapsed();
    } catch (error) {
      this.pen.notice(error);
      if (!isVaultError(error) || !skippable.has(error.code)) throw error;
    }
  }

  private restartIdle(): void {
    clearTimeout(this.idleTimer);
    if (this.session.phase !== 'open') return;
    this.idleTimer = setTimeout(() => {
      if (this.jobsOfTab.running('import', 'export', 'backup', 'restore', 'verify')) this.restartIdle();
      else this.report(this.lock());
    }, this.settings.idleLockMs);
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

const skippable: ReadonlySet<ErrorCode> = new Set(['quota', 'writer-lost', 'writer-elsewhere', 'locked']);
