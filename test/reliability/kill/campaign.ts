import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { descendants, isRunning } from './processes.ts';
import { recordedRuns } from './recorded-runs.ts';
import { startSession, storeIn, writeSweep, type KilledSweep, type Session } from './sessions.ts';
import { TrainingWatch, type Loss, type RunState } from './training-watch.ts';

/** The store is looked at this often while a process trains. */
const LOOK_MILLISECONDS = 10;
/** A kill comes at a random moment up to so long after the process was started, or after it first recorded something. */
const START_MILLISECONDS = 1500;
const RECORDED_MILLISECONDS = 1200;
/** It is waited no longer for a first record. */
const PATIENCE_MILLISECONDS = 20_000;
/** What a killed process leaves behind has ended by itself within this. */
const ORPHAN_MILLISECONDS = 30_000;

/** One SIGKILL and what it came upon. */
export interface Kill {
  readonly session: Session;
  /** Whether its children were killed with it, as all are when the machine stops, or it alone. */
  readonly isGroup: boolean;
  /** What trained at that moment, or how far it had come. */
  readonly state: string;
  readonly losses: readonly Loss[];
  /** Until the last of its children, where they were not killed, had ended. */
  readonly orphanMilliseconds: number;
}

export interface KillReport {
  readonly kills: readonly Kill[];
  readonly rounds: number;
  /** Runs compared with the reference, all equal. */
  readonly runs: number;
  readonly failures: readonly string[];
  /** By engine, the longest checkpoint interval that was seen: seconds of training between two checkpoints. */
  readonly intervals: ReadonlyMap<string, number>;
  /** Runs of which more was to be trained again than may be. */
  readonly excesses: readonly string[];
}

export interface KillOptions {
  readonly sweep: KilledSweep;
  readonly kills: number;
  readonly seed: number;
  readonly told?: (kill: Kill, count: number) => void;
}

interface Moment {
  readonly session: Session;
  readonly isGroup: boolean;
  /** After whose first record; undefined: after the start. */
  readonly engine: string | undefined;
  readonly milliseconds: number;
}

function moments(sweep: KilledSweep, seed: number, count: number): Moment[] {
  const moment = fc.record({
    session: fc.constantFrom<Session[]>('train --queued', 'window'),
    isGroup: fc.boolean(),
    engine: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 7, arbitrary: fc.constantFrom(...sweep.engines) },
    ),
    share: fc.integer({ min: 0, max: 1000 }),
  });
  return fc.sample(moment, { seed, numRuns: count }).map(({ share, ...one }) => ({
    ...one,
    milliseconds: (share / 1000) * (one.engine === undefined ? START_MILLISECONDS : RECORDED_MILLISECONDS),
  }));
}

const isAllFinished = (runs: readonly RunState[]) =>
  runs.length > 0 && runs.every(({ status }) => status === 'finished');

