import { parseArgs } from 'node:util';
import { WorkbenchError } from '../../shared/errors.ts';

export interface ServerArguments {
  readonly store: string | undefined;
  readonly jobs: number | undefined;
  /** 0 takes any that is free. */
  readonly port: number;
  /** Whether a browser is opened. */
  readonly open: boolean;
}

/** Reads the arguments. Throws `bad-option`. */
export function readArguments(args: readonly string[]): ServerArguments {
  const { store, jobs, port, 'no-open': closed } = parse(args);
  if (store === '') throw new WorkbenchError('bad-option', '--store needs the path of a file.');
  return {
    store,
    jobs: jobs === undefined ? undefined : wholeNumber('--jobs', jobs, 1, 256),
    port: port === undefined ? 0 : wholeNumber('--port', port, 0, 65_535),
    open: closed !== true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        store: { type: 'string' },
        jobs: { type: 'string' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new WorkbenchError('bad-option', error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(option: string, text: string, low: number, high: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= low && value <= high) return value;
  throw new WorkbenchError('bad-option', `${option} needs a whole number from ${low} to ${high}.`);
}
