import type { SummaryMetric } from '../comparison/summary-metric.ts';
import type { LossKey } from '../metrics.ts';
import type { SeriesChunk, SeriesColumn } from '../series/series.ts';
import { spreadOf, type Band, type Spread } from '../statistics/band.ts';
import type { SubjectKey } from '../subject.ts';
import type { LineStyle } from './line-styles.ts';
import { horizontalScale, smoothed, type Horizontal, type HorizontalScale } from './series-line.ts';

/** One number of one run over its epochs. */
export interface MemberCourse {
  readonly run: string;
  readonly seed: number;
  /** Why the run does not count, such as `failed`; undefined if it counts. */
  readonly reason: string | undefined;
  /** The style of its own line, if its group is drawn alone; if omitted, the line has a shade of the group's colour. */
  readonly style?: LineStyle | undefined;
  readonly chunk: SeriesChunk;
  readonly column: SeriesColumn;
  /**
   * The same, only at the epochs that all members have; undefined if these are all epochs, or if they were not read.
   */
  readonly shared?: Pick<MemberCourse, 'chunk' | 'column'> | undefined;
  /** Its losses. Their `seconds` give the times of epochs. */
  readonly losses: SeriesChunk;
  readonly batchesPerEpoch: number;
}

/** A run or a group whose courses are drawn over those of others. */
export interface ComparedCourse {
  readonly key: SubjectKey;
  readonly name: string;
  readonly kind: 'run' | 'group';
  /** The number of runs that count, in words, for the legend. */
  readonly seeds: string;
  /** Its place in the palette of run colours. */
  readonly colour: number;
  /** The dash pattern, which distinguishes it from a subject of the same colour; empty for a solid line. */
  readonly dash: readonly number[];
  readonly members: readonly MemberCourse[];
}

/** The quantity that is drawn over the epochs: a metric, or a number of every epoch, such as a loss. */
export interface ComparedQuantity {
  readonly key: SummaryMetric;
  readonly label: string;
  readonly unit: string;
  /** The key, if it is a loss; else undefined. */
  readonly loss: LossKey | undefined;
  /** The rule of the metric by which all drawn values were measured. */
  readonly rule: number;
  /** Whether the distance of a moment from the target's own value is drawn. */
  readonly isDistance?: boolean;
  /** The note below the title: an earlier rule, and runs that are left out because of another rule. */
  readonly notes: readonly string[];
}

/** An interval of epochs at which the members of a subject are combined. */
export interface CoursePoint {
  /** First and last epoch of the interval; each value is the mean over it. */
  readonly from: number;
  readonly to: number;
  /** Values of the members that count, in their order. */
  readonly values: readonly number[];
  readonly spread: Spread;
}

export const middleOf = ({ from, to }: Pick<CoursePoint, 'from' | 'to'>) => (from + to) / 2;

/** The members whose values are combined; for a single run, the run itself, whatever its status. */
export function countedMembers({ kind, members }: ComparedCourse): readonly MemberCourse[] {
  return kind === 'run' ? members : members.filter(({ reason }) => reason === undefined);
}

export function memberValues({ chunk, column }: MemberCourse, smoothing: number): Float64Array {
  return smoothing > 0 ? smoothed(column.mean, smoothing, chunk.count) : column.mean;
}

/** Values of one member at some of its epochs. */
interface Sampled {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly count: Float64Array;
  readonly values: Float64Array;
}

function isEqual(one: Float64Array, other: Float64Array): boolean {
  return one.length === other.length && one.every((value, place) => value === other[place]);
}

/** The intervals of epochs that all of these have, each with its places in them. */
function commonPlaces(chunks: readonly SeriesChunk[]): readonly (readonly number[])[] {
  const [first, ...others] = chunks;
  if (others.every((one) => isEqual(one.from, first.from) && isEqual(one.to, first.to))) {
    return chunks.map(({ from }) => Array.from(from, (_, place) => place));
  }
  const keys = chunks.map(({ from, to }) => Array.from(from, (begin, place) => `${begin} ${to[place]}`));
  const places = keys.map((one) => new Map(one.map((key, place) => [key, place])));
  const common = keys[0].filter((key) => places.every((one) => one.has(key)));
  return places.map((one) => common.flatMap((key) => one.get(key) ?? []));
}

