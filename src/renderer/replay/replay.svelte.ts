import { untrack } from 'svelte';
import type { RunReference } from '../../shared/api/run.ts';
import { axesOf, type Run } from '../../shared/run.ts';
import type { Result } from '../bridge/bridge.ts';
import type { Player } from '../player/player.svelte.ts';
import { askReference, Frames, MOST_FRAME_BYTES, WatchedRun } from '../state/watched-run.svelte.ts';

/** Watches the runs that a player plays side by side. */
export class Replay {
  readonly #player: Player;
  #watched: readonly WatchedRun[] = [];
  /** References, cached by everything that they depend on, because compared runs usually have the same target. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- no view reads it
  readonly #references = new Map<string, Promise<Result<RunReference>>>();

  constructor(player: Player) {
    this.#player = player;
  }

  /** Replays the runs with these ids, in this order; runs that are already watched stay watched. */
  show(ids: readonly string[]): void {
    untrack(() => {
      const before = this.#watched;
      this.#watched = ids.map((id) => before.find((run) => run.id === id) ?? this.#watch(id));
      for (const run of before) if (!this.#watched.includes(run)) run.close();
      this.#player.show(this.#watched);
    });
  }

  close(): void {
    for (const watched of this.#watched) watched.close();
    this.#player.close();
  }

  #watch(id: string): WatchedRun {
    const frames = new Frames(id, () => MOST_FRAME_BYTES / Math.max(1, this.#watched.length));
    return new WatchedRun(id, { hasSeries: false, frames, readReference: (run: Run) => this.#referenceOf(run) });
  }

  #referenceOf(run: Run): Promise<Result<RunReference>> {
    const { target, noise, generator, snapshots } = run.config;
    const axes = axesOf(run);
    const key = JSON.stringify([target, noise, generator.latent_dimension, snapshots.bins, axes]);
    const known = this.#references.get(key);
    if (known) return known;
    const asked = askReference(run).then((result) => {
      if (!result.ok) this.#references.delete(key);
      return result;
    });
    this.#references.set(key, asked);
    return asked;
  }
}
