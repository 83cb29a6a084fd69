import type { RunConfig } from '../../shared/config/schema.ts';
import { PRESENT_RULES, type MetricRules } from '../../shared/metric-rules.ts';
import type { Run } from '../../shared/run.ts';

/** How the noise floors are found, counted up when that changes, so that older ones are not taken for them. */
const FLOORS_VERSION = 1;

/** Equal for runs that have the same noise floors, but for the number of samples. */
export function floorLaw({ target, noise, generator, snapshots }: RunConfig, rules: MetricRules): string {
  const law = [FLOORS_VERSION, target, noise, generator.latent_dimension, snapshots.bins];
  return JSON.stringify(Object.keys(rules).length === 0 ? law : [...law, rules]);
}

/** A run that has begun keeps the rules it is measured by; one that begins takes those of today. */
export function rulesFor({ metricRules }: Run): MetricRules {
  return metricRules ?? PRESENT_RULES;
}
