import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as Built from '../../bin/built.cjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A checkout that is built, whose sources a test may change. */
let checkout: string;

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'gan-workbench-checkout-'));
  const names = ['bin', 'src', 'out', 'package.json', 'package-lock.json', 'electron.vite.config.ts', 'tsconfig.json'];
  // What runs from this checkout does not run from that one.
  const filter = (path: string) => path !== join(root, 'out', 'running');
  for (const name of names) cpSync(join(root, name), join(checkout, name), { recursive: true, filter });
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
});

afterAll(() => rmSync(checkout, { recursive: true, force: true }));

function edit(file: string, before: string, after: string): void {
  const path = join(checkout, file);
  const { atime, mtime } = statSync(path);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(before);
  writeFileSync(path, text.replace(before, after));
  // As tools do that put files back: of the same size, they look the same from outside.
  utimesSync(path, atime, mtime);
}

const COMMAND = join('bin', 'from-source.cjs');

function command(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    cwd: checkout,
    encoding: 'utf8',
    env: { ...process.env, XDG_CACHE_HOME: join(checkout, 'cache'), ...environment },
  });
  return { status, stdout, stderr };
}

describe('a command from a checkout', () => {
  it('starts no process but its own where nothing has changed', () => {
    const record = join(checkout, 'processes');
    const note = join(checkout, 'note.mjs');
    writeFileSync(
      note,
      `import { appendFileSync } from 'node:fs'; appendFileSync(${JSON.stringify(record)}, process.argv[1].split(/[\\\\/]/).at(-1) + '\\n');`,
    );
    const said = command(['--version'], { NODE_OPTIONS: `--import ${pathToFileURL(note).href}` });
    expect(said).toEqual({ status: 0, stdout: '0.1.0\n', stderr: '' });
    expect(readFileSync(record, 'utf8')).toBe('from-source.cjs\ncli.js\n');
  });

  it('reads the sources once, and then only asks whether one has changed', async () => {
    const [record, note] = ['read', 'read.mjs'].map((name) => join(checkout, name));
    writeFileSync(
      note,
      `import fs from 'node:fs';
       const read = fs.readFileSync;
       fs.readFileSync = (path, ...rest) => {
         if (String(path).endsWith('/cli/program.ts')) fs.appendFileSync(${JSON.stringify(record)}, path + '\\n');
         return read(path, ...rest);
       };`,
    );
    const reads = () => {
      writeFileSync(record, '');
      command(['--version'], { NODE_OPTIONS: `--import ${pathToFileURL(note).href}` });
      return readFileSync(record, 'utf8').split('\n').length - 1;
    };
    const program = join(checkout, 'src', 'main', 'cli', 'program.ts');
    writeFileSync(program, readFileSync(program, 'utf8'));
    expect(reads()).toBe(1);
    // The digest of files that have just changed is not kept.
    await vi.waitFor(() => expect(reads()).toBe(0), { timeout: 30_000, interval: 1000 });
  });

  it("speaks of npm's scripts, which is how it is called there", () => {
    expect(command(['engines', '--help']).status).toBe(0);
    const { stdout } = command([
      'train',
      '--preset',
      'quick',
      '--set',
      'epochs=1',
      '--no-figures',
      '--store',
      'a.sqlite',
    ]);
    expect(stdout).toContain('npm run cli -- show');
  });

  it('is of the sources as they are after an edit that keeps their size and times, and is built once', () => {
    edit('src/main/cli/program.ts', 'Trains small GANs,', 'Teaches wee GANs');
    const first = command(['--help']);
    expect(first.stdout).toContain('Teaches wee GANs keeps every run');
    expect(first.stderr).toMatch(/^Building kernels and program …\nBuilt in \S+ s\.\n$/);
    expect(command(['--help'])).toEqual({ status: 0, stdout: first.stdout, stderr: '' });
    edit('src/main/cli/program.ts', 'Teaches wee GANs', 'Trains small GANs,');
    expect(command(['--help']).stdout).toContain('Trains small GANs, keeps every run');
  });

  it('is not built anew for what editors and file browsers put beside the sources', () => {
    const folder = join(checkout, 'src', 'main', 'cli');
    const names = ['.program.ts.swp', '.DS_Store', 'program.ts~', '#program.ts#'];
    for (const name of names) writeFileSync(join(folder, name), 'not a source');
    // As Emacs locks a file that is edited: a link to nothing.
    symlinkSync('somebody@somewhere.1234', join(folder, '.#program.ts'));
    symlinkSync('nothing', join(folder, 'dangling.ts'));
    try {
      expect(command(['--version'])).toEqual({ status: 0, stdout: '0.1.0\n', stderr: '' });
    } finally {
      for (const name of [...names, '.#program.ts', 'dangling.ts']) rmSync(join(folder, name));
    }
  });

  it('takes a source that goes while the sources are read for one that is not there', () => {
    const { digestOfFiles } = createRequire(import.meta.url)(join(checkout, 'bin', 'built.cjs')) as typeof Built;
    const kept = join(checkout, 'src', 'main', 'cli', 'program.ts');
    expect(digestOfFiles([kept, join(checkout, 'src', 'gone.ts')])).toBe(digestOfFiles([kept]));
  });

  it('is of the sources as they are where they were edited to and fro while it was built', async () => {
    edit('src/main/cli/program.ts', 'keeps every run', 'holds every run');
    const child = spawn(process.execPath, [COMMAND, '--help'], { cwd: checkout, stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = new Promise((resolve) => child.on('close', resolve));
    await new Promise((resolve) => child.stderr.once('data', resolve));
    edit('src/main/cli/program.ts', 'holds every run', 'loses every run');
    child.stderr.resume();
    expect(await ended).toBe(0);
    edit('src/main/cli/program.ts', 'loses every run', 'holds every run');
    expect(command(['--help']).stdout).toContain('holds every run');
    edit('src/main/cli/program.ts', 'holds every run', 'keeps every run');
    expect(command(['--help']).stdout).toContain('keeps every run');
  });

  it('says which window still runs the program as it was before, and to start it again', async () => {
    const args = ['window', '--no-open', '--store', 'c.sqlite'];
    const child = spawn(process.execPath, [COMMAND, ...args], { cwd: checkout, stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = new Promise((resolve) => child.on('close', resolve));
    let out = '';
    await new Promise<void>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        out += part;
        if (out.includes('Ctrl-C')) resolve();
      });
    });
    // One that was killed, whose number no process has.
    writeFileSync(join(checkout, 'out', 'running', '999999999'), 'other\nwindow');
    edit('src/main/cli/program.ts', 'keeps every run', 'holds every run');
    const { status, stderr } = command(['--help']);
    expect(status).toBe(0);
    expect(stderr.split('\n').filter((line) => line.startsWith('Process'))).toEqual([
      `Process ${child.pid} (${args.join(' ')}) still runs the program as it was before: end it and start it again before it begins more runs, since they would mix old and new code.`,
    ]);
    edit('src/main/cli/program.ts', 'holds every run', 'keeps every run');
    expect(command(['--help']).stderr).toMatch(/^Building kernels and program …\nBuilt in \S+ s\.\n$/);
    child.kill('SIGINT');
    await ended;
    expect(readdirSync(join(checkout, 'out', 'running'))).toEqual([]);
  });

  it('is whole where two begin at once after an edit', async () => {
    edit('src/main/cli/program.ts', 'Trains small GANs,', 'Trained at once,');
    const both = await Promise.all(
      [1, 2].map(async () => {
        const child = spawn(process.execPath, [COMMAND, '--help'], {
          cwd: checkout,
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        let said = '';
        child.stdout.setEncoding('utf8').on('data', (part: string) => (said += part));
        const code = await new Promise((resolve) => child.on('close', resolve));
        return { code, said };
      }),
    );
    for (const { code, said } of both) {
      expect(code).toBe(0);
      expect(said).toContain('Trained at once, keeps every run');
    }
    expect(command(['--help']).stderr).toBe('');
  });

  it('does not run as it was before an edit that cannot be built', () => {
    edit('src/main/cli/program.ts', 'const EXIT_CODES =', 'const EXIT_CODES');
    const { status, stdout, stderr } = command(['--help']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('program.ts');
    edit('src/main/cli/program.ts', 'const EXIT_CODES', 'const EXIT_CODES =');
    expect(command(['--help']).status).toBe(0);
  });

  it("builds the page anew for a window after an edit of the page's sources, and the program not", async () => {
    edit('src/renderer/index.html', '<title>GAN Workbench', '<title>Edited GAN Workbench');
    const child = spawn(process.execPath, [COMMAND, 'window', '--no-open', '--store', 'b.sqlite'], { cwd: checkout });
    let [out, error] = ['', ''];
    child.stderr.setEncoding('utf8').on('data', (part: string) => (error += part));
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      out += part;
      if (out.includes('Ctrl-C')) child.kill('SIGINT');
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(error).toMatch(/^Building page …\nBuilt in \S+ s\.\n$/);
    expect(out).toContain('http://127.0.0.1');
    expect(readFileSync(join(checkout, 'out', 'renderer', 'index.html'), 'utf8')).toContain('<title>Edited');
  });
});
