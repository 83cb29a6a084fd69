const format = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});

/** A time of the store, UTC, as it is shown: local, with its zone. */
export function localTime(at: string): string {
  return format.format(new Date(at));
}

const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'full' });

/** The same to the second, the zone by its name: for where it is pointed at. */
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
