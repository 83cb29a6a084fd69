import { ChebyshevPanel } from './chebyshev-panel.ts';
import { CheckedDensity, DensityError } from './density-error.ts';

/** A density as adjacent panels, from low to high. */
export interface DensityPanels {
  readonly panels: readonly ChebyshevPanel[];
  readonly mass: number;
  /** Whether the density continues below the first panel and above the last, with a negligible part. */
  readonly goesOn: { readonly below: boolean; readonly above: boolean };
}

const PANELS_OF_A_RANGE = 512;
/** Panels between two powers of 2. */
const PANELS_OF_A_SHELL = 16;
/** The powers of 2 between which every density is searched, and the highest up to which heavy tails are followed. */
const LOWEST_POWER = -10;
const HIGHEST_POWER = 20;
const FARTHEST_POWER = 100;

const MOST_PANELS = 8000;
const NO_RANGE = 'give a range that leaves such places out';

/**
 * The panels of a density over a range; without a range, over the whole line where it has any mass. Throws a
 * DensityError.
 */
export function densityPanels(
  density: (x: number) => number,
  range: readonly [number, number] | undefined,
): DensityPanels {
  const checked = new CheckedDensity(NO_RANGE);
  const valueAt = (x: number) => checked.take(density(x), x);
  const coarse = range ? split(range[0], range[1], PANELS_OF_A_RANGE, valueAt) : wholeLine(valueAt);
  checked.check();
  const fine = refined(coarse, valueAt);
  checked.check();
  const mass = massOf(fine);
  if (!Number.isFinite(mass)) throw new DensityError('is too large to be integrated; divide it by a constant');
  if (mass < 1e-280)
    throw new DensityError(range ? 'is 0 everywhere in the range' : 'is 0 at every searched place; give a range');
  return range ? { panels: fine, mass, goesOn: { below: false, above: false } } : trimmed(fine, mass, checked.largest);
}

const massOf = (panels: readonly ChebyshevPanel[]) => panels.reduce((sum, { mass }) => sum + mass, 0);

function split(low: number, high: number, count: number, valueAt: (x: number) => number): ChebyshevPanel[] {
  const edge = (index: number) => (index === count ? high : low + ((high - low) * index) / count);
  return Array.from({ length: count }, (_, index) => new ChebyshevPanel(edge(index), edge(index + 1), valueAt));
}

/** 2 to a whole power, exactly. */
function powerOfTwo(power: number): number {
  let value = 1;
  for (let count = Math.abs(power); count > 0; count--) value *= 2;
  return power < 0 ? 1 / value : value;
}

interface Side {
  readonly sign: 1 | -1;
  readonly panels: ChebyshevPanel[];
  lastMass: number;
  isDone: boolean;
}

/**
 * Panels between powers of 2, outwards on both sides, until they hold no mass. A formula that has vanished before it
 * overflows, such as exp(x) / (1 + exp(x))^2, ends there.
 */
function wholeLine(valueAt: (x: number) => number): ChebyshevPanel[] {
  const sides: Side[] = ([1, -1] as const).map((sign) => ({ sign, panels: [], lastMass: Infinity, isDone: false }));
  let mass = 0;
  for (let power = LOWEST_POWER; power <= FARTHEST_POWER; power++) {
    const inner = power === LOWEST_POWER ? 0 : powerOfTwo(power - 1);
    const outer = powerOfTwo(power);
    for (const side of sides.filter(({ isDone }) => !isDone)) {
      const shell = shellOf(side, inner, outer, mass, valueAt);
      side.panels.push(...(shell ?? []));
      side.lastMass = massOf(shell ?? []);
      mass += side.lastMass;
      side.isDone = shell === undefined || (power >= HIGHEST_POWER && side.lastMass <= 1e-17 * mass);
    }
  }
  if (sides.some(({ isDone, lastMass }) => !isDone && !(lastMass <= 1e-9 * mass)))
    throw new DensityError('has no finite integral over all x, or falls off too slowly; give a range');
  return sides.flatMap(({ panels }) => panels).sort((a, b) => a.low - b.low);
}

/** Undefined if the density cannot be computed there but had vanished before. */
function shellOf(
  { sign, lastMass }: Side,
  inner: number,
  outer: number,
  mass: number,
  valueAt: (x: number) => number,
): ChebyshevPanel[] | undefined {
  try {
    const [low, high] = sign > 0 ? [inner, outer] : [-outer, -inner];
    return split(low, high, PANELS_OF_A_SHELL, valueAt);
  } catch (error) {
    if (error instanceof DensityError && mass > 0 && lastMass <= 1e-13 * mass) return undefined;
    throw error;
  }
}

/** Panels, halved until each is accurate to the last digits. A jump ends in a panel that is no wider than rounding. */
function refined(coarse: readonly ChebyshevPanel[], valueAt: (x: number) => number): ChebyshevPanel[] {
  let panels = [...coarse];
  for (;;) {
    const mass = massOf(panels);
    const next = panels.flatMap((panel) => {
      const middle = panel.low + (panel.high - panel.low) / 2;
      if (isFine(panel, mass) || !(middle > panel.low && middle < panel.high)) return [panel];
      return [new ChebyshevPanel(panel.low, middle, valueAt), new ChebyshevPanel(middle, panel.high, valueAt)];
    });
    if (next.length === panels.length) return panels;
    if (next.length > MOST_PANELS) {
      if (panels.reduce((sum, { error }) => sum + error, 0) <= 1e-9 * mass) return panels;
      throw new DensityError('changes too quickly to be integrated; give a shorter range');
    }
    panels = next;
  }
}

function isFine({ mass: own, error, low, high }: ChebyshevPanel, mass: number): boolean {
  if (error <= Math.max(4e-15 * own, 1e-20 * mass)) return true;
  // In narrower panels only the formula's own rounding remains.
  return error <= 1e-12 * own && high - low <= 1e-3 * Math.max(Math.abs(low), Math.abs(high));
}

/** Removes empty panels at both ends. */
function trimmed(panels: readonly ChebyshevPanel[], mass: number, largest: number): DensityPanels {
  const holds = ({ mass: own }: ChebyshevPanel) => own > 1e-25 * mass;
  const kept = panels.slice(panels.findIndex(holds), panels.findLastIndex(holds) + 1);
  // A density that decays has no end; one that ends is still above zero just before its end.
  const fades = (outer: ChebyshevPanel | undefined) =>
    !outer || outer.values.some((value) => value > 0 && value < 1e-15 * largest);
  const [first, last] = [panels.indexOf(kept[0]), panels.indexOf(kept[kept.length - 1])];
  return {
    panels: kept,
    mass: massOf(kept),
    goesOn: {
      below: fades(panels[first]) || fades(panels[first - 1]),
      above: fades(panels[last]) || fades(panels[last + 1]),
    },
  };
}
