import { WorkbenchError } from '../../../shared/errors.ts';
import type { Run } from '../../../shared/run.ts';

/** The error of a run that has no `what` to draw, such as `no epoch`. */
export function nothingRecorded(run: Run, what: string): WorkbenchError {
  return new WorkbenchError(
    'nothing-recorded',
    `Run ${run.id} is ${run.status} and has ${what} to draw; train it first.`,
  );
}
