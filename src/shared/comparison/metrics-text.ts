import { counted, wholeNumber } from '../counted.ts';
import type { Cell } from '../csv.ts';
import { ruleWords } from '../metric-rules.ts';
import { COMPARED_MEASURE_LABELS } from './measured.ts';
import { commonSeedsText, type AgainstBase } from './against-base.ts';
import { comparedWithBase, type MetricCell, type MetricRow, type MetricsTable } from './metrics-table.ts';
import { correlationText, numberText, pText, signedText, type WriteNumber } from '../number-text.ts';
import { seedsNeeded, smallestDifference } from '../statistics/power.ts';
import type { TextTable } from './table-text.ts';
import { CUT, cutInterval, isPositive } from './positive.ts';
import { answer, finding, lookCautions, verdict } from './verdict.ts';

/** The pairs of a subject with a paired test. */
function pairsOf(cell: MetricCell): AgainstBase | undefined {
  const beside = comparedWithBase(cell);
  return beside?.kind === 'paired' ? beside : undefined;
}

function smallestOf(cell: MetricCell, comparisons: number): number | undefined {
  const design = cell.test && comparedWithBase(cell)?.design;
  return design && smallestDifference(design, comparisons);
}

function neededOf(cell: MetricCell, comparisons: number): number | undefined {
  const design = comparedWithBase(cell)?.design;
  return cell.test && design && seedsNeeded(cell.test.difference, design, comparisons);
}

type ReadNumber = (cell: MetricCell, row: MetricRow) => Cell;

/** The keys of `cellNumbers` for the location of a subject's values. */
export const SCORE_KEYS = [
  'mean',
  'standard_deviation',
  'median',
  'lower_quartile',
  'upper_quartile',
  'interval_95_low',
  'interval_95_high',
] as const;

/**
 * Columns that also exist, after `distance_`, for the distance of a moment from the target's own. Those without the prefix keep
 * their sign.
 */
const DISTANCE_KEYS: readonly string[] = [
  ...SCORE_KEYS,
  'last',
  'noise_floor_mean',
  'noise_floor_bound_95',
  'difference',
  'p',
  'p_holm',
  'answer',
  'verdict',
];

/** The numbers of a cell with all digits, by their names in CSV and JSON; undefined if they do not exist. */
const OWN_NUMBERS: readonly (readonly [string, ReadNumber])[] = [
  ['metric', (_, { metric }) => metric],
  ['measure', (_, { measure }) => measure],
  ['subject', ({ subject }) => subject.name],
  ['key', ({ subject }) => subject.key],
  ['kind', ({ subject }) => subject.kind],
  ['averaged_generator', ({ isAveraged }) => String(isAveraged)],
  ['rule', (_, { rule }) => rule],
  ['n', ({ n }) => n],
  ['of', ({ membership }) => membership.of],
  ['seeds', ({ membership }) => membership.text],
  ['mean', ({ mean }) => mean],
  ['standard_deviation', ({ standardDeviation }) => standardDeviation],
  ['median', ({ median }) => median],
  ['lower_quartile', ({ quartiles }) => quartiles.low],
  ['upper_quartile', ({ quartiles }) => quartiles.high],
  ['interval_95_low', ({ interval }) => interval.low],
  ['interval_95_high', ({ interval }) => interval.high],
  ['tail_mean', ({ tail }) => tail],
  ['last', ({ last }) => last],
  ['best', ({ best }) => best?.value],
  ['best_epoch', ({ best }) => best?.epoch],
  ['best_of', ({ best }) => best?.of],
  ['noise_floor_mean', ({ floor }) => floor?.mean],
  ['noise_floor_bound_95', ({ floor }) => floor?.bound95],
  ['base', (_, { base }) => base?.subject.name],
  ['difference', ({ delta }) => delta],
  ['compared_by', (cell) => comparedWithBase(cell)?.basis.metric],
  ['compared_measure', (cell) => comparedWithBase(cell)?.basis.measure],
  ['test', ({ test }) => test?.kind],
  ['pairs', (cell) => pairsOf(cell)?.pairs.length],
  ['correlation', (cell) => pairsOf(cell)?.correlation],
  ['difference_95_low', ({ test }) => test?.low],
  ['difference_95_high', ({ test }) => test?.high],
  ['standard_error', ({ test }) => test?.standardError],
  ['degrees_of_freedom', ({ test }) => test?.degreesOfFreedom],
  ['t', ({ test }) => test?.t],
  ['p', ({ test }) => test?.p],
  ['p_holm', ({ holmP }) => holmP],
  ['level', ({ test }) => test?.level],
  ['difference_simultaneous_95_low', ({ simultaneousInterval }) => simultaneousInterval?.low],
  ['difference_simultaneous_95_high', ({ simultaneousInterval }) => simultaneousInterval?.high],
  ['comparisons', ({ test }, { comparisons }) => test && comparisons],
  ['smallest_difference', (cell, { comparisons }) => smallestOf(cell, comparisons)],
  ['seeds_needed', (cell, { comparisons }) => neededOf(cell, comparisons)],
  ['is_primary', (_, { metric, primary }) => String(metric === primary)],
  ['answer', (cell, row) => answer(row, cell)],
  ['verdict', (cell, row) => verdict(row, cell)],
];

