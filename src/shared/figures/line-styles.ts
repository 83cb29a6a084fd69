import { LIGHT } from './palette.ts';

/** What distinguishes a line from the others of a figure. */
export interface LineStyle {
  /** Its place in the palette of run colours. */
  readonly colour: number;
  /** Alternating strokes and gaps; empty for a solid line. */
  readonly dash: readonly number[];
}

/** Dash patterns, simplest first. */
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3]];
const POINTS = ['circle', 'triangle', 'rectRot', 'rect', 'star', 'crossRot', 'cross'] as const;
/** A point style of Chart.js. */
export type PointForm = (typeof POINTS)[number];

/** The dash pattern number `place`. After the easily distinguished ones, a stroke with more and more dots. */
function dashAt(place: number): readonly number[] {
  if (place < DASHES.length) return DASHES[place];
  return [10, 3, ...Array.from({ length: place - 2 }, () => [2, 3]).flat()];
}

/** The point style that corresponds to this dash pattern. */
export function pointStyleOf(dash: readonly number[]): PointForm {
  const place = DASHES.findIndex((one) => one.join() === dash.join());
  return POINTS[(place < 0 ? dash.length / 2 + 1 : place) % POINTS.length];
}

/**
 * Styles of lines with these places in the palette of run colours. No two share a colour and a dash. Each keeps its
 * colour while an easily distinguished dash pattern is free, then gets a free colour.
 */
export function lineStyles(colours: readonly number[]): LineStyle[] {
  const size = LIGHT.runs.length;
  const taken = new Set<number>();
  const placeOf = (colour: number, dash: number) => dash * size + (colour % size);
  const take = (colour: number, dash: number): LineStyle => {
    taken.add(placeOf(colour, dash));
    return { colour, dash: dashAt(dash) };
  };
  const own = colours.map((colour) => {
    const dash = DASHES.findIndex((_, place) => !taken.has(placeOf(colour, place)));
    return dash < 0 ? undefined : take(colour, dash);
  });
  let free = 0;
  return own.map((style) => {
    if (style) return style;
    while (taken.has(free)) free += 1;
    return take(free % size, Math.floor(free / size));
  });
}

/** A group's place in the palette of run colours, and its runs by increasing seed. */
interface StyledGroup {
  readonly colour: number;
  readonly rows: readonly { readonly run: { readonly id: string; readonly colour: number } }[];
}

/** Styles of the runs of one group, by their ids. None has the style of the group itself. */
export function memberStyles({ colour, rows }: StyledGroup): Readonly<Partial<Record<string, LineStyle>>> {
  const [, ...styles] = lineStyles([colour, ...rows.map(({ run }) => run.colour)]);
  return Object.fromEntries(rows.map(({ run }, index) => [run.id, styles[index]]));
}
