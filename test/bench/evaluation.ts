/**
 * How long one evaluation of a run takes here and in another checkout, in interleaved rounds:
 * node bin/node.cjs test/bench/evaluation.ts OTHER_CHECKOUT [PRESET[:WIDTH-WIDTH…]…]
 * With widths, such as two-moons:256-256, the generator's hidden layers have these.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Create from '../../src/main/training/engines/create.ts';
import type * as Laws from '../../src/main/training/laws.ts';
import type * as Network from '../../src/main/training/model/network.ts';
import type * as Observations from '../../src/main/training/observation.ts';
import type * as Trainers from '../../src/main/training/trainer.ts';
import type * as Presets from '../../src/shared/config/presets.ts';
import type * as Schema from '../../src/shared/config/schema.ts';
import type * as Rules from '../../src/shared/metric-rules.ts';

const ROUNDS = 60;
const IN_A_ROUND = 5;
const HERE = resolve(import.meta.dirname, '../..');

type Evaluate = () => void;

/** What evaluates a preset's run after ten epochs, by the code of a checkout. */
async function evaluationOf(checkout: string, named: string): Promise<Evaluate> {
  const [preset] = named.split(':');
  const widths = named.split(':').at(1);
  const load = async <Module>(path: string) =>
    (await import(pathToFileURL(resolve(checkout, 'src', path)).href)) as Module;
  const { PRESETS } = await load<typeof Presets>('shared/config/presets.ts');
  const { runConfigSchema } = await load<typeof Schema>('shared/config/schema.ts');
  const { PRESENT_RULES } = await load<typeof Rules>('shared/metric-rules.ts');
  const { createEngine } = await load<typeof Create>('main/training/engines/create.ts');
  const { lawsOf } = await load<typeof Laws>('main/training/laws.ts');
  const { modelOf } = await load<typeof Network>('main/training/model/network.ts');
  const { Observation } = await load<typeof Observations>('main/training/observation.ts');
  const { Trainer } = await load<typeof Trainers>('main/training/trainer.ts');
  const found = Object.entries(PRESETS).find(([name]) => name === preset);
  if (!found) throw new Error(`There is no preset ${preset}.`);
  const parsed = runConfigSchema.parse({ ...found[1].config, snapshots: { every: 1000 } });
  const hidden_widths = widths === undefined ? parsed.generator.hidden_widths : widths.split('-').map(Number);
  const config = { ...parsed, generator: { ...parsed.generator, hidden_widths } };
  const laws = await lawsOf(config, { table: undefined, modules: [] });
  const { target, noise } = laws;
  const model = modelOf(config, target.dimension);
  const engine = createEngine('fused', model);
  const observation = new Observation(config, laws, PRESENT_RULES);
  // An earlier checkout's trainer takes the snapshots itself, of which there are none in ten epochs.
  const takes = { observation, takeSnapshot: () => undefined };
  const trainer = new Trainer({ config, model, engine, target, noise, ...takes, from: undefined });
  for (let epoch = 0; epoch < 10; epoch++) trainer.advance(1e9, () => true);
  return () => void observation.snapshot(engine, 10);
}

function timeOf(evaluate: Evaluate): number {
  const start = performance.now();
  for (let count = 0; count < IN_A_ROUND; count++) evaluate();
  return (performance.now() - start) / IN_A_ROUND;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const least = (values: readonly number[]) => Math.min(...values);

const other = process.argv.at(2);
const named = process.argv.slice(3);
if (other === undefined) throw new Error('Name the checkout to compare with.');
for (const preset of named.length > 0 ? named : ['two-moons', 'spiral', 'ring', 'grid', 'vanilla', 'mixture']) {
  const both = [await evaluationOf(HERE, preset), await evaluationOf(resolve(other), preset)] as const;
  const times: readonly [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const order = round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const);
    for (const which of order) times[which].push(timeOf(both[which]));
  }
  const [here, before] = times.map((rounds) => rounds.slice(ROUNDS / 6));
  const ratio = median(here.map((time, round) => time / before[round]));
  const inWords = (values: readonly number[]) => `${median(values).toFixed(2)} ms (least ${least(values).toFixed(2)})`;
  console.log(
    `${preset}: ${inWords(here)} here, ${inWords(before)} there; median ratio of rounds ${ratio.toFixed(2)}, of the least ${(least(here) / least(before)).toFixed(2)}`,
  );
}