function stateOf(runs: readonly RunState[]): string {
  const training = runs.filter(({ status }) => status === 'running').map(({ engine }) => engine);
  if (training.length > 0) return `training: ${[...new Set(training)].toSorted().join(' and ')}`;
  if (runs.length === 0) return 'before anything was in the store';
  return isAllFinished(runs) ? 'after all had finished' : 'between runs, or before the first';
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

/** Waits until it is time to kill; false where the process has ended before, or has nothing left to do. */
async function untilMoment(child: ChildProcess, watch: TrainingWatch, moment: Moment): Promise<boolean> {
  const start = performance.now();
  let from = moment.engine === undefined ? start : Infinity;
  for (;;) {
    const runs = watch.look();
    if (hasEnded(child) || (runs.length > 0 && isAllFinished(runs))) return false;
    const now = performance.now();
    const { engine } = moment;
    const isRecording = engine !== undefined && watch.recording.has(engine);
    const isNeverTo = runs.length > 0 && runs.every((run) => run.engine !== engine || run.status === 'finished');
    if (isRecording || isNeverTo || now - start > PATIENCE_MILLISECONDS) from = Math.min(from, now);
    if (now >= from + moment.milliseconds) return true;
    await pause(LOOK_MILLISECONDS);
  }
}

async function untilGone(pids: readonly number[]): Promise<number> {
  const start = performance.now();
  while (pids.some(isRunning)) {
    if (performance.now() - start > ORPHAN_MILLISECONDS)
      throw new Error(`processes ${pids.join(', ')} train on without their parent`);
    await pause(5);
  }
  return performance.now() - start;
}

/** What is wrong with a store after a kill. */
function faultsOf(store: string, runs: number): string[] {
  const database = new Database(store);
  try {
    const check: unknown = database.pragma('integrity_check', { simple: true });
    const foreign = database.pragma('foreign_key_check') as unknown[];
    const hasRuns = database.prepare(`SELECT count(*) FROM sqlite_schema WHERE name = 'runs'`).pluck().get() === 1;
    const count = hasRuns ? database.prepare('SELECT count(*) FROM runs').pluck().get() : 0;
    return [
      ...(check === 'ok' ? [] : [`integrity_check: ${String(check)}`]),
      ...(foreign.length === 0 ? [] : [`${foreign.length} rows belong to nothing`]),
      ...(count === 0 || count === runs ? [] : [`${String(count)} runs of ${runs} are there`]),
    ];
  } finally {
    database.close();
  }
}

/** Trains the sweep in `folder` to its end, undisturbed, and gives what it recorded. */
async function train(folder: string, session: Session): Promise<ReadonlyMap<string, string>> {
  const child = startSession(session, folder);
  await new Promise((resolve) => child.once('exit', resolve));
  return recordedRuns(storeIn(folder));
}

/** Kills, restarts and resumes until the moments are used up or everything has trained; gives the kills. */
async function disturb(
  folder: string,
  runs: number,
  upcoming: Moment[],
  seen: Pick<TrainingWatch, 'intervals' | 'gaps'>,
  failures: string[],
  done: (kill: Kill) => void,
): Promise<void> {
  const store = storeIn(folder);
  for (let isLaunched = false; ;) {
    const [moment] = upcoming;
    if (upcoming.length === 0) return;
    const session = isLaunched ? moment.session : 'sweep';
    const child = startSession(session, folder);
    const exited = new Promise((resolve) => child.once('exit', resolve));
    const watch = new TrainingWatch(store, seen);
    try {
      if (!(await untilMoment(child, watch, moment))) {
        child.kill('SIGTERM');
        await exited;
        return;
      }
      upcoming.shift();
      const children = descendants(child.pid ?? 0);
      const killedAt = performance.now();
      if (moment.isGroup) process.kill(-(child.pid ?? 0), 'SIGKILL');
      else child.kill('SIGKILL');
      await exited;
      const orphanMilliseconds = await untilGone(children);
      const losses = watch.losses(killedAt);
      const states = watch.look();
      isLaunched = states.length > 0;
      watch.close();
      failures.push(...faultsOf(store, runs));
      done({ session, isGroup: moment.isGroup, state: stateOf(states), losses, orphanMilliseconds });
    } finally {
      watch.close();
      if (!hasEnded(child)) child.kill('SIGKILL');
    }
  }
}

/** Kills that repeated more than a second, an epoch or a checkpoint interval, whichever is longest. */
function tooMuchTrainedAgain(kills: readonly Kill[], intervals: ReadonlyMap<string, number>): string[] {
  return kills.flatMap(({ losses }) =>
    losses.flatMap(({ engine, seconds, anEpoch }) => {
      const bound = Math.max(1, anEpoch, intervals.get(engine) ?? 0);
      return seconds > bound ? [`${seconds.toFixed(2)} s of ${engine} trained again, of ${bound.toFixed(2)} s`] : [];
    }),
  );
}

/** Trains a sweep again and again, each time killed and resumed until it has finished, and compares it with one left alone. */
export async function killSweeps({ sweep, kills: wanted, seed, told }: KillOptions): Promise<KillReport> {
  const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-kill-'));
  const kills: Kill[] = [];
  const failures: string[] = [];
  const intervals = new Map<string, number>();
  const gaps = new Map<string, number>();
  let rounds = 0;
  let compared = 0;
  try {
    const alone = join(folder, 'alone');
    writeSweep(alone, sweep);
    const reference = await train(alone, 'sweep');
    const upcoming = moments(sweep, seed, wanted);
    while (upcoming.length > 0) {
      const home = join(folder, String(rounds));
      mkdirSync(home);
      const runs = writeSweep(home, sweep);
      await disturb(home, runs, upcoming, { intervals, gaps }, failures, (kill) => {
        kills.push(kill);
        told?.(kill, kills.length);
      });
      const recorded = await train(home, kills.length > 0 ? 'train --queued' : 'sweep');
      for (const [run, digest] of reference) {
        if (recorded.get(run) !== digest) failures.push(`round ${rounds}: ${run} is not what it is undisturbed`);
      }
      if (recorded.size !== reference.size)
        failures.push(`round ${rounds}: ${recorded.size} runs of ${reference.size}`);
      compared += recorded.size;
      rounds += 1;
      rmSync(home, { recursive: true });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { kills, rounds, runs: compared, failures, intervals, excesses: tooMuchTrainedAgain(kills, intervals) };
}
