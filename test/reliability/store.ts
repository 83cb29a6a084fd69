import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { finishBackup } from '../../src/main/store/care/backups.ts';
import { checkStore } from '../../src/main/store/care/check.ts';
import { quickProblems } from '../../src/main/store/care/problems.ts';
import { recoverStore } from '../../src/main/store/care/recovery/recover.ts';
import { openStore } from '../../src/main/store/store.ts';
import { fillStore } from '../main/store/filled-store.ts';
import { randomSource } from '../main/store/random.ts';

/** What looking after a store of many runs takes, and what is saved of it after damage: `npm run reliability:store -- 1000`. */
const RUNS = Number(process.argv[2] ?? 1000);
const EPOCHS = 600;
const PAGE = 8192;
const ROUNDS = 5;

const folder = mkdtempSync(join(tmpdir(), 'reliability-store-'));
const path = join(folder, 'runs.sqlite');

function seconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

const shown = (value: number) => (value < 1 ? `${(value * 1000).toFixed(1)} ms` : `${value.toFixed(2)} s`);
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const repeated = (work: () => unknown) => shown(median(Array.from({ length: ROUNDS }, () => seconds(work))));

function quickCheckOfRuns(): void {
  const connection = new Database(path, { readonly: true });
  quickProblems(connection, { table: 'runs', most: 1 });
  connection.close();
}

async function backUp(): Promise<void> {
  const store = openStore(path);
  let [slowest, last] = [0, performance.now()];
  const start = last;
  const unfinished = await store.copyForBackup('requested', {
    progress: () => {
      slowest = Math.max(slowest, performance.now() - last);
      last = performance.now();
    },
  });
  const copied = (performance.now() - start) / 1000;
  const checked = seconds(() => finishBackup(unfinished));
  store.close();
  console.log(
    `backup: ${shown(copied)} to copy in steps of ${slowest.toFixed(1)} ms at most, ${shown(checked)} to check it`,
  );
}

/** Fills so many pages with rubbish, here and there, and says what is saved. */
function recoverAfter(damagedPages: number): void {
  const damaged = join(folder, `damaged-${damagedPages}.sqlite`);
  const bytes = readFileSync(path);
  const { uniform } = randomSource(damagedPages);
  for (let count = 0; count < damagedPages; count++) {
    const page = Math.floor((uniform() * bytes.length) / PAGE);
    for (let at = page * PAGE; at < (page + 1) * PAGE; at++) bytes[at] = Math.floor(256 * uniform());
  }
  // Nobody could open it, too.
  bytes.fill(0x55, 0, 100);
  writeFileSync(damaged, bytes);
  const start = performance.now();
  const { runs, lostRuns } = recoverStore(damaged, join(folder, `recovered-${damagedPages}.sqlite`));
  const took = (performance.now() - start) / 1000;
  const sum = (what: 'epochs' | 'snapshots' | 'checkpoints', part: 'saved' | 'lost') =>
    runs.reduce((total, run) => total + run[what][part], 0);
  const whole = runs.filter(
    ({ epochs, snapshots, checkpoints }) => epochs.lost + snapshots.lost + checkpoints.lost === 0,
  );
  console.log(
    `recover after ${damagedPages} of ${Math.round(bytes.length / PAGE)} pages and the header are rubbish: ${shown(took)}; ` +
      `${runs.length} runs saved, ${whole.length} of them whole, ${lostRuns.length} lost; ` +
      `epochs ${sum('epochs', 'saved')} saved and ${sum('epochs', 'lost')} lost, ` +
      `snapshots ${sum('snapshots', 'saved')} and ${sum('snapshots', 'lost')}, ` +
      `checkpoints ${sum('checkpoints', 'saved')} and ${sum('checkpoints', 'lost')}`,
  );
}

try {
  const store = openStore(path);
  fillStore(store, RUNS, EPOCHS);
  store.close();
  console.log(`a store of ${RUNS} runs of ${EPOCHS} epochs: ${(statSync(path).size / 1e6).toFixed(0)} MB`);
  console.log(`open and close: ${repeated(() => openStore(path).close())}`);
  console.log(`of that, the check of the runs: ${repeated(quickCheckOfRuns)}`);
  for (const kind of ['quick', 'full'] as const) {
    const { problems, seconds: took } = checkStore(path, kind);
    console.log(`${kind} check: ${shown(took)}, ${problems.length} problems`);
  }
  await backUp();
  for (const pages of [0, 10, 1000]) recoverAfter(pages);
} finally {
  rmSync(folder, { recursive: true });
}
