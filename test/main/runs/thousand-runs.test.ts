import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import type { Run } from '../../../src/shared/run.ts';
import { randomStream } from '../../../src/main/training/random.ts';
import { describeTensorFlow } from '../training/engines/tensorflow/library.ts';
import { residentBytes, trainingProcesses } from './child-processes.ts';
import { request, temporaryWorkbench } from './temporary-store.ts';

/** A hundred by default; `GAN_WORKBENCH_RUNS=1000 npm test -- test/main/runs/thousand-runs.test.ts` for all. */
const RUNS = Number(process.env.GAN_WORKBENCH_RUNS ?? 100);
/** Runs of which one median is taken, the second so many and the last: of a hundred, tenths would be two values each. */
const WINDOW = RUNS / (RUNS < 1000 ? 5 : 10);
const MOST_GROWTH = 50e6;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** What was done to a run. */
interface Treatment {
  readonly run: string;
  readonly stopped: boolean;
  readonly cancelled: boolean;
}

/** Whether a run stands where what was done to it can have left it, and has what it says it has. */
function isTruthful(run: Run, rows: number, { stopped, cancelled }: Treatment): boolean {
  switch (run.status) {
    case 'finished':
      return run.epochsDone === run.config.epochs && rows === run.epochsDone;
    case 'stopped':
      return stopped && rows === run.epochsDone && rows < run.config.epochs;
    case 'failed':
      return cancelled && run.error.code === 'cancelled' && rows === 0;
    case 'queued':
    case 'running':
    case 'paused':
    case 'interrupted':
      return false;
  }
}

describeTensorFlow(`${RUNS} runs started, stopped and cancelled at random over both engines`, () => {
  it('end in a truthful state each, and leave no memory behind', { timeout: 60_000 + RUNS * 3000 }, async () => {
    const random = randomStream(1, 'runs');
    const workbench = temporaryWorkbench(2);
    const memory = { own: [] as number[], children: [] as number[] };
    const treatments: Treatment[] = [];
    let crashes = 0;
    workbench.events.add(({ kind }) => {
      if (kind === 'crashed' || kind === 'not_recorded') crashes++;
    });
    const oneRound = async (): Promise<void> => {
      const config = (): RunConfigInput => ({
        engine: random.uniform() < 0.5 ? 'tensorflow' : 'fused',
        seed: random.integer(1e6),
        epochs: 1 + random.integer(30),
        generator: { hidden_widths: [8 + 8 * random.integer(8)] },
        ema_decay: random.uniform() < 0.3 ? 0.9 : 0,
        snapshots: { samples: 50, every: 10 },
      });
      const runs = workbench.queue.launch(Array.from({ length: 4 }, () => request(config())));
      const [stopped, cancelled] = [random.uniform() < 0.5, random.uniform() < 0.5];
      await new Promise((resolve) => setTimeout(resolve, random.integer(60)));
      if (stopped) workbench.pool.stop(runs[random.integer(2)]);
      const wasWaiting = workbench.queue.waiting.includes(runs[3]);
      if (cancelled) workbench.queue.cancel([runs[3]]);
      if (random.uniform() < 0.3) for (const run of workbench.recording.training) workbench.pool.pause(run);
      await new Promise((resolve) => setTimeout(resolve, random.integer(30)));
      for (const run of workbench.recording.training) workbench.pool.resume(run);
      await workbench.queue.idle();
      treatments.push(
        ...runs.map((run, index) => ({
          run,
          stopped: stopped && index < 2,
          cancelled: cancelled && wasWaiting && index === 3,
        })),
      );
    };
    await oneRound();
    // Due once a day, and what it takes is not what runs leave behind.
    await workbench.upkeep.check('quick');
    await workbench.upkeep.backUp('automatic');
    while (treatments.length < RUNS) {
      await oneRound();
      collect();
      memory.own.push(process.memoryUsage.rss());
      memory.children.push(Math.max(0, ...trainingProcesses().map(residentBytes)));
    }
    expect(crashes).toBe(0);
    const untruthful = treatments.filter((treatment) => {
      const run = workbench.store.runs.get(treatment.run);
      return !isTruthful(run, workbench.store.epochs.read(run.id).length, treatment);
    });
    expect(untruthful.map(({ run }) => workbench.store.runs.get(run))).toEqual([]);

    const rounds = Math.floor(WINDOW / 4);
    const growth = (values: readonly number[]) =>
      median(values.slice(-rounds)) - median(values.slice(rounds, 2 * rounds));
    const told = Object.entries(memory).map(([whose, values]) => `${whose} ${(growth(values) / 1e6).toFixed(1)} MB`);
    const statuses = Map.groupBy(treatments, ({ run }) => workbench.store.runs.get(run).status);
    const counts = [...statuses].map(([status, all]) => `${all.length} ${status}`).join(', ');
    console.log(`${treatments.length} runs: ${counts}; growth of memory: ${told.join(', ')}`);
    expect(growth(memory.own)).toBeLessThan(MOST_GROWTH);
    expect(growth(memory.children)).toBeLessThan(MOST_GROWTH);
  });
});
