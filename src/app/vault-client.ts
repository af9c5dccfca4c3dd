// The page's end of the contract in src/vault/api.ts: holds the one VaultApi and turns its events into state.
// `main.ts` connects the worker's; tests and the screens' script connect a scripted one.
import type { VaultApi, VaultEvent } from '../vault/api.ts';
import { VaultError } from '../core/errors.ts';
import { showError, toast } from './notices.ts';
import { state } from './state.ts';

let connected: VaultApi | undefined;

/** @throws VaultError `worker-died` before `connectVault` */
export function vault(): VaultApi {
  if (!connected) throw new VaultError('worker-died', 'no vault is connected');
  return connected;
}

/** Subscribes the page to a vault; resolves once its status is known. */
export async function connectVault(api: VaultApi): Promise<void> {
  connected = api;
  await api.subscribe(receive);
  const [status, settings, jobs] = await Promise.all([api.status(), api.getSettings(), api.jobs()]);
  state.settings.set(settings);
  state.jobs.set(jobs);
  state.status.set(status);
  state.worker.set('ready');
}

function receive(event: VaultEvent): void {
  switch (event.type) {
    case 'status':
      state.status.set(event.status);
      break;
    case 'job': {
      const jobs = state.jobs.value;
      const known = jobs.some((job) => job.id === event.job.id);
      state.jobs.set(known ? jobs.map((job) => (job.id === event.job.id ? event.job : job)) : [...jobs, event.job]);
      break;
    }
    case 'library':
      // Counted here: a photo found damaged changes what is shown, and no version of the catalog.
      state.libraryVersion.set(state.libraryVersion.value + 1);
      break;
    case 'error':
      if (event.code === 'writer-lost')
        toast('Another tab took over. This one shows, but no longer changes, your vault.');
      else showError(event.code);
      break;
  }
}
