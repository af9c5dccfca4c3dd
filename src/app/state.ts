// What the page knows: vault events flow in (vault-client.ts), elements read, commands change it through the
// vault. No keys, no photos, no secrets: only what is on the screen.
import { limits } from '../core/limits.ts';
import type { AppSettings, JobProgress, VaultStatus } from '../vault/api.ts';
import type { Route } from './routes.ts';
import { Signal } from './signal.ts';

export const state = {
  /** Undefined until the vault worker has answered. */
  status: new Signal<VaultStatus | undefined>(undefined),
  /**
   * 'lost' once the vault worker died and could not be started again: reload. 'over' once the vault was erased from
   * here: its worker has no storage any more, and `main.ts` begins again.
   */
  worker: new Signal<'starting' | 'ready' | 'lost' | 'over'>('starting'),
  /** Everything in the activity tray, oldest first. */
  jobs: new Signal<readonly JobProgress[]>([]),
  /** Grows whenever the library changed, here or in another tab: query again. */
  libraryVersion: new Signal(0),
  settings: new Signal<AppSettings>({
    idleLockMs: limits.idleLockMs,
    layout: 'tiles',
    theme: 'system',
    tileEdgePx: 180,
  }),
  route: new Signal<Route>({ page: 'photos' }),
  toasts: new Signal<readonly Toast[]>([]),
  online: new Signal(true),
  /** Set when a newer build waits; calling it reloads into that build. */
  update: new Signal<(() => void) | undefined>(undefined),
  trayOpen: new Signal(false),
} as const;

export interface Toast {
  readonly id: number;
  readonly tone: 'plain' | 'attention' | 'damaged';
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}
