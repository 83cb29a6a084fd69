import type { ChartConfiguration, Point } from 'chart.js';
import { CUT, cutInterval } from '../comparison/positive.ts';
import { counted, wholeNumber } from '../counted.ts';
import { isOfEpochs, type NoiseFloor } from '../metrics.ts';
import { BAND_LABELS, type Band, type Spread } from '../statistics/band.ts';
import type { Range } from '../run.ts';
import type { SubjectKey } from '../subject.ts';
import {
  commonEpochs,
  coursePoints,
  countedMembers,
  courseScale,
  lastEpoch,
  memberScale,
  memberValues,
  middleOf,
  type ComparedCourse,
  type ComparedQuantity,
  type CoursePoint,
} from './compared-course.ts';
import { comparedTable } from './compared-table.ts';
import { floorBand, floorText } from './metric-figure.ts';
import { blend, faint, LIGHT, translucent, type Palette } from './palette.ts';
import { drawable, HORIZONTAL_TITLES, leastAboveZero, line, type LineDataset, type SeriesView } from './series-line.ts';
import { referenceLine, referenceOptions, type ReferenceLines } from './reference-lines.ts';
import { largestCount, meansText, notOnLogAxis } from './series-text.ts';
import { BENEATH, figureOptions, linearAxis, logarithmicAxis, withPlugins } from './theme.ts';
import { joined, SEPARATOR, shortened, threeDigits } from './title.ts';

export interface ComparedFigureData {
  readonly courses: readonly ComparedCourse[];
  readonly quantity: ComparedQuantity;
  readonly band: Band;
  /**
   * Whether the members of groups are drawn as thin lines. Those in training always are, because their group's band
   * does not include them yet.
   */
  readonly showsMembers: boolean;
  /** The noise floor, if all runs have the same target. */
  readonly floor: NoiseFloor | undefined;
  /** The value at which a loss settles, if it is the same for all runs. */
  readonly equilibrium: number | undefined;
  readonly view: SeriesView;
  /** The only course that keeps its colour, while it is pointed at: the others are faint. undefined: all keep theirs. */
  readonly lit?: SubjectKey | undefined;
}

/** A course, combined once for everything that is drawn of it. */
interface DrawnCourse {
  readonly course: ComparedCourse;
  readonly points: readonly CoursePoint[];
  readonly place: (epoch: number) => number;
  readonly colour: string;
}

/** One metric or loss of several runs and groups, each in its colour: a run as its line, a group as its centre with a band. */
export function comparedFigure(
  data: ComparedFigureData,
  palette: Palette = LIGHT,
): ChartConfiguration<'line', LineDataset['data']> {
  const { courses, quantity, floor, view, band } = data;
  const drawn = courses.map((course) => ({
    course,
    points: coursePoints(course, band, view.smoothing),
    place: courseScale(course, view.horizontal).place,
    colour: colourOf(course, data.lit, palette),
  }));
  const axis = horizontalAxis(drawn, view.range);
  const unit = quantity.unit === '' ? quantity.label : `${quantity.label} (${quantity.unit})`;
  const options = figureOptions(palette, { title: comparedTitle(data), subtitle: subtitle(data, drawn) });
  return {
    type: 'line',
    data: {
      datasets: drawn.flatMap((one) => courseLines(one, data, palette)),
    },
    options: {
      ...withPlugins(options, {
        ...referenceOptions([...equilibriumLine(data, palette), ...(floor ? floorBand(floor, palette) : [])]),
        figureTable: comparedTable({ courses, band, view, isDistance: quantity.isDistance }),
      }),
      scales: {
        x: linearAxis(palette, HORIZONTAL_TITLES[view.horizontal], { ...axis, whole: view.horizontal !== 'time' }),
        y: view.logarithmic
          ? // Begins below the noise floor, so that its line is not on the axis.
            { ...logarithmicAxis(palette, unit), ...(floor && { suggestedMin: 0.8 * floor.mean }) }
          : linearAxis(palette, unit, { grace: '3%', beginAtZero: quantity.isDistance ?? false }),
      },
    },
  };
}

function colourOf({ key, colour }: ComparedCourse, lit: SubjectKey | undefined, palette: Palette): string {
  const own = palette.runs[colour % palette.runs.length];
  return lit === undefined || lit === key ? own : faint(own, palette);
}

