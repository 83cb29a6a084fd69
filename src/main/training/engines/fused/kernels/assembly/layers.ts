import { DOUBLE, FLOAT, LANES, madd, sumLanes } from './lanes';
import { productOf, sumOf } from './sums';

// Values are feature-major, `[width, columns]`, with columns a multiple of 4. The first `count` columns are samples,
// the others padding, whose slopes stay 0.

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

/**
 * Converts the gradient with respect to W / σ to that with respect to W: (G − ⟨G, W/σ⟩ u vᵀ) / σ. `normalised` has W /
 * σ.
 */
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
 * Packs `packing` samples into one row: of samples `[dimension, …]`, sample r · packing + j goes to rows j · dimension
 * … of column r. Rows of samples are `strideFrom`, of the result `strideTo` floats apart.
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

/** The inverse of `pack`. */
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

/**
 * Adds a penalty of gradients `[width, columns]` to the float64 at `sum`, and writes its derivatives with respect to
 * them to `to`. For a target of 0 it is weight/2 · mean ‖g‖², otherwise weight · mean (‖g‖ − target)². `constants` has
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
        // A gradient of norm 0 has no direction.
        if (norm > 0) factor = (2 * weight * (norm - target)) / (norm * <f64>count);
      }
    }
    for (let at = place; at < end; at += row) store<f32>(to + at, <f32>(factor * <f64>load<f32>(gradients + at)));
  }
  store<f64>(sum, load<f64>(sum) + (weight * total) / <f64>count);
}
