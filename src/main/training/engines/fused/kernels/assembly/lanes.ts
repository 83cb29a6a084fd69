/** Bytes of a float32, of a float64, and of the four float32 that one SIMD register holds. */
export const FLOAT: usize = 4;
export const DOUBLE: usize = 8;
export const LANES: usize = 16;

/**
 * a · b + c. The relaxed build rounds once if the processor has a fused multiply-add; the plain build always rounds
 * twice. This is the only difference between the two builds.
 */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** The sum of four lanes, in one fixed order. */
// @ts-ignore: decorator
@inline
export function sumLanes(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}
