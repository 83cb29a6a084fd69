/** Half a frame of a screen that shows sixty a second. */
const HALF_A_FRAME = 1 / 120;
/** The longest wait before it looks again for frames that have not come. */
const MOST_SECONDS = 0.1;
/** The longest time that counts between two pictures: a window that was hidden continues where it was. */
const LONGEST_STEP = 0.25;
/** A picture that is due is not missed by a rounding error. */
const EPSILON = 1e-6;

/**
 * Calls `advance` with the seconds that have passed, with a frame of the screen, but only when the next picture is due: a
 * frame between would show nothing new, and take from training what it costs. Gives what ends it.
 */
export function startPictureClock(advance: (seconds: number) => void, secondsToNext: () => number): () => void {
  /** The time up to which it has advanced: of a frame that is nearest to when a picture is due, up to half a frame ahead. */
  let reached = performance.now() / 1000;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame = requestAnimationFrame(tick);

  function tick(milliseconds: number): void {
    const now = milliseconds / 1000;
    reached = Math.max(reached, now - LONGEST_STEP);
    const due = reached + secondsToNext() + EPSILON;
    const until = due - now <= HALF_A_FRAME ? Math.max(now, due) : now;
    advance(Math.max(0, until - reached));
    reached = Math.max(reached, until);
    const seconds = Math.min(MOST_SECONDS, reached + secondsToNext() - now) - HALF_A_FRAME;
    if (seconds > HALF_A_FRAME) timer = setTimeout(() => (frame = requestAnimationFrame(tick)), 1000 * seconds);
    else frame = requestAnimationFrame(tick);
  }

  return () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
  };
}
