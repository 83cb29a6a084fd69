import { parseArgs } from 'node:util';
import { WorkbenchError } from '../../shared/errors.ts';

export interface WindowArguments {
  readonly store: string | undefined;
  readonly jobs: number | undefined;
}

/** Reads `--store` and `--jobs`; Chromium's own switches may stand between them. Throws `bad-option`. */
export function readArguments(args: readonly string[]): WindowArguments {
  const { values } = parseArgs({
    args: [...args],
    options: { store: { type: 'string' }, jobs: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  });
  // Without a value an option is true here.
  if (typeof values.store === 'boolean' || values.store === '') {
    throw new WorkbenchError('bad-option', '--store needs the path of a file.');
  }
  return { store: values.store, jobs: values.jobs === undefined ? undefined : jobsOf(values.jobs) };
}

function jobsOf(text: string | boolean): number {
  const jobs = Number(text);
  if (typeof text === 'boolean' || !Number.isInteger(jobs) || jobs < 1 || jobs > 256) {
    throw new WorkbenchError('bad-option', '--jobs needs a whole number from 1 to 256: the number of parallel runs.');
  }
  return jobs;
}
