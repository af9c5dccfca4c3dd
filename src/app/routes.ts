// Where the page is, as a URL fragment (ids never reach a server): typed parse and format, and the one listener
// that keeps `state.route` equal to the address. Back works because every step is an ordinary history entry.
import type { AlbumId, FileId } from '../core/ids.ts';
import { state } from './state.ts';

export const photoPanels = ['info', 'proof', 'where', 'inside'] as const;
export type PhotoPanel = (typeof photoPanels)[number];

/** Where a photo was opened from: next and previous follow that order. */
export type PhotoContext = { readonly album?: AlbumId; readonly trash?: boolean };

export type Route =
  | { readonly page: 'photos' }
  | { readonly page: 'trash' }
  | ({ readonly page: 'photo'; readonly id: FileId; readonly panel?: PhotoPanel } & PhotoContext)
  | { readonly page: 'albums' }
  | { readonly page: 'album'; readonly id: AlbumId }
  | { readonly page: 'groups' }
  | { readonly page: 'safety' }
  | { readonly page: 'settings' }
  | { readonly page: 'import' }
  /** Before there is a vault: which of the three doors. */
  | { readonly page: 'welcome'; readonly door?: WelcomeDoor };

export const welcomeDoors = ['new', 'restore', 'join'] as const;
export type WelcomeDoor = (typeof welcomeDoors)[number];

const idText = /^[A-Za-z0-9_-]{1,64}$/;

/** Anything that is not an address of ours is the photos page: a stale link must never end in nothing. */
export function parseRoute(fragment: string): Route {
  const [path = '', query = ''] = fragment.replace(/^#\/?/, '').split('?', 2);
  const [page = '', id = ''] = path.split('/');
  const parameters = new URLSearchParams(query);
  const album = parameters.get('album') ?? '';
  switch (page) {
    case 'photo': {
      if (!idText.test(id)) return { page: 'photos' };
      const panel = photoPanels.find((name) => name === parameters.get('panel'));
      return {
        page,
        id: id as FileId,
        ...(panel && { panel }),
        ...(idText.test(album) && { album: album as AlbumId }),
        ...(parameters.has('trash') && { trash: true }),
      };
    }
    case 'album':
      return idText.test(id) ? { page, id: id as AlbumId } : { page: 'albums' };
    case 'welcome': {
      const door = welcomeDoors.find((name) => name === id);
      return { page, ...(door && { door }) };
    }
    case 'albums':
    case 'groups':
    case 'safety':
    case 'settings':
    case 'import':
    case 'trash':
      return { page };
    default:
      return { page: 'photos' };
  }
}

export function formatRoute(route: Route): string {
  switch (route.page) {
    case 'photo': {
      const parameters = new URLSearchParams();
      if (route.panel) parameters.set('panel', route.panel);
      if (route.album) parameters.set('album', route.album);
      if (route.trash) parameters.set('trash', '1');
      const query = parameters.toString();
      return `#/photo/${route.id}${query ? `?${query}` : ''}`;
    }
    case 'album':
      return `#/album/${route.id}`;
    case 'welcome':
      return route.door ? `#/welcome/${route.door}` : '#/welcome';
    default:
      return `#/${route.page}`;
  }
}

/** How many entries of ours lie before this one; kept in the entry itself, so that a reload remembers. */
function depth(): number {
  const value: unknown = history.state;
  return typeof value === 'number' ? value : 0;
}

/** @param replace  for steps that Back should skip: next photo, another panel */
export function navigate(route: Route, replace = false): void {
  const fragment = formatRoute(route);
  if (fragment === location.hash) return;
  if (replace) history.replaceState(depth(), '', fragment);
  else history.pushState(depth() + 1, '', fragment);
  state.route.set(parseRoute(fragment));
}

/** Back where there is something of ours to go back to, else to the given place. */
export function leave(fallback: Route): void {
  if (depth() > 0) history.back();
  else navigate(fallback, true);
}

/** Keeps `state.route` equal to the address: Back, Forward, links and typed fragments. */
export function followAddress(): void {
  const read = (): void => state.route.set(parseRoute(location.hash));
  addEventListener('click', (event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) && event.button === 0;
    if (!link || !plain || event.defaultPrevented || !link.getAttribute('href')?.startsWith('#/')) return;
    event.preventDefault();
    navigate(parseRoute(link.hash));
  });
  addEventListener('popstate', read);
  read();
}
