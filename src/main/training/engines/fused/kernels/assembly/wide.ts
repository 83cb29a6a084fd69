import { FLOAT, LANES, madd } from './lanes';
import { multiply as narrowMultiply } from './matrix';

/*
 * Products that V8 can compute 256 bits at a time: with its flag --experimental-wasm-revectorize it joins two operations of 128 bits on
 * neighbouring addresses into one. It joins them from pairs of stores upwards, so all that two stores need comes in pairs, and is computed
 * before both. Every sum is taken in the order of `matrix.ts`, so the bits are the same.
 */

const BLOCK: i32 = 512;
const ROWS: i32 = 6;
const COLUMNS: i32 = 16;

/** Copies sixteen columns of B `[k, stride]` into `[k, 16]`. */
function packPanel(to: usize, b: usize, k: i32, stride: usize): void {
  for (let i = 0; i < k; i++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, LANES);
    const b2 = v128.load(b, 2 * LANES);
    const b3 = v128.load(b, 3 * LANES);
    v128.store(to, b0);
    v128.store(to, b1, LANES);
    v128.store(to, b2, 2 * LANES);
    v128.store(to, b3, 3 * LANES);
    to += 4 * LANES;
    b += stride;
  }
}

/** As `tile6` of `matrix.ts`, for sixteen columns of a panel. */
function tile(a: usize, rowA: usize, length: usize, b: usize, c: usize, rowC: usize, bias: usize, further: bool): void {
  let a0 = a;
  let a1 = a + 1 * rowA;
  let a2 = a + 2 * rowA;
  let a3 = a + 3 * rowA;
  let a4 = a + 4 * rowA;
  let a5 = a + 5 * rowA;
  const bias0 = bias ? v128.load32_splat(bias) : f32x4.splat(0);
  let c00 = bias0;
  let c01 = bias0;
  let c02 = bias0;
  let c03 = bias0;
  const bias1 = bias ? v128.load32_splat(bias, 1 * FLOAT) : f32x4.splat(0);
  let c10 = bias1;
  let c11 = bias1;
  let c12 = bias1;
  let c13 = bias1;
  const bias2 = bias ? v128.load32_splat(bias, 2 * FLOAT) : f32x4.splat(0);
  let c20 = bias2;
  let c21 = bias2;
  let c22 = bias2;
  let c23 = bias2;
  const bias3 = bias ? v128.load32_splat(bias, 3 * FLOAT) : f32x4.splat(0);
  let c30 = bias3;
  let c31 = bias3;
  let c32 = bias3;
  let c33 = bias3;
  const bias4 = bias ? v128.load32_splat(bias, 4 * FLOAT) : f32x4.splat(0);
  let c40 = bias4;
  let c41 = bias4;
  let c42 = bias4;
  let c43 = bias4;
  const bias5 = bias ? v128.load32_splat(bias, 5 * FLOAT) : f32x4.splat(0);
  let c50 = bias5;
  let c51 = bias5;
  let c52 = bias5;
  let c53 = bias5;
  const end = a + length;
  while (a0 < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, LANES);
    const b2 = v128.load(b, 2 * LANES);
    const b3 = v128.load(b, 3 * LANES);
    const f0 = v128.load32_splat(a0);
    c00 = madd(f0, b0, c00);
    c01 = madd(f0, b1, c01);
    c02 = madd(f0, b2, c02);
    c03 = madd(f0, b3, c03);
    a0 += FLOAT;
    const f1 = v128.load32_splat(a1);
    c10 = madd(f1, b0, c10);
    c11 = madd(f1, b1, c11);
    c12 = madd(f1, b2, c12);
    c13 = madd(f1, b3, c13);
    a1 += FLOAT;
    const f2 = v128.load32_splat(a2);
    c20 = madd(f2, b0, c20);
    c21 = madd(f2, b1, c21);
    c22 = madd(f2, b2, c22);
    c23 = madd(f2, b3, c23);
    a2 += FLOAT;
    const f3 = v128.load32_splat(a3);
    c30 = madd(f3, b0, c30);
    c31 = madd(f3, b1, c31);
    c32 = madd(f3, b2, c32);
    c33 = madd(f3, b3, c33);
    a3 += FLOAT;
    const f4 = v128.load32_splat(a4);
    c40 = madd(f4, b0, c40);
    c41 = madd(f4, b1, c41);
    c42 = madd(f4, b2, c42);
    c43 = madd(f4, b3, c43);
    a4 += FLOAT;
    const f5 = v128.load32_splat(a5);
    c50 = madd(f5, b0, c50);
    c51 = madd(f5, b1, c51);
    c52 = madd(f5, b2, c52);
    c53 = madd(f5, b3, c53);
    a5 += FLOAT;
    b += 4 * LANES;
  }
  if (further) {
    let from = c;
    c00 = f32x4.add(v128.load(from), c00);
    c01 = f32x4.add(v128.load(from, LANES), c01);
    c02 = f32x4.add(v128.load(from, 2 * LANES), c02);
    c03 = f32x4.add(v128.load(from, 3 * LANES), c03);
    from += rowC;
    c10 = f32x4.add(v128.load(from), c10);
    c11 = f32x4.add(v128.load(from, LANES), c11);
    c12 = f32x4.add(v128.load(from, 2 * LANES), c12);
    c13 = f32x4.add(v128.load(from, 3 * LANES), c13);
    from += rowC;
    c20 = f32x4.add(v128.load(from), c20);
    c21 = f32x4.add(v128.load(from, LANES), c21);
    c22 = f32x4.add(v128.load(from, 2 * LANES), c22);
    c23 = f32x4.add(v128.load(from, 3 * LANES), c23);
    from += rowC;
    c30 = f32x4.add(v128.load(from), c30);
    c31 = f32x4.add(v128.load(from, LANES), c31);
    c32 = f32x4.add(v128.load(from, 2 * LANES), c32);
    c33 = f32x4.add(v128.load(from, 3 * LANES), c33);
    from += rowC;
    c40 = f32x4.add(v128.load(from), c40);
    c41 = f32x4.add(v128.load(from, LANES), c41);
    c42 = f32x4.add(v128.load(from, 2 * LANES), c42);
    c43 = f32x4.add(v128.load(from, 3 * LANES), c43);
    from += rowC;
    c50 = f32x4.add(v128.load(from), c50);
    c51 = f32x4.add(v128.load(from, LANES), c51);
    c52 = f32x4.add(v128.load(from, 2 * LANES), c52);
    c53 = f32x4.add(v128.load(from, 3 * LANES), c53);
  }
  v128.store(c, c00);
  v128.store(c, c01, LANES);
  v128.store(c, c02, 2 * LANES);
  v128.store(c, c03, 3 * LANES);
  c += rowC;
  v128.store(c, c10);
  v128.store(c, c11, LANES);
  v128.store(c, c12, 2 * LANES);
  v128.store(c, c13, 3 * LANES);
  c += rowC;
  v128.store(c, c20);
  v128.store(c, c21, LANES);
  v128.store(c, c22, 2 * LANES);
  v128.store(c, c23, 3 * LANES);
  c += rowC;
  v128.store(c, c30);
  v128.store(c, c31, LANES);
  v128.store(c, c32, 2 * LANES);
  v128.store(c, c33, 3 * LANES);
  c += rowC;
  v128.store(c, c40);
  v128.store(c, c41, LANES);
  v128.store(c, c42, 2 * LANES);
  v128.store(c, c43, 3 * LANES);
  c += rowC;
  v128.store(c, c50);
  v128.store(c, c51, LANES);
  v128.store(c, c52, 2 * LANES);
  v128.store(c, c53, 3 * LANES);
}

