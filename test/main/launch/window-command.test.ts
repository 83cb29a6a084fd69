import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findNodes, v8Flags } from '../../../bin/find-node.cjs';
import { WebSocket } from 'ws';
import type { ClientMessage, ServerMessage } from '../../../src/shared/api/messages.ts';
import type { QueueEvent } from '../../../src/shared/api/training.ts';
import { decodeMessage } from '../../../src/shared/api/wire.ts';
import { openStore } from '../../../src/main/store/store.ts';
import { enterPage } from '../../reliability/served-process.ts';
import { opened, post } from '../server/served.ts';

const root = resolve(fileURLToPath(new URL('../../..', import.meta.url)));
const installed = join(root, 'bin', 'gan-workbench.cjs');
const fromSource = join(root, 'bin', 'from-source.cjs');
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}/;

// Windows are not opened as root at all: what else may be in the way only another user sees.
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;
const asUser = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
const canBeUser =
  process.platform === 'linux' && spawnSync(process.execPath, [installed, '--version'], asUser).status === 0;
const requireHere = createRequire(import.meta.url);
const hasOfficialRuntime = existsSync(join(dirname(requireHere.resolve('electron/package.json')), 'path.txt'));

const home = mkdtempSync(join(tmpdir(), 'window-command-'));
let folder: string;
let count = 0;

beforeAll(() => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'src', 'main', 'setup', 'build.ts'), '--if-stale'],
    {
      encoding: 'utf8',
    },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  chmodSync(home, 0o755);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

beforeEach(() => {
  folder = join(home, String(count++));
  for (const name of ['data', 'cache', 'programs', 'runtime']) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['.', 'data', 'cache']) if (isRoot) chownSync(join(folder, name), NOBODY, NOBODY);
});

/** A program that stands for another, so that the test sees how it is called. */
function program(path: string, script: string): void {
  writeFileSync(join(folder, path), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** A WebSocket as the page at the address opens it, with the cookie that the address gives. */
async function connectTo(address: string): Promise<WebSocket> {
  const url = new URL(address);
  const { cookie, root } = await enterPage(url);
  return new WebSocket(`ws://${url.host}${root}bridge`, { headers: { Origin: url.origin, Cookie: cookie } });
}

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

interface StartOptions {
  readonly launcher?: string;
  readonly until?: RegExp;
  readonly environment?: Readonly<Record<string, string>>;
  readonly user?: { readonly uid?: number; readonly gid?: number };
  /** What is done before it is ended, with the address that it has printed. */
  readonly meanwhile?: (address: string) => Promise<void>;
}

/** Starts the workbench, and ends it by Ctrl-C once it has said `until`, where it does not end by itself. */
async function start(args: readonly string[], options: StartOptions = {}): Promise<Said> {
  const { launcher = installed, until = /^No browser/m, environment = {}, user = asUser, meanwhile } = options;
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd: folder,
    env: {
      HOME: folder,
      PATH: `${join(folder, 'programs')}:/usr/bin:/bin`,
      XDG_DATA_HOME: join(folder, 'data'),
      XDG_CACHE_HOME: join(folder, 'cache'),
      ...environment,
    },
    ...user,
  });
  let [out, error] = ['', ''];
  let isAsked = false;
  child.stderr.setEncoding('utf8').on('data', (part: string) => (error += part));
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    out += part;
    if (isAsked || !until.test(out)) return;
    isAsked = true;
    void (meanwhile?.(ADDRESS.exec(out)?.[0] ?? '') ?? Promise.resolve()).finally(() => child.kill('SIGINT'));
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, error };
}

