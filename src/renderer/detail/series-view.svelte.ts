import type { Range } from '../../shared/run.ts';
import type { Horizontal, SeriesView } from '../../shared/figures/series-line.ts';
import type { SeriesChunk } from '../../shared/series/series.ts';
import { bridge } from '../state/connection.svelte.ts';
import { orNotice } from '../state/notices.svelte.ts';

const WIDTH = 1200;
/** The strongest smoothing has forgotten all but a hundredth of what was so many epochs before. */
const SMOOTHING_EPOCHS = 460;

/** A run whose series are looked at. */
interface Watched {
  readonly id: string;
  readonly losses: SeriesChunk;
  readonly metrics: SeriesChunk;
}

/** How the series of a run are looked at: the same for its metrics and its losses, so that their axes stand together. */
export class SeriesViewState {
  readonly #watched: Watched;
  smoothing = $state(0);
  horizontal = $state<Horizontal>('epoch');
  range = $state.raw<Range | undefined>();
  /** The epoch that is pointed at: every chart shows its values there. */
  hovered = $state<number | undefined>();
  /** What a zoomed plot is drawn from: finer than the whole where that is decimated. */
  #zoomed = $state.raw<{ readonly losses: SeriesChunk; readonly metrics: SeriesChunk } | undefined>();

  #isReading = false;
  /** The range that was read last. */
  #read: Range | undefined;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  get losses(): SeriesChunk {
    return this.#zoomed?.losses ?? this.#watched.losses;
  }

  get metrics(): SeriesChunk {
    return this.#zoomed?.metrics ?? this.#watched.metrics;
  }

  view(logarithmic: boolean): SeriesView {
    const { smoothing, horizontal, range } = this;
    return { smoothing, logarithmic, horizontal, range };
  }

  async zoom(range: Range): Promise<void> {
    this.range = range;
    // While the wheel is turned, what it has passed is not read.
    if (this.#isReading) return;
    this.#isReading = true;
    while (this.#isUnread) await this.#readZoomed();
    this.#isReading = false;
  }

  get #isUnread(): boolean {
    return this.range !== undefined && this.range !== this.#read;
  }

  async #readZoomed(): Promise<void> {
    const { range } = this;
    this.#read = range;
    if (range === undefined) return;
    const from = Math.max(0, Math.floor(range.low) - SMOOTHING_EPOCHS);
    const found = await orNotice(
      bridge.read('run.series', { run: this.#watched.id, from, to: Math.ceil(range.high), width: WIDTH }),
    );
    if (this.range === range) this.#zoomed = found;
  }

  reset(): void {
    this.range = undefined;
    this.#read = undefined;
    this.#zoomed = undefined;
  }
}
