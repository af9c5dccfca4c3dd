// One supervised connection to a worker. Comlink never settles calls to a worker that has died, so every call
// is also held here, and rejected with `worker-died` the moment the worker is ended or fails.
import { expose as comlinkExpose, proxy, releaseProxy, transfer, wrap, type Remote } from 'comlink';
import type { Bytes } from '../core/bytes.ts';
import { VaultError, type ErrorCode } from '../core/errors.ts';
import { installErrorTransport } from './wire-errors.ts';

/** Posted by {@link expose} once the worker's script has run, so that deadlines need not count its loading. */
const readyMessage = 'tessera-worker-ready';

/** A flat object of asynchronous methods, as seen from another thread. */
export type Supervised<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never;
};

/** Makes `api` callable from the thread that made this worker. Called once, last in the worker's entry file. */
export function expose(api: object): void {
  installErrorTransport();
  comlinkExpose(api);
  self.postMessage(readyMessage);
}

/** Passes a function to another thread by reference; calls come back here. */
export function callback<F extends (...args: never[]) => unknown>(call: F): F {
  return proxy(call);
}

/**
 * Passes a value to another thread, moving `buffers` instead of copying them; the sender loses them. Only
 * byte strings that own their whole buffer may be listed: a moved subarray detaches its siblings.
 */
export function moving<V extends object>(value: V, buffers: readonly (Bytes | ImageBitmap)[]): V {
  const moved = new Set<Transferable>();
  for (const item of buffers) {
    if (!(item instanceof Uint8Array)) moved.add(item);
    else if (item.byteLength === item.buffer.byteLength) moved.add(item.buffer);
  }
  return transfer(value, [...moved]);
}

export class Connection<T extends object> {
  /** The worker's object; every method rejects with `worker-died` once the connection has ended. */
  readonly api: Supervised<T>;
  /** Resolves when the worker's script has run; rejects with `worker-died` where it cannot. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #remote: Remote<Record<string, (...args: unknown[]) => unknown>>;
  readonly #pending = new Set<(error: VaultError) => void>();
  #ended: VaultError | undefined;

  constructor(worker: Worker) {
    installErrorTransport();
    this.#worker = worker;
    this.#remote = wrap(worker);
    this.ready = new Promise<void>((resolve, reject) => {
      this.#pending.add(reject);
      worker.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (event.data !== readyMessage) return;
        this.#pending.delete(reject);
        resolve();
      });
    });
    // Nobody needs to wait for `ready`; its failure also reaches every call.
    this.ready.catch(() => undefined);
    const fail = (event: Event): void => {
      const message = event instanceof ErrorEvent ? event.message : event.type;
      this.end('worker-died', `the worker failed: ${message}`);
    };
    worker.addEventListener('error', fail);
    worker.addEventListener('messageerror', fail);
    this.api = this.#supervise();
  }

  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /** Ends the worker at once; open calls reject with `code`, later ones too. */
  end(code: ErrorCode = 'worker-died', message = 'the worker was ended'): void {
    if (this.#ended !== undefined) return;
    this.#ended = new VaultError(code, message);
    this.#worker.terminate();
    for (const reject of this.#pending) reject(this.#ended);
    this.#pending.clear();
    this.#remote[releaseProxy]();
  }

  #call(method: string, args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) {
        reject(this.#ended);
        return;
      }
      const remote = this.#remote[method];
      if (remote === undefined) {
        reject(new VaultError('internal', 'no such method', { method }));
        return;
      }
      this.#pending.add(reject);
      const settled = (): boolean => this.#pending.delete(reject);
      remote(...args).then(
        (value: unknown) => {
          settled();
          resolve(value);
        },
        (error: unknown) => {
          settled();
          reject(error instanceof Error ? error : new VaultError('internal', String(error)));
        },
      );
    });
  }

  #supervise(): Supervised<T> {
    return new Proxy({} as Supervised<T>, {
      get: (_target, method) => {
        // `await connection.api` must not be taken for a call of a method named then.
        if (typeof method !== 'string' || method === 'then') return undefined;
        return (...args: unknown[]) => this.#call(method, args);
      },
    });
  }
}
