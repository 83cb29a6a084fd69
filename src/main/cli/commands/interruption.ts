import { EXIT } from '../output/exit-codes.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * A signal to the whole process group arrives twice: from the terminal or service manager, and from the launcher that
 * started this process. A second signal within this time is therefore not a second Ctrl-C.
 */
const SAME_SIGNAL_MILLISECONDS = 300;

/** Handles Ctrl-C and SIGTERM: the first signal asks for a clean stop, the second ends the process at once. */
export class Interruption {
  readonly #stop: () => void;
  readonly #restore: () => void;
  #askedAt: number | undefined;

  /** `restore` puts the terminal in order before the process is killed. */
  constructor(stop: () => void, restore: () => void) {
    this.#stop = stop;
    this.#restore = restore;
  }

  listen(): void {
    for (const signal of SIGNALS) process.on(signal, this.#receive);
  }

  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.#receive);
  }

  readonly #receive = () => {
    const now = performance.now();
    if (this.#askedAt !== undefined) {
      if (now - this.#askedAt < SAME_SIGNAL_MILLISECONDS) return;
      this.#restore();
      process.exit(EXIT.interrupted);
    }
    this.#askedAt = now;
    this.#stop();
  };
}
