import { spawn } from 'node:child_process';
import { withUsualMode } from '../private-files.ts';

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether it ended because of a signal to this process. */
  readonly isSignalled: boolean;
}

const PASSED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a program in this terminal until it ends; signals are passed on to it. Rejects where it cannot be started. */
export function runChild(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    // What it is to keep private, it keeps private itself: a build is for whoever may read the checkout.
    const child = withUsualMode(() => spawn(program, args, { stdio: 'inherit', env: environment }));
    let isSignalled = false;
    const pass = (signal: NodeJS.Signals) => {
      isSignalled = true;
      child.kill(signal);
    };
    const leave = () => {
      for (const signal of PASSED) process.off(signal, pass);
    };
    for (const signal of PASSED) process.on(signal, pass);
    child.on('error', (error) => {
      leave();
      reject(error);
    });
    child.on('exit', (code, signal) => {
      leave();
      resolve({ code, signal, isSignalled });
    });
  });
}
