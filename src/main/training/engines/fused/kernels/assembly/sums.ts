import { FLOAT } from './lanes';

/** A sum of float32 over `count` numbers in float64, two lanes at a time. */
// @ts-ignore: decorator
@inline
export function sumOf(values: usize, count: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let at = 0;
  for (; at + 4 <= count; at += 4) {
    const v = v128.load(values + <usize>at * FLOAT);
    low = f64x2.add(low, f64x2.promote_low_f32x4(v));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 0, 1)));
  }
  const both = f64x2.add(low, high);
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; at < count; at++) sum += <f64>load<f32>(values + <usize>at * FLOAT);
  return sum;
}

/** The sum of the products of two rows of float32, in float64. */
// @ts-ignore: decorator
@inline
export function productOf(a: usize, b: usize, count: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let at = 0;
  for (; at + 4 <= count; at += 4) {
    const v = v128.load(a + <usize>at * FLOAT);
    const w = v128.load(b + <usize>at * FLOAT);
    low = f64x2.add(low, f64x2.mul(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(w)));
    const vHigh = f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 0, 1));
    const wHigh = f64x2.promote_low_f32x4(v128.shuffle<f32>(w, w, 2, 3, 0, 1));
    high = f64x2.add(high, f64x2.mul(vHigh, wHigh));
  }
  const both = f64x2.add(low, high);
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; at < count; at++)
    sum += <f64>load<f32>(a + <usize>at * FLOAT) * <f64>load<f32>(b + <usize>at * FLOAT);
  return sum;
}
