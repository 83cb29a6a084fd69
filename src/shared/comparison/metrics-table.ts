import type { RunRow } from '../api/runs.ts';
import { membership, membershipText, type LeftOut, type Membership } from '../groups/members.ts';
import { spreadOf, type Spread } from '../statistics/band.ts';
import { holm, simultaneousIntervals } from '../statistics/holm.ts';
import { mean, median, standardDeviation } from '../statistics/moments.ts';
import type { Interval } from '../statistics/t-test.ts';
import type { SinceLook } from '../groups/looks.ts';
import type { SubjectKey } from '../subject.ts';
import { againstBase, type AgainstBase, type SeedTest } from './against-base.ts';
import { commonRule, keepRule } from './common-rule.ts';
import { sharedBasis } from './comparability.ts';
import { distanceLabel, targetMoment } from '../target-moments.ts';
import { isOfEpochs, type NoiseFloor } from '../metrics.ts';
import { noiseFloorOf, type FloorsOf } from './noise-floor.ts';
import {
  distanceOf,
  measuredOf,
  summaryOf,
  type ComparedMeasure,
  type Measured,
  type MemberValue,
} from './measured.ts';
import { describeMetric, primaryMetric, SUMMARY_METRICS, type SummaryMetric } from './summary-metric.ts';
import { epochsDone } from '../run.ts';

/** A run or group that is compared. */
export interface ComparedSubject {
  readonly key: SubjectKey;
  readonly name: string;
  readonly kind: 'run' | 'group';
  /** Its place in the palette of run colours. */
  readonly colour: number;
  /** The dash pattern of its line, which distinguishes it from others of the same colour; solid if omitted. */
  readonly dash?: readonly number[];
  /** The run, or the runs of the group that are not hidden. */
  readonly rows: readonly RunRow[];
  /** The number of runs of the group that are not in `rows`: filtered out, in the trash, or not chosen. */
  readonly hidden: number;
  /** Its seeds that finished after the result was first looked at; omitted if there are none. */
  readonly sinceLook?: SinceLook | undefined;
}

export interface MetricsTableRequest {
  readonly subjects: readonly ComparedSubject[];
  readonly metrics: readonly SummaryMetric[];
  readonly measure: ComparedMeasure;
  /** The subject that the others are compared with, if any. */
  readonly base: SubjectKey | undefined;
  /** Uses the averaged generator of runs that have one. */
  readonly preferAverage: boolean;
  /** The metric that decides the comparison. Default: the distance to the target, else the first metric. */
  readonly primary?: SummaryMetric | undefined;
  /** If omitted, no noise floor is known. */
  readonly floorsOf?: FloorsOf | undefined;
}

/** The best snapshot of all runs that count. As the best of many it is partly luck. */
export interface BestOfAll extends Measured {
  readonly run: string;
  /** The number of snapshots (for a loss, of epochs) of all these runs. */
  readonly of: number;
}

/** The numbers of one subject by one metric. Numbers that do not exist are NaN. */
export interface MetricCell {
  readonly subject: ComparedSubject;
  readonly isBase: boolean;
  /** Which runs count: as in `Membership`, but runs whose value is not finite or was not measured do not count. */
  readonly membership: Pick<Membership, 'of' | 'left' | 'text'>;
  /** Runs that count and have a value, by increasing seed. */
  readonly counted: readonly RunRow[];
  /** The chosen measure of each of them. */
  readonly values: readonly MemberValue[];
  /** Whether the values are those of the averaged generator. */
  readonly isAveraged: boolean;
  readonly n: number;
  readonly mean: number;
  /** The standard deviation, with divisor n − 1. */
  readonly standardDeviation: number;
  readonly median: number;
  readonly quartiles: Spread;
  /** The 95 % interval of the mean by Student's t. */
  readonly interval: Spread;
  /** Means of all measures over the runs that count, not only of the chosen one. */
  readonly tail: number;
  readonly last: number;
  readonly best: BestOfAll | undefined;
  /** What a perfect generator scores by chance; undefined if its runs have no floor, or different ones. */
  readonly floor: NoiseFloor | undefined;
  /** How it compares with the base, or why it cannot; undefined for the base itself and without a base. */
  readonly beside: AgainstBase | { readonly notComparable: string } | undefined;
  /** The difference from the base; undefined for the base itself, without values, and if they are not comparable. */
  readonly delta: number | undefined;
  /** Whether it is better or worse than the base; undefined if there is no delta or neither direction is better. */
  readonly direction: 'better' | 'worse' | 'same' | undefined;
  /**
   * The test against the base; undefined with fewer than three seeds on a side, without any spread, and if both contain
   * the same run.
   */
  readonly test: SeedTest | undefined;
  /** The test's p, corrected for how many subjects were tested by this metric. */
  readonly holmP: number | undefined;
  /** The interval of the difference that goes with it: all of this metric hold together in 95 % of cases or more. */
  readonly simultaneousInterval: Interval | undefined;
}

