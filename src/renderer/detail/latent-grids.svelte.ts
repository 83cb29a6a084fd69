import { onDestroy, untrack } from 'svelte';
import { nearestCheckpoint } from '../../shared/checkpoint.ts';
import { dataDimension } from '../../shared/config/memory.ts';
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
  #latest = $state.raw<LatentGrid | undefined>();
  #isAsking = false;
  #isDestroyed = false;
  readonly #watched: () => WatchedRun;
  readonly #epoch: () => number;
  readonly #isShown: () => boolean;
  readonly #nearest = $derived.by(() => {
    const { run, checkpoints } = this.#watched();
    // A run on the line that is shown next is seen here before this component is taken away.
    if (!run || dataDimension(run.config.target) !== 2) return undefined;
    const kept = checkpoints.filter(({ kind }) => kind === 'kept');
    return nearestCheckpoint(kept, this.#epoch())?.epoch;
  });
  readonly #wanted = $derived.by(() => (this.#isShown() ? this.#nearest : undefined));

  /** `epoch` is that of the samples that are shown, `isShown` whether a grid is to be drawn. */
  constructor(watched: () => WatchedRun, epoch: () => number, isShown: () => boolean) {
    this.#watched = watched;
    this.#epoch = epoch;
    this.#isShown = isShown;
    $effect(() => {
      if (this.#wanted !== undefined) untrack(() => void this.#follow());
    });
    onDestroy(() => (this.#isDestroyed = true));
  }

  /** The one to draw: the last that came, which says its own epoch; undefined where none is. */
  get current(): LatentGrid | undefined {
    return this.#isShown() ? this.#latest : undefined;
  }

  /** Whether there is a checkpoint to draw it from. */
  get canBeDrawn(): boolean {
    return this.#nearest !== undefined;
  }

  /**
   * Asks for what is wanted until it is there. Never for two at a time: while the player runs, questions would pile up before the thread
   * that answers them, and each answer would come too late to be drawn.
   */
  async #follow(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    let asked: number | undefined;
    try {
      while (this.#wanted !== undefined && this.#wanted !== asked && !this.#isDestroyed) {
        asked = this.#wanted;
        const grid = await orNotice(bridge.request('samples.latent_grid', { run: this.#watched().id, epoch: asked }));
        if (grid) this.#latest = grid;
      }
    } finally {
      this.#isAsking = false;
    }
  }
}
