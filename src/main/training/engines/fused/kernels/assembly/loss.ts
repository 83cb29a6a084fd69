import { DOUBLE, FLOAT, LANES, madd } from './lanes';
import { expOfNegative, log1p, sigmoidFrom } from './functions';

// The numbers of the kinds of loss terms, the same as in `engines/fused/kernels/kernels.ts`.
const CROSS_ENTROPY: i32 = 0;
const SQUARED_ERROR: i32 = 1;
const HINGE: i32 = 2;
const LINEAR: i32 = 3;

/** Adds the first `count` of four float32 lanes to a float64 sum, in their order. */
// @ts-ignore: decorator
@inline
function addLanes(sum: f64, v: v128, count: i32): f64 {
  sum += <f64>f32x4.extract_lane(v, 0);
  if (count > 1) sum += <f64>f32x4.extract_lane(v, 1);
  if (count > 2) sum += <f64>f32x4.extract_lane(v, 2);
  if (count > 3) sum += <f64>f32x4.extract_lane(v, 3);
  return sum;
}

/** The cross-entropies of logits, with e = e^−|l|. */
// @ts-ignore: decorator
@inline
function crossEntropyOf(l: v128, e: v128, labels: v128): v128 {
  const softplus = f32x4.add(f32x4.max(l, f32x4.splat(0)), log1p(e));
  return madd(f32x4.neg(labels), l, softplus);
}

/** Sum of the cross-entropies of `count` logits with `label`; writes `factor` times their slopes. */
function crossEntropy(logits: usize, slopes: usize, count: i32, label: f32, factor: f32): f64 {
  const labels = f32x4.splat(label);
  const factors = f32x4.splat(factor);
  let total: f64 = 0;
  let at = 0;
  for (; at + 8 <= count; at += 8) {
    const l0 = v128.load(logits);
    const l1 = v128.load(logits, LANES);
    const e0 = expOfNegative(f32x4.neg(f32x4.abs(l0)));
    const e1 = expOfNegative(f32x4.neg(f32x4.abs(l1)));
    // The values are stored in place of the slopes until they are added in order.
    const value0 = crossEntropyOf(l0, e0, labels);
    const value1 = crossEntropyOf(l1, e1, labels);
    const slope0 = f32x4.mul(factors, f32x4.sub(sigmoidFrom(e0, l0), labels));
    const slope1 = f32x4.mul(factors, f32x4.sub(sigmoidFrom(e1, l1), labels));
    v128.store(slopes, value1, LANES);
    v128.store(slopes, value0);
    for (let lane: usize = 0; lane < 8; lane++) total += <f64>load<f32>(slopes + lane * FLOAT);
    v128.store(slopes, slope1, LANES);
    v128.store(slopes, slope0);
    logits += 2 * LANES;
    slopes += 2 * LANES;
  }
  for (; at < count; at += 4) {
    const l = v128.load(logits);
    const e = expOfNegative(f32x4.neg(f32x4.abs(l)));
    total = addLanes(total, crossEntropyOf(l, e, labels), min(count - at, 4));
    v128.store(slopes, f32x4.mul(factors, f32x4.sub(sigmoidFrom(e, l), labels)));
    logits += LANES;
    slopes += LANES;
  }
  return total;
}

/** Sum of ½ (l − label)²; writes `factor` times the slopes. */
function squaredError(logits: usize, slopes: usize, count: i32, label: f32, factor: f32): f64 {
  const labels = f32x4.splat(label);
  const factors = f32x4.splat(factor);
  const half = f32x4.splat(0.5);
  let total: f64 = 0;
  for (let at = 0; at < count; at += 4) {
    const difference = f32x4.sub(v128.load(logits), labels);
    total = addLanes(total, f32x4.mul(half, f32x4.mul(difference, difference)), min(count - at, 4));
    v128.store(slopes, f32x4.mul(factors, difference));
    logits += LANES;
    slopes += LANES;
  }
  return total;
}

