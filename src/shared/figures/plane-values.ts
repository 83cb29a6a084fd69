import type { LossConfig } from '../config/schema.ts';
import { outputKind, outputRange } from '../discriminator-output.ts';
import type { Frame2D, Range } from '../run.ts';
import type { CellValues } from './contour-lines.ts';
import { colourOf, type LaidDistribution } from './laid-distribution.ts';
import type { Palette } from './palette.ts';
import { betweenPoints, shareOf, sideOf } from './square-field.ts';
import type { TargetShape2D } from './target-shape.ts';
import { shortened } from './title.ts';
import type { ValueAt } from './values-at.ts';

/** A place in the plane, in the data's units. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** What is drawn in the plane. */
export interface DrawnPlane {
  /** Those of x and y. */
  readonly axes: readonly Range[];
  readonly target: TargetShape2D;
  /** The field of D; undefined where it is not shown. */
  readonly field: { readonly loss: LossConfig; readonly outputs: Frame2D['discriminator'] } | undefined;
}

/** What D(x, y) is called: a probability, or the output of the network itself. */
export function outputName(loss: LossConfig): string {
  switch (outputKind(loss)) {
    case 'probability':
      return 'D(x, y), probability';
    case 'value':
      return 'D(x, y), output';
  }
}

/**
 * What the picture shows at a place: D(x, y), bilinear between the points at which it is recorded, and the target's mean density in
 * the cell there. What is not known is left out; a place outside the axes has nothing.
 */
export function valuesInPlane({ x, y }: Place, { axes, target, field }: DrawnPlane, palette: Palette): ValueAt[] {
  const [across, up] = [shareOf(x, axes[0]), shareOf(y, axes[1])];
  if (!(across >= 0 && across <= 1 && up >= 0 && up <= 1)) return [];
  const values: ValueAt[] = [];
  if (field) {
    const last = sideOf(field.outputs) - 1;
    const value = betweenPoints(field.outputs, last + 1, across * last, up * last);
    const isHigh = shareOf(value, outputRange(field.loss, field.outputs)) >= 0.5;
    const colour = isHigh ? palette.discriminatorReal : palette.discriminatorFake;
    values.push({ name: outputName(field.loss), colour, x, value });
  }
  return [...values, ...targetValue({ x, y }, axes, target, palette)];
}

/** What several runs or groups have learned, as densities in the plane. */
export interface OverlaidPlane {
  readonly axes: readonly Range[];
  readonly target: TargetShape2D;
  /** Each with the density of its samples, as `planeDensity` gives it. */
  readonly laid: readonly (LaidDistribution & { readonly density: CellValues })[];
}

/** The density of each at a place, and that of the target where it is known; nothing outside the axes. */
export function overlaidInPlane(place: Place, { axes, target, laid }: OverlaidPlane, palette: Palette): ValueAt[] {
  const values = laid.flatMap((one): ValueAt[] => {
    const value = cellAt(place, axes, one.density);
    return value === undefined
      ? []
      : [{ name: shortened(one.name), colour: colourOf(one, palette), x: place.x, value }];
  });
  return [...values, ...targetValue(place, axes, target, palette)];
}

function targetValue(place: Place, axes: readonly Range[], target: TargetShape2D, palette: Palette): ValueAt[] {
  const value = target.kind === 'grid' ? cellAt(place, axes, target) : undefined;
  return value === undefined ? [] : [{ name: 'density of the target', colour: palette.target, x: place.x, value }];
}

/** The value of the cell at a place; undefined outside the axes. */
function cellAt(place: Place, axes: readonly Range[], { columns, rows, density }: CellValues): number | undefined {
  const [across, up] = [shareOf(place.x, axes[0]), shareOf(place.y, axes[1])];
  if (!(across >= 0 && across <= 1 && up >= 0 && up <= 1)) return undefined;
  const [column, row] = [
    Math.min(columns - 1, Math.floor(across * columns)),
    Math.min(rows - 1, Math.floor(up * rows)),
  ];
  return density[row * columns + column];
}

/** The middle of the plane, or the place so many points of a field of `side` points a row to the right and up, at most the axes' ends. */
export function nextPlace(
  from: Place | undefined,
  { right, up }: { readonly right: number; readonly up: number },
  [horizontal, vertical]: readonly Range[],
  side: number,
): Place {
  const last = side - 1;
  const next = (range: Range, value: number | undefined, by: number) => {
    const point = value === undefined ? Math.round(last / 2) : Math.round(shareOf(value, range) * last) + by;
    return range.low + ((range.high - range.low) * Math.min(last, Math.max(0, point))) / last;
  };
  return { x: next(horizontal, from?.x, right), y: next(vertical, from?.y, up) };
}
