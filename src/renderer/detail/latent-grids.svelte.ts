import { nearestCheckpoint } from '../../shared/checkpoint.ts';
import type { LatentGrid } from '../../shared/latent-grid.ts';
import { bridge } from '../state/connection.svelte.ts';
import { orNotice } from '../state/notices.svelte.ts';
import type { WatchedRun } from '../state/watched-run.svelte.ts';

/** What the grid is, for latent vectors of so many coordinates. */
export function latentGridText(dimension: number): string {
  const source = 'drawn from the kept checkpoint nearest to the epoch';
  if (dimension === 1)
    return `The curve G(z) for the central 98 % of z, with ticks at its 1 %, 10 %, … 90 % and 99 % quantiles, ${source}`;
  const others = dimension === 2 ? '' : ` (the other ${dimension - 2} at their medians)`;
  return `Lines of constant z1 and of constant z2 for the central 98 % of each${others}, as G maps them, ${source}`;
}

/** The latent grid of the checkpoint nearest to what is shown. Made while a component is set up. */
export class LatentGrids {
  /** Whether it is to be drawn. */
  isShown = $state(false);
  #latest = $state.raw<LatentGrid | undefined>();
  readonly #watched: () => WatchedRun;
  readonly #epoch: () => number;
  readonly #nearest = $derived.by(() => {
    const kept = this.#watched().checkpoints.filter(({ kind }) => kind === 'kept');
    return nearestCheckpoint(kept, this.#epoch())?.epoch;
  });
  readonly #wanted = $derived.by(() => (this.isShown ? this.#nearest : undefined));

  /** `epoch` is that of the samples that are shown. */
  constructor(watched: () => WatchedRun, epoch: () => number) {
    this.#watched = watched;
    this.#epoch = epoch;
    $effect(() => (this.#wanted === undefined ? undefined : this.#ask(watched().id, this.#wanted)));
  }

  /** The one to draw: the last that came, which says its own epoch; undefined where none is. */
  get current(): LatentGrid | undefined {
    return this.isShown ? this.#latest : undefined;
  }

  /** Whether there is a checkpoint to draw it from. */
  get canBeDrawn(): boolean {
    return this.#nearest !== undefined;
  }

  /** Gives what takes the question back. */
  #ask(run: string, epoch: number): () => void {
    let isWanted = true;
    void orNotice(bridge.request('samples.latent_grid', { run, epoch })).then((grid) => {
      if (isWanted && grid) this.#latest = grid;
    });
    return () => {
      isWanted = false;
    };
  }
}
