import type { Range } from '../run.ts';
import {
  isInside,
  ordinalOf,
  quantiserBetween,
  quantiserOf,
  readCount,
  readDifference,
  readNumber,
  readQuantiser,
  stepsPerUnit,
  valueOf,
  valueOfStep,
  writeDifference,
  writeNumber,
  writeQuantiser,
  type LevelsOfShare,
  type NumberReader,
  type NumberWriter,
} from './number-stream.ts';

/**
 * Sorts samples and writes them: those inside `axis` rounded to steps, as differences of neighbours; those outside
 * exactly, as differences of their ordinals.
 */
export function writeSamples(out: NumberWriter, samples: Float32Array, axis: Range, levelsOf: LevelsOfShare): void {
  const rising = isRising(samples) ? samples : samples.toSorted();
  let first = 0;
  while (first < rising.length && rising[first] < axis.low) first++;
  // Usually few values lie above the axis or are NaN.
  let end = rising.length;
  while (end > first && !isInside(rising[end - 1], axis)) end--;
  writeNumber(out, first);
  writeNumber(out, end - first);
  writeNumber(out, rising.length - end);
  const [least, greatest] = end > first ? [rising[first], rising[end - 1]] : [Infinity, -Infinity];
  const quantiser = quantiserBetween(least, greatest, axis, levelsOf);
  writeQuantiser(out, quantiser);
  const { low } = quantiser;
  const scale = stepsPerUnit(quantiser);
  for (let index = first, before = 0; index < end; index++) {
    // As integers, which take half the time: none is negative or above 2¹⁶.
    const step = ((rising[index] - low) * scale + 0.5) | 0;
    writeNumber(out, step - before);
    before = step;
  }
  let before = 0;
  for (let index = 0; index < rising.length; index++) {
    if (index === first) index = end;
    if (index === rising.length) break;
    const ordinal = ordinalOf(rising[index]);
    writeNumber(out, ordinal - before);
    before = ordinal;
  }
}

/** Samples in increasing order, NaN last. */
export function readSamples(from: NumberReader): Float32Array {
  const [below, inside, above] = [readCount(from), readCount(from), readCount(from)];
  const quantiser = readQuantiser(from);
  const samples = new Float32Array(below + inside + above);
  for (let index = below, step = 0; index < below + inside; index++) {
    step += readNumber(from);
    samples[index] = valueOfStep(step, quantiser);
  }
  let ordinal = 0;
  for (let index = 0; index < below + above; index++) {
    ordinal += readNumber(from);
    samples[index < below ? index : index + inside] = valueOf(ordinal);
  }
  return samples;
}

/** Predicts a step from those before it. */
export type Predictor = (steps: Int32Array, index: number) => number;

/**
 * Writes the values of a curve or grid, rounded to steps, as differences from their predictions. For a value outside
 * `axis` or NaN the previous step is repeated, and its place and exact value follow at the end.
 */
export function writeCurve(
  out: NumberWriter,
  values: Float32Array,
  axis: Range,
  levelsOf: LevelsOfShare,
  predict: Predictor,
): void {
  const quantiser = quantiserOf(values, axis, levelsOf);
  writeNumber(out, values.length);
  writeQuantiser(out, quantiser);
  const { low } = quantiser;
  const scale = stepsPerUnit(quantiser);
  const steps = new Int32Array(values.length);
  const outside: number[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (isInside(value, axis)) steps[index] = ((value - low) * scale + 0.5) | 0;
    else {
      outside.push(index);
      steps[index] = index > 0 ? steps[index - 1] : 0;
    }
    writeDifference(out, steps[index] - predict(steps, index));
  }
  writeNumber(out, outside.length);
  let before = 0;
  for (const index of outside) {
    writeNumber(out, index - before);
    writeNumber(out, ordinalOf(values[index]));
    before = index;
  }
}

export function readCurve(from: NumberReader, predict: Predictor): Float32Array {
  const count = readCount(from);
  const quantiser = readQuantiser(from);
  const steps = new Int32Array(count);
  const values = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    steps[index] = predict(steps, index) + readDifference(from);
    values[index] = valueOfStep(steps[index], quantiser);
  }
  const outside = readCount(from);
  for (let left = outside, index = 0; left > 0; left--) {
    index += readNumber(from);
    values[index] = valueOf(readNumber(from));
  }
  return values;
}

function isRising(values: Float32Array): boolean {
  for (let index = 1; index < values.length; index++) if (!(values[index - 1] <= values[index])) return false;
  return true;
}
