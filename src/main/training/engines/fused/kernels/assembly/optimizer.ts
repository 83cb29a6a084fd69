import { DOUBLE, FLOAT, LANES, madd } from './lanes';

/** base ^ exponent for a whole exponent of 0 or more, by repeated squaring. */
function wholePower(base: f64, exponent: i64): f64 {
  let power: f64 = 1;
  let square = base;
  for (let left = exponent; left > 0; left >>= 1) {
    if (left & 1) power *= square;
    square *= square;
  }
  return power;
}

/**
 * Adam, as `training/model/optimizers.ts` states it, for the update numbered `update` from 1. `bytes` is the size of
 * each array, a multiple of 16. `constants` has rate, β₁, β₂ and ε, float64.
 */
export function adam(
  parameters: usize,
  gradient: usize,
  first: usize,
  second: usize,
  bytes: i32,
  update: f64,
  constants: usize,
): void {
  const rate = load<f64>(constants);
  const beta1 = load<f64>(constants, DOUBLE);
  const beta2 = load<f64>(constants, 2 * DOUBLE);
  const epsilon = load<f64>(constants, 3 * DOUBLE);
  const b1 = f32x4.splat(<f32>beta1);
  const c1 = f32x4.splat(<f32>(1 - beta1));
  const b2 = f32x4.splat(<f32>beta2);
  const c2 = f32x4.splat(<f32>(1 - beta2));
  const step = f32x4.splat(<f32>(rate / (1 - wholePower(beta1, <i64>update))));
  const scale = f32x4.splat(<f32>(1 / sqrt<f64>(1 - wholePower(beta2, <i64>update))));
  const eps = f32x4.splat(<f32>epsilon);
  const end = parameters + <usize>bytes;
  while (parameters + 2 * LANES <= end) {
    const g0 = v128.load(gradient);
    const g1 = v128.load(gradient, LANES);
    const m0 = madd(b1, v128.load(first), f32x4.mul(c1, g0));
    const m1 = madd(b1, v128.load(first, LANES), f32x4.mul(c1, g1));
    const v0 = madd(b2, v128.load(second), f32x4.mul(f32x4.mul(c2, g0), g0));
    const v1 = madd(b2, v128.load(second, LANES), f32x4.mul(f32x4.mul(c2, g1), g1));
    const p0 = f32x4.sub(v128.load(parameters), f32x4.div(f32x4.mul(step, m0), madd(f32x4.sqrt(v0), scale, eps)));
    const p1 = f32x4.sub(v128.load(parameters, LANES), f32x4.div(f32x4.mul(step, m1), madd(f32x4.sqrt(v1), scale, eps)));
    v128.store(first, m1, LANES);
    v128.store(first, m0);
    v128.store(second, v1, LANES);
    v128.store(second, v0);
    v128.store(parameters, p1, LANES);
    v128.store(parameters, p0);
    gradient += 2 * LANES;
    first += 2 * LANES;
    second += 2 * LANES;
    parameters += 2 * LANES;
  }
  if (parameters < end) {
    const g = v128.load(gradient);
    const m = madd(b1, v128.load(first), f32x4.mul(c1, g));
    const v = madd(b2, v128.load(second), f32x4.mul(f32x4.mul(c2, g), g));
    v128.store(first, m);
    v128.store(second, v);
    const divisor = madd(f32x4.sqrt(v), scale, eps);
    v128.store(parameters, f32x4.sub(v128.load(parameters), f32x4.div(f32x4.mul(step, m), divisor)));
  }
}

/**
 * p ← p − rate · weight decay · p, the first part of an AdamW update. `constants` has Adam's four constants and the
 * weight decay, float64.
 */
export function decay(parameters: usize, bytes: i32, constants: usize): void {
  const share = f32x4.splat(<f32>-(load<f64>(constants) * load<f64>(constants, 4 * DOUBLE)));
  const end = parameters + <usize>bytes;
  for (; parameters + 2 * LANES <= end; parameters += 2 * LANES) {
    const p0 = v128.load(parameters);
    const p1 = v128.load(parameters, LANES);
    v128.store(parameters, madd(share, p1, p1), LANES);
    v128.store(parameters, madd(share, p0, p0));
  }
  if (parameters < end) {
    const p = v128.load(parameters);
    v128.store(parameters, madd(share, p, p));
  }
}

