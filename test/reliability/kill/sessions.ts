import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';

/** The program as it is installed: bundled. */
const program = (file: string) => fileURLToPath(new URL(`../../../out/main/${file}`, import.meta.url));

/** Ways to begin a sweep, or to go on with it: all that a killed process left is claimed by the next. */
export const SESSIONS = ['sweep', 'train --queued', 'window'] as const;
export type Session = (typeof SESSIONS)[number];

/** What is trained: each engine for about as long. */
export interface KilledSweep {
  readonly engines: readonly ('fused' | 'tensorflow')[];
  readonly seeds: number;
  /** About the seconds that a run takes. */
  readonly seconds: number;
}

/** Epochs in a second, about. */
const EPOCHS_A_SECOND = { fused: 600, tensorflow: 100 };

const CONFIG: RunConfigInput = { ema_decay: 0.99, snapshots: { samples: 500, every: 2 } };

/** Everything about one store is in `folder`. */
export const storeIn = (folder: string) => join(folder, 'runs.sqlite');

/** Writes the sweep's file into `folder`, and counts its runs. */
export function writeSweep(folder: string, { engines, seeds, seconds }: KilledSweep): number {
  mkdirSync(folder, { recursive: true });
  const list = engines.map((engine) => ({ engine, epochs: Math.round(EPOCHS_A_SECOND[engine] * seconds) }));
  const sweep = { config: CONFIG, list, seeds: Array.from({ length: seeds }, (_, seed) => seed + 1) };
  writeFileSync(join(folder, 'sweep.json'), JSON.stringify(sweep));
  return engines.length * seeds;
}

const argumentsOf = (session: Session, folder: string): string[] => {
  const store = ['--store', storeIn(folder), '--jobs', '2'];
  switch (session) {
    case 'sweep':
      return [program('cli.js'), 'sweep', join(folder, 'sweep.json'), '--json', ...store];
    case 'train --queued':
      return [program('cli.js'), 'train', '--queued', '--json', ...store];
    case 'window':
      return [program('server.js'), '--no-open', ...store];
  }
};

/** Starts a process, in a group of its own, that trains what there is to train. */
export function startSession(session: Session, folder: string): ChildProcess {
  const log = openSync(join(folder, 'output'), 'a');
  return spawn(process.execPath, argumentsOf(session, folder), {
    cwd: folder,
    env: { ...process.env, XDG_DATA_HOME: join(folder, 'data') },
    stdio: ['ignore', log, log],
    detached: true,
  });
}
