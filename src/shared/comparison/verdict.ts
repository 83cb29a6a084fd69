import { FEWEST_SEEDS, seedsNeeded, smallestDifference } from '../statistics/power.ts';
import type { WelchTest } from '../statistics/welch.ts';
import { MEASURED_BY_RULE } from './common-rule.ts';
import { numbersOf, sharedRuns, type MetricCell, type MetricRow } from './metrics-table.ts';
import { numberText, pText, signedText } from '../number-text.ts';

/** What a subject is beside its base, as far as its seeds tell. `different` is for what has no better direction, such as a loss. */
export const ANSWERS = ['better', 'worse', 'different', 'same or too close to tell', 'can’t tell'] as const;
export type Answer = (typeof ANSWERS)[number];

/** The share of false alarms that is put up with among all comparisons by one metric. */
const LEVEL = 0.05;

/** Every seed of each side scored the same: no spread to test by, and none that could have made the difference. */
function hasNoSpread({ n, standardDeviation }: MetricCell): boolean {
  return n >= FEWEST_SEEDS && standardDeviation === 0;
}

function told({ direction }: MetricCell): Answer {
  switch (direction) {
    case 'better':
    case 'worse':
      return direction;
    case 'same':
      return 'same or too close to tell';
    case undefined:
      return 'different';
  }
}

/** What a cell says of its subject beside the base; undefined of the base itself and without one. */
export function answer({ base }: MetricRow, cell: MetricCell): Answer | undefined {
  if (base === undefined || cell.isBase) return undefined;
  if (cell.test !== undefined) {
    return (cell.holmP ?? cell.test.p) < LEVEL ? told(cell) : 'same or too close to tell';
  }
  if (!hasNoSpread(cell) || !hasNoSpread(base) || sharedRuns(cell, base) > 0) return 'can’t tell';
  return cell.delta === 0 ? 'same or too close to tell' : told(cell);
}

function measureWords({ measure }: MetricRow): string {
  switch (measure) {
    case 'tail':
      return '';
    case 'last':
      return ' at the last epoch';
    case 'best':
      return ' at its best epoch';
  }
}

/** What was compared: `Wasserstein-1 at the last epoch`. */
function what(row: MetricRow, cell: MetricCell, base: MetricCell): string {
  const averaged = row.metric.startsWith('ema_') ? [] : [cell, base].filter(({ isAveraged }) => isAveraged);
  const names = averaged.map(({ subject }) => subject.name);
  const whose =
    names.length === 2 ? ' of the averaged generator' : names.map((name) => ` (${name}: averaged generator)`).join('');
  return row.label + whose + measureWords(row);
}

/** `8 and 6 seeds`, the base's last. */
const seeds = (cell: MetricCell, base: MetricCell) => `${cell.n} and ${base.n} seeds`;

function testWords({ comparisons }: MetricRow, cell: MetricCell, test: WelchTest): string {
  const p = pText(cell.holmP ?? test.p);
  return comparisons > 1 ? `Welch’s t, Holm-corrected over ${comparisons} comparisons: p ${p}` : `Welch’s t: p ${p}`;
}

function toldSentence(row: MetricRow, cell: MetricCell, base: MetricCell, test: WelchTest): string {
  const { difference, low, high } = test;
  const isLower = difference < 0;
  const [nearer, further] = isLower ? [-high, -low] : [low, high];
  const way = isLower ? 'lower' : 'higher';
  const outcome = row.lowerIsBetter === undefined ? 'is different from' : `is ${told(cell)} than`;
  const smallest = smallestDifference(numbersOf(cell), numbersOf(base), row.comparisons);
  return (
    `${cell.subject.name} ${outcome} ${base.subject.name}: ${what(row, cell, base)} ${way} by ${numberText(Math.abs(difference))} ` +
    `(95 % interval ${numberText(nearer)} to ${numberText(further)}; ${testWords(row, cell, test)}). ` +
    `${seeds(cell, base)} could show a difference of ${numberText(smallest)}.`
  );
}

function closeSentence(row: MetricRow, cell: MetricCell, base: MetricCell, test: WelchTest): string {
  const { difference, low, high } = test;
  const [name, baseName] = [cell.subject.name, base.subject.name];
  const smallest = smallestDifference(numbersOf(cell), numbersOf(base), row.comparisons);
  const needed = seedsNeeded(difference, cell.standardDeviation, base.standardDeviation, row.comparisons);
  const more = needed === undefined ? 'more than 10,000 seeds' : `about ${needed} seeds`;
  const further = difference === 0 ? '' : `; to tell one as small as this would take ${more} each`;
  return (
    `${seeds(cell, base)} cannot tell ${name} and ${baseName} apart. ${what(row, cell, base)}, ${name} minus ${baseName}: ` +
    `${signedText(difference)} (95 % interval ${signedText(low)} to ${signedText(high)}; ${testWords(row, cell, test)}). ` +
    `They could show a difference of ${numberText(smallest)}${further}.`
  );
}

