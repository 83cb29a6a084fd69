import { spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { SmallDisk } from './small-disk.ts';

/** The program that the fault comes upon. */
export interface Victim {
  readonly store: string;
  readonly pid: number;
  readonly disk: SmallDisk;
}

/** Something that keeps a store from being written, as it comes about. */
export interface Fault {
  readonly name: string;
  /** How it is done here: by the real thing where this machine lets us. */
  readonly means: string;
  /** What a program may say of it. */
  readonly codes: readonly string[];
  begin(victim: Victim): void;
  /** Puts it right; throws where something was written that should not have been. */
  end(victim: Victim): void;
}

function must(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}

/** The kernel refuses what would be written behind the first byte of any file; no right is needed for that. */
const LIMIT: Pick<Fault, 'means' | 'codes' | 'begin' | 'end'> = {
  means: 'a limit on the size of files (prlimit --fsize)',
  codes: ['store-io'],
  begin: ({ pid }) => must('prlimit', '--pid', String(pid), '--fsize=1:unlimited'),
  end: ({ pid }) => must('prlimit', '--pid', String(pid), '--fsize=unlimited:unlimited'),
};

export function diskFull({ kind }: SmallDisk): Fault {
  if (kind === 'folder') return { name: 'disk full', ...LIMIT };
  return {
    name: 'disk full',
    means: `a small ${kind} filled to its last page`,
    codes: ['store-full'],
    begin: ({ disk }) => disk.fill(),
    end: ({ disk }) => disk.empty(),
  };
}

/** Files that were open for writing stay so whatever their rights become: only this flag reaches them, and not on every disk. */
function canBeImmutable(folder: string): boolean {
  const file = join(folder, 'immutable');
  const open = openSync(file, 'w');
  const isSet = spawnSync('chattr', ['+i', file]).status === 0;
  try {
    writeSync(open, 'written');
    return false;
  } catch {
    return isSet;
  } finally {
    if (isSet) must('chattr', '-i', file);
    closeSync(open);
    rmSync(file);
  }
}

export function readOnly({ folder }: SmallDisk): Fault {
  if (!canBeImmutable(folder)) return { name: 'store read-only', ...LIMIT };
  const files = ({ store }: Victim) => [store, `${store}-wal`];
  return {
    name: 'store read-only',
    means: 'chattr +i on the store and its log',
    codes: ['store-not-writable'],
    begin: (victim) => must('chattr', '+i', ...files(victim)),
    end: (victim) => must('chattr', '-i', ...files(victim)),
  };
}

const aside = (store: string) => `${store}.aside`;

export const MOVED_AWAY: Fault = {
  name: 'file moved away',
  means: 'rename, and back',
  codes: ['store-gone'],
  begin: ({ store }) => renameSync(store, aside(store)),
  end: ({ store }) => renameSync(aside(store), store),
};

const impostor = join(tmpdir(), `impostor-${process.pid}`);

export const REPLACED: Fault = {
  name: 'file replaced',
  means: 'a copy in its place, and the file itself back',
  codes: ['store-gone', 'store-replaced'],
  begin: ({ store }) => {
    renameSync(store, aside(store));
    copyFileSync(aside(store), impostor);
    copyFileSync(impostor, store);
  },
  end: ({ store }) => {
    const { size } = statSync(impostor);
    const isTouched = statSync(store).size !== size || !readFileSync(store).equals(readFileSync(impostor));
    rmSync(impostor);
    renameSync(aside(store), store);
    if (isTouched) throw new Error('the file in the place of the store was written to');
  },
};

/** Another program holds the write lock for longer than anybody waits for it. */
export function locked(): Fault {
  let other: Database.Database | undefined;
  return {
    name: 'store locked',
    means: 'a write transaction of another process',
    codes: ['store-busy'],
    begin: ({ store }) => {
      other = new Database(store);
      other.exec('BEGIN IMMEDIATE');
    },
    end: () => {
      other?.exec('ROLLBACK');
      other?.close();
    },
  };
}

/** Any write beyond the first byte of a file fails, as on a disk that breaks. */
export const BROKEN_DISK: Fault = { name: 'disk refuses writes', ...LIMIT };
