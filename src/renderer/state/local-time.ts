const format = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});

/** A UTC time of the store as local time with its zone. */
export function localTime(at: string): string {
  return format.format(new Date(at));
}

const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'full' });

/** The same with seconds and the zone's name, for tooltips. */
export function fullTime(at: string): string {
  return full.format(new Date(at));
}

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

/** The time of day of a time of the store, with seconds. */
export function clockTime(at: string): string {
  return clock.format(new Date(at));
}
