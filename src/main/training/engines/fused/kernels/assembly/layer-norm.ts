import { FLOAT, LANES, madd } from './lanes';
import { productOf } from './sums';

// Values are feature-major, `[width, columns]`, with columns a multiple of 4. The first `count` columns are samples,
// the others padding, whose slopes stay 0.

/**
 * Layer normalisation of each column: y = γ · x̂ + β. Stores x̂ at `normalised` and 1 / √(variance + ε) of each column
 * at `inverse`. `constants` has ε, a float64.
 */
export function layerNorm(
  x: usize,
  y: usize,
  normalised: usize,
  inverse: usize,
  gamma: usize,
  beta: usize,
  width: i32,
  columns: i32,
  constants: usize,
): void {
  const row = <usize>columns * FLOAT;
  const end = <usize>width * row;
  const share = f32x4.splat(1 / <f32>width);
  const epsilon = f32x4.splat(<f32>load<f64>(constants));
  for (let column: usize = 0; column < row; column += LANES) {
    let sum = f32x4.splat(0);
    for (let at = column; at < end; at += row) sum = f32x4.add(sum, v128.load(x + at));
    const mean = f32x4.mul(sum, share);
    let squares = f32x4.splat(0);
    for (let at = column; at < end; at += row) {
      const centred = f32x4.sub(v128.load(x + at), mean);
      v128.store(normalised + at, centred);
      squares = madd(centred, centred, squares);
    }
    const i = f32x4.div(f32x4.splat(1), f32x4.sqrt(madd(squares, share, epsilon)));
    v128.store(inverse + column, i);
    let unit: usize = 0;
    for (let at = column; at < end; at += row, unit += FLOAT) {
      const n = f32x4.mul(v128.load(normalised + at), i);
      v128.store(normalised + at, n);
      v128.store(y + at, madd(v128.load32_splat(gamma + unit), n, v128.load32_splat(beta + unit)));
    }
  }
}

/**
 * vector ← P(factor · vector) · after, column by column, with P the derivative of x̂ with respect to x, which is
 * symmetric. `factors` and `after` are `[width]`; 0 means ones.
 */
export function layerNormProject(
  vector: usize,
  to: usize,
  normalised: usize,
  inverse: usize,
  factors: usize,
  after: usize,
  width: i32,
  columns: i32,
): void {
  const row = <usize>columns * FLOAT;
  const end = <usize>width * row;
  const share = f32x4.splat(1 / <f32>width);
  for (let column: usize = 0; column < row; column += LANES) {
    let sum = f32x4.splat(0);
    let along = f32x4.splat(0);
    let unit: usize = 0;
    for (let at = column; at < end; at += row, unit += FLOAT) {
      const v = v128.load(vector + at);
      const h = factors ? f32x4.mul(v128.load32_splat(factors + unit), v) : v;
      sum = f32x4.add(sum, h);
      along = madd(h, v128.load(normalised + at), along);
    }
    const mean = f32x4.mul(sum, share);
    const part = f32x4.neg(f32x4.mul(along, share));
    const i = v128.load(inverse + column);
    unit = 0;
    for (let at = column; at < end; at += row, unit += FLOAT) {
      const v = v128.load(vector + at);
      const h = factors ? f32x4.mul(v128.load32_splat(factors + unit), v) : v;
      let projected = f32x4.mul(i, madd(v128.load(normalised + at), part, f32x4.sub(h, mean)));
      if (after) projected = f32x4.mul(v128.load32_splat(after + unit), projected);
      v128.store(to + at, projected);
    }
  }
}

/**
 * The curvature of layer normalisation, as `training/model/layers/layer-norm.ts` states it: with h = γ · slopes, P(h) at
 * `ofSlopes` and P(tangent) at `ofTangent`, writes the derivatives of S = Σ tangent · Jᵀ slopes with respect to x to
 * `source`, and with respect to γ to `gammaGradient`.
 */
export function layerNormCurvature(
  slopes: usize,
  tangent: usize,
  ofSlopes: usize,
  ofTangent: usize,
  source: usize,
  normalised: usize,
  inverse: usize,
  gamma: usize,
  gammaGradient: usize,
  width: i32,
  columns: i32,
): void {
  const row = <usize>columns * FLOAT;
  const end = <usize>width * row;
  const share = f32x4.splat(1 / <f32>width);
  for (let column: usize = 0; column < row; column += LANES) {
    let total = f32x4.splat(0);
    let b = f32x4.splat(0);
    let d = f32x4.splat(0);
    let unit: usize = 0;
    for (let at = column; at < end; at += row, unit += FLOAT) {
      const h = f32x4.mul(v128.load32_splat(gamma + unit), v128.load(slopes + at));
      const n = v128.load(normalised + at);
      total = madd(h, v128.load(ofTangent + at), total);
      b = madd(h, n, b);
      d = madd(v128.load(tangent + at), n, d);
    }
    total = f32x4.mul(total, share);
    b = f32x4.mul(b, share);
    d = f32x4.mul(d, share);
    const i = f32x4.neg(v128.load(inverse + column));
    for (let at = column; at < end; at += row) {
      let sum = f32x4.mul(total, v128.load(normalised + at));
      sum = madd(d, v128.load(ofSlopes + at), sum);
      sum = madd(b, v128.load(ofTangent + at), sum);
      v128.store(source + at, f32x4.mul(i, sum));
    }
  }
  for (let unit: usize = 0; unit < <usize>width * FLOAT; unit += FLOAT) {
    store<f32>(gammaGradient + unit, <f32>productOf(slopes, ofTangent, columns));
    slopes += row;
    ofTangent += row;
  }
}