/** Sum of max(0, 1 − label · l); writes `factor` times the slopes; 0 at the corner, as in PyTorch's relu. */
function hinge(logits: usize, slopes: usize, count: i32, label: f32, factor: f32): f64 {
  const labels = f32x4.splat(label);
  const downward = f32x4.splat(-label * factor);
  let total: f64 = 0;
  for (let at = 0; at < count; at += 4) {
    const missing = f32x4.sub(f32x4.splat(1), f32x4.mul(labels, v128.load(logits)));
    const isAbove = f32x4.le(missing, f32x4.splat(0));
    total = addLanes(total, v128.andnot(missing, isAbove), min(count - at, 4));
    v128.store(slopes, v128.andnot(downward, isAbove));
    logits += LANES;
    slopes += LANES;
  }
  return total;
}

/** Sum of the logits; writes `factor`, their slope. */
function linear(logits: usize, slopes: usize, count: i32, factor: f32): f64 {
  const factors = f32x4.splat(factor);
  let total: f64 = 0;
  for (let at = 0; at < count; at += 4) {
    total = addLanes(total, v128.load(logits), min(count - at, 4));
    v128.store(slopes, factors);
    logits += LANES;
    slopes += LANES;
  }
  return total;
}

/**
 * Adds the mean of a loss term over `count` logits to the float64 at `sum`, so that sums over steps never leave this
 * memory. Writes scale / count times the term's derivative with respect to each logit to `slopes`, and 0 from there to
 * `padded`, a multiple of 4, so that padding does not change gradients. `constants` has label, weight and scale,
 * float64.
 */
export function lossTerm(sum: usize, logits: usize, slopes: usize, count: i32, padded: i32, kind: i32, constants: usize): void {
  const label = <f32>load<f64>(constants);
  const weight = load<f64>(constants, DOUBLE);
  const scale = load<f64>(constants, 2 * DOUBLE);
  const factor = <f32>((weight * scale) / <f64>count);
  let total: f64 = 0;
  // Each kind has its own loop, so that the kind is not decided per sample.
  switch (kind) {
    case CROSS_ENTROPY:
      total = crossEntropy(logits, slopes, count, label, factor);
      break;
    case SQUARED_ERROR:
      total = squaredError(logits, slopes, count, label, factor);
      break;
    case HINGE:
      total = hinge(logits, slopes, count, label, factor);
      break;
    case LINEAR:
      total = linear(logits, slopes, count, factor);
      break;
  }
  for (let at = count; at < padded; at++) store<f32>(slopes + <usize>at * FLOAT, 0);
  store<f64>(sum, load<f64>(sum) + (weight * total) / <f64>count);
}

/** Writes a − b, column by column. */
export function differences(a: usize, b: usize, to: usize, columns: i32): void {
  for (let at = 0; at < columns; at += 4) {
    v128.store(to, f32x4.sub(v128.load(a), v128.load(b)));
    a += LANES;
    b += LANES;
    to += LANES;
  }
}

/** Sum of `count` floats in their order, in float64. */
function sumOf(values: usize, count: i32): f64 {
  let total: f64 = 0;
  for (let at = 0; at < count; at++) total += <f64>load<f32>(values + <usize>at * FLOAT);
  return total;
}

/** Writes a − mean b, of `count` values each. */
export function centre(a: usize, b: usize, to: usize, count: i32): void {
  const mean = <f32>(sumOf(b, count) / <f64>count);
  for (let at = 0; at < count; at++) {
    const offset = <usize>at * FLOAT;
    store<f32>(to + offset, load<f32>(a + offset) - mean);
  }
}

/**
 * Subtracts from each slope the mean of the other batch's slopes, because its value is part of the mean by which the
 * other batch was centred.
 */
export function centreSlopes(a: usize, b: usize, count: i32): void {
  const ofA = <f32>(sumOf(a, count) / <f64>count);
  const ofB = <f32>(sumOf(b, count) / <f64>count);
  for (let at = 0; at < count; at++) {
    const offset = <usize>at * FLOAT;
    store<f32>(a + offset, load<f32>(a + offset) - ofB);
    store<f32>(b + offset, load<f32>(b + offset) - ofA);
  }
}
