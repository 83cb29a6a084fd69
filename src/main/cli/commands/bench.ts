import { Command, Option } from 'commander';
import { ENGINES, type EngineName } from '../../../shared/config/schema.ts';
import { tensorFlowAvailability } from '../../training/engines/availability.ts';
import { chooseEngine } from '../../training/engines/choose.ts';
import type { CostedEngine } from '../../training/engines/cost.ts';
import { tensorFlowEnvironment } from '../../training/engines/tensorflow/environment.ts';
import { modelOf } from '../../training/model/network.ts';
import { fitCostModel, measureCosts } from '../../app/benchmark/fit.ts';
import { BENCHMARK_MODELS, configOf, type BenchmarkModel } from '../../app/benchmark/models.ts';
import { FASTER_BLAS } from '../../app/benchmark/blas.ts';
import { PyTorch } from '../../app/benchmark/pytorch.ts';
import { LONG, SHORT, timeSteps, type BenchmarkLength, type StepTiming } from '../../app/benchmark/steps.ts';
import { timeWholeRun, type WholeRunTiming } from '../../app/benchmark/whole-run.ts';
import type { Output } from '../output/output.ts';
import { wholeNumberOf } from '../arguments.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';
import { textTable } from '../output/text-table.ts';

interface BenchOptions {
  readonly pytorch?: boolean;
  readonly short?: boolean;
  readonly steps?: boolean;
  readonly engine?: readonly EngineName[];
  readonly fit?: boolean;
  readonly costsOf?: CostedEngine;
  readonly threads: number;
}

const NOTES = `
Every time is measured in seven rounds, and the least and the median are printed. The engines take turns,
so that other work of the machine slows all of them. Ratios compare the least times, because other work
can only add to a time. Each uses one thread; only one row of the vanilla run evaluates on a second one.
PyTorch runs each step as it is usually written (eager), and in the ways that make it fast: jit.trace,
foreach, fused Adam, torch.compile.

Examples:
  gan-workbench bench
  gan-workbench bench --pytorch --json`;

