import { untrack } from 'svelte';
import { dataDimension } from '../../shared/config/memory.ts';
import type { RunStatus } from '../../shared/run.ts';
import { windowLocation } from '../state/location.svelte.ts';
import type { WatchedRun } from '../state/watched-run.svelte.ts';
import {
  lengthOf,
  nextPosition,
  positionOf,
  previousPosition,
  type Alignment,
  type Scale,
  type TimedRun,
} from './alignment.ts';
import { advance, EPOCHS_PER_SECOND, isNew, secondsUntil } from './playback.ts';
import { PlayedRun, type Standing } from './played-run.svelte.ts';
import { ratesOf } from './rates.ts';

/** Milliseconds until the neighbourhood is fetched too: a slider passes many epochs that nobody looks at. */
const STANDING_MILLISECONDS = 200;

/**
 * The clock of one or several runs side by side. Its position is an epoch of the longest run; the others show the same epoch, or
 * the same fraction of their length.
 */
export class Player implements Standing {
  runs = $state.raw<readonly PlayedRun[]>([]);
  alignment = $state<Alignment>('epoch');
  position = $state(0);
  isPlaying = $state(false);
  isLooping = $state(false);
  /** Whether it has taken its first place: a seek before that would be lost. */
  isOpen = $state(false);
  speed = $state<number>(1);
  /** `windowLocation.visits` when it last looked. */
  #visits = windowLocation.visits;
  #remembering: ReturnType<typeof setTimeout> | undefined;
  #fetching: ReturnType<typeof setTimeout> | undefined;

