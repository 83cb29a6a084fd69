import { CommanderError } from 'commander';
import { WorkbenchError } from '../../../shared/errors.ts';
import { RefusedInput } from '../input/refused-input.ts';

/** The exit codes of the program, for scripts. docs/command-line.md documents them. */
export const EXIT = {
  ok: 0,
  /** The work itself failed: a run failed, or a trace was not reproduced. */
  failed: 1,
  /** Bad usage, config or input. */
  refused: 2,
  /** The store cannot be used. */
  store: 3,
  /** Stopped by Ctrl-C or SIGTERM. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const isAboutStore = (code: string) => code.startsWith('store-') || code === 'not-a-store';

/** Errors about what is installed, which no other input would fix. */
const ABOUT_INSTALLATION = new Set(['font-missing', 'no-electron', 'not-built']);

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof RefusedInput || error instanceof CommanderError) return EXIT.refused;
  if (!(error instanceof WorkbenchError) || ABOUT_INSTALLATION.has(error.code)) return EXIT.failed;
  return isAboutStore(error.code) ? EXIT.store : EXIT.refused;
}
