// What a person sets about the app on this device. Plain: the theme must be known before anything is unlocked.
import { limits } from '../core/limits.ts';
import type { SettingsStore } from '../core/ports.ts';
import type { AppSettings } from './api.ts';

const settingName = 'app';
const minuteMs = 60_000;

export const defaultSettings: AppSettings = {
  idleLockMs: limits.idleLockMs,
  layout: 'tiles',
  theme: 'system',
  tileEdgePx: 180,
};

export async function readSettings(settings: SettingsStore): Promise<AppSettings> {
  return checked(await settings.get(settingName));
}

export async function writeSettings(settings: SettingsStore, changes: Partial<AppSettings>): Promise<AppSettings> {
  const next = checked({ ...(await readSettings(settings)), ...changes });
  await settings.put(settingName, next);
  return next;
}

/** Takes each value that is sound, and the default for the rest. */
function checked(value: unknown): AppSettings {
  const given =
    typeof value === 'object' && value !== null ? (value as Partial<Record<keyof AppSettings, unknown>>) : {};
  const { idleLockMs, layout, theme, tileEdgePx } = given;
  return {
    idleLockMs:
      typeof idleLockMs === 'number' && idleLockMs >= minuteMs && idleLockMs <= 24 * 60 * minuteMs
        ? idleLockMs
        : defaultSettings.idleLockMs,
    layout: (['tiles', 'grid4', 'grid8', 'grid16'] as const).find((one) => one === layout) ?? defaultSettings.layout,
    theme: (['system', 'light', 'dark'] as const).find((one) => one === theme) ?? defaultSettings.theme,
    tileEdgePx:
      typeof tileEdgePx === 'number' && tileEdgePx >= 64 && tileEdgePx <= 512 ? tileEdgePx : defaultSettings.tileEdgePx,
  };
}
