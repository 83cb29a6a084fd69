import type { RunRow } from '../../shared/api/runs.ts';
import { counted, wholeNumber } from '../../shared/counted.ts';
import type { FilterValue } from '../../shared/filter/expression.ts';
import { outcomeOf } from '../../shared/outcome.ts';
import { fullText, type WriteNumber } from '../../shared/number-text.ts';
import { epochsDone } from '../../shared/run.ts';
import { spreadOf } from '../../shared/statistics/band.ts';
import { fullTime, localTime } from '../state/local-time.ts';
import { median } from '../../shared/statistics/moments.ts';
import { engine, forkedFrom, keySettings, lastLoss, number, seconds, type UsualColumnKey } from './columns.ts';
import type { ListedGroup } from './listed.ts';
import { seedRange } from './seeds.ts';
import { distanceParts, measureName, tailDistance, tailInFloors, tailShare } from './tail-distance.ts';
import { duration } from '../../shared/duration.ts';

/** What a column shows of a group, and what groups are sorted by in it. */
export interface GroupColumn {
  readonly text: (group: ListedGroup) => string;
  /** What the numbers are; undefined: the text itself, which may be longer than its column. */
  readonly title?: (group: ListedGroup) => string;
  readonly sortKey: (group: ListedGroup) => FilterValue;
}

const present = (value: number | undefined): value is number => value !== undefined;

/** A number of each run that counts. */
function countedNumbers({ membership }: ListedGroup, read: (row: RunRow) => number | undefined): number[] {
  return membership.counted.map(read).filter(present);
}

function medianOf(group: ListedGroup, read: (row: RunRow) => number | undefined): number | undefined {
  const numbers = countedNumbers(group, read);
  return numbers.length === 0 ? undefined : median(numbers);
}

const seedsCounted = (count: number) => counted(count, 'finished seed');

function total({ rows }: ListedGroup, read: (row: RunRow) => number): number {
  return rows.reduce((sum, row) => sum + read(row), 0);
}

const epochsTrained = ({ run }: RunRow) => epochsDone(run);
const epochsAsked = ({ run }: RunRow) => run.config.epochs;

/** The share of all epochs of its runs that are done. */
export function groupProgress(group: ListedGroup): number {
  return Math.min(1, total(group, epochsTrained) / total(group, epochsAsked));
}

/** The median with the quartiles in brackets; empty where there is no value. */
function quartilesText(values: readonly number[], write?: WriteNumber): string {
  if (values.length === 0) return '';
  const { centre, low, high } = spreadOf(values, 'quartiles');
  const isAlone = values.length === 1 || Number.isNaN(centre);
  return number(centre, write) + (isAlone ? '' : ` (${number(low, write)}–${number(high, write)})`);
}

const tails = (group: ListedGroup) => countedNumbers(group, (row) => tailDistance(row)?.value);

/** The median in floors, by which groups are sorted, and the distance as `valueText` has it. */
function tailParts(group: ListedGroup, valueText: string): readonly string[] {
  const measured = tailOf(group);
  return measured ? distanceParts(measured, valueText, medianOf(group, tailInFloors)) : [];
}

const tailText = (group: ListedGroup) => tailParts(group, quartilesText(tails(group))).join(' · ');

/** The medians alone, where there is little room. */
export const shortTail = (group: ListedGroup) => tailParts(group, number(median(tails(group))));

/** What its runs are judged by: the same for all of them. */
const tailOf = ({ membership }: ListedGroup) => membership.counted.map(tailDistance).find((one) => one !== undefined);

const shares = (group: ListedGroup) => countedNumbers(group, tailShare);

function shareTitle(group: ListedGroup): string {
  const values = shares(group);
  if (values.length === 0) return withoutValue(group);
  return `${quartilesText(values, fullText)}; median and quartiles over the tail means of ${seedsCounted(values.length)}; tail mean: a seed’s mean Wasserstein-1 over the last quarter of its epochs, here as a share of the target’s standard deviation`;
}

/** Why a number of a group is not there. */
function withoutValue({ membership, rows }: ListedGroup): string {
  if (membership.counted.length > 0) return 'No finished seed of this group has this value.';
  const hasEnded = rows.every(({ run: { status } }) => status === 'failed' || status === 'stopped');
  return hasEnded ? `No seed of this group finished: ${membership.text}.` : 'No seed of this group has finished yet.';
}

function tailTitle(group: ListedGroup): string {
  const values = tails(group);
  const judgedBy = tailOf(group);
  if (judgedBy === undefined) return withoutValue(group);
  const infinite = values.filter((value) => !Number.isFinite(value)).length;
  const { floor } = group.first;
  return [
    tailParts(group, quartilesText(values, fullText)).join(' · '),
    `median and quartiles over the tail means of ${seedsCounted(values.length)}; tail mean: a seed’s mean ${measureName(judgedBy)} over the last quarter of its epochs`,
    ...(floor ? [`× floor: multiples of the noise floor, which is ${number(floor.mean, fullText)}`] : []),
    ...(infinite > 0 ? [`${infinite} of the values are not finite`] : []),
  ].join('; ');
}

