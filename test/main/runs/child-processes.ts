import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The ids of the processes that train for this one: those that it forked. */
export function trainingProcesses(parent = process.pid): number[] {
  const listed = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return listed
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((found) => found !== null)
    .filter(([, , of, args]) => Number(of) === parent && /training\/process\.ts|training-process\.js/.test(args))
    .map(([, pid]) => Number(pid));
}

/** Bytes that a process has in memory. */
export function residentBytes(pid: number): number {
  const [, resident] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return Number(resident) * 4096;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
