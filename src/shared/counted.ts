/** Made for the first number that is grouped, since making it takes milliseconds of every start. */
let format: Intl.NumberFormat | undefined;

/** A whole number for people: `4096`, `16,384`. */
export function wholeNumber(value: number): string {
  if (Number.isInteger(value) && value >= 0 && value < 10_000) return String(value);
  format ??= new Intl.NumberFormat('en-US', { maximumFractionDigits: 0, useGrouping: 'min2' });
  return format.format(value);
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
