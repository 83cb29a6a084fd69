import { spawn } from 'node:child_process';
import { withUsualMode } from '../private-files.ts';

const PASSED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a program in this terminal until it ends, and gives its exit code, or null where a signal ended it; signals are passed on to it. Rejects
 * where it cannot be started.
 */
export function runChild(program: string, args: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    // What it is to keep private, it keeps private itself: a build is for whoever may read the checkout.
    const child = withUsualMode(() => spawn(program, args, { stdio: 'inherit' }));
    const pass = (signal: NodeJS.Signals) => child.kill(signal);
    const leave = () => {
      for (const signal of PASSED) process.off(signal, pass);
    };
    for (const signal of PASSED) process.on(signal, pass);
    child.on('error', (error) => {
      leave();
      reject(error);
    });
    child.on('exit', (code) => {
      leave();
      resolve(code);
    });
  });
}
