import type { Run } from '../../shared/run.ts';
import { advance, EPOCHS_PER_SECOND, isNew, secondsUntil, type Playable } from '../detail/playback.ts';
import { windowLocation } from '../state/location.svelte.ts';
import {
  lengthOf,
  nextPosition,
  positionOf,
  previousPosition,
  snapshotAt,
  type Alignment,
  type Scale,
  type TimedRun,
} from './alignment.ts';

/** Pictures a second while it plays: one more is not seen, and costs a picture of every run. */
const PICTURES_PER_SECOND = 30;
/** While some of so many runs or more still train: what is drawn more often is taken from their training. */
const TRAINING_PICTURES_PER_SECOND = 10;
const MANY_RUNS = 5;
/** Pictures at 1× for which text stands. */
const TOLD_PICTURES = 6;
/** Of standing still: an address that changed with every pixel of a slider would hold the window up. */
const REMEMBER_MILLISECONDS = 300;

/** A run that is watched, as far as a timeline has to know it. */
export interface WatchedTimes {
  /** undefined until it has been read. */
  readonly run: Run | undefined;
  /** Epochs with a snapshot, in rising order. */
  readonly snapshotEpochs: readonly number[];
}

/**
 * One clock for several runs. Its position is counted in epochs of the longest of them, whose own epoch it therefore is;
 * the others stand at the same epoch, or at the same fraction of their length.
 */
export class Timeline implements Playable {
  /** The runs that stand side by side, in any state. */
  watched = $state.raw<readonly WatchedTimes[]>([]);
  alignment = $state<Alignment>('epoch');
  position = $state(0);
  isPlaying = $state(false);
  isLooping = $state(false);
  speed = $state<number>(1);
  #hasOpened = false;
  #remembering: ReturnType<typeof setTimeout> | undefined;

  readonly #runs = $derived.by((): readonly TimedRun[] =>
    this.watched.flatMap(({ run, snapshotEpochs }) => (run ? [{ snapshotEpochs, length: lengthOf(run) }] : [])),
  );
  /** Epochs of the longest run; 1 where there is none. */
  readonly length = $derived.by(() => Math.max(1, ...this.#runs.map(({ length }) => length)));
  /** Whether runs are of different length. */
  readonly areUnequal = $derived.by(() => this.#runs.some(({ length }) => length !== this.length));
  readonly scale = $derived.by((): Scale => ({ alignment: this.alignment, length: this.length }));
  /** Whether what follows the newest snapshots is on its way. */
  readonly isGrowing = $derived.by(() =>
    this.watched.some(({ run }) => run?.status === 'running' || run?.status === 'queued'),
  );
  /** Where the first and the last snapshot of all lie. */
  readonly first = $derived.by(() => this.#extreme(0, Math.min) ?? 0);
  readonly last = $derived.by(() => this.#extreme(-1, Math.max) ?? 0);
  /** The position that is drawn: while it plays one of so many a second, whatever the speed. */
  readonly place = $derived.by(() => this.#placeOf(this.position, this.stride));
  /** The position that is told of in words and numbers: while it plays it stands for some pictures, to be read. */
  readonly told = $derived.by(() => this.#placeOf(this.position, TOLD_PICTURES * this.stride));
  /** The epoch of the longest run that is shown; undefined while there is nothing to show. */
  readonly epoch = $derived.by((): number | undefined => {
    const { place } = this;
    return this.last === 0 ? undefined : Math.round(place);
  });

  /** The fraction of the longest run that is shown, 0 to 1. */
  get fraction(): number {
    return this.place / this.length;
  }

  /** Where they all stand, in words. */
  get title(): string {
    const epoch = `epoch ${this.epoch ?? 0}`;
    return this.alignment === 'epoch' ? epoch : `${Math.round(100 * this.fraction)} % of each run`;
  }

  /** Epochs of the longest run from one picture to the next while it plays. */
  get stride(): number {
    const slow = this.isGrowing && this.watched.length >= MANY_RUNS;
    return Math.max(1, (this.speed * EPOCHS_PER_SECOND) / (slow ? TRAINING_PICTURES_PER_SECOND : PICTURES_PER_SECOND));
  }

  /** Until the next picture is due; Infinity where there is none yet. */
  get secondsToNext(): number {
    const next = nextPosition(this.place, this.#runs, this.scale);
    return secondsUntil(Math.min(this.last, Math.ceil(next / this.stride) * this.stride), this);
  }

  /** Index of the snapshot of a watched run that lies at `position`, or before it; -1 where it has none. */
  indexOf({ run, snapshotEpochs }: WatchedTimes, position: number): number {
    return run ? snapshotAt(position, { snapshotEpochs, length: lengthOf(run) }, this.scale) : -1;
  }

  /** Takes its first place, once there is something to show. */
  open(): void {
    if (this.#hasOpened || this.last === 0) return;
    this.#hasOpened = true;
    const { epoch } = windowLocation.address;
    const trained = this.watched.flatMap((one) => (one.run && one.snapshotEpochs.length > 0 ? [one] : []));
    if (epoch !== undefined) this.position = this.#within(epoch);
    else if (trained.every(({ run, snapshotEpochs }) => run && isNew(run, snapshotEpochs.at(-1) ?? 0))) {
      this.position = this.first;
      this.isPlaying = true;
    } else {
      this.position = this.last;
      this.isPlaying = this.isGrowing;
    }
  }

  /** Time has passed. */
  advance(seconds: number): void {
    const next = advance(this, seconds, this);
    this.position = next.position;
    this.isPlaying = next.isPlaying;
  }

  /** Shows the epoch of the longest run, and of the others what lies beside it, and stays there. */
  seek(epoch: number): void {
    this.isPlaying = false;
    this.position = this.#within(epoch);
    this.#remember();
  }

  /** To the next position at which a run shows another snapshot, or with -1 to the one before. */
  step(by: 1 | -1): void {
    const from = this.place;
    const to = by > 0 ? nextPosition(from, this.#runs, this.scale) : previousPosition(from, this.#runs, this.scale);
    this.seek(Number.isFinite(to) ? to : from);
  }

  togglePlaying(): void {
    this.isPlaying = !this.isPlaying;
    if (this.isPlaying) {
      if (this.position >= this.last && !this.isGrowing) this.position = this.first;
      clearTimeout(this.#remembering);
      windowLocation.refine({ epoch: undefined });
    } else this.#remember();
  }

  close(): void {
    clearTimeout(this.#remembering);
  }

  #placeOf(position: number, stride: number): number {
    if (!this.isPlaying || position >= this.last) return position;
    return Math.max(this.first, Math.floor(position / stride) * stride);
  }

  #within(position: number): number {
    return Math.min(this.last, Math.max(this.first, position));
  }

  #extreme(index: 0 | -1, choose: (...values: number[]) => number): number | undefined {
    const places = this.#runs.flatMap((run) => {
      const epoch = run.snapshotEpochs.at(index);
      return epoch === undefined ? [] : [positionOf(epoch, run, this.scale)];
    });
    return places.length === 0 ? undefined : choose(...places);
  }

  #remember(): void {
    clearTimeout(this.#remembering);
    this.#remembering = setTimeout(
      () => windowLocation.refine({ epoch: Math.round(this.position) }),
      REMEMBER_MILLISECONDS,
    );
  }
}
