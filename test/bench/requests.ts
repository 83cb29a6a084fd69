// Measures how long every request of the window takes to be answered by this build and by another, in turn:
// `npm run bench:requests -- --other /path/to/another/checkout`, with `--rounds 30` and any number of `--only part-of-a-name`.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs, promisify } from 'node:util';
import { WebSocket } from 'ws';
import { REQUESTS } from '../../src/shared/api/contract.ts';
import type { ServerMessage } from '../../src/shared/api/messages.ts';
import { decodeMessage, encodeMessage } from '../../src/shared/api/wire.ts';
import { openStore } from '../../src/main/store/store.ts';
import { median } from './report.ts';

const { values } = parseArgs({
  options: {
    other: { type: 'string' },
    rounds: { type: 'string', default: '30' },
    only: { type: 'string', multiple: true, default: [''] },
  },
});
if (values.other === undefined) throw new Error('--other names a checkout that is built');
const OTHER = resolve(values.other);
const ROUNDS = Number(values.rounds);
/** Each request is sent so often in a round: what a round takes is the shortest of them. */
const TIMES = 3;

/** The server of a checkout on a store of its own, and a page that asks it. */
class AskedServer {
  readonly #process: ChildProcess;
  readonly #socket: WebSocket;
  #last = 0;

  private constructor(child: ChildProcess, socket: WebSocket) {
    this.#process = child;
    this.#socket = socket;
  }

