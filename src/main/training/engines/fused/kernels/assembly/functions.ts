import { madd } from './lanes';

// @ts-ignore: decorator
@inline
function s(value: f32): v128 {
  return f32x4.splat(value);
}

/**
 * e^x for x ≤ 0 in float32, accurate to 2 units in the last place; x below −87.3 counts as −87.3. Range reduction to x
 * = n · ln 2 + r with ln 2 in two parts, and the polynomial of Moshier's Cephes `expf`.
 */
// @ts-ignore: decorator
@inline
export function expOfNegative(given: v128): v128 {
  const x = f32x4.max(given, s(-87.3));
  // Adding 1.5 · 2²³ rounds to a whole number n, half to even, and leaves n in the lowest bits.
  const raised = f32x4.add(f32x4.mul(x, s(1.44269504088896341)), s(12582912));
  const n = f32x4.sub(raised, s(12582912));
  let r = madd(n, s(-0.693359375), x);
  r = madd(n, s(2.12194440e-4), r);
  let p = s(1.9875691500e-4);
  p = madd(p, r, s(1.3981999507e-3));
  p = madd(p, r, s(8.3334519073e-3));
  p = madd(p, r, s(4.1665795894e-2));
  p = madd(p, r, s(1.6666665459e-1));
  p = madd(p, r, s(5.0000001201e-1));
  p = f32x4.add(madd(f32x4.mul(r, r), p, r), s(1));
  // Adding n to the exponent's bits multiplies by 2ⁿ.
  return i32x4.add(p, i32x4.shl(raised, 23));
}

/**
 * ln(1 + e) for e in [0, 1], accurate to float32 even for the smallest e: 2 artanh(t) with t = e / (2 + e) ≤ 1/3, by
 * its series; the first omitted term is below 2e-9 of the sum.
 */
// @ts-ignore: decorator
@inline
export function log1p(e: v128): v128 {
  const t = f32x4.div(e, f32x4.add(s(2), e));
  const t2 = f32x4.mul(t, t);
  let p = s(1.0 / 15.0);
  p = madd(p, t2, s(1.0 / 13.0));
  p = madd(p, t2, s(1.0 / 11.0));
  p = madd(p, t2, s(1.0 / 9.0));
  p = madd(p, t2, s(1.0 / 7.0));
  p = madd(p, t2, s(1.0 / 5.0));
  p = madd(p, t2, s(1.0 / 3.0));
  const twice = f32x4.add(t, t);
  return madd(f32x4.mul(p, t2), twice, twice);
}

/**
 * tanh x: below 0.625 the odd polynomial of Cephes `tanhf`, above it 1 − 2e / (1 + e) with e = e^(−2|x|), sign restored.
 */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  const x2 = f32x4.mul(x, x);
  let p = s(-5.70498872745e-3);
  p = madd(p, x2, s(2.06390887954e-2));
  p = madd(p, x2, s(-5.37397155531e-2));
  p = madd(p, x2, s(1.33314422036e-1));
  p = madd(p, x2, s(-3.33332819422e-1));
  const small = madd(f32x4.mul(p, x2), x, x);
  const e = expOfNegative(f32x4.mul(size, s(-2)));
  const large = f32x4.sub(s(1), f32x4.div(f32x4.add(e, e), f32x4.add(s(1), e)));
  const signed = v128.or(large, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(small, signed, f32x4.lt(size, s(0.625)));
}

/** e^x − 1 for x ≤ 0, as 2t / (1 − t) with t = tanh(x / 2): exact near 0, where e^x − 1 would cancel. */
// @ts-ignore: decorator
@inline
export function expm1OfNegative(x: v128): v128 {
  const t = tanh(f32x4.mul(x, s(0.5)));
  return f32x4.div(f32x4.add(t, t), f32x4.sub(s(1), t));
}

/** 1 / (1 + e^−x) from e = e^−|x|, which never overflows. */
// @ts-ignore: decorator
@inline
export function sigmoidFrom(e: v128, x: v128): v128 {
  const numerator = v128.bitselect(e, s(1), f32x4.lt(x, s(0)));
  return f32x4.div(numerator, f32x4.add(s(1), e));
}

/** The normal density, e^(−x²/2) / √(2π). */
// @ts-ignore: decorator
@inline
export function normalDensity(x: v128): v128 {
  return f32x4.mul(s(0.3989422804014327), expOfNegative(f32x4.mul(f32x4.mul(x, x), s(-0.5))));
}

/**
 * The normal distribution function Φ(x) = erfc(−x / √2) / 2. With z = |x| / √2: below 1 from the odd polynomial of
 * Cephes `erff`, above it from the approximation of erfc in Numerical Recipes, with x² / 2 in the exponent split in two
 * parts, so that its rounding does not affect the tail.
 */
// @ts-ignore: decorator
@inline
export function normalShare(x: v128): v128 {
  const z = f32x4.mul(f32x4.abs(x), s(0.7071067811865476));
  const z2 = f32x4.mul(z, z);
  let p = s(7.853861353153693e-5);
  p = madd(p, z2, s(-8.010193625184903e-4));
  p = madd(p, z2, s(5.188327685732524e-3));
  p = madd(p, z2, s(-2.685381193529856e-2));
  p = madd(p, z2, s(1.128358514861418e-1));
  p = madd(p, z2, s(-3.7612625824233e-1));
  p = madd(p, z2, s(1.12837916572671));
  const erf = f32x4.mul(p, z);
  const t = f32x4.div(s(1), madd(z, s(0.5), s(1)));
  let q = s(0.17087277);
  q = madd(q, t, s(-0.82215223));
  q = madd(q, t, s(1.48851587));
  q = madd(q, t, s(-1.13520398));
  q = madd(q, t, s(0.27886807));
  q = madd(q, t, s(-0.18628806));
  q = madd(q, t, s(0.09678418));
  q = madd(q, t, s(0.37409196));
  q = madd(q, t, s(1.00002368));
  q = madd(q, t, s(-1.26551223));
  const size = f32x4.abs(x);
  const high = v128.and(size, i32x4.splat(0xfffff000));
  const rest = f32x4.mul(f32x4.mul(s(0.5), f32x4.sub(size, high)), f32x4.add(size, high));
  const main = f32x4.mul(f32x4.mul(s(-0.5), high), high);
  const e = f32x4.mul(expOfNegative(main), expOfNegative(f32x4.sub(q, rest)));
  // The probability beyond |x|, which is 0 in float32 beyond 13, and its complement on the other side.
  const far = v128.bitselect(f32x4.mul(f32x4.mul(s(0.5), t), e), s(0), f32x4.lt(size, s(13)));
  const near = f32x4.sub(s(0.5), f32x4.mul(s(0.5), erf));
  const tail = v128.bitselect(near, far, f32x4.lt(z, s(1)));
  return v128.bitselect(tail, f32x4.sub(s(1), tail), f32x4.lt(x, s(0)));
}
