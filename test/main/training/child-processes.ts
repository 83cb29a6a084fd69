import { execFileSync } from 'node:child_process';

export interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All processes of this machine. */
export function processes(): ListedProcess[] {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [pid, parent, ...command] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), command: command.join(' ') };
  });
}

/** The processes of modules that `root` has started, or one of those that it has started. */
export function moduleProcessesBelow(root = process.pid): number[] {
  const all = processes();
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === root || isBelow(parents.get(pid)));
  return all.filter(({ pid, command }) => command.includes('module-process') && isBelow(pid)).map(({ pid }) => pid);
}

/** The processes of modules that `parent` has started. */
export function moduleProcesses(parent = process.pid): number[] {
  return processes()
    .filter((each) => each.parent === parent && each.command.includes('module-process'))
    .map(({ pid }) => pid);
}
