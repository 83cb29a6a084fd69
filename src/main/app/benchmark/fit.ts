import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { counted } from '../../../shared/counted.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { fitCosts, type CostedEngine, type CostModel, type UnitCosts } from '../../training/engines/cost.ts';
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

/** The costs of an engine in this process, fitted to how long its steps take. */
export async function measureCosts(engine: CostedEngine): Promise<UnitCosts> {
  const steps: Parameters<typeof fitCosts>[0][number][] = [];
  await timeSteps(fittedModels(), [engine], undefined, LENGTH, ({ model, millisecondsPerStep }) => {
    steps.push({ work: stepWork(modelFor(model)), milliseconds: millisecondsPerStep });
  });
  return fitCosts(steps);
}

const printedCosts = z.object({ passes: z.number(), multiplications: z.number(), moves: z.number() });

/** Runs in its own process, because the native library fixes its number of threads when it is loaded. */
function measureElsewhere(engine: CostedEngine, threads: number): UnitCosts {
  const args = [...process.execArgv, process.argv[1], 'bench', '--costs-of', engine, '--json'];
  const environment = { ...process.env, ...tensorFlowEnvironment(threads, 'cpu') };
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
  const measure = (engine: CostedEngine, count: number) => {
    tell(`measuring ${engine} on ${counted(count, 'thread')} …`);
    return rounded(measureElsewhere(engine, count));
  };
  const model: CostModel = {
    machine: `${availableParallelism()} cores of ${cpus()[0].model.trim()}`,
    fused: measure('fused', 1),
    tensorflow: measure('tensorflow', 1),
    tensorflowThreaded: { threads, ...measure('tensorflow', threads) },
  };
  writeFileSync(FILE, `${JSON.stringify(model, undefined, 2)}\n`);
  return model;
}
