import { METRICS, type EpochKey, type MetricDefinition, type MetricKey } from './metrics.ts';

/** What is followed over a run: a metric, of the generator or the averaged one, or a number of its epochs, such as a loss. */
export type Measured = MetricKey | EpochKey | `ema_${MetricKey}`;

/**
 * The rules by which the metrics of a run are measured: by metric the number of its rule, 1 where none is given. A run keeps those it
 * began with, so that all its snapshots compare. Numbers by different rules are never put together.
 */
export type MetricRules = { readonly [Key in MetricKey]?: number };

const DEFINITIONS: readonly (MetricDefinition & { readonly key: MetricKey })[] = METRICS;

/** The number of the rule by which a metric is measured today. */
const presentRule = ({ earlierRules = [] }: MetricDefinition): number => earlierRules.length + 1;

/** The rules of a run that begins today. */
export const PRESENT_RULES: MetricRules = Object.fromEntries(
  DEFINITIONS.filter((definition) => presentRule(definition) > 1).map((definition) => [
    definition.key,
    presentRule(definition),
  ]),
);

function definitionOf(metric: Measured): (typeof DEFINITIONS)[number] | undefined {
  const key = metric.startsWith('ema_') ? metric.slice('ema_'.length) : metric;
  return DEFINITIONS.find((definition) => definition.key === key);
}

/** The number of the rule by which a metric was measured, of the averaged generator too; losses and the like have but one. */
export function ruleOf(rules: MetricRules | undefined, metric: Measured): number {
  const definition = definitionOf(metric);
  return (definition && rules?.[definition.key]) ?? 1;
}

/** Whether it is the rule by which the metric is measured today. */
function isPresentRule(metric: Measured, rule: number): boolean {
  const definition = definitionOf(metric);
  return definition === undefined || presentRule(definition) === rule;
}

export function hasEarlierRules(metric: Measured): boolean {
  return (definitionOf(metric)?.earlierRules?.length ?? 0) > 0;
}

/** The words for a rule beside the metric's name; none for the present rule. */
export function ruleWords(metric: Measured, rule: number): string {
  return isPresentRule(metric, rule) ? '' : `by rule ${rule}`;
}

/** A label with `(by rule 1)` behind it where that is not the present rule. */
export function ruledLabel(label: string, metric: Measured, rules: MetricRules | undefined): string {
  const words = ruleWords(metric, ruleOf(rules, metric));
  return words === '' ? label : `${label} (${words})`;
}

/** What a metric measures by a rule; undefined where this program does not know the rule. */
export function ruleDescription(metric: Measured, rule: number): string | undefined {
  const definition = definitionOf(metric);
  if (definition === undefined) return undefined;
  return [...(definition.earlierRules ?? []), definition.description].at(rule - 1);
}

/** The metrics that are measured by a rule which this program does not know: a newer one began the run. */
export function unknownRules(rules: MetricRules): (typeof DEFINITIONS)[number][] {
  return DEFINITIONS.filter((definition) => (rules[definition.key] ?? 1) > presentRule(definition));
}
