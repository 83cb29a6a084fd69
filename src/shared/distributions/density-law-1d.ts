import { closedForm } from './closed-form.ts';
import type { ChebyshevPanel } from './chebyshev-panel.ts';
import { densityPanels, type DensityPanels } from './density-panels.ts';
import type { Law1D, Mode, Moments } from './law.ts';
import { openUniform } from './open-uniform.ts';
import { separatePeaks } from './separate-peaks.ts';

/**
 * The 1-D law whose density is `density` divided by its integral over `range`, or over the whole line without a range.
 * Draws are quantiles of uniform numbers. Throws a DensityError if it is not a density.
 */
export function densityLaw1D(density: (x: number) => number, range: readonly [number, number] | undefined): Law1D {
  const known = densityPanels(density, range);
  const { panels, mass, goesOn } = known;
  const before = new Float64Array(panels.length + 1);
  panels.forEach((panel, index) => (before[index + 1] = before[index] + panel.mass));
  const total = before[panels.length];
  const [low, high] = [panels[0].low, panels[panels.length - 1].high];

  const cdf = (x: number) => {
    if (!(x > low)) return 0;
    if (x >= high) return 1;
    const index = firstWhere(panels.length, (panel) => panels[panel].high >= x);
    return Math.min(1, Math.max(0, (before[index] + panels[index].massBelow(x)) / total));
  };
  const quantile = (p: number) => {
    if (p <= 0) return goesOn.below ? -Infinity : low;
    if (p >= 1) return goesOn.above ? Infinity : high;
    const target = p * total;
    const index = firstWhere(panels.length - 1, (panel) => before[panel + 1] >= target);
    return panels[index].placeOf(target - before[index]);
  };
  return closedForm({
    draw: (source) => quantile(openUniform(source)),
    density: (x) => (x < low || x > high ? 0 : Math.max(0, density(x)) / mass),
    cdf,
    quantile,
    moments: momentsOf(known),
    modes: modesOf(known, density),
  });
}

/** The first index below `count` for which the condition holds (it then holds for all later ones); else `count`. */
export function firstWhere(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The tail probability, and the largest share that the tails may contribute to a moment. If they contribute more, the
 * moment does not exist or is not known well.
 */
const OUTERMOST = 1e-14;
const SHARE = 1e-4;

function momentsOf(known: DensityPanels): Moments {
  const { panels, mass } = known;
  const integral = (of: (x: number) => number) => panels.reduce((sum, panel) => sum + panel.integralWith(of), 0) / mass;
  const { x: top } = pointsOf(panels.reduce((best, panel) => (highest(panel) > highest(best) ? panel : best)))[0];
  const [low, high] = innerEnds(known);
  const exists = (power: number) => {
    const size = (x: number) => powerOf(Math.abs(x - top), power);
    const outermost = integral((x) => (x < low || x > high ? size(x) : 0));
    return outermost <= SHARE * integral(size);
  };
  const mean = integral((x) => x);
  const central = (power: number) => integral((x) => powerOf(x - mean, power));
  const variance = central(2);
  const standardDeviation = Math.sqrt(variance);
  return {
    mean: exists(1) ? mean : undefined,
    standardDeviation: exists(2) ? standardDeviation : undefined,
    skewness: exists(3) ? central(3) / (variance * standardDeviation) : undefined,
    excessKurtosis: exists(4) ? central(4) / (variance * variance) - 3 : undefined,
  };
}

/** The ends of the central part, on the sides where the density has no end. */
function innerEnds({ panels, mass, goesOn }: DensityPanels): [number, number] {
  const enough = OUTERMOST * mass;
  let first = 0;
  for (let sum = panels[0].mass; sum < enough; sum += panels[first].mass) first++;
  let last = panels.length - 1;
  for (let sum = panels[last].mass; sum < enough; sum += panels[last].mass) last--;
  return [goesOn.below ? panels[first].low : -Infinity, goesOn.above ? panels[last].high : Infinity];
}

const highest = ({ values }: ChebyshevPanel) => values.reduce((most, value) => Math.max(most, value));

function powerOf(base: number, power: number): number {
  let value = 1;
  for (let count = 0; count < power; count++) value *= base;
  return value;
}

interface Point {
  readonly x: number;
  readonly density: number;
  readonly share: number;
}

/** The separate peaks; empty if there is only one. */
function modesOf({ panels }: DensityPanels, density: (x: number) => number): Mode[] {
  const points = panels.flatMap(pointsOf);
  const peaks = separatePeaks(
    points.map(({ density }) => density),
    (point) => [point - 1, point + 1].filter((other) => other >= 0 && other < points.length),
  );
  if (peaks.length < 2) return [];
  const modes = peaks.map(({ top, points: own }): Mode => {
    const centre = middleOfTop(points, top, density);
    const sum = (of: (point: Point) => number) => own.reduce((all, point) => all + of(points[point]), 0);
    const weight = sum(({ share }) => share);
    const square = sum(({ x, share }) => share * (x - centre) * (x - centre));
    return { centre: [centre], weight, standardDeviation: Math.sqrt(square / weight) };
  });
  const all = modes.reduce((sum, { weight }) => sum + weight, 0);
  return modes.map((mode) => ({ ...mode, weight: mode.weight / all }));
}

/** The place of a peak's maximum; the middle of a flat top. */
function middleOfTop(points: readonly Point[], top: number, density: (x: number) => number): number {
  const isTop = (index: number) => points[index].density >= (1 - 1e-9) * points[top].density;
  let last = top;
  while (last + 1 < points.length && isTop(last + 1)) last++;
  let first = top;
  while (first > 0 && isTop(first - 1)) first--;
  if (points[last].x - points[first].x > 0) return (points[first].x + points[last].x) / 2;
  if (top === 0 || top === points.length - 1) return points[top].x;
  return highestBetween(density, points[top - 1].x, points[top + 1].x);
}

/** The highest place between two others, by ternary search until rounding makes the values equal. */
function highestBetween(density: (x: number) => number, low: number, high: number): number {
  let [from, to] = [low, high];
  for (let step = 0; step < 60; step++) {
    const third = (to - from) / 3;
    if (density(from + third) < density(to - third)) from += third;
    else to -= third;
  }
  return (from + to) / 2;
}

/** The points of a panel in increasing order. */
function pointsOf(panel: ChebyshevPanel): Point[] {
  return Array.from(panel.places, (x, index) => ({
    x,
    density: panel.values[index],
    share: panel.shareOf(index),
  })).reverse();
}
