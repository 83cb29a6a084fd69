import type { Snapshot } from '../../shared/run.ts';
import type { WatchedRun } from '../state/watched-run.svelte.ts';
import { lengthOf, snapshotAt, type Scale } from './alignment.ts';

/** The state of a player that its runs need. */
export interface Standing {
  readonly isPlaying: boolean;
  /** The position that is drawn. */
  readonly place: number;
  /** The position that is described in words and numbers. */
  readonly described: number;
  readonly scale: Scale;
  /** Frames of the screen by which the picture of all runs together follows those of each. */
  readonly lateFrames: number;
}

/** A run that is played, alone or beside others: which of its snapshots is shown. */
export class PlayedRun {
  readonly id: string;
  readonly watched: WatchedRun;
  readonly standing: Standing;
  /** The last snapshot, which is drawn until the requested frame has come. */
  #lastShown: Snapshot | undefined;

  /** The index of the requested snapshot; -1 if there is none. */
  readonly index = $derived.by(() => this.#indexOf(this.standing.place));
  /** The epoch of the requested snapshot; undefined if there is none. */
  readonly epoch = $derived.by(() => this.#epochOf(this.index));
  readonly #frame = $derived.by(() => this.#frameOf(this.index));
  readonly shown = $derived.by((): Snapshot | undefined => {
    if (this.#frame) this.#lastShown = this.#frame;
    return this.#frame ?? this.#lastShown;
  });
  /** The snapshot that is described in words and numbers. */
  readonly described = $derived.by((): Snapshot | undefined => {
    const { isPlaying, described } = this.standing;
    return (isPlaying ? this.#frameOf(this.#indexOf(described)) : undefined) ?? this.shown;
  });
  /** Why the snapshot asked for cannot be shown; undefined where it can, or has not come. */
  readonly failure = $derived.by(() =>
    this.epoch === undefined ? undefined : this.watched.frames.failure(this.epoch),
  );
  /** The same with its epoch. */
  readonly failureText = $derived.by(() =>
    this.failure === undefined ? undefined : `Epoch ${this.epoch ?? 0} · ${this.failure}`,
  );

  constructor(watched: WatchedRun, standing: Standing) {
    this.id = watched.id;
    this.watched = watched;
    this.standing = standing;
  }

  /** Whether the frame that is to be drawn has come, or there is none to draw. */
  get isReady(): boolean {
    return this.index < 0 || this.watched.ended !== undefined || this.#hasCome(this.index);
  }

  /** Whether an answer is on its way. */
  get isAsking(): boolean {
    return this.watched.frames.isAsking;
  }

  /** Whether the snapshots at all these positions have come. */
  has(positions: readonly number[]): boolean {
    return positions.every((position) => {
      const index = this.#indexOf(position);
      return index < 0 || this.#hasCome(index);
    });
  }

  fetch(positions: readonly number[]): void {
    const indices = positions.map((position) => this.#indexOf(position));
    const isNew = (index: number, place: number) => index >= 0 && index !== indices[place - 1];
    this.watched.frames.want(indices.filter(isNew).flatMap((index) => this.#epochOf(index) ?? []));
  }

  /** Unpacks the snapshot at this position before it is drawn. Says whether it was still packed. */
  unpack(position: number): boolean {
    const epoch = this.#epochOf(this.#indexOf(position));
    return epoch !== undefined && this.watched.frames.unpack(epoch);
  }

  /** Fetches so many snapshots on both sides of the one shown. */
  fetchAround(count: number): void {
    const { snapshotEpochs, frames } = this.watched;
    frames.want(snapshotEpochs.slice(Math.max(0, this.index - count), this.index + count));
  }

  /** Index of the last snapshot at or before `position`; -1 if it has none. */
  #indexOf(position: number): number {
    const { run, snapshotEpochs } = this.watched;
    return run ? snapshotAt(position, { snapshotEpochs, length: lengthOf(run) }, this.standing.scale) : -1;
  }

  #epochOf(index: number): number | undefined {
    return index < 0 ? undefined : this.watched.snapshotEpochs.at(index);
  }

  #hasCome(index: number): boolean {
    const epoch = this.#epochOf(index);
    return epoch !== undefined && this.watched.frames.has(epoch);
  }

  #frameOf(index: number): Snapshot | undefined {
    const epoch = this.#epochOf(index);
    return epoch === undefined ? undefined : this.watched.frames.get(epoch);
  }
}
