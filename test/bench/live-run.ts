// Measures what a live run that a page watches takes of the main thread while a pool worker trains it, and what is sent to the
// page: `npm run bench:live`, with `-- --rounds 3`; with `-- --other CHECKOUT` also of another build, in turn. The page is a real Chromium.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openStore } from '../../src/main/store/store.ts';
import type { RunConfigInput } from '../../src/shared/config/schema.ts';
import { closeBrowser, OpenedWorkbench } from '../e2e/browser/opened.ts';
import { median, seconds } from './report.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    /** Another checkout that is built. */
    other: { type: 'string' },
    /** Part of the name of the runs to measure. */
    only: { type: 'string', default: '' },
  },
});
const ROUNDS = Number(values.rounds);
const CHECKOUTS = values.other === undefined ? ['.'] : ['.', values.other];

/** Long enough for some twenty beats, at which a page is told of a run. */
const RUNS: Readonly<Record<string, RunConfigInput>> = {
  'vanilla, 2,000 samples': { engine: 'fused', epochs: 5000 },
  'ring in the plane': { engine: 'fused', target: { law: 'ring' }, epochs: 1500 },
  '100,000 samples, averaged too': {
    engine: 'fused',
    epochs: 300,
    ema_decay: 0.99,
    snapshots: { samples: 100_000 },
  },
};

interface Measured {
  readonly milliseconds: number;
  readonly events: number;
  readonly kilobytes: number;
}

/** Trains a run on a server of its own; watched in its page, or with no page there. */
async function liveRun(checkout: string, config: RunConfigInput, isWatched: boolean): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-live-'));
  const file = join(folder, 'milliseconds');
  const workbench = await OpenedWorkbench.open({
    args: ['--jobs', '1'],
    command: (program, [, ...args]) => [
      program,
      ['--import', resolve('test/bench/main-thread.ts'), join(checkout, 'out/main/server.js'), ...args],
    ],
    environment: { MAIN_THREAD_FILE: file },
  });
  const { page } = workbench;
  const milliseconds = async () => {
    rmSync(file, { force: true });
    process.kill(workbench.serverProcess, 'SIGUSR2');
    while (!existsSync(file)) await seconds(0.02);
    return Number(readFileSync(file, 'utf8'));
  };
  let [events, bytes] = [0, 0];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      events += 1;
      bytes += payload.length;
    }),
  );
  await page.reload();
  await page.getByRole('button', { name: 'Runs', exact: true }).waitFor();
  await page.keyboard.press('Control+n');
  const drawer = page.getByRole('dialog', { name: 'New run' });
  await drawer.getByRole('button', { name: 'JSON' }).click();
  await drawer.getByRole('textbox', { name: /JSON/ }).fill(JSON.stringify(config));
  await drawer.getByLabel('Name', { exact: true }).fill('live');
  // The preview of what is launched has been drawn.
  await seconds(2);
  [events, bytes] = [0, 0];
  const before = await milliseconds();
  await drawer.getByRole('button', { name: /^Launch/ }).click();
  await page.getByRole('heading', { name: 'live', exact: true }).waitFor();
  const shown = page.url();
  if (!isWatched) await page.goto('about:blank');
  const store = openStore(workbench.store);
  while (store.runs.list()[0]?.run.status !== 'finished') await seconds(0.25);
  store.close();
  // What came last is told, and drawn.
  await seconds(1.5);
  const after = await milliseconds();
  const measured = { milliseconds: after - before, events, kilobytes: bytes / 1000 };
  if (isWatched && shown !== page.url()) throw new Error('the page shows another run');
  await workbench.close();
  rmSync(folder, { recursive: true });
  return measured;
}

for (const [name, config] of Object.entries(RUNS).filter(([one]) => one.includes(values.only))) {
  const rounds = CHECKOUTS.map((checkout) => ({ checkout, watched: [] as Measured[], alone: [] as Measured[] }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { checkout, watched, alone } of rounds) {
      watched.push(await liveRun(checkout, config, true));
      alone.push(await liveRun(checkout, config, false));
    }
  }
  for (const { checkout, watched, alone } of rounds) {
    const of = (runs: readonly Measured[], key: keyof Measured) => median(runs.map((one) => one[key])).toFixed(0);
    console.log(
      `${name}, ${checkout}: main thread ${of(watched, 'milliseconds')} ms watched, ${of(alone, 'milliseconds')} ms with no page; ` +
        `${of(watched, 'events')} messages of ${of(watched, 'kilobytes')} kB to the page`,
    );
  }
}
await closeBrowser();
