// A scripted VaultApi in memory: no keys, no storage, no worker. Pages are developed and tested against it; its
// fields are the script (fail what, answer what), its `calls` the record of what a page asked for.
import { generateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { VaultError, type ErrorCode } from '../../src/core/errors.ts';
import { limits } from '../../src/core/limits.ts';
import type { AlbumId, DeviceId, FileId, JobId, SpaceId } from '../../src/core/ids.ts';
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
  JobKind,
  JobProgress,
  JobSummary,
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
} from '../../src/vault/api.ts';
import { drawPhoto, drawnWebp } from './drawn-photos.ts';
import { fakeInspection, fakeReceipt, fakeSteps } from './fake-inspection.ts';
import { FakeLibrary, fakeId } from './fake-library.ts';

export { FakeLibrary, fakeId } from './fake-library.ts';

export interface FakeOptions {
  readonly phase?: VaultStatus['phase'];
  readonly photos?: number;
  readonly passphrase?: string;
}

export class FakeVault implements VaultApi {
  readonly library: FakeLibrary;
  /** Every call by name, with what it was given: tests assert on it. */
  readonly calls: { readonly method: string; readonly args: readonly unknown[] }[] = [];
  /** The next call of a method fails with this code, once. */
  readonly failNext = new Map<keyof VaultApi, ErrorCode>();
  /** Milliseconds between two steps of scripted work; 0 does it in one go. */
  stepMs = 0;
  passphrase: string;
  words: readonly string[] = generateMnemonic(wordlist, 256).split(' ');
  settings: AppSettings = { idleLockMs: limits.idleLockMs, layout: 'tiles', theme: 'system', tileEdgePx: 180 };
  report: Partial<SafetyReport> = {};
  /** Photos that open as damaged. */
  readonly damagedIds = new Set<FileId>();

  #status: VaultStatus;
  #listener: ((event: VaultEvent) => void) | undefined;
  #jobs: JobProgress[] = [];
  #nextJob = 1;
  #pending: Profile | undefined;

