import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Trains the runs whose numbers stand in recorded-seeds.json, with the command line:
//   node bin/node.cjs test/data/statistics/record-seeds.ts [NAME of an arm ...]
// About fifteen minutes on one core. Tests read the JSON only.

interface Arm {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly seeds: number;
}

const LENGTHS = [600, 150];
const RATES = (generator: string, discriminator: string) => [
  ...['--set', `optimizer.generator.learning_rate=${generator}`],
  ...['--set', `optimizer.discriminator.learning_rate=${discriminator}`],
];

const ARMS: readonly Arm[] = [
  ...LENGTHS.flatMap((epochs): Arm[] =>
    [
      { name: 'vanilla', arguments: [] },
      { name: 'label-smoothing', arguments: ['--preset', 'label-smoothing'] },
      { name: 'minimax', arguments: ['--preset', 'minimax'] },
      { name: 'normal-noise', arguments: ['--set', 'noise.law=normal'] },
      { name: 'slower-generator', arguments: RATES('1.6e-4', '1e-3') },
      { name: 'slower', arguments: RATES('1.6e-4', '8e-4') },
      { name: 'faster', arguments: RATES('2.5e-4', '1.25e-3') },
    ].map((arm) => ({
      name: `${arm.name}-${epochs}`,
      arguments: [...arm.arguments, '--set', `epochs=${epochs}`],
      seeds: 64,
    })),
  ),
  { name: 'mixture-1200', arguments: ['--preset', 'mixture'], seeds: 64 },
  { name: 'vanilla-ema', arguments: ['--preset', 'vanilla-ema'], seeds: 8 },
  {
    name: 'vanilla-ema-100-samples',
    arguments: ['--preset', 'vanilla-ema', '--set', 'snapshots.samples=100'],
    seeds: 8,
  },
  { name: 'uniform-target', arguments: ['--set', 'target.law=uniform'], seeds: 8 },
];

interface Finished {
  readonly event: string;
  readonly seed: number;
  readonly wasserstein_1: number;
  readonly wasserstein_1_tail: number;
  readonly ema_wasserstein_1?: number;
  readonly ema_wasserstein_1_tail?: number;
}

function train({ name, arguments: own, seeds }: Arm, store: string) {
  const command = ['train', ...own, '--seeds', `1..${seeds}`, '--jobs', '1'];
  const { stdout, status, stderr } = spawnSync(
    process.execPath,
    ['src/main/cli/index.ts', ...command, '--no-figures', '--json', '--store', store],
    { encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  if (status !== 0) throw new Error(stderr + stdout.slice(-1000));
  const runs = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Finished)
    .filter(({ event }) => event === 'finished')
    .sort((a, b) => a.seed - b.seed);
  if (runs.length !== seeds) throw new Error(`${name}: ${runs.length} of ${seeds} runs finished`);
  const column = (read: (run: Finished) => number | undefined) => runs.flatMap((run) => read(run) ?? []);
  const averaged = {
    ema_wasserstein_1_tail: column((run) => run.ema_wasserstein_1_tail),
    ema_wasserstein_1: column((run) => run.ema_wasserstein_1),
  };
  return {
    command: `npm run cli -- ${command.join(' ')}`,
    wasserstein_1_tail: column((run) => run.wasserstein_1_tail),
    wasserstein_1: column((run) => run.wasserstein_1),
    ...(averaged.ema_wasserstein_1.length > 0 && averaged),
  };
}

const file = new URL('recorded-seeds.json', import.meta.url);
const asked = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'seeds-'));
try {
  const before: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const recorded = { ...(before as Record<string, ReturnType<typeof train>>) };
  for (const arm of ARMS.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
    recorded[arm.name] = train(arm, join(folder, 'store.db'));
    console.log(arm.name);
  }
  const inOrder = Object.fromEntries(ARMS.flatMap(({ name }) => (name in recorded ? [[name, recorded[name]]] : [])));
  writeFileSync(file, `${JSON.stringify(inOrder)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
