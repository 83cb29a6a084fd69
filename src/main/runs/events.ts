import type { PackedSnapshot } from '../../shared/frames/frame-codec.ts';
import type { Listeners } from '../../shared/listeners.ts';
import type { EpochRecord, FinalEvaluation, RunError } from '../../shared/run.ts';

/** What happens to runs. Emitted after it has been written to the store. */
export type WorkbenchEvent =
  | { readonly kind: 'queued'; readonly run: string }
  | { readonly kind: 'started'; readonly run: string }
  | {
      readonly kind: 'progress';
      readonly run: string;
      readonly epochs: readonly EpochRecord[];
      readonly snapshots: readonly PackedSnapshot[];
    }
  | { readonly kind: 'paused' | 'resumed'; readonly run: string }
  /** Its name, notes, tags, star or place have changed, or it was deleted. */
  | { readonly kind: 'marked'; readonly run: string }
  /** The run resumes from an earlier epoch: events about the epochs after its last checkpoint no longer hold. */
  | { readonly kind: 'taken_back'; readonly run: string }
  | { readonly kind: 'finished'; readonly run: string; readonly final: FinalEvaluation }
  | { readonly kind: 'stopped'; readonly run: string }
  /** The process that trained it is no more. */
  | { readonly kind: 'interrupted'; readonly run: string }
  /** The run was taken out of the queue and has its previous status again. */
  | { readonly kind: 'withdrawn'; readonly run: string }
  /** The thread or process that trained the run ended unexpectedly. The run is interrupted and can be resumed. */
  | { readonly kind: 'crashed'; readonly run: string; readonly error: RunError }
  | { readonly kind: 'failed'; readonly run: string; readonly error: RunError }
  /** A run that had ended or was interrupted could not be resumed, and keeps its status. */
  | { readonly kind: 'not_resumed'; readonly run: string; readonly error: RunError }
  /** The store refused what a run had to record; the run was stopped and what had been recorded stays. */
  | { readonly kind: 'not_recorded'; readonly run: string; readonly error: Error };

/** Tells that something about these runs was written which is not training. */
export function emitMarked(events: Listeners<WorkbenchEvent>, runs: readonly string[]): void {
  for (const run of runs) events.tell({ kind: 'marked', run });
}
