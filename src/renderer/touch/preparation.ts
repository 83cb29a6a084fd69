import type { RunConfig } from '../../shared/config/schema.ts';
import { bridge } from '../state/connection.svelte.ts';
import { hasEnded } from './touched-seeds.ts';

/** Why a number may be dragged soon: one has the pointer or the focus, or the table of all of them is open. */
export type Occasion = 'one' | 'table';

/** Milliseconds to wait: for a pointer that only passes, and for the pictures of a page that opens. */
const WAIT_MILLISECONDS: Readonly<Record<Occasion, number>> = { one: 80, table: 500 };
/** A preparation takes no longer: by then the threads are started, and their code is compiled. */
const MOST_MILLISECONDS = 2000;
/** For so long the threads of the workbench wait for more after they were last used; it ends them ten seconds later. */
const READY_MILLISECONDS = 50_000;

/**
 * Has the workbench start what trains seeds before there is anything to train: without it, the first drag would wait until threads are
 * started and their code is compiled. It trains seeds of the run as it is, and nobody looks at what comes of them.
 */
export class Preparation {
  #start: ReturnType<typeof setTimeout> | undefined;
  #limit: ReturnType<typeof setTimeout> | undefined;
  #unsubscribe: (() => void) | undefined;
  #usedAt = -Infinity;

  /** Begins soon, unless everything is ready. */
  begin(occasion: Occasion, config: RunConfig, seeds: readonly number[]): void {
    if (this.#unsubscribe || performance.now() - this.#usedAt < READY_MILLISECONDS) return;
    this.cancel();
    this.#start = setTimeout(() => this.#train(config, seeds), WAIT_MILLISECONDS[occasion]);
  }

  /** Does not begin; what has begun goes on, because the number may yet be dragged. */
  cancel(): void {
    clearTimeout(this.#start);
  }

  /** Ends it: other seeds are trained now, or none. */
  end(): void {
    this.#stop();
    this.#usedAt = performance.now();
  }

  #train(config: RunConfig, seeds: readonly number[]): void {
    const last = seeds.at(-1);
    this.#limit = setTimeout(() => this.end(), MOST_MILLISECONDS);
    this.#unsubscribe = bridge.subscribe(
      'scratch',
      () => ({ config, seeds: [...seeds] }),
      ({ givesWay, seeds: known }) => {
        // While the queue trains, nothing is started: the next number that is pointed at tries again.
        if (givesWay) this.#stop();
        else if (known.some((seed) => seed.seed === last && hasEnded(seed))) this.end();
      },
      () => this.#stop(),
    );
  }

  #stop(): void {
    this.cancel();
    clearTimeout(this.#limit);
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }
}