const NUMBERS: typeof OWN_NUMBERS = [
  ...OWN_NUMBERS,
  ...OWN_NUMBERS.filter(([key]) => DISTANCE_KEYS.includes(key)).map(([key, read]): readonly [string, ReadNumber] => [
    `distance_${key}`,
    ({ subject }, { fromTarget }) => {
      const cell = fromTarget?.cells.find((one) => one.subject.key === subject.key);
      return cell && fromTarget && read(cell, fromTarget);
    },
  ]),
];

function existing(cell: Cell): Cell {
  return Number.isNaN(cell) ? undefined : cell;
}

/** A cell in full precision, by the names of its numbers. */
export function cellNumbers(row: MetricRow, cell: MetricCell): Readonly<Record<string, Cell>> {
  return Object.fromEntries(NUMBERS.map(([key, read]) => [key, existing(read(cell, row))]));
}

/** A metrics table in full precision: one row per metric and subject. */
export function metricsNumbers({ rows }: MetricsTable): TextTable {
  return {
    heads: NUMBERS.map(([key]) => key),
    rows: rows.flatMap((row) => row.cells.map((cell) => NUMBERS.map(([, read]) => existing(read(cell, row))))),
  };
}

/** The t test that compares a subject with its base: `8 pairs, r 0.47`, or `Welch’s`; a dash if there is none. */
export function testText(cell: MetricCell): string {
  if (cell.test === undefined) return '–';
  const beside = pairsOf(cell);
  if (beside === undefined) return 'Welch’s';
  const alike = beside.correlation === undefined ? '' : `, r ${correlationText(beside.correlation)}`;
  return `${counted(beside.pairs.length, 'pair')}${alike}`;
}

/**
 * The numbers by which a subject is compared with its base, if they are not the ones in the row: `at the end, of s.d.`;
 * else empty.
 */
export function otherBasis({ metric, measure }: MetricRow, cell: MetricCell): string {
  const basis = comparedWithBase(cell)?.basis;
  if (basis === undefined) return '';
  const words = [...(basis.measure === measure ? [] : ['at the end']), ...(basis.metric === metric ? [] : ['of s.d.'])];
  return words.join(', ');
}

/** The difference of a subject from its base: `−0.0650`, `+0.02 (at the end)`, `not comparable`. */
function differenceText(row: MetricRow, cell: MetricCell): string {
  if (cell.isBase) return 'base';
  if (cell.beside !== undefined && 'notComparable' in cell.beside) return 'not comparable';
  if (cell.delta === undefined) return '–';
  const remarks = [otherBasis(row, cell), commonSeedsText(comparedWithBase(cell))]
    .filter((remark) => remark !== '')
    .join(', ');
  return signedText(cell.delta) + (remarks === '' ? '' : ` (${remarks})`);
}

/** A metric whose numbers are described. */
type Quantity = Pick<MetricRow, 'metric'> & Partial<Pick<MetricRow, 'isDistance'>>;

/** `0.204 ± 0.031`; `0.2 ± 0.3 (s.d. larger than the mean)` of values that are never below zero; a single value stands alone. */
export function meanText(
  { metric, isDistance }: Quantity,
  { mean, standardDeviation }: Pick<MetricCell, 'mean' | 'standardDeviation'>,
  write: WriteNumber = numberText,
): string {
  if (Number.isNaN(standardDeviation)) return write(mean);
  const isWide = standardDeviation > mean && (isDistance === true || isPositive(metric));
  return `${write(mean)} ± ${write(standardDeviation)}${isWide ? ' (s.d. larger than the mean)' : ''}`;
}

