/** Writes the tables of docs/accuracy.md: every trace of test/reference on every engine. `node bin/node.cjs docs/accuracy.ts` */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { createEngine } from '../src/main/training/engines/create.ts';
import { KERNEL_BUILDS, type KernelBuild } from '../src/main/training/engines/fused/kernels/kernels.ts';
import { tensorFlowEnvironment } from '../src/main/training/engines/tensorflow/environment.ts';
import { parseTrace, type Trace } from '../src/main/training/verification/trace.ts';
import { TOLERANCES, verify, type Check, type Errors } from '../src/main/training/verification/verify.ts';
import type { EngineName } from '../src/shared/config/schema.ts';
import { scientific } from '../src/shared/number-text.ts';

const MANUAL = new URL('accuracy.md', import.meta.url);
const PRETTIER = new URL('../.prettierrc.json', import.meta.url);
const TRACES = new URL('../test/reference/', import.meta.url);
const [BEGIN, END] = ['<!-- Written by docs/accuracy.ts. -->', '<!-- To here. -->'];

const HEADS: readonly (readonly [Check, string])[] = [
  ['first_losses', 'first step’s losses'],
  ['later_losses', 'later losses'],
  ['gradient_norms', 'norms of gradients'],
  ['first_gradients', 'first gradients'],
  ['final_weights', 'final weights'],
];

Object.assign(process.env, tensorFlowEnvironment(1, 'cpu'));

const traces = readdirSync(TRACES)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .flatMap((name): Trace[] => {
    const parsed = parseTrace(JSON.parse(readFileSync(new URL(name, TRACES), 'utf8')));
    return parsed.kind === 'trace' ? [parsed.trace] : [];
  });

/** The larger error of each kind over builds of an engine's kernels. */
function errorsOf(trace: Trace, engine: EngineName, builds: readonly (KernelBuild | undefined)[]): Errors {
  const each = builds.map((build) => {
    const made = createEngine(engine, trace.model, build);
    const errors = verify(trace, made);
    made.dispose();
    return errors;
  });
  const largest = (check: Check) => Math.max(...each.map((errors) => errors[check]));
  return Object.fromEntries(HEADS.map(([check]) => [check, largest(check)])) as Errors;
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

function table(engine: EngineName, builds: readonly (KernelBuild | undefined)[]): string[] {
  const hasNorms = ({ steps }: Trace) => steps.some(({ normGenerator }) => normGenerator !== undefined);
  return [
    row(['trace', ...HEADS.map(([, head]) => head)]),
    row(HEADS.map(() => '---').concat('---')),
    ...traces.map((trace) => {
      const errors = errorsOf(trace, engine, builds);
      const cells = HEADS.map(([check]) =>
        check === 'gradient_norms' && !hasNorms(trace) ? '' : scientific(errors[check]),
      );
      return row([`\`${trace.name}\``, ...cells]);
    }),
    row(['tolerance', ...HEADS.map(([check]) => (TOLERANCES[check] === 1 ? '1' : scientific(TOLERANCES[check])))]),
  ];
}

const text = [
  BEGIN,
  '',
  '`fused`, the largest error over its kernel builds:',
  '',
  ...table('fused', KERNEL_BUILDS),
  '',
  '`tensorflow`:',
  '',
  ...table('tensorflow', [undefined]),
  '',
  '`reference`:',
  '',
  ...table('reference', [undefined]),
  '',
  END,
].join('\n');

const manual = readFileSync(MANUAL, 'utf8');
const [start, end] = [manual.indexOf(BEGIN), manual.indexOf(END)];
if (start < 0 || end < 0) throw new Error('docs/accuracy.md has lost the marks between which the tables stand.');
const written = manual.slice(0, start) + text + manual.slice(end + END.length);
const options = JSON.parse(readFileSync(PRETTIER, 'utf8')) as object;
writeFileSync(MANUAL, await format(written, { ...options, parser: 'markdown' }));
