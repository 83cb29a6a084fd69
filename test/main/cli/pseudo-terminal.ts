import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('../../../out/main/cli.js', import.meta.url));

/** Why nothing can be shown on a terminal here, such as to skip a test by; undefined where it can. */
export function noTerminal(): string | undefined {
  const { stdout, error } = spawnSync('script', ['--version'], { encoding: 'utf8' });
  return error === undefined && stdout.includes('util-linux') ? undefined : 'there is no `script` of util-linux';
}

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** All that the command line says, in order, where stdout and stderr are one terminal. */
export function onTerminal(args: readonly string[]): Promise<string> {
  const command = [process.execPath, ENTRY, ...args].map(quoted).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm', SHELL: '/bin/sh' },
  });
  child.stdin.end();
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (shown += part));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', () => resolve(shown.replaceAll('\r\n', '\n')));
  });
}