export function benchCommand(): Command {
  return withSharedOptions(new Command('bench'))
    .description('times train steps of five model sizes and of WGAN-GP, and the whole vanilla run')
    .option('--pytorch', 'also time PyTorch, if python3 can import torch')
    .option('--steps', 'only train steps, not the whole run')
    .option('--short', 'one short round each, to check that it runs')
    .addOption(
      new Option('--engine <engine...>', 'engines to time (default: fused, and tensorflow if it can run)').choices([
        ...ENGINES,
      ]),
    )
    .option('--fit', 'measure both engines at many sizes, and write the cost model of `auto` into the sources')
    .addOption(new Option('--costs-of <engine>').choices(['fused', 'tensorflow']).hideHelp())
    .addOption(new Option('--threads <n>').argParser(wholeNumberOf(1, 1024)).default(1).hideHelp())
    .addHelpText('after', NOTES)
    .action(async (options: BenchOptions, command: Command) => {
      const { output } = contextOf(command);
      if (options.costsOf) {
        output.event('costs', { ...(await measureCosts(options.costsOf, options.threads)) });
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
        if (!options.steps) tellWholeRun(await timeWholeRun(pytorch, length), pytorch, output);
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

/** The timings of one model whose ratios are printed. */
interface Race {
  readonly eager: StepTiming;
  readonly fastest: StepTiming;
}

/**
 * PyTorch's eager and fastest timings of a model; undefined if it was not timed, or if its BLAS is too slow for a fair
 * ratio.
 */
function raceOf(timings: readonly StepTiming[], model: BenchmarkModel, pytorch: PyTorch | undefined): Race | undefined {
  if (!pytorch || pytorch.blas.isReference) return undefined;
  const ways = timings.filter((timing) => timing.engine === 'pytorch' && timing.model === model);
  const eager = ways.find(({ way }) => way === 'eager');
  if (!eager) return undefined;
  const least = (timing: StepTiming) => timing.leastMillisecondsPerStep;
  return { eager, fastest: ways.reduce((best, timing) => (least(timing) < least(best) ? timing : best)) };
}

const timesAsFast = (other: StepTiming, { leastMillisecondsPerStep }: StepTiming) =>
  other.leastMillisecondsPerStep / leastMillisecondsPerStep;

async function benchSteps(
  engines: readonly EngineName[],
  pytorch: PyTorch | undefined,
  length: BenchmarkLength,
  output: Output,
): Promise<void> {
  const timings: StepTiming[] = [];
  if (pytorch) {
    const { version, blas, compiler } = pytorch;
    output.event('pytorch', { version, blas: blas.name, reference_blas: blas.isReference, compiler: compiler ?? null });
    output.note(`PyTorch ${version} with ${blas.name}, one thread`);
    if (blas.isReference) output.note(FASTER_BLAS);
  }
  const tell = (timing: StepTiming) => {
    timings.push(timing);
    const { engine, way, model, millisecondsPerStep, leastMillisecondsPerStep } = timing;
    output.event('bench', {
      engine,
      ...(way !== undefined && { way }),
      model: model.name,
      batch: model.batch,
      milliseconds_per_step: millisecondsPerStep,
      least_milliseconds_per_step: leastMillisecondsPerStep,
      auto: autoEngine(model) === engine,
    });
  };
  const reasons = new Set<string>();
  await timeSteps(BENCHMARK_MODELS, engines, pytorch, length, tell, (model, way, reason) => {
    output.event('bench_missing', { engine: 'pytorch', way, model: model.name, batch: model.batch, reason });
    const text = `PyTorch, ${way}: ${reason}`;
    if (!reasons.has(text)) output.note(text);
    reasons.add(text);
  });
  const rows = timings.map((timing) => {
    const { engine, way, model, millisecondsPerStep, leastMillisecondsPerStep } = timing;
    const race = engine === 'pytorch' ? undefined : raceOf(timings, model, pytorch);
    return [
      model.name,
      String(model.batch),
      way === undefined ? engine : `${engine}, ${way}`,
      leastMillisecondsPerStep.toFixed(4),
      millisecondsPerStep.toFixed(4),
      autoEngine(model) === engine ? 'auto' : '',
      race ? `${timesAsFast(race.eager, timing).toFixed(1)} ×` : '',
      race ? `${timesAsFast(race.fastest, timing).toFixed(1)} × (${race.fastest.way ?? ''})` : '',
    ];
  });
  const columns = [
    { head: 'model' },
    { head: 'batch', align: 'right' },
    { head: 'engine' },
    { head: 'least ms a step', align: 'right' },
    { head: 'median', align: 'right' },
    { head: 'taken by' },
    { head: pytorch ? 'times eager PyTorch' : '', align: 'right' },
    { head: pytorch ? 'times fastest PyTorch' : '' },
  ] as const;
  output.text(...textTable(columns, rows), '');
}

function tellWholeRun(
  { epochs, steps, bareSeconds, recordedSeconds, recordedByTwoThreadsSeconds, pytorchSeconds }: WholeRunTiming,
  pytorch: PyTorch | undefined,
  output: Output,
): void {
  output.event('bench_run', {
    engine: 'fused',
    epochs,
    steps,
    bare_seconds: bareSeconds,
    recorded_seconds: recordedSeconds,
    recorded_to_bare: recordedSeconds / bareSeconds,
    recorded_by_two_threads_seconds: recordedByTwoThreadsSeconds,
    recorded_by_two_threads_to_bare: recordedByTwoThreadsSeconds / bareSeconds,
    pytorch_seconds: pytorchSeconds ?? null,
  });
  const beside = (seconds: number) => `${seconds.toFixed(3)} s, ${(seconds / bareSeconds).toFixed(2)} × bare`;
  output.text(
    `The vanilla run, ${epochs} epochs and ${steps} train steps:`,
    `  bare training                              ${bareSeconds.toFixed(3)} s`,
    `  with every epoch evaluated and recorded    ${beside(recordedSeconds)}`,
    `  evaluated by a second thread meanwhile     ${beside(recordedByTwoThreadsSeconds)}`,
  );
  if (pytorchSeconds === undefined) return;
  const ratios = `: ${(pytorchSeconds / recordedSeconds).toFixed(1)} × the recorded run, ${(pytorchSeconds / bareSeconds).toFixed(1)} × bare training`;
  output.text(
    `  PyTorch, bare steps                        ${pytorchSeconds.toFixed(3)} s${pytorch?.blas.isReference ? '' : ratios}`,
  );
}
