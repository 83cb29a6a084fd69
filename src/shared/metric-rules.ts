import { METRICS, type EpochKey, type MetricDefinition, type MetricKey } from './metrics.ts';

/**
 * A quantity recorded over a run: a metric of the generator or of the averaged one, or a number of each epoch, such as
 * a loss.
 */
export type Measured = MetricKey | EpochKey | `ema_${MetricKey}`;

/**
 * The rules by which the metrics of a run are measured: for each metric the number of its rule, 1 if none is given. A
 * run keeps the rules it began with, so all its snapshots are comparable. Numbers measured by different rules are never
 * mixed.
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

/**
 * The number of the rule by which a metric was measured, also for the averaged generator. Losses and other numbers of
 * epochs have only one.
 */
export function ruleOf(rules: MetricRules | undefined, metric: Measured): number {
  const definition = definitionOf(metric);
  return (definition && rules?.[definition.key]) ?? 1;
}

/** Whether the metric is still measured by this rule today. */
function isPresentRule(metric: Measured, rule: number): boolean {
  const definition = definitionOf(metric);
  return definition === undefined || presentRule(definition) === rule;
}

export function hasEarlierRules(metric: Measured): boolean {
  return (definitionOf(metric)?.earlierRules?.length ?? 0) > 0;
}

/** The words for a rule after the metric's name; empty for the present rule. */
export function ruleWords(metric: Measured, rule: number): string {
  return isPresentRule(metric, rule) ? '' : `by rule ${rule}`;
}

/** A label, followed by `(by rule 1)` if that is not the present rule. */
export function ruledLabel(label: string, metric: Measured, rules: MetricRules | undefined): string {
  const words = ruleWords(metric, ruleOf(rules, metric));
  return words === '' ? label : `${label} (${words})`;
}

/** What a metric measures by a rule; undefined if this program does not know the rule. */
export function ruleDescription(metric: Measured, rule: number): string | undefined {
  const definition = definitionOf(metric);
  if (definition === undefined) return undefined;
  return [...(definition.earlierRules ?? []), definition.description].at(rule - 1);
}

/** The metrics whose rule this program does not know, because a newer program began the run. */
export function unknownRules(rules: MetricRules): (typeof DEFINITIONS)[number][] {
  return DEFINITIONS.filter((definition) => (rules[definition.key] ?? 1) > presentRule(definition));
}
