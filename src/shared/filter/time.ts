/** A time span in milliseconds since 1970 (UTC), without its end: a day, a minute, or a single millisecond. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** The keys of filters whose values are times. */
export const TIME_KEYS: ReadonlySet<string> = new Set(['created']);

const ISO =
  /^(?<year>\d{4})(?:-(?<month>\d{1,2})(?:-(?<day>\d{1,2})(?:(?:\s+|T)(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,9}))?)?\s*(?<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?)?)?$/i;
const AGO = /^(\d+)\s*(second|minute|hour|day|week)s?\s+ago$/i;

const MILLISECONDS = { second: 1000, minute: 60_000, hour: 3_600_000 } as const;

/** How to write a time, as the end of a refusal. */
export const TIMES =
  'write 2026-11-28, "2026-11-28 23:00", today, yesterday or "3 days ago"; times are local unless you add a zone such as Z or +02:00';

/**
 * Parses a date or a time, in this machine's zone unless it names another. A date is the whole day, `2026-11` the whole
 * month. Undefined if it is not valid, such as 2026-02-30.
 */
export function timeSpan(text: string, now = new Date()): TimeSpan | undefined {
  const word = text.trim().toLowerCase();
  if (word === 'now') return instant(now.getTime());
  if (word === 'today') return dayAround(now, 0);
  if (word === 'yesterday') return dayAround(now, -1);
  const ago = AGO.exec(word);
  if (ago) return timeAgo(Number(ago[1]), ago[2] as 'second' | 'minute' | 'hour' | 'day' | 'week', now);
  const groups: Readonly<Record<string, string | undefined>> | undefined = ISO.exec(text.trim())?.groups;
  return groups && written(groups);
}

function instant(from: number): TimeSpan {
  return { from, to: from + 1 };
}

function dayAround(now: Date, days: number): TimeSpan {
  const start = (more: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days + more).getTime();
  return { from: start(0), to: start(1) };
}

/** `3 days ago` is that whole day; hours, minutes and seconds are counted from now. */
function timeAgo(count: number, unit: 'second' | 'minute' | 'hour' | 'day' | 'week', now: Date): TimeSpan {
  if (unit === 'day') return dayAround(now, -count);
  if (unit === 'week') return dayAround(now, -7 * count);
  return instant(now.getTime() - count * MILLISECONDS[unit]);
}

/** Year, month, day, hour, minute, second, millisecond. */
type Fields = [number, number, number, number, number, number, number];

function written(groups: Readonly<Record<string, string | undefined>>): TimeSpan | undefined {
  const read = (name: string, without: number) => Number(groups[name] ?? without);
  const fields: Fields = [
    read('year', 0),
    read('month', 1),
    read('day', 1),
    read('hour', 0),
    read('minute', 0),
    read('second', 0),
    Math.floor(Number(`0.${groups['fraction'] ?? '0'}`) * 1000),
  ];
  // The most precise field that is given; the span is one unit of it.
  const last = ['fraction', 'second', 'minute', 'day', 'month', 'year'].find((name) => groups[name] !== undefined);
  const place = { fraction: 6, second: 5, minute: 4, day: 2, month: 1, year: 0 }[last ?? 'year'] ?? 0;
  const end = fields.map((value, index) => (index === place ? value + 1 : value)) as Fields;
  const at = groups['zone'] === undefined ? localTime : zonedTime(groups['zone']);
  if (!exists(fields)) return undefined;
  return { from: at(fields), to: at(end) };
}

/** Whether this day and time exist. JavaScript would take the 30th of February for a day in March. */
function exists([year, month, day, hour, minute, second, millisecond]: Fields): boolean {
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second, millisecond));
  return (
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second
  );
}

function localTime([year, month, day, hour, minute, second, millisecond]: Fields): number {
  return new Date(year, month - 1, day, hour, minute, second, millisecond).getTime();
}

function zonedTime(zone: string): (fields: Fields) => number {
  // Z, UTC and GMT have no offset.
  const digits = zone.replaceAll(/\D/g, '');
  const offset = (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * (zone.startsWith('-') ? -1 : 1);
  return ([year, month, day, hour, minute, second, millisecond]) =>
    Date.UTC(year, month - 1, day, hour, minute, second, millisecond) - offset * MILLISECONDS.minute;
}
