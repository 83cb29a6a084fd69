/** The places before every third digit from the end, in a number of five digits or more. */
const GROUPS = /(?<=\d)(?=(?:\d{3})+$)/g;

/** A whole number for people: `4096`, `16,384`. */
export function wholeNumber(value: number): string {
  const digits = value.toFixed(0);
  if (/^-?\d{1,4}$/.test(digits)) return digits;
  // Intl.NumberFormat gives the same for all, but to make one takes milliseconds of every start.
  return Number.isSafeInteger(Number(digits)) ? digits.replace(GROUPS, ',') : value.toLocaleString('en-US');
}

/** A number with what it counts: `1 run`, `2 runs`, `12 studies`. */
export function counted(count: number, one: string, several?: string): string {
  return `${wholeNumber(count)} ${plural(count, one, several)}`;
}

/** The noun that a number counts, without the number: `run` for 1, else `runs`. */
export function plural(count: number, one: string, several = `${one}s`): string {
  return count === 1 ? one : several;
}

/** A part of a whole: `1 of 1 epoch`, `300 of 600 epochs`. */
export function countedOf(part: number, all: number, one: string, several?: string): string {
  return `${wholeNumber(part)} of ${counted(all, one, several)}`;
}
