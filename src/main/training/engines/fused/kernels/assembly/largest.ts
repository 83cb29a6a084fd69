import { FLOAT, LANES } from './lanes';

// Values are feature-major, `[width, columns]`, with columns a multiple of 4. The first `count` columns are samples,
// the others padding, whose slopes stay 0.

/**
 * The largest of `pieces` adjacent rows, for each of `width` units. Writes its index to `chosen`; the first of several
 * equal ones.
 */
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

/** Writes the slopes of the largest pieces to all pieces, with 0 for the others. */
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

/** Copies the tangents of the largest pieces. */
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
