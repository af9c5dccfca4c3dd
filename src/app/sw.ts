// The service worker: keeps the whole shell (page, workers, WASM) so that everything works with the network off,
// and answers the share target, which reaches nobody else. It never touches keys: what is shared into a locked
// vault is sealed to the public inbox key (share-inbox.ts).
import { cleanupOutdatedCaches, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { keepShared } from './share-inbox.ts';

/** The part of ServiceWorkerGlobalScope used here; its library cannot be loaded beside the page's. */
interface ServiceWorkerHost {
  /** Filled in by the build: every file of the shell with its revision. */
  readonly __WB_MANIFEST: (PrecacheEntry | string)[];
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'activate', listener: (event: { waitUntil(done: Promise<unknown>): void }) => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(
    type: 'fetch',
    listener: (event: { readonly request: Request; respondWith(answer: Promise<Response>): void }) => void,
  ): void;
}
declare const self: ServiceWorkerHost;

// First, since the first listener that answers a fetch wins.
self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method !== 'POST' || url !== new URL('./share-target', self.registration.scope).href) return;
  event.respondWith(receive(event.request));
});

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();

// A new version waits until the page says that the person agreed: it must not change under an import.
self.addEventListener('message', (event) => {
  const message = event.data;
  if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'SKIP_WAITING') {
    void self.skipWaiting();
  }
});

// The first visit is already controlled, so that it survives the network going away before a second one.
self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

/** Keeps the shared files and sends the browser to the page, which says what became of them. */
async function receive(request: Request): Promise<Response> {
  const outcome = await keepShared(request);
  return Response.redirect(new URL(`./#/photos?shared=${outcome}`, self.registration.scope).href, 303);
}
