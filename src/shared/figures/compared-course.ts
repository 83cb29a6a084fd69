import type { LossKey } from '../metrics.ts';
import type { SeriesChunk, SeriesColumn } from '../series/series.ts';
import { spreadOf, type Band, type Spread } from '../statistics/band.ts';
import type { SubjectKey } from '../subject.ts';
import { horizontalScale, smoothed, type Horizontal, type HorizontalScale } from './series-line.ts';

/** How one number of one run goes over its epochs. */
export interface MemberCourse {
  readonly run: string;
  readonly seed: number;
  /** Why the run does not count, such as `failed`; undefined where it does. */
  readonly reason: string | undefined;
  readonly chunk: SeriesChunk;
  readonly column: SeriesColumn;
  /** Its losses' `seconds` say where epochs stand in time. */
  readonly losses: SeriesChunk;
  readonly batchesPerEpoch: number;
}

/** A run or a group whose courses are drawn over those of others. */
export interface ComparedCourse {
  readonly key: SubjectKey;
  readonly name: string;
  readonly kind: 'run' | 'group';
  /** How many count, in words; it stands in the legend. */
  readonly seeds: string;
  /** Its place in the palette of run colours. */
  readonly colour: number;
  /** Tells it from a subject of the same colour; empty for a whole line. */
  readonly dash: readonly number[];
  readonly members: readonly MemberCourse[];
}

/** What is drawn over the epochs: a metric, or a loss. */
export interface ComparedQuantity {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  readonly loss: LossKey | undefined;
}

/** A stretch of epochs in which the members of a subject lie together. */
export interface CoursePoint {
  /** First and last epoch of the stretch, of which each value is the mean. */
  readonly from: number;
  readonly to: number;
  /** Of the members that count, in their order; undefined of one that has recorded nothing there. */
  readonly values: readonly (number | undefined)[];
  readonly spread: Spread;
}

export const middleOf = ({ from, to }: Pick<CoursePoint, 'from' | 'to'>) => (from + to) / 2;

/** The members whose values are put together: of a run itself, whatever its status. */
export function countedMembers({ kind, members }: ComparedCourse): readonly MemberCourse[] {
  return kind === 'run' ? members : members.filter(({ reason }) => reason === undefined);
}

export function memberValues({ chunk, column }: MemberCourse, smoothing: number): Float64Array {
  return smoothing > 0 ? smoothed(column.mean, smoothing, chunk.count) : column.mean;
}

/**
 * Where the members of a subject that count lie, stretch by stretch: runs of one group have the same. Each is smoothed by itself before
 * they are put together. Where a member's value is not finite there is no centre and no band.
 */
export function coursePoints(course: ComparedCourse, band: Band, smoothing: number): CoursePoint[] {
  const counted = countedMembers(course);
  if (counted.length === 1) return pointsOfOne(counted[0], band, smoothing);
  const series = counted.map((member) => ({
    values: memberValues(member, smoothing),
    index: new Map(Array.from(member.chunk.from, (from, index) => [from, index])),
  }));
  const longest = counted.reduce<SeriesChunk | undefined>(
    (most, { chunk }) => (most && most.from.length >= chunk.from.length ? most : chunk),
    undefined,
  );
  return Array.from(longest?.from ?? [], (from, place) => {
    const values = series.map(({ values: own, index }) => {
      const at = index.get(from);
      return at === undefined ? undefined : own[at];
    });
    const present = values.filter((value) => value !== undefined);
    return { from, to: longest?.to[place] ?? from, values, spread: spreadOf(present, band) };
  });
}

/** What the points of several would be, without looking for where they lie together: mostly runs are compared, and twenty of them. */
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

/** Where the epochs of a subject stand: of several members in the middle between theirs. */
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

/** Dashes of subjects beside others of the same colour, in turn. */
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

/** The dashes of subjects with these places in a palette of so many run colours: of one colour no two have the same. */
export function dashesOf(colours: readonly number[], paletteSize: number): (readonly number[])[] {
  return colours.map((colour, index) => {
    const before = colours.slice(0, index).filter((other) => other % paletteSize === colour % paletteSize);
    return DASHES[before.length % DASHES.length];
  });
}
