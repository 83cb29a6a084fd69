import { FLOAT, LANES, madd, sumLanes } from './lanes';

// Where a row of B is longer than this many floats, its panel of eight columns is copied together first: rows a large
// power of two apart fall into the same few cache sets and evict each other.
export const UNPACKED_ROW: i32 = 128;

/** Copies eight columns of B `[k, stride]` into `[k, 8]`. */
function packPanel(to: usize, b: usize, k: i32, stride: usize): void {
  for (let i = 0; i < k; i++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, LANES);
    v128.store(to, b1, LANES);
    v128.store(to, b0);
    to += 2 * LANES;
    b += stride;
  }
}

// A sum in float32 loses digits with its length: longer ones are taken in blocks of this many, whose sums are then added.
export const BLOCK: i32 = 512;

/**
 * C = A · B + bias for six rows and eight columns, or with `further` C = C + A · B. The elements of a row of A lie `stepA` bytes
 * apart, and `length` is the bytes of those that count; `rowA`, `rowB` and `rowC` are bytes from row to row; `bias` may be 0.
 * `tiles.mjs` writes its statements, and those of all tiles, before they are compiled.
 */
declare function tile6(a: usize, stepA: usize, rowA: usize, length: usize, b: usize, rowB: usize, c: usize, rowC: usize, bias: usize, further: bool): void;

/** The same for four rows. */
declare function tile4(a: usize, stepA: usize, rowA: usize, length: usize, b: usize, rowB: usize, c: usize, rowC: usize, bias: usize, further: bool): void;

/** The same for one row. */
declare function tile1(a: usize, stepA: usize, length: usize, b: usize, rowB: usize, c: usize, bias: usize, further: bool): void;

/** How many rows go in sixes: all but 0, 1, 4, 5, 8 or 9, which tiles of four and at most one single row finish. */
export function rowsInSixes(m: i32): i32 {
  const sixes = m / 6;
  const left = m - 6 * sixes;
  return 6 * (left == 2 || left == 3 ? max(sixes - 1, 0) : sixes);
}

/**
 * C = A · B + bias, float32: A `[m, k]` with its rows `k` apart, B `[k, n]` with its rows `strideB` apart, C with its
 * rows `strideC` apart (in floats), bias `[m]` or 0 for none. `n` is a multiple of 4. `panel` is room for 8 · k floats.
 */
export function multiply(a: usize, b: usize, c: usize, bias: usize, m: i32, k: i32, n: i32, strideB: i32, strideC: i32, panel: usize): void {
  multiplyBlocks(a, FLOAT, <usize>k * FLOAT, b, c, bias, m, k, n, strideB, strideC, panel);
}

/** C = Aᵀ · B, with A `[k, m]`; all else as in `multiply`. */
export function multiplyTransposed(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32, strideB: i32, strideC: i32, panel: usize): void {
  multiplyBlocks(a, <usize>m * FLOAT, FLOAT, b, c, 0, m, k, n, strideB, strideC, panel);
}

/** A product in blocks of k. The elements of A lie `stepA` bytes apart in a row, and its rows `rowA` bytes. */
export function multiplyBlocks(
  a: usize,
  stepA: usize,
  rowA: usize,
  b: usize,
  c: usize,
  bias: usize,
  m: i32,
  k: i32,
  n: i32,
  strideB: i32,
  strideC: i32,
  panel: usize,
): void {
  const rowB = <usize>strideB * FLOAT;
  for (let first = 0; first < k; first += BLOCK) {
    const from = a + <usize>first * stepA;
    const biases = first == 0 ? bias : 0;
    multiplyBlock(from, stepA, rowA, b + <usize>first * rowB, c, biases, m, min(BLOCK, k - first), n, strideB, strideC, first > 0, panel);
  }
}

/**
 * The part of a product that belongs to `k` columns of A and rows of B; with `further` it is added to C.
 *
 * Columns are the outer loop, so that a panel of eight of B stays in the first-level cache while A streams past it.
 */