  static async start(checkout: string, folder: string): Promise<AskedServer> {
    // What is launched waits.
    const data = join(folder, 'data', 'gan-workbench');
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, 'settings.json'), JSON.stringify({ held: true }));
    const args = [join(checkout, 'out', 'main', 'server.js'), '--no-open', '--store', join(folder, 'runs.sqlite')];
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { ...process.env, XDG_DATA_HOME: join(folder, 'data') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface(child.stdout)) {
      const [printed] = /http:\/\/\S+/.exec(line) ?? [];
      if (printed !== undefined) return new AskedServer(child, await AskedServer.#connect(new URL(printed)));
    }
    throw new Error('the server ended before it said its address');
  }

  static async #connect(address: URL): Promise<WebSocket> {
    const { headers } = await fetch(address, { redirect: 'manual' });
    const [, cookie = '', root = '/'] = /^([^;]+);.*?Path=([^;]+)/.exec(headers.getSetCookie()[0]) ?? [];
    const socket = new WebSocket(`ws://${address.host}${root}bridge`, {
      headers: { Origin: address.origin, Cookie: cookie },
      perMessageDeflate: false,
    });
    await once(socket, 'open');
    return socket;
  }

  /** Milliseconds until a request was answered, and with what. */
  ask(name: string, input: unknown): Promise<{ readonly milliseconds: number; readonly answer: ServerMessage }> {
    const id = (this.#last += 1);
    const message = encodeMessage({ kind: 'request', id, name, input });
    return new Promise((done) => {
      const hear = (bytes: Buffer) => {
        const milliseconds = performance.now() - start;
        const answer = decodeMessage(new Uint8Array(bytes)) as ServerMessage;
        if (answer.id !== id) return;
        this.#socket.off('message', hear);
        done({ milliseconds, answer });
      };
      this.#socket.on('message', hear);
      const start = performance.now();
      this.#socket.send(message);
    });
  }

  async end(): Promise<void> {
    this.#socket.terminate();
    this.#process.kill('SIGKILL');
    await once(this.#process, 'close');
  }
}

const folder = mkdtempSync(join(tmpdir(), 'bench-requests-'));
const seed = join(folder, 'runs.sqlite');
const train = (...args: readonly string[]) =>
  promisify(execFile)(
    process.execPath,
    [join(OTHER, 'out/main/cli.js'), ...args, '--store', seed, '--no-figures', '--json'],
    { maxBuffer: 1e9 },
  );

const rows = Array.from({ length: 2000 }, (_, row) => `${((row * 7919) % 1000) / 8},${((row * 104_729) % 1000) / 16}`);
const table = Buffer.from(`x,y\n${rows.join('\n')}\n`);
const module = Buffer.from('export default (count, random) => Array.from({ length: count }, () => [random.normal()]);');

/** A right input of each request, for the runs of the store; what is not here is asked with a wrong one. */
function inputsOf(runs: readonly string[], group: string): Readonly<Record<string, unknown>> {
  const [run, other] = runs;
  const config = { epochs: 100, batches_per_epoch: 5 };
  const subjects = [
    { kind: 'run', name: 'one', runs: [run] },
    { kind: 'group', name: 'all', runs: [...runs] },
  ];
  return {
    'runs.rename': { run: other, name: 'another name' },
    'runs.set_notes': { run: other, notes: 'notes of a few words' },
    'runs.change_tags': { runs: [...runs], add: ['bench'], remove: [] },
    'runs.set_star': { runs: [other], starred: true },
    'runs.trash': { runs: [other] },
    'runs.restore': { runs: [other] },
    'runs.measure': { runs: [...runs] },
    'runs.purge': { runs: [other] },
    'run.frames': { run, epochs: Array.from({ length: 100 }, (_, epoch) => epoch + 1) },
    'run.checkpoints': { run },
    'run.skipped_lines': { run },
    'run.reference': { run },
    'run.series': { run, from: 0, to: 600, width: 800 },
    'compare.series': { runs: [...runs], keys: ['wasserstein_1', 'loss_generator'], width: 800 },
    'compare.look': { groups: [group] },
    'exports.epochs_csv': { run },
    'exports.json': { run },
    'samples.draw': { run, epoch: 'last', weights: 'current', latent: { kind: 'text', text: '0.25\n'.repeat(1000) } },
    'training.launch': { config, seeds: [1, 2, 3] },
    'training.pause': { runs: [run] },
    'training.resume': { runs: [run], builds: 'any' },
    'training.other_builds': { runs: [...runs] },
    'training.fork': { run, config, seeds: [1] },
    'training.stop': { runs: [run] },
    'training.stop_all': {},
    'training.hold': { held: true },
    'training.try_again': {},
    'training.extend': { run, epochs: 10, builds: 'any' },
    'training.repeat': { run, engine: 'fused' },
    'training.reorder': { runs: [run] },
    'training.estimate': { config },
    'training.preview_laws': { config },
    'training.import_law': { field: 'target', name: 'table.csv', bytes: table, columns: ['x', 'y'] },
    'sweeps.preview': { sweep: { config, grid: { lr_g: [1e-4, 2e-4], loss: ['bce', 'minimax'] }, seeds: [1, 2] } },
    'sweeps.launch': { sweep: { name: 's', config, grid: { lr_g: [1e-4, 2e-4] }, seeds: [1, 2] } },
    'studies.save': { name: 'study', subjects },
    'studies.change': { study: 'none', name: 'other' },
    'studies.ask': { run, question: 'none' },
    'settings.set_theme': { theme: 'dark' },
    'settings.set_jobs': { jobs: 2 },
    'settings.stop_fetching': {},
    'settings.log_error': { message: 'an error', stack: 'Error: an error\n  at somewhere' },
    'store.check': {},
    'store.back_up': {},
    'run_files.begin': { name: 'runs.ganrun', bytes: 1000 },
    'run_files.forget': { file: 'none' },
  };
}
/** Also measured, beside the right input of the same request. */
const MORE: readonly (readonly [name: string, input: unknown])[] = [
  ['training.import_law', { field: 'target', name: 'law.mjs', bytes: module }],
];

try {
  await train('train', '--preset', 'vanilla', '--seeds', '1..4');
  const sides = ['here', 'other'].map((name) => join(folder, name));
  for (const side of sides) {
    mkdirSync(side);
    copyFileSync(seed, join(side, 'runs.sqlite'));
  }
  const store = openStore(join(sides[0], 'runs.sqlite'));
  const listed = store.runs.list();
  store.close();
  const [here, other] = await Promise.all([
    AskedServer.start(resolve('.'), sides[0]),
    AskedServer.start(OTHER, sides[1]),
  ]);
  const right = inputsOf(
    listed.map(({ run }) => run.id),
    listed[0].run.group,
  );
  const cases = [
    ...Object.keys(REQUESTS).map((name) => [name, right[name] ?? { wrong: true }] as const),
    ...MORE,
    // What a session, a message and its refusal take by themselves.
    ...Object.keys(REQUESTS).map((name) => [name, { wrong: true }] as const),
  ].filter(([name]) => values.only.some((part) => name.includes(part)));
  // A module runs once somebody has allowed it; the store knows it from then on.
  for (const [name, input] of MORE) await here.ask(name, { ...(input as object), allowed: true });
  const times = cases.map(() => [[], []] as [number[], number[]]);
  const outcomes = cases.map(() => ['', '']);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, [name, input]] of cases.entries()) {
      for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) {
        let least = Infinity;
        for (let time = 0; time < TIMES; time++) {
          const { milliseconds, answer } = await [here, other][side].ask(name, input);
          outcomes[index][side] = answer.kind === 'refusal' ? answer.error.code : answer.kind;
          least = Math.min(least, milliseconds);
        }
        // The first round makes both warm.
        if (round > 0) times[index][side].push(least);
      }
    }
  }
  await Promise.all([here.end(), other.end()]);
  const measured = cases.map(([name], index) => {
    const [now, before] = times[index].map(median);
    const ratio = median(times[index][0].map((one, round) => one / times[index][1][round]));
    return { name, now, before, ratio, outcome: outcomes[index].join(' / ') };
  });
  measured.sort((one, next) => next.ratio - one.ratio);
  for (const { name, now, before, ratio, outcome } of measured) {
    console.log(
      `${ratio.toFixed(2)}  ${name.padEnd(28)} ${now.toFixed(2)} ms, other ${before.toFixed(2)} ms  (${outcome})`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}
