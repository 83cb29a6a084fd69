/** `value` as in errors and tolerances, such as 2.3e-7. */
export function scientific(value: number): string {
  return value === 0 || !Number.isFinite(value) ? String(value) : value.toExponential(1);
}

/** A duration as people say it: `0.8 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A UTC time of the store in the reader's time zone, which it names: `2026-01-02 03:04 +01:00`. Filters read it so too. */
export function localTime(utc: string): string {
  const at = new Date(utc);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const offset = -at.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())} ${zone}`;
}
