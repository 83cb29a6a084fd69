import { FLOAT, LANES, madd } from './lanes';

// Values are feature-major, `[width, columns]`, with columns a multiple of 4. The first `count` columns are samples,
// the others padding, whose slopes stay 0.

/** to ← ε · a + (1 − ε) · b in every column, for `width` rows; `epsilons` has one per column. */
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
