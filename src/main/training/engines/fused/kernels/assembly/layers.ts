import { DOUBLE, FLOAT, LANES, madd, sumLanes } from './lanes';

// Values lie feature-major, `[width, columns]` with columns a multiple of 4; the first `count` columns are samples, the
// others padding, whose slopes stay 0.

/** A sum of float32 over `count` numbers in float64, two lanes at a time. */
// @ts-ignore: decorator
@inline
function sumOf(values: usize, count: i32): f64 {
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
function productOf(a: usize, b: usize, count: i32): f64 {
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

/**
 * Batch normalisation in training: y = γ · x̂ + β, with x̂ kept at `normalised` and 1 / √(variance + ε) of each unit at
 * `inverse`; moves the running mean and the unbiased running variance on. At `constants` lie momentum and ε, float64.
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
    // What float32 rounds off the mean is put right in the variance and in x̂.
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

/** Batch normalisation by the running statistics. At `constants` lie momentum and ε, float64. */
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
 * slopes ← those with respect to x, of batch normalisation in training. Writes the derivatives with respect to γ and β
 * where `gammaGradient` is no 0.
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

/** Layer normalisation of each column: y = γ · x̂ + β, with x̂ kept at `normalised` and 1 / √(variance + ε) of each column at `inverse`. At `constants` lies ε, a float64. */
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
 * vector ← P(factor · vector) · after, column by column, with P the derivative of x̂ with respect to x, which is its own
 * transpose; `factors` and `after` are `[width]`, and 0 stands for ones.
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

/** Σ over columns of slopes · x̂, and of slopes, for each unit: the derivatives with respect to γ and β. */
export function scaleGradients(
  slopes: usize,
  normalised: usize,
  gammaGradient: usize,
  betaGradient: usize,
  width: i32,
  columns: i32,
): void {
  const row = <usize>columns * FLOAT;
  for (let unit: usize = 0; unit < <usize>width * FLOAT; unit += FLOAT) {
    store<f32>(gammaGradient + unit, <f32>productOf(slopes, normalised, columns));
    store<f32>(betaGradient + unit, <f32>sumOf(slopes, columns));
    slopes += row;
    normalised += row;
  }
}

/**
 * The curvature of layer normalisation, as `training/model/layers.ts` states it: with h = γ · slopes, P(h) at `ofSlopes`
 * and P(tangent) at `ofTangent`, writes what S = Σ tangent · Jᵀ slopes has for derivatives with respect to x to `source`,
 * and with respect to γ to `gammaGradient`.
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

/** to ← a · b, number by number. */
export function multiplyElements(a: usize, b: usize, to: usize, bytes: i32): void {
  const end = to + <usize>bytes;
  for (; to + 2 * LANES <= end; to += 2 * LANES) {
    const low = f32x4.mul(v128.load(a), v128.load(b));
    const high = f32x4.mul(v128.load(a, LANES), v128.load(b, LANES));
    v128.store(to, high, LANES);
    v128.store(to, low);
    a += 2 * LANES;
    b += 2 * LANES;
  }
  if (to < end) v128.store(to, f32x4.mul(v128.load(a), v128.load(b)));
}

/** values ← the float64 at `constants` · values. */
export function scaleElements(values: usize, bytes: i32, constants: usize): void {
  const factor = f32x4.splat(<f32>load<f64>(constants));
  const end = values + <usize>bytes;
  for (; values + 2 * LANES <= end; values += 2 * LANES) {
    const low = f32x4.mul(factor, v128.load(values));
    const high = f32x4.mul(factor, v128.load(values, LANES));
    v128.store(values, high, LANES);
    v128.store(values, low);
  }
  if (values < end) v128.store(values, f32x4.mul(factor, v128.load(values)));
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

/** The largest of `pieces` rows side by side, for each of `width` units; which one it is goes to `chosen`, the first of equal ones. */
export function largest(x: usize, y: usize, chosen: usize, width: i32, pieces: i32, columns: i32): void {
  const row = <usize>columns * FLOAT;
  for (let unit = 0; unit < width; unit++) {
    for (let at: usize = 0; at < row; at += LANES) {
      let best = v128.load(x + at);
      let which = i32x4.splat(0);
      for (let piece = 1; piece < pieces; piece++) {
        const v = v128.load(x + <usize>piece * row + at);
        const larger = f32x4.gt(v, best);
        best = v128.bitselect(v, best, larger);
        which = v128.bitselect(i32x4.splat(piece), which, larger);
      }
      v128.store(y + at, best);
      v128.store(chosen + at, which);
    }
    x += <usize>pieces * row;
    y += row;
    chosen += row;
  }
}

/** Slopes of the largest to those of all pieces: 0 of the others. */
export function largestBackward(slopes: usize, before: usize, chosen: usize, width: i32, pieces: i32, columns: i32): void {
  const row = <usize>columns * FLOAT;
  for (let unit = 0; unit < width; unit++) {
    for (let piece = 0; piece < pieces; piece++) {
      for (let at: usize = 0; at < row; at += LANES) {
        const own = i32x4.eq(v128.load(chosen + at), i32x4.splat(piece));
        v128.store(before + at, v128.and(v128.load(slopes + at), own));
      }
      before += row;
    }
    slopes += row;
    chosen += row;
  }
}

/** Of tangents of all pieces those of the largest. */
export function largestTangent(tangent: usize, to: usize, chosen: usize, width: i32, pieces: i32, columns: i32): void {
  const row = <usize>columns * FLOAT;
  for (let unit = 0; unit < width; unit++) {
    for (let at: usize = 0; at < row; at += LANES) {
      const which = v128.load(chosen + at);
      let taken = v128.load(tangent + at);
      for (let piece = 1; piece < pieces; piece++) {
        const own = i32x4.eq(which, i32x4.splat(piece));
        taken = v128.bitselect(v128.load(tangent + <usize>piece * row + at), taken, own);
      }
      v128.store(to + at, taken);
    }
    tangent += <usize>pieces * row;
    to += row;
    chosen += row;
  }
}

function normalise(vector: usize, count: i32): void {
  const norm = max(sqrt<f64>(productOf(vector, vector, count)), 1e-12);
  for (let at: usize = 0; at < <usize>count * FLOAT; at += FLOAT)
    store<f32>(vector + at, <f32>(<f64>load<f32>(vector + at) / norm));
}

/** v ← v + factor · row, `count` float32 each. */
// @ts-ignore: decorator
@inline
function addRow(v: usize, row: usize, factor: f32, count: i32): void {
  const factors = f32x4.splat(factor);
  let at = 0;
  for (; at + 4 <= count; at += 4) {
    const place = <usize>at * FLOAT;
    v128.store(v + place, madd(factors, v128.load(row + place), v128.load(v + place)));
  }
  for (; at < count; at++) {
    const place = <usize>at * FLOAT;
    store<f32>(v + place, load<f32>(v + place) + factor * load<f32>(row + place));
  }
}

/**
 * Spectral normalisation of weights `[outputs, inputs]`: with `iterate` one power iteration of u `[outputs]` and v
 * `[inputs]`, then σ = uᵀWv to `sigma` (a float64) and W / σ to `to`.
 */
export function spectral(
  weights: usize,
  to: usize,
  u: usize,
  v: usize,
  sigma: usize,
  outputs: i32,
  inputs: i32,
  iterate: i32,
): void {
  const row = <usize>inputs * FLOAT;
  if (iterate) {
    memory.fill(v, 0, row);
    for (let unit = 0; unit < outputs; unit++)
      addRow(v, weights + <usize>unit * row, load<f32>(u + <usize>unit * FLOAT), inputs);
    normalise(v, inputs);
    for (let unit = 0; unit < outputs; unit++)
      store<f32>(u + <usize>unit * FLOAT, <f32>productOf(weights + <usize>unit * row, v, inputs));
    normalise(u, outputs);
  }
  let total: f64 = 0;
  for (let unit = 0; unit < outputs; unit++)
    total += <f64>load<f32>(u + <usize>unit * FLOAT) * productOf(weights + <usize>unit * row, v, inputs);
  store<f64>(sigma, total);
  const count = outputs * inputs;
  const factor = f32x4.splat(<f32>(1 / total));
  for (let at: usize = 0; at < <usize>count * FLOAT; at += LANES)
    v128.store(to + at, f32x4.mul(factor, v128.load(weights + at)));
}

/** gradient ← that with respect to W, from that with respect to W / σ, which lies at `normalised`: (G − ⟨G, W/σ⟩ u vᵀ) / σ. */
export function spectralBackward(
  gradient: usize,
  normalised: usize,
  u: usize,
  v: usize,
  sigma: usize,
  outputs: i32,
  inputs: i32,
): void {
  const along = productOf(gradient, normalised, outputs * inputs);
  const inverse = 1 / load<f64>(sigma);
  for (let unit = 0; unit < outputs; unit++) {
    const part = along * <f64>load<f32>(u + <usize>unit * FLOAT);
    for (let at: usize = 0; at < <usize>inputs * FLOAT; at += FLOAT) {
      store<f32>(gradient + at, <f32>((<f64>load<f32>(gradient + at) - part * <f64>load<f32>(v + at)) * inverse));
    }
    gradient += <usize>inputs * FLOAT;
  }
}

/**
 * Puts `packing` samples side by side: of samples `[dimension, …]`, sample r · packing + j goes to rows j · dimension …
 * of column r. Rows of samples are `strideFrom`, of the result `strideTo` floats apart.
 */
export function pack(from: usize, to: usize, dimension: i32, packing: i32, rows: i32, strideFrom: i32, strideTo: i32): void {
  for (let j = 0; j < packing; j++) {
    for (let d = 0; d < dimension; d++) {
      let read = from + <usize>(d * strideFrom + j) * FLOAT;
      let write = to + <usize>((j * dimension + d) * strideTo) * FLOAT;
      for (let row = 0; row < rows; row++) {
        store<f32>(write, load<f32>(read));
        read += <usize>packing * FLOAT;
        write += FLOAT;
      }
    }
  }
}

/** The way back of `pack`. */
export function unpack(from: usize, to: usize, dimension: i32, packing: i32, rows: i32, strideFrom: i32, strideTo: i32): void {
  for (let j = 0; j < packing; j++) {
    for (let d = 0; d < dimension; d++) {
      let read = from + <usize>((j * dimension + d) * strideFrom) * FLOAT;
      let write = to + <usize>(d * strideTo + j) * FLOAT;
      for (let row = 0; row < rows; row++) {
        store<f32>(write, load<f32>(read));
        read += FLOAT;
        write += <usize>packing * FLOAT;
      }
    }
  }
}

/** to ← ε · a + (1 − ε) · b in every column, for `width` rows; `epsilons` holds one of each column. */
export function between(a: usize, b: usize, epsilons: usize, to: usize, width: i32, columns: i32): void {
  const row = <usize>columns * FLOAT;
  for (let unit = 0; unit < width; unit++) {
    for (let at: usize = 0; at < row; at += LANES) {
      const other = v128.load(b + at);
      v128.store(to + at, madd(v128.load(epsilons + at), f32x4.sub(v128.load(a + at), other), other));
    }
    a += row;
    b += row;
    to += row;
  }
}

/**
 * Adds a penalty of gradients `[width, columns]` to the float64 at `sum`, and writes its derivatives with respect to
 * them to `to`: for a target of 0 weight/2 · mean ‖g‖², for another weight · mean (‖g‖ − target)². At `constants` lie
 * target and weight, float64.
 */
export function penalty(
  sum: usize,
  gradients: usize,
  to: usize,
  width: i32,
  columns: i32,
  count: i32,
  constants: usize,
): void {
  const target = load<f64>(constants);
  const weight = load<f64>(constants, DOUBLE);
  const row = <usize>columns * FLOAT;
  const end = <usize>width * row;
  let total: f64 = 0;
  for (let column = 0; column < columns; column++) {
    const place = <usize>column * FLOAT;
    let squares: f64 = 0;
    for (let at = place; at < end; at += row) {
      const g = <f64>load<f32>(gradients + at);
      squares += g * g;
    }
    let factor: f64 = 0;
    if (column < count) {
      if (target == 0) {
        total += squares / 2;
        factor = weight / <f64>count;
      } else {
        const norm = sqrt<f64>(squares);
        total += (norm - target) * (norm - target);
        // At a norm of 0 there is no direction to take.
        if (norm > 0) factor = (2 * weight * (norm - target)) / (norm * <f64>count);
      }
    }
    for (let at = place; at < end; at += row) store<f32>(to + at, <f32>(factor * <f64>load<f32>(gradients + at)));
  }
  store<f64>(sum, load<f64>(sum) + (weight * total) / <f64>count);
}

/** to ← 1 in `count` columns of one row, 0 in the others. */
export function fillOnes(to: usize, count: i32, columns: i32): void {
  for (let at = 0; at < columns; at++) store<f32>(to + <usize>at * FLOAT, at < count ? 1 : 0);
}

export function fillZero(to: usize, bytes: i32): void {
  memory.fill(to, 0, bytes);
}

export function copy(from: usize, to: usize, bytes: i32): void {
  memory.copy(to, from, bytes);
}
