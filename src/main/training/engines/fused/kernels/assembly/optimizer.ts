import { LANES, madd } from './lanes';

/** Adam, as `training/model/optimizers.ts` states it. `bytes` is the size of each array, a multiple of 16. */
export function adam(
  parameters: usize,
  gradient: usize,
  first: usize,
  second: usize,
  bytes: i32,
  beta1: f32,
  oneLessBeta1: f32,
  beta2: f32,
  oneLessBeta2: f32,
  stepSize: f32,
  rootScale: f32,
  epsilon: f32,
): void {
  const b1 = f32x4.splat(beta1);
  const c1 = f32x4.splat(oneLessBeta1);
  const b2 = f32x4.splat(beta2);
  const c2 = f32x4.splat(oneLessBeta2);
  const step = f32x4.splat(stepSize);
  const scale = f32x4.splat(rootScale);
  const eps = f32x4.splat(epsilon);
  for (let at: usize = 0; at < <usize>bytes; at += LANES) {
    const g = v128.load(gradient + at);
    const m = madd(b1, v128.load(first + at), f32x4.mul(c1, g));
    const v = madd(b2, v128.load(second + at), f32x4.mul(f32x4.mul(c2, g), g));
    v128.store(first + at, m);
    v128.store(second + at, v);
    const divisor = madd(f32x4.sqrt(v), scale, eps);
    v128.store(parameters + at, f32x4.sub(v128.load(parameters + at), f32x4.div(f32x4.mul(step, m), divisor)));
  }
}

/** SGD with momentum. */
export function sgd(parameters: usize, gradient: usize, first: usize, bytes: i32, momentum: f32, stepSize: f32): void {
  const share = f32x4.splat(momentum);
  const step = f32x4.splat(-stepSize);
  for (let at: usize = 0; at < <usize>bytes; at += LANES) {
    const m = madd(share, v128.load(first + at), v128.load(gradient + at));
    v128.store(first + at, m);
    v128.store(parameters + at, madd(step, m, v128.load(parameters + at)));
  }
}

/** RMSprop. */
export function rmsprop(
  parameters: usize,
  gradient: usize,
  second: usize,
  bytes: i32,
  alpha: f32,
  oneLessAlpha: f32,
  stepSize: f32,
  epsilon: f32,
): void {
  const a = f32x4.splat(alpha);
  const c = f32x4.splat(oneLessAlpha);
  const step = f32x4.splat(stepSize);
  const eps = f32x4.splat(epsilon);
  for (let at: usize = 0; at < <usize>bytes; at += LANES) {
    const g = v128.load(gradient + at);
    const v = madd(a, v128.load(second + at), f32x4.mul(f32x4.mul(c, g), g));
    v128.store(second + at, v);
    const change = f32x4.div(f32x4.mul(step, g), f32x4.add(f32x4.sqrt(v), eps));
    v128.store(parameters + at, f32x4.sub(v128.load(parameters + at), change));
  }
}

/** average ← decay · average + (1 − decay) · parameters. */
export function average(averages: usize, parameters: usize, bytes: i32, decay: f32, oneLessDecay: f32): void {
  const d = f32x4.splat(decay);
  const c = f32x4.splat(oneLessDecay);
  for (let at: usize = 0; at < <usize>bytes; at += LANES) {
    v128.store(averages + at, madd(d, v128.load(averages + at), f32x4.mul(c, v128.load(parameters + at))));
  }
}

/** 1 where all of `bytes` bytes of float32 are finite, else 0: x − x is 0 for those alone. */
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
