import { joined, threeDigits } from '../../shared/figures/title.ts';
import type { Run, RunStatus, Snapshot } from '../../shared/run.ts';
import type { WatchedRun } from '../detail/watched-run.svelte.ts';
import { epochAt, lengthOf } from './alignment.ts';
import type { Timeline } from './timeline.svelte.ts';
import { distanceOf } from '../../shared/metrics.ts';

/** A run that is replayed beside others. */
export class ReplayedRun {
  readonly id: string;
  readonly watched: WatchedRun;
  readonly #timeline: Timeline;
  /** Drawn until the frame asked for is there. */
  #lastShown: Snapshot | undefined;

  /** Of the snapshot asked for; -1 while there is none. */
  readonly index = $derived.by(() => this.#timeline.indexOf(this.watched, this.#timeline.place));
  readonly #frame = $derived.by(() => this.#frameOf(this.index));
  readonly shown = $derived.by((): Snapshot | undefined => {
    if (this.#frame) this.#lastShown = this.#frame;
    return this.#frame ?? this.#lastShown;
  });
  /** The snapshot that is told of in words and numbers. */
  readonly told = $derived.by((): Snapshot | undefined => {
    const { isPlaying, told } = this.#timeline;
    return (isPlaying ? this.#frameOf(this.#timeline.indexOf(this.watched, told)) : undefined) ?? this.shown;
  });

  constructor(watched: WatchedRun, timeline: Timeline) {
    this.id = watched.id;
    this.watched = watched;
    this.#timeline = timeline;
  }

  /** Whether what is to be drawn now is there, or nothing is. */
  get isReady(): boolean {
    return this.index < 0 || this.watched.ended !== undefined || this.#hasCome(this.index);
  }

  /** The epoch of the timeline, as it is told. */
  get askedEpoch(): number {
    return Math.round(this.#timeline.told);
  }

  /** Its epoch, distance to the target, and why it shows another epoch than is asked for, in words that can be read. */
  get facts(): string {
    return this.#factsOf(this.told);
  }

  /** The same of exactly what is drawn. */
  get shownFacts(): string {
    return this.#factsOf(this.shown);
  }

  /** Whether the snapshots at all these positions are there. */
  has(positions: readonly number[]): boolean {
    return positions.every((position) => {
      const index = this.#timeline.indexOf(this.watched, position);
      return index < 0 || this.#hasCome(index);
    });
  }

  fetch(positions: readonly number[]): void {
    const indices = positions.map((position) => this.#timeline.indexOf(this.watched, position));
    const isNew = (index: number, place: number) => index >= 0 && index !== indices[place - 1];
    this.watched.frames.want(indices.filter(isNew).flatMap((index) => this.watched.snapshotEpochs.at(index) ?? []));
  }

  #hasCome(index: number): boolean {
    const { snapshotEpochs, frames } = this.watched;
    const epoch = snapshotEpochs.at(index);
    return epoch !== undefined && frames.has(epoch);
  }

  #frameOf(index: number): Snapshot | undefined {
    const { snapshotEpochs, frames } = this.watched;
    const epoch = index < 0 ? undefined : snapshotEpochs.at(index);
    return epoch === undefined ? undefined : frames.get(epoch);
  }

  #factsOf(snapshot: Snapshot | undefined): string {
    const { run, ended } = this.watched;
    if (ended) return ended.message;
    if (!run) return 'Reading the run…';
    if (!snapshot) return this.index < 0 ? nothingYet(run) : 'Reading the snapshots…';
    if (!this.watched.reference) return 'Reading the target…';
    return joined([...snapshotFacts(snapshot), ...this.#standing(run, snapshot)]);
  }

  /** Its epoch where that is another than the timeline's, and why. */
  #standing(run: Run, { epoch }: Snapshot): string[] {
    const { snapshotEpochs } = this.watched;
    const { told, scale } = this.#timeline;
    if (epoch === Math.round(told)) return [];
    const asked = epochAt(told, { snapshotEpochs, length: lengthOf(run) }, scale);
    const isBeyond = Math.round(asked) >= (snapshotEpochs.at(-1) ?? 0) + run.config.snapshots.every;
    const why = isBeyond ? END_WORDS[run.status] : undefined;
    return [why === undefined ? `epoch ${epoch}` : `epoch ${epoch}, ${why}`];
  }
}

/** What a run does whose newest snapshot is shown in the place of one that is not there. */
const END_WORDS: Readonly<Record<RunStatus, string>> = {
  queued: 'waits in the queue',
  running: 'trains',
  paused: 'paused',
  finished: 'its end',
  stopped: 'stopped',
  failed: 'failed',
  interrupted: 'interrupted',
};

/** The snapshot's distance to the target. */
function snapshotFacts({ metrics, averageMetrics, outside }: Snapshot): string[] {
  const distance = distanceOf(metrics);
  const averaged = distanceOf(averageMetrics);
  return [
    ...(distance === undefined ? [] : [`${distance.name} ${threeDigits(distance.value)}`]),
    ...(averaged === undefined ? [] : [`averaged ${threeDigits(averaged.value)}`]),
    ...(outside === 0 ? [] : [`${outside} outside`]),
  ];
}

function nothingYet(run: Run): string {
  switch (run.status) {
    case 'queued':
      return 'waits in the queue';
    case 'running':
      return 'begins';
    case 'failed':
      return `failed: ${run.error.message}`;
    case 'paused':
    case 'finished':
    case 'stopped':
    case 'interrupted':
      return `${run.status}, nothing recorded`;
  }
}
