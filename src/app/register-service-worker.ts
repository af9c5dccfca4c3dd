// Registers the service worker (workbox-window) and turns "a newer build waits" into `state.update`: the page
// asks, the person decides, because a new build must never slip under an import.
import { Workbox } from 'workbox-window';
import { state } from './state.ts';

/** Once an hour, for pages that stay open for days. */
const lookEveryMs = 60 * 60_000;

export async function registerServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  const workbox = new Workbox(new URL('./sw.js', document.baseURI).href);
  workbox.addEventListener('waiting', () => {
    state.update.set(() => {
      workbox.addEventListener('controlling', () => location.reload());
      workbox.messageSkipWaiting();
    });
  });
  try {
    await workbox.register();
  } catch (error) {
    // Private modes and some settings refuse service workers: the app works, only not offline.
    console.warn('Tessera cannot start without a network here:', error);
    return;
  }
  setInterval(() => {
    if (navigator.onLine) workbox.update().catch(() => undefined);
  }, lookEveryMs);
}
