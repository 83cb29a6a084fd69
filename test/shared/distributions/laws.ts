import { targetSchema, type TargetConfig } from '../../../src/shared/config/laws.ts';
import type { Law1D, Law2D } from '../../../src/shared/distributions/law.ts';
import { targetLaw, type ResolvedTarget } from '../../../src/shared/distributions/target-law.ts';

function parse(input: unknown): Exclude<TargetConfig, { law: 'csv' | 'module' }> {
  const config = targetSchema.parse(input);
  if (config.law === 'csv' || config.law === 'module') throw new Error('a law without a file is wanted');
  return config;
}

export function law1D(target: ResolvedTarget): Law1D {
  const law = targetLaw(target);
  if (law.dimension !== 1) throw new Error('a law of one coordinate is wanted');
  return law;
}

export function law2D(target: ResolvedTarget): Law2D {
  const law = targetLaw(target);
  if (law.dimension !== 2) throw new Error('a law of two coordinates is wanted');
  return law;
}

/** A law of one coordinate from what a user may write. */
export const parsed1D = (input: unknown): Law1D => law1D(parse(input));

/** A law of two coordinates from what a user may write. */
export const parsed2D = (input: unknown): Law2D => law2D(parse(input));

/** Every law of one coordinate that is a formula, with parameters that are nobody's default. */
export const LAWS_1D: readonly Record<string, unknown>[] = [
  { law: 'normal', mean: -3, standard_deviation: 0.7 },
  { law: 'uniform', low: -2, high: 5 },
  { law: 'exponential', rate: 2.5 },
  { law: 'laplace', location: 1.5, scale: 0.4 },
  { law: 'log_normal', log_mean: 0.3, log_standard_deviation: 0.35 },
  { law: 'student_t', degrees_of_freedom: 12, location: 2, scale: 3 },
  { law: 'student_t', degrees_of_freedom: 1.5, location: -1, scale: 0.5 },
  { law: 'mixture', weights: [1, 2, 5], means: [-3, 0, 1.5], standard_deviations: [0.2, 1, 0.4] },
  { law: 'formula', density: 'exp(-x^4 / 4)' },
  { law: 'formula', density: 'exp(-(x - 2)^2 * 2) + 3 * exp(-abs(x + 1))' },
  { law: 'formula', density: 'sqrt(x) * exp(-x / 2)', range: [0, 100] },
  { law: 'drawn', positions: [-1, 0, 2, 2.5, 4], heights: [0.5, 3, 1, 2, 0] },
];

/** Every law of two coordinates that is a formula; the first of each kind is the default. */
export const LAWS_2D: readonly Record<string, unknown>[] = [
  { law: 'ring' },
  { law: 'ring', modes: 5, radius: 1, standard_deviation: 0.2 },
  { law: 'grid' },
  { law: 'grid', side: 3, spacing: 0.7, standard_deviation: 0.15 },
  { law: 'two_moons' },
  { law: 'spiral' },
  { law: 'swiss_roll' },
  { law: 'swiss_roll', turns: 2, radius: 5, standard_deviation: 0.3 },
  { law: 'checkerboard' },
  { law: 'checkerboard', side: 3, width: 6 },
  { law: 'formula', density: 'exp(-x^2 / 2 - (y - x)^2)' },
  { law: 'formula', density: 'exp(-(sqrt(x^2 + y^2) - 2)^2 / 0.1)', range: [-4, 4, -3.5, 3.5] },
];

export function nameOf(input: Record<string, unknown>): string {
  return Object.entries(input)
    .map(([key, value]) => (key === 'law' ? String(value) : `${key} ${JSON.stringify(value)}`))
    .join(', ');
}