export interface MetricRow {
  readonly metric: SummaryMetric;
  readonly label: string;
  readonly unit: string;
  readonly lowerIsBetter: boolean | undefined;
  readonly measure: ComparedMeasure;
  /** The metric that decides the comparison. Others are secondary, because one of many differs by chance. */
  readonly primary: SummaryMetric;
  /** The rule of the metric by which all these numbers are measured; runs with another rule do not count. */
  readonly rule: number;
  /** Cells in the order of the subjects. */
  readonly cells: readonly MetricCell[];
  readonly base: MetricCell | undefined;
  /** Tests against the base, over which p is corrected. */
  readonly comparisons: number;
  /** Whether these are distances from the target's own value. */
  readonly isDistance: boolean;
  /**
   * The same for the distance of a moment from the target's own value, because only that can be good or bad; undefined
   * if it is not known.
   */
  readonly fromTarget: MetricRow | undefined;
}

export interface MetricsTable {
  readonly measure: ComparedMeasure;
  readonly base: SubjectKey | undefined;
  readonly subjects: readonly ComparedSubject[];
  readonly rows: readonly MetricRow[];
}

/** A row as it is shown: for a moment, the distance from the target's own value. */
export function shownRow(row: MetricRow): MetricRow {
  return row.fromTarget ?? row;
}

/** What all cells of one row share. */
interface Measuring {
  readonly metric: SummaryMetric;
  readonly measure: ComparedMeasure;
  readonly rule: number;
  readonly preferAverage: boolean;
  /** Returns the value of a run. */
  readonly read: typeof measuredOf;
  readonly isDistance: boolean;
  readonly floorsOf: FloorsOf | undefined;
}

/** A cell without its comparison with the base. */
type OwnCell = Omit<
  MetricCell,
  'isBase' | 'beside' | 'delta' | 'direction' | 'test' | 'holmP' | 'simultaneousInterval'
>;

/** A single run shows its numbers whatever its status. */
function membersOf(
  { kind, rows, hidden }: ComparedSubject,
  { metric, rule, preferAverage }: Measuring,
): Pick<Membership, 'of' | 'counted' | 'left'> {
  const { kept, left } = keepRule(rows, metric, rule, preferAverage);
  if (kind === 'run') return { of: rows.length, counted: kept, left };
  const members = membership(kept, hidden);
  return { of: rows.length + hidden, counted: members.counted, left: [...left, ...members.left] };
}

function finite(
  rows: readonly RunRow[],
  measured: (row: RunRow) => Measured | undefined,
): { readonly values: MemberValue[]; readonly left: LeftOut[] } {
  const values: MemberValue[] = [];
  let [notFinite, notMeasured] = [0, 0];
  for (const row of rows) {
    const value = measured(row)?.value;
    if (value === undefined) notMeasured += 1;
    else if (!Number.isFinite(value)) notFinite += 1;
    else values.push({ run: row.run.id, seed: row.run.config.seed, value });
  }
  const left = [
    { reason: 'not finite', count: notFinite },
    { reason: 'not measured', count: notMeasured },
  ];
  return { values, left: left.filter(({ count }) => count > 0) };
}

/** The number of values recorded so far for a run's metric or loss. */
function recordsOf({ run }: RunRow, metric: SummaryMetric): number {
  const epochs = epochsDone(run);
  return isOfEpochs(metric) ? epochs : Math.ceil(epochs / run.config.snapshots.every);
}

function bestOfAll(rows: readonly RunRow[], { metric, preferAverage, read }: Measuring): BestOfAll | undefined {
  const { lowerIsBetter } = describeMetric(metric);
  const found = rows.flatMap((row) => {
    const best = read(row, metric, 'best', preferAverage);
    return best && Number.isFinite(best.value) ? [{ ...best, run: row.run.id }] : [];
  });
  if (found.length === 0) return undefined;
  const isBetter = (a: Measured, b: Measured) => (lowerIsBetter === true ? a.value < b.value : a.value > b.value);
  const best = found.reduce((one, other) => (isBetter(other, one) ? other : one));
  return { ...best, of: rows.reduce((sum, row) => sum + recordsOf(row, metric), 0) };
}

/** The chosen measure of the runs that count. */
export function numbersOf({ values }: Pick<MetricCell, 'values'>): number[] {
  return values.map(({ value }) => value);
}

function ownCell(subject: ComparedSubject, measuring: Measuring): OwnCell {
  const { metric, measure, preferAverage, read, isDistance, floorsOf } = measuring;
  const runsOf = (rows: readonly RunRow[]) => rows.map(({ run }) => run.id);
  const { of, counted, left: uncounted } = membersOf(subject, measuring);
  const by = (one: ComparedMeasure) => finite(counted, (row) => read(row, metric, one, preferAverage));
  const { values, left: withoutValue } = by(measure);
  const numbers = numbersOf({ values });
  const left = [...uncounted, ...withoutValue];
  const meanBy = (one: ComparedMeasure) => mean(numbersOf(by(one)));
  return {
    subject,
    counted,
    membership: { of, left, text: membershipText(values.length, of, left) },
    values,
    isAveraged: counted.some((row) => summaryOf(row, metric, preferAverage)?.metric.startsWith('ema_')),
    n: values.length,
    mean: mean(numbers),
    standardDeviation: standardDeviation(numbers),
    median: median(numbers),
    quartiles: spreadOf(numbers, 'quartiles'),
    interval: spreadOf(numbers, 'interval_95'),
    tail: meanBy('tail'),
    last: meanBy('last'),
    best: bestOfAll(counted, measuring),
    floor: floorsOf && noiseFloorOf(runsOf(counted), { metric, isDistance }, floorsOf),
  };
}

