/**
 * Seconds until the last run ends, of runs in training that take so long yet and of waiting ones in their order: each begins where a
 * seat is free first. Undefined if one of them is not known.
 */
export function secondsUntilIdle(
  running: readonly (number | undefined)[],
  waiting: readonly (number | undefined)[],
  jobs: number,
): number | undefined {
  const seats: number[] = [];
  for (const seconds of running) {
    if (seconds === undefined) return undefined;
    seats.push(seconds);
  }
  while (seats.length < Math.max(1, jobs)) seats.push(0);
  for (const seconds of waiting) {
    if (seconds === undefined) return undefined;
    const first = seats.indexOf(Math.min(...seats));
    seats[first] += seconds;
  }
  return Math.max(...seats);
}
