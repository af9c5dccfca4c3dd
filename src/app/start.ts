// What every page with a vault does once: connect it, follow the address, watch for signs of life, apply the theme,
// hear of the network. `main.ts` calls it with the worker's vault, the scripted page with a scripted one.
import type { VaultApi } from '../vault/api.ts';
import { importInboxWhenOpen } from './arrivals.ts';
import { watchForLife } from './idle.ts';
import { showError } from './notices.ts';
import { followAddress } from './routes.ts';
import { state } from './state.ts';
import { connectVault } from './vault-client.ts';

export async function startApp(api: VaultApi): Promise<void> {
  followAddress();
  watchForLife(window, () => performance.now());
  const online = (): void => state.online.set(navigator.onLine);
  addEventListener('online', online);
  addEventListener('offline', online);
  online();
  importInboxWhenOpen();
  state.settings.subscribe(({ theme }) => applyTheme(theme));
  try {
    await connectVault(api);
  } catch (error) {
    showError(error);
    state.worker.set('lost');
  }
}

function applyTheme(theme: 'system' | 'light' | 'dark'): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
