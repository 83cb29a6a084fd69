import type { ScratchNews } from '../../shared/api/training.ts';
import type { RunConfig } from '../../shared/config/schema.ts';
import { bridge } from '../state/connection.svelte.ts';
import { hasEnded } from './touched-seeds.ts';

/** Why a number may be dragged soon: one has the pointer or the focus, or the table of all of them is open. */
export type Occasion = 'one' | 'table';

/** Milliseconds to wait: for a pointer that only passes, and for the pictures of a page that opens. */
const WAIT_MILLISECONDS: Readonly<Record<Occasion, number>> = { one: 80, table: 500 };
/** A preparation takes no longer: by then the threads are started, and their code is compiled. */
const MOST_MILLISECONDS = 2000;
/** So long after they last trained the threads are still there: the workbench ends them after 60 seconds. */
const READY_MILLISECONDS = 50_000;

/**
 * Has the workbench start what trains seeds before there is anything to train: without it, the first drag would wait until threads are
 * started and their code is compiled. It trains seeds of the run as it is, and nobody looks at what comes of them.
 */
export class Preparation {
  /** Timers that will begin it. */
  readonly #starts = new Map<Occasion, ReturnType<typeof setTimeout>>();
  #limit: ReturnType<typeof setTimeout> | undefined;
  #unsubscribe: (() => void) | undefined;
  #trainedAt = -Infinity;

  /** Begins soon, unless everything is ready. */
  begin(occasion: Occasion, config: RunConfig, seeds: readonly number[]): void {
    this.cancel(occasion);
    if (this.#isReady) return;
    const start = setTimeout(() => this.#train(config, seeds), WAIT_MILLISECONDS[occasion]);
    this.#starts.set(occasion, start);
  }

  /** The occasion is over. What has begun goes on, because the number may still be dragged. */
  cancel(occasion: Occasion): void {
    clearTimeout(this.#starts.get(occasion));
  }

  /** Notes from news of any seeds when the threads last trained. */
  note({ seeds }: ScratchNews): void {
    if (seeds.some(({ state }) => state !== 'waiting')) this.#trainedAt = performance.now();
  }

  /** Ends it, because other seeds are trained now, or because enough was trained. */
  end(): void {
    this.cancel('one');
    this.cancel('table');
    clearTimeout(this.#limit);
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  get #isReady(): boolean {
    return this.#unsubscribe !== undefined || performance.now() - this.#trainedAt < READY_MILLISECONDS;
  }

  #train(config: RunConfig, seeds: readonly number[]): void {
    if (this.#isReady) return;
    const last = seeds.at(-1);
    this.#limit = setTimeout(() => this.end(), MOST_MILLISECONDS);
    this.#unsubscribe = bridge.subscribe(
      'scratch',
      () => ({ config, seeds: [...seeds] }),
      (news) => {
        this.note(news);
        // While the queue trains, nothing is started: the next number that is pointed at tries again.
        if (news.givesWay || news.seeds.some((seed) => seed.seed === last && hasEnded(seed))) this.end();
      },
      () => this.end(),
    );
  }
}

/** The threads belong to the workbench, so one preparation serves every page. */
export const sharedPreparation = new Preparation();
