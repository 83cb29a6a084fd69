import { EXIT } from './exit-codes.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Ctrl-C and SIGTERM: the first asks for a clean stop, the second kills. */
export class Interruption {
  readonly #stop: () => void;
  readonly #restore: () => void;
  #isAsked = false;

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
    if (this.#isAsked) {
      this.#restore();
      process.exit(EXIT.interrupted);
    }
    this.#isAsked = true;
    this.#stop();
  };
}
