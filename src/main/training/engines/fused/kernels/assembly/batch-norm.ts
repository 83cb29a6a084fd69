import { DOUBLE, FLOAT, LANES, madd } from './lanes';
import { productOf, sumOf } from './sums';

// Values are feature-major, `[width, columns]`, with columns a multiple of 4. The first `count` columns are samples,
// the others padding, whose slopes stay 0.

/**
 * Batch normalisation in training: y = γ · x̂ + β. Stores x̂ at `normalised` and 1 / √(variance + ε) of each unit at
 * `inverse`, and updates the running mean and the unbiased running variance. `constants` has momentum and ε, float64.
 */
export function batchNorm(
  x: usize,
  y: usize,
  normalised: usize,
  inverse: usize,
  gamma: usize,
  beta: usize,
  mean: usize,
  variance: usize,
  width: i32,
  columns: i32,
  count: i32,
  constants: usize,
): void {
  const momentum = load<f64>(constants);
  const epsilon = load<f64>(constants, DOUBLE);
  const row = <usize>columns * FLOAT;
  for (let unit = 0; unit < width; unit++) {
    const own = sumOf(x, count) / <f64>count;
    const shift = f32x4.splat(<f32>own);
    // The rounding error of the float32 mean is corrected in the variance and in x̂.
    const rest = own - <f64><f32>own;
    let at: usize = 0;
    for (; at + 2 * LANES <= row; at += 2 * LANES) {
      const low = f32x4.sub(v128.load(x + at), shift);
      const high = f32x4.sub(v128.load(x + at, LANES), shift);
      v128.store(normalised + at, high, LANES);
      v128.store(normalised + at, low);
    }
    if (at < row) v128.store(normalised + at, f32x4.sub(v128.load(x + at), shift));
    const squares = productOf(normalised, normalised, count) - <f64>count * rest * rest;
    const i = 1 / sqrt<f64>(squares / <f64>count + epsilon);
    store<f32>(inverse, <f32>i);
    const before = <f64>load<f32>(mean);
    store<f32>(mean, <f32>(before + momentum * (own - before)));
    const spread = <f64>load<f32>(variance);
    store<f32>(variance, <f32>(spread + momentum * (squares / <f64>max(count - 1, 1) - spread)));
    const scale = f32x4.splat(<f32>i);
    const offset = f32x4.splat(<f32>(-rest * i));
    const g = v128.load32_splat(gamma);
    const b = v128.load32_splat(beta);
    at = 0;
    for (; at + 2 * LANES <= row; at += 2 * LANES) {
      const low = madd(v128.load(normalised + at), scale, offset);
      const high = madd(v128.load(normalised + at, LANES), scale, offset);
      const lowY = madd(g, low, b);
      const highY = madd(g, high, b);
      v128.store(normalised + at, high, LANES);
      v128.store(normalised + at, low);
      v128.store(y + at, highY, LANES);
      v128.store(y + at, lowY);
    }
    if (at < row) {
      const n = madd(v128.load(normalised + at), scale, offset);
      v128.store(normalised + at, n);
      v128.store(y + at, madd(g, n, b));
    }
    x += row;
    y += row;
    normalised += row;
    inverse += FLOAT;
    gamma += FLOAT;
    beta += FLOAT;
    mean += FLOAT;
    variance += FLOAT;
  }
}

/** Batch normalisation by the running statistics. `constants` has momentum and ε, float64. */
export function batchNormRunning(
  x: usize,
  y: usize,
  gamma: usize,
  beta: usize,
  mean: usize,
  variance: usize,
  width: i32,
  columns: i32,
  constants: usize,
): void {
  const epsilon = load<f64>(constants, DOUBLE);
  for (let unit: usize = 0; unit < <usize>width * FLOAT; unit += FLOAT) {
    const scale = <f64>load<f32>(gamma + unit) / sqrt<f64>(<f64>load<f32>(variance + unit) + epsilon);
    const factor = f32x4.splat(<f32>scale);
    const shift = v128.load32_splat(mean + unit);
    const b = v128.load32_splat(beta + unit);
    let left = columns;
    for (; left >= 8; left -= 8) {
      const low = madd(f32x4.sub(v128.load(x), shift), factor, b);
      const high = madd(f32x4.sub(v128.load(x, LANES), shift), factor, b);
      v128.store(y, high, LANES);
      v128.store(y, low);
      x += 2 * LANES;
      y += 2 * LANES;
    }
    if (left > 0) {
      v128.store(y, madd(f32x4.sub(v128.load(x), shift), factor, b));
      x += LANES;
      y += LANES;
    }
  }
}

/**
 * The backward pass of batch normalisation in training: slopes ← the derivatives with respect to x. Writes the
 * derivatives with respect to γ and β if `gammaGradient` is not 0.
 */
export function batchNormBackward(
  slopes: usize,
  normalised: usize,
  inverse: usize,
  gamma: usize,
  gammaGradient: usize,
  betaGradient: usize,
  width: i32,
  columns: i32,
  count: i32,
): void {
  const row = <usize>columns * FLOAT;
  for (let unit: usize = 0; unit < <usize>width * FLOAT; unit += FLOAT) {
    const sum = sumOf(slopes, count);
    const along = productOf(slopes, normalised, count);
    if (gammaGradient) {
      store<f32>(gammaGradient + unit, <f32>along);
      store<f32>(betaGradient + unit, <f32>sum);
    }
    const factor = f32x4.splat(load<f32>(gamma + unit) * load<f32>(inverse + unit));
    const mean = f32x4.splat(<f32>(sum / <f64>count));
    const share = f32x4.splat(<f32>(-along / <f64>count));
    let at: usize = 0;
    for (; at + 2 * LANES <= row; at += 2 * LANES) {
      const low = f32x4.mul(factor, madd(v128.load(normalised + at), share, f32x4.sub(v128.load(slopes + at), mean)));
      const high = f32x4.mul(
        factor,
        madd(v128.load(normalised + at, LANES), share, f32x4.sub(v128.load(slopes + at, LANES), mean)),
      );
      v128.store(slopes + at, high, LANES);
      v128.store(slopes + at, low);
    }
    if (at < row) {
      const centred = f32x4.sub(v128.load(slopes + at), mean);
      v128.store(slopes + at, f32x4.mul(factor, madd(v128.load(normalised + at), share, centred)));
    }
    for (let at = count; at < columns; at++) store<f32>(slopes + <usize>at * FLOAT, 0);
    slopes += row;
    normalised += row;
  }
}
