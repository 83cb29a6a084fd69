import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Event } from '../main/cli/command-line.ts';

const ENTRY = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));

/** A `train` of the command line in a process of its own, followed by what it tells as JSON. */
export class TrainingProgram {
  readonly events: Event[] = [];
  /** What it has said for people. */
  stderr = '';
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #ended: Promise<void>;
  #seen = 0;
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(args: readonly string[], store: string) {
    const command = [ENTRY, 'train', '--json', '--no-figures', '--store', store, ...args];
    this.#child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    createInterface(this.#child.stdout).on('line', (line) => {
      if (line.startsWith('{')) this.events.push(JSON.parse(line) as Event);
      this.#wake();
    });
    this.#ended = once(this.#child, 'close').then(() => {
      this.#isOver = true;
      this.#wake();
    });
  }

  get pid(): number {
    return this.#child.pid ?? NaN;
  }

  /** The next event for which `holds`, after the one that was given last; undefined where the program ends before. */
  async next(holds: (event: Event) => boolean): Promise<Event | undefined> {
    for (;;) {
      while (this.#seen < this.events.length) {
        const event = this.events[this.#seen++];
        if (holds(event)) return event;
      }
      if (this.#isOver) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Its exit code; null where a signal ended it. */
  async end(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }
}

export const named =
  (...kinds: readonly string[]) =>
  (event: Event): boolean =>
    kinds.includes(String(event['event']));
