import { FLOAT, LANES, madd } from './lanes';
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

/**
 * The mean of a loss term over `count` logits, in float64; writes scale / count times its derivative with respect to
 * each logit to `slopes`, and 0 from there to `padded`, a multiple of 4, so that padding moves no gradient.
 */
export function lossTerm(logits: usize, slopes: usize, count: i32, padded: i32, kind: i32, label: f32, sign: f32, scale: f32): f64 {
  let sum: f64 = 0;
  const labels = f32x4.splat(label);
  const factor = f32x4.splat((sign * scale) / <f32>count);
  for (let at = 0; at < count; at += 4) {
    const l = v128.load(logits);
    if (kind == CROSS_ENTROPY) {
      const e = expOfNegative(f32x4.neg(f32x4.abs(l)));
      const softplus = f32x4.add(f32x4.max(l, f32x4.splat(0)), log1p(e));
      const value = madd(f32x4.neg(labels), l, softplus);
      sum = addLanes(sum, value, min(count - at, 4));
      v128.store(slopes, f32x4.mul(factor, f32x4.sub(sigmoidFrom(e, l), labels)));
    }
    logits += LANES;
    slopes += LANES;
  }
  // Back to the first slope that belongs to no sample.
  slopes -= <usize>(((count + 3) & ~3) - count) * FLOAT;
  for (let at = count; at < padded; at++) {
    store<f32>(slopes, 0);
    slopes += FLOAT;
  }
  return (<f64>sign * sum) / <f64>count;
}
