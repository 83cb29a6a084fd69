import type { EngineName } from '../../../shared/config/schema.ts';
import { createEngine } from '../../training/engines/create.ts';
import { noSums } from '../../training/engines/engine.ts';
import { BatchSource } from '../../training/batches.ts';
import { lawsOf } from '../../training/laws.ts';
import { initialState } from '../../training/model/initialise.ts';
import { modelOf } from '../../training/model/network.ts';
import { randomStream } from '../../training/random.ts';
import { configOf, multiplyAdds, type BenchmarkModel } from './models.ts';
import { PYTORCH_WAYS, type PyTorch, type PyTorchWay } from './pytorch.ts';

/** How long everything is timed: the long form is for figures to quote, the short one shows only that it runs. */
export interface BenchmarkLength {
  readonly rounds: number;
  /** About how long one round of one contestant takes. */
  readonly roundSeconds: number;
  /** What an engine's rounds are timed by, in milliseconds; left out it is the clock. */
  readonly now?: () => number;
}

export const LONG: BenchmarkLength = { rounds: 7, roundSeconds: 0.3 };
export const SHORT: BenchmarkLength = { rounds: 1, roundSeconds: 0.02 };

/** Multiply-adds a second that the first guess of a round's length assumes. */
const GUESS = 1e10;

/** What trains steps against the clock: an engine, or PyTorch. */
interface Contestant {
  readonly engine: EngineName | 'pytorch';
  /** Of PyTorch. */
  readonly way?: PyTorchWay;
  /** Seconds that `steps` train steps took, with drawing their batches. */
  train(steps: number): Promise<number>;
  dispose(): void;
}

export interface StepTiming {
  readonly engine: EngineName | 'pytorch';
  /** How PyTorch ran the step. */
  readonly way?: PyTorchWay;
  readonly model: BenchmarkModel;
  /** Median over the rounds. */
  readonly millisecondsPerStep: number;
  /** The least of the rounds: what else the machine does can only add to it, so ratios are taken of it. */
  readonly leastMillisecondsPerStep: number;
}

async function engineContestant(
  engine: EngineName,
  benchmarkModel: BenchmarkModel,
  now: () => number,
): Promise<Contestant> {
  const config = configOf(benchmarkModel);
  const { target, noise } = await lawsOf(config, { table: undefined, modules: [] });
  const model = modelOf(config, target.dimension);
  const trained = createEngine(engine, model);
  trained.importState(initialState(model, randomStream(config.seed, 'init')));
  const batches = new BatchSource(model, target, noise, config.seed);
  const sums = noSums();
  return {
    engine,
    train(steps) {
      const start = now();
      for (let left = steps; left > 0; left -= batches.capacity) {
        trained.train(batches.draw(Math.min(left, batches.capacity)), sums);
      }
      return Promise.resolve((now() - start) / 1000);
    },
    dispose: () => trained.dispose(),
  };
}

/** The ways of PyTorch that work for a model. */
async function pytorchContestants(
  pytorch: PyTorch,
  model: BenchmarkModel,
  missing: (model: BenchmarkModel, way: PyTorchWay, reason: string) => void,
): Promise<Contestant[]> {
  const contestants: Contestant[] = [];
  for (const way of PYTORCH_WAYS) {
    const reason = await pytorch.prepare(model, way);
    if (reason !== undefined) missing(model, way, reason);
    else {
      const train = (steps: number) => pytorch.train(model, steps, way);
      contestants.push({ engine: 'pytorch', way, train, dispose: () => undefined });
    }
  }
  return contestants;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Times one model: the contestants take turns, so that what else the machine does falls on all of them. */
async function timeModel(
  benchmarkModel: BenchmarkModel,
  contestants: readonly Contestant[],
  { rounds: count, roundSeconds }: BenchmarkLength,
): Promise<StepTiming[]> {
  const guess = Math.max(1, Math.round((roundSeconds * GUESS) / multiplyAdds(benchmarkModel) / 10));
  const lengths = new Map<Contestant, number>();
  for (const contestant of contestants) {
    // The first call warms caches and compilers up, the second says how many steps make a round.
    await contestant.train(guess);
    const seconds = await contestant.train(guess);
    lengths.set(contestant, Math.max(1, Math.round((roundSeconds * guess) / seconds)));
  }
  const rounds = new Map<Contestant, number[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < count; round++) {
    for (const [contestant, times] of rounds) {
      const steps = lengths.get(contestant) ?? 1;
      times.push(((await contestant.train(steps)) * 1000) / steps);
    }
  }
  return [...rounds].map(([{ engine, way }, times]) => ({
    engine,
    ...(way && { way }),
    model: benchmarkModel,
    millisecondsPerStep: median(times),
    leastMillisecondsPerStep: Math.min(...times),
  }));
}

/**
 * Measures the time of a train step for every model on each engine and, if given, on PyTorch in each of its ways. Reports the results of a
 * model as soon as they are measured, and to `missing` each way of PyTorch that does not work, with the reason.
 */
export async function timeSteps(
  models: readonly BenchmarkModel[],
  engines: readonly EngineName[],
  pytorch: PyTorch | undefined,
  length: BenchmarkLength,
  tell: (timing: StepTiming) => void,
  missing: (model: BenchmarkModel, way: PyTorchWay, reason: string) => void = () => undefined,
): Promise<void> {
  for (const model of models) {
    const contestants: Contestant[] = await Promise.all(
      engines.map((engine) => engineContestant(engine, model, length.now ?? (() => performance.now()))),
    );
    if (pytorch) contestants.push(...(await pytorchContestants(pytorch, model, missing)));
    try {
      for (const timing of await timeModel(model, contestants, length)) tell(timing);
    } finally {
      for (const contestant of contestants) contestant.dispose();
    }
  }
}
