import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { ENGINES, type EngineName } from '../../../shared/config/schema.ts';
import { countedOf } from '../../../shared/counted.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { createEngine } from '../../training/engines/create.ts';
import { KERNEL_BUILDS, runsHere, type KernelBuild } from '../../training/engines/fused/kernels/kernels.ts';
import { tensorFlowEnvironment } from '../../training/engines/tensorflow/environment.ts';
import { parseTrace, type ParsedTrace, type Trace } from '../../training/verification/trace.ts';
import { exceeded, TOLERANCES, verify, type Check, type Errors } from '../../training/verification/verify.ts';
import { decodeText } from '../../files/data/text-encoding.ts';
import { readUserFile } from '../../files/data/user-file.ts';
import { EXIT, type ExitCode } from '../output/exit-codes.ts';
import { parseJson } from '../output/json-text.ts';
import { scientific } from '../../../shared/number-text.ts';
import type { Output } from '../output/output.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';
import { textTable } from '../output/text-table.ts';

const TRACE_BYTES = 200_000_000;

const CHECKS: readonly (readonly [Check, string])[] = [
  ['first_losses', 'losses of the first step'],
  ['later_losses', 'losses of later steps'],
  ['gradient_norms', 'norms of gradients'],
  ['first_gradients', 'first gradients'],
  ['final_weights', 'final weights'],
];

interface VerifyOptions {
  readonly engine: EngineName;
  readonly kernels: KernelBuild | 'all';
}

/** What a trace is verified on; only the fused engine has kernels. */
interface Candidate {
  readonly engine: EngineName;
  readonly kernels: KernelBuild | undefined;
}

const EXAMPLES = `
Losses and norms of gradients are compared by relative error, first gradients by their share of the layer's
largest, and final weights as multiples of 1e-5 + 1e-4 · |weight|.

Examples:
  gan-workbench verify test/reference/vanilla-1d.json
  gan-workbench verify traces/*.json --kernels plain --json`;

export function verifyCommand(): Command {
  return withSharedOptions(new Command('verify'))
    .description('runs PyTorch traces on an engine and compares every number')
    .argument('<trace...>', 'files of traces')
    .addOption(new Option('--engine <engine>', 'engine to verify').choices([...ENGINES]).default('fused'))
    .addOption(
      new Option('--kernels <build>', "the fused engine's kernels").choices([...KERNEL_BUILDS, 'all']).default('all'),
    )
    .addHelpText('after', EXAMPLES)
    .action((files: readonly string[], options: VerifyOptions, command: Command) => {
      const { output } = contextOf(command);
      const candidates = candidatesOf(options, output);
      const tally = { verified: 0, passed: 0, unreadable: 0 };
      for (const file of files) {
        const parsed = readTrace(file);
        if (parsed instanceof WorkbenchError) {
          tally.unreadable++;
          output.error(parsed.code, parsed.message);
        } else if (parsed.kind === 'unsupported') {
          output.event('not_supported', { trace: parsed.name, file, what: parsed.what });
          output.text(`${parsed.name}: not supported: ${parsed.what}`, '');
        } else {
          for (const candidate of candidates) {
            tally.verified++;
            if (report(parsed.trace, file, candidate, output)) tally.passed++;
          }
        }
      }
      process.exitCode = conclude(tally, output);
    });
}

function conclude(tally: { verified: number; passed: number; unreadable: number }, output: Output): ExitCode {
  const { verified, passed, unreadable } = tally;
  if (verified === 0) {
    if (unreadable === 0) output.error('nothing-verified', 'nothing was verified: none of the traces is supported');
    return EXIT.refused;
  }
  output.text(`${countedOf(passed, verified, 'verification is', 'verifications are')} within tolerance.`);
  if (passed < verified) return EXIT.failed;
  return unreadable > 0 ? EXIT.refused : EXIT.ok;
}

/** The content of a file, or why it is not a trace. */
function readTrace(file: string): ParsedTrace | WorkbenchError {
  try {
    return parseTraceFile(file);
  } catch (error) {
    if (error instanceof WorkbenchError) return error;
    throw error;
  }
}

function parseTraceFile(file: string): ParsedTrace {
  const bytes = readUserFile({ path: file, field: 'trace', what: 'trace', maximumBytes: TRACE_BYTES });
  const name = basename(file);
  const json = parseJson(decodeText(bytes) ?? '\0', name);
  try {
    return parseTrace(json);
  } catch (cause) {
    const reason = cause instanceof Error ? `: ${cause.message}` : '';
    throw new WorkbenchError(
      'not-a-trace',
      `${name} is not a PyTorch trace${reason}; traces are made as test/reference/README.md describes.`,
      { cause },
    );
  }
}

function candidatesOf({ engine, kernels }: VerifyOptions, output: Output): Candidate[] {
  if (engine === 'tensorflow') Object.assign(process.env, tensorFlowEnvironment(1, 'auto'));
  if (engine !== 'fused') return [{ engine, kernels: undefined }];
  const asked = kernels === 'all' ? KERNEL_BUILDS : [kernels];
  return asked.flatMap((build): Candidate[] => {
    if (runsHere(build)) return [{ engine, kernels: build }];
    const message = `the ${build} kernels cannot run here: this processor or JavaScript engine has no relaxed SIMD`;
    if (kernels !== 'all') throw new WorkbenchError('engine-unavailable', message);
    output.note(message);
    return [];
  });
}

/** Verifies one trace, prints the result, and gives whether it passed. */
function report(trace: Trace, file: string, { engine, kernels }: Candidate, output: Output): boolean {
  const runner = createEngine(engine, trace.model, kernels);
  let errors: Errors;
  try {
    errors = verify(trace, runner);
  } finally {
    runner.dispose();
  }
  const wrong = exceeded(errors);
  output.event('verified', {
    trace: trace.name,
    file,
    engine,
    kernels: kernels ?? null,
    // NaN counts as Infinity; JSON has neither.
    ...Object.fromEntries(CHECKS.map(([check]) => [check, Number.isFinite(errors[check]) ? errors[check] : null])),
    tolerances: TOLERANCES,
    exceeded: wrong,
    passed: wrong.length === 0,
  });
  const rows = CHECKS.map(([check, label]) => [
    `  ${label}`,
    scientific(errors[check]),
    scientific(TOLERANCES[check]),
    wrong.includes(check) ? 'EXCEEDED' : 'ok',
  ]);
  const columns = [
    { head: '' },
    { head: 'largest error', align: 'right' },
    { head: 'tolerance', align: 'right' },
    { head: '' },
  ] as const;
  const where = kernels === undefined ? `${engine} engine` : `${engine} engine, ${kernels} kernels`;
  output.text(`${trace.name}, ${where}: ${wrong.length === 0 ? 'within tolerance' : 'NOT within tolerance'}`);
  output.text(...textTable(columns, rows), '');
  return wrong.length === 0;
}
