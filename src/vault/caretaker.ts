// What happens by itself while the vault is open: the day's scrub, the trash's days running out, a sweep after
// deletions, the catalog's pages. Never beside an import: its blocks are referred to only once its entry is durable.
import type { CatalogRecord } from '../core/catalog/records.ts';
import { isVaultError } from '../core/errors.ts';
import type { FileId } from '../core/ids.ts';
import type { VerifySummary } from './api.ts';
import type { Care } from './care.ts';
import type { BlockUse } from './environment.ts';
import type { Job, Jobs } from './jobs.ts';
import type { OpenVault } from './open-vault.ts';
import type { Pen } from './pen.ts';
import { sweepStore } from './sweep-store.ts';
import { scrubPacks, scrubShare, verifyPhotos } from './verify-photos.ts';

const dayMs = 86_400_000;

export class Caretaker {
  private imports = 0;
  private wasSweepDue = false;
  /** Goes up with every purge: what one gave up while a sweep ran is not swept by it. */
  private purges = 0;

  constructor(
    private readonly vault: () => OpenVault,
    private readonly blockUse: BlockUse,
    private readonly jobs: Jobs,
    private readonly care: Care,
    private readonly pen: Pen,
    /** Told when verdicts changed. */
    private readonly judged: () => void,
  ) {}

  /** After an unlock with the pen here: what fell due while the vault was locked. */
  async catchUp(): Promise<void> {
    if (this.pen.where !== 'here') return;
    await this.emptyOverdueTrash();
    await this.startScrub();
    if (this.care.facts.sweepDue === true) this.startSweep();
  }

  /** Until it has ended well, an import counts as one that left blocks behind: it may never get to say so. */
  async importBegins(): Promise<void> {
    if (this.imports++ === 0) this.wasSweepDue = this.care.facts.sweepDue === true;
    await this.keepQuietly(() => this.care.keep({ sweepDue: true }));
  }

  async importEnded(leftNothing: boolean): Promise<void> {
    this.wasSweepDue ||= !leftNothing;
    if (--this.imports > 0) return;
    await this.keepQuietly(() => this.care.keep({ sweepDue: this.wasSweepDue }));
    if (this.wasSweepDue) this.startSweep();
  }

  /** Gives up photos for good; their blocks go with the next sweep. */
  async purge(ids: readonly FileId[]): Promise<void> {
    const vault = this.vault();
    const records: CatalogRecord[] = ids.flatMap((id) => [
      { type: 'purge', file: id } as const,
      ...(vault.view.entry(id)?.partFiles ?? []).map((part) => ({ type: 'purge', file: part.id }) as const),
    ]);
    if (records.length === 0) return;
    await vault.publish(records);
    this.purges++;
    this.wasSweepDue = true;
    await this.keepQuietly(() => this.care.keep({ sweepDue: true }));
    this.startSweep();
  }

  verify(ids: readonly FileId[]): Job {
    return this.jobs.start('verify', true, async (job) => {
      const summary = await verifyPhotos(this.vault, ids, job, this.verdict);
      await this.keepVerdicts(summary);
      return summary;
    });
  }

  /** Not now means later: whatever holds it off leaves it due. */
  startSweep(): void {
    if (this.imports > 0 || this.pen.where !== 'here' || !this.isOpen()) return;
    if (this.jobs.running('restore', 'backup', 'export', 'sweep')) return;
    this.jobs.start('sweep', false, async () => {
      let blocks = 0;
      for (let seen = -1; seen !== this.purges;) {
        seen = this.purges;
        const swept = await this.blockUse.removing(() => sweepStore(this.vault()));
        if (swept?.ran !== true) break;
        blocks += swept.blocksDropped;
        if (seen === this.purges) await this.keepQuietly(() => this.care.keep({ sweepDue: this.imports > 0 }));
      }
      return { kind: 'scrub', photos: 0, blocks, mended: 0, damaged: [] };
    });
  }

  private isOpen(): boolean {
    try {
      this.vault();
      return true;
    } catch (error) {
      if (isVaultError(error, 'locked') || isVaultError(error, 'no-vault')) return false;
      throw error;
    }
  }

  readonly verdict = (id: FileId, isDamaged: boolean): void => {
    if (this.care.judge(id, isDamaged)) this.judged();
  };

  private async emptyOverdueTrash(): Promise<void> {
    const vault = this.vault();
    const due = vault.view.trashed().filter(({ mark }) => vault.trashLeftMs(mark) === 0);
    await this.purge(due.map(({ id }) => id));
  }

  private async startScrub(): Promise<void> {
    const { scrub } = this.care.facts;
    const vault = this.vault();
    const today = Math.floor(vault.clock.now() / dayMs);
    if (scrub.day === today || this.jobs.running('import', 'restore', 'scrub')) return;
    const packs = (await vault.store.blocks.packs()).length;
    if (packs === 0) return;
    this.jobs.start('scrub', true, (job) => this.scrub(job, today, packs));
  }

  private async scrub(job: Job, today: number, packs: number): Promise<VerifySummary> {
    const before = this.care.facts;
    const { cursor, suspects, read } = await scrubPacks(this.vault(), before.scrub, today, job);
    const summary = suspects.length > 0 ? await verifyPhotos(this.vault, suspects, job, this.verdict) : nothingFound;
    const isNewRound = cursor.roundStartedMs !== before.scrub.roundStartedMs;
    const share = read / Math.max(packs, scrubShare(packs));
    await this.keepQuietly(async () => {
      await this.care.keep({ scrub: cursor, scrubbed: Math.min(1, (isNewRound ? 0 : before.scrubbed) + share) });
    });
    return { ...summary, kind: 'scrub' };
  }

  private async keepVerdicts(summary: VerifySummary): Promise<void> {
    const { photos, damaged } = summary;
    await this.keepQuietly(async () => {
      const atMs = this.vault().clock.now();
      await this.care.keep({ lastVerify: { atMs, photos, damaged: damaged.length } });
    });
  }

  /** A tab without the pen, or a full disk, still shows what it found; it only cannot remember it. */
  private async keepQuietly(keep: () => Promise<void>): Promise<void> {
    try {
      await keep();
    } catch (error) {
      if (!isVaultError(error) || !['quota', 'writer-lost', 'writer-elsewhere'].includes(error.code)) throw error;
    }
  }
}

const nothingFound: VerifySummary = { kind: 'scrub', photos: 0, blocks: 0, mended: 0, damaged: [] };
