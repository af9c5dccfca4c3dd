// Numbers, sizes, dates and durations as people read them, in the browser's language.

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, as file managers and storage settings show them: 1,234,567 → "1.2 MB". */
export function formatBytes(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  const text = value.toLocaleString(undefined, { minimumFractionDigits: 0, maximumFractionDigits: digits });
  return `${bytes < 0 ? '−' : ''}${text} ${units[unit]}`;
}

export function formatCount(count: number): string {
  return count.toLocaleString();
}

/** "1 photo", "2,000 photos". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

export function formatDuration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function formatDate(ms: number): string {
  return new Date(ms).toLocaleDateString(undefined, { dateStyle: 'long' });
}

export function formatDateTime(ms: number): string {
  return new Date(ms).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
