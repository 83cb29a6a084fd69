import { expect, it } from 'vitest';
import { PRESETS } from '../../../src/shared/config/presets.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { unpackSnapshot } from '../../../src/shared/frames/frame-codec.ts';
import { request, temporaryWorkbench } from './temporary-store.ts';

/** A critic whose weights are clipped says next to the same everywhere; its curve is drawn over what it says. */
const CLIPPED: RunConfigInput = {
  ...PRESETS.vanilla.config,
  loss: { name: 'wgan' },
  discriminator: { weight_clip: 0.01 },
  epochs: 6,
  snapshots: { every: 6, samples: 200 },
};

it.each([
  ['a line', {}, 128],
  ['a plane', { target: PRESETS.ring.config.target }, 80],
] as const)('the output of a clipped critic over %s is recorded in fine levels', async (_, target, levels) => {
  const workbench = temporaryWorkbench();
  const [id] = workbench.queue.launch([request({ ...CLIPPED, ...target })]);
  await workbench.queue.idle();
  const recorded = workbench.store.snapshots.read(id).map(unpackSnapshot);
  expect(recorded).toHaveLength(1);
  const { discriminator } = recorded[0].frame;
  const range = Math.max(...discriminator) - Math.min(...discriminator);
  expect(range).toBeGreaterThan(0);
  expect(range).toBeLessThan(0.1);
  expect(new Set(discriminator).size).toBeGreaterThan(levels);
});
