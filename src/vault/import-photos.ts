// Import: files in, acknowledged photos out (design §3–6). Per file: sniff → SHA-256 → known already? → blocks
// sealed as they are cut → thumbnail and preview → recipe → entry. Files run side by side as wide as the codec
// pool; the block writer keeps the commit order. A file that fails is named in the summary and leaves nothing
// that a sweep does not take.
import { isVaultError, VaultError, type ErrorCode } from '../core/errors.ts';
import type { FileId } from '../core/ids.ts';
import { limits } from '../core/limits.ts';
import type { Clock, Codec } from '../core/ports.ts';
import type { Layout } from '../core/segment/segmenter.ts';
import type { ImportFile, ImportOptions, ImportSummary } from './api.ts';
import { BlockWriter } from './block-writer.ts';
import { importFile, Twins, type ImportedFile } from './import-file.ts';
import { groupImported } from './import-grouping.ts';
import type { Job } from './jobs.ts';
import type { OpenVault } from './open-vault.ts';
import { cleanPath } from './paths.ts';

export interface ImportContext {
  /** The open vault, asked anew for each step: it may be locked and opened in between. @throws VaultError locked */
  readonly vault: () => OpenVault;
  readonly clock: Clock;
  readonly codec: Codec;
  readonly codecWidth: number;
  readonly layout: Layout;
  /** What the last check found broken: imported again, its blocks are stored anew. */
  readonly isDamaged: (id: FileId) => boolean;
  readonly healed: (id: FileId) => void;
  /** Told once a file is durable, or was here already. */
  readonly taken: (source: ImportFile) => void;
  /** Told of a file that was refused. */
  readonly refused: (source: ImportFile, code: ErrorCode) => void;
}

/** Reasons to hold the whole job, not to refuse the one file: nothing is wrong with the file. */
const holdingCodes: ReadonlySet<ErrorCode> = new Set(['quota', 'writer-elsewhere', 'writer-lost', 'locked']);

/** One import while it runs. */
export class ImportRun {
  private readonly imported: ImportedFile[] = [];
  private readonly refused: { path: string; code: ErrorCode }[] = [];
  private readonly figures = { originalBytes: 0, storedBytes: 0, sharedBytes: 0 };
  private readonly writer: BlockWriter;
  private readonly twins = new Twins();
  private readonly atWork = new Set<Promise<void>>();

  constructor(
    private readonly files: readonly ImportFile[],
    private readonly options: Pick<ImportOptions, 'albumsFromFolders'>,
    private readonly context: ImportContext,
    private readonly job: Job,
  ) {
    this.writer = new BlockWriter(context.vault, context.clock);
  }

  async run(): Promise<ImportSummary> {
    const { job, writer } = this;
    job.plan(
      this.files.length,
      this.files.reduce((sum, { file }) => sum + file.size, 0),
    );
    const queue = this.files.values();
    const failures: unknown[] = [];
    const lane = async (): Promise<void> => {
      try {
        for (const source of queue) {
          if (failures.length > 0) return;
          await this.take(source);
          if (writer.shouldFlush) await this.flush();
        }
      } catch (error) {
        failures.push(error);
      }
    };
    try {
      // All of them to their end: once the import is over, a sweep may run, and nothing may be written beside it.
      await Promise.all(Array.from({ length: this.context.codecWidth }, lane));
      if (failures.length > 0) throw failures[0];
      if (!writer.isEmpty) await this.flush();
      await this.holding(() => groupImported(this.context.vault(), this.imported, this.options));
    } catch (error) {
      if (!isVaultError(error, 'cancelled')) throw error;
      await this.keepFinished();
    }
    return {
      kind: 'import',
      imported: this.imported.filter((one) => !one.known).length,
      known: this.imported.filter((one) => one.known).length,
      refused: this.refused,
      photos: this.imported.map((one) => one.id),
      ...this.figures,
    };
  }

  /** For a lock: waits for the files at work and makes them durable; the job is paused already. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.atWork);
    await this.keepFinished();
  }

  private async take(source: ImportFile): Promise<void> {
    const { context, job } = this;
    const attempt = async (): Promise<void> => {
      job.working(source.path);
      const clean = { ...source, path: cleanPath(source.path) };
      await importFile(clean, context, this.twins, this.writer, job.signal, (one) => {
        this.settled(one);
        context.taken(source);
      });
    };
    try {
      await this.holding(() => this.tracked(attempt));
    } catch (error) {
      if (isVaultError(error, 'cancelled')) throw error;
      const code = isVaultError(error) ? error.code : 'internal';
      if (code === 'internal') console.error(error);
      this.refused.push({ path: source.path, code });
      context.refused(source, code);
      job.advance(1, source.file.size);
    }
  }

  private flush(): Promise<void> {
    return this.holding(() => this.writer.flush());
  }

  /** Repeats a step as long as only the moment is against it, with the job paused in between. */
  private async holding(step: () => Promise<void>): Promise<void> {
    for (;;) {
      await this.job.checkpoint();
      try {
        await step();
        return;
      } catch (error) {
        if (!isVaultError(error) || !holdingCodes.has(error.code)) throw error;
        this.job.pause(error.code);
      }
    }
  }

  private async tracked(step: () => Promise<void>): Promise<void> {
    const work = step();
    this.atWork.add(work);
    try {
      await work;
    } finally {
      this.atWork.delete(work);
    }
  }

  private settled(one: ImportedFile): void {
    this.imported.push(one);
    this.figures.originalBytes += one.size;
    this.figures.storedBytes += one.storedBytes;
    this.figures.sharedBytes += one.sharedBytes;
    this.job.advance(1, one.size);
  }

  /** What was finished before a cancel or a lock is kept; where even that fails, it stays queued or is swept. */
  private async keepFinished(): Promise<void> {
    try {
      if (!this.writer.isEmpty) await this.writer.flush();
    } catch (error) {
      if (!isVaultError(error) || !holdingCodes.has(error.code)) throw error;
    }
  }
}

/** Refused before anything is read. @throws VaultError file-empty, limit */
export function checkSize(file: Blob): void {
  if (file.size === 0) throw new VaultError('file-empty', 'empty file');
  if (file.size > limits.fileBytes) throw new VaultError('limit', 'file too large', { bytes: file.size });
}
