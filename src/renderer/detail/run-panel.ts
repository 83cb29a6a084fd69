import type { Run } from '../../shared/run.ts';
import type { Player } from '../player/player.svelte.ts';
import type { WatchedRun } from '../state/watched-run.svelte.ts';
import type { SeriesViewState } from './series-view.svelte.ts';

/** What the charts of a run view draw from. */
export interface RunPanel {
  readonly watched: WatchedRun;
  readonly player: Player;
  readonly view: SeriesViewState;
  readonly run: Run;
}
