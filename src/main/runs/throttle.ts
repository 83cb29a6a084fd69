/** How often progress is shown. Drawing pages more often would take time from training without being seen. */
const BEAT_MILLISECONDS = 500;
/** How long changes are collected, so that those of many runs at once are sent together. */
const SOON_MILLISECONDS = 50;

/** Calls `flush` at most so often: for progress at a beat, which is the same for all throttles so that pages draw once; for the rest soon. */
export class Throttle {
  readonly #flush: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = Infinity;
  /** Before this time no progress is flushed. */
  #rest = -Infinity;

  constructor(flush: () => void) {
    this.#flush = flush;
  }

  /** Whether a flush is due. */
  get isWaiting(): boolean {
    return this.#timer !== undefined;
  }

  /** Flushes at once where nothing was flushed since the last beat, otherwise at the next one. */
  flushAtBeat(): void {
    this.#at(Math.max(performance.now(), this.#rest));
  }

  /** Flushes with what else changes within 50 ms. */
  flushSoon(): void {
    this.#at(performance.now() + SOON_MILLISECONDS);
  }

  /** Drops the flush that is due. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #at(due: number): void {
    if (this.#timer !== undefined && this.#due <= due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#rest = nextBeat();
        this.#flush();
      },
      Math.max(0, due - performance.now()),
    );
  }
}

function nextBeat(): number {
  const now = performance.now();
  const next = now + BEAT_MILLISECONDS - (now % BEAT_MILLISECONDS);
  // A timer may be a little early: what was flushed at a beat is not flushed at the same one again.
  return next - now < BEAT_MILLISECONDS / 2 ? next + BEAT_MILLISECONDS : next;
}