  readonly #timed = $derived.by((): readonly TimedRun[] =>
    this.runs.flatMap(({ watched: { run, snapshotEpochs } }) =>
      run ? [{ snapshotEpochs, length: lengthOf(run) }] : [],
    ),
  );
  /** Epochs of the longest run; 1 where there is none. */
  readonly length = $derived.by(() => Math.max(1, ...this.#timed.map(({ length }) => length)));
  /** Whether runs are of different length. */
  readonly areUnequal = $derived.by(() => this.#timed.some(({ length }) => length !== this.length));
  readonly scale = $derived.by((): Scale => ({ alignment: this.alignment, length: this.length }));
  /** Whether what follows the newest snapshots is on its way. */
  readonly isGrowing = $derived.by(() => {
    // Alone, one that waits in the queue to go on is played to where it is; beside others it is waited for.
    const growing: readonly (RunStatus | undefined)[] = this.runs.length === 1 ? ['running'] : ['running', 'queued'];
    return this.runs.some(({ watched: { run } }) => run && growing.includes(run.status));
  });
  /** The positions of the first and the last snapshot of all runs. */
  readonly first = $derived.by(() => this.#extreme(0, Math.min) ?? 0);
  readonly last = $derived.by(() => this.#extreme(-1, Math.max) ?? 0);
  readonly #isInPlane = $derived.by(() =>
    this.runs.some(({ watched: { run } }) => run && dataDimension(run.config.target) === 2),
  );
  readonly #rates = $derived.by(() => ratesOf(this.runs.length, this.isGrowing, this.#isInPlane));
  /** Epochs of the longest run from one picture to the next while it plays. */
  readonly #stride = $derived.by(() => Math.max(1, (this.speed * EPOCHS_PER_SECOND) / this.#rates.pictures));
  /** The position that is drawn. While it plays, it changes a limited number of times a second at any speed. */
  readonly place = $derived.by(() => this.#placeOf(this.position, this.#stride));
  /** The position described in words and numbers. While it plays, it changes less often, so that it can be read. */
  readonly described = $derived.by(() =>
    this.#placeOf(this.position, Math.max(this.#stride, (this.speed * EPOCHS_PER_SECOND) / this.#rates.words)),
  );
  /** The epoch that is shown: of one run its snapshot's, of several that of the longest; undefined while there is nothing to show. */
  readonly epoch = $derived.by((): number | undefined => {
    if (this.runs.length === 1) return this.runs[0].epoch;
    return this.last === 0 ? undefined : Math.round(this.place);
  });
  /** The epoch that words and numbers describe. */
  readonly describedEpoch = $derived.by((): number | undefined => {
    if (this.runs.length === 1) return this.runs[0].described?.epoch;
    return this.last === 0 ? undefined : Math.round(this.described);
  });

  /** Plays these runs, in any state; those that it plays already stay where they are. */
  show(watched: readonly WatchedRun[]): void {
    untrack(() => {
      const before = this.runs;
      this.runs = watched.map((one) => before.find((run) => run.watched === one) ?? new PlayedRun(one, this));
    });
  }

  /** The position of all runs, in words. */
  get title(): string {
    const percent = Math.round((100 * this.place) / this.length);
    return this.alignment === 'epoch' ? `epoch ${this.epoch ?? 0}` : `${percent} % of each run`;
  }

  /** Frames of the screen by which the picture of all runs together follows those of each. */
  get lateFrames(): number {
    return this.isPlaying ? this.#rates.lateFrames : 0;
  }

  /** Seconds until the next picture is due; Infinity if there is none yet. */
  get secondsToNext(): number {
    const next = this.#nextPlace();
    return next === undefined ? Infinity : secondsUntil(next, this);
  }

  /** Takes its first place, once there is something to show. */
  open(): void {
    const trained = this.runs.flatMap(({ watched: { run, snapshotEpochs } }) => {
      const last = snapshotEpochs.at(-1);
      return run && last !== undefined ? [{ run, last }] : [];
    });
    if (this.isOpen || trained.length === 0) return;
    const { epoch } = windowLocation.address;
    // The longest run may be missing, and the epoch would be cut to the length of the others.
    if (epoch !== undefined && this.runs.some(({ watched: { run, ended } }) => !run && !ended)) return;
    this.isOpen = true;
    if (epoch !== undefined) this.position = this.#within(epoch);
    else if (trained.every(({ run, last }) => isNew(run, last))) {
      this.position = this.first;
      this.isPlaying = true;
    } else {
      this.position = this.last;
      this.isPlaying = this.isGrowing;
    }
  }

  /** If the browser has gone to another address since it last looked, it opens again at the epoch there; without one it goes on. */
  visit(): void {
    if (windowLocation.visits === this.#visits) return;
    this.#visits = windowLocation.visits;
    clearTimeout(this.#remembering);
    if (windowLocation.address.epoch === undefined) return;
    this.isPlaying = false;
    this.isOpen = false;
  }

  /** Advances by the elapsed time, unless a frame that is to be drawn has not come. */
  advance(seconds: number): void {
    if (this.runs.some((run) => !run.isReady)) return;
    const next = advance(this, seconds, this);
    this.position = next.position;
    this.isPlaying = next.isPlaying;
  }

  /** Fetches what is shown, and what will be. To be called again whenever some of it has come, or the place is another. */
  fetch(): void {
    clearTimeout(this.#fetching);
    const late = this.runs.filter((run) => !run.isReady);
    // One question at a time: a slider passes many epochs that nobody sees.
    if (late.length > 0) for (const run of late) if (!run.isAsking) run.fetch([this.place]);
    if (late.length > 0) return;
    if (this.isPlaying) this.#fetchAhead();
    else this.#fetching = setTimeout(() => this.#fetchAround(), STANDING_MILLISECONDS);
  }

  /**
   * Unpacks the next snapshot of one run, the first for which it is still packed. All of them at once would delay the frame in which the
   * picture is due. Says whether there was one.
   */
  unpackAhead(): boolean {
    const next = this.#nextPlace();
    return next !== undefined && this.runs.some((run) => run.unpack(next));
  }

  /** Shows `epoch` of the longest run, or the last snapshot before it, and stops there. */
  seek(epoch: number): void {
    this.isPlaying = false;
    this.position = this.#within(epoch);
    this.#remember();
  }

  /** Steps to the next position at which a run shows another snapshot, or with -1 to the previous one. */
  step(by: 1 | -1): void {
    const from = this.place;
    const to = by > 0 ? nextPosition(from, this.#timed, this.scale) : previousPosition(from, this.#timed, this.scale);
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
    clearTimeout(this.#fetching);
  }

  #fetchAhead(): void {
    const { ahead } = this.#rates;
    const places = Array.from({ length: ahead }, (_, picture) =>
      Math.min(this.last, this.place + picture * this.#stride),
    );
    const soon = places.slice(0, ahead / 2);
    // While an answer is on its way, each picture would ask for one more by itself.
    for (const run of this.runs) if (!run.isAsking && !run.has(soon)) run.fetch(places);
  }

  #fetchAround(): void {
    for (const run of this.runs) run.fetchAround(this.#rates.around);
  }

  /** Where the next picture will be; undefined while there is none after the one shown. */
  #nextPlace(): number | undefined {
    const next = nextPosition(this.place, this.#timed, this.scale);
    return next === Infinity ? undefined : Math.min(this.last, Math.ceil(next / this.#stride) * this.#stride);
  }

  #placeOf(position: number, stride: number): number {
    if (!this.isPlaying || position >= this.last) return position;
    return Math.max(this.first, Math.floor(position / stride) * stride);
  }

  #within(position: number): number {
    return Math.min(this.last, Math.max(this.first, position));
  }

  #extreme(index: 0 | -1, choose: (...values: number[]) => number): number | undefined {
    const places = this.#timed.flatMap((run) => {
      const epoch = run.snapshotEpochs.at(index);
      return epoch === undefined ? [] : [positionOf(epoch, run, this.scale)];
    });
    return places.length === 0 ? undefined : choose(...places);
  }

  #remember(): void {
    clearTimeout(this.#remembering);
    const remember = () => windowLocation.refine({ epoch: this.epoch });
    const { rememberMilliseconds } = this.#rates;
    if (rememberMilliseconds === 0) remember();
    else this.#remembering = setTimeout(remember, rememberMilliseconds);
  }
}
