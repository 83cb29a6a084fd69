import { untrack } from 'svelte';
import { Frames, MOST_FRAME_BYTES } from '../detail/frames.svelte.ts';
import type { RunReference } from '../../shared/api/run.ts';
import { axesOf, type Run } from '../../shared/run.ts';
import type { Result } from '../bridge/bridge.ts';
import { askReference, WatchedRun } from '../detail/watched-run.svelte.ts';
import { ReplayedRun } from './replayed-run.svelte.ts';
import type { Timeline } from './timeline.svelte.ts';

/** Pictures fetched ahead while it plays, as soon as fewer than half of them are there. */
const AHEAD = 90;
/** Epochs fetched on both sides of the one shown once it stands still. */
const AROUND = 8;
const STANDING_MILLISECONDS = 200;

/** The runs that are replayed side by side, and their snapshots at the place of one timeline. */
export class Replay {
  readonly timeline: Timeline;
  runs = $state.raw<readonly ReplayedRun[]>([]);
  #standing: ReturnType<typeof setTimeout> | undefined;
  /** By all that it follows from: runs that are compared mostly have one target. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- no view reads it
  readonly #references = new Map<string, Promise<Result<RunReference>>>();

  constructor(timeline: Timeline) {
    this.timeline = timeline;
  }

  /** Whether all that is to be drawn now is there: what plays waits for the slowest. */
  get isReady(): boolean {
    return this.runs.every((run) => run.isReady);
  }

  /** Replays the runs with these ids, in this order; those that are watched already stay so. */
  show(ids: readonly string[]): void {
    untrack(() => {
      const before = this.runs;
      this.runs = ids.map((id) => before.find((run) => run.id === id) ?? this.#watch(id));
      for (const run of before) if (!this.runs.includes(run)) run.watched.close();
      this.timeline.watched = this.runs.map(({ watched }) => watched);
    });
  }

  /** Fetches what is shown, and what will be. To be called again whenever some of it has come, or the place is another. */
  fetch(): void {
    clearTimeout(this.#standing);
    const late = this.runs.filter((run) => !run.isReady);
    if (late.length > 0) {
      // One question at a time: a slider passes many epochs that nobody sees.
      for (const run of late) if (!run.watched.frames.isAsking) run.fetch([this.timeline.place]);
    } else if (this.timeline.isPlaying) this.#fetchAhead();
    else this.#standing = setTimeout(() => this.#fetchAround(), STANDING_MILLISECONDS);
  }

  close(): void {
    clearTimeout(this.#standing);
    for (const { watched } of this.runs) watched.close();
    this.timeline.close();
  }

  #watch(id: string): ReplayedRun {
    const frames = new Frames(id, () => MOST_FRAME_BYTES / Math.max(1, this.runs.length));
    const readReference = (run: Run) => this.#referenceOf(run);
    return new ReplayedRun(new WatchedRun(id, { hasSeries: false, frames, readReference }), this.timeline);
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

  #fetchAhead(): void {
    const { place, stride, last } = this.timeline;
    const places = Array.from({ length: AHEAD }, (_, picture) => Math.min(last, place + picture * stride));
    const soon = places.slice(0, AHEAD / 2);
    // While an answer is on its way, each picture would ask for one more by itself.
    for (const run of this.runs) if (!run.watched.frames.isAsking && !run.has(soon)) run.fetch(places);
  }

  #fetchAround(): void {
    for (const { watched, index } of this.runs) {
      watched.frames.want(watched.snapshotEpochs.slice(Math.max(0, index - AROUND), index + AROUND));
    }
  }
}
