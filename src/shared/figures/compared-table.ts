import type { TextTable } from '../comparison/table-text.ts';
import type { Cell } from '../csv.ts';
import type { Band } from '../statistics/band.ts';
import {
  coursePoints,
  countedMembers,
  memberValues,
  type ComparedCourse,
  type MemberCourse,
} from './compared-course.ts';

export interface ComparedTableInput {
  readonly courses: readonly ComparedCourse[];
  readonly band: Band;
  readonly smoothing: number;
}

/**
 * Compared courses in full precision, a row a subject and stretch of epochs: how many members count, centre and band, and the value of
 * every member by its seed, so that anybody can put them together again. Members that do not count have columns of their own.
 */
export function comparedTable(input: ComparedTableInput): TextTable {
  const columns = memberColumns(input.courses);
  return {
    heads: ['subject', 'epoch', 'last_epoch', 'n', 'centre', 'low', 'high', ...columns],
    // Only an export reads them.
    get rows() {
      return input.courses.flatMap((course) => courseRows(course, columns, input));
    },
  };
}

function headOf({ seed, run, reason }: MemberCourse): string {
  return reason === undefined ? `seed ${seed}` : `seed ${seed} (${reason}, ${run})`;
}

function isCounted(course: ComparedCourse, member: MemberCourse): boolean {
  return countedMembers(course).includes(member);
}

/** Those that count by rising seed, then the others. */
function memberColumns(courses: readonly ComparedCourse[]): string[] {
  const all = courses.flatMap((course) =>
    course.members.map((member) => ({ member, counts: isCounted(course, member) })),
  );
  const sorted = all.toSorted((a, b) => Number(b.counts) - Number(a.counts) || a.member.seed - b.member.seed);
  return [...new Set(sorted.map(({ member, counts }) => columnHead(member, counts)))];
}

function columnHead(member: MemberCourse, counts: boolean): string {
  return counts ? `seed ${member.seed}` : headOf(member);
}

function courseRows(
  course: ComparedCourse,
  columns: readonly string[],
  { band, smoothing }: ComparedTableInput,
): Cell[][] {
  const counted = countedMembers(course);
  const rows = new Map<number, { readonly start: Cell[]; readonly values: Map<string, number> }>();
  for (const { from, to, values, spread } of coursePoints(course, band, smoothing)) {
    rows.set(from, {
      start: [course.name, from, to, ...[spread.n, spread.centre, spread.low, spread.high].map(existing)],
      values: new Map(
        values.flatMap((value, index) => (value === undefined ? [] : [[`seed ${counted[index].seed}`, value]])),
      ),
    });
  }
  for (const member of course.members.filter((one) => !counted.includes(one))) {
    memberValues(member, smoothing).forEach((value, index) => {
      const { from, to } = member.chunk;
      const row = rows.get(from[index]) ?? {
        start: [course.name, from[index], to[index], 0, undefined, undefined, undefined],
        values: new Map<string, number>(),
      };
      row.values.set(headOf(member), value);
      rows.set(from[index], row);
    });
  }
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([, { start, values }]) => [...start, ...columns.map((column) => values.get(column))]);
}

function existing(value: number): Cell {
  return Number.isNaN(value) ? undefined : value;
}
