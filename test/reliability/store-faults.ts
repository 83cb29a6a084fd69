import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { randomStream } from '../../src/main/training/random.ts';
import { openStore } from '../../src/main/store/store.ts';
import { Workbench } from '../../src/main/runs/workbench.ts';
import { trainingProcesses } from '../main/runs/child-processes.ts';
import { recorded } from '../main/runs/recorded.ts';
import { disturb, experiments, queueRuns, undisturbed } from './disturbed.ts';
import { BROKEN_DISK, diskFull, locked, MOVED_AWAY, readOnly, REPLACED, type Fault } from './faults.ts';
import { SmallDisk } from './small-disk.ts';
import { named, TrainingProgram } from './training-program.ts';

/*
 * Disturbs programs that train, in every way and at random moments, and compares what is in the store in the end with what
 * undisturbed runs record: `npm run faults -- --faults 60 --seed 1`.
 */

const { values } = parseArgs({
  options: { faults: { type: 'string', default: '40' }, seed: { type: 'string', default: String(Date.now() % 1e6) } },
});
const wanted = Number(values.faults);
const chance = randomStream(Number(values.seed), 'faults');
console.log(`${wanted} faults, --seed ${values.seed}`);

const folder = mkdtempSync(join(tmpdir(), 'store-faults-'));
const disk = new SmallDisk(64);
const configs = experiments({ fused: 1500, tensorflow: 200 });
const reference = await undisturbed(join(folder, 'reference.sqlite'), configs);

const HALTING: readonly Fault[] = [diskFull(disk), readOnly(disk), MOVED_AWAY, REPLACED, BROKEN_DISK, locked()];
const ENDINGS = ['worker killed', 'program killed while it waits', 'program ended while it waits'] as const;
const counts = new Map<string, number>();
const faults: string[] = [];
let done = 0;
let compared = 0;
let lockedOnce = false;

function count(what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
  done++;
}

function wrong(what: string): void {
  faults.push(what);
  console.log(`WRONG: ${what}`);
}

/** Trains on what was cut off, in the store as it was left. */
async function goOn(store: string, ids: readonly string[]): Promise<void> {
  const workbench = new Workbench({ store, jobs: 2 });
  workbench.queue.adopt();
  workbench.goingOn.resume(ids.filter((id) => workbench.store.runs.get(id).status === 'interrupted'));
  await workbench.queue.idle();
  await workbench.close();
}

function check(store: string, ids: readonly string[]): void {
  const database = new Database(store);
  if (database.pragma('integrity_check', { simple: true }) !== 'ok') wrong(`${store} is damaged`);
  database.close();
  const opened = openStore(store);
  if (opened.runs.list().length !== ids.length) wrong('a run is listed twice, or not at all');
  for (const [index, id] of ids.entries()) {
    compared++;
    if (!isDeepStrictEqual(recorded({ store: opened }, id), reference[index])) wrong(`run ${id} has other bytes`);
  }
  opened.close();
}

async function round(): Promise<void> {
  const store = join(disk.folder, 'runs.sqlite');
  const ids = await queueRuns(store, configs);
  const program = new TrainingProgram(['--queued', '--jobs', '2'], store);
  const victim = { store, pid: program.pid, disk };
  let isEnded = false;
  while (!isEnded && done < wanted) {
    let skipped = chance.integer(12);
    const last = await program.next((event) => event['event'] === 'progress' && skipped-- <= 0);
    if (last === undefined) break;
    const pick = chance.integer(HALTING.length + ENDINGS.length);
    const fault = HALTING.at(pick);
    if (pick < HALTING.length && fault) {
      // It takes ten seconds until that is noticed.
      if (fault.name === 'store locked' && lockedOnce) continue;
      lockedOnce ||= fault.name === 'store locked';
      const code = await disturb(program, fault, victim, chance.integer(1500));
      if (code === undefined) break;
      if (!fault.codes.includes(code)) wrong(`${fault.name} was told as ${code}`);
      count(`${fault.name} (${fault.means})`);
      if (!(await program.next(named('continued')))) wrong(`training did not go on after: ${fault.name}`);
      continue;
    }
    const ending = ENDINGS[pick - HALTING.length];
    if (ending === 'worker killed') {
      const children = trainingProcesses(program.pid);
      if (children.length === 0) continue;
      for (const child of children) process.kill(child, 'SIGKILL');
      count('process of a TensorFlow run killed');
      continue;
    }
    const full = diskFull(disk);
    full.begin(victim);
    const halted = await program.next(named('halted'));
    if (halted !== undefined) {
      program.kill(ending === 'program killed while it waits' ? 'SIGKILL' : 'SIGINT');
      await program.end();
      count(`disk full, and ${ending}`);
      isEnded = true;
    }
    if (disk.kind !== 'folder') full.end(victim);
  }
  await program.end();
  await goOn(store, ids);
  check(store, ids);
  rmSync(store);
}

const start = performance.now();
while (done < wanted) await round();
console.log(`\n| what came upon a program that trained | times |\n| --- | --- |`);
for (const [what, times] of counts) console.log(`| ${what} | ${times} |`);
console.log(
  `\n${compared} runs compared with undisturbed ones, ${faults.length} things wrong, ${Math.round((performance.now() - start) / 1000)} s`,
);
disk.close();
rmSync(folder, { recursive: true, force: true });
process.exitCode = faults.length === 0 ? 0 : 1;
