import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { row } from '../shared/run-rows.ts';
import { workbench } from './page.ts';
import { notices } from '../../src/renderer/state/notices.svelte.ts';
import { SEEDS, Touch } from '../../src/renderer/touch/touch.svelte.ts';
import { shareDone, type TouchedSeed } from '../../src/renderer/touch/touched-seeds.ts';
import type { RunConfigInput } from '../../src/shared/config/schema.ts';
import { trainedNumbers, type TrainedNumber } from '../../src/shared/config/trained-number.ts';

beforeEach(() => {
  workbench.posted.length = 0;
  for (const { id } of notices.list) notices.dismiss(id);
});

function touched(config: RunConfigInput) {
  const { run } = row({ seed: 1, config });
  const touch = new Touch(() => run);
  onTestFinished(() => touch.close());
  const number = (path: string): TrainedNumber => {
    const [found] = trainedNumbers(run.config, path);
    return found;
  };
  return { touch, number };
}

const UNIFORM: RunConfigInput = { epochs: 1000, target: { law: 'uniform', low: 0.5, high: 1 } };

describe('a number that is held', () => {
  it('has trained as much as its seeds have of the epochs of the run, or of those that are held', () => {
    const { touch, number } = touched(UNIFORM);
    const seed = (state: TouchedSeed['state'], epochsDone: number): TouchedSeed => ({
      ...{ seed: 1, snapshots: [], failure: undefined },
      ...{ state, epochsDone },
    });
    const seeds = [seed('training', 250), seed('finished', 1000), seed('failed', 10), seed('waiting', 0)];
    touch.take(number('target.low'), 0.8);
    expect(touch.epochs).toBe(1000);
    expect(shareDone(seeds, touch.epochs, SEEDS)).toBe(2.25 / 8);
    touch.take(number('epochs'), 500);
    expect(touch.epochs).toBe(500);
    expect(shareDone(seeds, touch.epochs, SEEDS)).toBe(2.5 / 8);
  });
});