/** `0.198 [0.181, 0.229]`; a single value stands alone. */
export function medianText({ n, median, quartiles }: MetricCell, write: WriteNumber = numberText): string {
  return n < 2 ? write(median) : `${write(median)} [${write(quartiles.low)}, ${write(quartiles.high)}]`;
}

/**
 * `0.178 to 0.230`, or `0 to 0.3 (cut at 0)` for values that are never below zero; a dash for a single value, which has
 * no interval.
 */
export function intervalText(
  { metric, isDistance }: Quantity,
  { interval }: Pick<MetricCell, 'interval'>,
  write: WriteNumber = numberText,
): string {
  const { low, high, isCut } = cutInterval(metric, interval, isDistance);
  return Number.isNaN(low) ? '–' : `${write(low)} to ${write(high)}${isCut ? ` (${CUT})` : ''}`;
}

/** `0.0412 (epoch 371, best of 480)`: the best snapshot of all runs that count, and their number of snapshots. */
export function bestText({ best }: MetricCell, write: WriteNumber = numberText): string {
  if (best === undefined) return '–';
  const epoch = best.epoch === undefined ? '' : `epoch ${best.epoch}, `;
  return `${write(best.value)} (${epoch}best of ${wholeNumber(best.of)})`;
}

/** The explanation of a noise floor. */
export const FLOOR_MEANING =
  'What a perfect generator scores by chance with the same number of samples: the mean, and in brackets the 95th percentile. Of a moment, its distance from the target’s own value';

/**
 * `0.0284 (95th percentile 0.0470)`, the mean and the bound of a noise floor; a dash if it is not known, or not the same for all
 * runs.
 */
export function floorText({ floor }: Pick<MetricCell, 'floor'>, write: WriteNumber = numberText): string {
  return floor === undefined ? '–' : `${write(floor.mean)} (95th percentile ${write(floor.bound95)})`;
}

/** The noise floor of all subjects of a row. */
export function rowFloorText({ cells }: MetricRow, write: WriteNumber = numberText): string {
  const texts = new Set(cells.filter(({ n }) => n > 0).map((cell) => floorText(cell, write)));
  return texts.size > 1 ? 'not the same for all' : ([...texts].at(0) ?? '–');
}

/** Whether a row has a noise floor to show. */
export function hasFloor({ cells }: MetricRow): boolean {
  return cells.some(({ floor }) => floor !== undefined);
}

/** The heading of one metric: `Wasserstein-1, tail mean (lower is better)`. */
export function metricHead({ metric, label, unit, measure, lowerIsBetter, rule, primary, base }: MetricRow): string {
  const ways = lowerIsBetter === undefined ? [] : [`${lowerIsBetter ? 'lower' : 'higher'} is better`];
  const role = base === undefined ? '' : metric === primary ? 'primary metric' : 'secondary metric';
  const remarks = [unit, ...ways, ruleWords(metric, rule), role].filter((remark) => remark !== '');
  return `${label}, ${COMPARED_MEASURE_LABELS[measure]}${remarks.length === 0 ? '' : ` (${remarks.join('; ')})`}`;
}

/** The table of one metric for people: one row per subject. */
export function metricTable(row: MetricRow): TextTable {
  const { base, cells } = row;
  const hasTests = cells.some(({ test }) => test !== undefined);
  return {
    heads: [
      '',
      'seeds',
      'mean ± s.d.',
      ...(hasFloor(row) ? ['noise floor'] : []),
      'median [quartiles]',
      '95 % interval',
      'last value',
      'best snapshot (partly luck)',
      ...(base === undefined ? [] : [`difference from ${base.subject.name}`]),
      ...(hasTests ? [row.comparisons > 1 ? 'p (Holm)' : 'p', 't test'] : []),
    ],
    rows: cells.map((cell) => [
      cell.isAveraged && !row.metric.startsWith('ema_') ? `${cell.subject.name}, averaged` : cell.subject.name,
      cell.membership.text,
      meanText(row, cell),
      ...(hasFloor(row) ? [floorText(cell)] : []),
      medianText(cell),
      intervalText(row, cell),
      numberText(cell.last),
      bestText(cell),
      ...(base === undefined ? [] : [differenceText(row, cell)]),
      ...(hasTests ? [cell.holmP === undefined ? '–' : pText(cell.holmP), testText(cell)] : []),
    ]),
  };
}

/** The verdicts of one metric, one or more sentences per subject, and then what holds for all of them. */
export function verdicts(row: MetricRow): string[] {
  const found = row.cells.map((cell) => finding(row, cell)).filter((sentence) => sentence !== undefined);
  return [...found, ...lookCautions(row)];
}
