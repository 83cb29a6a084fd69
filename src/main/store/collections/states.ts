import type { FinalEvaluation, RunError } from '../../../shared/run.ts';
import type { LawNoiseFloors } from '../tables/noise-floors.ts';
import type { RunStart } from '../tables/run-statuses.ts';
import { writing, type Access } from './access.ts';

/** Who trains a run, and where it stands: claims, the queue's order, and the states of training. */
export function stateCollection(access: Access, isOwnerAlive: (owner: string) => boolean, isForWriting: boolean) {
  const { tables, write } = access;

  function end(id: string, change: () => number): void {
    write(() => {
      const { summaries, runs, checkpoints } = tables();
      const runKey = change();
      summaries.write(runKey, runs.row(id).epochs_done);
      checkpoints.removeOvertaken(runKey);
    });
  }

  return {
    ...writing(access, 'statuses', [
      /** Makes an owner the one that trains a run; false where another is. */
      'claim',
      /**
       * Claims every run that waits to begin or to resume, and every interrupted run of a sweep. Gives their ids in training order,
       * the interrupted ones first.
       */
      'claimWaiting',
      /** Has runs that do not train wait before all others, in this order. */
      'queueFirst',
      /** Has runs that do not train wait behind all others, in this order. */
      'queueLast',
      /** Releases the claim on a run that is not training. A waiting run keeps waiting. */
      'release',
      /**
       * Takes a run that is not training out of the queue and releases its claim. A run that waited to resume has its previous
       * status again.
       */
      'withdraw',
      'pause',
      /** Changes a paused run to running. */
      'resume',
    ]),
    /** Whether a process trains the run or has claimed it. */
    isClaimed: (id: string): boolean => tables().statuses.isClaimed(id),
    /** Starts training, or resumes it after an end or an interruption. Throws `run-status` or `run-not-claimed`. */
    start(id: string, start: RunStart, floors: LawNoiseFloors): void {
      write(() => tables().noiseFloors.replace(tables().statuses.start(id, start), floors));
    },
    finish: (id: string, final: FinalEvaluation, at: string): void =>
      end(id, () => tables().statuses.finish(id, final, at)),
    /** Ends a run in training, or one that was cut off. `reason` where the program stopped it. */
    stop: (id: string, at: string, reason?: string): void => end(id, () => tables().statuses.stop(id, at, reason)),
    fail: (id: string, error: RunError, at: string): void => end(id, () => tables().statuses.fail(id, error, at)),
    /**
     * Interrupts a running run, for a reason that is stored, and releases its claim. It can be resumed from its last checkpoint.
     */
    interrupt: (id: string, error: RunError): void => end(id, () => tables().statuses.interrupt(id, error)),
    /** Marks as interrupted what a process that no longer lives was training, and frees what it had claimed. Gives the ids marked. */
    markInterrupted(): string[] {
      if (!isForWriting) return [];
      const dead = tables()
        .statuses.owners()
        .filter((owner) => !isOwnerAlive(owner));
      if (dead.length === 0) return [];
      return write(() => {
        const interrupted = dead.flatMap((owner) => tables().statuses.interruptAllOf(owner));
        for (const { run_key, epochs_done } of interrupted) tables().summaries.write(run_key, epochs_done);
        return interrupted.map(({ id }) => id);
      });
    },
  };
}