describe.runIf(process.platform === 'linux')('the window command', () => {
  it('serves to the browser where there is no display, says why, and ends by Ctrl-C', async () => {
    const { code, out, error } = await start(['window', '--jobs', '1', '--store', 'mine.sqlite'], { user: {} });
    expect(error).toBe(
      'Electron cannot open a window: there is no display (fix: ssh -X provides one). The browser shows the same workbench.\n',
    );
    expect(out).toMatch(ADDRESS);
    expect(out).toContain(join(folder, 'mine.sqlite'));
    expect(out).toContain('No browser was opened: there is no display. Open the address above.\n');
    expect(out).toMatch(/The workbench has stopped\.\n$/);
    expect(code).toBe(0);
  });

  it('serves without a word about Electron where the browser is asked for', async () => {
    const { out, error } = await start(['window', '--no-open'], { until: ADDRESS, user: {} });
    expect(error).toBe('');
    expect(out).not.toContain('No browser');
  });

  it('leaves runs to be gone on with, says how many, and has a new key at each start on the same port', async () => {
    const config = { epochs: 100_000 };
    const launch: ClientMessage = {
      kind: 'request',
      id: 1,
      name: 'training.launch',
      input: { config, seeds: [1, 2, 3] },
    };
    const train = async (address: string) => {
      const socket = await connectTo(address);
      await opened(socket);
      const training = new Promise<void>((resolve) => {
        socket.on('message', (data: Buffer) => {
          const message = decodeMessage(new Uint8Array(data)) as ServerMessage;
          if (message.kind !== 'event') return;
          if ((message.event as QueueEvent).training.some(({ epochsDone }) => epochsDone > 0)) resolve();
          else post(socket, { kind: 'acknowledge', id: message.id });
        });
      });
      post(socket, { kind: 'subscribe', id: 2, channel: 'queue', input: {} });
      post(socket, launch);
      await training;
    };
    let first = '';
    const asked = ['window', '--no-open', '--jobs', '1', '--store', 'mine.sqlite'];
    const { out, code } = await start(asked, {
      until: /Ctrl-C/,
      user: {},
      meanwhile: async (address) => {
        first = address;
        await train(address);
      },
    });
    expect(out).toMatch(/^The workbench has stopped: 1 run is interrupted and can be resumed, 2 runs stay queued\.$/m);
    expect(code).toBe(0);
    const store = openStore(join(folder, 'mine.sqlite'), { readonly: true });
    const statuses = store.runs.list().map(({ run }) => run.status);
    store.close();
    expect(statuses.sort()).toEqual(['interrupted', 'queued', 'queued']);
    const { port } = new URL(first);
    let again = '';
    const remember = (address: string) => {
      again = address;
      return Promise.resolve();
    };
    await start(['window', '--no-open', '--port', port, '--store', 'other.sqlite'], {
      until: /Ctrl-C/,
      user: {},
      meanwhile: remember,
    });
    expect(new URL(again).port).toBe(port);
    expect(again).not.toBe(first);
  });

  it('ends where Electron alone is asked for and cannot open', async () => {
    const { code, out, error } = await start(['window', '--electron'], { user: {} });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(error).toMatch(/^error: Electron cannot open a window: there is no display \(.*\)\.\n$/);
  });

  it.runIf(isRoot)('opens no window as root', async () => {
    const { error } = await start(['window'], { environment: { DISPLAY: ':99' }, user: {} });
    expect(error).toMatch(/^Electron cannot open a window: Electron's sandbox does not run as root \(.*\)\./);
  });

  it('refuses what it cannot do in a sentence', async () => {
    expect(await start(['window', '--electron', '--port', '4321'])).toMatchObject({ code: 2, out: '' });
    expect((await start(['window', '--port', '70000'])).error).toContain('Use a whole number from 0 to 65535.');
  });
});

describe.runIf(canBeUser)('the window command with a display', () => {
  const display = { DISPLAY: ':99' };

  it.skipIf(hasOfficialRuntime)("says that Electron's runtime is not there, and what to do", async () => {
    const { error, out } = await start(['window', '--browser'], { environment: display });
    expect(error).toBe('');
    expect(out).toMatch(ADDRESS);
    const { error: missing } = await start(['window'], { environment: display });
    expect(missing).toMatch(/^Electron cannot open a window: Electron's runtime is not installed \(fix: .+\)\./);
  });

  it.skipIf(hasOfficialRuntime)('tries to fetch the runtime once a day', async () => {
    // Nothing answers there.
    const environment = { ...display, ELECTRON_MIRROR: 'http://127.0.0.1:1/' };
    const first = await start(['window'], { launcher: fromSource, environment });
    expect(first.error).toContain("Fetching Electron's runtime");
    expect(first.error).toContain('The download failed');
    expect(first.out).toMatch(ADDRESS);
    const second = await start(['window'], { launcher: fromSource, environment });
    expect(second.error).toBe(
      "Electron cannot open a window: Electron's runtime is not installed (fix: npm run setup:electron). The browser shows the same workbench.\n",
    );
  });

  it('names the library that is missing and the package that has it', async () => {
    const starts = join(folder, 'data', 'starts');
    program('runtime/electron', `echo start >> ${starts}; exit 127`);
    program('programs/ldd', "printf '\\tlibgtk-3.so.0 => not found\\n\\tlibc.so.6 => /lib/libc.so.6\\n'");
    const { error } = await start(['window'], {
      environment: { ...display, ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'runtime') },
    });
    expect(error).toContain('Electron needs libgtk-3.so.0, which this system has not');
    expect(error).toContain('sudo apt-get install libgtk-3-0');
    expect(readFileSync(starts, 'utf8')).toBe('start\n');
  });

  it("opens Electron's window, and ends with it", async () => {
    program('runtime/electron', 'echo "opened $@ as node: $ELECTRON_RUN_AS_NODE"; exit 7');
    const environment = {
      ...display,
      ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'runtime'),
      ELECTRON_RUN_AS_NODE: '1',
    };
    const said = await start(['window', '--store', 'mine.sqlite', '--jobs', '3'], { environment });
    const flags = v8Flags(process.execPath);
    const jsFlags = flags.length === 0 ? '' : `--js-flags=${flags.join(' ')} `;
    expect(said).toEqual({
      code: 7,
      out: `opened ${jsFlags}${root} --store mine.sqlite --jobs 3 as node: \n`,
      error: '',
    });
  });

  it.each([
    ['a checkout', fromSource],
    ['the installed package', installed],
  ])('of %s opens it in its first process, which ends as Electron does', async (_name, launcher) => {
    program('runtime/electron', 'echo "opened $@ as node: $ELECTRON_RUN_AS_NODE"; exit 7');
    const note = join(folder, 'data', 'note.mjs');
    writeFileSync(note, `import { basename } from 'node:path'; console.log('process', basename(process.argv[1]));`);
    const environment = {
      ...display,
      ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'runtime'),
      ELECTRON_RUN_AS_NODE: '1',
      NODE_OPTIONS: `--import ${pathToFileURL(note).href}`,
    };
    const [packaged] = findNodes();
    const flags = v8Flags(packaged);
    const jsFlags = flags.length === 0 ? '' : `--js-flags=${flags.join(' ')} `;
    const first = `process ${basename(launcher)}\n`;
    for (const [args, passed] of [
      [['window'], ''],
      [['window', '--electron'], ''],
      [['window', '--electron', '--store', 'mine.sqlite'], ' --store mine.sqlite'],
    ] as const)
      expect(await start(args, { launcher, environment }), args.join(' ')).toEqual({
        code: 7,
        out: `${first}opened ${jsFlags}${root}${passed} as node: \n`,
        error: '',
      });
    const refused = await start(['window', '--jobs', '0'], { launcher, environment });
    expect(refused.code).toBe(2);
    expect(refused.out).toBe(`${first}process cli.js\n`);
  });

  it("starts what it opens with the user's own rights for new files", async () => {
    program('runtime/electron', 'umask');
    const environment = { ...display, ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'runtime') };
    const { out } = await start(['window'], { environment });
    expect(out).toBe(spawnSync('/bin/sh', ['-c', 'umask'], { encoding: 'utf8' }).stdout);
  });

  it('goes on in the browser where Electron crashes at its start', async () => {
    program('runtime/electron', 'kill -SEGV $$');
    const { error, out } = await start(['window'], {
      environment: { ...display, ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'runtime') },
    });
    expect(error).toMatch(/Electron cannot open a window: it crashed on start/);
    expect(out).toMatch(ADDRESS);
  });

  it('goes on in the browser where Electron is no program of this system', async () => {
    writeFileSync(join(folder, 'runtime', 'electron'), 'text', { mode: 0o755 });
    const { error, out } = await start(['window'], {
      environment: { ...display, ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'runtime') },
    });
    expect(error).toMatch(/Electron cannot open a window: it crashed on start/);
    expect(out).toMatch(ADDRESS);
  });

  /** What a program was started with, as every other user of the machine can read it, and what stands in the file that it names. */
  const readsTheFile = (record: string) =>
    `f=\${1#--app=file://}; { echo "$@"; stat -c '%a %U' "$f" "\${f%/*}"; cat "$f"; } > ${record}`;
  const NODE_FETCH = `"${process.execPath}" -e 'fetch(process.argv[1])'`;

  it('opens the first browser that starts as a window of its own, and no key stands on its command line', async () => {
    const record = join(folder, 'data', 'opened');
    program('programs/google-chrome', 'exit 1');
    const follow = `${NODE_FETCH} "$(sed -n 's/.*replace("\\(.*\\)").*/\\1/p' "$f")"; exec sleep 3`;
    program('programs/chromium', `${readsTheFile(record)}; ${follow}`);
    const { out } = await start(['window', '--browser'], { environment: display, until: /^It is open/m });
    expect(out).toContain('It is open in chromium.\n');
    const [started, file, itsFolder, html] = readFileSync(record, 'utf8').split('\n');
    expect(started).toMatch(/^--app=file:\/\/\/\S+\/open\.html$/);
    expect([file, itsFolder]).toEqual([expect.stringMatching(/^600 /), expect.stringMatching(/^700 /)]);
    const [address] = ADDRESS.exec(html) ?? [''];
    expect(address).not.toBe('');
    expect(out).not.toContain(address);
    expect(existsSync(new URL(started.replace('--app=', '')))).toBe(false);
  });

  it('asks for a printed code in a browser that cannot open a private file', async () => {
    const record = join(folder, 'data', 'opened');
    mkdirSync(join(folder, 'snap'));
    program('snap/chromium', `echo "$@" > ${record}; exec sleep 3`);
    symlinkSync(join(folder, 'snap', 'chromium'), join(folder, 'programs', 'chromium'));
    const { out } = await start(['window', '--browser'], { environment: display, until: /enter the code there/ });
    expect(out).toMatch(/^Code for the page: \w{4}-\w{4}$/m);
    expect(readFileSync(record, 'utf8')).toMatch(/^--app=http:\/\/127\.0\.0\.1:\d+\/\n$/);
  });

  it('says so where no browser could be opened', async () => {
    program('programs/xdg-open', 'exit 3');
    const { out } = await start(['window', '--browser'], { environment: { ...display, BROWSER: '/no/such' } });
    expect(out).toContain('No browser could be started; open the address above.\n');
  });
});
