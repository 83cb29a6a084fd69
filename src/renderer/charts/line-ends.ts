import type { Chart } from 'chart.js';
import { legendName } from '../../shared/figures/legend.ts';
import { BENEATH, type Figure } from '../../shared/figures/theme.ts';
import { widthOf } from '../theme/text-width.ts';

/** The name of a line where it ends. */
export interface LineEnd {
  readonly name: string;
  readonly colour: string;
  /** Pixels from the chart's top to the middle of the text. */
  readonly top: number;
}

/** Pixels from one name to the next. */
const LINE = 12;
/** Of more lines the names would cover what they name. */
const MOST = 6;
/** Pixels of a chart that is wide enough to name its lines beside its axes; in a narrower one the names lie over them. */
const WIDE = 480;
/** Pixels of a name that are not its letters: its swatch and the spaces around. */
const BESIDE_NAME = 16;
/** Names are written in 11 pixels, the list in 13. */
const SMALLER = 11 / 13;

const isNamed = (label = '') => label !== '' && !label.startsWith(BENEATH);

/** Pixels that the names of a figure's lines take beside the axes of a chart of this width; 0 where they have no room there. */
export function roomForEnds({ data }: Figure, width: number): number {
  const names = data.datasets.flatMap(({ label }) => (isNamed(label) ? [legendName(label ?? '')] : []));
  if (width < WIDE || names.length < 2 || names.length > MOST) return 0;
  return Math.ceil(BESIDE_NAME + SMALLER * Math.max(...names.map(widthOf)));
}

/** The names of the lines of a chart beside their last values in view, moved apart where they would overlap. */
export function lineEnds({ data, scales: { x, y }, chartArea }: Chart): LineEnd[] {
  const ends = data.datasets.flatMap(({ label = '', data: points, borderColor }): LineEnd[] => {
    if (!isNamed(label) || typeof borderColor !== 'string') return [];
    const last = (points as readonly { readonly x: number; readonly y: number }[]).findLast(
      (point) => Number.isFinite(point.y) && point.x <= x.max && point.x >= x.min,
    );
    if (last === undefined) return [];
    const top = y.getPixelForValue(last.y);
    return top < chartArea.top || top > chartArea.bottom ? [] : [{ name: legendName(label), colour: borderColor, top }];
  });
  if (ends.length < 2 || ends.length > MOST) return [];
  return apart(ends, chartArea);
}

/** Each at its line, or as near to it as the others allow. */
function apart(
  ends: readonly LineEnd[],
  { top, bottom }: { readonly top: number; readonly bottom: number },
): LineEnd[] {
  const sorted = ends.toSorted((a, b) => a.top - b.top);
  const middle = sorted.reduce((sum, end) => sum + end.top, 0) / sorted.length;
  const isApart = sorted.every((end, index) => index === 0 || end.top - sorted[index - 1].top >= LINE);
  if (isApart) return sorted;
  let before = -Infinity;
  const down = sorted.map((end) => {
    before = Math.max(end.top, before + LINE);
    return before;
  });
  // Moved down, they are moved back so that they stand around their lines, within the axes.
  const shift = middle - down.reduce((sum, place) => sum + place, 0) / down.length;
  const last = down[down.length - 1] + shift;
  const fit = Math.min(0, bottom - LINE / 2 - last) + Math.max(0, top + LINE / 2 - (down[0] + shift));
  return sorted.map((end, index) => ({ ...end, top: down[index] + shift + fit }));
}