/** SGD with momentum and weight decay. `constants` has rate, momentum and weight decay, float64. */
export function sgd(parameters: usize, gradient: usize, first: usize, bytes: i32, constants: usize): void {
  const rate = load<f64>(constants);
  const momentum = load<f64>(constants, DOUBLE);
  const share = f32x4.splat(<f32>momentum);
  const weightDecay = load<f64>(constants, 2 * DOUBLE);
  const step = f32x4.splat(<f32>-rate);
  if (weightDecay != 0) {
    const d = f32x4.splat(<f32>weightDecay);
    for (let at: usize = 0; at < <usize>bytes; at += LANES) {
      const p = v128.load(parameters + at);
      const m = madd(share, v128.load(first + at), madd(d, p, v128.load(gradient + at)));
      v128.store(first + at, m);
      v128.store(parameters + at, madd(step, m, p));
    }
    return;
  }
  const end = parameters + <usize>bytes;
  for (; parameters + 2 * LANES <= end; parameters += 2 * LANES) {
    const m0 = madd(share, v128.load(first), v128.load(gradient));
    const m1 = madd(share, v128.load(first, LANES), v128.load(gradient, LANES));
    const p0 = madd(step, m0, v128.load(parameters));
    const p1 = madd(step, m1, v128.load(parameters, LANES));
    v128.store(first, m1, LANES);
    v128.store(first, m0);
    v128.store(parameters, p1, LANES);
    v128.store(parameters, p0);
    gradient += 2 * LANES;
    first += 2 * LANES;
  }
  if (parameters < end) {
    const m = madd(share, v128.load(first), v128.load(gradient));
    v128.store(first, m);
    v128.store(parameters, madd(step, m, v128.load(parameters)));
  }
}

/** RMSprop. `constants` has rate, α and ε, float64. */
export function rmsprop(parameters: usize, gradient: usize, second: usize, bytes: i32, constants: usize): void {
  const rate = load<f64>(constants);
  const alpha = load<f64>(constants, DOUBLE);
  const epsilon = load<f64>(constants, 2 * DOUBLE);
  const a = f32x4.splat(<f32>alpha);
  const c = f32x4.splat(<f32>(1 - alpha));
  const step = f32x4.splat(<f32>rate);
  const eps = f32x4.splat(<f32>epsilon);
  const end = parameters + <usize>bytes;
  for (; parameters + 2 * LANES <= end; parameters += 2 * LANES) {
    const g0 = v128.load(gradient);
    const g1 = v128.load(gradient, LANES);
    const v0 = madd(a, v128.load(second), f32x4.mul(f32x4.mul(c, g0), g0));
    const v1 = madd(a, v128.load(second, LANES), f32x4.mul(f32x4.mul(c, g1), g1));
    const change0 = f32x4.div(f32x4.mul(step, g0), f32x4.add(f32x4.sqrt(v0), eps));
    const change1 = f32x4.div(f32x4.mul(step, g1), f32x4.add(f32x4.sqrt(v1), eps));
    const p0 = f32x4.sub(v128.load(parameters), change0);
    const p1 = f32x4.sub(v128.load(parameters, LANES), change1);
    v128.store(second, v1, LANES);
    v128.store(second, v0);
    v128.store(parameters, p1, LANES);
    v128.store(parameters, p0);
    gradient += 2 * LANES;
    second += 2 * LANES;
  }
  if (parameters < end) {
    const g = v128.load(gradient);
    const v = madd(a, v128.load(second), f32x4.mul(f32x4.mul(c, g), g));
    v128.store(second, v);
    const change = f32x4.div(f32x4.mul(step, g), f32x4.add(f32x4.sqrt(v), eps));
    v128.store(parameters, f32x4.sub(v128.load(parameters), change));
  }
}

// The bytes that are summed in float32 before the sum is added to a float64, few enough that the sum of a large network
// stays accurate.
const BLOCK: usize = 64 * LANES;

// @ts-ignore: decorator
@inline
function promotedSum(v: v128): f64 {
  return (
    <f64>f32x4.extract_lane(v, 0) +
    <f64>f32x4.extract_lane(v, 1) +
    <f64>f32x4.extract_lane(v, 2) +
    <f64>f32x4.extract_lane(v, 3)
  );
}

