import { expect, it } from 'vitest';
import { drawSamples } from '../../../src/main/files/samples.ts';
import { decodeCheckpoint } from '../../../src/main/training/checkpoint.ts';
import { createEngine } from '../../../src/main/training/engines/create.ts';
import { modelOf } from '../../../src/main/training/model/network.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { latentGridLines } from '../../../src/shared/latent-grid.ts';
import { request, temporaryWorkbench } from './temporary-store.ts';

const RING: RunConfigInput = { target: 'ring', noise: 'normal', epochs: 10, batches_per_epoch: 5 };

/** The quantiles of the standard normal law at 1 %, 50 % and 99 %. */
const [LOW, MIDDLE, HIGH] = [-2.3263478740408408, 0, 2.3263478740408408];

it.each([2, 3])('the latent grid of %i coordinates is what the engine generates of its vectors', async (dimension) => {
  const workbench = temporaryWorkbench();
  const [id] = workbench.queue.launch([request({ ...RING, generator: { latent_dimension: dimension } })]);
  await workbench.queue.idle();
  const run = workbench.store.runs.get(id);
  const grid = await drawSamples(workbench.store, run, { epoch: 7, weights: 'current', latent: { kind: 'grid' } });
  expect(grid.epoch).toBe(7);
  const lines = latentGridLines({ epoch: 7, dimension, images: grid.values });

  const stored = workbench.store.checkpoints.read(id, 7);
  const engine = createEngine('fused', modelOf(run.config, 2));
  engine.importState(decodeCheckpoint(stored?.bytes ?? new Uint8Array()).state);
  const image = (z1: number, z2: number) => [
    ...engine.generate(Float32Array.of(z1, z2, 0).subarray(0, dimension), 'current'),
  ];
  // Corners and middle: of z1 at 1 %, 50 % and 99 %, then of z2.
  expect([...lines[0].subarray(0, 2)]).toEqual(image(LOW, LOW));
  expect([...lines[0].subarray(-2)]).toEqual(image(LOW, HIGH));
  expect([...lines[7].subarray(140, 142)]).toEqual(image(MIDDLE, MIDDLE));
  expect([...lines[14].subarray(0, 2)]).toEqual(image(HIGH, LOW));
  expect([...lines[15].subarray(-2)]).toEqual(image(HIGH, LOW));
  expect([...lines[29].subarray(0, 2)]).toEqual(image(LOW, HIGH));
  engine.dispose();
});
