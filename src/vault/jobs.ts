// Long-running acts as the activity tray shows them: progress, pause, cancel, and why one stopped. A job's body
// is an async function that reports to its `Job` and asks it between steps whether to wait or to end.
import { isVaultError, VaultError, type ErrorCode } from '../core/errors.ts';
import type { JobId } from '../core/ids.ts';
import type { Clock } from '../core/ports.ts';
import type { JobKind, JobProgress, JobState, JobSummary } from './api.ts';

/** Time left is judged from this much of the recent past. */
const rateWindowMs = 20_000;
/** The tray is told at most this often while a job runs. */
const reportEveryMs = 120;

export class Job {
  readonly id = crypto.randomUUID() as JobId;
  private state: JobState = 'running';
  private done = 0;
  private total = 0;
  private doneBytes = 0;
  private totalBytes = 0;
  private current: string | undefined;
  private summary: JobSummary | undefined;
  private error: ErrorCode | undefined;
  private readonly abort = new AbortController();
  /** An import waits in as many places as it has lanes. */
  private waiting: (() => void)[] = [];
  private readonly samples: { at: number; bytes: number; count: number }[] = [];
  private reported = -Infinity;

  constructor(
    readonly kind: JobKind,
    readonly canPause: boolean,
    private readonly clock: Clock,
    private readonly tell: (progress: JobProgress) => void,
  ) {}

  /** Aborts when the job is cancelled. */
  get signal(): AbortSignal {
    return this.abort.signal;
  }

  plan(total: number, totalBytes: number): void {
    this.total = total;
    this.totalBytes = totalBytes;
    this.report(true);
  }

  working(on: string): void {
    this.current = on;
    this.report(false);
  }

  advance(count: number, bytes: number): void {
    this.done += count;
    this.doneBytes += bytes;
    const at = this.clock.elapsed();
    this.samples.push({ at, bytes: this.doneBytes, count: this.done });
    while ((this.samples[0]?.at ?? at) < at - rateWindowMs) this.samples.shift();
    this.report(false);
  }

  /**
   * A place where the job may wait or end.
   *
   * @throws VaultError cancelled
   */
  async checkpoint(): Promise<void> {
    while (this.state === 'paused') await new Promise<void>((resolve) => this.waiting.push(resolve));
    if (this.abort.signal.aborted) throw new VaultError('cancelled', 'job cancelled');
  }

  /** @param why  set where the job itself could not go on, e.g. 'quota' */
  pause(why?: ErrorCode): void {
    if (this.state !== 'running' || !this.canPause) return;
    this.state = 'paused';
    this.error = why;
    this.samples.length = 0;
    this.report(true);
  }

  resume(): void {
    if (this.state !== 'paused') return;
    this.state = 'running';
    this.error = undefined;
    this.report(true);
    this.wake();
  }

  get pausedBy(): ErrorCode | undefined {
    return this.state === 'paused' ? this.error : undefined;
  }

  get finished(): boolean {
    return this.state === 'done' || this.state === 'failed' || this.state === 'cancelled';
  }

  cancel(): void {
    if (this.finished) return;
    this.abort.abort(new VaultError('cancelled', 'job cancelled'));
    if (this.state === 'paused') this.state = 'running';
    this.wake();
  }

  finish(state: 'done' | 'failed' | 'cancelled', summary: JobSummary | undefined, error?: ErrorCode): void {
    this.state = state;
    this.summary = summary;
    this.error = error;
    this.current = undefined;
    this.report(true);
  }

  progress(): JobProgress {
    const msLeft = this.msLeft();
    return {
      id: this.id,
      kind: this.kind,
      state: this.state,
      done: this.done,
      total: this.total,
      doneBytes: this.doneBytes,
      totalBytes: this.totalBytes,
      canPause: this.canPause,
      ...(msLeft === undefined ? {} : { msLeft }),
      ...(this.current === undefined ? {} : { current: this.current }),
      ...(this.summary === undefined ? {} : { summary: this.summary }),
      ...(this.error === undefined ? {} : { error: this.error }),
    };
  }

  private msLeft(): number | undefined {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (this.state !== 'running' || !first || !last || last.at - first.at < 1_000) return undefined;
    const elapsed = last.at - first.at;
    if (this.totalBytes > 0 && last.bytes > first.bytes)
      return ((this.totalBytes - last.bytes) * elapsed) / (last.bytes - first.bytes);
    if (last.count > first.count) return ((this.total - last.count) * elapsed) / (last.count - first.count);
    return undefined;
  }

  private wake(): void {
    for (const go of this.waiting.splice(0)) go();
  }

  private report(always: boolean): void {
    const at = this.clock.elapsed();
    if (!always && at - this.reported < reportEveryMs) return;
    this.reported = at;
    this.tell(this.progress());
  }
}

/** All jobs of this tab, finished ones until dismissed. */
export class Jobs {
  private readonly jobs = new Map<JobId, Job>();

  constructor(
    private readonly clock: Clock,
    private readonly tell: (progress: JobProgress) => void,
  ) {}

  /**
   * Starts a job. Its failure ends up in the job's state, never as an unhandled rejection.
   *
   * @param body  resolves with the summary; on cancel it may still return one by catching `cancelled` itself
   */
  start(kind: JobKind, canPause: boolean, body: (job: Job) => Promise<JobSummary>): Job {
    const job = new Job(kind, canPause, this.clock, this.tell);
    this.jobs.set(job.id, job);
    void body(job).then(
      (summary) => job.finish(job.signal.aborted ? 'cancelled' : 'done', summary),
      (error: unknown) => {
        const code = isVaultError(error) ? error.code : 'internal';
        if (code === 'internal') console.error(error);
        job.finish(job.signal.aborted ? 'cancelled' : 'failed', undefined, code);
      },
    );
    return job;
  }

  /** @throws VaultError not-found */
  get(id: JobId): Job {
    const job = this.jobs.get(id);
    if (!job) throw new VaultError('not-found', 'no such job');
    return job;
  }

  all(): readonly Job[] {
    return [...this.jobs.values()];
  }

  running(...kinds: JobKind[]): boolean {
    return this.all().some((job) => !job.finished && kinds.includes(job.kind));
  }

  /** Forgets a finished job; a running one stays. */
  dismiss(id: JobId): void {
    if (this.jobs.get(id)?.finished) this.jobs.delete(id);
  }
}