/** How one cell compares with that of the base. */
function besideBase(
  base: OwnCell,
  cell: OwnCell,
  { metric, measure, preferAverage, read }: Measuring,
): Exclude<MetricCell['beside'], undefined> {
  const basis = sharedBasis(metric, measure, [cell.counted, base.counted]);
  if (basis.kind === 'not comparable') return { notComparable: basis.reason };
  if (basis.metric === metric && basis.measure === measure) return againstBase(basis, cell.values, base.values);
  const by = ({ counted }: OwnCell) =>
    finite(counted, (row) => read(row, basis.metric, basis.measure, preferAverage)).values;
  return againstBase(basis, by(cell), by(base));
}

/**
 * How a subject compares with its base; undefined for the base itself, without a base, and if they are not comparable.
 */
export function comparedWithBase({ beside }: Pick<MetricCell, 'beside'>): AgainstBase | undefined {
  return beside === undefined || 'notComparable' in beside ? undefined : beside;
}

function directionOf(beside: AgainstBase | undefined, lowerIsBetter: boolean | undefined): MetricCell['direction'] {
  if (beside?.difference === undefined || lowerIsBetter === undefined || !beside.basis.hasDirection) return undefined;
  if (beside.difference === 0) return 'same';
  return beside.difference < 0 === lowerIsBetter ? 'better' : 'worse';
}

/** Whether the distance of a moment from the target's own value is known for all runs that have measured it. */
function haveDistances({ subjects, preferAverage }: MetricsTableRequest, metric: SummaryMetric): boolean {
  const rows = subjects.flatMap((subject) => subject.rows.filter((row) => summaryOf(row, metric, preferAverage)));
  return rows.length > 0 && rows.every(({ run }) => targetMoment(run, metric) !== undefined);
}

function metricRow(metric: SummaryMetric, request: MetricsTableRequest): MetricRow {
  const description = describeMetric(metric);
  const signed = describedRow(metric, request, { ...description, isDistance: false });
  if (!haveDistances(request, metric)) return signed;
  const distance = { ...description, label: distanceLabel(description.label), lowerIsBetter: true, isDistance: true };
  return { ...signed, fromTarget: describedRow(metric, request, distance) };
}

function describedRow(
  metric: SummaryMetric,
  request: MetricsTableRequest,
  { label, unit, lowerIsBetter, isDistance }: Pick<MetricRow, 'label' | 'unit' | 'lowerIsBetter' | 'isDistance'>,
): MetricRow {
  const { subjects, measure, preferAverage, floorsOf } = request;
  const rule = commonRule(subjects, metric, preferAverage);
  const read = isDistance ? distanceOf : measuredOf;
  const measuring = { metric, measure, rule, preferAverage, read, isDistance, floorsOf };
  const own = subjects.map((subject) => ownCell(subject, measuring));
  const ownBase = own.find(({ subject }) => subject.key === request.base);
  const besides = own.map((cell) =>
    ownBase === undefined || cell === ownBase ? undefined : besideBase(ownBase, cell, measuring),
  );
  const tests = besides.map((beside) => comparedWithBase({ beside })?.test);
  const made = tests.filter((test) => test !== undefined);
  const corrected = holm(made.map(({ p }) => p)).values();
  const intervals = simultaneousIntervals(made).values();
  const cells = own.map((cell, index): MetricCell => {
    const beside = besides[index];
    const compared = comparedWithBase({ beside });
    const test = tests[index];
    return {
      ...cell,
      isBase: cell === ownBase,
      beside,
      delta: compared?.difference,
      direction: directionOf(compared, lowerIsBetter),
      test,
      holmP: test && corrected.next().value,
      simultaneousInterval: test && intervals.next().value,
    };
  });
  return {
    metric,
    label,
    unit,
    lowerIsBetter,
    measure,
    primary: primaryMetric(request.primary, request.metrics) ?? metric,
    rule,
    cells,
    base: cells.find(({ isBase }) => isBase),
    comparisons: made.length,
    isDistance,
    fromTarget: undefined,
  };
}

/** The values of runs and groups, one row per metric and one cell per subject, with their differences from the base. */
export function metricsTable(request: MetricsTableRequest): MetricsTable {
  const { subjects, metrics, measure, base } = request;
  return { measure, base, subjects, rows: metrics.map((metric) => metricRow(metric, request)) };
}

/** The metrics and losses that any of these runs has measured, in the order of `SUMMARY_METRICS`. */
export function measuredMetrics(rows: readonly RunRow[]): SummaryMetric[] {
  const measured = new Set(rows.flatMap(({ summaries }) => summaries.map(({ metric }) => metric)));
  return SUMMARY_METRICS.filter((metric) => measured.has(metric));
}
