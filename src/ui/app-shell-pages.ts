// Which element shows which place, and how its code is fetched: each page is a chunk of its own, so that the first
// paint needs only the shell.
import { html, type TemplateResult } from 'lit';
import type { Route } from '../app/routes.ts';

export interface Place {
  readonly title: string;
  readonly load: () => Promise<unknown>;
  readonly render: (route: Route) => TemplateResult;
}

/** Places under the full-screen photo and the import sheet. */
export type PlaceName = Exclude<Route['page'], 'photo' | 'import' | 'welcome'>;

export const places: Readonly<Record<PlaceName, Place>> = {
  photos: {
    title: 'Photos',
    load: () => import('./photos/photos-page.ts'),
    render: () => html`<tessera-photos-page></tessera-photos-page>`,
  },
  trash: {
    title: 'Trash',
    load: () => import('./photos/photos-page.ts'),
    render: () => html`<tessera-photos-page trash></tessera-photos-page>`,
  },
  album: {
    title: 'Album',
    load: () => import('./photos/photos-page.ts'),
    render: (route) =>
      html`<tessera-album-page .album=${route.page === 'album' ? route.id : undefined}></tessera-album-page>`,
  },
  albums: {
    title: 'Albums',
    load: () => import('./albums/albums-page.ts'),
    render: () => html`<tessera-albums-page></tessera-albums-page>`,
  },
  groups: {
    title: 'Groups',
    load: () => import('./groups/groups-page.ts'),
    render: () => html`<tessera-groups-page></tessera-groups-page>`,
  },
  safety: {
    title: 'Safety',
    load: () => import('./safety/safety-page.ts'),
    render: () => html`<tessera-safety-page></tessera-safety-page>`,
  },
  settings: {
    title: 'Settings',
    load: () => import('./settings/settings-page.ts'),
    render: () => html`<tessera-settings-page></tessera-settings-page>`,
  },
};

export const loadWelcome = (): Promise<unknown> => import('./welcome/welcome-page.ts');
export const loadUnlock = (): Promise<unknown> => import('./unlock/unlock-page.ts');
export const loadPhoto = (): Promise<unknown> => import('./photo/photo-page.ts');
export const loadImport = (): Promise<typeof import('./import/import-sheet.ts')> => import('./import/import-sheet.ts');
export const loadTray = (): Promise<unknown> => import('./tray/tray.ts');
