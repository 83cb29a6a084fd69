import { trainingFacts, type Run } from '../../shared/run.ts';
import { indexAt } from './playback.ts';

/** What of runs of different length stands side by side: the same epoch, or the same fraction of each run. */
export const ALIGNMENTS = ['epoch', 'fraction'] as const;
export type Alignment = (typeof ALIGNMENTS)[number];

/** A run as a player takes it, whose position is counted in epochs of the longest run. */
export interface TimedRun {
  /** Epochs with a snapshot, in rising order. */
  readonly snapshotEpochs: readonly number[];
  /** Epochs that it has, or will have when it has been trained; above 0. */
  readonly length: number;
}

export interface Scale {
  readonly alignment: Alignment;
  /** Epochs of the longest run. */
  readonly length: number;
}

/** A fraction of an epoch: a snapshot that is due is not missed by a rounding error. */
const EPSILON = 1e-6;

/** The epochs that a run was trained for where that has ended, and else those it is to be trained for. */
export function lengthOf(run: Run): number {
  const { endedAt, epochsDone } = trainingFacts(run);
  return Math.max(1, endedAt === undefined ? run.config.epochs : (epochsDone ?? run.config.epochs));
}

/** The position at which `epoch` of a run lies. */
export function positionOf(epoch: number, run: TimedRun, { alignment, length }: Scale): number {
  return alignment === 'epoch' ? epoch : (epoch * length) / run.length;
}

/** The epoch of a run at `position`, which may be after its end. */
export function epochAt(position: number, run: TimedRun, { alignment, length }: Scale): number {
  return alignment === 'epoch' ? position : (position * run.length) / length;
}

/** Index of the last snapshot of a run that is not after `position`; 0 if all are later, -1 if it has none. */
export function snapshotAt(position: number, run: TimedRun, scale: Scale): number {
  return indexAt(run.snapshotEpochs, epochAt(position, run, scale) + EPSILON);
}

/** The first position after `position` at which a run shows another snapshot; Infinity where none does. */
export function nextPosition(position: number, runs: readonly TimedRun[], scale: Scale): number {
  return runs.reduce((next, run) => {
    const epoch = run.snapshotEpochs.at(snapshotAt(position, run, scale) + 1);
    return epoch === undefined ? next : Math.min(next, positionOf(epoch, run, scale));
  }, Infinity);
}

/** The last position before `position` at which other snapshots are shown than there; -Infinity where there is none. */
export function previousPosition(position: number, runs: readonly TimedRun[], scale: Scale): number {
  // From when on exactly these snapshots are shown, and what was shown a little before.
  const shownFrom = latestPosition(runs, scale, (from) => from <= position + EPSILON);
  return latestPosition(runs, scale, (from) => from < shownFrom - EPSILON);
}

/** The highest position of a snapshot that `isEarly` holds for, which holds for all that lie before one that it holds for. */
function latestPosition(runs: readonly TimedRun[], scale: Scale, isEarly: (position: number) => boolean): number {
  return runs.reduce((latest, run) => {
    const epoch = run.snapshotEpochs.findLast((one) => isEarly(positionOf(one, run, scale)));
    return epoch === undefined ? latest : Math.max(latest, positionOf(epoch, run, scale));
  }, -Infinity);
}
