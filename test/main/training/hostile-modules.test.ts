import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadModuleLaw } from '../../../src/main/training/module-law.ts';
import { randomStream } from '../../../src/main/training/random.ts';
import { WorkbenchError } from '../../../src/shared/errors.ts';
import { moduleProcesses } from './child-processes.ts';

const LIMITS = { milliseconds: 2000, bytes: 128 << 20 };

const GIVES = 'Array.from({ length: count }, () => random.uniform())';
/** A law that does `what` before it gives its numbers. */
const doing = (what: string, before = '') =>
  `${before}\nexport function data(count, random) { ${what}; return ${GIVES}; }`;

const load = (source: string, limits = LIMITS) =>
  loadModuleLaw({ source, name: 'theirs.mjs', exportName: 'data', field: 'target' }, limits);

async function refusal(source: string): Promise<string> {
  try {
    (await load(source)).close();
  } catch (error) {
    if (error instanceof WorkbenchError) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error('it was not refused');
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'gan-workbench-hostile-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** What an expression gives in a module's process, told by what the module throws. */
const told = (expression: string) => refusal(doing(`throw new Error('told ' + JSON.stringify(${expression}))`));

const SAID = 'bad-module theirs.mjs, export "data": ';

describe('a module reads nothing:', () => {
  it.each([
    ['a key of its user', join(homedir(), '.ssh', 'id_rsa')],
    ['the users of the machine', '/etc/passwd'],
    ['what its process was started with', '/proc/self/environ'],
    ['the memory of the program', `/proc/${process.pid}/mem`],
  ])('%s', async (_what, path) => {
    const said = await refusal(
      doing(`readFileSync(${JSON.stringify(path)})`, "import { readFileSync } from 'node:fs';"),
    );
    expect(said).toContain(`${SAID}called for a count of 2, it threw Error: ${path} is refused (line 2)`);
  });

  it('a store, by its file or as a data base', async () => {
    const store = join(folder(), 'runs.sqlite');
    writeFileSync(store, 'all runs');
    const read = doing(`readFileSync(${JSON.stringify(store)})`, "import { readFileSync } from 'node:fs';");
    expect(await refusal(read)).toContain(`${store} is refused`);
    const open = doing(`new DatabaseSync(${JSON.stringify(store)})`, "import { DatabaseSync } from 'node:sqlite';");
    expect(await refusal(open)).toMatch(/node:sqlite/);
    const got = doing(`new (process.getBuiltinModule('node:sqlite').DatabaseSync)(${JSON.stringify(store)})`);
    expect(await refusal(got)).toMatch(/node:sqlite is refused/);
  });

  it('the environment, which is empty', async () => {
    expect(await told('process.env')).toContain('told {}');
  });
});

describe('a module changes nothing:', () => {
  it('writes no file, wherever', async () => {
    const made = folder();
    const file = join(made, 'planted');
    for (const call of ['writeFileSync(file, "")', 'mkdirSync(file)', 'rmSync(file)', 'symlinkSync("/etc", file)']) {
      const said = await refusal(
        doing(`const file = ${JSON.stringify(file)}; fs.${call}`, "import fs from 'node:fs';"),
      );
      expect(said).toMatch(/is refused .*a module may not read or write files/);
    }
    expect(readdirSync(made)).toEqual([]);
  });

  it.each([
    ['a program', "import { spawnSync } from 'node:child_process';", "spawnSync('/bin/true')"],
    ['a thread', "import { Worker } from 'node:worker_threads';", "new Worker('1', { eval: true })"],
    ['an inspector', "import { open } from 'node:inspector';", 'open(0)'],
    ['another loader', "import { register } from 'node:module';", "register('data:text/javascript,')"],
  ])('starts %s: refused', async (_what, before, what) => {
    expect(await refusal(doing(what, before))).toMatch(/bad-module .*node:\w+ is refused/);
  });

  it('signals nobody, not even the one that started it', async () => {
    for (const way of ['kill', '_kill', '_debugProcess', 'abort', 'dlopen', 'binding', '_linkedBinding', 'execve'])
      expect(await told(`typeof process[${JSON.stringify(way)}]`)).toContain('told "undefined"');
    expect(
      await refusal("import { kill } from 'node:process'; export const data = () => kill(process.ppid, 9);"),
    ).toMatch(/bad-module .*(not provide an export|kill)/);
  });

  it('reaches no network by the means that Node has for it', async () => {
    for (const name of ['net', 'tls', 'http', 'http2', 'https', 'dgram', 'dns', 'cluster'])
      expect(await refusal(`import 'node:${name}'; export const data = () => [];`)).toContain(
        `node:${name} is refused`,
      );
    expect(await told('[typeof fetch, typeof WebSocket, typeof EventSource]')).toContain(
      'told ["undefined","undefined","undefined"]',
    );
    // The streams of Node's processes are sockets, whose constructor would be a way.
    let visits = 0;
    const server = createServer((socket) => {
      visits += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const tries = `
      for (const stream of [process.stdin, process.stdout, process.stderr]) {
        try { new stream.constructor().connect(${port}, '127.0.0.1'); } catch {}
      }
      await new Promise((resolve) => setTimeout(resolve, 500));`;
    (await load(doing('', tries))).close();
    expect(visits).toBe(0);
  });
});

describe('a module that does not come back ends with a sentence:', () => {
  it.each([
    [
      'loops when it is loaded',
      'for (;;);\nexport const data = () => [];',
      /it did not respond within 2 s when it was loaded/,
    ],
    ['loops when it is called', doing('for (;;)'), /it did not respond within 2 s .*check for an endless loop/],
    [
      'waits for ever',
      'await new Promise(() => setInterval(() => 0, 1e6));\nexport const data = 1;',
      /check for an endless loop/,
    ],
    [
      'lets an array grow for ever',
      doing('const all = []; for (;;) all.push([1, 2, 3])'),
      /more than the 128 MiB of memory/,
    ],
    [
      'fills memory outside of the heap',
      doing('const all = []; for (;;) all.push(new Float64Array(1e6).fill(1))'),
      /more than the 128 MiB of memory/,
    ],
    ['ends its process', doing('process.exit(0)'), /ended its own process \(exit code 0\)/],
    [
      'ends its process when it is loaded',
      'process.exit(7);\nexport const data = 1;',
      /ended its own process \(exit code 7\)/,
    ],
    [
      'throws in a timer',
      "setTimeout(() => { throw new Error('late'); }, 0);\nawait new Promise((r) => setTimeout(r, 1000));\nexport const data = 1;",
      /it threw Error: late \(line 1\)/,
    ],
    ['throws what throws', 'export const data = () => { throw { toString() { throw 1; } }; };', /it threw/],
  ])('%s', async (_what, source, sentence) => {
    const patient = { ...LIMITS, milliseconds: /memory/.test(String(sentence)) ? 60_000 : LIMITS.milliseconds };
    const error = await load(source, patient).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'bad-module' });
    expect(String(error)).toMatch(sentence);
    expect(String(error)).toContain('theirs.mjs, export "data"');
    await expect.poll(() => moduleProcesses()).toEqual([]);
    // The program lives on.
    (await load(doing(''))).close();
  });

  it('loops after calls that it has answered', async () => {
    const law = await load(doing('if (++calls > 20) for (;;)', 'let calls = 0;'));
    onTestFinished(() => law.close());
    const source = randomStream(1, 'data');
    const out = new Float32Array(8);
    // Loading calls it three times.
    for (let call = 3; call < 20; call++) law.sample(out, 8, source);
    law.expect?.(8, 100, source);
    const looped = /called for a count of 8, it did not respond within 2 s; check for an endless loop/;
    expect(() => law.sample(out, 8, source)).toThrow(looped);
    expect(() => law.sample(out, 8, source)).toThrow(looped);
  });
});

describe('what a module writes by the way is nobody’s:', () => {
  it('its output, however much', async () => {
    const law = await load(
      doing(
        '',
        "for (let i = 0; i < 20000; i++) { console.log('x'.repeat(99)); console.error('\\u001b[2J'); process.stdout.write('y'); }",
      ),
    );
    law.close();
    expect(law.dimension).toBe(1);
  });

  it.each([
    ['bytes', "Buffer.from('no answer of this program, but of a module')"],
    ['a length that is no length', 'Uint32Array.of(1, 0xffffffff)'],
    ['a kind that there is not', 'Uint32Array.of(9, 0)'],
    ['an answer that nobody asked for', 'Uint32Array.of(3, 0)'],
    [
      'another dimension',
      'Buffer.concat([new Uint8Array(Uint32Array.of(2, 34).buffer), Buffer.from(\'{"dimension":0,"milliseconds":1.0}\')])',
    ],
  ])('%s where its process answers', async (_what, forged) => {
    const said = await refusal(doing('', `import { writeSync } from 'node:fs'; writeSync(3, ${forged});`));
    expect(said).toContain(`${SAID}it wrote to the answer channel of its process`);
  });

  it('numbers that are not finite, forged behind the back of whoever checks them there', async () => {
    const forge = `import { writeSync } from 'node:fs';
      let calls = 0;`;
    const numbers = `if (++calls === 4) writeSync(3, new Uint8Array([...new Uint8Array(Uint32Array.of(1, 24).buffer), ...new Uint8Array(Float64Array.of(1, 1, NaN).buffer)]))`;
    const law = await load(doing(numbers, forge));
    onTestFinished(() => law.close());
    const out = Float32Array.of(5);
    expect(() => law.sample(out, 1, randomStream(1, 'data'))).toThrow(/its process gave a number that is not finite/);
  });
});

it('nothing is left of a module when its law is closed, even while it loops', async () => {
  // Those of the tests before end some time after they were closed.
  await expect.poll(() => moduleProcesses()).toEqual([]);
  const law = await load(doing('if (++calls > 3) for (;;)', 'let calls = 0;'), { ...LIMITS, milliseconds: 600_000 });
  expect(moduleProcesses()).toHaveLength(1);
  law.expect?.(8, 100, randomStream(1, 'data'));
  law.close();
  await expect.poll(() => moduleProcesses()).toEqual([]);
});
