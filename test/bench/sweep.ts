// Measures the throughput of a sweep with two runs side by side: `npm run bench:sweep`, or with `-- --pairs 1`.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { openStore } from '../../src/main/store/store.ts';
import { median, report } from './report.ts';

const { values } = parseArgs({
  options: { pairs: { type: 'string', default: '5' }, epochs: { type: 'string', default: '600' } },
});
const PAIRS = Number(values.pairs);
const GOAL = 1.7;
const SWEEP = ['--grid', 'lr_g=1e-4,2e-4,5e-4', '--grid', 'loss=bce,minimax', '--seeds', '1..8'];
const RUNS = 48;

/** The losses, metrics and weights of every run, in the order they were launched, as one digest. */
function digestOf(path: string): string {
  const store = openStore(path);
  const hash = createHash('sha256');
  const runs = store.runs.list({ status: ['finished'] }, 'oldest first');
  if (runs.length !== RUNS) throw new Error(`${runs.length} of ${RUNS} runs have finished in ${path}`);
  for (const { run } of runs) {
    hash.update(`${run.name} ${run.config.seed}`);
    for (const { lossGenerator, lossReal, lossFake } of store.epochs.read(run.id))
      hash.update(Float64Array.of(lossGenerator, lossReal, lossFake));
    hash.update(JSON.stringify(store.snapshots.readMeasurements(run.id)));
    hash.update(store.checkpoints.read(run.id, 'last')?.bytes ?? '');
  }
  store.close();
  return hash.digest('hex');
}

/** The wall-clock seconds of the whole command, as a user waits for it, and what it recorded. */
async function sweep(jobs: number, folder: string): Promise<{ readonly seconds: number; readonly digest: string }> {
  const store = join(folder, `${jobs}.sqlite`);
  const command = ['out/main/cli.js', 'sweep', ...SWEEP, '--set', `epochs=${values.epochs}`];
  const start = performance.now();
  await promisify(execFile)(
    process.execPath,
    [...process.execArgv, ...command, '--jobs', String(jobs), '--store', store, '--json'],
    {
      maxBuffer: 1e9,
    },
  );
  return { seconds: (performance.now() - start) / 1000, digest: digestOf(store) };
}

const ratios: number[] = [];
const digests = new Set<string>();
for (let pair = 0; pair < PAIRS; pair++) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-sweep-'));
  // In turns, so that neither always meets the machine as the other left it.
  const order = pair % 2 === 0 ? [1, 2] : [2, 1];
  const taken = new Map<number, number>();
  for (const jobs of order) {
    const found = await sweep(jobs, folder);
    taken.set(jobs, found.seconds);
    digests.add(found.digest);
  }
  rmSync(folder, { recursive: true });
  const [one, two] = [taken.get(1) ?? NaN, taken.get(2) ?? NaN];
  ratios.push(one / two);
  console.log(
    `pair ${pair + 1}: --jobs 1 ${one.toFixed(1)} s, --jobs 2 ${two.toFixed(1)} s, ${(one / two).toFixed(2)} times`,
  );
}
report(
  `throughput of ${RUNS} runs of ${values.epochs} epochs, --jobs 2 beside --jobs 1`,
  ratios,
  'times',
  `at least ${GOAL}`,
);
console.log(digests.size === 1 ? 'The same numbers every time.' : `Different numbers: ${digests.size} digests.`);
if (digests.size !== 1 || median(ratios) < GOAL) process.exitCode = 1;
