import { vi } from 'vitest';
import { createProgram } from '../../../src/main/cli/program.ts';
import { reportError } from '../../../src/main/cli/output/report-error.ts';
import { contextOf } from '../../../src/main/cli/input/shared-options.ts';
import { Output } from '../../../src/main/cli/output/output.ts';
import type { Ended, Event } from './command-line.ts';

/** The command line in this process, without the two seconds that a process of its own takes to begin: one at a time. */
export async function runHere(args: readonly string[], store: string): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  const keep = (stream: 'stdout' | 'stderr') =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      text[stream] += String(chunk);
      return true;
    });
  const kept = [keep('stdout'), keep('stderr')];
  let output = new Output(args.includes('--json'));
  let code: number | null = 0;
  try {
    const program = await createProgram(args);
    program.hook('preAction', (_program, command) => {
      ({ output } = contextOf(command));
    });
    await program.parseAsync(['--store', store, ...args], { from: 'user' });
  } catch (error) {
    code = reportError(error, output, false);
  } finally {
    for (const spy of kept) spy.mockRestore();
  }
  const lines = text.stdout.split('\n').filter((line) => line.startsWith('{"event"'));
  return { code, ...text, events: lines.map((line) => JSON.parse(line) as Event) };
}
