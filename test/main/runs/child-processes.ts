import { readFileSync } from 'node:fs';
import { processes } from '../training/child-processes.ts';

/** The ids of the processes that train for this one: those that it forked. */
export function trainingProcesses(parent = process.pid): number[] {
  return processes()
    .filter((each) => each.parent === parent && /training\/process\.ts|training-process\.js/.test(each.command))
    .map(({ pid }) => pid);
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
