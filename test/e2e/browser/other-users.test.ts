import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SERVER = fileURLToPath(new URL('../../../out/main/server.js', import.meta.url));

/** Whoever starts the workbench: neither root, as whom no browser is started, nor the other user, `nobody`. */
const OWNER = 65_533;
const AS_OWNER = [`--reuid=${OWNER}`, `--regid=${OWNER}`, '--clear-groups', '--'];

/** Why there are no two users here; undefined where there are. */
function noOtherUser(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root can be two users';
  const asNobody = (program: string, ...args: string[]) =>
    spawnSync('su', ['nobody', '-s', '/bin/sh', '-c', '"$0" "$@"', '--', program, ...args]).status === 0;
  if (!asNobody('true')) return 'there is no su or no user nobody';
  const isReadable = asNobody('test', '-r', SERVER) && asNobody(process.execPath, '--version');
  return isReadable ? undefined : 'the checkout is root’s alone';
}

/** Runs a script as the user nobody; what it prints is JSON. Its standard input is a pipe, for it to run as long as that is open. */
function asNobody(script: string, ...args: readonly string[]): { child: ChildProcess; printed: Promise<unknown> } {
  const command = [
    'nobody',
    '-s',
    '/bin/sh',
    '-c',
    'cd / && exec "$0" "$@"',
    '--',
    process.execPath,
    '--eval',
    script,
    '--',
    ...args,
  ];
  const child = spawn('su', command, { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  return { child, printed: once(child, 'close').then(() => JSON.parse(text) as unknown) };
}

/** Reads the process list again and again, and every file that a program was started with. */
const WATCH = `
  const { readdirSync, readFileSync } = require('node:fs');
  const attempt = (work) => { try { return work(); } catch { return undefined; } };
  const [seen, opened] = [new Set(), []];
  const look = () => {
    for (const name of readdirSync('/proc')) {
      if (!/^\\d+$/.test(name)) continue;
      const line = attempt(() => readFileSync('/proc/' + name + '/cmdline', 'utf8').replaceAll('\\0', ' '));
      if (line === undefined || seen.has(line)) continue;
      seen.add(line);
      for (const [url] of line.matchAll(/file:\\/\\/\\S+/g)) {
        const content = attempt(() => readFileSync(new URL(url), 'utf8'));
        if (content !== undefined) opened.push(content);
      }
      const secret = attempt(() => readFileSync('/proc/' + name + '/environ', 'utf8'));
      if (secret?.includes('OWNERS_SECRET')) opened.push(secret);
    }
  };
  const timer = setInterval(look, 2);
  process.stdin.resume().on('end', () => {
    clearInterval(timer);
    console.log(JSON.stringify({ seen: [...seen], opened }));
  });
`;

/** Reads files and folders, and what the address without its key gives. */
const READ = `
  const { readdirSync, readFileSync } = require('node:fs');
  const [address, ...paths] = process.argv.slice(1);
  const outcome = (work) => { try { work(); return 'read'; } catch (error) { return error.code; } };
  const read = paths.map((path) => outcome(() => readFileSync(path)) + ' ' + outcome(() => readdirSync(path)));
  fetch(address).then(async (answer) =>
    console.log(JSON.stringify({ read, status: answer.status, cookie: answer.headers.get('set-cookie') })));
`;

const reason = noOtherUser();

describe.skipIf(reason !== undefined)(
  `another user of the machine${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  () => {
    let folder: string;
    let server: ChildProcess;
    let address: URL;
    let watched: { seen: string[]; opened: string[] };

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'other-users-'));
      chmodSync(folder, 0o755);
      for (const name of ['bin', 'data', 'home']) mkdirSync(join(folder, name));
      const browser = join(folder, 'bin', 'google-chrome');
      // The one that is unpacked for the tests is of whoever runs them alone.
      const executable = join(folder, 'bin', 'chromium');
      copyFileSync(await chromium.executablePath(), executable);
      chmodSync(executable, 0o755);
      // A window would need a screen; the address is given to the real browser as it came.
      writeFileSync(
        browser,
        `#!/bin/bash\nexec '${executable}' --headless --no-sandbox --disable-gpu --remote-debugging-port=0 --user-data-dir='${folder}/home/browser' "\${1#--app=}"\n`,
      );
      chmodSync(browser, 0o755);
      for (const path of [folder, join(folder, 'data'), join(folder, 'home')]) chownSync(path, OWNER, OWNER);

      const watch = asNobody(WATCH);
      const args = [
        ...AS_OWNER,
        process.execPath,
        SERVER,
        '--store',
        join(folder, 'runs', 'runs.sqlite'),
        '--jobs',
        '1',
      ];
      server = spawn('setpriv', args, {
        cwd: join(folder, 'home'),
        env: {
          ...process.env,
          DISPLAY: ':0',
          HOME: join(folder, 'home'),
          OWNERS_SECRET: 'yes',
          PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`,
          XDG_DATA_HOME: join(folder, 'data'),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
        // With its browser it is a group of its own.
        detached: true,
      });
      if (server.stdout === null) throw new Error('no standard output');
      for await (const line of createInterface(server.stdout)) {
        const [printed] = /http:\/\/\S+/.exec(line) ?? [];
        if (printed !== undefined) address = new URL(printed);
        if (/^It is open in google-chrome/.test(line)) break;
        if (/could be started|did not open|No browser/.test(line)) throw new Error(line);
      }
      watch.child.stdin?.end();
      watched = (await watch.printed) as typeof watched;
    });

    afterAll(async () => {
      const ended = once(server, 'close');
      spawnSync('setpriv', [...AS_OWNER, 'kill', '-INT', String(server.pid)]);
      await ended;
      // The browser outlives the server, as it does its user.
      for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
        const isOwners = statSync(join('/proc', name), { throwIfNoEntry: false })?.uid === OWNER;
        if (isOwners) process.kill(Number(name), 'SIGKILL');
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    });

    it('finds no key in the process list while a real browser is started, nor in the file that it is started with', () => {
      expect(watched.seen.filter((line) => /token=/.test(line))).toEqual([]);
      const started = watched.seen.filter((line) => /file:\/\/\S+open\.html/.test(line));
      expect(started.length).toBeGreaterThan(0);
      const key = address.searchParams.get('token') ?? 'none';
      expect(key.length).toBeGreaterThan(20);
      expect(watched.seen.filter((line) => line.includes(key))).toEqual([]);
      expect(watched.opened).toEqual([]);
    });

    it('reads nothing of the store, its log, the settings and the program’s log, and gets nothing at the address', async () => {
      const below = ['runs', 'data'].flatMap((name) =>
        readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, name, file)),
      );
      for (const file of ['runs.sqlite', 'runs.sqlite-wal', 'workbench.log'])
        expect(
          below.some((path) => path.endsWith(file)),
          file,
        ).toBe(true);
      const bare = new URL('/', address).href;
      const { child, printed } = asNobody(READ, bare, ...below);
      child.stdin?.end();
      const { read, status, cookie } = (await printed) as { read: string[]; status: number; cookie: string | null };
      expect(read.map((one) => one.replace('ENOTDIR', 'EACCES'))).toEqual(below.map(() => 'EACCES EACCES'));
      expect([status, cookie]).toEqual([403, null]);
    });
  },
);