/** The horizontal range from the first to the last shown epoch of all subjects. */
export function horizontalAxis(
  drawn: readonly Pick<DrawnCourse, 'course' | 'place'>[],
  range: Range | undefined,
): { readonly min: number; readonly max: number } {
  const ends = drawn.flatMap(({ course, place }) => {
    const { low, high } = range ?? { low: 0, high: lastEpoch([course]) };
    return [place(low), place(high)];
  });
  return ends.length === 0 ? { min: 0, max: 1 } : { min: Math.min(...ends), max: Math.max(...ends) };
}

function courseLines(drawn: DrawnCourse, data: ComparedFigureData, palette: Palette): LineDataset[] {
  const { course, points, place, colour } = drawn;
  const { logarithmic } = data.view;
  const centre = points.map((point) => ({
    x: place(middleOf(point)),
    y: drawable(point.spread.centre, logarithmic),
  }));
  return [
    {
      ...line(legendOf(course), colour, centre),
      borderWidth: course.kind === 'group' ? 2 : 1.5,
      ...(course.dash.length > 0 && { borderDash: [...course.dash] }),
      order: 1,
    },
    ...(points.some(({ spread }) => spread.n > 1) ? bandLines(drawn, data) : []),
    ...course.members.flatMap((_, index) => memberLine(drawn, index, data, palette)),
  ];
}

/** `wider · 6 of 8, 2 failed`. */
export function legendOf({ name, kind, seeds }: ComparedCourse): string {
  return kind === 'group' ? `${shortened(name)}${SEPARATOR}${seeds}` : shortened(name);
}

function bandLines(
  { course: { name }, points, place, colour }: DrawnCourse,
  { view: { logarithmic }, quantity }: ComparedFigureData,
): LineDataset[] {
  // Values of 0 or less cannot be shown on a log axis, so the band then ends at the lowest line.
  const foot = logarithmic ? leastAboveZero(points.flatMap(({ spread }) => [spread.low, spread.centre])) : -Infinity;
  const shown = (spread: Spread) => (logarithmic ? spread : cutInterval(quantity.key, spread, quantity.isDistance));
  const along = (value: (spread: Spread) => number): Point[] =>
    points.map((point) => {
      const y = value(point.spread);
      return { x: place(middleOf(point)), y: Number.isFinite(y) ? Math.max(y, foot) : NaN };
    });
  const edge = { borderWidth: 0, order: 3, pointRadius: 0 };
  return [
    {
      ...line(
        `${BENEATH}${name}, low`,
        colour,
        along((spread) => shown(spread).low),
      ),
      ...edge,
    },
    {
      ...line(
        `${BENEATH}${name}, high`,
        colour,
        along(({ high }) => high),
      ),
      ...edge,
      fill: '-1',
      backgroundColor: translucent(colour, 0.18),
    },
  ];
}

/** The range of the shades of a group's members, as shares of the way to the background colour. */
const SHADES = { first: 0.25, last: 0.65 };

/**
 * The members of a group that get lines: those that count, if the user wants them, and those in training, which will count when
 * they finish.
 */
function memberLine(
  { course, colour }: DrawnCourse,
  index: number,
  data: ComparedFigureData,
  palette: Palette,
): LineDataset[] {
  const { showsMembers, view } = data;
  const member = course.members[index];
  const isLive = member.reason === 'running' || member.reason === 'paused';
  if (course.kind === 'run' || !(showsMembers || isLive)) return [];
  const { place } = memberScale(member, view.horizontal);
  const { from, to } = member.chunk;
  const points = Array.from(memberValues(member, view.smoothing), (value, at) => ({
    x: place((from[at] + to[at]) / 2),
    y: drawable(value, view.logarithmic),
  }));
  const isLeftOut = member.reason !== undefined && !isLive;
  const { style } = member;
  const share = SHADES.first + ((SHADES.last - SHADES.first) * index) / Math.max(1, course.members.length - 1);
  const own = style && translucent(palette.runs[style.colour % palette.runs.length], isLeftOut ? 0.4 : 0.9);
  const dash = style ? style.dash : isLeftOut ? [2, 3] : [];
  return [
    {
      ...line(`${BENEATH}${course.name}, seed ${member.seed}`, own ?? blend(colour, palette.background, share), points),
      borderWidth: style ? 1 : 0.75,
      ...(dash.length > 0 && { borderDash: [...dash] }),
      order: 2,
    },
  ];
}

