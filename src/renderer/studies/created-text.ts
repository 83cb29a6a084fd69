const created = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A moment (UTC, ISO 8601) in local time. */
export function createdText(at: string): string {
  return created.format(new Date(at));
}
