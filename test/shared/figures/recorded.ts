import { randomStream } from '../../../src/main/training/random.ts';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import type { Law2D } from '../../../src/shared/distributions/law.ts';
import { targetLaw } from '../../../src/shared/distributions/target-law.ts';
import type { DistributionFigureData } from '../../../src/shared/figures/distribution-figure.ts';
import type { LossesFigureData } from '../../../src/shared/figures/losses-figure.ts';
import { targetShape } from '../../../src/shared/figures/target-shape.ts';
import type { FigureRun } from '../../../src/shared/figures/title.ts';
import { PRESENT_RULES } from '../../../src/shared/metric-rules.ts';
import type { Axes, EpochRecord } from '../../../src/shared/run.ts';
import { Series, type SeriesChunk } from '../../../src/shared/series/series.ts';

export function figureRun(name = 'vanilla', config: RunConfigInput = {}): FigureRun {
  return { name, config: runConfigSchema.parse(config) };
}

/** Losses that start apart and settle around ln 2, as those of the first experiment do. */
export function settlingLosses(epochs: number): EpochRecord[] {
  const source = randomStream(1, 'losses');
  return Array.from({ length: epochs }, (_, index) => {
    const apart = Math.exp(-index / 40);
    return {
      epoch: index + 1,
      lossGenerator: 0.693 + 0.5 * apart + 0.03 * source.normal(),
      lossReal: 0.693 - 0.45 * apart + 0.03 * source.normal(),
      lossFake: 0.693 - 0.2 * apart + 0.03 * source.normal(),
      seconds: index,
    };
  });
}

export function recordedLosses(epochs = 600): LossesFigureData {
  const metrics = new Series(10_000);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    metrics.append(epoch, { ideal_discriminator_loss: 0.69 - 0.5 * Math.exp(-epoch / 60) });
  }
  return { run: figureRun(), losses: lossSeries(settlingLosses(epochs)), metrics: metrics.chunk() };
}

export function lossSeries(epochs: readonly EpochRecord[], capacity = 10_000): SeriesChunk {
  const series = new Series(capacity);
  for (const { epoch, lossGenerator, lossReal, lossFake, seconds } of epochs) {
    series.append(epoch, { loss_generator: lossGenerator, loss_real: lossReal, loss_fake: lossFake, seconds });
  }
  return series.chunk();
}

export const LINE: Axes = { data: [{ low: -4, high: 4 }], latent: { low: 0, high: 1 } };
export const PLANE: Axes = {
  data: [
    { low: -2.6, high: 2.6 },
    { low: -2.6, high: 2.6 },
  ],
  latent: undefined,
};

/** 2,000 draws of N(0.1, 0.9), shown beside the standard normal law. */
export function recorded1D(more: Partial<DistributionFigureData> = {}): DistributionFigureData {
  const source = randomStream(1, 'samples');
  const samples = Float32Array.from({ length: 2000 }, () => 0.1 + 0.9 * source.normal()).sort();
  return {
    run: figureRun(),
    axes: LINE,
    snapshot: {
      epoch: 600,
      metrics: { wasserstein_1: 0.12345, ks: 0.05678 },
      averageMetrics: undefined,
      outside: 0,
      frame: {
        dimension: 1,
        samples,
        discriminator: Float32Array.from({ length: 201 }, (_, index) => index / 200),
        generator: undefined,
      },
    },
    target: targetShape(targetLaw({ law: 'normal', mean: 0, standard_deviation: 1 }), LINE, 60, source),
    ...more,
  };
}

export function ringLaw(): Law2D {
  const law = targetLaw({ law: 'ring', modes: 8, radius: 2, standard_deviation: 0.2 });
  if (law.dimension !== 2) throw new TypeError('a ring lies in the plane');
  return law;
}

/** 1,000 draws of a ring beside its own density. */
export function recorded2D(more: Partial<DistributionFigureData> = {}): DistributionFigureData {
  const source = randomStream(1, 'points');
  const points = new Float32Array(2000);
  ringLaw().sample(points, 1000, source);
  return {
    run: { ...figureRun('ring', { target: 'ring' }), metricRules: PRESENT_RULES },
    axes: PLANE,
    snapshot: {
      epoch: 400,
      metrics: { sliced_wasserstein_1: 0.02352, modes_covered: 8 },
      averageMetrics: undefined,
      outside: 1,
      frame: { dimension: 2, points, discriminator: new Float32Array(48 * 48) },
    },
    target: targetShape(ringLaw(), PLANE, 60, source),
    ...more,
  };
}
