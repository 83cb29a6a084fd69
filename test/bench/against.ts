import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { v8Flags } from '../../bin/find-node.cjs';

/*
 * How many times as fast train steps of the fused engine are as at another commit: both are checked out beside each other and take turns,
 * so that what else the machine does falls on both, and the least of each is compared.
 *
 *   node bin/node.cjs test/bench/against.ts [BEFORE [NOW]]      # commits; by default the last without wide kernels, and HEAD
 */

const [before = 'e9e0299', now = 'HEAD'] = process.argv.slice(2);
const ROUNDS = 9;
const ROUND_SECONDS = 0.4;
const MODELS = [
  { widths: [64, 32], batch: 32 },
  { widths: [64, 32], batch: 256 },
  { widths: [256, 256], batch: 32 },
  { widths: [256, 256], batch: 256 },
] as const;

/** Runs beside the sources of one checkout: reads a model, a line each, and answers with the milliseconds of a train step. */
const program = (root: string) => `
  const from = (path) => import('${pathToFileURL(join(root, 'src/main')).href}/' + path);
  const { runConfigSchema } = await from('../shared/config/schema.ts');
  const { createEngine } = await from('training/engines/create.ts');
  const { noSums } = await from('training/engines/engine.ts');
  const { BatchSource } = await from('training/batches.ts');
  const { lawsOf } = await from('training/laws.ts');
  const { initialState } = await from('training/model/initialise.ts');
  const { modelOf } = await from('training/model/network.ts');
  const { randomStream } = await from('training/random.ts');
  const trainers = new Map();
  const trainerOf = async (key, { widths, batch }) => {
    const networks = { hidden_widths: widths };
    const config = runConfigSchema.parse({ batch_size: batch, generator: networks, discriminator: networks });
    const { target, noise } = await lawsOf(config, { table: undefined, modules: [] });
    const model = modelOf(config, target.dimension);
    const engine = createEngine('fused', model);
    engine.importState(initialState(model, randomStream(config.seed, 'init')));
    const batches = new BatchSource(model, target, noise, config.seed);
    const sums = noSums();
    const chunk = Math.min(batches.capacity, 50);
    const train = (seconds) => {
      const start = performance.now();
      let steps = 0;
      for (; performance.now() - start < 1000 * seconds; steps += chunk) engine.train(batches.draw(chunk), sums);
      return (performance.now() - start) / steps;
    };
    train(${2 * ROUND_SECONDS});
    trainers.set(key, train);
    return train;
  };
  for await (const line of (await import('node:readline')).createInterface({ input: process.stdin })) {
    const train = trainers.get(line) ?? await trainerOf(line, JSON.parse(line));
    console.log(train(${ROUND_SECONDS}));
  }
`;

/** The sources of a commit in a folder of their own, with a process that trains on them. */
class Checkout {
  readonly #root = mkdtempSync(join(tmpdir(), 'gan-workbench-against-'));
  readonly #child;
  readonly #answers;

  constructor(commit: string) {
    // Not as a worktree, of which the repository would keep a note.
    const archive = execFileSync('git', ['archive', commit, 'src', 'bin', 'package.json'], { maxBuffer: 1 << 28 });
    execFileSync('tar', ['-x', '-C', this.#root], { input: archive });
    symlinkSync(join(process.cwd(), 'node_modules'), join(this.#root, 'node_modules'));
    execFileSync(process.execPath, [join(this.#root, 'src/main/training/engines/fused/kernels/compile.mjs')]);
    // A commit is started as its own launcher starts it.
    const flags = readFileSync(join(this.#root, 'bin/find-node.cjs'), 'utf8').includes('v8Flags')
      ? v8Flags(process.execPath)
      : [];
    const args = [...flags, '--input-type=module', '--eval', program(this.#root)];
    this.#child = spawn(process.execPath, args, { cwd: this.#root, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async millisecondsPerStep(model: object): Promise<number> {
    this.#child.stdin.write(`${JSON.stringify(model)}\n`);
    return Number((await this.#answers.next()).value);
  }

  close(): void {
    this.#child.kill();
    rmSync(this.#root, { recursive: true, force: true });
  }
}

const checkouts = [before, now].map((commit) => new Checkout(commit));
try {
  for (const model of MODELS) {
    const times: number[][] = checkouts.map(() => []);
    for (let round = 0; round < ROUNDS; round++)
      for (const [index, checkout] of checkouts.entries()) times[index].push(await checkout.millisecondsPerStep(model));
    const [old, present] = times.map((each) => Math.min(...each));
    const name = `${model.widths.join('-')}, batch ${model.batch}`.padEnd(20);
    console.log(
      `${name} ${before}: ${old.toFixed(4)} ms   ${now}: ${present.toFixed(4)} ms   ${(old / present).toFixed(2)} ×`,
    );
  }
} finally {
  for (const checkout of checkouts) checkout.close();
}
