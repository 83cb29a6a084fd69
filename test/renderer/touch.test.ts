import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { packed, vanillaSnapshot } from '../main/store/recordings.ts';
import { row } from '../shared/run-rows.ts';
import { settled, workbench } from './page.ts';
import { notices } from '../../src/renderer/state/notices.svelte.ts';
import { Preparation } from '../../src/renderer/touch/preparation.ts';
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
  const touch = new Touch(() => run, new Preparation());
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

describe('a number that may be dragged soon', () => {
  const said = () => workbench.posted.map(({ kind }) => kind).filter((kind) => kind !== 'acknowledge');
  const seconds = (count: number) => vi.advanceTimersByTimeAsync(1000 * count);
  /** What the workbench says of the seeds of the last subscription. */
  async function tell(state: TouchedSeed['state'], givesWay = false) {
    const id = workbench.posted.findLast(({ kind }) => kind === 'subscribe')?.id ?? -1;
    const seeds = [{ seed: 8, epochsDone: 0, snapshots: [], failure: undefined, state }];
    workbench.tell({ kind: 'event', id, event: { isFirst: true, seeds, givesWay } });
    await seconds(0);
  }

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
  });

  it('has seeds of the run trained until all have been, and again when the threads may have ended', async () => {
    const { touch } = touched(UNIFORM);
    touch.expect('one');
    await seconds(0.2);
    expect(said()).toEqual(['subscribe']);
    await tell('training');
    expect(said()).toEqual(['subscribe']);
    await tell('finished');
    expect(said()).toEqual(['subscribe', 'unsubscribe']);
    expect(touch.shown).toBeUndefined();
    await seconds(40);
    touch.expect('one');
    await seconds(20);
    expect(said()).toHaveLength(2);
    touch.expect('one');
    await seconds(0.2);
    expect(said()).toEqual(['subscribe', 'unsubscribe', 'subscribe']);
  });

  it('prepares nothing where the pointer only passes, nor while something trains, and for two seconds at most', async () => {
    const { touch } = touched(UNIFORM);
    touch.expect('one');
    await seconds(0.05);
    touch.expectNothing('one');
    await seconds(1);
    expect(said()).toEqual([]);
    touch.expect('one');
    await seconds(0.1);
    await tell('waiting', true);
    expect(said()).toEqual(['subscribe', 'unsubscribe']);
    touch.expect('one');
    await seconds(0.1);
    await tell('training');
    touch.expectNothing('one');
    await seconds(1.5);
    expect(said()).toEqual(['subscribe', 'unsubscribe', 'subscribe']);
    await seconds(0.6);
    expect(said()).toEqual(['subscribe', 'unsubscribe', 'subscribe', 'unsubscribe']);
  });

  it('waits for the pictures of a page whose table of settings opens with it', async () => {
    const { touch } = touched(UNIFORM);
    touch.expect('table');
    await seconds(0.4);
    expect(said()).toEqual([]);
    await seconds(0.2);
    expect(said()).toEqual(['subscribe']);
  });

  it('gives way as soon as one is dragged', async () => {
    const { touch, number } = touched(UNIFORM);
    touch.expect('one');
    await seconds(0.1);
    touch.take(number('target.low'), 0.8);
    await seconds(0.1);
    expect(said()).toEqual(['subscribe', 'unsubscribe', 'subscribe']);
    expect(workbench.posted.at(-1)).toMatchObject({ input: { config: { target: { low: 0.8 } } } });
    await tell('finished');
    touch.expect('one');
    await seconds(1);
    expect(said()).toHaveLength(3);
    // Held for longer than the threads stay.
    await seconds(60);
    touch.expect('one');
    await seconds(0.1);
    expect(said().slice(3)).toEqual(['subscribe']);
  });

  it('is prepared where the pointer passes over one just after the table was opened', async () => {
    const { touch } = touched(UNIFORM);
    touch.expect('table');
    await seconds(0.1);
    touch.expect('one');
    await seconds(0.05);
    touch.expectNothing('one');
    await seconds(0.5);
    expect(said()).toEqual(['subscribe']);
    touch.expectNothing('table');
    await seconds(2);
    expect(said()).toEqual(['subscribe', 'unsubscribe']);
  });

  it('neither starts a process of TensorFlow nor runs a module', async () => {
    const module = { law: 'module', file: 'law.js', digest: 'a'.repeat(64), dimension: 1 } as const;
    for (const config of [{ engine: 'tensorflow' }, { target: module }] satisfies RunConfigInput[]) {
      const { touch } = touched(config);
      touch.expect('one');
      touch.expect('table');
      await seconds(1);
    }
    expect(said()).toEqual([]);
  });
});

describe('what has come of the seeds', () => {
  it('is drawn a few times a second, so that their training has the processors, and whenever one has ended', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const { touch, number } = touched(UNIFORM);
    touch.take(number('target.low'), 0.8);
    await vi.advanceTimersByTimeAsync(1);
    const id = workbench.posted.at(-1)?.id ?? -1;
    const drawn = new Set<unknown>();
    let epochsDone = 0;
    const news = async (state: TouchedSeed['state']) => {
      epochsDone += 10;
      const seed = { seed: 1, snapshots: [packed(vanillaSnapshot(1))], failure: undefined, state, epochsDone };
      workbench.tell({ kind: 'event', id, event: { isFirst: epochsDone === 10, seeds: [seed], givesWay: false } });
      await vi.advanceTimersByTimeAsync(10);
      drawn.add(touch.shown);
    };
    for (let count = 0; count < 100; count++) await news('training');
    expect(drawn.size).toBeGreaterThan(2);
    expect(drawn.size).toBeLessThan(7);
    await news('finished');
    expect(touch.shown?.seeds[0].state).toBe('finished');
    await news('training');
    await vi.advanceTimersByTimeAsync(300);
    expect(touch.shown?.seeds[0].epochsDone).toBe(epochsDone);
  });
});
