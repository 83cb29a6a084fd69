import { Command, Option } from 'commander';
import type { EngineName } from '../../shared/config/schema.ts';
import { PyTorch } from '../workbench/benchmark/pytorch.ts';
import { LONG, SHORT, timeSteps, type BenchmarkLength, type StepTiming } from '../workbench/benchmark/steps.ts';
import { timeWholeRun, type WholeRunTiming } from '../workbench/benchmark/whole-run.ts';
import type { Output } from './output.ts';
import { contextOf, withSharedOptions } from './shared-options.ts';
import { textTable } from './text-table.ts';

interface BenchOptions {
  readonly pytorch?: boolean;
  readonly short?: boolean;
  readonly engine: readonly EngineName[];
}

const NOTES = `
Every figure is the median of five rounds; what is compared takes turns, so that whatever else
the machine does falls on all of it. One core each: PyTorch is given one thread.

Examples:
  gan-workbench bench
  gan-workbench bench --pytorch --json`;

export function benchCommand(): Command {
  return withSharedOptions(new Command('bench'))
    .description('times train steps over five model sizes, and the whole vanilla run')
    .option('--pytorch', 'beside PyTorch, where a python3 can import torch')
    .option('--short', 'one short round each: whether it runs, not how fast')
    .addOption(new Option('--engine <engine...>', 'engines to time').choices(['fused', 'reference']).default(['fused']))
    .addHelpText('after', NOTES)
    .action(async (options: BenchOptions, command: Command) => {
      const { output } = contextOf(command);
      const pytorch = options.pytorch ? await PyTorch.start() : undefined;
      const length = options.short ? SHORT : LONG;
      try {
        await benchSteps(options.engine, pytorch, length, output);
        tellWholeRun(await timeWholeRun(pytorch, length), output);
      } finally {
        pytorch?.close();
      }
    });
}

async function benchSteps(
  engines: readonly EngineName[],
  pytorch: PyTorch | undefined,
  length: BenchmarkLength,
  output: Output,
): Promise<void> {
  const timings: StepTiming[] = [];
  if (pytorch) output.note(`PyTorch ${pytorch.version}, one thread`);
  await timeSteps(engines, pytorch, length, (timing) => {
    timings.push(timing);
    const { engine, model, batch, millisecondsPerStep } = timing;
    output.event('bench', { engine, model, batch, milliseconds_per_step: millisecondsPerStep });
  });
  const rows = timings.map(({ engine, model, batch, millisecondsPerStep }) => {
    const other = timings.find(
      (timing) => timing.engine === 'pytorch' && timing.model === model && timing.batch === batch,
    );
    return [
      model,
      String(batch),
      engine,
      millisecondsPerStep.toFixed(4),
      (1000 / millisecondsPerStep).toFixed(0),
      other && engine !== 'pytorch' ? `${(other.millisecondsPerStep / millisecondsPerStep).toFixed(1)} ×` : '',
    ];
  });
  const columns = [
    { head: 'model' },
    { head: 'batch', align: 'right' },
    { head: 'engine' },
    { head: 'ms a step', align: 'right' },
    { head: 'steps a second', align: 'right' },
    { head: pytorch ? 'times PyTorch' : '', align: 'right' },
  ] as const;
  output.text(...textTable(columns, rows), '');
}

function tellWholeRun(
  { epochs, steps, bareSeconds, recordedSeconds, pytorchSeconds }: WholeRunTiming,
  output: Output,
): void {
  output.event('bench_run', {
    engine: 'fused',
    epochs,
    steps,
    bare_seconds: bareSeconds,
    recorded_seconds: recordedSeconds,
    recorded_to_bare: recordedSeconds / bareSeconds,
    pytorch_seconds: pytorchSeconds ?? null,
  });
  output.text(
    `The vanilla run, ${epochs} epochs and ${steps} train steps:`,
    `  bare training                              ${bareSeconds.toFixed(3)} s`,
    `  with every epoch evaluated and recorded    ${recordedSeconds.toFixed(3)} s, ${(recordedSeconds / bareSeconds).toFixed(2)} × bare`,
  );
  if (pytorchSeconds === undefined) return;
  output.text(
    `  PyTorch, bare steps                        ${pytorchSeconds.toFixed(3)} s: ${(pytorchSeconds / recordedSeconds).toFixed(1)} × the recorded run, ` +
      `${(pytorchSeconds / bareSeconds).toFixed(1)} × bare training`,
  );
}
