const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

export const median = (numbers: readonly number[]) => sorted(numbers)[Math.floor(numbers.length / 2)];

export const seconds = (wait: number) => new Promise((resolve) => setTimeout(resolve, 1000 * wait));

/** Prints the median of what was measured, its range, and what it should be. */
export function report(what: string, numbers: readonly number[], unit: string, goal: string): void {
  const [least, ...rest] = sorted(numbers);
  const digits = unit === 'ms' ? 0 : 2;
  const range = rest.length > 0 ? ` (${least.toFixed(digits)} to ${rest[rest.length - 1].toFixed(digits)})` : '';
  console.log(`${what}: ${median(numbers).toFixed(digits)} ${unit}${range}; goal ${goal}`);
}
