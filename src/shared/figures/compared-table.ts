import type { TextTable } from '../comparison/table-text.ts';
import type { Cell } from '../csv.ts';
import type { Band, Spread } from '../statistics/band.ts';
import {
  coursePoints,
  countedMembers,
  courseScale,
  memberValues,
  type ComparedCourse,
  type MemberCourse,
} from './compared-course.ts';
import { HORIZONTAL_TITLES, type SeriesView } from './series-line.ts';
import { smoothedHead } from './series-table.ts';

export interface ComparedTableInput {
  readonly courses: readonly ComparedCourse[];
  readonly band: Band;
  readonly view: SeriesView;
  /** Whether they are distances from the target's own value, which their heads then say. */
  readonly isDistance?: boolean | undefined;
}

/**
 * Compared courses in full precision, one row per subject and interval of epochs: the number of counting members with a
 * value, centre and band if all of them have one, and the value of every member by its seed, from which the rest can be
 * recomputed. Members that do not count have separate columns. Smoothed values are added to the recorded ones.
 */
export function comparedTable(input: ComparedTableInput): TextTable {
  const { courses, view, isDistance } = input;
  const { horizontal, smoothing } = view;
  const members = memberColumns(courses);
  const values = ['centre', 'low', 'high', ...members].map((head) => (isDistance ? `${head}, distance` : head));
  const place = horizontal === 'epoch' ? [] : [HORIZONTAL_TITLES[horizontal]];
  const smooth = smoothing > 0 ? values.map((head) => smoothedHead(head, smoothing)) : [];
  return {
    heads: ['subject', 'epoch', 'last_epoch', ...place, 'n', ...values, ...smooth],
    // Computed only when exported.
    get rows() {
      return courses.flatMap((course) => courseRows(course, members, input));
    },
  };
}

/** The members that count, by increasing seed, then the others. */
function memberColumns(courses: readonly ComparedCourse[]): string[] {
  const all = courses.flatMap((course) => {
    const counted = countedMembers(course);
    return course.members.map((member) => ({ member, counts: counted.includes(member) }));
  });
  const sorted = all.toSorted((a, b) => Number(b.counts) - Number(a.counts) || a.member.seed - b.member.seed);
  return [...new Set(sorted.map(({ member, counts }) => columnHead(member, counts)))];
}

function columnHead({ seed, run, reason }: MemberCourse, counts: boolean): string {
  return counts || reason === undefined ? `seed ${seed}` : `seed ${seed} (${reason}, ${run})`;
}

/** The numbers of a range of epochs. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Members that count and have a value there. */
  n: number;
  spread: Spread | undefined;
  /** Values by the heads of their columns. */
  readonly values: Map<string, number>;
}

/** The intervals of a course in which any member has a record, by their ends. */
function stretchesOf(course: ComparedCourse, band: Band, smoothing: number): Map<string, Stretch> {
  const stretches = new Map<string, Stretch>();
  const at = (from: number, to: number): Stretch => {
    const key = `${from} ${to}`;
    const known = stretches.get(key) ?? { from, to, n: 0, spread: undefined, values: new Map<string, number>() };
    stretches.set(key, known);
    return known;
  };
  const counted = countedMembers(course);
  for (const member of course.members) {
    const counts = counted.includes(member);
    const head = columnHead(member, counts);
    memberValues(member, smoothing).forEach((value, index) => {
      const stretch = at(member.chunk.from[index], member.chunk.to[index]);
      stretch.values.set(head, value);
      if (counts) stretch.n += 1;
    });
  }
  for (const { from, to, values, spread } of coursePoints(course, band, smoothing)) {
    const stretch = at(from, to);
    stretch.spread = spread;
    stretch.n = spread.n;
    values.forEach((value, index) => stretch.values.set(columnHead(counted[index], true), value));
  }
  return stretches;
}

function courseRows(course: ComparedCourse, members: readonly string[], { band, view }: ComparedTableInput): Cell[][] {
  const { horizontal, smoothing } = view;
  const recorded = stretchesOf(course, band, 0);
  const smooth = smoothing > 0 ? stretchesOf(course, band, smoothing) : undefined;
  const { place } = courseScale(course, horizontal);
  const cells = (stretch: Stretch | undefined): Cell[] => [
    ...[stretch?.spread?.centre, stretch?.spread?.low, stretch?.spread?.high].map(existing),
    ...members.map((head) => stretch?.values.get(head)),
  ];
  return [...recorded]
    .sort(([, a], [, b]) => a.from - b.from || a.to - b.to)
    .map(([key, stretch]) => [
      course.name,
      stretch.from,
      stretch.to,
      ...(horizontal === 'epoch' ? [] : [place((stretch.from + stretch.to) / 2)]),
      stretch.n,
      ...cells(stretch),
      ...(smooth ? cells(smooth.get(key)) : []),
    ]);
}

function existing(value: number | undefined): Cell {
  return Number.isNaN(value) ? undefined : value;
}
