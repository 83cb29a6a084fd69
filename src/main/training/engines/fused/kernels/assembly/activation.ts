import { LANES, madd } from './lanes';
import { expm1OfNegative, expOfNegative, log1p, normalDensity, normalShare, sigmoidFrom, tanh } from './functions';

// The numbers of the activations, as `engines/fused/kernels/kernels.ts` gives them.
const LEAKY_RELU: i32 = 1;
const TANH: i32 = 2;
const ELU: i32 = 3;
const SIGMOID: i32 = 4;
const SILU: i32 = 5;
const GELU: i32 = 6;
const SOFTPLUS: i32 = 7;

/** x ← f(x) for `bytes` bytes of float32. ReLU is leaky ReLU of slope 0. At `slope` lies leaky ReLU's, a float64 of at most 1. */
export function activate(x: usize, bytes: i32, kind: i32, slope: usize): void {
  const end = x + <usize>bytes;
  const zero = f32x4.splat(0);
  if (kind == LEAKY_RELU) {
    const slopes = f32x4.splat(<f32>load<f64>(slope));
    for (; x < end; x += LANES) {
      const v = v128.load(x);
      // For a slope of at most 1 the larger of x and slope · x is leaky ReLU; `pmax` also lets NaN through.
      v128.store(x, f32x4.pmax(v, f32x4.mul(v, slopes)));
    }
  } else if (kind == TANH) {
    for (; x < end; x += LANES) v128.store(x, tanh(v128.load(x)));
  } else if (kind == ELU) {
    for (; x < end; x += LANES) {
      const v = v128.load(x);
      v128.store(x, v128.bitselect(v, expm1OfNegative(f32x4.min(v, zero)), f32x4.gt(v, zero)));
    }
  } else if (kind == SIGMOID) {
    for (; x < end; x += LANES) {
      const v = v128.load(x);
      v128.store(x, sigmoidFrom(expOfNegative(f32x4.neg(f32x4.abs(v))), v));
    }
  } else if (kind == SILU) {
    for (; x < end; x += LANES) {
      const v = v128.load(x);
      const y = f32x4.mul(v, sigmoidFrom(expOfNegative(f32x4.neg(f32x4.abs(v))), v));
      // Below −87 float32 has no whole e^x, but its root's square.
      const root = expOfNegative(f32x4.mul(f32x4.min(v, zero), f32x4.splat(0.5)));
      const far = f32x4.mul(v, f32x4.mul(root, root));
      v128.store(x, v128.bitselect(y, far, f32x4.gt(v, f32x4.splat(-87))));
    }
  } else if (kind == GELU) {
    for (; x < end; x += LANES) {
      const v = v128.load(x);
      v128.store(x, f32x4.mul(v, normalShare(v)));
    }
  } else if (kind == SOFTPLUS) {
    for (; x < end; x += LANES) {
      const v = v128.load(x);
      v128.store(x, f32x4.add(f32x4.max(v, zero), log1p(expOfNegative(f32x4.neg(f32x4.abs(v))))));
    }
  }
}

/** slopes ← slopes · f′ for `bytes` bytes of float32, with f′ told from y = f(x), of SiLU and GELU from x. */
export function activateBackward(y: usize, slopes: usize, bytes: i32, kind: i32, slope: usize): void {
  const end = y + <usize>bytes;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (kind == LEAKY_RELU) {
    const below = f32x4.splat(<f32>load<f64>(slope));
    for (; y < end; y += LANES, slopes += LANES) {
      const factor = v128.bitselect(one, below, f32x4.gt(v128.load(y), zero));
      v128.store(slopes, f32x4.mul(v128.load(slopes), factor));
    }
  } else if (kind == TANH) {
    for (; y < end; y += LANES, slopes += LANES) {
      const v = v128.load(y);
      v128.store(slopes, f32x4.mul(v128.load(slopes), f32x4.sub(one, f32x4.mul(v, v))));
    }
  } else if (kind == ELU) {
    for (; y < end; y += LANES, slopes += LANES) {
      const v = v128.load(y);
      const factor = v128.bitselect(one, f32x4.add(v, one), f32x4.gt(v, zero));
      v128.store(slopes, f32x4.mul(v128.load(slopes), factor));
    }
  } else if (kind == SIGMOID) {
    for (; y < end; y += LANES, slopes += LANES) {
      const v = v128.load(y);
      v128.store(slopes, f32x4.mul(v128.load(slopes), f32x4.mul(v, f32x4.sub(one, v))));
    }
  } else if (kind == SILU) {
    for (; y < end; y += LANES, slopes += LANES) {
      const v = v128.load(y);
      const s = sigmoidFrom(expOfNegative(f32x4.neg(f32x4.abs(v))), v);
      const factor = madd(f32x4.mul(v, s), f32x4.sub(one, s), s);
      v128.store(slopes, f32x4.mul(v128.load(slopes), factor));
    }
  } else if (kind == GELU) {
    for (; y < end; y += LANES, slopes += LANES) {
      const v = v128.load(y);
      v128.store(slopes, f32x4.mul(v128.load(slopes), madd(v, normalDensity(v), normalShare(v))));
    }
  } else if (kind == SOFTPLUS) {
    // 1 − e^−y is the sigmoid of x.
    for (; y < end; y += LANES, slopes += LANES) {
      const factor = f32x4.neg(expm1OfNegative(f32x4.neg(v128.load(y))));
      v128.store(slopes, f32x4.mul(v128.load(slopes), factor));
    }
  }
}

/**
 * tangent ← f′ · tangent and, where `source` is no 0, source ← f″ · after · tangent as it was: what a penalty of slopes
 * needs of an activation. `values` are x of SiLU and GELU, y of the others.
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
