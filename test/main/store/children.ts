import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';

const living = new Set<ChildProcessWithoutNullStreams>();

afterEach(() => {
  for (const child of living) child.kill('SIGKILL');
});

export interface Child {
  /** The next line that it prints; undefined when it prints no more. */
  nextLine(): Promise<string | undefined>;
  send(line: string): void;
  /** Kills it, as a power cut would; resolves when it is gone. */
  kill(): Promise<void>;
}

/** A process that runs `processes/<script>`. */
export function spawnChild(script: string, ...args: string[]): Child {
  const file = fileURLToPath(new URL(`processes/${script}`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args]);
  living.add(child);
  const gone = once(child, 'exit').then(() => living.delete(child));
  child.stderr.pipe(process.stderr);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async nextLine() {
      const { value, done } = await lines.next();
      return done === true ? undefined : value;
    },
    send: (line) => void child.stdin.write(`${line}\n`),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