  constructor(options: FakeOptions = {}) {
    this.library = new FakeLibrary(options.photos ?? 0);
    this.passphrase = options.passphrase ?? 'correct horse battery';
    this.#status = { phase: options.phase ?? 'open', passkeys: [], pen: 'here', inbox: 0 };
    if (this.#status.phase === 'open') this.#open('Ada');
  }

  // — For scripts and tests. —

  setStatus(change: Partial<VaultStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.#emit({ type: 'status', status: this.#status });
  }

  /** Puts a job into the tray as it is given. */
  setJob(job: Partial<JobProgress> & { readonly kind: JobKind }): JobProgress {
    const whole: JobProgress = {
      id: `job-${String(this.#nextJob++)}` as JobId,
      state: 'running',
      done: 0,
      total: 0,
      doneBytes: 0,
      totalBytes: 0,
      canPause: true,
      ...job,
    };
    this.#jobs = [...this.#jobs.filter((known) => known.id !== whole.id), whole];
    this.#emit({ type: 'job', job: whole });
    return whole;
  }

  libraryChanged(): void {
    this.#emit({ type: 'library', version: this.library.version });
  }

  emitError(code: ErrorCode): void {
    this.#emit({ type: 'error', code });
  }

  called(method: keyof VaultApi): readonly (readonly unknown[])[] {
    return this.calls.filter((call) => call.method === method).map((call) => call.args);
  }

  // — Opening and closing. —

  async subscribe(listener: (event: VaultEvent) => void): Promise<void> {
    this.#listener = listener;
    this.#emit({ type: 'status', status: this.#status });
  }
  async status(): Promise<VaultStatus> {
    return this.#status;
  }
  async beginRegistration(profile: Profile): Promise<readonly string[]> {
    this.#record('beginRegistration', profile);
    if (this.#status.phase !== 'none') throw new VaultError('vault-exists', 'a vault is here');
    this.#pending = profile;
    return this.words;
  }
  async finishRegistration(): Promise<void> {
    this.#record('finishRegistration');
    if (!this.#pending) throw new VaultError('internal', 'no registration was begun');
    this.passphrase = this.#pending.passphrase;
    this.#open(this.#pending.name, this.#pending.email);
    this.#pending = undefined;
  }
  async unlock(passphrase: string): Promise<void> {
    this.#record('unlock', passphrase);
    if (passphrase !== this.passphrase) throw new VaultError('wrong-passphrase', 'wrong');
    this.#open('Ada');
  }
  async unlockWithPasskey(credential: string, prf: Uint8Array): Promise<void> {
    this.#record('unlockWithPasskey', credential, prf.length);
    if (!this.#status.passkeys.some((key) => key.credential === credential)) {
      throw new VaultError('wrong-passkey', 'unknown');
    }
    this.#open('Ada');
  }
  async addPasskey(passkey: Omit<PasskeyInfo, 'addedMs'>): Promise<void> {
    this.#record('addPasskey', passkey);
    this.setStatus({ passkeys: [...this.#status.passkeys, { ...passkey, addedMs: Date.now() }] });
  }
  async removePasskey(credential: string): Promise<void> {
    this.#record('removePasskey', credential);
    this.setStatus({ passkeys: this.#status.passkeys.filter((key) => key.credential !== credential) });
  }
  async lock(): Promise<void> {
    this.#record('lock');
    const { passkeys, pen, inbox } = this.#status;
    this.#status = { phase: 'locked', passkeys, pen, inbox };
    this.#emit({ type: 'status', status: this.#status });
  }
  async touch(): Promise<void> {
    this.#record('touch');
  }
  async changePassphrase(current: string, next: string): Promise<void> {
    this.#record('changePassphrase', current, next);
    if (current !== this.passphrase) throw new VaultError('wrong-passphrase', 'wrong');
    this.passphrase = next;
  }
  async recover(words: readonly string[], profile: Profile, source: BackupSource): Promise<JobId> {
    this.#record('recover', words, profile, source);
    if (words.join(' ') !== this.words.join(' ')) throw new VaultError('words-of-another-vault', 'others');
    this.passphrase = profile.passphrase;
    for (let at = 0; at < 24; at++) this.library.add();
    this.#open(profile.name, profile.email);
    return this.#work('restore', 24, 96_000_000, {
      kind: 'restore',
      photos: 24,
      packsWritten: 24,
      packsSkipped: 0,
      bytes: 96_000_000,
      damaged: [],
    });
  }
  async writeHere(): Promise<void> {
    this.#record('writeHere');
    this.setStatus({ pen: 'here' });
  }
  async destroyVault(): Promise<void> {
    this.#record('destroyVault');
    this.#status = { phase: 'none', passkeys: [], pen: 'here', inbox: 0 };
    this.#emit({ type: 'status', status: this.#status });
  }

  async getSettings(): Promise<AppSettings> {
    return this.settings;
  }
  async putSettings(settings: Partial<AppSettings>): Promise<void> {
    this.#record('putSettings', settings);
    this.settings = { ...this.settings, ...settings };
  }

  // — Work. —

  async startImport(files: readonly ImportFile[], options: ImportOptions): Promise<JobId> {
    this.#record('startImport', files, options);
    const refused: { path: string; code: ErrorCode }[] = [];
    const photos: FileId[] = [];
    let bytes = 0;
    for (const { file, path } of files) {
      if (file.size === 0) refused.push({ path, code: 'file-empty' });
      else if (!/^(image|video)\//.test(file.type)) refused.push({ path, code: 'file-type' });
      else {
        bytes += file.size;
        photos.push(this.library.add({ name: path.split('/').at(-1) ?? path, size: file.size }).id);
      }
    }
    this.library.version += 1;
    this.libraryChanged();
    const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);
    return this.#work('import', files.length, totalBytes, {
      kind: 'import',
      imported: photos.length,
      known: 0,
      refused,
      originalBytes: bytes,
      storedBytes: Math.round(bytes * 0.74),
      sharedBytes: Math.round(bytes * 0.06),
      photos,
    });
  }
  async addPoster(id: FileId): Promise<void> {
    this.#record('addPoster', id);
  }
  async postersWanted(): Promise<readonly FileId[]> {
    return [];
  }
  async putInbox(files: readonly File[]): Promise<void> {
    this.#record('putInbox', files);
    this.setStatus({ inbox: this.#status.inbox + files.length });
  }
  async importInbox(): Promise<JobId | undefined> {
    this.#record('importInbox');
    return undefined;
  }
  async pauseJob(job: JobId): Promise<void> {
    this.#changeJob('pauseJob', job, { state: 'paused' });
  }
  async resumeJob(job: JobId): Promise<void> {
    this.#changeJob('resumeJob', job, { state: 'running' });
  }
  async cancelJob(job: JobId): Promise<void> {
    this.#changeJob('cancelJob', job, { state: 'cancelled' });
  }
  async dismissJob(job: JobId): Promise<void> {
    this.#record('dismissJob', job);
    this.#jobs = this.#jobs.filter((known) => known.id !== job);
  }
  async retryJob(job: JobId): Promise<JobId> {
    this.#record('retryJob', job);
    const { id } = this.setJob({ kind: 'import', total: 1, totalBytes: 1 });
    return id;
  }
  async jobs(): Promise<readonly JobProgress[]> {
    return this.#jobs;
  }

  // — The library. —

  async query(query: LibraryQuery): Promise<LibraryView> {
    this.#record('query', query);
    return this.library.query(query);
  }
  async rows(query: number, start: number, end: number): Promise<readonly PhotoRow[]> {
    return this.library.ids(query, start, end).map((id) => this.library.row(this.library.get(id)));
  }
  async ids(query: number, start: number, end: number): Promise<readonly FileId[]> {
    return this.library.ids(query, start, end);
  }
  async indexOf(query: number, id: FileId): Promise<number> {
    return this.library.indexOf(query, id);
  }
  async thumbnails(ids: readonly FileId[]): Promise<readonly (Uint8Array<ArrayBuffer> | undefined)[]> {
    return Promise.all(
      ids.map(async (id) => {
        const photo = this.library.photos.get(id);
        if (!photo || photo.drawn === 'kept' || photo.damaged) return undefined;
        return drawnWebp(photo.seed, photo.width, photo.height, limits.thumbnailEdgePx);
      }),
    );
  }
  async photo(id: FileId): Promise<PhotoDetail> {
    return this.library.detail(id);
  }
  async albums(): Promise<readonly AlbumInfo[]> {
    return this.library.albumInfos();
  }
  async labels(): Promise<readonly { label: string; count: number }[]> {
    return this.library.labels();
  }
  async act(act: LibraryAct): Promise<ActResult> {
    this.#record('act', act);
    const result = this.library.act(act);
    this.libraryChanged();
    return result;
  }
  async undo(token: number): Promise<void> {
    this.#record('undo', token);
    this.library.undo(token);
    this.libraryChanged();
  }
  async purge(ids?: readonly FileId[]): Promise<void> {
    this.#record('purge', ids);
    for (const photo of [...this.library.photos.values()]) {
      if (photo.trashed && (ids === undefined || ids.includes(photo.id))) this.library.photos.delete(photo.id);
    }
    this.library.version += 1;
    this.libraryChanged();
  }

  // — Viewing and looking inside. —

  async open(id: FileId, job: JobId, onStage: (stage: OpenStage) => void): Promise<void> {
    this.#record('open', id, job);
    const { seed, width, height, type, decoder, notices } = this.library.get(id);
    const webp = await drawnWebp(seed, width, height, limits.previewEdgePx / 2);
    onStage({ stage: 'preview-checked', webp, width, height });
    const total = fakeReceipt(this.library.get(id)).blocks;
    for (let step = 1; step <= 6; step++) {
      await this.#step();
      if (this.damagedIds.has(id) && step === 4) throw new VaultError('tag-mismatch', 'damaged', { block: 7 });
      onStage({ stage: 'blocks', done: Math.round((total * step) / 6), total, mended: 0 });
    }
    const receipt = fakeReceipt(this.library.get(id));
    if (type === 'mp4' || type === 'mov' || type === 'webm') {
      onStage({ stage: 'file-verified', file: new Blob([], { type: `video/${type}` }), type, receipt });
      return;
    }
    const scale = Math.min(1, limits.previewEdgePx / Math.max(width, height));
    const canvas = drawPhoto(seed, Math.round(width * scale), Math.round(height * scale));
    onStage({ stage: 'original-verified', bitmap: canvas.transferToImageBitmap(), notices, decoder, receipt });
  }
  async damage(id: FileId): Promise<Damage | undefined> {
    if (!this.damagedIds.has(id)) return undefined;
    const { areas, width, height, blocks } = fakeInspection(this.library.get(id));
    return {
      id,
      total: blocks.length,
      failed: [
        { block: 7, code: 'tag-mismatch' },
        { block: 8, code: 'block-missing' },
      ],
      ...(areas && { areas }),
      width,
      height,
    };
  }
  async inspect(id: FileId): Promise<Inspection> {
    return fakeInspection(this.library.get(id), [...this.library.photos.keys()].slice(0, 3));
  }
  async replay(id: FileId, block: number): Promise<readonly AlgorithmStep[]> {
    return fakeSteps(this.library.get(id), block);
  }
  async revealKey(id: FileId, block: number): Promise<string> {
    this.#record('revealKey', id, block);
    return 'c0ffee'.repeat(11).slice(0, 64);
  }

  // — Safety, export, backup. —

  async safety(): Promise<SafetyReport> {
    const photos = [...this.library.photos.values()].filter((photo) => !photo.trashed);
    const originalBytes = photos.reduce((sum, photo) => sum + photo.size, 0);
    const blocks = Math.round(originalBytes * 0.7);
    const breakdown = {
      blocks,
      thumbnails: photos.length * 14_000,
      recipes: photos.length * 15_000,
      catalog: photos.length * 700,
      index: photos.length * 3_600,
      database: 400_000,
    };
    const storedBytes = Object.values(breakdown).reduce((sum, bytes) => sum + bytes, 0);
    return {
      photos: photos.length,
      originalBytes,
      storedBytes,
      previewBytes: photos.length * 90_000,
      breakdown,
      savedByCoding: Math.round(originalBytes * 0.23),
      savedByDeduplication: Math.round(originalBytes * 0.07),
      quotaBytes: 60_000_000_000,
      usageBytes: storedBytes + photos.length * 90_000,
      persisted: false,
      privateWindow: 'no',
      notBackedUp: photos.length,
      scrubbed: 0.4,
      damaged: photos.filter((photo) => photo.damaged).map((photo) => photo.id),
      ...this.report,
    };
  }
  async verifyEverything(ids?: readonly FileId[]): Promise<JobId> {
    this.#record('verifyEverything', ids);
    const photos = ids?.length ?? this.library.photos.size;
    return this.#work('verify', photos, photos * 4_000_000, {
      kind: 'verify',
      photos,
      blocks: photos * 192,
      mended: 0,
      damaged: [],
    });
  }
  async exportPhotos(ids: readonly FileId[] | 'all', target: ExportTarget): Promise<JobId> {
    this.#record('exportPhotos', ids, target);
    const files = ids === 'all' ? this.library.photos.size : ids.length;
    return this.#work('export', files, files * 4_000_000, {
      kind: 'export',
      files,
      bytes: files * 4_000_000,
      failed: [],
    });
  }
  async shareCopies(ids: readonly FileId[], withoutLocation: boolean): Promise<readonly File[]> {
    this.#record('shareCopies', ids, withoutLocation);
    return ids.map((id) => new File(['copy'], this.library.get(id).name, { type: 'image/jpeg' }));
  }
  async backUp(target: BackupTarget): Promise<JobId> {
    this.#record('backUp', target);
    const photos = this.library.photos.size;
    this.report = { ...this.report, lastBackupMs: Date.now(), notBackedUp: 0 };
    return this.#work('backup', photos, photos * 3_000_000, {
      kind: 'backup',
      photos,
      packsWritten: photos,
      packsSkipped: 0,
      bytes: photos * 3_000_000,
      damaged: [],
    });
  }
  async takeDownload(job: JobId): Promise<File> {
    this.#record('takeDownload', job);
    return new File(['backup'], 'tessera-backup.zip', { type: 'application/zip' });
  }

