import { axesOf } from '../../../../src/main/training/metrics/axes.ts';
import { createEvaluator } from '../../../../src/main/training/metrics/evaluation.ts';
import type { Evaluator } from '../../../../src/main/training/metrics/evaluator.ts';
import { latentPoints } from '../../../../src/main/training/metrics/latent-curve.ts';
import type { LossConfig } from '../../../../src/shared/config/schema.ts';
import type { Law, NoiseLaw } from '../../../../src/shared/distributions/law.ts';
import { noiseLaw } from '../../../../src/shared/distributions/noise-law.ts';
import { PRESENT_RULES, type MetricRules } from '../../../../src/shared/metric-rules.ts';
import type { NoiseFloor } from '../../../../src/shared/metrics.ts';

export const uniformNoise = noiseLaw({ law: 'uniform', low: 0, high: 1 }, 1);
export const wideNoise = noiseLaw({ law: 'normal', mean: 0, standard_deviation: 1 }, 4);

interface Case {
  readonly samples: number;
  readonly noise?: NoiseLaw;
  readonly loss?: LossConfig;
  readonly rules?: MetricRules;
}

/** The evaluator that a run of this target would have; its latent is U(0, 1) unless told. */
export function evaluatorOf(
  law: Law,
  { samples, noise = uniformNoise, loss = { name: 'bce', real_label: 1 }, rules = PRESENT_RULES }: Case,
): Evaluator {
  const axes = axesOf(law, noise);
  return createEvaluator({ law, samples, bins: 60, axes, loss, latent: latentPoints(noise, axes, 256), rules });
}

/** The noise floor of one metric. */
export function floorOf(evaluator: Evaluator, metric: NoiseFloor['metric']): NoiseFloor {
  const floor = evaluator.noiseFloors().find((candidate) => candidate.metric === metric);
  if (!floor) throw new Error(`${metric} has no noise floor`);
  return floor;
}
