import type { Snapshot } from '../../shared/run.ts';
import { windowLocation } from '../state/location.svelte.ts';
import { advance, indexAt, isNew, secondsUntil, type Playable } from './playback.ts';
import type { WatchedRun } from './watched-run.svelte.ts';

/** Snapshots fetched ahead of the one shown while playing, as soon as fewer than half of them are there. */
const AHEAD = 180;
/** Snapshots fetched on both sides of the one shown while paused. */
const AROUND = 20;
/** Pictures at 1× for which text stands. */
const TOLD_PICTURES = 3;

/** Which snapshot of a run is shown, and when the next one is. */
export class Player implements Playable {
  readonly #watched: WatchedRun;
  position = $state(0);
  isPlaying = $state(false);
  isLooping = $state(false);
  speed = $state(1);
  #hasOpened = $state(false);
  /** Drawn until the frame asked for is there. */
  #lastShown: Snapshot | undefined;

  readonly #index = $derived.by(() => indexAt(this.#watched.snapshotEpochs, this.position));
  /** The epoch of the snapshot asked for; undefined while there is none. */
  readonly epoch = $derived.by((): number | undefined => this.#watched.snapshotEpochs.at(Math.max(0, this.#index)));
  readonly shown = $derived.by((): Snapshot | undefined => {
    const frame = this.epoch === undefined ? undefined : this.#watched.frames.get(this.epoch);
    if (frame) this.#lastShown = frame;
    return frame ?? this.#lastShown;
  });
  /**
   * The snapshot that is told of in words and numbers. While it plays they stand for some pictures: nobody reads thirty
   * a second, and laying out text costs more than moving a curve.
   */
  readonly told = $derived.by((): Snapshot | undefined => {
    const pictures = Math.max(1, Math.round(TOLD_PICTURES * this.speed));
    const epoch = this.#watched.snapshotEpochs.at(this.#index - (this.#index % pictures));
    const frame = this.isPlaying && epoch !== undefined ? this.#watched.frames.get(epoch) : undefined;
    return frame ?? this.shown;
  });
  /** Whether what follows the newest snapshot is on its way. */
  readonly isGrowing = $derived.by(() => this.#watched.run?.status === 'running');

  constructor(watched: WatchedRun) {
    this.#watched = watched;
  }

  get first(): number {
    return this.#watched.snapshotEpochs.at(0) ?? 0;
  }

  get last(): number {
    return this.#watched.snapshotEpochs.at(-1) ?? 0;
  }

  /** Until the snapshot after the one asked for is due; Infinity where none is there yet. */
  get secondsToNext(): number {
    return secondsUntil(this.#watched.snapshotEpochs.at(this.#index + 1) ?? Infinity, this);
  }

  /** Takes its first place, once there is something to show. */
  open(): void {
    const { run, snapshotEpochs } = this.#watched;
    if (this.#hasOpened || !run || snapshotEpochs.length === 0) return;
    this.#hasOpened = true;
    const { epoch } = windowLocation.address;
    if (epoch !== undefined) this.position = epoch;
    else if (isNew(run, this.last)) {
      this.position = this.first;
      this.isPlaying = true;
    } else {
      this.position = this.last;
      this.isPlaying = this.isGrowing;
    }
  }

  /** Time has passed: goes on unless the frame shown has not come yet. */
  advance(seconds: number): void {
    if (this.epoch !== undefined && !this.#watched.frames.has(this.epoch)) return;
    const { first, last, isGrowing, isLooping, speed } = this;
    const next = advance(this, seconds, { first, last, isGrowing, isLooping, speed });
    this.position = next.position;
    this.isPlaying = next.isPlaying;
  }

  /** Fetches what is shown, and what will be. */
  fetch(): void {
    const { snapshotEpochs, frames } = this.#watched;
    const index = Math.max(0, this.#index);
    const ahead = snapshotEpochs.slice(index, index + AHEAD);
    if (this.isPlaying && ahead.slice(0, AHEAD / 2).every((epoch) => frames.has(epoch))) return;
    const wanted = this.isPlaying ? ahead : snapshotEpochs.slice(Math.max(0, index - AROUND), index + AROUND);
    const shown = snapshotEpochs.at(index);
    frames.want(shown === undefined ? [] : [shown, ...wanted.filter((epoch) => epoch !== shown)]);
  }

  togglePlaying(): void {
    this.isPlaying = !this.isPlaying;
    if (!this.isPlaying) this.#remember();
    else {
      if (this.position >= this.last && !this.isGrowing) this.position = this.first;
      windowLocation.refine({ epoch: undefined });
    }
  }

  /** Shows the snapshot at `epoch`, or the last one before it, and stays there. */
  seek(epoch: number): void {
    this.isPlaying = false;
    this.position = Math.min(this.last, Math.max(this.first, epoch));
    this.#remember();
  }

  step(by: 1 | -1): void {
    const { snapshotEpochs } = this.#watched;
    const index = Math.min(snapshotEpochs.length - 1, Math.max(0, this.#index + by));
    this.seek(snapshotEpochs.at(index) ?? 0);
  }

  #remember(): void {
    windowLocation.refine({ epoch: this.epoch });
  }
}
