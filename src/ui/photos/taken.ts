// Capture times in words. `takenMs` is the camera's wall clock written as if it were UTC (vault/api.ts), so every
// formatter here reads it as UTC: a picture taken at noon in Tokyo says noon everywhere. Formatters are made once.
import type { GroupKey } from '../../vault/api.ts';

const utc = { timeZone: 'UTC' } as const;
const year = new Intl.DateTimeFormat(undefined, { ...utc, year: 'numeric' });
const month = new Intl.DateTimeFormat(undefined, { ...utc, year: 'numeric', month: 'long' });
const monthShort = new Intl.DateTimeFormat(undefined, { ...utc, year: 'numeric', month: 'short' });
const day = new Intl.DateTimeFormat(undefined, {
  ...utc,
  weekday: 'short',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
});
const dayPlain = new Intl.DateTimeFormat(undefined, { ...utc, year: 'numeric', month: 'long', day: 'numeric' });
const moment = new Intl.DateTimeFormat(undefined, { ...utc, dateStyle: 'full', timeStyle: 'short' });

export function takenDay(ms: number): string {
  return dayPlain.format(ms);
}

export function takenMoment(ms: number): string {
  return moment.format(ms);
}

/** What stands above a group, as its span of time. */
export function groupTitle(startMs: number, group: GroupKey): string {
  return (group === 'year' ? year : group === 'month' ? month : day).format(startMs);
}

/** What the scrubber says beside the thumb. */
export function scrubberTitle(startMs: number, group: GroupKey): string {
  return (group === 'year' ? year : group === 'month' ? month : monthShort).format(startMs);
}

export function yearOf(ms: number): number {
  return new Date(ms).getUTCFullYear();
}

/** A video's length as players write it: 0:07, 12:30, 1:02:03. */
export function clockTime(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Trash time, rounded up: what says 1 day is still there tomorrow at this hour. */
export function daysLeft(ms: number): string {
  const days = Math.max(0, Math.ceil(ms / 86_400_000));
  return days === 1 ? '1 day' : `${days} days`;
}
