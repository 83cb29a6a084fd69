import type { Run, RunStatus, Snapshot } from '../../shared/run.ts';
import { epochAt, lengthOf } from '../player/alignment.ts';
import type { PlayedRun } from '../player/played-run.svelte.ts';

/** Why a run shows another epoch than requested, or nothing; in words. */
export function runFacts(played: PlayedRun): string[] {
  return factsOf(played, played.described);
}

/** The same, for exactly the drawn snapshots. */
export function shownRunFacts(played: PlayedRun): string[] {
  return factsOf(played, played.shown);
}

function factsOf(played: PlayedRun, snapshot: Snapshot | undefined): string[] {
  const { watched, failure, index } = played;
  const { run, ended, reference } = watched;
  if (ended) return [ended.message];
  if (!run) return ['Reading the run…'];
  if (failure !== undefined) return [failure];
  if (!snapshot) return [index < 0 ? nothingYet(run) : 'Reading the snapshots…'];
  if (!reference) return ['Reading the target…'];
  const { outside } = snapshot;
  return [...(outside === 0 ? [] : [`${outside} outside`]), ...otherEpoch(played, run, snapshot)];
}

/** Its epoch, if it differs from the player's, and why. */
function otherEpoch({ watched, standing }: PlayedRun, run: Run, { epoch }: Snapshot): string[] {
  const { snapshotEpochs } = watched;
  const { described, scale } = standing;
  if (epoch === Math.round(described)) return [];
  const asked = epochAt(described, { snapshotEpochs, length: lengthOf(run) }, scale);
  const isBeyond = Math.round(asked) >= (snapshotEpochs.at(-1) ?? 0) + run.config.snapshots.every;
  const why = isBeyond ? END_WORDS[run.status] : undefined;
  return [why === undefined ? `epoch ${epoch}` : `epoch ${epoch}, ${why}`];
}

/** The state of a run whose newest snapshot is shown because the requested one does not exist. */
const END_WORDS: Readonly<Record<RunStatus, string>> = {
  queued: 'queued',
  running: 'in training',
  paused: 'paused',
  finished: 'the last one',
  stopped: 'stopped',
  failed: 'failed',
  interrupted: 'interrupted',
};

function nothingYet(run: Run): string {
  switch (run.status) {
    case 'queued':
      return 'queued';
    case 'running':
      return 'starting';
    case 'failed':
      return `failed: ${run.error.message}`;
    case 'paused':
    case 'finished':
    case 'stopped':
    case 'interrupted':
      return `${run.status}; nothing was recorded`;
  }
}
