import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PRESETS } from '../../../shared/config/presets.ts';
import { runConfigSchema } from '../../../shared/config/schema.ts';
import { noSums } from '../../training/engines/engine.ts';
import { BatchSource } from '../../training/batches.ts';
import { createEngine } from '../../training/engines/create.ts';
import { lawsOf } from '../../training/laws.ts';
import { initialState } from '../../training/model/initialise.ts';
import { modelOf } from '../../training/model/network.ts';
import { randomStream } from '../../training/random.ts';
import { Workbench } from '../../runs/workbench.ts';
import { BENCHMARK_MODELS } from './models.ts';
import type { PyTorch } from './pytorch.ts';
import type { BenchmarkLength } from './steps.ts';

export interface WholeRunTiming {
  readonly epochs: number;
  readonly steps: number;
  /** Seconds of all train steps, without evaluation or recording. */
  readonly bareSeconds: number;
  /**
   * Seconds from the launch of the run until it is finished in the store, with every epoch, snapshot and checkpoint recorded: where one
   * thread trains and evaluates, as beside other runs, and where a second one evaluates, as in a run alone.
   */
  readonly recordedSeconds: number;
  readonly recordedByTwoThreadsSeconds: number;
  /** Seconds of the same number of train steps in PyTorch; undefined if PyTorch was not measured. */
  readonly pytorchSeconds: number | undefined;
}

const config = runConfigSchema.parse(PRESETS.vanilla.config);

async function bare(seed: number): Promise<number> {
  const { target, noise } = await lawsOf(config, { table: undefined, modules: [] });
  const model = modelOf(config, target.dimension);
  const start = performance.now();
  const engine = createEngine('fused', model);
  engine.importState(initialState(model, randomStream(seed, 'init')));
  const batches = new BatchSource(model, target, noise, seed);
  const sums = noSums();
  for (let epoch = 0; epoch < config.epochs; epoch++) engine.train(batches.draw(config.batches_per_epoch), sums);
  return (performance.now() - start) / 1000;
}

async function recorded(workbench: Workbench, seed: number): Promise<number> {
  const start = performance.now();
  workbench.queue.launch([{ read: { config, datasets: [] }, seed, name: 'benchmark' }]);
  await workbench.queue.idle();
  return (performance.now() - start) / 1000;
}

/** Times the whole vanilla run, bare, recorded in stores of its own, and in PyTorch, in turns; the least of the rounds. */
export async function timeWholeRun(pytorch: PyTorch | undefined, { rounds }: BenchmarkLength): Promise<WholeRunTiming> {
  const steps = config.epochs * config.batches_per_epoch;
  const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-benchmark-'));
  const workbenches = ([1, 2] as const).map((jobs) => new Workbench({ store: join(folder, `${jobs}.sqlite`), jobs }));
  const [alone, shared] = workbenches;
  const times = { bare: [] as number[], recorded: [] as number[], shared: [] as number[], pytorch: [] as number[] };
  try {
    // The first run also starts the threads and compiles the code, as importing torch does before its first step.
    for (const workbench of workbenches) await recorded(workbench, 0);
    for (let round = 1; round <= rounds; round++) {
      times.bare.push(await bare(round));
      times.recorded.push(await recorded(alone, round));
      times.shared.push(await recorded(shared, round));
      if (pytorch) times.pytorch.push(await pytorch.train(BENCHMARK_MODELS[0], steps));
    }
  } finally {
    await Promise.all(workbenches.map((workbench) => workbench.close()));
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    epochs: config.epochs,
    steps,
    bareSeconds: Math.min(...times.bare),
    recordedSeconds: Math.min(...times.recorded),
    recordedByTwoThreadsSeconds: Math.min(...times.shared),
    pytorchSeconds: pytorch && Math.min(...times.pytorch),
  };
}
