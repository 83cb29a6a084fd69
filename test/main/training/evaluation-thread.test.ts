import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { PackedSnapshot } from '../../../src/shared/frames/packed-snapshot.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import { PRESENT_RULES } from '../../../src/shared/metric-rules.ts';
import { createEngine } from '../../../src/main/training/engines/create.ts';
import type { EngineState } from '../../../src/main/training/engines/engine.ts';
import { EvaluationThread } from '../../../src/main/training/evaluation-thread.ts';
import { lawsOf } from '../../../src/main/training/laws.ts';
import type { JobFiles } from '../../../src/main/training/messages.ts';
import { modelOf } from '../../../src/main/training/model/network.ts';
import { Observation } from '../../../src/main/training/observation.ts';
import { packSnapshot } from '../../../src/main/training/pack-snapshot.ts';
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
    here.push(packSnapshot(observation.snapshot(engine, epoch), observation.networkAxes, observation.output, scales));
    const isTaken = thread.take(engine, epoch);
    if (!isTaken) refused += 1;
    return isTaken;
  };
  const trainer = new Trainer({ config, model, engine, target, noise, observation, takesSnapshot, from: undefined });
  thread.observe({ config, files, scales, rules: PRESENT_RULES });
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

/** Has the thread ready for a run of so many samples that it is busy for a while with each snapshot; gives the engine of that run. */
async function readyWithMuchToDo(thread: EvaluationThread) {
  const config = runConfigSchema.parse({ ...SMALL, snapshots: { samples: 50_000 } });
  const engine = createEngine('fused', modelOf(config, 1));
  thread.observe({ config, files: NO_FILES, scales: undefined, rules: PRESENT_RULES });
  while (!thread.take(engine, 0)) await pause(5);
  await thread.settled();
  return engine;
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
  const engine = await readyWithMuchToDo(thread);
  const taken: number[] = [];
  for (let epoch = 1; epoch <= 100; epoch++) if (thread.take(engine, epoch)) taken.push(epoch);
  expect(taken.length).toBeGreaterThan(0);
  expect(taken.length).toBeLessThan(100);
  expect((await thread.settled()).map(({ epoch }) => epoch)).toEqual(taken);
});

it('tells whoever waits that the thread has ended, and is of no more use', async () => {
  const thread = new EvaluationThread(ENTRY);
  const engine = await readyWithMuchToDo(thread);
  expect(thread.take(engine, 1)).toBe(true);
  const settled = thread.settled();
  await Promise.all([
    expect(settled).rejects.toThrow('the thread that evaluates ended: it ended without an error message'),
    thread.close(),
  ]);
  expect(thread.hasEnded).toBe(true);
  expect(thread.take(engine, 2)).toBe(false);
});

it('is sent what it evaluates of each network and the average, not the moments that only training needs', async () => {
  const thread = opened();
  const config = runConfigSchema.parse({ ...SMALL, ema_decay: 0.9, penalties: [{ at: 'real', target: 0 }] });
  const model = modelOf(config, 1);
  const engine = createEngine('fused', model);
  const exported = vi.spyOn(engine, 'exportState');
  thread.observe({ config, files: NO_FILES, scales: undefined, rules: PRESENT_RULES });
  while (!thread.take(engine, 1)) await pause(5);
  const state = exported.mock.results[0].value as EngineState;
  // An array that was sent has no length any more.
  expect(state.average).toHaveLength(0);
  for (const network of ['generator', 'discriminator'] as const) {
    expect(state[network].parameters).toHaveLength(0);
    const { firstMoment, secondMoment, remainder } = state[network];
    for (const kept of [firstMoment, secondMoment, remainder]) expect(kept).toHaveLength(model[network].parameterCount);
  }
  expect(await thread.settled()).toHaveLength(1);
});