  // — The script's machinery. —

  #open(name: string, email?: string): void {
    this.setStatus({
      phase: 'open',
      name,
      ...(email !== undefined && { email }),
      space: fakeId(3, 1) as SpaceId,
      device: fakeId(4, 1) as DeviceId,
    });
  }

  #record(method: keyof VaultApi, ...args: readonly unknown[]): void {
    this.calls.push({ method, args });
    const code = this.failNext.get(method);
    if (code === undefined) return;
    this.failNext.delete(method);
    throw new VaultError(code, 'scripted');
  }

  #emit(event: VaultEvent): void {
    this.#listener?.(event);
  }

  #changeJob(method: keyof VaultApi, id: JobId, change: Partial<JobProgress>): void {
    this.#record(method, id);
    const job = this.#jobs.find((known) => known.id === id);
    if (!job) throw new VaultError('not-found', 'no such job');
    this.setJob({ ...job, ...change });
  }

  #step(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.stepMs));
  }

  /** Scripted work: twenty steps, pausable and cancellable as real work is. */
  #work(kind: JobKind, total: number, totalBytes: number, summary: JobSummary): JobId {
    const { id } = this.setJob({ kind, total, totalBytes });
    void this.#advance(id, summary);
    return id;
  }
  async #advance(id: JobId, summary: JobSummary): Promise<void> {
    for (let step = 1; step <= 20;) {
      await this.#step();
      const job = this.#jobs.find((known) => known.id === id);
      if (!job || job.state === 'cancelled') return;
      if (job.state !== 'running') continue;
      const { msLeft: _unknown, ...known } = job;
      this.setJob({
        ...known,
        done: Math.round((job.total * step) / 20),
        doneBytes: Math.round((job.totalBytes * step) / 20),
        current: `2026/Rome/IMG_${String(1000 + step)}.jpg`,
        ...(step < 20 && { msLeft: (20 - step) * this.stepMs }),
        ...(step === 20 && { state: 'done', summary }),
      });
      step += 1;
    }
  }
}

/** An album's id by its name, for tests. */
export function albumNamed(vault: FakeVault, name: string): AlbumId {
  const album = vault.library.albums.find((known) => known.name === name);
  if (!album) throw new Error(`no album ${name}`);
  return album.id;
}