/** As `multiply` of `matrix.ts`, bit for bit; `panel` is room for 16 · k floats. */
export function multiply(a: usize, b: usize, c: usize, bias: usize, m: i32, k: i32, n: i32, strideB: i32, strideC: i32, panel: usize): void {
  const rows = m - (m % ROWS);
  const columns = n - (n % COLUMNS);
  const rowA = <usize>k * FLOAT;
  const rowB = <usize>strideB * FLOAT;
  const rowC = <usize>strideC * FLOAT;
  for (let first = 0; first < k; first += BLOCK) {
    const depth = min(BLOCK, k - first);
    for (let column = 0; column < columns; column += COLUMNS) {
      packPanel(panel, b + <usize>first * rowB + <usize>column * FLOAT, depth, rowB);
      for (let row = 0; row < rows; row += ROWS) {
        const from = a + <usize>row * rowA + <usize>first * FLOAT;
        const to = c + <usize>row * rowC + <usize>column * FLOAT;
        const biases = first == 0 && bias ? bias + <usize>row * FLOAT : 0;
        tile(from, rowA, <usize>depth * FLOAT, panel, to, rowC, biases, first > 0);
      }
    }
  }
  const left = m - rows;
  if (left > 0 && columns > 0) {
    const biases = bias ? bias + <usize>rows * FLOAT : 0;
    narrowMultiply(a + <usize>rows * rowA, b, c + <usize>rows * rowC, biases, left, k, columns, strideB, strideC, panel);
  }
  if (columns < n) {
    const offset = <usize>columns * FLOAT;
    narrowMultiply(a, b + offset, c + offset, bias, m, k, n - columns, strideB, strideC, panel);
  }
}
