/** How training goes is told so often: pages that are drawn anew more often take from training what nobody sees. */
const BEAT_MILLISECONDS = 500;
/** What becomes of many runs at once is told in one go. */
const SOON_MILLISECONDS = 50;

/** When something is told: how training goes at a beat, which is the same for all and drawn in one go; the rest soon. */
export class Pace {
  readonly #tell: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = Infinity;
  /** Before it nothing more is told of how training goes. */
  #rest = -Infinity;

  constructor(tell: () => void) {
    this.#tell = tell;
  }

  /** Whether it will be told. */
  get isWaiting(): boolean {
    return this.#timer !== undefined;
  }

  /** At once where nothing has been told since the last beat, otherwise at the next one. */
  atBeat(): void {
    this.#at(Math.max(performance.now(), this.#rest));
  }

  soon(): void {
    this.#at(performance.now() + SOON_MILLISECONDS);
  }

  /** What was asked until now is told no more. */
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
        this.#tell();
      },
      Math.max(0, due - performance.now()),
    );
  }
}

function nextBeat(): number {
  const now = performance.now();
  const next = now + BEAT_MILLISECONDS - (now % BEAT_MILLISECONDS);
  // A timer may be a little early: what was told at a beat is not told at the same one again.
  return next - now < BEAT_MILLISECONDS / 2 ? next + BEAT_MILLISECONDS : next;
}
