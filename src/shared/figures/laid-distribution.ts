import type { Numbers } from '../numbers.ts';
import type { Snapshot } from '../run.ts';
import { faint } from './palette.ts';
import type { Palette } from './palette.ts';
import { distanceText, rangeText, samplesOf } from './pooled-density.ts';
import type { TargetShape } from './target-shape.ts';
import { joined, shortened } from './title.ts';

/** What one of several runs, or the seeds of one of several groups, have learned at an epoch. */
export interface LaidDistribution {
  /** The text in the legend. */
  readonly name: string;
  /** The seeds of a group, in words. */
  readonly seeds?: string | undefined;
  /** Its place in the palette of run colours. */
  readonly colour: number;
  /** The dash pattern of its line; solid if omitted. */
  readonly dash?: readonly number[] | undefined;
  /** Snapshots of the run, or of each of the seeds: at least one. */
  readonly snapshots: readonly Snapshot[];
  /** Whether the averaged generator is drawn instead of the trained one, if the run has one. */
  readonly averaged?: boolean;
  /** Whether another one is pointed at: then this one is faint. */
  readonly isFaint?: boolean;
}

/** Whether its averaged generator is drawn. */
const isAveragedDrawn = ({ averaged, snapshots }: LaidDistribution) =>
  averaged === true && snapshots.every(({ frame }) => frame.averaged !== undefined);

/** The samples of the drawn generator, seed by seed. Throws a RangeError where they have another dimension than the target. */
export function seedsOf(one: LaidDistribution, { dimension }: TargetShape): Numbers[] {
  return one.snapshots.map((snapshot) => {
    if (snapshot.frame.dimension !== dimension) throw otherDimension(snapshot.frame.dimension, dimension);
    return samplesOf(snapshot, isAveragedDrawn(one));
  });
}

/** Its entry in the legend. */
export function nameOf(one: LaidDistribution): string {
  const name = one.seeds === undefined ? shortened(one.name) : `${shortened(one.name)} (${one.seeds})`;
  return isAveragedDrawn(one) ? `${name}, averaged` : name;
}

/** Its colour, paler while another one is pointed at. */
export function colourOf({ colour, isFaint = false }: LaidDistribution, palette: Palette): string {
  const own = palette.runs[colour % palette.runs.length];
  return isFaint ? faint(own, palette) : own;
}

/** The title: the common epoch, or the epoch of each run, and each distance from the target. */
export function titleOf(laid: readonly LaidDistribution[]): string {
  const epochs = laid.map(({ snapshots }) => rangeText(snapshots.map(({ epoch }) => epoch)));
  const isOne = new Set(epochs).size === 1;
  const facts = laid.map(
    (one, index) =>
      `${nameOf(one)}${isOne ? '' : ` at epoch ${epochs[index]}`}: ${distanceText(one.snapshots, isAveragedDrawn(one))}`,
  );
  return joined([...(isOne ? [`epoch ${epochs[0]}`] : []), ...facts]);
}

function otherDimension(snapshot: number, target: number): RangeError {
  return new RangeError(`A snapshot has dimension ${snapshot}, the target ${target}; they must be equal.`);
}
