/** The smoothing of so many lines that they cannot be told apart without. */
const OF_MANY = 0.8;
const MANY = 4;

/** The smoothing of a chart of so many runs and groups, until another is chosen. */
export function usualSmoothing(lines: number): number {
  return lines < MANY ? 0 : OF_MANY;
}
