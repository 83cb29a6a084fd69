// Times train steps of the wide kernels against the relaxed ones over many sizes, in turns: `node bin/node.cjs test/bench/builds.ts`,
// with `--rounds 9` and `--widths 64,512`. Above 1 the wide ones are faster.
import { parseArgs } from 'node:util';
import { runConfigSchema } from '../../src/shared/config/schema.ts';
import { BatchSource } from '../../src/main/training/batches.ts';
import { createEngine } from '../../src/main/training/engines/create.ts';
import { noSums } from '../../src/main/training/engines/engine.ts';
import { lawsOf } from '../../src/main/training/laws.ts';
import { initialState } from '../../src/main/training/model/initialise.ts';
import { modelOf } from '../../src/main/training/model/network.ts';
import { randomStream } from '../../src/main/training/random.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '25' },
    widths: { type: 'string', default: '1,2,3,5,8,13,16,32,64,100,128,256,512' },
  },
});
const BATCHES = [1, 2, 7, 8, 16, 32, 100, 256, 1024];
/** About how long one round of one build takes: short, so that most of them pass without another program in between. */
const ROUND_MILLISECONDS = 1.5;

/** Milliseconds of a train step in each round. */
type Trainer = () => number;

async function trainerOf(build: 'relaxed' | 'wide', width: number, batch: number): Promise<Trainer> {
  const network = { hidden_widths: [width, width] };
  const config = runConfigSchema.parse({ batch_size: batch, generator: network, discriminator: network });
  const { target, noise } = await lawsOf(config, { table: undefined, modules: [] });
  const model = modelOf(config, target.dimension);
  const engine = createEngine('fused', model, build);
  engine.importState(initialState(model, randomStream(config.seed, 'init')));
  const batches = new BatchSource(model, target, noise, config.seed);
  const sums = noSums();
  // One set of batches: how they are drawn is the same for both.
  const drawn = batches.draw(Math.min(batches.capacity, 4));
  const train = (calls: number) => {
    const start = performance.now();
    for (let call = 0; call < calls; call++) engine.train(drawn, sums);
    return (performance.now() - start) / calls;
  };
  train(2);
  const calls = Math.max(1, Math.round(ROUND_MILLISECONDS / Math.min(train(2), train(2), train(2))));
  return () => train(calls);
}

console.log(['width \\ batch', ...BATCHES].join('\t'));
for (const width of values.widths.split(',').map(Number)) {
  const ratios: string[] = [];
  for (const batch of BATCHES) {
    const trainers = [await trainerOf('relaxed', width, batch), await trainerOf('wide', width, batch)];
    const least = trainers.map(() => Infinity);
    for (let round = 0; round < Number(values.rounds); round++)
      for (const [index, train] of trainers.entries()) least[index] = Math.min(least[index], train());
    ratios.push((least[0] / least[1]).toFixed(2));
  }
  console.log([width, ...ratios].join('\t'));
}
