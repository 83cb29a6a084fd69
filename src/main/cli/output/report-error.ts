import { CommanderError } from 'commander';
import { WorkbenchError } from '../../../shared/errors.ts';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes.ts';
import type { Output } from './output.ts';
import { RefusedInput } from '../input/refused-input.ts';

const isHelp = ({ code }: CommanderError) => code === 'commander.helpDisplayed' || code === 'commander.version';

/** Prints one sentence per error, without a stack trace, and returns the exit code. */
export function reportError(error: unknown, output: Output, isDebug: boolean): ExitCode {
  if (error instanceof CommanderError) {
    if (isHelp(error) || (error.code === 'commander.help' && error.exitCode === 0)) return EXIT.ok;
    // The parser has written its own sentence to stderr.
    output.event('error', { code: 'bad-usage', message: error.message.replace(/^error: /, ''), path: null });
  } else if (error instanceof RefusedInput) {
    for (const { path, message } of error.refusals) output.error(error.code, message, path);
  } else if (error instanceof WorkbenchError) {
    output.error(error.code, error.message, error.path);
  } else {
    const message = error instanceof Error ? error.message : String(error);
    const details = isDebug ? 'stack trace below' : 'run it again with --debug for details';
    output.error('unexpected', `unexpected error: ${firstLine(message)} (${details})`);
  }
  if (isDebug && error instanceof Error) output.note(error.stack ?? error.message);
  return exitCodeOf(error);
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0];
}
