import { counted, plural } from '../counted.ts';
import { lookSentences } from '../groups/looks.ts';
import { FEW_PAIRS, LEVEL } from '../statistics/level.ts';
import { mean } from '../statistics/moments.ts';
import { FEWEST_SEEDS, POWER, seedsNeeded, smallestDifference } from '../statistics/power.ts';
import { textOfSeeds } from '../sweep/seeds-text.ts';
import { commonSeedsText, sharedRuns, type AgainstBase, type SeedTest } from './against-base.ts';
import { MEASURED_BY_RULE } from './common-rule.ts';
import type { ComparedMeasure } from './measured.ts';
import { comparedWithBase, type MetricCell, type MetricRow } from './metrics-table.ts';
import { quotedName } from './quoted-name.ts';
import { correlationText, numberText, pText, signedText } from '../number-text.ts';
import { describeMetric } from './summary-metric.ts';

/**
 * How a subject compares with its base, as far as the seeds show it. `different` is for numbers without a better
 * direction, such as a loss.
 */
export const ANSWERS = [
  'better',
  'worse',
  'different',
  'same or too close to tell',
  'can’t tell',
  'not comparable',
] as const;
export type Answer = (typeof ANSWERS)[number];

function answerOf({ direction }: MetricCell): Answer {
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

/** `is better than`, or `is different from` for numbers without a better direction. */
function answerWords(cell: MetricCell): string {
  const said = answerOf(cell);
  return said === 'better' || said === 'worse' ? `is ${said} than` : 'is different from';
}

/** How a cell's subject compares with the base; undefined for the base itself and without a base. */
export function answer({ base }: MetricRow, cell: MetricCell): Answer | undefined {
  if (base === undefined || cell.isBase) return undefined;
  const beside = comparedWithBase(cell);
  if (beside === undefined) return 'not comparable';
  if (cell.test !== undefined) {
    return (cell.holmP ?? cell.test.p) < cell.test.level ? answerOf(cell) : 'same or too close to tell';
  }
  if (!beside.hasNoSpread) return 'can’t tell';
  return isSame(beside) ? 'same or too close to tell' : answerOf(cell);
}

/** Whether values without any spread are equal up to rounding. */
function isSame({ difference = NaN, values }: AgainstBase): boolean {
  return !(Math.abs(difference) > 1e-12 * Math.abs(values[0]?.value ?? NaN));
}

function measureWords(measure: ComparedMeasure): string {
  switch (measure) {
    case 'tail':
      return '';
    case 'last':
      return ' at the last epoch';
    case 'best':
      return ' at its best epoch';
    case 'final':
      return ' of the evaluation at the end';
  }
}

/** The compared number: `Wasserstein-1 at the last epoch`. */
function what(row: MetricRow, cell: MetricCell, base: MetricCell): string {
  const basis = comparedWithBase(cell)?.basis;
  const averaged = row.metric.startsWith('ema_') ? [] : [cell, base].filter(({ isAveraged }) => isAveraged);
  const names = averaged.map(({ subject }) => quotedName(subject));
  const whose =
    names.length === 2 ? ' of the averaged generator' : names.map((name) => ` (${name}: averaged generator)`).join('');
  const { label } = basis && basis.metric !== row.metric ? describeMetric(basis.metric) : row;
  return label + whose + measureWords(basis?.measure ?? row.measure);
}

/** `8 and 6 seeds`, the base's last. */
const seeds = ({ values, baseValues }: AgainstBase) => `${values.length} and ${baseValues.length} seeds`;

/** The tested values: `8 pairs of seeds`. */
const tested = (beside: AgainstBase) =>
  beside.kind === 'paired' ? `${counted(beside.pairs.length, 'pair')} of seeds` : seeds(beside);

/** Which test it was, and why. Runs with the same seed are similar, so pairs show more. */
function kindWords({ kind, pairs, correlation }: AgainstBase): string {
  if (kind === 'paired') {
    const alike = correlation === undefined ? '' : ` (correlation ${correlationText(correlation)})`;
    return `Paired t test over ${counted(pairs.length, 'common seed')}${alike}`;
  }
  return `Welch’s t test, because they have ${pairs.length === 0 ? 'no seed' : `only ${counted(pairs.length, 'seed')}`} in common`;
}

/** `Paired t test over 4 common seeds (correlation 0.62): p 0.028 (must be below 0.025, the stricter limit for fewer than 8 pairs).` */
function testSentence({ comparisons }: MetricRow, cell: MetricCell, beside: AgainstBase, test: SeedTest): string {
  const corrected = comparisons > 1 ? `, Holm-corrected for ${comparisons} comparisons` : '';
  const few =
    test.level < LEVEL ? ` (must be below ${test.level}, the stricter limit for fewer than ${FEW_PAIRS} pairs)` : '';
  return `${kindWords(beside)}${corrected}: p ${pText(cell.holmP ?? test.p)}${few}.`;
}

/** `95 % interval`, or why it is another: `97.5 % interval, used for fewer than 8 pairs:`. */
const intervalName = ({ level }: SeedTest) =>
  `${100 * (1 - level)} % interval` + (level < LEVEL ? `, used for fewer than ${FEW_PAIRS} pairs:` : '');

const POWER_TEXT = `${100 * POWER} % power`;

function smallestText({ design }: AgainstBase, { comparisons }: MetricRow): string {
  return numberText(design && smallestDifference(design, comparisons));
}

/** After a difference that leaves seeds out, so that it is not that of the means in the row; else empty. */
function overCommonSeeds(beside: AgainstBase): string {
  const common = commonSeedsText(beside);
  return common === '' ? '' : ` ${common}`;
}

/** A subject that its seeds test beside the base, in its row of the table. */
interface Tested {
  readonly row: MetricRow;
  readonly cell: MetricCell;
  readonly base: MetricCell;
  readonly beside: AgainstBase;
  readonly test: SeedTest;
}

function shownSentence({ row, cell, base, beside, test }: Tested): string {
  const { low, high } = cell.simultaneousInterval ?? test;
  const isLower = test.difference < 0;
  const [nearer, further] = isLower ? [-high, -low] : [low, high];
  const way = isLower ? 'lower' : 'higher';
  const overCommon = overCommonSeeds(beside);
  const passes = nearer < 0 ? ' The interval includes 0 because it is widened for several comparisons; p decides.' : '';
  return (
    `${quotedName(cell.subject)} ${answerWords(cell)} ${quotedName(base.subject)}: ${what(row, cell, base)} is ${numberText(Math.abs(test.difference))} ${way}${overCommon} ` +
    `(${intervalName(test)} ${numberText(nearer)} to ${numberText(further)}). ${testSentence(row, cell, beside, test)}${passes} ` +
    `Smallest detectable difference with ${tested(beside)} (${POWER_TEXT}): ${smallestText(beside, row)}.`
  );
}

function closeSentence({ row, cell, base, beside, test }: Tested): string {
  const { low, high } = cell.simultaneousInterval ?? test;
  const [name, baseName] = [quotedName(cell.subject), quotedName(base.subject)];
  const needed = beside.design && seedsNeeded(test.difference, beside.design, row.comparisons);
  const more = needed === undefined ? 'more than 10,000 seeds' : `about ${needed} seeds`;
  const further =
    test.difference === 0
      ? ''
      : ` To show the observed difference, you need ${more} in each group${beside.kind === 'paired' ? ', the same seeds in both' : ''}.`;
  return (
    `${tested(beside)} are not enough to show a difference between ${name} and ${baseName}. ${what(row, cell, base)}, ${name} minus ${baseName}: ` +
    `${signedText(test.difference)}${overCommonSeeds(beside)} (${intervalName(test)} ${signedText(low)} to ${signedText(high)}). ${testSentence(row, cell, beside, test)} ` +
    `Smallest detectable difference (${POWER_TEXT}): ${smallestText(beside, row)}.${further}`
  );
}

function spreadlessSentence(row: MetricRow, cell: MetricCell, base: MetricCell, beside: AgainstBase): string {
  const [name, baseName] = [quotedName(cell.subject), quotedName(base.subject)];
  const head = isSame(beside) ? `${name} and ${baseName} do not differ` : `${name} ${answerWords(cell)} ${baseName}`;
  const scores = (values: AgainstBase['values']) =>
    values.every(({ value }) => value === values[0].value)
      ? `${numberText(values[0].value)} for each of ${values.length} seeds`
      : undefined;
  const [own, others] = [scores(beside.values), scores(beside.baseValues)];
  const measured = what(row, cell, base);
  if (own !== undefined && others !== undefined) {
    return `${head}: ${measured} is ${own}, and ${others} of ${baseName}. There is no variation to test.`;
  }
  const each = isSame(beside) ? 'is the same' : `differs by ${signedText(beside.difference ?? NaN)}`;
  return `${head}: ${measured} ${each} for each of ${counted(beside.pairs.length, 'common seed')}. There is no variation to test.`;
}

/** Whether runs do not count because another rule measured them. */
function hasOtherRule({ membership: { left } }: MetricCell): boolean {
  return left.some(({ reason }) => reason.startsWith(MEASURED_BY_RULE));
}

/** Why one side has no values to compare; undefined if both have. */
function nothingSentence(row: MetricRow, cell: MetricCell, base: MetricCell): string | undefined {
  const ofOtherRules = [cell, base].filter((one) => one.n === 0 && hasOtherRule(one));
  if (ofOtherRules.length > 0) {
    const names = ofOtherRules.map(({ subject }) => quotedName(subject)).join(' and ');
    return (
      `Can’t tell: ${names} ${plural(ofOtherRules.length, 'was', 'were')} measured by a different rule of ${row.label}; the others use rule ${row.rule}, and ` +
      'numbers by different rules are not comparable.'
    );
  }
  const missing = [cell, base].filter(({ n }) => n === 0).map(({ subject }) => quotedName(subject));
  if (missing.length === 0) return undefined;
  return `Can’t tell: ${missing.join(' and ')} ${plural(missing.length, 'has', 'have')} no ${row.label} to compare.`;
}

const meanOf = (values: AgainstBase['values']) => mean(values.map(({ value }) => value));

function cannotTellSentence(row: MetricRow, cell: MetricCell, base: MetricCell, beside: AgainstBase): string {
  const nothing = nothingSentence(row, cell, base);
  if (nothing !== undefined) return nothing;
  const name = quotedName(cell.subject);
  const { values, baseValues } = beside;
  const observed = `${what(row, cell, base)}: ${name} ${numberText(meanOf(values))}, ${quotedName(base.subject)} ${numberText(meanOf(baseValues))}`;
  const shared = sharedRuns(values, baseValues);
  if (shared > 0) {
    const runs = shared === 1 ? 'a run' : `${shared} runs`;
    return `Can’t tell: ${name} and ${quotedName(base.subject)} share ${runs}, so there is nothing to test. ${observed}.`;
  }
  return (
    `Can’t tell with ${seeds(beside)}: each side needs at least ${FEWEST_SEEDS}, because the same settings give ` +
    `different results with different seeds. ${observed}.`
  );
}

function differenceSentence(row: MetricRow, cell: MetricCell, base: MetricCell): string {
  const beside = comparedWithBase(cell);
  if (beside === undefined) {
    const reason = cell.beside !== undefined && 'notComparable' in cell.beside ? cell.beside.notComparable : '';
    const [name, baseName] = [quotedName(cell.subject), quotedName(base.subject)];
    return `Not comparable: ${row.label} of ${name} and of ${baseName} cannot be compared, because ${reason}.`;
  }
  if (cell.test === undefined) {
    return beside.hasNoSpread
      ? spreadlessSentence(row, cell, base, beside)
      : cannotTellSentence(row, cell, base, beside);
  }
  const all = { row, cell, base, beside, test: cell.test };
  return answer(row, cell) === 'same or too close to tell' ? closeSentence(all) : shownSentence(all);
}

/** Seeds that a paired test cannot use. */
function unpairedWords(cell: MetricCell, base: MetricCell): string[] {
  const beside = comparedWithBase(cell);
  const sides = [
    [beside?.unpaired ?? [], quotedName(cell.subject)],
    [beside?.baseUnpaired ?? [], quotedName(base.subject)],
  ] as const;
  return sides
    .filter(([alone]) => alone.length > 0)
    .map(([alone, name]) => {
      const word = (one: string, several: string) => plural(alone.length, one, several);
      return (
        `Only ${name} has ${word('seed', 'seeds')} ${textOfSeeds(alone)}; ` +
        `the test leaves ${word('it', 'them')} out.`
      );
    });
}

/** Whether the seeds show a difference. */
export function isConclusive(said: Answer | undefined): boolean {
  return said === 'better' || said === 'worse' || said === 'different';
}

/** Warnings that belong to the numbers. */
function cautions(row: MetricRow, cell: MetricCell, base: MetricCell): string[] {
  const both = [cell, base];
  const incomplete = both.filter(({ membership, subject }) => subject.kind === 'group' && membership.left.length > 0);
  const basis = comparedWithBase(cell)?.basis;
  return [
    ...(basis?.caution !== undefined && nothingSentence(row, cell, base) === undefined ? [basis.caution] : []),
    ...unpairedWords(cell, base),
    ...incomplete.map(({ subject, membership }) => `${quotedName(subject)}: ${membership.text}.`),
    ...(basis?.measure === 'best'
      ? [
          'The best of many snapshots is partly luck; compare tail means (means over the last quarter of the epochs) instead.',
        ]
      : []),
    ...(basis?.measure === 'last'
      ? ['A single epoch is noisy; compare tail means (means over the last quarter of the epochs) instead.']
      : []),
    ...(row.metric !== row.primary && isConclusive(answer(row, cell))
      ? [
          `The primary metric is ${describeMetric(row.primary).label}, not this one: with several metrics, a difference by chance is more ` +
            'likely than p says.',
        ]
      : []),
  ];
}

/**
 * What a comparison with the base shows, in plain sentences, without the caution about looks at the result, which
 * `lookCautions` gives once for all subjects; undefined for the base itself and without a base.
 */
export function finding(row: MetricRow, cell: MetricCell): string | undefined {
  const { base } = row;
  if (base === undefined || cell.isBase) return undefined;
  return [differenceSentence(row, cell, base), ...cautions(row, cell, base)].join(' ');
}

/** The finding where it stands alone: with the caution about looks at the result. */
export function verdict(row: MetricRow, cell: MetricCell): string | undefined {
  const found = finding(row, cell);
  if (found === undefined || row.base === undefined || cell.test === undefined) return found;
  return [found, ...lookSentences([cell.subject, row.base.subject])].join(' ');
}

/** Which of the tested subjects were looked at before all their seeds had finished: their p is too small. */
export function lookCautions(row: MetricRow): string[] {
  if (row.comparisons === 0) return [];
  return lookSentences(row.cells.filter(({ isBase, test }) => isBase || test).map(({ subject }) => subject));
}
