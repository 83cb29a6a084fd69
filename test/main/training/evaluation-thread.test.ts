import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import type { PackedSnapshot } from '../../../src/shared/frames/frame-codec.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import { PRESENT_RULES } from '../../../src/shared/metric-rules.ts';
import { createEngine } from '../../../src/main/training/engines/create.ts';
import type { Engine, EvaluatedWeights } from '../../../src/main/training/engines/engine.ts';
import { EvaluationThread } from '../../../src/main/training/evaluation-thread.ts';
import { lawsOf } from '../../../src/main/training/laws.ts';
import type { JobFiles } from '../../../src/main/training/messages.ts';
import { modelOf, type Network } from '../../../src/main/training/model/network.ts';
import { Observation } from '../../../src/main/training/observation.ts';
import { Trainer } from '../../../src/main/training/trainer.ts';

const ENTRY = new URL('../../../src/main/training/worker.ts', import.meta.url);
const NO_FILES: JobFiles = { table: undefined, modules: [] };
const TABLE: JobFiles = {
  modules: [],
  table: {
    digest: 'a'.repeat(64),
    dimension: 1,
    values: Float64Array.from({ length: 90 }, (_, index) => 100 + (index % 13)),
  },
};
const SMALL = { epochs: 12, batches_per_epoch: 3, batch_size: 13, snapshots: { samples: 100 } } as const;

function weightsOf({ weights }: Engine): EvaluatedWeights {
  if (!weights) throw new Error('the engine gives no weights');
  return weights;
}

/** Trains a run whose snapshots `thread` takes as far as it can, and takes each of them here as well. */
async function trainBeside(thread: EvaluationThread, input: RunConfigInput, files = NO_FILES) {
  const config = runConfigSchema.parse(input);
  const laws = await lawsOf(config, files);
  const { target, noise, scales } = laws;
  const model = modelOf(config, target.dimension);
  const engine = createEngine('fused', model);
  const observation = new Observation(config, laws, PRESENT_RULES);
  const here: PackedSnapshot[] = [];
  let refused = 0;
  const takesSnapshot = (epoch: number) => {
    here.push(observation.packed(observation.snapshot(engine, epoch)));
    const isTaken = thread.take(epoch);
    if (!isTaken) refused += 1;
    return isTaken;
  };
  const takeSnapshot = (epoch: number) => void takesSnapshot(epoch);
  const trainer = new Trainer({ config, model, engine, target, noise, takeSnapshot, from: undefined });
  thread.observe({ config, files, scales, rules: PRESENT_RULES }, weightsOf(engine));
  const isTakenNow = () => {
    const isTaken = takesSnapshot(0);
    if (!isTaken) here.pop();
    return isTaken;
  };
  // Until the thread has prepared it takes none.
  while (!isTakenNow()) await pause(5);
  const there = [...(await thread.settled())];
  refused = 0;
  while (trainer.state.kind === 'training') {
    trainer.advance(1e9, () => true);
    there.push(...(await thread.settled()));
  }
  return { here, there, refused };
}

/** Has the thread ready for a run of so many samples that it is busy for a while with each snapshot. */
async function readyWithMuchToDo(thread: EvaluationThread): Promise<void> {
  const config = runConfigSchema.parse({ ...SMALL, snapshots: { samples: 50_000 } });
  const engine = createEngine('fused', modelOf(config, 1));
  thread.observe({ config, files: NO_FILES, scales: undefined, rules: PRESENT_RULES }, weightsOf(engine));
  while (!thread.take(0)) await pause(5);
  await thread.settled();
}

function opened(): EvaluationThread {
  const thread = new EvaluationThread(ENTRY);
  onTestFinished(() => thread.close());
  return thread;
}

it('takes the snapshots that the thread which trains would take, in every byte, of one run after another', async () => {
  const thread = opened();
  const runs: readonly (readonly [RunConfigInput, JobFiles?])[] = [
    [{ ...SMALL, ema_decay: 0.9 }],
    [
      {
        ...SMALL,
        target: 'ring',
        noise: 'normal',
        generator: { latent_dimension: 2, layers: [{ layer: 'linear', width: 9 }, 'batch_norm', 'gelu'] },
        discriminator: { layers: [{ layer: 'linear', width: 7, spectral: true }, 'tanh'] },
        loss: 'hinge',
      },
    ],
    [{ ...SMALL, target: { law: 'csv', file: 'table.csv', columns: ['height'], standardize: true } }, TABLE],
  ];
  for (const [input, files] of runs) {
    const { here, there, refused } = await trainBeside(thread, input, files);
    expect(refused).toBe(0);
    expect(there).toHaveLength(1 + SMALL.epochs);
    expect(there).toEqual(here);
  }
});

it('takes no more than a few snapshots ahead, so that those beyond are taken where the run is trained', async () => {
  const thread = opened();
  await readyWithMuchToDo(thread);
  const taken: number[] = [];
  for (let epoch = 1; epoch <= 100; epoch++) if (thread.take(epoch)) taken.push(epoch);
  expect(taken.length).toBeGreaterThan(0);
  expect(taken.length).toBeLessThan(100);
  expect((await thread.settled()).map(({ epoch }) => epoch)).toEqual(taken);
});

it('tells whoever waits that the thread has ended, and is of no more use', async () => {
  const thread = new EvaluationThread(ENTRY);
  await readyWithMuchToDo(thread);
  expect(thread.take(1)).toBe(true);
  const settled = thread.settled();
  await Promise.all([
    expect(settled).rejects.toThrow('the thread that evaluates ended: it ended without an error message'),
    thread.close(),
  ]);
  expect(thread.hasEnded).toBe(true);
  expect(thread.take(2)).toBe(false);
});

it('copies the weights, the buffers and the average of an engine, and nothing else, from one engine to another', () => {
  const config = runConfigSchema.parse({
    ...SMALL,
    ema_decay: 0.9,
    generator: { layers: [{ layer: 'linear', width: 9 }, 'batch_norm', 'gelu'] },
  });
  const model = modelOf(config, 1);
  const [one, other] = [createEngine('fused', model), createEngine('fused', model)];
  const numbers = (count: number, start: number) => Float32Array.from({ length: count }, (_, index) => start + index);
  const network = ({ parameterCount, bufferCount }: Network, start: number) => ({
    parameters: numbers(parameterCount, start),
    buffers: numbers(bufferCount, start + 0.5),
    firstMoment: numbers(parameterCount, 1e6),
    secondMoment: numbers(parameterCount, 2e6),
    updates: 7,
  });
  const state = {
    generator: network(model.generator, 1000),
    discriminator: network(model.discriminator, 5000),
    average: numbers(model.generator.parameterCount, 9000),
  };
  one.importState(state);
  const copied = new Float32Array(weightsOf(one).count);
  weightsOf(one).copyTo(copied);
  weightsOf(other).copyFrom(copied);
  const { generator, discriminator, average } = other.exportState();
  expect(average).toEqual(state.average);
  for (const [found, wanted] of [
    [generator, state.generator],
    [discriminator, state.discriminator],
  ] as const) {
    expect(found.parameters).toEqual(wanted.parameters);
    expect(found.buffers).toEqual(wanted.buffers);
    expect(found.firstMoment.every((moment) => moment === 0)).toBe(true);
    expect(found.updates).toBe(0);
  }
  expect(state.generator.buffers.length).toBeGreaterThan(0);
});
