import { DOUBLE, FLOAT, LANES, madd } from './lanes';
import { expOfNegative, log1p, sigmoidFrom } from './functions';

// The numbers of the loss terms' kinds, as `engines/fused/kernels/kernels.ts` gives them.
const CROSS_ENTROPY: i32 = 0;

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

/** Sum of the cross-entropies of `count` logits with `label`; writes `factor` times their slopes. */
function crossEntropy(logits: usize, slopes: usize, count: i32, label: f32, factor: f32): f64 {
  const labels = f32x4.splat(label);
  const factors = f32x4.splat(factor);
  let total: f64 = 0;
  for (let at = 0; at < count; at += 4) {
    const l = v128.load(logits);
    const e = expOfNegative(f32x4.neg(f32x4.abs(l)));
    const softplus = f32x4.add(f32x4.max(l, f32x4.splat(0)), log1p(e));
    const value = madd(f32x4.neg(labels), l, softplus);
    total = addLanes(total, value, min(count - at, 4));
    v128.store(slopes, f32x4.mul(factors, f32x4.sub(sigmoidFrom(e, l), labels)));
    logits += LANES;
    slopes += LANES;
  }
  return total;
}

/**
 * Adds the mean of a loss term over `count` logits to the float64 at `sum`, so that sums over steps never leave this
 * memory. Writes scale / count times the term's derivative with respect to each logit to `slopes`, and 0 from there to
 * `padded`, a multiple of 4, so that padding moves no gradient. At `constants` lie label, sign and scale, float64.
 */
export function lossTerm(sum: usize, logits: usize, slopes: usize, count: i32, padded: i32, kind: i32, constants: usize): void {
  const label = <f32>load<f64>(constants);
  const sign = load<f64>(constants, DOUBLE);
  const scale = load<f64>(constants, 2 * DOUBLE);
  const factor = <f32>((sign * scale) / <f64>count);
  let total: f64 = 0;
  // Each kind has a loop of its own, so that no sample asks which it is.
  switch (kind) {
    case CROSS_ENTROPY:
      total = crossEntropy(logits, slopes, count, label, factor);
      break;
  }
  for (let at = count; at < padded; at++) store<f32>(slopes + <usize>at * FLOAT, 0);
  store<f64>(sum, load<f64>(sum) + (sign * total) / <f64>count);
}
