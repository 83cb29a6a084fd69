import type { Engine } from '../../../../src/main/training/engines/engine.ts';
import { countOnGrid } from '../../../../src/main/training/metrics/cells.ts';
import { jensenShannon } from '../../../../src/main/training/metrics/jensen-shannon.ts';
import { GRID_SIDE, referenceDraw } from '../../../../src/main/training/metrics/reference-draw.ts';
import type { Observation } from '../../../../src/main/training/observation.ts';
import { randomStream } from '../../../../src/main/training/random.ts';
import type { Law2D, NoiseLaw } from '../../../../src/shared/distributions/law.ts';

const CHUNK = 20_000;
const CHUNKS = 10;

/** The divergence of 200,000 samples of the generator as it is. */
export function trueDivergence(engine: Engine, law: Law2D, noise: NoiseLaw, { axes }: Observation): number {
  const ranges = [axes.data[0], axes.data[1]] as const;
  const stream = randomStream(99, 'truth');
  const latent = new Float32Array(CHUNK * noise.dimension);
  const all = new Float64Array(GRID_SIDE * GRID_SIDE + 1);
  const shares = new Float64Array(all.length);
  for (let chunk = 0; chunk < CHUNKS; chunk++) {
    noise.sample(latent, CHUNK, stream);
    countOnGrid(engine.generate(latent, 'current'), ranges, GRID_SIDE, shares);
    shares.forEach((share, cell) => (all[cell] += share / CHUNKS));
  }
  return jensenShannon(referenceDraw(law, ranges, 2).cells, all);
}