/** The members at the epochs at which all of them were measured, so that every point has the same members. */
function sampledTogether(members: readonly MemberCourse[]): Sampled[] {
  if (members.length === 0) return [];
  const read = members.map(({ chunk, column, shared }) => shared ?? { chunk, column });
  const places = commonPlaces(read.map(({ chunk }) => chunk));
  return read.map(({ chunk, column }, index) => {
    const own = places[index];
    const at = (values: Float64Array) =>
      own.length === values.length ? values : Float64Array.from(own, (place) => values[place]);
    return { from: at(chunk.from), to: at(chunk.to), count: at(chunk.count), values: at(column.mean) };
  });
}

/**
 * The band of a subject's members that count, at the epochs that all of them have, because some take snapshots less often. Each is
 * smoothed before they are combined. If a member's value is not finite, there is no centre and no band.
 */
export function coursePoints(course: ComparedCourse, band: Band, smoothing: number): CoursePoint[] {
  const counted = countedMembers(course);
  if (counted.length === 1) return pointsOfOne(counted[0], band, smoothing);
  const sampled = sampledTogether(counted);
  if (sampled.length === 0) return [];
  const lines = sampled.map(({ values, count }) => (smoothing > 0 ? smoothed(values, smoothing, count) : values));
  return Array.from(sampled[0].from, (from, place) => {
    const values = lines.map((line) => line[place]);
    return { from, to: sampled[0].to[place], values, spread: spreadOf(values, band) };
  });
}

/**
 * The number of epochs at which all members that count were measured, and the largest number of one member; undefined if all have
 * the same epochs.
 */
export function commonEpochs(course: ComparedCourse): { readonly common: number; readonly most: number } | undefined {
  const counted = countedMembers(course);
  if (counted.length < 2) return undefined;
  const sum = (counts: Float64Array) => counts.reduce((all, one) => all + one, 0);
  const common = sum(sampledTogether(counted)[0].count);
  const most = Math.max(...counted.map(({ chunk }) => sum(chunk.count)));
  return common === most ? undefined : { common, most };
}

/**
 * The points of a single member, without searching for common epochs: usually single runs are compared, up to twenty.
 */
function pointsOfOne(member: MemberCourse, band: Band, smoothing: number): CoursePoint[] {
  const { from, to } = member.chunk;
  return Array.from(memberValues(member, smoothing), (value, place) => {
    const values = [value];
    return { from: from[place], to: to[place], values, spread: spreadOf(values, band) };
  });
}

export function memberScale({ losses, batchesPerEpoch }: MemberCourse, horizontal: Horizontal): HorizontalScale {
  return horizontalScale(horizontal, losses, batchesPerEpoch);
}

/** The horizontal positions of a subject's epochs; for several members the mean of theirs. */
export function courseScale(course: ComparedCourse, horizontal: Horizontal): HorizontalScale {
  const counted = countedMembers(course);
  const scales = (counted.length > 0 ? counted : course.members).map((member) => memberScale(member, horizontal));
  if (scales.length === 0 || horizontal !== 'time') {
    return scales.at(0) ?? { place: (epoch) => epoch, epochAt: (place) => place };
  }
  const mean = (of: (scale: HorizontalScale) => number) =>
    scales.reduce((sum, scale) => sum + of(scale), 0) / scales.length;
  return {
    place: (epoch) => mean(({ place }) => place(epoch)),
    epochAt: (place) => mean(({ epochAt }) => epochAt(place)),
  };
}

/** Epochs recorded by the longest of these. */
export function lastEpoch(courses: readonly ComparedCourse[]): number {
  return Math.max(0, ...courses.flatMap(({ members }) => members.map(({ losses, chunk }) => lastOf(losses, chunk))));
}

function lastOf(...chunks: readonly SeriesChunk[]): number {
  return Math.max(0, ...chunks.map(({ to }) => to.at(-1) ?? 0));
}
