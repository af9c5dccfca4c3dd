// Starts the vault worker and presents it as a plain VaultApi: callbacks are passed by reference, and every call
// rejects with `worker-died` once the worker is gone (src/rpc/connection.ts).
import { callback, Connection } from '../rpc/connection.ts';
import type { VaultApi } from '../vault/api.ts';

/** @param died  told once, when the worker failed: the page cannot go on without a reload */
export function startVaultWorker(died: () => void): VaultApi {
  const worker = new Worker(new URL('../../workers/vault.ts', import.meta.url), { type: 'module', name: 'vault' });
  worker.addEventListener('error', died);
  worker.addEventListener('messageerror', died);
  const { api } = new Connection<VaultApi>(worker);
  return new Proxy(api, {
    get(target, method, receiver) {
      const call: unknown = Reflect.get(target, method, receiver);
      if (typeof call !== 'function') return call;
      return (...args: unknown[]): unknown =>
        call(...args.map((arg) => (typeof arg === 'function' ? callback(arg as () => void) : arg)));
    },
  });
}
