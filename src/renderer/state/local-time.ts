const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' });

/** A time of the store, UTC, as it is shown: local. */
export function localTime(at: string): string {
  return format.format(new Date(at));
}
