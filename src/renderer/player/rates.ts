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
  /**
   * Frames of the screen by which the picture of all runs together follows the pictures of each while it plays: drawn in one frame, they
   * would hold up the next.
   */
  readonly lateFrames: number;
}

/** As many pictures a second as most screens show. */
const ONE: Rates = { pictures: 60, words: 10, ahead: 180, around: 20, rememberMilliseconds: 0, lateFrames: 0 };
/** One more is not seen, and costs a picture of every run. */
const SEVERAL: Rates = { pictures: 30, words: 5, ahead: 90, around: 8, rememberMilliseconds: 300, lateFrames: 1 };
/** Pictures a second while many of them train, because drawing takes time from training. */
const TRAINING: Rates = { ...SEVERAL, pictures: 10, words: 5 / 3 };
/** Pictures a second of many in the plane: each takes more than two frames of the screen, which then has others for all else. */
const IN_PLANE: Rates = { ...SEVERAL, pictures: 15, ahead: 45, lateFrames: 3 };
const MANY_RUNS = 5;

/** `inPlane` says whether any of the runs learns in the plane. */
export function ratesOf(runs: number, areTraining: boolean, inPlane: boolean): Rates {
  if (runs <= 1) return ONE;
  if (runs < MANY_RUNS) return SEVERAL;
  return areTraining ? TRAINING : inPlane ? IN_PLANE : SEVERAL;
}
