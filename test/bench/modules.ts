// Trains on users' modules with this build and another, in turn, and compares what they record and how long it takes:
// `npm run bench:modules -- --other /path/to/another/checkout`, with `--rounds 5`. With `--start` in place of `--other` it measures what
// the processes of a module add to a command that trains one epoch.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { openStore } from '../../src/main/store/store.ts';
import { median } from './report.ts';

const { values } = parseArgs({
  options: {
    other: { type: 'string' },
    start: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    epochs: { type: 'string', default: '600' },
    only: { type: 'string', default: '' },
  },
});
if (values.other === undefined && !values.start) throw new Error('--other names a checkout that is built');

const MODULE = `
export const data = (count, random) => Array.from({ length: count }, () => 3 + 0.5 * random.normal());
export const far = (count, random) => Array.from({ length: count }, () => 1.7e9 + random.normal());
export const plane = (count, random) => {
  const all = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    const side = random.integer(3);
    all[2 * i] = Math.sin(side * 2) + 0.1 * random.normal();
    all[2 * i + 1] = Math.cos(side * 2) + 0.1 * random.uniform();
  }
  return all;
};
export const noise = (count, random) => Array.from({ length: count }, () => [random.uniform(), random.normal(), random.uniform()]);
`;
const law = (name: string, more = {}) => ({ law: 'module', file: 'laws.mjs', export: name, ...more });
const CONFIGS: Readonly<Record<string, object>> = {
  target: { target: law('data') },
  'target, two discriminator updates': { target: law('data'), discriminator_updates: 2, ema_decay: 0.99 },
  standardized: { target: law('far', { standardize: true }) },
  plane: { target: law('plane', { dimension: 2 }) },
  'plane, standardized': { target: law('plane', { dimension: 2, standardize: true }) },
  noise: { noise: law('noise'), generator: { latent_dimension: 3 } },
  both: { target: law('data'), noise: law('noise'), generator: { latent_dimension: 3 } },
  'both on TensorFlow': {
    target: law('data'),
    noise: law('noise'),
    generator: { latent_dimension: 3 },
    engine: 'tensorflow',
    epochs: 40,
  },
};

/** The losses, metrics, frames and weights of every run as one digest, and the seconds it trained. */
function recorded(path: string) {
  const store = openStore(path);
  const hash = createHash('sha256');
  let seconds = 0;
  for (const { run } of store.runs.list({ status: ['finished'] }, 'oldest first')) {
    for (const { lossGenerator, lossReal, lossFake } of store.epochs.read(run.id))
      hash.update(Float64Array.of(lossGenerator, lossReal, lossFake));
    hash.update(JSON.stringify(store.snapshots.readMeasurements(run.id)));
    hash.update(JSON.stringify(store.snapshots.read(run.id)));
    hash.update(store.checkpoints.read(run.id, 'last')?.bytes ?? '');
    if ('final' in run) hash.update(JSON.stringify(run.final));
    if ('seconds' in run) seconds += run.seconds;
  }
  store.close();
  return { digest: hash.digest('hex'), seconds };
}

const folder = mkdtempSync(join(tmpdir(), 'bench-modules-'));
writeFileSync(join(folder, 'laws.mjs'), MODULE);
let stores = 0;

async function run(checkout: string, store: string, ...args: string[]): Promise<number> {
  const start = performance.now();
  const command = [join(checkout, 'out/main/cli.js'), ...args, '--store', store];
  await promisify(execFile)(process.execPath, command, { cwd: folder, maxBuffer: 1e9 });
  return (performance.now() - start) / 1000;
}

async function trained(checkout: string, config: object, isLong: boolean) {
  const place = join(folder, String(stores++));
  mkdirSync(place);
  const store = join(place, 'runs.sqlite');
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify({ epochs: Number(values.epochs), engine: 'fused', ...config }));
  const wall = await run(checkout, store, 'train', '--config', file, '--json');
  if (isLong) {
    const opened = openStore(store);
    const [{ run: only }] = opened.runs.list({}, 'oldest first');
    opened.close();
    await run(checkout, store, 'extend', only.id, '--epochs', '20', '--json');
    await run(
      checkout,
      store,
      'fork',
      only.id,
      '--set',
      'seed=7',
      '--set',
      `epochs=${only.config.epochs + 40}`,
      '--json',
    );
  }
  const told = recorded(store);
  rmSync(place, { recursive: true });
  return { ...told, wall };
}

const here = process.cwd();

/** Seconds of a command that trains one epoch and draws nothing, on a module and on a law of the program, in turns. */
async function measureStart(): Promise<void> {
  const timed = async (name: string, config: object): Promise<number> => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify({ epochs: 1, engine: 'fused', ...config }));
    return run(here, join(folder, `${name}.sqlite`), 'train', '--config', file, '--no-figures', '--json');
  };
  const [module, plain]: number[][] = [[], []];
  for (let round = 0; round <= Number(values.rounds); round++) {
    const seconds = [await timed('module', { target: law('data') }), await timed('plain', {})];
    // The first commands fill the caches.
    if (round === 0) continue;
    module.push(seconds[0]);
    plain.push(seconds[1]);
  }
  // Other work of the machine only adds to a time.
  const [withModule, without] = [Math.min(...module), Math.min(...plain)];
  console.log(
    `one epoch: ${withModule.toFixed(2)} s on a module, ${without.toFixed(2)} s without, ${(withModule - without).toFixed(2)} s more`,
  );
}

/** What is recorded and how long it takes, here and in another checkout. */
async function compareWith(other: string): Promise<void> {
  for (const [name, config] of Object.entries(CONFIGS).filter(([each]) => each.startsWith(values.only))) {
    const [after, before] = [await trained(here, config, true), await trained(other, config, true)];
    const isSame = after.digest === before.digest;
    const times: { readonly after: number; readonly before: number }[] = [];
    const trainings: number[] = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      const order = round % 2 === 0 ? [here, other] : [other, here];
      const results: (Awaited<ReturnType<typeof trained>> & { readonly checkout: string })[] = [];
      for (const checkout of order) results.push({ checkout, ...(await trained(checkout, config, false)) });
      const of = (checkout: string) => results.find((each) => each.checkout === checkout);
      const [mine, others] = [of(here), of(other)];
      if (!mine || !others) continue;
      times.push({ after: mine.wall, before: others.wall });
      trainings.push(mine.seconds / others.seconds);
    }
    const walls = median(times.map((each) => each.after / each.before));
    console.log(
      `${name}: ${isSame ? 'the same bits' : 'OTHER BITS'} (${after.digest.slice(0, 16)}, trained, extended and forked); ` +
        `whole command ${median(times.map((each) => each.before)).toFixed(2)} s before, ${median(times.map((each) => each.after)).toFixed(2)} s now, ` +
        `${walls.toFixed(2)} times; training ${median(trainings).toFixed(2)} times`,
    );
  }
}

if (values.start) await measureStart();
if (values.other !== undefined) await compareWith(values.other);
rmSync(folder, { recursive: true });
