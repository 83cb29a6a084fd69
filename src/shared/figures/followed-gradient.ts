import ln from '@stdlib/math-base-special-ln';
import type { LossConfig } from '../config/schema.ts';
import { outputKind } from '../discriminator-output.ts';
import { lossFormula, type RowLogits } from '../formula-loss.ts';
import { lossTexts } from '../loss-curves.ts';
import type { Numbers } from '../numbers.ts';
import type { Range } from '../run.ts';

/** Where a generated sample lies, and the way in which the discriminator sends it. */
export interface Push {
  readonly x: number;
  /** 0 on the line. */
  readonly y: number;
  /** Minus the gradient of the generator's loss by the sample. */
  readonly dx: number;
  readonly dy: number;
}

/** Nearer to 0 or 1 than float32 can tell, a probability has no logit. */
const NEAREST = 1e-7;

/** Minus the slope of the generator's loss by the logit. Where it depends on real samples too, they are taken to have the same logit. */
function pull(loss: LossConfig): (logit: number) => number {
  const formula = lossFormula(lossTexts(loss).generator, 'fake');
  const slopes: RowLogits = { real: 0, fake: 0, meanReal: 0, meanFake: 0 };
  return (logit) => {
    formula.slopes({ real: logit, fake: logit, meanReal: logit, meanFake: logit }, slopes);
    return -(slopes.fake + slopes.meanFake);
  };
}

function logits(loss: LossConfig, outputs: ArrayLike<number>): Float64Array {
  if (outputKind(loss) === 'value') return Float64Array.from(outputs);
  return Float64Array.from(outputs, (output) => {
    const p = Math.min(1 - NEAREST, Math.max(NEAREST, output));
    return ln(p) - ln(1 - p);
  });
}

/** Of a grid of `side` points over `range`, the two around a value and the share of the way between them; undefined outside. */
function between(value: number, { low, high }: Range, side: number): { at: number; share: number } | undefined {
  const place = ((value - low) / (high - low)) * (side - 1);
  if (!(place >= 0 && place <= side - 1)) return undefined;
  const at = Math.min(side - 2, Math.floor(place));
  return { at, share: place - at };
}

/** How D pushes samples on the line, from what is recorded of it at evenly spaced x. */
export function pushesOnLine(loss: LossConfig, outputs: Float32Array, range: Range, samples: Iterable<number>): Push[] {
  const field = logits(loss, outputs);
  const force = pull(loss);
  const width = (range.high - range.low) / (field.length - 1);
  return Array.from(samples).flatMap((x): Push[] => {
    const place = between(x, range, field.length);
    if (!place) return [];
    const [low, high] = [field[place.at], field[place.at + 1]];
    const dx = force(low + (high - low) * place.share) * ((high - low) / width);
    return Number.isFinite(dx) ? [{ x, y: 0, dx, dy: 0 }] : [];
  });
}

/** How D pushes samples in the plane (x and y alternating), from what is recorded of it on a square grid, row by row from low y. */
export function pushesInPlane(
  loss: LossConfig,
  outputs: Float32Array,
  [horizontal, vertical]: readonly Range[],
  points: Numbers,
): Push[] {
  const field = logits(loss, outputs);
  const force = pull(loss);
  const side = Math.round(Math.sqrt(field.length));
  const width = (horizontal.high - horizontal.low) / (side - 1);
  const height = (vertical.high - vertical.low) / (side - 1);
  return Array.from({ length: points.length / 2 }, (_, index) => index).flatMap((index): Push[] => {
    const [x, y] = [points[2 * index], points[2 * index + 1]];
    const [across, up] = [between(x, horizontal, side), between(y, vertical, side)];
    if (!across || !up) return [];
    const at = up.at * side + across.at;
    const [a, b, c, d] = [field[at], field[at + 1], field[at + side], field[at + side + 1]];
    const [right, top] = [across.share, up.share];
    const logit = (a * (1 - right) + b * right) * (1 - top) + (c * (1 - right) + d * right) * top;
    const strength = force(logit);
    const dx = (strength * ((b - a) * (1 - top) + (d - c) * top)) / width;
    const dy = (strength * ((c - a) * (1 - right) + (d - b) * right)) / height;
    return Number.isFinite(dx) && Number.isFinite(dy) ? [{ x, y, dx, dy }] : [];
  });
}

/** The places of `count` of so many samples, evenly spaced, from the middle of the first share to that of the last. */
function evenPlaces(all: number, count: number): number[] {
  const shown = Math.min(count, all);
  return Array.from({ length: shown }, (_, index) => Math.floor(((index + 0.5) * all) / shown));
}

/** `count` of the sorted samples, evenly spaced. */
export function evenlyOf(samples: Numbers, count: number): number[] {
  return evenPlaces(samples.length, count).map((place) => samples[place]);
}

/** `count` of the points (x and y alternating), evenly spaced: the store keeps neighbours beside each other. */
export function evenlyOfPoints(points: Numbers, count: number): Float64Array {
  return Float64Array.from(
    evenPlaces(points.length / 2, count).flatMap((place) => [points[2 * place], points[2 * place + 1]]),
  );
}
