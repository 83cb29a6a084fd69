import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { v8Flags } from '../../../bin/find-node.cjs';

const ENTRY = new URL('../../../out/main/cli.js', import.meta.url).pathname;

export type Event = Readonly<Record<string, unknown>>;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The JSON objects of stdout. */
  readonly events: Event[];
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that the tests of one file share. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cli-test-'));
  folders.push(folder);
  return folder;
}

export interface CommandOptions {
  /** What the environment names as the store. */
  readonly store?: string;
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
}

/** The command line as a process of its own. */
export function start(args: readonly string[], options: CommandOptions = {}): ChildProcessWithoutNullStreams {
  const env = { ...process.env, GAN_WORKBENCH_STORE: options.store ?? '' };
  const child = spawn(process.execPath, [...v8Flags(process.execPath), ENTRY, ...args], { env, cwd: options.cwd });
  child.stdin.end(options.input ?? '');
  return child;
}

/** Waits for the end of a command. */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text.stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (text.stderr += part));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const lines = text.stdout.split('\n').filter((line) => line.startsWith('{"event"'));
  return { code, ...text, events: lines.map((line) => JSON.parse(line) as Event) };
}

export function run(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return ended(start(args, options));
}

export function eventsOf(result: Ended, kind: string): Event[] {
  return result.events.filter(({ event }) => event === kind);
}

/** Settings of a run that takes a moment. */
export const SHORT = ['--set', 'epochs=20', '--set', 'snapshots.samples=200'];
