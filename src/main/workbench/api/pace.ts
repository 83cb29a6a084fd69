/**
 * How training goes is told so often: pages that are drawn anew more often take from training what nobody sees.
 */
const PACE_MILLISECONDS = 500;

/** Until the next beat, which is the same for all that is told: a page draws it in one go. */
export function untilNextBeat(): number {
  const rest = PACE_MILLISECONDS - (performance.now() % PACE_MILLISECONDS);
  // A timer may be a little early: what was told at a beat is not told at the same one again.
  return rest < PACE_MILLISECONDS / 2 ? rest + PACE_MILLISECONDS : rest;
}

/** Calls a function at once when it is asked to, but at most once a beat; nothing asked is lost. */
export class Pace {
  readonly #call: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAsked = false;

  constructor(call: () => void) {
    this.#call = call;
  }

  ask(): void {
    this.#isAsked = true;
    if (this.#timer === undefined) this.#go();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #go(): void {
    this.#timer = undefined;
    if (!this.#isAsked) return;
    this.#isAsked = false;
    this.#timer = setTimeout(() => this.#go(), untilNextBeat());
    this.#call();
  }
}
