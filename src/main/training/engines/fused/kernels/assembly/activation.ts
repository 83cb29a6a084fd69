import { LANES, madd } from './lanes';
import { expm1OfNegative, expOfNegative, log1p, normalDensity, normalShare, sigmoidFrom, tanh } from './functions';

// The numbers of the activations, the same as in `engines/fused/kernels/kernels.ts`.
const LEAKY_RELU: i32 = 1;
const TANH: i32 = 2;
const ELU: i32 = 3;
const SIGMOID: i32 = 4;
const SILU: i32 = 5;
const GELU: i32 = 6;
const SOFTPLUS: i32 = 7;

// @ts-ignore: decorator
@inline
function leakyRelu(v: v128, slopes: v128): v128 {
  // For a slope of at most 1, leaky ReLU is the larger of x and slope · x; `pmax` also passes NaN on.
  return f32x4.pmax(v, f32x4.mul(v, slopes));
}

// @ts-ignore: decorator
@inline
function leakyReluSlope(y: v128, below: v128): v128 {
  return v128.bitselect(f32x4.splat(1), below, f32x4.gt(y, f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function tanhSlope(y: v128): v128 {
  return f32x4.sub(f32x4.splat(1), f32x4.mul(y, y));
}

// @ts-ignore: decorator
@inline
function elu(v: v128): v128 {
  const zero = f32x4.splat(0);
  return v128.bitselect(v, expm1OfNegative(f32x4.min(v, zero)), f32x4.gt(v, zero));
}

// @ts-ignore: decorator
@inline
function eluSlope(y: v128): v128 {
  const one = f32x4.splat(1);
  return v128.bitselect(one, f32x4.add(y, one), f32x4.gt(y, f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function sigmoid(v: v128): v128 {
  return sigmoidFrom(expOfNegative(f32x4.neg(f32x4.abs(v))), v);
}

// @ts-ignore: decorator
@inline
function sigmoidSlope(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(f32x4.splat(1), y));
}

// @ts-ignore: decorator
@inline
function silu(v: v128): v128 {
  const y = f32x4.mul(v, sigmoid(v));
  // Below −87 e^x is subnormal in float32; the square of its root is accurate.
  const root = expOfNegative(f32x4.mul(f32x4.min(v, f32x4.splat(0)), f32x4.splat(0.5)));
  const far = f32x4.mul(v, f32x4.mul(root, root));
  return v128.bitselect(y, far, f32x4.gt(v, f32x4.splat(-87)));
}

// @ts-ignore: decorator
@inline
function siluSlope(v: v128): v128 {
  const s = sigmoid(v);
  return madd(f32x4.mul(v, s), f32x4.sub(f32x4.splat(1), s), s);
}

// @ts-ignore: decorator
@inline
function gelu(v: v128): v128 {
  return f32x4.mul(v, normalShare(v));
}

// @ts-ignore: decorator
@inline
function geluSlope(v: v128): v128 {
  return madd(v, normalDensity(v), normalShare(v));
}

// @ts-ignore: decorator
@inline
function softplus(v: v128): v128 {
  return f32x4.add(f32x4.max(v, f32x4.splat(0)), log1p(expOfNegative(f32x4.neg(f32x4.abs(v)))));
}

// @ts-ignore: decorator
@inline
function softplusSlope(y: v128): v128 {
  // 1 − e^−y is the sigmoid of x.
  return f32x4.neg(expm1OfNegative(f32x4.neg(y)));
}

/**
 * x ← f(x) for `bytes` bytes of float32. ReLU is leaky ReLU of slope 0. `slope` is the address of leaky ReLU's slope, a
 * float64 of at most 1.
 */
export function activate(x: usize, bytes: i32, kind: i32, slope: usize): void {
  const end = x + <usize>bytes;
  if (kind == LEAKY_RELU) {
    const slopes = f32x4.splat(<f32>load<f64>(slope));
    for (; x + 2 * LANES <= end; x += 2 * LANES) {
      const low = leakyRelu(v128.load(x), slopes);
      const high = leakyRelu(v128.load(x, LANES), slopes);
      v128.store(x, high, LANES);
      v128.store(x, low);
    }
    if (x < end) v128.store(x, leakyRelu(v128.load(x), slopes));
  } else if (kind == TANH) {
    for (; x + 2 * LANES <= end; x += 2 * LANES) {
      const low = tanh(v128.load(x));
      const high = tanh(v128.load(x, LANES));
      v128.store(x, high, LANES);
      v128.store(x, low);
    }
    if (x < end) v128.store(x, tanh(v128.load(x)));
  } else if (kind == ELU) {
    for (; x + 2 * LANES <= end; x += 2 * LANES) {
      const low = elu(v128.load(x));
      const high = elu(v128.load(x, LANES));
      v128.store(x, high, LANES);
      v128.store(x, low);
    }
    if (x < end) v128.store(x, elu(v128.load(x)));
  } else if (kind == SIGMOID) {
    for (; x + 2 * LANES <= end; x += 2 * LANES) {
      const low = sigmoid(v128.load(x));
      const high = sigmoid(v128.load(x, LANES));
      v128.store(x, high, LANES);
      v128.store(x, low);
    }
    if (x < end) v128.store(x, sigmoid(v128.load(x)));
  } else if (kind == SILU) {
    for (; x + 2 * LANES <= end; x += 2 * LANES) {
      const low = silu(v128.load(x));
      const high = silu(v128.load(x, LANES));
      v128.store(x, high, LANES);
      v128.store(x, low);
    }
    if (x < end) v128.store(x, silu(v128.load(x)));
  } else if (kind == GELU) {
    for (; x + 2 * LANES <= end; x += 2 * LANES) {
      const low = gelu(v128.load(x));
      const high = gelu(v128.load(x, LANES));
      v128.store(x, high, LANES);
      v128.store(x, low);
    }
    if (x < end) v128.store(x, gelu(v128.load(x)));
  } else if (kind == SOFTPLUS) {
    for (; x + 2 * LANES <= end; x += 2 * LANES) {
      const low = softplus(v128.load(x));
      const high = softplus(v128.load(x, LANES));
      v128.store(x, high, LANES);
      v128.store(x, low);
    }
    if (x < end) v128.store(x, softplus(v128.load(x)));
  }
}

/** slopes ← slopes · f′ for `bytes` bytes of float32, with f′ computed from y = f(x); for SiLU and GELU from x. */
export function activateBackward(y: usize, slopes: usize, bytes: i32, kind: i32, slope: usize): void {
  const end = y + <usize>bytes;
  if (kind == LEAKY_RELU) {
    const below = f32x4.splat(<f32>load<f64>(slope));
    for (; y + 2 * LANES <= end; y += 2 * LANES, slopes += 2 * LANES) {
      const low = f32x4.mul(v128.load(slopes), leakyReluSlope(v128.load(y), below));
      const high = f32x4.mul(v128.load(slopes, LANES), leakyReluSlope(v128.load(y, LANES), below));
      v128.store(slopes, high, LANES);
      v128.store(slopes, low);
    }
    if (y < end) v128.store(slopes, f32x4.mul(v128.load(slopes), leakyReluSlope(v128.load(y), below)));
  } else if (kind == TANH) {
    for (; y + 2 * LANES <= end; y += 2 * LANES, slopes += 2 * LANES) {
      const low = f32x4.mul(v128.load(slopes), tanhSlope(v128.load(y)));
      const high = f32x4.mul(v128.load(slopes, LANES), tanhSlope(v128.load(y, LANES)));
      v128.store(slopes, high, LANES);
      v128.store(slopes, low);
    }
    if (y < end) v128.store(slopes, f32x4.mul(v128.load(slopes), tanhSlope(v128.load(y))));
  } else if (kind == ELU) {
    for (; y + 2 * LANES <= end; y += 2 * LANES, slopes += 2 * LANES) {
      const low = f32x4.mul(v128.load(slopes), eluSlope(v128.load(y)));
      const high = f32x4.mul(v128.load(slopes, LANES), eluSlope(v128.load(y, LANES)));
      v128.store(slopes, high, LANES);
      v128.store(slopes, low);
    }
    if (y < end) v128.store(slopes, f32x4.mul(v128.load(slopes), eluSlope(v128.load(y))));
  } else if (kind == SIGMOID) {
    for (; y + 2 * LANES <= end; y += 2 * LANES, slopes += 2 * LANES) {
      const low = f32x4.mul(v128.load(slopes), sigmoidSlope(v128.load(y)));
      const high = f32x4.mul(v128.load(slopes, LANES), sigmoidSlope(v128.load(y, LANES)));
      v128.store(slopes, high, LANES);
      v128.store(slopes, low);
    }
    if (y < end) v128.store(slopes, f32x4.mul(v128.load(slopes), sigmoidSlope(v128.load(y))));
  } else if (kind == SILU) {
    for (; y + 2 * LANES <= end; y += 2 * LANES, slopes += 2 * LANES) {
      const low = f32x4.mul(v128.load(slopes), siluSlope(v128.load(y)));
      const high = f32x4.mul(v128.load(slopes, LANES), siluSlope(v128.load(y, LANES)));
      v128.store(slopes, high, LANES);
      v128.store(slopes, low);
    }
    if (y < end) v128.store(slopes, f32x4.mul(v128.load(slopes), siluSlope(v128.load(y))));
  } else if (kind == GELU) {
    for (; y + 2 * LANES <= end; y += 2 * LANES, slopes += 2 * LANES) {
      const low = f32x4.mul(v128.load(slopes), geluSlope(v128.load(y)));
      const high = f32x4.mul(v128.load(slopes, LANES), geluSlope(v128.load(y, LANES)));
      v128.store(slopes, high, LANES);
      v128.store(slopes, low);
    }
    if (y < end) v128.store(slopes, f32x4.mul(v128.load(slopes), geluSlope(v128.load(y))));
  } else if (kind == SOFTPLUS) {
    for (; y + 2 * LANES <= end; y += 2 * LANES, slopes += 2 * LANES) {
      const low = f32x4.mul(v128.load(slopes), softplusSlope(v128.load(y)));
      const high = f32x4.mul(v128.load(slopes, LANES), softplusSlope(v128.load(y, LANES)));
      v128.store(slopes, high, LANES);
      v128.store(slopes, low);
    }
    if (y < end) v128.store(slopes, f32x4.mul(v128.load(slopes), softplusSlope(v128.load(y))));
  }
}

/**
 * tangent ← f′ · tangent and, if `source` is not 0, source ← f″ · after · tangent (with the old tangent). Gradient
 * penalties need this. `values` are x for SiLU and GELU, y for the others.
 */
export function activateTangent(
  values: usize,
  after: usize,
  tangent: usize,
  source: usize,
  bytes: i32,
  kind: i32,
  slope: usize,
): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const two = f32x4.splat(2);
  const below = f32x4.splat(<f32>load<f64>(slope));
  for (let at: usize = 0; at < <usize>bytes; at += LANES) {
    const v = v128.load(values + at);
    const t = v128.load(tangent + at);
    let first = one;
    let second = zero;
    switch (kind) {
      case LEAKY_RELU:
        first = v128.bitselect(one, below, f32x4.gt(v, zero));
        break;
      case TANH:
        first = f32x4.sub(one, f32x4.mul(v, v));
        second = f32x4.mul(f32x4.mul(f32x4.splat(-2), v), first);
        break;
      case ELU: {
        const above = f32x4.gt(v, zero);
        first = v128.bitselect(one, f32x4.add(v, one), above);
        second = v128.bitselect(zero, f32x4.add(v, one), above);
        break;
      }
      case SIGMOID:
        first = f32x4.mul(v, f32x4.sub(one, v));
        second = f32x4.mul(first, f32x4.sub(one, f32x4.add(v, v)));
        break;
      case SOFTPLUS:
        first = f32x4.neg(expm1OfNegative(f32x4.neg(v)));
        second = f32x4.mul(first, f32x4.sub(one, first));
        break;
      case SILU: {
        const s = sigmoidFrom(expOfNegative(f32x4.neg(f32x4.abs(v))), v);
        const d = f32x4.mul(s, f32x4.sub(one, s));
        first = madd(v, d, s);
        second = f32x4.mul(d, madd(v, f32x4.sub(one, f32x4.add(s, s)), two));
        break;
      }
      case GELU: {
        const density = normalDensity(v);
        first = madd(v, density, normalShare(v));
        second = f32x4.mul(density, f32x4.sub(two, f32x4.mul(v, v)));
        break;
      }
    }
    if (source) v128.store(source + at, f32x4.mul(f32x4.mul(second, v128.load(after + at)), t));
    v128.store(tangent + at, f32x4.mul(first, t));
  }
}

/** to ← to + from, number by number. */
export function addElements(to: usize, from: usize, bytes: i32): void {
  const end = to + <usize>bytes;
  for (; to + 2 * LANES <= end; to += 2 * LANES) {
    const low = f32x4.add(v128.load(to), v128.load(from));
    const high = f32x4.add(v128.load(to, LANES), v128.load(from, LANES));
    v128.store(to, high, LANES);
    v128.store(to, low);
    from += 2 * LANES;
  }
  if (to < end) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
}
