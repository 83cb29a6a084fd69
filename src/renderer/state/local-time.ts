const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' });

/** A time of the store, UTC, as it is shown: local. */
export function localTime(at: string): string {
  return format.format(new Date(at));
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** The time of day of a time of the store, with seconds. */
export function clockTime(at: string): string {
  return clock.format(new Date(at));
}
