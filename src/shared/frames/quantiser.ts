import type { Range } from '../run.ts';
import { ordinalOf, readNumber, valueOf, writeNumber } from './number-stream.ts';
import type { NumberReader, NumberWriter } from './number-stream.ts';

/**
 * Even steps over the part of an axis that has values: step 0 is exactly the least value, step `levels` exactly the
 * greatest. So a value inside the axis stays inside, and a constant is restored exactly.
 */
export interface Quantiser {
  readonly low: number;
  readonly high: number;
  /** 0 if low and high are equal. */
  readonly levels: number;
}

/** The number of steps for values that span this share of their axis. */
export type LevelsOfShare = (share: number) => number;

export function isInside(value: number, { low, high }: Range): boolean {
  return value >= low && value <= high;
}

/**
 * The quantiser for every `stride`-th of `values`, from `first` on, that lies inside `axis`. Values outside and NaN do
 * not count, so that outliers do not reduce the precision of the others.
 */
export function quantiserOf(
  values: Float32Array,
  axis: Range,
  levelsOf: LevelsOfShare,
  first = 0,
  stride = 1,
): Quantiser {
  let low = Infinity;
  let high = -Infinity;
  for (let index = first; index < values.length; index += stride) {
    const value = values[index];
    if (!isInside(value, axis)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return quantiserBetween(low, high, axis, levelsOf);
}

/** The quantiser for values inside `axis` with this minimum and maximum; low is above high if there are no values. */
export function quantiserBetween(low: number, high: number, axis: Range, levelsOf: LevelsOfShare): Quantiser {
  if (low > high) return { low: 0, high: 0, levels: 0 };
  return { low, high, levels: low === high ? 0 : levelsOf((high - low) / (axis.high - axis.low)) };
}

/** The factor that converts a value to a step: `Math.floor((value - low) * scale + 0.5)`. */
export function stepsPerUnit({ low, high, levels }: Quantiser): number {
  return levels === 0 ? 0 : levels / (high - low);
}

export function valueOfStep(step: number, { low, high, levels }: Quantiser): number {
  return step >= levels ? high : low + (step * (high - low)) / levels;
}

export function writeQuantiser(out: NumberWriter, { low, high, levels }: Quantiser): void {
  writeNumber(out, ordinalOf(low));
  writeNumber(out, ordinalOf(high));
  writeNumber(out, levels);
}

export function readQuantiser(from: NumberReader): Quantiser {
  return { low: valueOf(readNumber(from)), high: valueOf(readNumber(from)), levels: readNumber(from) };
}
