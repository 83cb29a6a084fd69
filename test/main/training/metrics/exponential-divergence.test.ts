import { expect, test } from 'vitest';
import { createEngine } from '../../../../src/main/training/engines/create.ts';
import { lawsOf } from '../../../../src/main/training/laws.ts';
import { modelOf } from '../../../../src/main/training/model/network.ts';
import { Observation } from '../../../../src/main/training/observation.ts';
import { Trainer } from '../../../../src/main/training/trainer.ts';
import { PRESETS } from '../../../../src/shared/config/presets.ts';
import { runConfigSchema } from '../../../../src/shared/config/schema.ts';
import { PRESENT_RULES } from '../../../../src/shared/metric-rules.ts';

const EPOCHS = [5, 20, 50, 100, 200, 300];
const POINTS = 65_536;
const WIDTH = 1 / 4096;

/** ½ Σ of p ln(2p/(p + q)) and q ln(2q/(p + q)). */
function divergence(target: Float64Array, generator: Float64Array): number {
  let sum = 0;
  target.forEach((p, cell) => {
    const q = generator[cell];
    if (p > 0) sum += p * Math.log((2 * p) / (p + q));
    if (q > 0) sum += q * Math.log((2 * q) / (p + q));
  });
  return sum / 2;
}

/**
 * The divergence of a curve over evenly spaced uniform latents from Exp(1): over cells of 1/4,096 whose edges meet the end of the support at
 * 0. A piece of the curve lies evenly over its image.
 */
function convergedDivergence(curve: Float32Array): number {
  const low = Math.floor(
    Math.min(0, ...Array.from({ length: 64 }, (_, at) => Math.min(...curve.subarray(at * 1024, (at + 1) * 1024)))),
  );
  const cells = Math.ceil((40 - low) / WIDTH);
  const target = Float64Array.from({ length: cells }, (_, cell) => {
    const from = low + cell * WIDTH;
    return from < 0 ? 0 : Math.exp(-from) - Math.exp(-from - WIDTH);
  });
  const generator = new Float64Array(cells);
  const share = 1 / (curve.length - 1);
  for (let piece = 0; piece + 1 < curve.length; piece++) {
    const [from, to] = [curve[piece], curve[piece + 1]].map((value) => (value - low) / WIDTH).sort((a, b) => a - b);
    for (let cell = Math.floor(from); cell <= Math.floor(to); cell++) {
      const covered = Math.min(to, cell + 1) - Math.max(from, cell);
      generator[cell] += to > from ? (share * covered) / (to - from) : share;
    }
  }
  return divergence(target, generator);
}

test('the divergence of a vanilla run on the exponential law is converged, where 240 equal cells were up to a fifth low', async () => {
  const low: number[] = [];
  for (const seed of [1, 2]) {
    const config = runConfigSchema.parse({
      ...PRESETS.vanilla.config,
      target: { law: 'exponential', rate: 1 },
      seed,
      snapshots: { every: 1_000_000 },
    });
    const laws = await lawsOf(config, { table: undefined, modules: [] });
    const { target, noise } = laws;
    const model = modelOf(config, 1);
    const engine = createEngine('fused', model);
    const observation = new Observation(config, laws, PRESENT_RULES);
    const byFirstRule = new Observation(config, laws, {});
    const takeSnapshot = () => undefined;
    const trainer = new Trainer({ config, model, engine, target, noise, takeSnapshot, from: undefined });
    const latents = Float32Array.from({ length: POINTS }, (_, index) => index / (POINTS - 1));
    for (let epoch = 1; epoch <= Math.max(...EPOCHS); epoch++) {
      trainer.advance(1e9, () => true);
      if (!EPOCHS.includes(epoch)) continue;
      const converged = convergedDivergence(engine.generate(latents, 'current'));
      const shown = (by: Observation) => (by.snapshot(engine, epoch).metrics.jensen_shannon ?? NaN) / converged - 1;
      expect({ seed, epoch, isNear: Math.abs(shown(observation)) < 0.01 }).toMatchObject({ isNear: true });
      low.push(shown(byFirstRule));
    }
    engine.dispose();
  }
  expect(Math.max(...low)).toBeLessThan(0);
  expect(Math.min(...low)).toBeLessThan(-0.15);
});
