import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { counted } from '../../../shared/counted.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { fitCosts, type CostedEngine, type CostModel, type UnitCosts } from '../../training/engines/cost.ts';
import { KERNELS_VARIABLE } from '../../training/engines/fused/kernels/best-build.ts';
import type { KernelBuild } from '../../training/engines/fused/kernels/kernels.ts';
import { tensorFlowEnvironment } from '../../training/engines/tensorflow/environment.ts';
import { modelOf } from '../../training/model/network.ts';
import { stepWork } from '../../training/model/work.ts';
import { PACKAGE_FOLDER } from '../../package-folder.ts';
import { benchmarkModel, configOf, type BenchmarkModel } from './models.ts';
import { timeSteps, type BenchmarkLength } from './steps.ts';

/** The file of the cost constants. It exists only in a checkout. */
const FILE = join(PACKAGE_FOLDER, 'src', 'main', 'training', 'engines', 'cost.json');
const WIDTHS = [
  [16, 16],
  [64, 32],
  [128, 128],
  [256, 256],
  [256, 256, 256],
  [512, 512],
  [512, 512, 512],
] as const;
const BATCHES = [16, 64, 256, 1024];
/** Multiplications of the longest step that is timed: about a third of a second. */
const MOST = 7e9;
const LENGTH: BenchmarkLength = { rounds: 3, roundSeconds: 0.15 };

const modelFor = (model: BenchmarkModel) => modelOf(configOf(model), 1);

/** The models whose steps the costs are fitted to. */
export function fittedModels(): BenchmarkModel[] {
  return BATCHES.flatMap((batch) => WIDTHS.map((widths) => benchmarkModel(batch, ...widths))).filter(
    (model) => stepWork(modelFor(model)).multiplications <= MOST,
  );
}

/** What this process has had of the processor: other programs on the machine do not add to it. */
function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The costs of an engine in this process, fitted to how long its steps take on one thread, or on several by the clock. */
export async function measureCosts(engine: CostedEngine, threads: number): Promise<UnitCosts> {
  const steps: Parameters<typeof fitCosts>[0][number][] = [];
  const length = threads === 1 ? { ...LENGTH, now: processorMilliseconds } : LENGTH;
  await timeSteps(fittedModels(), [engine], undefined, length, ({ model, leastMillisecondsPerStep }) => {
    steps.push({ work: stepWork(modelFor(model)), milliseconds: leastMillisecondsPerStep });
  });
  return fitCosts(steps);
}

const printedCosts = z.object({ passes: z.number(), multiplications: z.number(), moves: z.number() });

/** Runs in its own process, because the native library fixes its number of threads when it is loaded. */
function measureElsewhere(engine: CostedEngine, threads: number, variables: NodeJS.ProcessEnv): UnitCosts {
  const command = ['bench', '--costs-of', engine, '--threads', String(threads), '--json'];
  const args = [...process.execArgv, process.argv[1], ...command];
  const environment = { ...process.env, ...variables };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env: environment, encoding: 'utf8' });
  if (status !== 0) throw new WorkbenchError('not-measured', `The ${engine} engine could not be measured:\n${stderr}`);
  return printedCosts.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

const rounded = (costs: UnitCosts): UnitCosts => {
  const digits = (value: number) => Number(value.toPrecision(4));
  return {
    passes: digits(costs.passes),
    multiplications: digits(costs.multiplications),
    moves: digits(costs.moves),
  };
};

/** Measures both engines and stores the constants that `auto` chooses by. Throws `not-measured`. */
export function fitCostModel(tell: (line: string) => void): CostModel {
  if (!existsSync(FILE)) {
    throw new WorkbenchError(
      'not-measured',
      'bench --fit writes its constants into the source code; run it in a checkout.',
    );
  }
  const threads = Math.max(2, availableParallelism());
  const kernels = (build: KernelBuild) => {
    tell(`measuring fused, ${build} kernels …`);
    return rounded(measureElsewhere('fused', 1, { [KERNELS_VARIABLE]: build }));
  };
  const native = (count: number) => {
    tell(`measuring tensorflow, ${counted(count, 'thread')} …`);
    return rounded(measureElsewhere('tensorflow', count, tensorFlowEnvironment(count, 'cpu')));
  };
  const model: CostModel = {
    machine: `${availableParallelism()} cores of ${cpus()[0].model.trim()}`,
    fused: { wide: kernels('wide'), relaxed: kernels('relaxed'), plain: kernels('plain') },
    tensorflow: native(1),
    tensorflowThreaded: { threads, ...native(threads) },
  };
  writeFileSync(FILE, `${JSON.stringify(model, undefined, 2)}\n`);
  return model;
}