/** How many runs ended without having learned anything, a text for each outcome. */
function uselessTexts(rows: readonly RunRow[]): string[] {
  const ended = Map.groupBy(rows, ({ run, summaries }) => outcomeOf(run, summaries));
  return [...ended].flatMap(([outcome, of]) =>
    outcome === undefined ? [] : [`${counted(of.length, 'run')} ${outcome}`],
  );
}

function membershipTitle(group: ListedGroup): string {
  const { membership, filtered, elsewhere } = group;
  const where = group.rows[0].run.trashedAt === undefined ? 'in the trash' : 'not in the trash';
  const isAnyHidden = filtered + elsewhere > 0;
  return [
    `${membership.text}: the numbers count finished runs, one per seed`,
    ...uselessTexts(group.rows),
    ...(isAnyHidden ? [`of those hidden ${filtered} by the filter, ${elsewhere} ${where}`] : []),
  ].join('; ');
}

const losses = ['loss_generator', 'loss_real', 'loss_fake'] as const;

function lossesText(group: ListedGroup, write?: WriteNumber): string {
  return losses
    .map((key) =>
      number(
        medianOf(group, (row) => lastLoss(row, key)),
        write,
      ),
    )
    .filter((text) => text !== '')
    .join(' / ');
}

function lossesTitle(group: ListedGroup): string {
  const seeds = group.membership.counted.filter((row) => losses.some((key) => lastLoss(row, key) !== undefined));
  if (seeds.length === 0) return withoutValue(group);
  return `${lossesText(group, fullText)}; medians over ${seedsCounted(seeds.length)} of the last losses`;
}

function durationTitle(group: ListedGroup): string {
  const { length } = countedNumbers(group, seconds);
  return length === 0 ? withoutValue(group) : `Median of the training of ${seedsCounted(length)}`;
}

const settings = ({ first }: ListedGroup): string => keySettings(first);
const tags = ({ rows }: ListedGroup): readonly string[] => [...new Set(rows.flatMap(({ run }) => run.tags))];

export const GROUP_COLUMNS: Readonly<Record<UsualColumnKey, GroupColumn>> = {
  name: { text: ({ name }) => name, sortKey: ({ name }) => name },
  status: {
    text: ({ membership }) => membership.text,
    title: membershipTitle,
    sortKey: ({ status }) => status,
  },
  seed: {
    text: ({ rows }) => seedRange(rows.map(({ run }) => run.config.seed)),
    sortKey: ({ rows }) => Math.min(...rows.map(({ run }) => run.config.seed)),
  },
  w1_tail: { text: (group) => tailText(group), title: tailTitle, sortKey: (group) => medianOf(group, tailInFloors) },
  w1_share: {
    text: (group) => quartilesText(shares(group)),
    title: shareTitle,
    sortKey: (group) => medianOf(group, tailShare),
  },
  progress: {
    text: (group) => `${wholeNumber(total(group, epochsTrained))} / ${wholeNumber(total(group, epochsAsked))}`,
    title: ({ rows }) => `Epochs done of all epochs of ${counted(rows.length, 'run')}`,
    sortKey: groupProgress,
  },
  settings: { text: settings, sortKey: settings },
  losses: {
    text: (group) => lossesText(group),
    title: lossesTitle,
    sortKey: (group) => medianOf(group, (row) => lastLoss(row, 'loss_generator')),
  },
  engine: { text: ({ first }) => engine(first), sortKey: ({ first }) => engine(first) },
  parent: {
    text: ({ rows }) => {
      const [first, ...others] = new Set(rows.map(forkedFrom));
      return others.length === 0 ? first : `${others.length + 1} runs`;
    },
    sortKey: ({ first }) => first.run.lineage?.parent,
  },
  duration: {
    text: (group) => number(medianOf(group, seconds), duration),
    title: durationTitle,
    sortKey: (group) => medianOf(group, seconds),
  },
  created: {
    text: ({ newest }) => localTime(newest),
    title: ({ newest }) => `${fullTime(newest)}, when its newest run was created`,
    sortKey: ({ newest }) => Date.parse(newest),
  },
  tags: {
    text: (group) => tags(group).join(', '),
    sortKey: (group) => (tags(group).length === 0 ? undefined : tags(group).join(' ')),
  },
};

const BY_KEY: ReadonlyMap<string, GroupColumn> = new Map(Object.entries(GROUP_COLUMNS));

/** What the column of this key shows of a group; undefined if it is none of the usual columns. */
export const usualGroupColumn = (key: string): GroupColumn | undefined => BY_KEY.get(key);

/** What groups are sorted by in a field that is no column: what their runs share, else the median over those that count. */
export function fieldOfGroup(group: ListedGroup, read: (row: RunRow) => FilterValue): FilterValue {
  const [first, ...others] = group.rows.map(read);
  if (others.every((value) => value === first)) return first;
  if (typeof first === 'string') return first;
  return medianOf(group, (row) => {
    const value = read(row);
    return typeof value === 'number' ? value : undefined;
  });
}
