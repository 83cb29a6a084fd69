import { expect, it } from 'vitest';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { PRESENT_RULES } from '../../../src/shared/metric-rules.ts';
import { TrainingPool } from '../../../src/main/runs/pool.ts';
import type { HostListener, TrainingHost } from '../../../src/main/runs/training-host.ts';
import type { TrainingJob } from '../../../src/main/training/messages.ts';

/** A pool whose threads train nothing. `shared` says of each run in training what its thread was told last. */
function poolOf(size: number) {
  const shared: Record<string, boolean> = {};
  const ends = new Map<string, () => void>();
  const startThread = (listener: HostListener): TrainingHost => {
    let run = '';
    return {
      post: (request) => {
        if (request.kind === 'train') ({ run } = request.job);
        if (request.kind === 'train' || request.kind === 'share') shared[run] = request.isShared;
        ends.set(run, () => {
          Reflect.deleteProperty(shared, run);
          listener.event({ kind: 'ended', run, outcome: { status: 'stopped' } });
        });
      },
      end: () => Promise.resolve(),
    };
  };
  const nothing = () => undefined;
  const pool = new TrainingPool(size, 1, () => startThread({ event: nothing, ended: nothing }), startThread);
  const train = (run: string) => pool.train(jobOf(run));
  return { pool, train, end: (run: string) => ends.get(run)?.(), shared };
}

function jobOf(run: string): TrainingJob {
  return {
    run,
    config: runConfigSchema.parse({}),
    choice: { engine: 'fused', reason: '', threads: 1, device: 'cpu' },
    files: { table: undefined, modules: [] },
    rules: PRESENT_RULES,
    noiseFloors: undefined,
    from: undefined,
    expected: undefined,
  };
}

it('has runs evaluated by further threads only as long as fewer train than may', () => {
  const { train, end, shared } = poolOf(3);
  train('first');
  expect(shared).toEqual({ first: true });
  train('second');
  expect(shared).toEqual({ first: true, second: false });
  train('third');
  expect(shared).toEqual({ first: false, second: false, third: false });
  end('first');
  expect(shared).toEqual({ second: true, third: false });
  end('third');
  expect(shared).toEqual({ second: true });
});

it('keeps a run to one thread where one run at a time is asked for', () => {
  const { train, shared } = poolOf(1);
  train('only');
  expect(shared).toEqual({ only: false });
});

it('gives or takes further threads when the number of runs side by side is changed', () => {
  const { pool, train, shared } = poolOf(2);
  train('first');
  train('second');
  expect(shared).toEqual({ first: false, second: false });
  pool.size = 3;
  expect(shared).toEqual({ first: true, second: false });
  pool.size = 4;
  expect(shared).toEqual({ first: true, second: true });
  pool.size = 1;
  expect(shared).toEqual({ first: false, second: false });
});

it('leaves the further thread and the core of a paused run to those that train, until it is resumed', () => {
  const { pool, train, end, shared } = poolOf(3);
  train('first');
  train('second');
  expect(shared).toEqual({ first: true, second: false });
  pool.pause('first');
  expect(shared).toEqual({ first: false, second: true });
  train('third');
  expect(shared).toEqual({ first: false, second: true, third: false });
  pool.resume('first');
  expect(shared).toEqual({ first: false, second: false, third: false });
  pool.pause('first');
  end('first');
  train('next on its seat');
  end('second');
  expect(shared).toEqual({ 'next on its seat': true, third: false });
});

it('gives the seat of a run that has ended to the next before its end is recorded', () => {
  const { pool, train, end } = poolOf(1);
  const heard: string[] = [];
  pool.events.add(({ kind, run }) => heard.push(`${run} ${kind}`));
  pool.vacancies.add(() => {
    train('second');
    heard.push('second begins');
  });
  train('first');
  end('first');
  expect(heard).toEqual(['second begins', 'first ended']);
  expect(pool.training).toEqual(['second']);
});
