import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PRESETS } from '../../src/shared/config/presets.ts';
import type { RunConfigInput } from '../../src/shared/config/schema.ts';
import { trainRuns } from '../e2e/browser/trained.ts';

/** A generator that no optimiser holds: its loss is no number after a few steps. */
const FAILING: RunConfigInput = {
  optimizer: { generator: { learning_rate: 1e30 }, discriminator: { learning_rate: 1e30 } },
};
const RATES = [5e-5, 1e-4, 2e-4, 3e-4, 4e-4, 6e-4, 8e-4, 1e-3, 2e-3];
/** Eleven of each network make 121 settings. */
const MANY_RATES = '1e-5,2e-5,5e-5,1e-4,2e-4,3e-4,5e-4,1e-3,2e-3,5e-3,1e-2';

export const NAMES = {
  plain: 'plain',
  averaged: 'averaged',
  plane: 'eight modes',
  failed: 'failing',
  sweep: 'rates of both networks',
  groups: RATES.map((rate) => `rate ${rate}`),
} as const;

/** A run as `runs --json` lists it. */
export interface ListedRun {
  readonly run: string;
  readonly name: string;
  readonly group: string;
}

async function command(checkout: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['out/main/cli.js', ...args], {
    cwd: checkout,
    maxBuffer: 2 ** 26,
  });
  return stdout;
}

/** Trains the 300 runs that the screens show into a new store, by the command line of a checkout. */
export async function recordStore(store: string, checkout: string): Promise<void> {
  const sweep = (name: string, settings: readonly string[]) =>
    command(checkout, 'sweep', ...settings, '--name', name, '--store', store, '--json');
  const train = (name: string, config: RunConfigInput, seeds?: string) =>
    trainRuns(store, [{ name, config, ...(seeds !== undefined && { seeds }) }], checkout);
  // 242 runs that only fill the list, so that they take little time.
  const short = ['--set', 'epochs=20', '--set', 'batches_per_epoch=10', '--seeds', '1..2'];
  await sweep('learning rates', ['--grid', `lr_g=${MANY_RATES}`, '--grid', `lr_d=${MANY_RATES}`, ...short]);
  for (const [index, name] of NAMES.groups.entries())
    await train(name, { epochs: 100, optimizer: { generator: { learning_rate: RATES[index] } } }, '1..3');
  // Of other lengths than the groups above: else some arms would be the same groups.
  const rates = ['--grid', 'lr_g=1e-4,4e-4,1e-3', '--grid', 'lr_d=5e-4,1e-3,2e-3'];
  await sweep(NAMES.sweep, [...rates, '--set', 'epochs=120', '--seeds', '1..3']);
  // The command line ends with an error, as it should.
  await train(NAMES.failed, FAILING).catch(() => undefined);
  await train(NAMES.averaged, { ema_decay: 0.999, epochs: 600, loss: 'minimax' });
  await train(NAMES.plane, PRESETS.ring.config);
  await train(NAMES.plain, {});
}

/** All runs of a store, newest first, as the command line of a checkout lists them. */
export async function readRuns(store: string, checkout: string): Promise<readonly ListedRun[]> {
  const lines = await command(checkout, 'runs', '--store', store, '--json');
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ListedRun & { readonly event: string })
    .filter(({ event }) => event === 'run');
}
