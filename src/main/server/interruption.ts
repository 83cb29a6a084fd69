const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A signal that a terminal sends to the whole process group comes again from each launcher that passes it on. Nobody
 * presses Ctrl-C twice in so short a time.
 */
const SAME_SIGNAL_MILLISECONDS = 300;
const INTERRUPTED = 130;

/** Handles Ctrl-C, SIGTERM and a closed terminal: the first asks for a clean stop, the second ends the process at once. */
export class Interruption {
  readonly #stop: () => void;
  #askedAt: number | undefined;

  constructor(stop: () => void) {
    this.#stop = stop;
  }

  listen(): void {
    for (const signal of SIGNALS) process.on(signal, () => this.#receive());
  }

  #receive(): void {
    const now = performance.now();
    if (this.#askedAt === undefined) {
      this.#askedAt = now;
      this.#stop();
    } else if (now - this.#askedAt >= SAME_SIGNAL_MILLISECONDS) {
      process.exit(INTERRUPTED);
    }
  }
}
