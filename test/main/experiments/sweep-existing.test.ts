import { expect, it, onTestFinished, vi } from 'vitest';
import { armsInStore } from '../../../src/main/experiments/sweep-existing.ts';
import { engineFor } from '../../../src/main/runs/engine-choice.ts';
import { groupHash } from '../../../src/main/store/group-hash.ts';
import { newFolder, openForTest } from '../store/fixtures.ts';
import { newRun } from '../store/new-run.ts';

it('what of a sweep on TensorFlow is in the store is found where TensorFlow is not here, or not here yet', () => {
  vi.stubEnv('XDG_CACHE_HOME', newFolder());
  onTestFinished(() => void vi.unstubAllEnvs());
  const store = openForTest();
  const run = newRun('there', { engine: 'tensorflow', seed: 2 });
  expect(() => engineFor(run.config, 1)).toThrow(expect.objectContaining({ code: 'engine-unavailable' }));
  store.runs.create({ ...run, group: groupHash(run.config, 'tensorflow') });
  const [arm] = armsInStore(store, [{ name: 'wide', read: { config: run.config, datasets: [] } }], 1);
  expect([...arm.runs]).toEqual([[2, 'there']]);
});
