// A pool of interchangeable workers: spawned when needed, dropped when idle, ended when a task runs past its
// deadline or is cancelled, so that no hostile file can hold more than its own task (design §9).
import { VaultError } from '../core/errors.ts';
import { Connection, type Supervised } from './connection.ts';

/** Loading a worker's script is ours, not the file's: it gets its own, generous bound. */
const startDeadlineMs = 30_000;

export interface PoolOptions {
  readonly spawn: () => Worker;
  /** Workers at most; each may hold a whole decoded picture. */
  readonly size: number;
  /** A worker without a task for this long is ended and its memory given back. */
  readonly idleMs: number;
}

export interface TaskOptions {
  /** From the moment the worker has started. Absent: no deadline. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a task may do with its worker while it holds it. */
export interface Lease<T extends object> {
  readonly api: Supervised<T>;
  /** Starts the deadline again, `ms` from now; undefined lifts it. */
  restart(ms: number | undefined): void;
}

interface Slot<T extends object> {
  readonly connection: Connection<T>;
  idle: ReturnType<typeof setTimeout> | undefined;
}

export class WorkerPool<T extends object> {
  readonly #options: PoolOptions;
  readonly #free: Slot<T>[] = [];
  readonly #busy = new Set<Slot<T>>();
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Workers alive, busy or idle. */
  get workers(): number {
    return this.#free.length + this.#busy.size;
  }

  /**
   * Runs a task alone on one worker.
   *
   * @throws VaultError deadline (the worker is replaced), cancelled, worker-died, and whatever the task throws
   */
  async run<R>(task: (lease: Lease<T>) => Promise<R>, options: TaskOptions = {}): Promise<R> {
    const slot = await this.#take(options.signal);
    const { connection } = slot;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const restart = (ms: number | undefined): void => {
      clearTimeout(timer);
      // A late callback of this task must not put a deadline on the worker's next one.
      if (ms === undefined || over) return;
      timer = setTimeout(() => connection.end('deadline', `no end after ${ms} ms`), ms);
    };
    const cancel = (): void => connection.end('cancelled', 'cancelled');
    options.signal?.addEventListener('abort', cancel);
    try {
      const start = setTimeout(() => connection.end('worker-died', 'the worker did not start'), startDeadlineMs);
      try {
        await connection.ready;
      } finally {
        clearTimeout(start);
      }
      restart(options.deadlineMs);
      return await task({ api: connection.api, restart });
    } finally {
      over = true;
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', cancel);
      this.#give(slot);
    }
  }

  /** Ends all workers; open and waiting tasks reject with `cancelled`. */
  close(): void {
    this.#closed = true;
    for (const slot of [...this.#free, ...this.#busy]) {
      clearTimeout(slot.idle);
      slot.connection.end('cancelled', 'the pool was closed');
    }
    this.#free.length = 0;
    for (const next of this.#waiting.splice(0)) next();
  }

  async #take(signal: AbortSignal | undefined): Promise<Slot<T>> {
    for (;;) {
      if (this.#closed) throw new VaultError('cancelled', 'the pool is closed');
      if (signal?.aborted) {
        // This task may have been woken for a worker that it no longer wants.
        this.#waiting.shift()?.();
        throw new VaultError('cancelled', 'cancelled');
      }
      const slot = this.#free.pop() ?? (this.workers < this.#options.size ? this.#spawn() : undefined);
      if (slot !== undefined) {
        clearTimeout(slot.idle);
        this.#busy.add(slot);
        return slot;
      }
      await this.#wait(signal);
    }
  }

  /** Until a worker may be free, or the signal aborts. */
  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const abort = (): void => {
        const at = this.#waiting.indexOf(wake);
        if (at >= 0) this.#waiting.splice(at, 1);
        wake();
      };
      signal?.addEventListener('abort', abort);
      this.#waiting.push(wake);
    });
  }

  #spawn(): Slot<T> {
    return { connection: new Connection<T>(this.#options.spawn()), idle: undefined };
  }

  #give(slot: Slot<T>): void {
    this.#busy.delete(slot);
    if (!slot.connection.ended && !this.#closed) {
      this.#free.push(slot);
      slot.idle = setTimeout(() => {
        this.#free.splice(this.#free.indexOf(slot), 1);
        slot.connection.end();
      }, this.#options.idleMs);
    }
    this.#waiting.shift()?.();
  }
}