/**
 * The Euclidean norm of `bytes` bytes of float32. Four registers are summed in parallel, so that no addition waits for
 * the previous one.
 */
// @ts-ignore: decorator
@inline
function normOf(values: usize, bytes: i32): f64 {
  const end = values + <usize>bytes;
  let total: f64 = 0;
  while (values < end) {
    const stop = min(values + BLOCK, end);
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (; values + 4 * LANES <= stop; values += 4 * LANES) {
      const w = v128.load(values);
      const x = v128.load(values, 16);
      const y = v128.load(values, 32);
      const z = v128.load(values, 48);
      a = madd(w, w, a);
      b = madd(x, x, b);
      c = madd(y, y, c);
      d = madd(z, z, d);
    }
    for (; values < stop; values += LANES) {
      const w = v128.load(values);
      a = madd(w, w, a);
    }
    total += promotedSum(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  }
  return sqrt<f64>(total < Infinity ? total : sumOfSquares(end - <usize>bytes, bytes));
}

/** In float64, where squares of large values do not overflow as they do in float32. */
function sumOfSquares(values: usize, bytes: i32): f64 {
  let total: f64 = 0;
  for (let at: usize = 0; at < <usize>bytes; at += FLOAT) {
    const w = <f64>load<f32>(values + at);
    total += w * w;
  }
  return total;
}

/** Adds the Euclidean norm of `bytes` bytes of float32 to the float64 at `sum`. */
export function addNorm(sum: usize, values: usize, bytes: i32): void {
  store<f64>(sum, load<f64>(sum) + normOf(values, bytes));
}

/** As `addNorm`, and scales the values so that their norm is at most the float64 at `constants`: by clip / (norm + 1e-6), if that is below 1. */
export function addNormAndClip(sum: usize, values: usize, bytes: i32, constants: usize): void {
  const norm = normOf(values, bytes);
  store<f64>(sum, load<f64>(sum) + norm);
  const factor = load<f64>(constants) / (norm + 1e-6);
  if (!(factor < 1)) return;
  const scale = f32x4.splat(<f32>factor);
  for (let at: usize = 0; at < <usize>bytes; at += LANES) {
    v128.store(values + at, f32x4.mul(scale, v128.load(values + at)));
  }
}

/** Clamps `bytes` bytes of float32 to ± the float64 at `constants`. */
export function clamp(values: usize, bytes: i32, constants: usize): void {
  const clip = <f32>load<f64>(constants);
  const high = f32x4.splat(clip);
  const low = f32x4.splat(-clip);
  for (let at: usize = 0; at < <usize>bytes; at += LANES) {
    v128.store(values + at, f32x4.min(high, f32x4.max(low, v128.load(values + at))));
  }
}

/** average ← decay · average + (1 − decay) · parameters. `constants` has the decay, a float64. */
export function average(averages: usize, parameters: usize, bytes: i32, constants: usize): void {
  const decay = load<f64>(constants);
  const d = f32x4.splat(<f32>decay);
  const c = f32x4.splat(<f32>(1 - decay));
  const end = averages + <usize>bytes;
  for (; averages + 2 * LANES <= end; averages += 2 * LANES) {
    const low = madd(d, v128.load(averages), f32x4.mul(c, v128.load(parameters)));
    const high = madd(d, v128.load(averages, LANES), f32x4.mul(c, v128.load(parameters, LANES)));
    v128.store(averages, high, LANES);
    v128.store(averages, low);
    parameters += 2 * LANES;
  }
  if (averages < end) v128.store(averages, madd(d, v128.load(averages), f32x4.mul(c, v128.load(parameters))));
}

/** 1 if all of `bytes` bytes of float32 are finite, else 0: x − x is 0 only for finite x. */
export function allFinite(values: usize, bytes: i32): i32 {
  const zero = f32x4.splat(0);
  let wrong = i32x4.splat(0);
  const end = values + <usize>bytes;
  for (; values < end; values += LANES) {
    const v = v128.load(values);
    wrong = v128.or(wrong, f32x4.ne(f32x4.sub(v, v), zero));
  }
  return v128.any_true(wrong) ? 0 : 1;
}
