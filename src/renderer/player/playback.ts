import { trainingFacts, type Run } from '../../shared/run.ts';

/** Epochs that pass in a second at speed 1. */
export const EPOCHS_PER_SECOND = 30;
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8] as const;

/** A run that has ended so lately is watched from its beginning, as one that trains. */
const JUST_NOW_MILLISECONDS = 15_000;

export interface Playback {
  /** The player's position in epochs; between two snapshots while it plays. */
  readonly position: number;
  readonly isPlaying: boolean;
}

export interface PlaybackBounds {
  readonly first: number;
  /** The newest snapshot so far. */
  readonly last: number;
  /** Whether more snapshots may come. */
  readonly isGrowing: boolean;
  readonly isLooping: boolean;
  readonly speed: number;
}

/** The position `seconds` later. At the end it waits for more, starts again or stops. */
export function advance({ position, isPlaying }: Playback, seconds: number, bounds: PlaybackBounds): Playback {
  if (!isPlaying) return { position, isPlaying };
  const { first, last, isGrowing, isLooping, speed } = bounds;
  const next = position + seconds * speed * EPOCHS_PER_SECOND;
  if (next < last) return { position: next, isPlaying };
  if (isGrowing) return { position: last, isPlaying };
  if (isLooping && position >= last) return { position: first, isPlaying };
  return { position: last, isPlaying: isLooping };
}

/** Seconds until `epoch` is due, from `position` at `speed`; 0 if it is already due. */
export function secondsUntil(
  epoch: number,
  { position, speed }: { readonly position: number; readonly speed: number },
): number {
  return Math.max(0, epoch - position) / (speed * EPOCHS_PER_SECOND);
}

/** Index of the last of `epochs` (rising) that is not after `position`; 0 where all are, -1 where there are none. */
export function indexAt(epochs: readonly number[], position: number): number {
  let low = 0;
  let high = epochs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (epochs[middle] <= position) low = middle + 1;
    else high = middle;
  }
  return epochs.length === 0 ? -1 : Math.max(0, low - 1);
}

/** Whether a run whose newest snapshot is of epoch `last` is so new that it is watched from its beginning. */
export function isNew(run: Run, last: number): boolean {
  if (run.status === 'running') return last < run.config.epochs / 2;
  const { endedAt } = trainingFacts(run);
  return endedAt !== undefined && Date.now() - Date.parse(endedAt) < JUST_NOW_MILLISECONDS;
}
