/** The share of false alarms that is put up with among all comparisons together. */
export const LEVEL = 0.05;

/** With fewer pairs than this, a difference needs half the p. */
export const FEW_PAIRS = 8;

/**
 * The level of a paired test of so many pairs. The t test takes differences for normal, and a few pairs can look alike by chance where
 * they are not. With half the level, 3 to 7 recorded pairs give no more false alarms than 8 or more do.
 */
export function pairedLevel(pairs: number): number {
  return pairs < FEW_PAIRS ? LEVEL / 2 : LEVEL;
}
