import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../../bin', import.meta.url));
const isPosix = process.platform !== 'win32';
const platform = isPosix ? process.platform : 'win';
const binary = isPosix ? 'node' : 'node.exe';

/** A package installed beside others, without what npm would have put there. */
let installed: string;
let launcher: string;

beforeEach(() => {
  installed = realpathSync(mkdtempSync(join(tmpdir(), 'gan-workbench-package-')));
  const own = join(installed, 'node_modules', 'gan-workbench');
  cpSync(bin, join(own, 'bin'), { recursive: true });
  launcher = join(own, 'bin', 'gan-workbench.cjs');
  mkdirSync(join(own, 'out', 'main'), { recursive: true });
  writeFileSync(
    join(own, 'out', 'main', 'cli.js'),
    `console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 3;`,
  );
});

afterEach(() => {
  rmSync(installed, { recursive: true });
});

/** Writes a file that makes the Node that loads it say it is of this version. */
function pretending(version: string): string {
  const file = join(installed, 'version.cjs');
  writeFileSync(file, `Object.defineProperty(process.versions, 'node', { value: '${version}' });`);
  return file;
}

function launch(version: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', pretending(version), launcher, ...args],
    {
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
}

function packNode(content: string): void {
  const file = join(installed, 'node_modules', `node-${platform}-${process.arch}`, 'bin', binary);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  chmodSync(file, 0o755);
}

describe('the installed command', () => {
  it('runs on a new Node with its arguments, and ends with its exit code', () => {
    expect(launch('22.18.0', 'train', '--name', 'a b')).toEqual({
      status: 3,
      stdout: '["train","--name","a b"]\n',
      stderr: '',
    });
  });

  it.each(['18.20.4', '20.20.2', '22.17.1'])('says on Node %s in one sentence what it needs', (version) => {
    expect(launch(version)).toEqual({
      status: 1,
      stdout: '',
      stderr: `gan-workbench needs Node 22.18 or newer, and this is ${version}; install a newer Node from https://nodejs.org and try again.\n`,
    });
  });

  it.runIf(isPosix)('takes the Node installed beside it, whatever runs it', () => {
    packNode('#!/bin/sh\necho packaged "$@"\nexit 5\n');
    // Before the program come V8's flags, on x64.
    const stdout = expect.stringMatching(/^packaged (--[\w-]+ )*\S+cli\.js runs --json\n$/) as string;
    expect(launch('20.20.2', 'runs', '--json')).toEqual({ status: 5, stdout, stderr: '' });
  });

  it.runIf(isPosix)('goes on with the Node that runs it where the one beside it cannot be started', () => {
    packNode('#!/no/such/loader\n');
    expect(launch('24.0.0', 'runs')).toEqual({ status: 3, stdout: '["runs"]\n', stderr: '' });
    expect(launch('20.20.2').stderr).toMatch(/^gan-workbench needs Node 22.18 .*, and this is 20.20.2; .*\n$/);
  });

  it.runIf(isPosix)('waits for a clean end when Ctrl-C comes, and ends with its exit code', async () => {
    writeFileSync(
      join(installed, 'node_modules', 'gan-workbench', 'out', 'main', 'cli.js'),
      `let interrupts = 0;
       process.on('SIGINT', () => { interrupts += 1; });
       setTimeout(() => { console.log('recorded after', interrupts); process.exit(130); }, 1000);
       console.log('training');`,
    );
    // A process group of its own, as a shell gives to what it starts: a terminal sends Ctrl-C to all of it.
    const child = spawn(process.execPath, [launcher], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (said === '' && child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
      said += text;
    });
    const [code] = await new Promise<[number | null]>((resolve) => child.on('close', (ended) => resolve([ended])));
    // The launcher's own may come while the terminal's still waits, and then the two are one.
    expect({ code, said }).toEqual({
      code: 130,
      said: expect.stringMatching(/^training\nrecorded after [12]\n$/) as string,
    });
  });
});

describe('a built program that is started by itself', () => {
  const built = (entry: string) => fileURLToPath(new URL(`../../out/main/${entry}.js`, import.meta.url));
  const start = (node: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(node, args, { encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  const refused = (version: string) => ({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(
      new RegExp(
        `^gan-workbench needs Node 22.18 or newer, and this is ${version}; (start .*gan-workbench.cjs instead|install a newer Node).*\\n$`,
      ),
    ) as string,
  });

  it.each(['cli', 'server'])('as %s says on an old Node what it needs, before anything native is loaded', (entry) => {
    const args = [built(entry), 'runs', '--store', join(installed, 'runs.sqlite')];
    expect(start(process.execPath, '--require', pretending('20.20.2'), ...args)).toEqual(refused('20.20.2'));
  });

  // The Node of many machines, which npm runs on, is an old one: there it ended by a segmentation fault.
  const installedNode = process.env['npm_node_execpath'] ?? 'node';
  const { stdout: here } = spawnSync(installedNode, ['--version'], { encoding: 'utf8' });
  const isOld = /^v(1[4-9]|2[01])\./.test(here);
  it.runIf(isOld).each(['cli', 'server'])("as %s says so on the machine's own old Node too", (entry) => {
    const args = [built(entry), 'runs', '--store', join(installed, 'runs.sqlite')];
    expect(start(installedNode, ...args)).toEqual(refused(here.trim().slice(1)));
  });

  it('as the window, which Electron runs, says how that is opened', () => {
    expect(start(process.execPath, built('index'))).toEqual({
      status: 1,
      stdout: '',
      stderr: 'Electron runs this file; to open the window, run "gan-workbench window".\n',
    });
  });
});
