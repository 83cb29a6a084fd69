const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A number of bytes as it is read: `12.3 MB`. */
export function byteSize(bytes: number): string {
  let power = 0;
  let value = bytes;
  while (value >= 1000 && power < UNITS.length - 1) {
    value /= 1000;
    power += 1;
  }
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toPrecision(2)} ${UNITS[power]}`;
}
