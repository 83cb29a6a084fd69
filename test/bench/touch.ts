// Measures how long eight seeds take that are trained beside a run, from the first byte to the last: `npm run bench:touch`. Beside the wall
// clock stands the time of processors, which a busy machine does not change much: on two cores half of it is the least it can take.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScratchFeed } from '../../src/main/app/api/scratch-feed.ts';
import { ScratchTraining } from '../../src/main/runs/previews/scratch-training.ts';
import { forkProcess } from '../../src/main/runs/training-host.ts';
import { Workbench } from '../../src/main/runs/workbench.ts';
import { PRESETS } from '../../src/shared/config/presets.ts';
import { runConfigSchema } from '../../src/shared/config/schema.ts';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const ROUNDS = 5;

const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-touch-'));
const workbench = new Workbench({ store: join(folder, 'runs.sqlite') });
const scratch = new ScratchTraining(forkProcess);
const config = runConfigSchema.parse(PRESETS.vanilla.config);

/** Seconds until the first two seeds and all of them have ended, and seconds of processors. */
function round(): Promise<{ readonly two: number; readonly all: number; readonly processors: number }> {
  const start = performance.now();
  const before = process.cpuUsage();
  const ended = new Set<number>();
  let two = 0;
  return new Promise((resolve) => {
    const take = () => {
      for (const { seed, state } of (feed as ScratchFeed | undefined)?.take()?.seeds ?? []) {
        if (state === 'finished') ended.add(seed);
      }
      const seconds = (performance.now() - start) / 1000;
      if (ended.size >= 2 && two === 0) two = seconds;
      if (ended.size < SEEDS.length) return;
      const { user, system } = process.cpuUsage(before);
      feed.close();
      resolve({ two, all: seconds, processors: (user + system) / 1e6 });
    };
    const feed = new ScratchFeed(
      workbench,
      scratch,
      { config, files: { table: undefined, modules: [] }, seeds: SEEDS },
      take,
    );
  });
}

for (let number = 1; number <= ROUNDS; number++) {
  const { two, all, processors } = await round();
  const [first, last, busy] = [two, all, processors].map((seconds) => seconds.toFixed(2));
  console.log(`round ${number}: two seeds after ${first} s, eight after ${last} s; ${busy} s of processors`);
}
await scratch.close();
await workbench.close();
rmSync(folder, { recursive: true });