function spreadlessSentence(row: MetricRow, cell: MetricCell, base: MetricCell): string {
  const every = (one: MetricCell) => `${numberText(one.mean)} for each of ${one.n} seeds`;
  const said = told(cell);
  const isThan = said === 'better' || said === 'worse' ? `is ${said} than` : 'is different from';
  const [name, baseName] = [cell.subject.name, base.subject.name];
  const head = cell.delta === 0 ? `${name} and ${baseName} do not differ` : `${name} ${isThan} ${baseName}`;
  return `${head}: ${what(row, cell, base)} is ${every(cell)}, and ${every(base)} of ${baseName}. There is no spread to test by.`;
}

/** Whether there are runs that do not count because of the rule that measured them. */
function hasOtherRule({ membership: { left } }: MetricCell): boolean {
  return left.some(({ reason }) => reason.startsWith(MEASURED_BY_RULE));
}

function cannotTellSentence(row: MetricRow, cell: MetricCell, base: MetricCell): string {
  const { name } = cell.subject;
  const ofOtherRules = [cell, base].filter((one) => one.n === 0 && hasOtherRule(one));
  if (ofOtherRules.length > 0) {
    const names = ofOtherRules.map(({ subject }) => subject.name).join(' and ');
    const were = ofOtherRules.length > 1 ? 'were' : 'was';
    return (
      `Can’t tell: ${names} ${were} measured by another rule of ${row.label} than rule ${row.rule}, by which the others are, and ` +
      'numbers by different rules do not compare.'
    );
  }
  const missing = [cell, base].filter(({ n }) => n === 0).map(({ subject }) => subject.name);
  if (missing.length > 0)
    return `Can’t tell: ${missing.join(' and ')} ${missing.length > 1 ? 'have' : 'has'} no ${row.label} to compare by.`;
  const observed = `here ${name} has ${numberText(cell.mean)} and ${base.subject.name} ${numberText(base.mean)}`;
  const shared = sharedRuns(cell, base);
  if (shared > 0) {
    const runs = shared === 1 ? 'a run' : `${shared} runs`;
    return `Can’t tell: ${name} and ${base.subject.name} share ${runs}, so there is nothing to test; ${observed}.`;
  }
  return (
    `Can’t tell with ${seeds(cell, base)}: each side needs at least ${FEWEST_SEEDS}, because runs that differ in the seed alone ` +
    `differ, too; by ${what(row, cell, base)} ${observed}.`
  );
}

function differenceSentence(row: MetricRow, cell: MetricCell, base: MetricCell): string {
  if (cell.test === undefined) {
    return answer(row, cell) === 'can’t tell'
      ? cannotTellSentence(row, cell, base)
      : spreadlessSentence(row, cell, base);
  }
  return answer(row, cell) === 'same or too close to tell'
    ? closeSentence(row, cell, base, cell.test)
    : toldSentence(row, cell, base, cell.test);
}

/** What the reader has to know beside the numbers. */
function cautions(row: MetricRow, cell: MetricCell, base: MetricCell): string[] {
  const both = [cell, base];
  const incomplete = both.filter(({ membership, subject }) => subject.kind === 'group' && membership.left.length > 0);
  const grown = both.filter(({ subject }) => subject.grownAfterLook).map(({ subject }) => subject.name);
  return [
    ...incomplete.map(({ subject, membership }) => `${subject.name}: ${membership.text}.`),
    ...(row.measure === 'best' ? ['The best of many snapshots is optimistic; the tail mean is fairer.'] : []),
    ...(row.measure === 'last' ? ['One epoch is mostly noise; the tail mean tells more.'] : []),
    ...(grown.length > 0 && cell.test !== undefined
      ? [
          `Seeds were added to ${grown.join(' and ')} after a look at the result, so p is too small: whoever adds seeds until a ` +
            'difference shows will find one.',
        ]
      : []),
  ];
}

/** What a comparison with the base tells, in plain sentences; undefined of the base itself and without one. */
export function verdict(row: MetricRow, cell: MetricCell): string | undefined {
  const { base } = row;
  if (base === undefined || cell.isBase) return undefined;
  return [differenceSentence(row, cell, base), ...cautions(row, cell, base)].join(' ');
}
