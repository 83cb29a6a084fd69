import { LANES } from './lanes';
import { expm1OfNegative, expOfNegative, sigmoidFrom, tanh } from './functions';

// The numbers of the activations, as `engines/fused/kernels/kernels.ts` gives them.
const LEAKY_RELU: i32 = 1;
const TANH: i32 = 2;
const ELU: i32 = 3;
const SIGMOID: i32 = 4;

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
  }
}

/** slopes ← slopes · f′, with f′ told from y = f(x), for `bytes` bytes of float32. */
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
  }
}
