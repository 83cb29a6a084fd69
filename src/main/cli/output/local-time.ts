/**
 * A UTC time of the store in the reader's time zone, with the zone: `2026-01-02 03:04 +01:00`. Filters accept the same
 * form.
 */
export function localTime(utc: string): string {
  const at = new Date(utc);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const offset = -at.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())} ${zone}`;
}
