/** How often a player draws and describes, and how much it fetches ahead. The more runs it plays, the more each picture costs. */
export interface Rates {
  /** Pictures a second while it plays. */
  readonly pictures: number;
  /**
   * Times a second that words and numbers change while it plays. Nobody reads faster, and laying out text costs more than moving a
   * curve.
   */
  readonly words: number;
  /** Pictures fetched ahead while it plays, as soon as fewer than half of them are there. */
  readonly ahead: number;
  /** Snapshots fetched on both sides of the one shown once it stands still. */
  readonly around: number;
  /**
   * Milliseconds until the position is written to the address. With many runs, doing so at every pixel of a slider would block the
   * window.
   */
  readonly rememberMilliseconds: number;
}

/** As many pictures a second as most screens show. */
const ONE: Rates = { pictures: 60, words: 10, ahead: 180, around: 20, rememberMilliseconds: 0 };
/** One more is not seen, and costs a picture of every run. */
const SEVERAL: Rates = { pictures: 30, words: 5, ahead: 90, around: 8, rememberMilliseconds: 300 };
/** Pictures a second while many of them train, because drawing takes time from training. */
const TRAINING: Rates = { ...SEVERAL, pictures: 10, words: 5 / 3 };
const MANY_RUNS = 5;

export function ratesOf(runs: number, areTraining: boolean): Rates {
  if (runs <= 1) return ONE;
  return areTraining && runs >= MANY_RUNS ? TRAINING : SEVERAL;
}
