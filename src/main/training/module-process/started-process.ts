import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModuleLimits } from './messages.ts';
import { ANSWERS } from './wire.ts';

// Run from its source the entry is a TypeScript file; bundled, it lies in the same folder as all that it imports.
const isSource = import.meta.url.endsWith('.ts');
const ENTRY = fileURLToPath(new URL(isSource ? './module-process.ts' : './module-process.js', import.meta.url));
const PROGRAM = fileURLToPath(new URL(isSource ? '../../../..' : '../..', import.meta.url));
/** The files that the process may read: its own code. */
const READABLE = isSource
  ? [
      `${PROGRAM}/src/main/training/*`,
      `${PROGRAM}/src/shared/*`,
      `${PROGRAM}/node_modules/*`,
      `${PROGRAM}/package.json`,
    ]
  : [`${dirname(ENTRY)}/*`, `${PROGRAM}/package.json`];

const IS_WINDOWS = process.platform === 'win32';
/** The part of its error output that is kept, which contains V8's message that memory is full. */
const LAST_WORDS = 2000;
const MEBIBYTE = 1 << 20;
/** The memory of a process besides the heap of its module. */
const PROGRAM_BYTES = 256 * MEBIBYTE;

/** Restricting options that this version of Node knows. */
function restrictions(): string[] {
  const known = process.allowedNodeEnvironmentFlags;
  return [
    ...(known.has('--permission')
      ? ['--permission', ...READABLE.map((path) => `--allow-fs-read=${path.replaceAll('\\', '/')}`)]
      : []),
    // A database is a file that no permission protects.
    ...(known.has('--experimental-sqlite') ? ['--no-experimental-sqlite'] : []),
    ...(known.has('--disable-sigusr1') ? ['--disable-sigusr1'] : []),
  ];
}

/**
 * Starts a shell that kills the process when the program that started it has ended in any way, because a looping module
 * would not notice. If the process ends first, the shell is notified and kills nothing: the process id may be reused by
 * then. Windows does this automatically.
 */
function guard(pid: number): ChildProcess {
  const shell = spawn('/bin/sh', ['-c', 'read -r ended || kill -9 "$1"', 'sh', String(pid)], {
    env: {},
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell, the process still ends at its next read or write.
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  return shell;
}

/** A sentence about how a process ended. */
export interface ProcessEnd {
  readonly problem: string;
  readonly isLost: boolean;
}

/** A module's process, started in its own session with an empty environment and only the permissions it needs. */
export class StartedProcess {
  readonly #child: ChildProcess;
  readonly #guard: ChildProcess | undefined;
  readonly #bytes: number;
  #lastWords = '';

  /** Calls `ended` with a sentence about its end, unless `kill` ended it. */
  constructor(limits: ModuleLimits, hear: (chunk: Buffer) => void, ended: (end: ProcessEnd) => void) {
    this.#bytes = limits.bytes;
    const heap = Math.max(16, Math.floor(limits.bytes / MEBIBYTE));
    this.#child = spawn(process.execPath, ['--no-warnings', `--max-old-space-size=${heap}`, ...restrictions(), ENTRY], {
      env: 'electron' in process.versions ? { ELECTRON_RUN_AS_NODE: '1' } : {},
      cwd: dirname(ENTRY),
      // Signals from the terminal (Ctrl-C, Ctrl-Z) are for the program, not for this process.
      detached: !IS_WINDOWS,
      windowsHide: true,
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    });
    const { pid, stdin, stderr } = this.#child;
    this.#guard = pid === undefined || IS_WINDOWS ? undefined : guard(pid);
    // The process has ended, which its exit handler reports.
    stdin?.on('error', () => undefined);
    stderr?.on('data', (chunk: Buffer) => (this.#lastWords = (this.#lastWords + chunk.toString()).slice(-LAST_WORDS)));
    this.#answers?.on('data', hear).on('error', () => undefined);
    this.#child.on('error', (error) =>
      ended({ problem: `its process could not be started: ${error.message}.`, isLost: true }),
    );
    this.#child.on('exit', () => this.#guard?.stdin?.end('ended\n'));
    this.#child.on('close', (code, signal) => ended(this.#end(code, signal)));
  }

  get #answers() {
    return this.#child.stdio[ANSWERS] as NodeJS.ReadableStream | null;
  }

  send(request: unknown): void {
    const text = Buffer.from(JSON.stringify(request));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length, 0);
    this.#child.stdin?.write(Buffer.concat([length, text]));
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Whether it uses more memory than allowed, heap and arrays together. Only Linux provides this number. */
  get isTooLarge(): boolean {
    if (process.platform !== 'linux' || this.#child.pid === undefined) return false;
    try {
      const resident = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${this.#child.pid}/status`, 'utf8'))?.[1];
      return Number(resident ?? 0) * 1024 > this.#bytes + PROGRAM_BYTES;
    } catch {
      return false;
    }
  }

  #end(code: number | null, signal: NodeJS.Signals | null): ProcessEnd {
    if (/out of memory|allocation failed|invalid (array|table) (length|size)/i.test(this.#lastWords))
      return { problem: tooLarge(this.#bytes), isLost: false };
    if (signal !== null) return { problem: `its process was killed (${signal}).`, isLost: true };
    return {
      problem: `it ended its own process (exit code ${code}); a module may only return numbers.`,
      isLost: false,
    };
  }
}

export function tooLarge(bytes: number): string {
  return `it used more than the ${Math.round(bytes / MEBIBYTE)} MiB of memory that a module may use; check for an array that keeps growing.`;
}
