const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A number of bytes as it is read: `12.3 MB`. */
export function byteSize(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toPrecision(2)} ${UNITS[power]}`;
}
