import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { row } from '../shared/run-rows.ts';
import { settled, workbench } from './page.ts';
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
const messages = () => notices.list.map(({ message }) => message);

describe('a number that is held', () => {
  it('can be kept again when it is dragged back from a value that was refused', async () => {
    const { touch, number } = touched(UNIFORM);
    const low = number('target.low');
    touch.take(low, 0.8);
    touch.take(low, 1.5);
    expect(touch.refusal).toMatch(/low|high/);
    expect(touch.held?.value).toBe(0.8);
    touch.take(low, 0.8);
    expect(touch.refusal).toBeUndefined();
    expect(messages()).toEqual([]);
    await settled();
    expect(workbench.posted.filter(({ kind }) => kind === 'subscribe')).toHaveLength(1);
  });

  it('says in a notice why its first value is refused, once however far it is dragged, until a value is taken', () => {
    const { touch, number } = touched(UNIFORM);
    const low = number('target.low');
    for (const value of [1.5, 1.6, 1.7]) touch.take(low, value);
    expect(messages()).toHaveLength(1);
    expect(messages()[0]).toMatch(/low|high/);
    expect(touch.held).toBeUndefined();
    touch.take(low, 0.8);
    expect(messages()).toEqual([]);
    expect(touch.refusal).toBeUndefined();
  });

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
