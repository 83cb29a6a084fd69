import { expect, it } from 'vitest';
import { repeatedOn } from '../../../src/main/runs/repeated.ts';
import { temporaryWorkbench, request } from './temporary-store.ts';

function queued(name: string, device: 'auto' | 'cpu' | 'gpu' = 'auto') {
  const workbench = temporaryWorkbench();
  const [id] = workbench.queue.launch([request({ seed: 7, epochs: 3 }, name)]);
  const run = workbench.store.runs.get(id);
  return { ...run, config: { ...run.config, device } };
}

it('repeats config, seed and tags, and says on what', () => {
  const run = { ...queued('first'), tags: ['a'] };
  expect(repeatedOn(run, 'tensorflow')).toEqual({
    config: { ...run.config, engine: 'tensorflow' },
    name: 'first on tensorflow',
    tags: ['a'],
  });
});

it('names a run that is repeated there and back after the first', () => {
  expect(repeatedOn(queued('first on tensorflow'), 'fused').name).toBe('first on fused');
});

it('asks no engine of the processor for the GPU', () => {
  expect(repeatedOn(queued('first', 'gpu'), 'fused').config.device).toBe('auto');
  expect(repeatedOn(queued('first', 'gpu'), 'tensorflow').config.device).toBe('gpu');
});
