import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface Display {
  readonly name: string | undefined;
  close(): void;
}

/** The display there is, else one of Xvfb's, on a number that is free. */
export async function openDisplay(existing: string | undefined): Promise<Display> {
  if (existing || process.platform !== 'linux') return { name: existing, close: () => undefined };
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-ac'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const failed = new Promise<never>((_resolve, reject) => {
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`Xvfb ended with ${String(code)}`)));
  });
  const number = new Promise<string>((resolve) => {
    createInterface(server.stdio[3] as Readable).once('line', resolve);
  });
  const name = `:${await Promise.race([number, failed])}`;
  failed.catch(() => undefined);
  return { name, close: () => void server.kill() };
}
