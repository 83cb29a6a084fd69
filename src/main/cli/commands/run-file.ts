import { existsSync, renameSync, rmSync } from 'node:fs';
import { WorkbenchError } from '../../../shared/errors.ts';
import { withUsualMode } from '../../private-files.ts';
import { isRunFile } from '../../store/run-files/kind.ts';
import { writeRunFile } from '../../store/run-files/write.ts';
import type { Store } from '../../store/store.ts';
import { runFileJob } from '../../files/run-files/export.ts';
import { STDOUT } from '../output/file-output.ts';
import type { Output } from '../output/output.ts';
import { RefusedInput } from '../input/refused-input.ts';

/** Writes runs to a run file. An existing run file is replaced once the new one is complete; any other existing file is refused. */
export function exportRunFile(store: Store, names: readonly string[], file: string, output: Output): void {
  if (file === STDOUT) {
    throw new RefusedInput('bad-usage', [
      { path: 'export', message: 'a run file cannot go to stdout; name a file, such as runs.ganrun' },
    ]);
  }
  if (existsSync(file) && !isRunFile(file)) {
    throw new WorkbenchError('file-exists', `${file} exists and is not a run file; choose another name.`);
  }
  const { leftOut, ...job } = runFileJob(
    store,
    names.map((name) => store.runs.find(name).id),
  );
  const part = `${file}.part-${process.pid}`;
  try {
    withUsualMode(() => writeRunFile(part, job));
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw writable(file, error);
  }
  if (leftOut.length > 0) output.note(`Skipped because they have not started: ${leftOut.join(', ')}.`);
  const what = job.runs.length === 1 ? `Run ${job.runs[0]} is` : `${job.runs.length} runs are`;
  output.text(`${what} in ${file}`);
  for (const run of job.runs) output.event('exported', { run, kind: 'run_file', file });
}

/**
 * Turns a file system error into one that names the file. Other errors, such as a fault of the store, stay as they are.
 */
function writable(file: string, error: unknown): unknown {
  const isPlace =
    error instanceof WorkbenchError && ['store-not-writable', 'store-full', 'store-io'].includes(error.code);
  const isSystem = error instanceof Error && 'code' in error && !(error instanceof WorkbenchError);
  if (!isPlace && !isSystem) return error;
  return new WorkbenchError('file-not-writable', `${file} cannot be written: ${error.message}`, { cause: error });
}
