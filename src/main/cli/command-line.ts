import type { Command } from 'commander';
import { exposureOf, keepFilesPrivate } from '../private-files.ts';
import { keepTerminalPlain } from '../terminal.ts';
import { dataFolder } from '../locations.ts';
import { Output } from './output/output.ts';
import { createProgram } from './program.ts';
import { reportError } from './output/report-error.ts';
import { contextOf, type Context } from './input/shared-options.ts';

type Reporting = Pick<Context, 'output' | 'isDebug'>;

keepTerminalPlain();
keepFilesPrivate(dataFolder());

// The options before the arguments are parsed, found by looking at the words alone.
let reporting: Reporting = {
  output: new Output(process.argv.includes('--json') && !process.argv.includes('export')),
  isDebug: process.argv.includes('--debug'),
};

function fail(error: unknown): void {
  process.exitCode = reportError(error, reporting.output, reporting.isDebug);
}

// The reader of a pipe may stop early, as `head` does. Training continues and is recorded.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});

const program = await createProgram(process.argv.slice(2));
program.hook('preAction', (_program: Command, command: Command) => {
  const context = contextOf(command);
  reporting = context;
  const { output, store } = context;
  const exposure = command.options.some(({ long }) => long === '--store') ? exposureOf(store) : undefined;
  if (exposure?.code === 'store-replaceable') output.note(`warning: ${exposure.message}`);
});

try {
  await program.parseAsync();
} catch (error) {
  fail(error);
}
