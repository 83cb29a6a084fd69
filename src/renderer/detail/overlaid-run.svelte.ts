import type { ApiError } from '../../shared/api/messages.ts';
import type { RunEvent } from '../../shared/api/run.ts';
import type { Run } from '../../shared/run.ts';
import { Series, type SeriesChunk } from '../../shared/series/series.ts';
import { bridge } from '../state/connection.svelte.ts';
import { SeriesViewState } from './series-view.svelte.ts';

/** Points that a plot is drawn by, about: as many as of the run it is laid over. */
const WIDTH = 1200;

/** A run whose losses are laid over another's, and what is added to them while it trains. */
export class OverlaidRun {
  readonly id: string;
  run = $state.raw<Run | undefined>();
  losses = $state.raw<SeriesChunk>(new Series(WIDTH).chunk());
  readonly metrics: SeriesChunk = new Series(WIDTH).chunk();
  /** Why no more data come, such as that the run does not exist. */
  ended = $state.raw<ApiError | undefined>();
  /** What of it is drawn. */
  readonly view = new SeriesViewState(this);
  readonly #losses = new Series(WIDTH);
  readonly #unsubscribe: () => void;

  constructor(id: string) {
    this.id = id;
    this.#unsubscribe = bridge.subscribe(
      'run',
      () => ({ run: id, afterEpoch: this.#losses.lastEpoch, width: WIDTH }),
      (event) => this.#take(event),
      (error) => (this.ended = error),
    );
  }

  close(): void {
    this.#unsubscribe();
  }

  #take({ reset, losses, run }: RunEvent): void {
    if (reset) this.#losses.clear();
    if (losses) this.#losses.appendChunk(losses);
    if (reset || losses) this.losses = this.#losses.chunk();
    this.run = run ?? this.run;
  }
}