function equilibriumLine({ equilibrium, view }: ComparedFigureData, palette: Palette): ReferenceLines {
  const isDrawn = equilibrium !== undefined && !(view.logarithmic && equilibrium <= 0);
  return isDrawn ? [referenceLine('equilibrium', equilibrium, palette.equilibrium)] : [];
}

const MOST_NAMED = 3;

/** `wide, vanilla · Wasserstein-1`. */
function comparedTitle({ courses, quantity }: ComparedFigureData): string {
  const names = courses.slice(0, MOST_NAMED).map(({ name }) => shortened(name));
  const more = courses.length - names.length;
  return joined([`${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`, quantity.label]);
}

function subtitle(data: ComparedFigureData, drawn: readonly DrawnCourse[]): string {
  const { courses, quantity, band, floor, view, showsMembers } = data;
  const groups = courses.filter(({ kind }) => kind === 'group');
  const gaps = drawn.some(
    ({ course, points }) =>
      course.kind === 'group' && points.some(({ spread }) => spread.n > 0 && Number.isNaN(spread.centre)),
  );
  return joined([
    ...quantity.notes,
    ...(groups.some((course) => countedMembers(course).length > 1)
      ? [`each group: ${BAND_LABELS[band]} of its seeds`]
      : []),
    ...commonText(courses),
    ...(showsMembers && groups.length > 0 ? [membersText(groups)] : []),
    ...coursesMeansText(data),
    ...(view.smoothing > 0 ? [`each run smoothed by ${view.smoothing}`] : []),
    ...(gaps ? ['gaps: the value of a seed is not finite'] : []),
    ...equilibriumText(data),
    ...(floor ? [floorText(floor)] : []),
    ...(view.logarithmic ? logAxisText(drawn) : cutText(data, drawn)),
  ]);
}

function membersText(groups: readonly ComparedCourse[]): string {
  const haveStyles = groups.some(({ members }) => members.some(({ style }) => style !== undefined));
  return haveStyles ? 'thin lines: single seeds; faint: not counted' : 'thin lines: single seeds; dotted: not counted';
}

/** A note for a group whose seeds were measured at different epochs: how many epochs all of them have. */
function commonText(courses: readonly ComparedCourse[]): string[] {
  return courses.flatMap((course) => {
    const found = commonEpochs(course);
    if (!found) return [];
    const where = `over the ${counted(found.common, 'epoch')} that all seeds have, of ${wholeNumber(found.most)}`;
    return [courses.length === 1 ? where : `${shortened(course.name)}: ${where}`];
  });
}

/** One note if it holds for all, else a note for each to which it applies. */
function coursesMeansText({ courses, quantity }: ComparedFigureData): string[] {
  const recorded = isOfEpochs(quantity.key) ? 'epochs' : 'snapshots';
  const notes = courses.map(({ name, members }) => {
    const chunks = members.map(({ chunk, shared }) => (shared ?? { chunk }).chunk);
    const coarsest = chunks.toSorted((a, b) => largestCount(b) - largestCount(a)).at(0);
    return { name: shortened(name), text: coarsest && meansText(coarsest, recorded, quantity.isDistance).at(0) };
  });
  const texts = new Set(notes.map(({ text }) => text));
  if (texts.size === 1) return [...texts].filter((text) => text !== undefined);
  return notes.flatMap(({ name, text }) => (text === undefined ? [] : [`${name}: ${text}`]));
}

function equilibriumText({ equilibrium, view }: ComparedFigureData): string[] {
  if (equilibrium === undefined) return [];
  const value = threeDigits(equilibrium);
  return view.logarithmic && equilibrium <= 0
    ? [`equilibrium ${value} is not shown on a log axis`]
    : [`dashed line: equilibrium ${value}`];
}

function cutText({ quantity }: ComparedFigureData, drawn: readonly DrawnCourse[]): string[] {
  const isCut = drawn.some(({ points }) =>
    points.some(({ spread }) => cutInterval(quantity.key, spread, quantity.isDistance).isCut),
  );
  return isCut ? [`bands ${CUT}`] : [];
}

function logAxisText(drawn: readonly DrawnCourse[]): string[] {
  const centres = drawn.map(({ course: { name }, points }) => ({
    name: shortened(name),
    values: points.map(({ spread }) => spread.centre),
  }));
  const isCut = drawn.some(({ points }) => points.some(({ spread: { low, centre } }) => low <= 0 && centre > 0));
  return [...notOnLogAxis(centres, { alone: true }), ...(isCut ? ['bands are cut where they reach 0'] : [])];
}
