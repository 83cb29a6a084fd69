import { Command, Option } from 'commander';
import { ENGINES, type EngineName } from '../../../shared/config/schema.ts';
import { tensorFlowAvailability } from '../../training/engines/availability.ts';
import { chooseEngine } from '../../training/engines/choose.ts';
import type { CostedEngine } from '../../training/engines/cost.ts';
import { tensorFlowEnvironment } from '../../training/engines/tensorflow/environment.ts';
import { modelOf } from '../../training/model/network.ts';
import { fitCostModel, measureCosts } from '../../app/benchmark/fit.ts';
import { BENCHMARK_MODELS, configOf, type BenchmarkModel } from '../../app/benchmark/models.ts';
import { PyTorch } from '../../app/benchmark/pytorch.ts';
import { LONG, SHORT, timeSteps, type BenchmarkLength, type StepTiming } from '../../app/benchmark/steps.ts';
import { timeWholeRun, type WholeRunTiming } from '../../app/benchmark/whole-run.ts';
import type { Output } from '../output/output.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';
import { textTable } from '../output/text-table.ts';

interface BenchOptions {
  readonly pytorch?: boolean;
  readonly short?: boolean;
  readonly steps?: boolean;
  readonly engine?: readonly EngineName[];
  readonly fit?: boolean;
  readonly costsOf?: CostedEngine;
}

const NOTES = `
Every figure is the median of five rounds; what is compared takes turns, so that whatever else
the machine does falls on all of it. One core each: PyTorch is given one thread.

Examples:
  gan-workbench bench
  gan-workbench bench --pytorch --json`;

export function benchCommand(): Command {
  return withSharedOptions(new Command('bench'))
    .description('times train steps over five model sizes and of WGAN-GP, and the whole vanilla run')
    .option('--pytorch', 'also time PyTorch, if python3 can import torch')
    .option('--steps', 'train steps alone, without the whole run')
    .option('--short', 'one short round each, to check that it runs')
    .addOption(
      new Option('--engine <engine...>', 'engines to time (default: fused, and tensorflow where it can run)').choices([
        ...ENGINES,
      ]),
    )
    .option('--fit', 'measure both engines over many sizes, and store what `auto` chooses by among the sources')
    .addOption(new Option('--costs-of <engine>').choices(['fused', 'tensorflow']).hideHelp())
    .addHelpText('after', NOTES)
    .action(async (options: BenchOptions, command: Command) => {
      const { output } = contextOf(command);
      if (options.costsOf) {
        output.event('costs', { ...(await measureCosts(options.costsOf)) });
        return;
      }
      if (options.fit) {
        const model = fitCostModel((line) => output.text(line));
        output.event('cost_model', { ...model });
        output.text(JSON.stringify(model, undefined, 2));
        return;
      }
      Object.assign(process.env, tensorFlowEnvironment(1, 'cpu'));
      const pytorch = options.pytorch ? await PyTorch.start() : undefined;
      const length = options.short ? SHORT : LONG;
      try {
        await benchSteps(options.engine ?? usualEngines(), pytorch, length, output);
        if (!options.steps) tellWholeRun(await timeWholeRun(pytorch, length), output);
      } finally {
        pytorch?.close();
      }
    });
}

function usualEngines(): EngineName[] {
  return tensorFlowAvailability().available ? ['fused', 'tensorflow'] : ['fused'];
}

/** Which engine `auto` takes for a model on one thread. */
function autoEngine(model: BenchmarkModel): EngineName {
  const config = configOf(model);
  return chooseEngine(config, modelOf(config, 1), 1).engine;
}

async function benchSteps(
  engines: readonly EngineName[],
  pytorch: PyTorch | undefined,
  length: BenchmarkLength,
  output: Output,
): Promise<void> {
  const timings: StepTiming[] = [];
  if (pytorch) output.note(`PyTorch ${pytorch.version}, one thread`);
  await timeSteps(BENCHMARK_MODELS, engines, pytorch, length, (timing) => {
    timings.push(timing);
    const { engine, model, millisecondsPerStep } = timing;
    const isAuto = autoEngine(model) === engine;
    output.event('bench', {
      engine,
      model: model.name,
      batch: model.batch,
      milliseconds_per_step: millisecondsPerStep,
      auto: isAuto,
    });
  });
  const rows = timings.map(({ engine, model, millisecondsPerStep }) => {
    const other = timings.find((timing) => timing.engine === 'pytorch' && timing.model === model);
    return [
      model.name,
      String(model.batch),
      engine,
      millisecondsPerStep.toFixed(4),
      (1000 / millisecondsPerStep).toFixed(0),
      autoEngine(model) === engine ? 'auto' : '',
      other && engine !== 'pytorch' ? `${(other.millisecondsPerStep / millisecondsPerStep).toFixed(1)} ×` : '',
    ];
  });
  const columns = [
    { head: 'model' },
    { head: 'batch', align: 'right' },
    { head: 'engine' },
    { head: 'ms a step', align: 'right' },
    { head: 'steps a second', align: 'right' },
    { head: 'taken by' },
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