function multiplyBlock(
  a: usize,
  stepA: usize,
  rowA: usize,
  b: usize,
  c: usize,
  bias: usize,
  m: i32,
  k: i32,
  n: i32,
  strideB: i32,
  strideC: i32,
  further: bool,
  panel: usize,
): void {
  const length = <usize>k * stepA;
  const rowC = <usize>strideC * FLOAT;
  const sixes = rowsInSixes(m);
  let column = 0;
  for (; column + 8 <= n; column += 8) {
    let panelB = b + <usize>column * FLOAT;
    let rowB = <usize>strideB * FLOAT;
    if (strideB > UNPACKED_ROW && m > 4) {
      packPanel(panel, panelB, k, rowB);
      panelB = panel;
      rowB = 2 * LANES;
    }
    let from = a;
    let to = c + <usize>column * FLOAT;
    let biases = bias;
    let row = 0;
    for (; row < sixes; row += 6) {
      tile6(from, stepA, rowA, length, panelB, rowB, to, rowC, biases, further);
      from += 6 * rowA;
      to += 6 * rowC;
      if (biases) biases += 6 * FLOAT;
    }
    for (; row + 4 <= m; row += 4) {
      tile4(from, stepA, rowA, length, panelB, rowB, to, rowC, biases, further);
      from += 4 * rowA;
      to += 4 * rowC;
      if (biases) biases += 4 * FLOAT;
    }
    for (; row < m; row++) {
      tile1(from, stepA, length, panelB, rowB, to, biases, further);
      from += rowA;
      to += rowC;
      if (biases) biases += FLOAT;
    }
  }
  if (column < n) {
    const rowB = <usize>strideB * FLOAT;
    for (let row = 0; row < m; row++) {
      let factors = a + <usize>row * rowA;
      const end = factors + length;
      let sum = bias ? v128.load32_splat(bias + <usize>row * FLOAT) : f32x4.splat(0);
      let at = b + <usize>column * FLOAT;
      while (factors < end) {
        sum = madd(v128.load32_splat(factors), v128.load(at), sum);
        at += rowB;
        factors += stepA;
      }
      const to = c + <usize>row * rowC + <usize>column * FLOAT;
      v128.store(to, further ? f32x4.add(v128.load(to), sum) : sum);
    }
  }
}

/** The sum of a[i] · b[i] over `count` floats, a multiple of 4. */
// @ts-ignore: decorator
@inline
function dot(a: usize, b: usize, count: i32): f32 {
  let sum = f32x4.splat(0);
  const end = a + <usize>count * FLOAT;
  while (a < end) {
    const endOfBlock = min(end, a + <usize>BLOCK * FLOAT);
    let part = f32x4.splat(0);
    while (a < endOfBlock) {
      part = madd(v128.load(a), v128.load(b), part);
      a += LANES;
      b += LANES;
    }
    sum = f32x4.add(sum, part);
  }
  return sumLanes(sum);
}

/**
 * C[i, j] = Σ over columns of A[i, ·] · B[j, ·] for j from `first` to n − 1: the last few columns of a product with a
 * transposed right side that no register of four fills. A `[m, k]`, B `[n, k]`, rows `k` apart, a multiple of 4.
 */
export function multiplyRows(a: usize, b: usize, c: usize, m: i32, k: i32, first: i32, n: i32, strideC: i32): void {
  const row = <usize>k * FLOAT;
  let i = 0;
  // Four sums side by side, so that no multiply-add waits for the one before it.
  for (; k <= BLOCK && i + 4 <= m; i += 4) {
    for (let j = first; j < n; j++) {
      let s0 = f32x4.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let a0 = a + <usize>i * row;
      let a1 = a0 + row;
      let a2 = a1 + row;
      let a3 = a2 + row;
      let from = b + <usize>j * row;
      const end = a1;
      while (a0 < end) {
        const v = v128.load(from);
        s0 = madd(v128.load(a0), v, s0);
        s1 = madd(v128.load(a1), v, s1);
        s2 = madd(v128.load(a2), v, s2);
        s3 = madd(v128.load(a3), v, s3);
        from += LANES;
        a0 += LANES;
        a1 += LANES;
        a2 += LANES;
        a3 += LANES;
      }
      let to = c + <usize>(i * strideC + j) * FLOAT;
      store<f32>(to, sumLanes(s0));
      to += <usize>strideC * FLOAT;
      store<f32>(to, sumLanes(s1));
      to += <usize>strideC * FLOAT;
      store<f32>(to, sumLanes(s2));
      to += <usize>strideC * FLOAT;
      store<f32>(to, sumLanes(s3));
    }
  }
  for (; i < m; i++) {
    for (let j = first; j < n; j++) {
      store<f32>(c + <usize>(i * strideC + j) * FLOAT, dot(a + <usize>i * row, b + <usize>j * row, k));
    }
  }
}

