import { plural, wholeNumber } from '../counted.ts';
import { FEW_PAIRS, LEVEL } from '../statistics/level.ts';
import { FEWEST_SEEDS, seedsNeeded } from '../statistics/power.ts';
import { comparedWithBase, type MetricCell, type MetricRow } from './metrics-table.ts';
import { quotedName } from './quoted-name.ts';
import { describeMetric } from './summary-metric.ts';
import { answer, isConclusive } from './verdict.ts';

/** More than anybody would train. */
const TOO_MANY = 'more than 10,000';

/** The seeds per group with which the test would show each of these observed differences from the base; Infinity for too many. */
function seedsToShow({ comparisons }: MetricRow, cells: readonly MetricCell[]): number[] {
  return cells.map((cell) => {
    const design = comparedWithBase(cell)?.design;
    const seeds = cell.test && design && seedsNeeded(cell.test.difference, design, comparisons);
    return seeds ?? Infinity;
  });
}

const seedsText = (seeds: number) => (Number.isFinite(seeds) ? `about ${wholeNumber(seeds)}` : TOO_MANY);

/** A longer name would take too much of the line. */
const LONGEST_NAME = 24;

/** How many seeds would show the differences: the one that takes the fewest, and all. A range would not say what it is over. */
function moreSeeds(row: MetricRow, cells: readonly MetricCell[], which: 'observed' | 'other'): string {
  const needed = seedsToShow(row, cells);
  const [least, most] = [Math.min(...needed), Math.max(...needed)];
  const seeds = cells.every((cell) => comparedWithBase(cell)?.kind === 'paired') ? 'common seeds' : 'seeds';
  const first = `you need ${seedsText(least)} ${seeds} per group`;
  if (cells.length === 1) return `to show the ${which} difference, ${first}`;
  if (least === most) return `to show the ${which} differences, ${first}`;
  const name = quotedName(cells[needed.indexOf(least)].subject);
  const one = name.length > LONGEST_NAME ? 'one difference' : `the difference of ${name}`;
  return `to show ${one}, ${first}; to show all, ${seedsText(most)}`;
}

/** The limit on p of differences that are not shown, if it is stricter than usual: else bars that lie apart would seem to contradict. */
function strictLimit(cells: readonly MetricCell[]): string {
  const strict = cells.flatMap((cell) => {
    const pairs = comparedWithBase(cell)?.pairs.length;
    return cell.test !== undefined && pairs !== undefined && cell.test.level < LEVEL
      ? [{ pairs, level: cell.test.level }]
      : [];
  });
  if (strict.length === 0) return '';
  const counts = strict.map(({ pairs }) => pairs);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  const seeds = fewest === most ? String(fewest) : `${fewest} to ${most}`;
  return ` (${seeds} common seeds; with fewer than ${FEW_PAIRS}, p must be below ${strict[0].level})`;
}

/** Whether more seeds would make a test possible: else it is something else that stands in its way. */
function hasFewSeeds(cell: MetricCell): boolean {
  const beside = comparedWithBase(cell);
  const counts = beside ? [beside.values.length, beside.baseValues.length] : [];
  return counts.length > 0 && Math.min(...counts) > 0 && Math.min(...counts) < FEWEST_SEEDS;
}

/** How a single subject lies from the base. */
function ofOne(row: MetricRow, cell: MetricCell, base: MetricCell): string {
  const [name, baseName] = [quotedName(cell.subject), quotedName(base.subject)];
  switch (answer(row, cell)) {
    case 'better':
      return `${name} is better than ${baseName}`;
    case 'worse':
      return `${name} is worse than ${baseName}`;
    case 'different':
      return `${name} differs from ${baseName}`;
    case 'not comparable':
      return `${name} and ${baseName} cannot be compared by this metric`;
    case 'same or too close to tell': {
      if (cell.test === undefined) return `${name} and ${baseName} do not differ`;
      const further = cell.test.difference === 0 ? '' : `; ${moreSeeds(row, [cell], 'observed')}`;
      return `${name} and ${baseName} do not differ significantly${strictLimit([cell])}${further}`;
    }
    case 'can’t tell':
    case undefined: {
      const why = hasFewSeeds(cell) ? `: each side needs at least ${FEWEST_SEEDS} seeds` : '';
      return `${name} and ${baseName} cannot be compared yet${why}`;
    }
  }
}

/** What is compared with the base, in the plural. */
function kindsOf(cells: readonly MetricCell[]): string {
  const kinds = new Set(cells.map(({ subject }) => subject.kind));
  return kinds.size > 1 ? 'runs and groups' : kinds.has('group') ? 'groups' : 'runs';
}

function ofSeveral(row: MetricRow, cells: readonly MetricCell[], base: MetricCell): string {
  const by = (said: ReturnType<typeof answer>) => cells.filter((cell) => answer(row, cell) === said);
  const told = cells.filter((cell) => isConclusive(answer(row, cell)));
  const close = by('same or too close to tell').filter(({ test }) => test !== undefined && test.difference !== 0);
  const few = by('can’t tell').filter(hasFewSeeds);
  const apart = by('not comparable');
  const name = quotedName(base.subject);
  const head =
    told.length === 0
      ? `None of the ${cells.length} ${kindsOf(cells)} differs significantly from ${name}`
      : `${told.length} of the ${cells.length} ${kindsOf(cells)} ${plural(told.length, 'differs', 'differ')} from ${name}`;
  return [
    head + strictLimit(close),
    ...(close.length === 0 ? [] : [moreSeeds(row, close, told.length === 0 ? 'observed' : 'other')]),
    ...(few.length === 0
      ? []
      : [`${few.length} ${plural(few.length, 'has', 'have')} fewer than ${FEWEST_SEEDS} seeds, too few for a test`]),
    ...(apart.length === 0 ? [] : [`${apart.length} cannot be compared by this metric`]),
  ].join('; ');
}

/**
 * What a comparison shows, in one line: `1 of the 5 groups differs from vanilla; to show the other differences, you need about 81 seeds
 * per group`. The sentences of `verdict` have the numbers. undefined without a base.
 */
export function verdictLine(row: MetricRow): string | undefined {
  const { base, cells } = row;
  const others = cells.filter(({ isBase }) => !isBase);
  if (base === undefined || others.length === 0) return undefined;
  const line = others.length === 1 ? ofOne(row, others[0], base) : ofSeveral(row, others, base);
  const isTold = others.some((cell) => isConclusive(answer(row, cell)));
  const also =
    row.metric !== row.primary && isTold ? ` (not the primary metric, ${describeMetric(row.primary).label})` : '';
  return `${line}${also}.`;
}
