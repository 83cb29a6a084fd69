import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { axesOf } from '../../../../src/main/training/metrics/axes.ts';
import { latentPoints } from '../../../../src/main/training/metrics/latent-curve.ts';
import { cellsFor, countInCells, spreadOverCells } from '../../../../src/main/training/metrics/law-cells.ts';
import { runConfigSchema } from '../../../../src/shared/config/schema.ts';
import type { Law1D } from '../../../../src/shared/distributions/law.ts';
import { targetLaw } from '../../../../src/shared/distributions/target-law.ts';
import { uniform } from '../../../../src/shared/distributions/uniform.ts';
import { evaluatorOf, uniformNoise, wideNoise } from './targets.ts';

const CASES = z
  .array(
    z.object({
      target: z.looseObject({ law: z.string() }),
      generator: z.tuple([z.number(), z.number(), z.number()]),
      divergence: z.number(),
    }),
  )
  .parse(JSON.parse(readFileSync('test/data/metrics/curve-divergences.json', 'utf8')));

function lawOf(target: unknown): Law1D {
  const config = runConfigSchema.parse({ target });
  if (config.target.law === 'csv' || config.target.law === 'module') throw new Error('a law by a formula');
  const law = targetLaw(config.target);
  if (law.dimension !== 1) throw new Error('a law on the line');
  return law;
}

test.each(CASES.map(({ target, ...rest }) => ({ name: JSON.stringify(target), target, ...rest })))(
  '$name, generator $generator: the divergence of numerical integration to 1 %',
  ({ target, generator: [a, b, c], divergence }) => {
    const law = lawOf(target);
    const points = latentPoints(uniformNoise, axesOf(law, uniformNoise), 256);
    const curve = Float32Array.from(points?.values ?? [], (z) => a + b * z + c * z * z * z);
    const { metrics } = evaluatorOf(law, { samples: 4 }).evaluate(Float32Array.of(0, 1, 2, 3), curve);
    expect(Math.abs((metrics.jensen_shannon ?? NaN) / divergence - 1)).toBeLessThan(0.01);
    expect(metrics.ideal_discriminator_loss).toBe(Math.LN2 - (metrics.jensen_shannon ?? NaN));
  },
);

test('a perfect generator of several latents is shown next to no divergence from its samples', () => {
  const law = lawOf({ law: 'exponential', rate: 1 });
  const floor = evaluatorOf(law, { samples: 2000, noise: wideNoise })
    .noiseFloors()
    .find(({ metric }) => metric === 'jensen_shannon');
  // By the first rule 0.0039, of the end of the support 0.003.
  expect(floor?.mean).toBeLessThan(0.0012);
});

test('cells are parted at the axis, at equal shares and at the ends of the support, and hold all probability', () => {
  const { edges, target } = cellsFor(uniform({ low: 0, high: 1 }), { low: -0.25, high: 1.25 }, 2);
  expect(Array.from(edges)).toEqual([-0.25, 0, 0.5, 1, 1.25]);
  expect(Array.from(target)).toEqual([0, 0, 0.5, 0.5, 0, 0]);
});

test('samples and pieces of a curve fall into their cells, folded and flat ones too', () => {
  const edges = Float64Array.of(0, 1, 4);
  const shares = new Float64Array(4);
  countInCells(Float32Array.of(-1, 0.5, 2, 5), edges, shares);
  expect(Array.from(shares)).toEqual([0.25, 0.25, 0.25, 0.25]);
  const spread = (...curve: number[]) => {
    const pieces = new Float64Array(curve.length - 1).fill(1 / (curve.length - 1));
    spreadOverCells(Float32Array.from(curve), pieces, edges, shares);
    return Array.from(shares);
  };
  expect(spread(-1, 3)).toEqual([0.25, 0.25, 0.5, 0]);
  expect(spread(3, -1, 3)).toEqual([0.25, 0.25, 0.5, 0]);
  expect(spread(5, 6, 0.5, 0.5)[3]).toBeCloseTo(1 / 3 + (2 / 5.5) * (1 / 3), 12);
  expect(spread(0.5, 0.5)).toEqual([0, 1, 0, 0]);
  expect(spread(1, 1, 1)).toEqual([0, 1, 0, 0]);
});
