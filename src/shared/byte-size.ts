import { wholeNumber } from './counted.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];
/** A number that would be rounded to this is written in the next unit. */
const NEXT_UNIT = 999.5;

/** A number of bytes for people, to two digits or in whole units: `812 B`, `1.2 MB`, `100 MB`. */
export function byteSize(bytes: number): string {
  let power = 0;
  let value = bytes;
  while (value >= NEXT_UNIT && power < UNITS.length - 1) {
    value /= 1000;
    power += 1;
  }
  return `${power === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}

/** Megabytes, rounded up, so that a size over a limit does not look equal to it. */
export function megabytes(bytes: number): string {
  return `${wholeNumber(Math.ceil(bytes / 1e6))} MB`;
}

export const GIBIBYTE = 1_073_741_824;

/** A part of a machine's memory: `1.5 GiB`. */
export function gibibytes(bytes: number): string {
  return `${(bytes / GIBIBYTE).toFixed(1)} GiB`;
}