/** to[i] = Σ of row i of A `[m, k]`, k a multiple of 4: the gradient of the biases. Four rows at a time, so that no addition waits for the one before it. */
export function sumRows(a: usize, to: usize, m: i32, k: i32): void {
  const row = <usize>k * FLOAT;
  let i = 0;
  for (; k <= BLOCK && i + 4 <= m; i += 4) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let a1 = a + row;
    let a2 = a1 + row;
    let a3 = a2 + row;
    const end = a1;
    while (a < end) {
      s0 = f32x4.add(s0, v128.load(a));
      s1 = f32x4.add(s1, v128.load(a1));
      s2 = f32x4.add(s2, v128.load(a2));
      s3 = f32x4.add(s3, v128.load(a3));
      a += LANES;
      a1 += LANES;
      a2 += LANES;
      a3 += LANES;
    }
    store<f32>(to, sumLanes(s0));
    store<f32>(to, sumLanes(s1), FLOAT);
    store<f32>(to, sumLanes(s2), 2 * FLOAT);
    store<f32>(to, sumLanes(s3), 3 * FLOAT);
    a = a3;
    to += 4 * FLOAT;
  }
  for (; i < m; i++) {
    store<f32>(to, sumRow(a, k));
    a += row;
    to += FLOAT;
  }
}

/** Σ of `k` floats at `a`, a multiple of 4, in blocks. */
function sumRow(a: usize, k: i32): f32 {
  let sum = f32x4.splat(0);
  const end = a + <usize>k * FLOAT;
  while (a < end) {
    const endOfBlock = min(end, a + <usize>BLOCK * FLOAT);
    let part = f32x4.splat(0);
    while (a < endOfBlock) {
      part = f32x4.add(part, v128.load(a));
      a += LANES;
    }
    sum = f32x4.add(sum, part);
  }
  return sumLanes(sum);
}

/**
 * As `sumRows`, of the two halves of each row apart, k a multiple of 8: what is of equal size and other sign in the second half leaves 0, and no
 * rounding.
 */
export function sumRowHalves(a: usize, to: usize, m: i32, k: i32): void {
  const half = k >> 1;
  for (let i = 0; i < m; i++) {
    store<f32>(to, sumRow(a, half) + sumRow(a + <usize>half * FLOAT, half));
    a += <usize>k * FLOAT;
    to += FLOAT;
  }
}

/** Turns eight rows of four columns into four rows of eight. */
// @ts-ignore: decorator
@inline
function turn(from: usize, rowA: usize, into: usize, rowTo: usize): void {
  const r0 = v128.load(from);
  from += rowA;
  const r1 = v128.load(from);
  from += rowA;
  const r2 = v128.load(from);
  from += rowA;
  const r3 = v128.load(from);
  from += rowA;
  const r4 = v128.load(from);
  from += rowA;
  const r5 = v128.load(from);
  from += rowA;
  const r6 = v128.load(from);
  from += rowA;
  const r7 = v128.load(from);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const low45 = v128.shuffle<f32>(r4, r5, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const high45 = v128.shuffle<f32>(r4, r5, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const low67 = v128.shuffle<f32>(r6, r7, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  const high67 = v128.shuffle<f32>(r6, r7, 2, 6, 3, 7);
  v128.store(into, v128.shuffle<f32>(low45, low67, 0, 1, 4, 5), LANES);
  v128.store(into, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  into += rowTo;
  v128.store(into, v128.shuffle<f32>(low45, low67, 2, 3, 6, 7), LANES);
  v128.store(into, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
  into += rowTo;
  v128.store(into, v128.shuffle<f32>(high45, high67, 0, 1, 4, 5), LANES);
  v128.store(into, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
  into += rowTo;
  v128.store(into, v128.shuffle<f32>(high45, high67, 2, 3, 6, 7), LANES);
  v128.store(into, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
}

/**
 * To `[columns, rows]` = transpose of A `[rows, columns]`, rows of A `strideA` and of the result `strideTo` floats apart.
 * Sixteen rows at a time, so that whole cache lines of the result are written; blocks turn in registers, edges go one by one.
 */
export function transpose(a: usize, to: usize, rows: i32, columns: i32, strideA: i32, strideTo: i32): void {
  const rowA = <usize>strideA * FLOAT;
  const rowTo = <usize>strideTo * FLOAT;
  let i = 0;
  while (i + 8 <= rows) {
    const isSixteen = i + 16 <= rows;
    let from = a + <usize>i * rowA;
    let into = to + <usize>i * FLOAT;
    let j = 0;
    for (; j + 4 <= columns; j += 4) {
      turn(from, rowA, into, rowTo);
      if (isSixteen) turn(from + 8 * rowA, rowA, into + 2 * LANES, rowTo);
      from += LANES;
      into += 4 * rowTo;
    }
    const count: i32 = isSixteen ? 16 : 8;
    for (; j < columns; j++) {
      for (let k = 0; k < count; k++) store<f32>(into + <usize>k * FLOAT, load<f32>(from + <usize>k * rowA));
      from += FLOAT;
      into += rowTo;
    }
    i += count;
  }
  for (; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      store<f32>(to + <usize>j * rowTo + <usize>i * FLOAT, load<f32>(a + <usize>i * rowA + <usize>j * FLOAT));
    }
  }
}
