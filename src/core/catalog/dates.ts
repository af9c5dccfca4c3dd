// Dates as people type them into the search field, and as groups of the grid are named. Capture times are local
// wall clock written as if it were UTC, so everything here is UTC.

export type DateUnit = 'day' | 'month' | 'year';

/** What a search word says about a date; undefined parts are free. */
export interface DatePattern {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
}

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** "2019", "2019-05", "2019-05-12", "may", "sept"; undefined for words that are no date. */
export function datePattern(word: string): DatePattern | undefined {
  const numbers = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(word);
  if (numbers) {
    const [, year, month, day] = numbers;
    if ((month !== undefined && (+month < 1 || +month > 12)) || (day !== undefined && (+day < 1 || +day > 31)))
      return undefined;
    return {
      year: Number(year),
      ...(month === undefined ? {} : { month: +month }),
      ...(day === undefined ? {} : { day: +day }),
    };
  }
  if (word.length < 3) return undefined;
  const month = months.findIndex((name) => name.startsWith(word));
  return month < 0 ? undefined : { month: month + 1 };
}

export function matchesDate(pattern: DatePattern, parts: DateParts): boolean {
  return (
    (pattern.year === undefined || pattern.year === parts.year) &&
    (pattern.month === undefined || pattern.month === parts.month) &&
    (pattern.day === undefined || pattern.day === parts.day)
  );
}

export interface DateParts {
  year: number;
  month: number;
  day: number;
}

const dayMs = 86_400_000;

/** Number of the day since 1970. */
export function dayOf(ms: number): number {
  return Math.floor(ms / dayMs);
}

/** Civil date of a day number (H. Hinnant, "chrono-compatible low-level date algorithms"); no Date objects made. */
export function dateOfDay(day: number): DateParts {
  const z = day + 719_468;
  const era = Math.floor(z / 146_097);
  const ofEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: ofYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/** Key and start of the group that a day belongs to: "2019-05-12", "2019-05" or "2019". */
export function groupOfDay(day: number, unit: DateUnit): { key: string; startMs: number } {
  const date = dateOfDay(day);
  const year = date.year < 0 ? `-${String(-date.year).padStart(6, '0')}` : String(date.year).padStart(4, '0');
  const month = String(date.month).padStart(2, '0');
  switch (unit) {
    case 'year':
      return { key: year, startMs: startOf(date.year, 1, 1) };
    case 'month':
      return { key: `${year}-${month}`, startMs: startOf(date.year, date.month, 1) };
    case 'day':
      return { key: `${year}-${month}-${String(date.day).padStart(2, '0')}`, startMs: day * dayMs };
  }
}

function startOf(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}
