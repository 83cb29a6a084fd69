import { describeConfig } from '../config/describe.ts';
import { shortValue } from '../config/label.ts';
import { SHORT_NAMES } from '../config/short-names.ts';
import { EPOCH_KEYS, METRICS } from '../metrics.ts';
import { isObject, ownValue } from '../objects.ts';
import { outcomeOf } from '../outcome.ts';
import { buildOf, epochsDone, trainingFacts, type Run, type Summary } from '../run.ts';
import type { FilterRow, FilterValue } from './expression.ts';

/** Fields of a run besides its config and its numbers. */
const FACTS: Readonly<Record<string, (run: Run, summaries: readonly Summary[]) => FilterValue>> = {
  id: (run) => run.id,
  name: (run) => run.name,
  status: (run) => run.status,
  outcome: (run, summaries) => outcomeOf(run, summaries) ?? '',
  tags: (run) => run.tags.join(' '),
  notes: (run) => run.notes,
  group: (run) => run.group,
  parent: (run) => run.lineage?.parent,
  parent_epoch: (run) => run.lineage?.epoch,
  // The engine that trained the run, if it has begun; the config may only say `auto`.
  engine: (run) => buildOf(run)?.engine ?? run.config.engine,
  created: (run) => run.createdAt,
  epochs_done: epochsDone,
  seconds: (run) => trainingFacts(run).seconds,
};

/** The parts of a summary by the suffix of the key; the last value has no suffix. */
const PARTS: readonly (readonly [string, (summary: Summary) => number])[] = [
  ['', ({ last }) => last],
  ['_tail', ({ tailMean }) => tailMean],
  ['_minimum', ({ minimum }) => minimum],
  ['_maximum', ({ maximum }) => maximum],
];

const METRIC_KEYS: readonly string[] = METRICS.flatMap(({ key }) => [key, `ema_${key}`]);
const SUMMARISED: readonly string[] = [...METRIC_KEYS, ...EPOCH_KEYS];

/** A law, loss or optimizer can be compared by its group too: `target = ring`. */
const CHOICES = new Map(
  describeConfig().flatMap(({ path }) => {
    const choice = /^(.+)\.(?:law|name)$/.exec(path);
    return choice ? [[choice[1], path] as const] : [];
  }),
);

/** Short names of fields and metrics. */
const ALIASES = new Map([
  ...[...SHORT_NAMES].map(([path, name]) => [name, path] as const),
  ...PARTS.flatMap(([end]) => [
    [`w1${end}`, `wasserstein_1${end}`] as const,
    [`w1_share${end}`, `wasserstein_1_share${end}`] as const,
    [`sw1${end}`, `sliced_wasserstein_1${end}`] as const,
  ]),
]);

/** The keys that a filter or a sort may name. */
export const RUN_FIELDS: ReadonlySet<string> = new Set([
  ...Object.keys(FACTS),
  ...SUMMARISED.flatMap((key) => PARTS.map(([end]) => key + end)),
  ...METRIC_KEYS.map((key) => `final_${key}`),
  ...describeConfig().map(({ path }) => path),
  ...CHOICES.keys(),
  ...ALIASES.keys(),
]);

/**
 * An entry of a list as text: a layer by its name, so that `generator.layers ~ batch_norm` finds it; a penalty as
 * labels show it.
 */
function itemText(item: unknown): string {
  if (!isObject(item)) return String(item);
  return typeof item.layer === 'string' ? item.layer : shortValue(item);
}

function atPath(config: unknown, path: string): FilterValue {
  let value = config;
  for (const key of path.split('.')) value = ownValue(value, key);
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? value.map(itemText).join(',') : undefined;
}

function finalMetric(run: Run, key: string): FilterValue {
  if (run.status !== 'finished') return undefined;
  const { metrics, averageMetrics } = run.final;
  const isAverage = key.startsWith('ema_');
  const from: Readonly<Record<string, number>> = (isAverage ? averageMetrics : metrics) ?? {};
  const value: number | undefined = from[isAverage ? key.slice('ema_'.length) : key];
  return value;
}

/** The reader of each number of a summary, by its key. So no table is built for each of ten thousand runs. */
const NUMBERS = new Map(
  SUMMARISED.flatMap((metric) => PARTS.map(([end, read]) => [metric + end, { metric, read }] as const)),
);

/** The value of a run that filters and sorts use, by a key of `RUN_FIELDS`. */
export function runFields(run: Run, summaries: readonly Summary[]): FilterRow {
  return (name) => {
    const key = ALIASES.get(name) ?? name;
    if (Object.hasOwn(FACTS, key)) return FACTS[key](run, summaries);
    const number = NUMBERS.get(key);
    if (number) {
      const summary = summaries.find(({ metric }) => metric === number.metric);
      return summary && number.read(summary);
    }
    if (key.startsWith('final_')) return finalMetric(run, key.slice('final_'.length));
    return atPath(run.config, CHOICES.get(key) ?? key);
  };
}
